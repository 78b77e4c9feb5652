"""Running detectors, and the family-wise rate of false alarms."""

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array
from sklearn.model_selection import TimeSeriesSplit
from sklearn.naive_bayes import GaussianNB

from skmitigate.diagnosis._analyze_errors import analyze_errors
from skmitigate.diagnosis._catalogue import DETECTORS
from skmitigate.diagnosis._detector import Detector
from skmitigate.exceptions import NotApplicable, SkmitigateWarning, TooExpensive
from skmitigate.predictions._cross_val import cross_val_predictions
from skmitigate.predictions._prediction_table import PredictionTable


class Told(Detector):
    """Does what it is told, and remembers what it was given."""

    code = "OWN01"

    def __init__(self, kind="told", p_value=None, error=None, answer=None):
        self.kind, self.p_value, self.error, self.answer = kind, p_value, error, answer

    def detect(self, table, X, *, random_state, **_):
        self.X, self.random_state = X, random_state
        if self.error is not None:
            raise self.error
        if self.p_value is None:
            return self.answer
        return self.make_finding(
            table,
            rows=np.arange(int(self.kind[-1]) if self.kind[-1].isdigit() else len(table)),
            n_rows=len(table),
            measure="nothing",
            estimate=0,
            interval=(0, 0),
            p_value=self.p_value,
        )


KINDS = [detector.kind for detector in DETECTORS]
TABLE = PredictionTable.from_predictions([0, 1, 0, 1], [1, 0, 1, 1])


def table_of(truth, guess, sure):
    n_classes = int(truth.max()) + 1
    proba = np.repeat((1 - sure)[:, None] / (n_classes - 1), n_classes, axis=1)
    proba[np.arange(len(truth)), guess] = sure
    return PredictionTable.from_predictions(truth, proba, classes=np.arange(n_classes))


@pytest.mark.parametrize("sure", ["independent", "tied", "constant"])
@pytest.mark.parametrize("balanced", [True, False])
@pytest.mark.parametrize("n_classes", [2, 3, 10])
def test_silent_where_errors_depend_on_nothing(n_classes, balanced, sure):
    """15 % errors at random, no less doubt than that: 100 tables, at most 5 % + 2.5 standard errors with a finding."""
    rng = np.random.default_rng([n_classes, balanced])
    share = np.full(n_classes, 1 / n_classes)
    if not balanced:
        share = np.r_[0.9, np.full(n_classes - 1, 0.1 / (n_classes - 1))]
    alarms = 0
    for _ in range(100):
        truth = rng.choice(n_classes, 400, p=share)
        truth[0] = n_classes - 1
        guess = np.where(rng.random(400) < 0.15, (truth + rng.integers(1, n_classes, 400)) % n_classes, truth)
        drawn = {
            "independent": rng.uniform(0.55, 0.85, 400),
            "tied": rng.choice([0.6, 0.7, 0.85], 400),
            "constant": np.full(400, 0.85),
        }
        kinds = set(analyze_errors(table_of(truth, guess, drawn[sure])).kinds)
        # less sure than right is true of two of them, and no false alarm
        alarms += bool(kinds - ({"miscalibration"} if sure != "constant" else set()))
    assert alarms <= 100 * 0.05 + 2.5 * np.sqrt(100 * 0.05 * 0.95)


def test_calibrated_model_is_only_found_to_err_where_it_is_unsure():
    """Errors drawn from the model's own probabilities: the one finding is true, others are at most 5 % + 2.5 SE."""
    rng = np.random.default_rng(0)
    unsure = others = 0
    for _ in range(100):
        truth, sure = rng.integers(3, size=400), rng.uniform(0.4, 1, 400)
        guess = np.where(rng.random(400) < 1 - sure, (truth + rng.integers(1, 3, 400)) % 3, truth)
        found = analyze_errors(table_of(truth, guess, sure)).kinds
        unsure += "low_confidence" in found
        others += bool(set(found) - {"low_confidence"})
    assert unsure == 100
    assert others <= 100 * 0.05 + 2.5 * np.sqrt(100 * 0.05 * 0.95)


