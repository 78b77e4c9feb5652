"""A file is written in full or not at all, and says what it holds."""

import datetime as dt
import json
import os

import numpy as np
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from sklearn.tree import DecisionTreeClassifier

from skmitigate import SelfCorrectingClassifier, load, save
from skmitigate.exceptions import InvalidModelFile
from skmitigate.monitoring import ReferenceProfile
from skmitigate.persistence import _save, read_bundle
from skmitigate.persistence._archive import write_archive

TIME = dt.datetime(2024, 5, 6, 7, 8, 9, tzinfo=dt.UTC)


class Majority(ClassifierMixin, BaseEstimator):
    """Predicts the class that there is most of."""

    def fit(self, X, y):
        self.classes_, counts = np.unique(y, return_counts=True)
        self.most_ = self.classes_[counts.argmax()]
        self.n_features_in_ = np.shape(X)[1]
        return self

    def predict(self, X):
        return np.full(len(X), self.most_)


def minus_mean(X):
    return X - X.mean(axis=0)


def test_what_is_told_is_in_the_file(tree, iris, tmp_path):
    saved = save(
        tree,
        tmp_path / "m.skm",
        X=iris[0],
        y=iris[1],
        held_out=True,
        name="flowers",
        version=3,
        description="Which iris?",
        limits=["Few rows."],
        reference={"columns": [1, 2]},
        n_golden_rows=5,
        created=TIME,
    )
    read = read_bundle(tmp_path / "m.skm")
    assert read.to_dict() == saved.to_dict()
    assert (read.name, read.version, read.description) == ("flowers", "3", "Which iris?")
    assert read.created == "2024-05-06T07:08:09+00:00"
    assert read.reference == {"columns": [1, 2]}
    assert read.n_golden_rows == 5
    assert read.card["limits"][0] == "Few rows."
    assert read.card["measured"]["held_out"] is True
    assert read.trusted == ()


def test_only_the_model_is_needed(tree, tmp_path):
    saved = save(tree, tmp_path / "plain.skm")
    assert (saved.name, saved.version, saved.n_golden_rows, saved.make) == ("plain", None, 0, "unknown")
    assert any("No rows are kept" in limit for limit in saved.card["limits"])
    assert load(saved.path).n_features_in_ == 4


def test_the_same_model_and_time_give_the_same_bytes(iris, tmp_path):
    for name in ("a", "b"):
        model = make_pipeline(StandardScaler(), DecisionTreeClassifier(random_state=0)).fit(*iris)
        save(model, tmp_path / name, X=iris[0], name="same", created=TIME)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_the_loop_brings_its_report(iris, tmp_path):
    heard = []
    loop = SelfCorrectingClassifier(
        LogisticRegression(max_iter=1000),
        cv=3,
        random_state=0,
        callbacks=lambda event: heard.append(str(event)),
        checkpoint=tmp_path / "results",
    ).fit(*iris)
    saved = save(loop, tmp_path / "loop.skm", X=iris[0])
    assert saved.report == json.loads(json.dumps(loop.report_.to_dict()))
    assert saved.card["correction"]["verdict"] == loop.report_.verdict
    loaded = load(saved.path)
    assert loaded.report_.summary() == loop.report_.summary()
    assert loaded.callbacks is loaded.checkpoint is None  # who listened, and where, is no part of the model
    assert loop.callbacks is not None


def test_nothing_is_replaced_unless_it_is_asked_for(tree, tmp_path):
    path = tmp_path / "m.skm"
    path.write_text("precious")
    with pytest.raises(FileExistsError, match="overwrite=True"):
        save(tree, path)
    assert path.read_text() == "precious"
    path.chmod(0o640)
    save(tree, path, overwrite=True)
    assert load(path).n_features_in_ == 4
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_file_that_another_process_wrote_meanwhile_is_kept(tree, tmp_path, monkeypatch):
    path = tmp_path / "m.skm"

    def write_late(file, members):
        write_archive(file, members)
        path.write_text("precious")

    monkeypatch.setattr(_save, "write_archive", write_late)
    with pytest.raises(FileExistsError):
        save(tree, path)
    assert path.read_text() == "precious"
    assert [path.name for path in tmp_path.iterdir()] == ["m.skm"]


def test_a_failure_leaves_no_file_and_the_older_one(tree, tmp_path, monkeypatch):
    def fail(file, _members):
        file.write(b"half")
        raise OSError("disk full")

    monkeypatch.setattr(_save, "write_archive", fail)
    (tmp_path / "old.skm").write_text("old")
    for name in ("new.skm", "old.skm"):
        with pytest.raises(OSError, match="disk full"):
            save(tree, tmp_path / name, overwrite=True)
    assert [path.name for path in tmp_path.iterdir()] == ["old.skm"]
    assert (tmp_path / "old.skm").read_text() == "old"


