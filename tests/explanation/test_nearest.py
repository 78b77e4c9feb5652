"""The nearest rows are those of the definition."""

import numpy as np

from skmitigate.explanation._allowance import Allowance
from skmitigate.explanation._distances import cell_distances
from skmitigate.explanation._mixed_rows import mixed_rows
from skmitigate.explanation._nearest import find_neighbours

rng = np.random.RandomState(0)
X = rng.normal(size=(80, 3))
CLASSES = np.array(["no", "yes"])
LABELS = (X[:, 0] + 0.5 * rng.normal(size=80) > 0).astype(int)
MIXED = mixed_rows(X[:1], X, list("abc"))


class Threshold:
    """Says yes where the first column is positive."""

    classes_ = CLASSES

    def predict(self, X):
        return CLASSES[(X[:, 0] > 0).astype(int)]


SAID = (X[:, 0] > 0).astype(int)


def find(*, true, labels=LABELS, position=None, allowance=None, mixed=MIXED):
    return find_neighbours(
        mixed,
        Threshold(),
        CLASSES,
        predicted=int(SAID[0]),
        true=true,
        labels=labels,
        position=position,
        rng=np.random.RandomState(0),
        allowance=allowance or Allowance(None),
    )


def test_the_twin_is_the_nearest_row_of_the_true_class_that_is_right():
    true = 1 - int(SAID[0])
    found = find(true=true)
    far = cell_distances(MIXED).mean(axis=1)
    right = np.flatnonzero((true == LABELS) & (true == SAID))
    assert found.twin.position == right[np.argmin(far[right])]
    assert found.twin.label == found.twin.predicted == CLASSES[true]
    assert found.n_twins == len(right)
    taken = np.flatnonzero(SAID[0] == LABELS)
    assert [near.position for near in found.taken_for] == taken[np.argsort(far[taken])][:3].tolist()


def test_it_says_which_columns_differ_and_by_what():
    found = find(true=1 - int(SAID[0]))
    cells = {cell["column"]: cell for cell in found.twin.differs}
    assert set(cells) == {"a", "b", "c"}
    assert cells["b"]["value"] == X[0, 1]
    assert cells["b"]["other"] == X[found.twin.position, 1]
    assert [cell["distance"] for cell in found.twin.differs] == sorted(c["distance"] for c in cells.values())[::-1]


def test_the_row_itself_is_no_neighbour():
    assert find(true=None, labels=None).taken_for[0].position == 0
    assert find(true=None, labels=None, position=0).taken_for[0].position != 0


def test_without_labels_the_predicted_classes_count():
    found = find(true=1 - int(SAID[0]), labels=None)
    assert not found.labelled
    assert found.twin.label is None
    assert found.n_twins == int((SAID[0] != SAID).sum())


def test_without_a_true_class_there_is_no_twin():
    found = find(true=None)
    assert found.twin is None
    assert len(found.taken_for) == 3


def test_a_background_of_the_row_alone_has_no_neighbours():
    found = find(true=0, mixed=mixed_rows(X[:1], X[:1], list("abc")), labels=LABELS[:1], position=0)
    assert found.taken_for == ()
    assert found.n_rows == 0


def test_a_spent_budget_looks_at_little():
    assert find(true=0, allowance=Allowance(-9.0)).n_rows == 1
