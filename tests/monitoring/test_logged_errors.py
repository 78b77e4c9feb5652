"""Errors among logged predictions."""

import json

from skmitigate.monitoring import LoggedErrors


def test_all_are_counted_and_the_latest_are_shown(log):
    times = [f"2026-03-01T12:{minute:02}" for minute in range(30)]
    ids = log.log([[float(i)] for i in range(30)], ["a", "b"] * 15, timestamp=times)
    log.add_labels(ids, ["a"] * 30)
    errors = log.errors(limit=3)
    assert isinstance(errors, LoggedErrors)
    assert len(errors) == 15
    assert errors.pairs == (("a", "b", 15),)
    assert errors.to_frame()["x0"].tolist() == [29.0, 27.0, 25.0]
    told = errors.to_dict()
    assert [row["x0"] for row in told["latest"]] == [29.0, 27.0, 25.0]
    json.dumps(told, allow_nan=False)
    assert repr(errors) == "LoggedErrors(15 errors in 30 labels of 30 rows; most often a taken for b, 15 times)"


def test_there_may_be_none(log):
    log.log(None, [0])
    assert repr(log.errors()) == "LoggedErrors(0 errors in 0 labels of 1 rows)"
    assert len(log.errors().to_frame()) == 0
