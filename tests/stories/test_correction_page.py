"""The account of a correction as a page."""

import re
from html import unescape

import pytest

from skmitigate.stories._correction import correction_text
from skmitigate.stories._correction_page import correction_html


def words(page):
    """The texts of a page, without its markup."""
    return unescape(re.sub(r"<[^>]*>", "", page))


def _line(name="sex = f", verdict="worse", rise=0.12, **figures):
    return {
        "kind": "column",
        "group": name,
        "n_rows": 120,
        "n_fixed": 4,
        "n_broken": 15,
        "n_still_wrong": 9,
        "change": 0.0917,
        "interval": [0.02, 0.16],
        "largest_rise": rise,
        "p_value": 0.02,
        "verdict": verdict,
        **figures,
    }


def _with_groups(report, lines, guarded=()):
    return {**report, "flips": {**report["flips"], "groups": lines}, "guarded": list(guarded)}


def test_the_floor_is_told_with_the_gain_that_could_be_seen(corrected, kept):
    floor = {"interval": [0.2, 0.3], "smallest_gain": 0.04}
    for told in (corrected, kept):
        low, high = told["floor"]["interval"]
        assert f"lowest possible error rate is estimated at {low:.3f} to {high:.3f}" in correction_text(told)
        assert "lowest possible" not in correction_text({**told, "floor": None})
    page = correction_html({**kept, "floor": floor}, page=True)
    assert "0.200 to 0.300; so many rows show a gain of 0.040" in words(page)


def test_nothing_found_and_nothing_tried_are_said(kept):
    text = correction_text({**kept, "findings": [], "trials": []})
    assert "found   nothing" in text
    assert "tried   nothing" in text
    assert "<p>nothing</p>" in correction_html({**kept, "trials": []}, page=False)


@pytest.mark.parametrize("which", ["corrected", "kept"])
def test_no_word_promises_more_than_is_known(which, request):
    data = request.getfixturevalue(which)
    for text in (correction_text(data), correction_html(data, page=True)):
        assert not re.search(r"guarantee|intelligent|\bis fixed\b", text, re.IGNORECASE)


def test_page_is_whole_and_asks_for_nothing_from_the_network(corrected):
    page = correction_html(corrected, page=True)
    assert page.startswith("<!DOCTYPE html>")
    assert not re.search(r"(src|href)=|https?://|@import", page)
    assert "<svg" in page
    assert len(page) < 1_000_000


def test_part_for_a_notebook_is_no_page(corrected):
    assert "<html" not in correction_html(corrected, page=False)


def test_hostile_names_are_escaped(corrected):
    nasty = "<script>alert(1)</script>"
    classes = [{**corrected["per_class"][0], "class": nasty}]
    page = correction_html({**corrected, "model": nasty, "reason": nasty, "per_class": classes}, page=True)
    assert nasty not in page
    assert "&lt;script&gt;" in page


def test_page_escapes_every_text_of_the_report(corrected):
    nasty = '"><img src=x onerror=alert(1)>'
    trial = {**corrected["trials"][0], "candidate": nasty, "status": nasty, "reason": nasty}
    finding = {**corrected["findings"][0], "kind": nasty} if corrected["findings"] else None
    hostile = {
        **corrected,
        "model": nasty,
        "result": nasty,
        "scoring": nasty,
        "members": {"model": 0.5, nasty: 0.5},
        "trials": [trial],
        "findings": [finding] if finding else [],
    }
    page = correction_html(hostile, page=True)
    assert "<img" not in page
    assert page.count("&lt;img") >= 7


def test_class_names_stand_in_the_page_as_they_are_and_recalls_may_be_unknown(corrected):
    row = {**corrected["per_class"][0], "class": "Zürich & co", "recall_before": None, "recall_after": 0.5}
    page = correction_html({**corrected, "per_class": [row]}, page=False)
    assert "<td>Zürich &amp; co</td>" in page
    assert '<td class="number"></td><td class="number">0.5000</td>' in page


