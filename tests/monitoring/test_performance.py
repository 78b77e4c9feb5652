"""How often predictions turned out right."""

import json
from datetime import timedelta

import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint

from skmitigate.monitoring import Performance
from skmitigate.monitoring._database import reading
from skmitigate.monitoring._performance import checked_by, error_pairs, n_purged, performance_of, read_counts
from skmitigate.monitoring._read_rows import selection_of


@pytest.fixture
def filled(log):
    """400 predictions of two models over 50 hours, 300 of them labelled."""
    rng = np.random.default_rng(0)
    times = [
        f"2026-03-0{1 + hour // 24}T{hour % 24:02}:{minute:02}"
        for hour, minute in rng.integers((50, 60), size=(400, 2))
    ]
    ids = np.arange(400)
    y = rng.integers(0, 3, 400)
    for model in range(2):
        mine = ids % 2 == model
        log.log(None, y[mine], ids=ids[mine], model=f"m{model}", timestamp=[times[i] for i in ids[mine]])
    log.add_labels(ids[:300], np.where(rng.random(300) < 0.2, (y[:300] + 1) % 3, y[:300]))
    return log


@pytest.mark.parametrize("by", ["hour", "day", "model", ("day", "model")])
def test_lines_sum_to_the_total_and_agree_with_the_rows(filled, by):
    told = filled.performance(by=by)
    frame = filled.read().to_frame()
    assert told.total.n_rows == len(frame) == sum(line.n_rows for line in told.lines)
    assert told.total.n_labelled == frame["error"].notna().sum() == sum(line.n_labelled for line in told.lines)
    assert told.total.n_errors == frame["error"].sum() == sum(line.n_errors for line in told.lines)
    assert told.total.n_errors == sum(n for _, _, n in filled.errors().pairs)
    if "model" in by:
        assert {line.model for line in told.lines} == {"m0", "m1"}
    else:
        groups = frame.groupby(frame["time"].dt.floor("h" if by == "hour" else "D"))
        assert [line.n_rows for line in told.lines] == groups.size().tolist()
        assert [line.n_errors for line in told.lines] == groups["error"].sum().tolist()
        assert [line.start for line in told.lines] == groups.size().index.to_pydatetime().tolist()


def test_interval_is_wilsons(filled):
    total = filled.performance(alpha=0.1).total
    expected = proportion_confint(total.n_labelled - total.n_errors, total.n_labelled, 0.1, method="wilson")
    assert total.interval == pytest.approx(expected)


def test_whole_hours_and_rows_give_the_same(filled):
    since, until = "2026-03-01T05:00", "2026-03-02T13:00"
    whole = filled.performance(by="hour", since=since, until=until)
    split = filled.performance(by="hour", since="2026-03-01T04:59:59.999999", until=until)
    assert whole.total == split.total
    assert [line for line in split.lines if line.n_rows] == list(whole.lines)
    assert whole.confusion == split.confusion


def test_confusion_counts_labels(filled):
    told = filled.performance()
    table = filled.window()
    pairs = {(table.classes[true], table.classes[pred]) for true, pred in zip(table.y_true, table.y_pred, strict=True)}
    assert {pair[:2] for pair in told.confusion} == pairs
    assert sum(n for *_, n in told.confusion) == told.total.n_labelled
    assert sum(n for *_, n in error_pairs(told)) == told.total.n_errors


def test_nothing_known_is_said_to_be_not_known(log):
    assert repr(log.performance()) == "Performance(accuracy not known, 0 errors in 0 labels of 0 rows)"
    log.log(None, [0])
    told = log.performance(by="model")
    assert told.lines[0].accuracy is None
    assert told.to_frame()["accuracy"].isna().all()
    json.dumps(told.to_dict(), allow_nan=False)


def test_frame_and_dict_have_the_lines(filled):
    told = filled.performance(by="day")
    assert len(told.to_frame()) == len(told.to_dict()["lines"]) == len(told.lines)
    assert len(filled.performance().to_frame()) == 1


@pytest.mark.parametrize("by", ["week", ("hour", "day"), ("day", "day")])
def test_other_splits_are_refused(log, by):
    with pytest.raises(ValueError, match="Expected by"):
        log.performance(by=by)


def test_split_may_be_one_or_several():
    assert checked_by(None) == ()
    assert checked_by("day") == ("day",)
    assert checked_by(["model", "hour"]) == ("model", "hour")


@pytest.mark.parametrize("alpha", [0, 1, "x"])
def test_level_is_checked(log, alpha):
    with pytest.raises(ValueError, match="alpha"):
        log.performance(alpha=alpha)


def test_counts_make_a_performance(filled):
    with reading(filled.path, timeout=1.0, read_only=False) as connection:
        everything = selection_of(connection, None, None, None)
        told = performance_of(connection, read_counts(connection, everything), by=(), alpha=0.05)
        assert n_purged(connection, everything) == 0
    assert isinstance(told, Performance)
    assert told == filled.performance()


def test_purged_rows_are_counted_on_request_in_whole_hours(filled):
    before = filled.performance()
    filled.purge(before="2026-03-02T10:30")
    assert filled.performance().total.n_rows < before.total.n_rows
    assert filled.performance(purged=True).total == before.total
    with pytest.raises(ValueError, match="whole hours are kept"):
        filled.performance(purged=True, since=timedelta(minutes=1))