def test_disks_without_links_take_files_too(tree, tmp_path, monkeypatch):
    def no_links(_source, _target):
        raise PermissionError("no links here")

    monkeypatch.setattr(os, "link", no_links)
    assert load(save(tree, tmp_path / "m.skm").path).n_features_in_ == 4


def test_own_types_are_named_by_who_saves_and_who_loads(iris, tmp_path):
    name = f"{Majority.__module__}.Majority"
    model = Majority().fit(*iris)
    with pytest.raises(ValueError, match=r"trusted=\['.*Majority'\]; whoever loads"):
        save(model, tmp_path / "m.skm")
    saved = save(model, tmp_path / "m.skm", X=iris[0], trusted=[name])
    assert saved.trusted == (name,)
    with pytest.raises(InvalidModelFile, match=r"Majority\. If you know"):
        load(saved.path)
    assert load(saved.path, trusted=[name]).most_ == model.most_


def test_functions_of_ones_own_too(iris, tmp_path):
    name = f"{minus_mean.__module__}.minus_mean"
    model = make_pipeline(FunctionTransformer(minus_mean), DecisionTreeClassifier()).fit(*iris)
    saved = save(model, tmp_path / "m.skm", X=iris[0], trusted=[name], n_golden_rows=0)
    assert load(saved.path, trusted=[name])[0].func is minus_mean


@pytest.mark.parametrize(
    ("model", "error", "message"),
    [
        (DecisionTreeClassifier(), ValueError, "not fitted"),
        (LinearRegression().fit([[0], [1]], [0, 1]), TypeError, "Expected a fitted classifier"),
        (StandardScaler().fit([[0], [1]]), TypeError, "Expected a fitted classifier"),
        (None, TypeError, "Expected a fitted classifier"),
        (Majority, TypeError, "Expected a fitted classifier"),
    ],
    ids=str,
)
def test_other_things_are_refused(model, error, message, tmp_path):
    with pytest.raises(error, match=message):
        save(model, tmp_path / "m.skm")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("held", [lambda X: X, {(1, 2): 3}])
def test_what_cannot_be_written_is_refused(iris, tmp_path, held):
    model = DecisionTreeClassifier().fit(*iris)
    model.held = held
    with pytest.raises(TypeError, match=r"Put it into a module|cannot be saved"):
        save(model, tmp_path / "m.skm")
    assert not list(tmp_path.iterdir())


def test_a_model_that_answers_otherwise_when_it_is_loaded_is_refused(iris, tmp_path, monkeypatch):
    other = DecisionTreeClassifier(max_depth=1).fit(*iris)
    monkeypatch.setattr(_save, "state_to_model", lambda *_given, **_settings: other)
    with pytest.raises(ValueError, match="could not be loaded"):
        save(DecisionTreeClassifier(max_depth=3).fit(*iris), tmp_path / "m.skm", X=iris[0])


@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        ({"trusted": "os.system"}, TypeError, "Put it in a list"),
        ({"reference": {"a": float("nan")}}, ValueError, "Expected a reference"),
        ({"reference": [1, 2]}, TypeError, "Expected reference to be a ReferenceProfile"),
        ({"X": [[1, 2]]}, ValueError, "features"),
        ({"y": ["setosa"]}, ValueError, "y without X"),
        ({"n_golden_rows": -1}, ValueError, "n_golden_rows of 0 or more, got -1"),
        ({"n_golden_rows": 2.5}, ValueError, "got 2.5"),
    ],
)
def test_other_settings_are_refused(tree, tmp_path, settings, error, message):
    with pytest.raises(error, match=message):
        save(tree, tmp_path / "m.skm", **settings)
    assert not list(tmp_path.iterdir())


def test_places_that_are_none_are_refused(tree, tmp_path):
    for place in (tmp_path, tmp_path / "absent" / "m.skm"):
        with pytest.raises(ValueError, match="name of a file"):
            save(tree, place)


def test_a_profile_is_kept_as_it_is(tree, tmp_path):
    profile = ReferenceProfile.from_frame(np.arange(20.0).reshape(10, 2))
    save(tree, tmp_path / "m.skm", reference=profile)
    assert ReferenceProfile.from_dict(read_bundle(tmp_path / "m.skm").reference).to_dict() == profile.to_dict()
