"""The picture of a confusion matrix."""

import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from sklearn.datasets import load_wine
from sklearn.naive_bayes import GaussianNB
from sklearn.tree import DecisionTreeClassifier

from skmitigate.plotting import ConfusionDisplay


def predictions(n_classes, right, n=900, name="class {}"):
    rng = np.random.default_rng(0)
    names = np.array([name.format(i) for i in range(n_classes)])
    truth = np.arange(n) % n_classes
    return names[truth], *(
        names[np.where(rng.random(n) < share, truth, (truth + rng.integers(1, n_classes, n)) % n_classes)]
        for share in right
    )


def cells(display, n):
    return np.array([text.get_text() for text in display.ax_.texts[: n * n]]).reshape(n, n)


def test_counts_stand_in_the_cells_and_recalls_beside_them():
    truth, guess = predictions(3, [0.7])
    display = ConfusionDisplay.from_predictions(truth, guess)
    assert cells(display, 3).astype(float).tolist() == display.told["matrix"]
    rest = [text.get_text() for text in display.ax_.texts[9:]]
    assert rest[:3] == [
        f"{value:.1%}  [{low:.1%}, {high:.1%}]"
        for value, (low, high) in zip(display.told["recall"], display.told["recall_interval"], strict=True)
    ]
    assert [t.get_text() for t in display.ax_.get_yticklabels()] == [f"class {i} (300)" for i in range(3)]
    assert display.ax_.get_title(loc="left").strip() == f"{display.told['n_errors']} errors in 900 rows"


def test_change_is_drawn_in_the_colour_of_better_and_worse():
    truth = np.array(["a"] * 10 + ["b"] * 10)
    before = np.array(["a"] * 5 + ["b"] * 5 + ["b"] * 10)
    after = np.array(["a"] * 10 + ["b"] * 6 + ["a"] * 4)
    display = ConfusionDisplay.from_predictions(truth, before, y_pred_after=after)
    assert cells(display, 2).tolist() == [["5 → 10", "5 → 0"], ["0 → 4", "10 → 6"]]
    shares = display.ax_.images[0].get_array()
    np.testing.assert_allclose(shares, [[0.5, 0.5], [-0.4, -0.4]])
    assert display.ax_.get_title(loc="left").strip() == "before → after: 5 → 4 errors in 20 rows"
    assert display.ax_.texts[4].get_text().startswith("+50.0  [")


def test_fitted_classifiers_are_compared_on_new_rows_even_with_classes_unknown_to_one():
    X, y = load_wine(return_X_y=True)
    known = y > 0
    display = ConfusionDisplay.from_estimator(
        GaussianNB().fit(X[known], y[known]), X, y, after=DecisionTreeClassifier(random_state=0).fit(X, y)
    )
    assert display.told["n_errors"] > display.told["n_errors_after"]
    assert display.told["matrix"][0][0] == 0


@pytest.mark.parametrize("n_classes", [2, 7, 12, 30])
@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("{}", None),
        ("a class with a long name and $formulas$ that is the number {} of all", None),
        ("class {}", (7.5, 5)),
    ],
)
def test_nothing_overlaps(n_classes, name, size):
    truth, before, after = predictions(n_classes, [0.6, 0.8], name=name)
    ax = None if size is None else Figure(size, layout="constrained").subplots()
    display = ConfusionDisplay.from_predictions(truth, before, y_pred_after=after, ax=ax)
    display.figure_.canvas.draw()
    for labels in (display.ax_.get_xticklabels(), display.ax_.get_yticklabels(), display.ax_.texts):
        boxes = [text.get_window_extent().shrunk(0.9, 0.9) for text in labels if text.get_text()]
        assert boxes
        for i, box in enumerate(boxes):
            assert box.count_overlaps(boxes[i + 1 :]) == 0


def test_of_very_many_classes_those_with_errors_are_drawn():
    truth, guess = predictions(60, [1.0])
    guess[truth == "class 59"] = "class 3"
    display = ConfusionDisplay.from_predictions(truth, guess)
    names = [text.get_text() for text in display.ax_.get_yticklabels()]
    assert len(names) == 40
    assert "class 59 (15)" in names
    assert "20 more classes are not shown" in display.ax_.get_title(loc="left")


def test_cells_of_weights_are_rounded_and_the_title_says_what_they_are():
    display = ConfusionDisplay.from_predictions([0, 1, 1], [0, 1, 0], sample_weight=[1 / 3, 1, 2])
    assert cells(display, 2).tolist() == [["0.333", "0"], ["2", "1"]]
    assert "sums of weights" in display.ax_.get_title(loc="left")


def test_axes_that_are_given_are_drawn_on():
    _, ax = plt.subplots()
    assert ConfusionDisplay.from_predictions([0, 1], [0, 1], ax=ax).ax_ is ax