def test_dropped_trial_is_told_with_what_was_seen_of_it(corrected):
    trial = {**corrected["trials"][0], "status": "dropped", "difference": -0.0123, "interval": None, "p_value": None}
    data = {**corrected, "trials": [{**trial, "candidate": "own", "reason": "no chance"}]}
    assert "own: dropped, -0.0123 on the folds seen; no chance" in correction_text(data)
    assert '<td class="number">-0.0123</td><td class="number"></td>' in correction_html(data, page=False)


def test_group_that_is_worse_is_told_with_its_figures(corrected):
    data = _with_groups(corrected, [_line(), _line("sex = m", "not resolved")])
    figures = "4 put right, 15 broken of 120 rows, +9.2 points of error [+2.0, +16.0], corrected p = 0.020"
    for text in (correction_text(data), words(correction_html(data, page=False))):
        assert f"sex = f is worse: {figures}" in text
        assert "sex = m is worse" not in text
    assert "protected group" not in correction_text(data)


def test_nothing_is_told_of_groups_where_there_is_nothing_to_tell(corrected, kept):
    classes = [_line("class a", "not resolved", kind="class"), _line("class b", "better", kind="class")]
    quiet = _with_groups(corrected, classes)
    assert "  groups  " not in correction_text(quiet)
    assert "<h2>Groups</h2>" not in correction_html(quiet, page=False)
    assert "  groups  " not in correction_text(_with_groups(kept, [_line()], ["sex = f"]))
    assert "<h2>Groups</h2>" not in correction_html(_with_groups(kept, [_line()]), page=False)


def test_many_groups_are_counted(corrected):
    data = _with_groups(corrected, [_line(f"town = {i}", p_value=i / 1000) for i in range(80)], ["town = 0"])
    text, page = correction_text(data), correction_html(data, page=False)
    assert text.count("is worse:") == 5
    assert "... and 75 more" in text
    assert "20 more groups are in the JSON report" in page
    assert "<td>town = 59</td>" in page
    assert "<td>town = 60</td>" not in page


def test_group_without_rows_has_a_line_without_figures_and_names_are_escaped(corrected):
    nobody = _line("<b>", "not resolved", None, n_rows=0, change=None, interval=None)
    data = _with_groups(corrected, [nobody], ["<b>"])
    assert "  groups  " not in correction_text(data)
    assert "<td>&lt;b&gt;</td>" in correction_html(data, page=False)


def test_text_counts_the_trials_that_it_leaves_out_and_always_shows_the_accepted(corrected):
    other = {**corrected["trials"][0], "status": "rejected", "candidate": "other"}
    winner = {**corrected["trials"][0], "status": "accepted", "candidate": "winner"}
    trials = [*[other] * 20, winner]
    text = correction_text({**corrected, "trials": trials})
    assert text.count("other: rejected") == 12
    assert "winner: accepted" in text
    assert "... and 8 more, told in the HTML and JSON reports" in text
    assert correction_html({**corrected, "trials": trials}, page=False).count("<td>other</td>") == 20
    assert "more, told" not in correction_text({**corrected, "trials": trials[9:]})


def test_bars_stay_inside_their_picture(corrected):
    trials = [
        {**corrected["steps"][0], "difference": difference, "interval": [difference - 3, difference + 3]}
        for difference in (-50.0, 0.0, 50.0)
    ]
    page = correction_html({**corrected, "trials": trials}, page=False)
    ends = [float(x) for x in re.findall(r'x[12]?="([-\d.]+)"', page)]
    assert len(ends) == 3 * 5
    assert min(ends) >= 0
    assert max(ends) <= 100


def test_trial_that_was_not_compared_has_no_figures(corrected):
    trial = {**corrected["trials"][0], "status": "failed", "difference": None, "interval": None, "p_value": None}
    data = {**corrected, "trials": [{**trial, "candidate": "own", "reason": "RuntimeError: no luck"}]}
    assert "own: failed; RuntimeError: no luck" in correction_text(data)
    assert "<svg" not in correction_html(data, page=False)
