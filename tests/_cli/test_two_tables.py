"""Two sets of predictions of the same rows."""

import numpy as np
import pandas as pd
import pytest

from skmitigate._cli._two_tables import Columns, load_two
from skmitigate.exceptions import SkmitigateWarning

N = 20


@pytest.fixture(autouse=True)
def frame(tmp_path, monkeypatch):
    """Rows with two predictions, in the current directory as one file; b is right everywhere."""
    y = np.array(["cat", "dog"] * (N // 2))
    p = np.where(y == "cat", 0.8, 0.3)
    columns = {
        "id": [f"r{i}" for i in range(N)],
        "x": np.arange(N) / 7,
        "y": y,
        "old": ["cat"] * N,
        "new": y,
        "p_cat": p,
        "p_dog": 1 - p,
        "p_new_cat": 1.0 * (y == "cat"),
        "p_new_dog": 1.0 * (y == "dog"),
        "who": np.arange(N) // 2,
        "w": 1.5,
    }
    monkeypatch.chdir(tmp_path)
    frame = pd.DataFrame(columns)
    frame.to_csv("t.csv", index=False)
    return frame


def columns(predicted=(None, None), proba=(None, None), **more):
    return Columns(predicted=predicted, proba=proba, **more)


def test_one_file_has_both(recwarn):
    data, two = load_two(["t.csv"], "y", columns(("old", "new")))
    assert len(data) == N
    assert (two.a.errors.sum(), two.b.errors.sum()) == (N // 2, 0)
    assert two.groups is two.weights is None
    assert ["dropped 'id'" in str(w.message) for w in recwarn.list] == [True]


@pytest.mark.filterwarnings("ignore:t.csv. dropped")
def test_a_prefix_may_go_on_in_the_other():
    _, two = load_two(["t.csv"], "y", columns(proba=("p_", "p_new_")))
    assert two.a.classes.tolist() == two.b.classes.tolist() == ["cat", "dog"]
    assert set(two.a.proba[:, 0]) == {0.8, 0.3}
    assert set(two.b.proba[:, 0]) == {1.0, 0.0}


@pytest.mark.filterwarnings("ignore:t.csv. dropped")
def test_groups_and_weights_go_with_the_rows():
    _, two = load_two(["t.csv"], "y", columns(("old", "new"), groups="who", weights="w"))
    assert len(np.unique(two.groups)) == N // 2
    assert (two.groups[::2] == two.groups[1::2]).all()
    assert two.weights.tolist() == [1.5] * N


def test_classes_of_one_are_those_of_both(frame):
    frame.assign(old=["cow"] * N).to_csv("t.csv", index=False)
    with pytest.warns(SkmitigateWarning, match="dropped"):
        _, two = load_two(["t.csv"], "y", columns(("old", "new")))
    assert two.a.classes.tolist() == two.b.classes.tolist() == ["cat", "cow", "dog"]
    assert two.a.errors.all()


def two_files(frame, **changes):
    """Write a's and b's predictions to files of their own; b's as `changes` say."""
    frame[["id", "x", "y"]].assign(guess=frame["old"]).to_csv("a.csv", index=False)
    frame[["id", "x", "y"]].assign(guess=frame["new"]).assign(**changes).to_csv("b.csv", index=False)
    return ["a.csv", "b.csv"]


def test_rows_of_two_files_are_matched_by_a_column(frame):
    files = two_files(frame.sample(frac=1, random_state=0).iloc[:-3])
    two_files(frame)[0]
    pd.read_csv("b.csv").sample(frac=1, random_state=1).iloc[:-3].to_csv("b.csv", index=False)
    with pytest.warns(SkmitigateWarning, match="3 rows are in one of the two files only .* 17 are compared"):
        data, two = load_two(files, "y", columns(("guess", "guess"), identifier="id"))
    assert len(data) == len(two.a) == 17
    assert two.a.errors.any()
    assert not two.b.errors.any()


@pytest.mark.filterwarnings("ignore:[ab].csv. dropped")
def test_rows_of_two_files_are_matched_by_their_order_and_truth_is_compared(frame):
    _, two = load_two(two_files(frame), "y", columns(("guess", "guess")))
    assert (two.a.errors.sum(), two.b.errors.sum()) == (N // 2, 0)
    with pytest.raises(ValueError, match=r"2 rows where they differ, the first with 'dog' and 'cat' \(row 2\).* --id"):
        load_two(
            two_files(frame, y=[*frame["y"][:1], *frame["y"][2:1:-1], *frame["y"][1:2], *frame["y"][3:]]),
            "y",
            columns(("guess", "guess")),
        )


@pytest.mark.filterwarnings("ignore:[ab].csv. dropped")
def test_labels_may_be_written_differently(frame):
    files = two_files(frame.assign(y=frame["y"] == "cat", old=False, new=frame["y"] == "cat"))
    pd.read_csv("b.csv", dtype=str).apply(lambda c: c.str.lower()).to_csv("b.csv", index=False)
    _, two = load_two(files, "y", columns(("guess", "guess")))
    assert not two.b.errors.any()


@pytest.mark.filterwarnings("ignore:[ab].csv. dropped")
def test_other_values_in_the_same_row_are_told(frame):
    with pytest.warns(SkmitigateWarning, match="values of 'x' differ. .* --id"):
        load_two(two_files(frame, x=frame["x"] + 1), "y", columns(("guess", "guess")))


@pytest.mark.filterwarnings("ignore:.*dropped")
@pytest.mark.parametrize(
    ("files", "more", "message"),
    [
        (["t.csv"], {"groups": "none"}, "no column 'none' for --groups"),
        (["t.csv"], {"groups": "gap"}, "Expected a group in every row of 'gap', got 1 rows"),
        (["t.csv"], {"weights": "who_else"}, "no column 'who_else' for --weights"),
        (["t.csv"], {"weights": "old"}, "Expected a number in every row of 'old'"),
        (["t.csv", "t.csv"], {"identifier": "old"}, "t.csv: expected another value of 'old' in each row"),
        (["t.csv", "u.csv"], {"identifier": "id"}, "same 'id' in both files, got none"),
        (["t.csv", "u.csv"], {}, "got 20 in t.csv and 19 in u.csv. .* --id"),
    ],
)
def test_what_does_not_fit_together_is_said(frame, files, more, message):
    frame.assign(gap=[None, *["g"] * (N - 1)]).to_csv("t.csv", index=False)
    frame.iloc[1:].assign(id=[f"s{i}" for i in range(N - 1)]).to_csv("u.csv", index=False)
    with pytest.raises(ValueError, match=message):
        load_two(files, "y", columns(("old", "new"), **more))


def test_ids_of_numbers_are_the_same_with_gaps_and_texts_keep_their_case(frame):
    files = two_files(frame.assign(id=[*range(N)]))
    pd.read_csv("b.csv").assign(id=[f"{i}.0" for i in range(N)]).to_csv("b.csv", index=False)
    assert len(load_two(files, "y", columns(("guess", "guess"), identifier="id"))[1].a) == N
    files = two_files(frame.assign(id=["a", "A", *frame["id"][2:]]))
    assert len(load_two(files, "y", columns(("guess", "guess"), identifier="id"))[1].a) == N