def test_p_values_are_corrected_for_all_tests_that_could_run():
    detectors = [Told("a1", 0.01), Told("b2", 0.02), Told("c"), Told("d", error=NotApplicable("no columns"))]
    diagnosis = analyze_errors(TABLE, detectors=detectors)
    assert [(f.kind, f.p_value, f.p_raw) for f in diagnosis.findings] == [
        ("b2", pytest.approx(0.04), 0.02),
        ("a1", pytest.approx(0.03), 0.01),
    ]


def test_a_detector_gets_the_share_of_the_level_that_its_weight_says():
    """A level of .05 in shares of 6, 1 and 1, also where those of weight 1 find nothing or fail."""
    weighty = Told("a1", 0.03)
    weighty.weight = 6.0
    diagnosis = analyze_errors(TABLE, detectors=[weighty, Told("b2", 0.03), Told("c")])
    assert diagnosis.find("a1").p_value == pytest.approx(0.03 * 8 / 6)
    assert diagnosis.kinds == ("a1",)
    with pytest.warns(SkmitigateWarning, match="failed"):
        failed = analyze_errors(TABLE, detectors=[weighty, Told("b2", error=ValueError("no")), Told("c")])
    assert failed.find("a1").p_value == pytest.approx(0.03 * 8 / 6)


def test_the_weight_of_what_is_not_applicable_is_left_to_the_others():
    weighty = Told("a1", error=NotApplicable("no columns"))
    weighty.weight = 6.0
    assert analyze_errors(TABLE, detectors=[weighty, Told("b2", 0.02), Told("c")]).find("b2").p_value == 0.04


@pytest.mark.parametrize("weight", [0, -1, float("nan"), float("inf"), "9"])
def test_weight_that_is_no_share_is_refused(weight):
    detector = Told("a1", 0.01)
    detector.weight = weight
    with pytest.raises(ValueError, match="weight of Told to be a number above 0"):
        analyze_errors(TABLE, detectors=detector)


def test_findings_come_with_the_largest_bound_first():
    detectors = [Told("a1", 1e-9), Told("b3", 1e-3), Told("c2", 1e-6)]
    assert analyze_errors(TABLE, detectors=detectors).kinds == ("b3", "c2", "a1")


def test_what_does_not_pass_the_correction_is_not_found_and_says_so():
    diagnosis = analyze_errors(TABLE, detectors=[Told("a1", 0.04), Told("b")])
    assert diagnosis.findings == ()
    assert diagnosis.not_found == {"b": "p above 0.05", "a1": "p 0.04 is 0.08 when corrected for 2 tests"}


def test_reason_of_what_is_not_applicable_is_kept():
    diagnosis = analyze_errors(TABLE, detectors=[Told(error=NotApplicable("no columns"))])
    assert diagnosis.not_applicable == {"told": "no columns"}


def test_what_was_not_asked_for_is_skipped():
    diagnosis = analyze_errors(TABLE, detectors="class_imbalance")
    assert diagnosis.skipped == {kind: "not asked for" for kind in KINDS if kind != "class_imbalance"}


@pytest.mark.parametrize("ignore", ["class_imbalance", "ERR04", ["ERR04"], {"ERR04", "class_imbalance"}])
def test_what_is_ignored_is_skipped_and_not_counted_as_a_test(ignore):
    diagnosis = analyze_errors(TABLE, detectors=["class_imbalance", Told("a1", 0.03)], ignore=ignore)
    assert diagnosis.skipped["class_imbalance"] == "ignored"
    assert diagnosis.find("a1").p_value == 0.03


def test_own_kinds_can_be_ignored_and_all_of_them():
    told = Told()
    diagnosis = analyze_errors(TABLE, detectors=[told], ignore="OWN01")
    assert diagnosis.skipped["told"] == "ignored"
    assert not hasattr(told, "X")


