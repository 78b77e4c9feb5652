"""Seeds follow from settings and place, in any process and any order."""

import os
import subprocess
import sys
from functools import partial

import numpy as np
import pytest
from scipy.stats import uniform
from sklearn.base import BaseEstimator, clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import BaggingClassifier, RandomForestClassifier, VotingClassifier
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.gaussian_process import GaussianProcessClassifier
from sklearn.gaussian_process.kernels import RBF
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.model_selection import RandomizedSearchCV, StratifiedKFold
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

from skmitigate._utils._seeds import derived_seed, describe, draw_seed, set_seeds

SETTINGS = [
    RandomForestClassifier(),
    RandomForestClassifier(max_depth=3),
    RandomForestClassifier(random_state=0),
    RandomForestClassifier(random_state=1),
    RandomForestClassifier(class_weight={0: 1, 1: 2}),
    RandomForestClassifier(class_weight={0: 1, 1: 3}),
    BaggingClassifier(RandomForestClassifier()),
    BaggingClassifier(RandomForestClassifier(max_depth=3)),
    make_pipeline(StandardScaler(), LogisticRegression()),
    make_pipeline(StandardScaler(with_mean=False), LogisticRegression()),
    make_pipeline(FunctionTransformer(np.log1p), LogisticRegression()),
    make_pipeline(FunctionTransformer(np.sqrt), LogisticRegression()),
    make_pipeline(FunctionTransformer(partial(np.clip, a_min=0)), LogisticRegression()),
    make_pipeline(CountVectorizer(tokenizer=str.split), LogisticRegression()),
    make_pipeline(CountVectorizer(tokenizer=str.strip), LogisticRegression()),
    GaussianNB(priors=np.array([0.5, 0.5])),
    GaussianNB(priors=np.array([0.4, 0.6])),
    GaussianNB(priors=[0.5, 0.5]),
    GaussianProcessClassifier(RBF(1.0)),
    GaussianProcessClassifier(RBF(2.0)),
    VotingClassifier([("a", GaussianNB())]),
    VotingClassifier([("b", GaussianNB())]),
    VotingClassifier([("a", SVC())]),
    CalibratedClassifierCV(SVC(), cv=StratifiedKFold(3)),
    CalibratedClassifierCV(SVC(), cv=StratifiedKFold(4)),
    RandomizedSearchCV(SVC(), {"C": uniform(1, 2)}),
]


def test_other_settings_have_another_description():
    assert len({describe(estimator) for estimator in SETTINGS}) == len(SETTINGS)


@pytest.mark.parametrize("by_identity", [False, True])
@pytest.mark.parametrize("estimator", SETTINGS)
def test_a_clone_has_the_same_description(estimator, by_identity):
    assert describe(clone(estimator), by_identity=by_identity) == describe(estimator, by_identity=by_identity)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (RandomForestClassifier(n_jobs=1), RandomForestClassifier(n_jobs=2, verbose=1)),
        (VotingClassifier([("a", SVC())], n_jobs=1), VotingClassifier([("a", SVC(verbose=True))])),
    ],
)
def test_how_work_is_done_is_no_setting(one, other):
    assert describe(one) == describe(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, 1.0),
        (1, True),
        (1, "1"),
        (None, "None"),
        ([1, 2], [2, 1]),
        ([1, [2]], [[1], 2]),
        (np.array([1, 2]), np.array([1.0, 2.0])),
        (np.array([[1, 2]]), np.array([1, 2])),
        (np.array(["a", None], dtype=object), np.array(["a", "b"], dtype=object)),
        ({"a": 1}, {"b": 1}),
        (GaussianNB, GaussianNB()),
        (b"a", "a"),
        (1j, 1),
    ],
)
def test_values_that_differ_are_described_differently(one, other):
    assert describe(one) != describe(other)


def test_sets_have_no_order_and_random_streams_no_state():
    assert describe({"c", "a", "b"}) == describe(frozenset("abc"))
    assert describe(np.random.RandomState(0)) == describe(np.random.RandomState(1)) == "RandomState"
    assert describe(np.random.default_rng(0)) == "Generator"


class Closure(BaseEstimator):
    """It holds anything."""

    def __init__(self, held=None):
        self.held = held


def test_what_has_no_value_is_told_apart_by_identity_only_where_asked():
    one, other = (Closure(lambda x, a=a: x + a) for a in (1, 2))
    assert describe(one) == describe(other)
    assert describe(one, by_identity=True) != describe(other, by_identity=True)
    assert describe(one, by_identity=True) == describe(clone(one), by_identity=True)
    assert " at 0x" not in describe(Closure(object()))


def test_foreign_objects_are_told_apart_by_their_content_where_asked():
    one, other = (RandomizedSearchCV(SVC(), {"C": uniform(1, scale)}) for scale in (2, 3))
    assert describe(one) == describe(other)
    assert describe(one, by_identity=True) != describe(other, by_identity=True)


PROBE = """
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.ensemble import RandomForestClassifier
from skmitigate._utils._seeds import derived_seed, describe
class Foreign: pass
text = describe([make_pipeline(FunctionTransformer(len), RandomForestClassifier()), {"b", "a"}, Foreign()])
print(text, derived_seed(3, 1, text), sep="\\n")
"""


def test_descriptions_and_seeds_are_the_same_in_every_process():
    answers = {
        subprocess.run(
            [sys.executable, "-c", PROBE],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(answers) == 1
    assert "RandomForestClassifier" in answers.pop()


def test_derived_seed_depends_on_seed_and_place():
    seeds = [derived_seed(seed, fold, name) for seed in range(5) for fold in range(5) for name in ("a", "b", "ab")]
    assert len(set(seeds)) == len(seeds)
    assert all(0 <= seed < 2**31 for seed in seeds)
    assert derived_seed(0, 1, "a") == derived_seed(0, 1, "a")
    assert derived_seed(0, "a", 1) != derived_seed(0, 1, "a")


def test_drawn_seed_follows_from_the_random_state():
    assert draw_seed(3) == draw_seed(3) != draw_seed(4)
    stream = np.random.RandomState(3)
    assert draw_seed(stream) == draw_seed(3) != draw_seed(stream)


def test_every_random_state_is_set_nested_ones_too():
    model = make_pipeline(StandardScaler(), BaggingClassifier(SGDClassifier(random_state=5), random_state=None))
    assert set_seeds(model, 1) is model
    seeds = {key: value for key, value in model.get_params().items() if key.endswith("random_state")}
    assert set(seeds) == {"baggingclassifier__random_state", "baggingclassifier__estimator__random_state"}
    assert len(set(seeds.values()) | {5, None}) == 4


def test_seeds_that_are_there_are_left_where_asked():
    model = BaggingClassifier(DecisionTreeClassifier(random_state=np.int64(5)))
    other = set_seeds(BaggingClassifier(DecisionTreeClassifier()), 1, only_unset=True)
    set_seeds(model, 1, only_unset=True)
    assert model.estimator.random_state == 5
    assert model.random_state == other.random_state
    assert isinstance(other.estimator.random_state, int)


def test_what_has_no_parameters_or_no_seed_is_left_alone():
    assert set_seeds(GaussianNB(), 1).get_params() == GaussianNB().get_params()
    foreign = object()
    assert set_seeds(foreign, 1) is foreign
