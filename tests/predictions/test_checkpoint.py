"""What has been fitted is found again, by what it depends on; what cannot be used is fitted anew, with a warning."""

import logging
import sys
from pathlib import Path
from unittest.mock import Mock

import numpy as np
import pandas as pd
import pytest
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.svm import LinearSVC
from sklearn.tree import ExtraTreeClassifier

from skmitigate.exceptions import CheckpointWarning
from skmitigate.predictions import _cross_val
from skmitigate.predictions._checkpoint import Checkpoint
from skmitigate.predictions._cross_val import CrossFitter, cross_val_predictions
from skmitigate.predictions._fold_fits import FoldResult, Rows, fit_fold

RNG = np.random.default_rng(0)
N = 60
Y = RNG.integers(0, 3, N)
X = RNG.normal(size=(N, 3)) + Y[:, None]
WEIGHTS = RNG.uniform(0.5, 2.0, N)
TREE = ExtraTreeClassifier()


@pytest.fixture
def fits(monkeypatch):
    """The seeds of the fits that were really made."""
    made = []

    def noted(rows, **task):
        made.append(task["seed"])
        return fit_fold(rows, **task)

    monkeypatch.setattr(_cross_val, "fit_fold", noted)
    return made


def run(folder, model=TREE, X=X, y=Y, **settings):
    return cross_val_predictions(model, X, y, **{"cv": 3, "random_state": 0, "checkpoint": folder, **settings})


def files(folder, pattern="fit-*.npz"):
    return sorted(folder.glob(pattern))


def test_second_call_makes_no_fit_and_counts_as_if_it_had(tmp_path, fits):
    first = run(tmp_path / "new" / "folder")
    fitter = CrossFitter(X, Y, cv=3, random_state=0, checkpoint=str(tmp_path / "new" / "folder"))
    assert fitter.n_fits_needed(TREE) == 3
    again = fitter.table(TREE)
    assert len(fits) == fitter.n_fits == 3
    assert fitter.seconds > 0
    assert again.to_dict() == first.to_dict() == run(None).to_dict()


def test_only_what_is_missing_is_fitted(tmp_path, fits):
    whole = run(tmp_path)
    files(tmp_path)[1].unlink()
    assert run(tmp_path).to_dict() == whole.to_dict()
    assert len(fits) == 4


OTHERS = {
    "rows": {"X": X + 1e-9},
    "labels": {"y": np.roll(Y, 1)},
    "weights": {"sample_weight": WEIGHTS},
    "groups": {"groups": np.arange(N)},
    "folds": {"cv": 4},
    "seed": {"random_state": 1},
    "settings": {"model": ExtraTreeClassifier(max_depth=3)},
}


@pytest.mark.parametrize("change", OTHERS.values(), ids=OTHERS)
def test_whatever_else_is_asked_for_is_fitted(tmp_path, fits, change):
    run(tmp_path)
    assert run(tmp_path, **change).to_dict() == run(None, **change).to_dict()
    n_fits = 3 + 2 * change.get("cv", 3)
    assert len(fits) == n_fits


def test_one_folder_serves_several_models(tmp_path, fits):
    for models in ([GaussianNB(), TREE], [TREE, LinearSVC()]):
        CrossFitter(X, Y, cv=3, random_state=0, checkpoint=tmp_path).tables(models)
    assert len(fits) == 9


def test_frames_of_texts_are_known_again(tmp_path, fits):
    frame = pd.DataFrame({"number": X[:, 0], "text": pd.Series(["u", "v", None] * 20, dtype=object)})
    model = make_pipeline(FunctionTransformer(pd.get_dummies), GaussianNB())
    for _ in range(2):
        run(tmp_path, model, frame.copy())
    assert len(fits) == 3


def test_seed_that_was_drawn_is_drawn_again(tmp_path, fits):
    drawn = [run(tmp_path, random_state=None).to_dict() for _ in range(2)]
    assert drawn[0] == drawn[1]
    assert len(fits) == 3
    run(tmp_path, X=X + 1, random_state=None)
    assert len(files(tmp_path, "seed-*.json")) == 2


def test_seeds_that_were_given_are_not_kept(tmp_path):
    run(tmp_path, random_state=np.random.RandomState(3))
    assert files(tmp_path, "seed-*.json") == []


def test_warnings_of_the_fits_are_given_again(tmp_path, fits):
    for _ in range(2):
        with pytest.warns(ConvergenceWarning, match="failed to converge") as caught:
            run(tmp_path, LogisticRegression(max_iter=1))
        assert [warning.filename for warning in caught] == [__file__]
    assert len(fits) == 3


def test_model_without_probabilities_is_kept_too(tmp_path, fits):
    assert run(tmp_path, LinearSVC()).to_dict() == run(tmp_path, LinearSVC()).to_dict()
    assert len(fits) == 3


def test_progress_is_logged_as_if_it_were_fitted(tmp_path, caplog):
    caplog.set_level(logging.INFO, logger="skmitigate.predictions")
    for _ in range(2):
        run(tmp_path)
    assert [record.message for record in caplog.records] == ["cross-fitted ExtraTreeClassifier (1 of 1)"] * 2


def cut(path):
    path.write_bytes(path.read_bytes()[:-30])