@pytest.mark.parametrize("name", ["ERR4", "class_imbalanced"])
def test_what_is_to_be_ignored_must_be_known(name):
    with pytest.raises(ValueError, match=rf"low_confidence \(ERR01\), .*; got '{name}'. Did you mean '.*4|imbalance'"):
        analyze_errors(TABLE, ignore=[name])


def test_what_is_too_expensive_is_skipped_with_its_limit_and_not_counted_as_a_test():
    detectors = [Told(error=TooExpensive("more than 10 columns")), Told("a1", 0.03)]
    diagnosis = analyze_errors(TABLE, detectors=detectors)
    assert diagnosis.skipped["told"] == "more than 10 columns"
    assert "told" not in diagnosis.not_applicable
    assert diagnosis.find("a1").p_value == 0.03


@pytest.mark.parametrize("error", [ValueError("no"), ZeroDivisionError("no"), KeyError("no"), TypeError("no")])
def test_detector_that_fails_on_the_data_is_recorded_and_warned_about_and_the_others_go_on(error):
    with pytest.warns(SkmitigateWarning, match="detector of 'told' failed") as record:
        diagnosis = analyze_errors(TABLE, detectors=[Told(error=error), Told("a1", 0.001)])
    assert diagnosis.failed == {"told": f"{type(error).__name__}: {error}"}
    assert diagnosis.find("a1").p_value == pytest.approx(0.002)
    assert record[0].filename == __file__


@pytest.mark.parametrize("error", [AttributeError("no"), MemoryError("no"), ImportError("no")])
def test_faults_of_the_detector_or_the_machine_are_let_through(error):
    with pytest.raises(type(error), match="no"):
        analyze_errors(TABLE, detectors=[Told(error=error)])


@pytest.mark.parametrize(
    ("answer", "reason"), [("yes", "to return a Finding or None, got str"), ("other", "of kind 'told', got 'other'")]
)
def test_wrong_answers_of_a_detector_are_failures(answer, reason):
    if answer == "other":
        answer = Told("other", p_value=0.01).detect(TABLE, None, alpha=0.05, random_state=0)
    with pytest.warns(SkmitigateWarning, match=reason):
        diagnosis = analyze_errors(TABLE, detectors=[Told(answer=answer)])
    assert reason in diagnosis.failed["told"]


def test_detectors_are_given_the_rows_of_the_table_in_its_order():
    X, y = np.arange(60.0).reshape(30, 2), np.arange(30) % 2
    table = cross_val_predictions(GaussianNB(), X, y, cv=TimeSeriesSplit(4), random_state=0)
    assert table.n_untested == 6
    frame = pd.DataFrame(X, columns=["a", "b"], index=np.arange(30)[::-1])
    for given in (X, frame, csr_array(X)):
        told = Told()
        analyze_errors(table.take(np.array([9, 2])), given, detectors=[told])
        rows = told.X.toarray() if given is not X and given is not frame else np.asarray(told.X)
        np.testing.assert_array_equal(rows, X[[15, 8]])


def test_whole_tables_get_x_as_it_is():
    told, X = Told(), np.zeros((4, 2))
    analyze_errors(TABLE, X, detectors=[told])
    assert told.X is X
    analyze_errors(TABLE, detectors=[told])
    assert told.X is None


@pytest.mark.parametrize("n_rows", [0, 3, 5])
def test_x_of_another_length_is_refused(n_rows):
    with pytest.raises(ValueError, match=f"the 4 rows that the table of predictions was made from, got {n_rows} rows"):
        analyze_errors(TABLE, np.zeros((n_rows, 2)))


@pytest.mark.parametrize("n_rows", [24, 29, 31])
def test_x_needs_also_the_rows_that_were_never_tested(n_rows):
    table = cross_val_predictions(
        GaussianNB(), np.arange(30.0)[:, None], np.arange(30) % 2, cv=TimeSeriesSplit(4), random_state=0
    )
    with pytest.raises(ValueError, match="the 30 rows"):
        analyze_errors(table, np.zeros((n_rows, 2)))


