"""The tables on the page of a correction."""

import re

import pytest
from stories.pages import words

from skmitigate.stories._correction_tables import classes_part, groups_table, interval_kind, trials_part


def trial(**changes):
    told = {"candidate": "own", "status": "rejected", "reason": "why", "iteration": 0, "p_value": 0.25}
    return {**told, "difference": 0.0123, "interval": [-0.01, 0.03], **changes}


def test_trials_have_their_figures_and_an_interval():
    page = trials_part([trial()])
    assert '<td class="number">+0.0123</td><td class="number">0.250</td><td class="number">1</td>' in page
    assert "on a line from -0.03 to +0.03" in words(page)


def test_accepted_come_first_and_skipped_are_listed_apart():
    page = trials_part([trial(candidate="b"), trial(status="skipped", candidate="c"), trial(status="accepted")])
    assert re.findall(r'class="name">(\w+)<', page) == ["own", "b"]
    assert "Not triedc: why" in words(page)


@pytest.mark.parametrize("status", ["failed", "dropped"])
def test_trial_without_an_interval_has_no_picture(status):
    page = trials_part([trial(status=status, interval=None, p_value=None, difference=None)])
    assert "<svg" not in page
    assert page.count('<td class="number"></td>') == 2


def test_nothing_tried_is_said():
    assert trials_part([]) == "<p>nothing</p>"
    assert "<table" not in trials_part([trial(status="skipped")])


def test_bars_stay_inside_their_picture():
    trials = [trial(difference=d, interval=[d - 3, d + 3]) for d in (-50.0, 0.0, 50.0)]
    ends = [float(x) for x in re.findall(r'x[12]?="([-\d.]+)"', trials_part(trials))]
    assert len(ends) == 3 * 7
    assert 0 <= min(ends) <= max(ends) <= 100


@pytest.mark.parametrize(("ends", "kind"), [((0.1, 0.2), "good"), ((-0.2, -0.1), "bad"), ((-0.1, 0.1), "still")])
def test_colour_says_whether_an_interval_excludes_zero(ends, kind):
    assert interval_kind(*ends) == kind
    assert f'class="range {kind}"' in trials_part([trial(interval=list(ends))])


def line(**changes):
    told = {"class": "Zürich & co", "n_rows": 10, "recall_before": 0.85, "recall_after": 0.9}
    return {**told, "n_fixed": 1, "n_broken": 0, **changes}


def test_recalls_are_drawn_on_a_line_that_begins_below_the_lowest():
    page = classes_part([line()], kept=False)
    assert "Zürich &amp; co</td>" in page
    assert "on a line from 0.8 to 1" in words(page)
    assert '<circle class="before" cx="27.0"' in page
    assert '<circle class="good" cx="50.0"' in page


def test_recall_that_is_not_known_has_no_picture():
    page = classes_part([line(recall_before=None)], kept=False)
    assert "<svg" not in page
    assert '<td class="number"></td><td class="number">0.9000</td>' in page


def test_kept_model_has_one_recall():
    page = classes_part([line(recall_after=0.85), line(recall_before=1.0, recall_after=1.0)], kept=True)
    assert words(page).startswith("classrowsrecallZürich & co100.8500")
    assert "recall_after" not in page
    assert "on a line from 0.9 to 1" in words(classes_part([line(recall_before=1.0, recall_after=1.0)], kept=True))


def test_of_many_classes_those_that_change_most_are_shown():
    page = classes_part([line(**{"class": f"c{i}", "n_fixed": i}) for i in range(200)], kept=False)
    assert page.count("<tr>") == 151
    assert "c199</td>" in page
    assert "50 more classes are in the JSON report" in words(page)


def group(**changes):
    told = {"kind": "column", "group": "sex = f", "n_rows": 120, "n_fixed": 4, "n_broken": 15, "n_still_wrong": 9}
    told |= {"change": 0.0917, "interval": [0.02, 0.16], "largest_rise": 0.12, "p_value": 0.02, "verdict": "worse"}
    return {**told, **changes}


def test_groups_have_their_figures():
    told = words(groups_table([group(group="<b>")]))
    assert "<b>1204159+9.2+2.0 to +16.0+12.00.020worse" in told


def test_group_without_rows_has_a_line_without_figures():
    assert "none0000" in words(groups_table([group(group="none", **dict.fromkeys(_COUNTS, 0), **_UNKNOWN)]))


_COUNTS = ("n_rows", "n_fixed", "n_broken", "n_still_wrong")
_UNKNOWN = {"change": None, "interval": None, "largest_rise": None}


def test_many_groups_are_counted():
    told = words(groups_table([group(group=f"town {i};", p_value=i / 1000) for i in range(80)]))
    assert "town 59;" in told
    assert "town 60;" not in told
    assert "20 more groups are in the JSON report" in told