def flip(path):
    """Change one bit of the probabilities."""
    content = bytearray(path.read_bytes())
    content[-1200 if len(content) > 1200 else len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


def replace(path, **arrays):
    with np.load(path) as file:
        changed = {**file, **arrays}
    with path.open("wb") as file:
        np.savez(file, **{name: value for name, value in changed.items() if value is not None})


CORRUPT = {
    "empty": lambda path: path.write_bytes(b""),
    "cut short": cut,
    "a bit": flip,
    "text": lambda path: path.write_text("what is this"),
    "an array": lambda path: np.save(path, X) or path.with_name(path.name + ".npy").replace(path),
    "pickle": lambda path: replace(path, codes=np.array([None] * 20, dtype=object)),
    "fewer rows": lambda path: replace(path, codes=np.zeros(19, dtype=int)),
    "other classes": lambda path: replace(path, codes=np.full(20, 3)),
    "no codes": lambda path: replace(path, codes=None),
    "not a number": lambda path: replace(path, proba=np.full((20, 3), np.nan)),
    "fewer probabilities": lambda path: replace(path, proba=np.full((10, 3), 1 / 3)),
    "about nothing": lambda path: replace(path, about=np.zeros(3, dtype=np.uint8)),
    "about something else": lambda path: replace(path, about=np.frombuffer(b"[1]", dtype=np.uint8)),
}


@pytest.mark.parametrize("spoil", CORRUPT.values(), ids=CORRUPT)
def test_file_that_cannot_be_used_is_fitted_again_with_a_warning(tmp_path, fits, spoil):
    whole = run(tmp_path)
    spoil(files(tmp_path)[0])
    with pytest.warns(CheckpointWarning, match=r"fit-.*npz cannot be used \(.*fitted again") as caught:
        again = run(tmp_path)
    assert caught[0].filename == __file__
    assert again.to_dict() == whole.to_dict()
    assert len(fits) == 4


@pytest.mark.parametrize("content", ["", "{}", '{"random_state": null}'], ids=["empty", "none", "null"])
def test_seed_that_cannot_be_read_is_drawn_anew(tmp_path, content):
    run(tmp_path, random_state=None)
    files(tmp_path, "seed-*.json")[0].write_text(content)
    with pytest.warns(CheckpointWarning, match="cannot be read .*another seed is drawn"):
        run(tmp_path, random_state=None)
    assert run(tmp_path, random_state=None).to_dict() == run(tmp_path, random_state=None).to_dict()


def test_lambda_works_and_is_not_kept(tmp_path, fits):
    model = make_pipeline(FunctionTransformer(lambda rows: rows), GaussianNB())
    for _ in range(2):
        with pytest.warns(CheckpointWarning, match="Fits of Pipeline are not kept in .*lambda.* cannot be pickled"):
            run(tmp_path, model)
    assert (len(fits), files(tmp_path)) == (6, [])


class Lengths(GaussianNB):
    """It reads objects."""

    def fit(self, X, y):
        return super().fit([[len(row)] for row in X], y)

    def predict_proba(self, X):
        return super().predict_proba([[len(row)] for row in X])

    def predict(self, X):
        return super().predict([[len(row)] for row in X])


class Strange:
    """A row that cannot be pickled."""

    def __init__(self, length):
        self.length = lambda: length

    def __len__(self):
        """Ask for it."""
        return self.length()


def test_rows_that_cannot_be_known_again_work_and_are_not_kept(tmp_path):
    rows = [Strange(2 + code) for code in Y]
    with pytest.warns(CheckpointWarning, match="Nothing is kept in .* rows cannot be known again"):
        run(tmp_path, Lengths(), rows, random_state=None)
    assert files(tmp_path, "*") == []


@pytest.mark.parametrize("where", ["a file", "in a file"])
def test_place_that_is_no_folder_is_refused(tmp_path, where):
    path = tmp_path / "file"
    path.write_text("mine")
    with pytest.raises(ValueError, match=r"Expected checkpoint to be a folder in which files can be made, got '.*file"):
        run(path if where == "a file" else path / "folder")
    assert path.read_text() == "mine"


def test_folder_in_which_nothing_can_be_made_is_refused():
    with pytest.raises(ValueError, match="files can be made, got '/proc"):
        run("/proc/skmitigate")


def test_disk_that_is_full_does_not_end_the_fit(tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "replace", Mock(side_effect=OSError(28, "No space left on device")))
    with pytest.warns(CheckpointWarning, match="cannot be written .*No space left"):
        table = run(tmp_path)
    assert table.to_dict() == run(None).to_dict()
    assert list(tmp_path.iterdir()) == []


class NotShown(UserWarning):
    """A category that another process would not have."""


def test_warning_of_an_unknown_category_is_read_as_a_plain_one(tmp_path, monkeypatch):
    checkpoint = Checkpoint(tmp_path, Rows(X, Y), None)
    told = ((NotShown, "careful"), (ConvergenceWarning, "slow"))
    checkpoint.write(tmp_path / "fit.npz", FoldResult(np.array([0, 1]), None, 0.5, told))
    monkeypatch.delitem(sys.modules, NotShown.__module__)
    read = checkpoint.read(tmp_path / "fit.npz", 2, 2)
    assert read.warnings == ((UserWarning, "careful"), (ConvergenceWarning, "slow"))
    assert (read.codes.tolist(), read.proba, read.seconds) == ([0, 1], None, 0.5)


def test_nothing_is_left_but_results(tmp_path):
    run(tmp_path)
    assert len(list(tmp_path.iterdir())) == 3