def test_same_table_gives_the_same_seeds_and_kinds_get_seeds_of_their_own():
    first, again, other = Told(), Told(), Told("other")
    analyze_errors(TABLE, detectors=[first, other])
    analyze_errors(TABLE, detectors=[again])
    assert first.random_state == again.random_state != other.random_state


def test_weights_and_groups_are_noted():
    table = PredictionTable.from_predictions([0, 1], [0, 0], sample_weight=[1, 2], groups=["a", "b"])
    notes = analyze_errors(table).notes
    assert [("weights" in note, "groups" in note) for note in notes] == [(True, False), (False, True)]
    assert analyze_errors(TABLE).notes == ()


@pytest.mark.parametrize(
    ("n_rows", "wrong"), [(1, [0]), (1, []), (50, []), (50, range(50)), (50, [7]), (50, range(1, 50))]
)
@pytest.mark.parametrize("with_proba", [True, False])
def test_extreme_tables_get_an_answer(n_rows, wrong, with_proba):
    truth = np.arange(n_rows) % 2
    guess = np.where(np.isin(np.arange(n_rows), list(wrong)), 1 - truth, truth)
    sure = np.linspace(0.6, 0.9, n_rows)[:, None]
    proba = np.where(np.arange(2) == guess[:, None], sure, 1 - sure)
    diagnosis = analyze_errors(PredictionTable.from_predictions(truth, proba if with_proba else guess, classes=[0, 1]))
    assert diagnosis.n_errors == len(wrong)
    told = [*diagnosis.kinds, *diagnosis.not_found, *diagnosis.not_applicable]
    assert sorted([*told, *diagnosis.skipped]) == sorted(KINDS)
    assert not diagnosis.failed
    assert with_proba or set(diagnosis.not_applicable) >= {"low_confidence", "high_confidence"}


def test_no_errors_are_no_finding():
    truth = np.arange(50) % 2
    diagnosis = analyze_errors(PredictionTable.from_predictions(truth, truth))
    assert diagnosis.kinds == ()
    assert diagnosis.not_applicable["class_imbalance"] == "there are no errors"


def test_ten_thousand_classes_of_unequal_size_are_told_apart():
    """A hundred classes have a fifth of the others' rows and are all missed."""
    counts = np.r_[np.full(100, 10), np.full(9900, 50)]
    truth = np.repeat(np.arange(10_000), counts)
    guess = np.where(truth < 100, 9_999, truth)
    guess[5_000::7] = 9_998
    finding = analyze_errors(PredictionTable.from_predictions(truth, guess)).find("class_imbalance")
    assert finding.evidence["classes"] == list(range(100))


@pytest.mark.parametrize("alpha", [0, 1, -0.1, 2, float("nan")])
def test_alpha_outside_0_to_1_is_refused(alpha):
    with pytest.raises(ValueError, match="alpha between 0 and 1"):
        analyze_errors(TABLE, alpha=alpha)


def test_reference_is_handed_to_the_detector_that_waits_for_one_and_the_detector_left_as_it_is():
    handed = []

    class Waiting(Told):
        reference = None

        def detect(self, *_, **__):
            handed.append(self.reference)

    waiting = Waiting("waiting")
    analyze_errors(TABLE, detectors=[waiting, Told("other")], reference="R")
    assert handed == ["R"]
    assert waiting.reference is None


def test_reference_that_no_detector_takes_is_refused():
    with pytest.raises(ValueError, match=r"got PredictionTable: none of the detectors .* Leave reference out"):
        analyze_errors(TABLE, reference=TABLE, detectors=["low_confidence", Told()])


def test_what_is_no_table_is_refused_with_the_way_to_make_one():
    with pytest.raises(TypeError, match=r"got list\. Make one with cross_val_predictions"):
        analyze_errors([0, 1])


def test_empty_table_is_refused():
    with pytest.raises(ValueError, match="at least one row, got an empty table"):
        analyze_errors(TABLE.take(np.array([], dtype=int)))
