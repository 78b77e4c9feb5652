"""Callbacks hear of everything that a search does, and can end it."""

import pytest
from sklearn.datasets import make_classification
from sklearn.naive_bayes import GaussianNB
from sklearn.tree import DecisionTreeClassifier

from skmitigate import SelfCorrectingClassifier
from skmitigate.correction import FitDone, IterationBegun, ModelCrossFitted, SearchEnded, TrialDecided
from skmitigate.correction._progress import Progress, as_callbacks
from skmitigate.exceptions import StopSearch

X, Y = make_classification(300, 12, n_informative=5, n_classes=3, weights=[0.7, 0.2, 0.1], flip_y=0.08, random_state=0)
STRATEGIES = ["class_balancing", "probability_calibration", "data_augmentation", "outlier_removal"]
SETTINGS = {"strategies": STRATEGIES, "cv": 4, "max_iterations": 2, "random_state": 0}


def run(callbacks, **settings):
    return SelfCorrectingClassifier(DecisionTreeClassifier(), callbacks=callbacks, **{**SETTINGS, **settings}).fit(X, Y)


def of_kind(events, kind):
    return [event for event in events if isinstance(event, kind)]


@pytest.mark.parametrize("racing", [True, False])
@pytest.mark.parametrize("budget", [{}, {"max_fits": 15}, {"max_time": 1e6}], ids=["none", "fits", "time"])
def test_every_fit_is_told_and_the_number_planned_is_the_real_one(racing, budget):
    model = run((events := []).append, racing=racing, **budget)
    fits = of_kind(events, FitDone)
    n_fits = model.report_.n_fits
    assert [fit.done for fit in fits] == list(range(1, n_fits + 1))
    assert all(fit.done <= fit.planned for fit in fits)
    assert fits[-1].planned == n_fits
    announced = 4 + sum(event.n_fits for event in of_kind(events, IterationBegun))
    made = 4 + sum(trial.n_fits for trial in model.report_.trials)
    assert announced == made if not racing else announced >= made


def test_every_trial_is_told_in_its_order():
    model = run((events := []).append)
    assert tuple(event.trial for event in of_kind(events, TrialDecided)) == model.report_.trials
    assert str(events[4]) == "cross-fitted DecisionTreeClassifier"
    assert [event.seconds for event in events] == sorted(event.seconds for event in events)
    ended = events[-1]
    assert isinstance(ended, SearchEnded)
    assert (ended.verdict, ended.reason) == (model.report_.verdict, model.report_.reason)
    assert (ended.n_fits, ended.seconds) == (model.report_.n_fits, model.report_.seconds)


def test_several_callbacks_hear_the_same():
    one, two = [], []
    run([one.append, two.append], strategies=["class_balancing"])
    assert one == two != []


def test_callbacks_change_nothing():
    with_callback, without = run([].append).report_.to_dict(), run(None).report_.to_dict()
    assert with_callback | {"seconds": 0} == without | {"seconds": 0}


def stop_at(kind, n, message=""):
    """Return a callback that asks to stop when it hears of the n-th event of a kind, and of all after it."""
    heard = []

    def callback(event):
        heard.extend([event] * isinstance(event, kind))
        if len(heard) >= n:
            raise StopSearch(message)

    return callback


@pytest.mark.parametrize(("kind", "n"), [(FitDone, 1), (ModelCrossFitted, 1)])
def test_stopped_before_the_search_the_model_is_kept(kind, n):
    report = run(stop_at(kind, n, "enough")).report_
    assert (report.verdict, report.reason) == ("kept", "a callback stopped the search: enough")
    assert (report.n_fits, report.trials) == (5, ())


def test_stopped_among_parallel_fits(tmp_path):
    """Fits that are under way then are given up, and what was done is in the checkpoint."""
    stopped = run(stop_at(FitDone, 9), racing=False, n_jobs=2, checkpoint=tmp_path)
    assert stopped.report_.n_fits == 10
    assert len(list(tmp_path.glob("fit-*.npz"))) == 9
    assert run(None, racing=False, checkpoint=tmp_path).report_.verdict == run(None, racing=False).report_.verdict


def test_stopped_among_the_candidates_those_that_are_ready_are_judged():
    whole = run(None, racing=False)
    stopped = run(stop_at(FitDone, 14), racing=False)
    assert stopped.report_.n_fits == 15
    assert stopped.report_.reason.endswith("; a callback stopped the search")
    judged = [trial.candidate for trial in stopped.report_.trials if trial.status in ("accepted", "rejected")]
    left = [trial for trial in stopped.report_.trials if trial.reason == "a callback stopped the search"]
    assert judged
    assert left
    assert {trial.status for trial in left} == {"skipped"}
    first = [trial.candidate for trial in whole.report_.trials if trial.status in ("accepted", "rejected")]
    assert set(judged) < set(first)


@pytest.mark.parametrize("racing", [True, False])
def test_stopped_after_a_decision_it_stands(racing):
    whole, report = run(None, racing=racing).report_, run(stop_at(TrialDecided, 1), racing=racing).report_
    first = [trial for trial in whole.trials if trial.iteration == 0]
    assert [trial for trial in report.trials if trial.status != "skipped"] == [
        t for t in first if t.status != "skipped"
    ]
    assert "a callback stopped the search" in report.reason


def test_stopped_at_the_last_moment_nothing_is_lost():
    assert run(stop_at(SearchEnded, 1)).report_.verdict == run(None).report_.verdict


def test_any_other_error_of_a_callback_is_raised():
    def callback(event):
        raise LookupError(str(event))

    with pytest.raises(LookupError, match="1 of 4 fits"):
        run(callback)


def test_what_cannot_be_called_is_refused():
    with pytest.raises(TypeError, match="Expected callbacks that can be called with an event, got 3"):
        SelfCorrectingClassifier(GaussianNB(), callbacks=[print, 3]).fit(X, Y)
    assert as_callbacks(None) == ()
    assert as_callbacks(print) == (print,)
    assert as_callbacks((print, len)) == (print, len)


def test_a_stop_is_noted_and_raised_only_where_it_is_safe():
    progress = Progress((stop_at(FitDone, 1, "now"),))
    progress.tell(FitDone(0.0, "SVC", 1, 5))
    assert progress.stopped == "now"
    with progress.interruptible():
        assert progress._interruptible
    assert not progress._interruptible
