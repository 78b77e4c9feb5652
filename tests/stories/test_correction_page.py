"""The account of a correction as a page."""

import json

import numpy as np
import pandas as pd
import pytest
from sklearn.naive_bayes import GaussianNB
from stories.pages import check_page, read, words

from skmitigate import SelfCorrectingClassifier
from skmitigate.stories._correction import correction_story, correction_text
from skmitigate.stories._correction_page import correction_html

NASTY = '"><script>alert(1)</script><img src=x onerror=alert(1)>'


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """The report of a real fit on data whose names and values are all hostile, and its page as a file."""
    rng = np.random.default_rng(0)
    truth = rng.integers(0, 2, 300)
    X = pd.DataFrame(rng.normal(size=(300, 3)), columns=[f"{NASTY}{i}" for i in range(3)])
    X.iloc[:, 0] += 2 * truth
    y = np.array([f"a{NASTY}", "</title></style></svg><b>"])[np.where(rng.random(300) < 0.1, 1 - truth, truth)]
    settings = {"strategies": ["probability_calibration"], "scoring": "neg_log_loss", "cv": 3, "random_state": 0}
    report = SelfCorrectingClassifier(GaussianNB(), protect_classes=True, **settings).fit(X, y).report_
    path = report.to_html(tmp_path_factory.mktemp("page") / "report.html")
    return report, path.read_text(encoding="utf-8")


def test_page_of_hostile_data_holds_nothing_but_our_own_tags(hostile):
    report, page = hostile
    check_page(page)
    assert "<script>alert(1)</script>" in "".join(read(page).texts)
    assert report.typical_errors
    assert "Typical errors" in words(page)


@pytest.mark.parametrize("which", ["corrected", "kept"])
def test_page_says_every_sentence_of_the_story(which, request):
    report = request.getfixturevalue(which)
    page = correction_html(report, page=True)
    check_page(page)
    told = " ".join(words(page).split())
    for sentence in correction_story(report).sentences:
        if sentence.topic not in ("tried", "skipped"):
            assert " ".join(sentence.text.split()) in told


def test_page_escapes_every_text_of_the_report(corrected):
    trial = {**corrected["trials"][0], "candidate": NASTY, "status": NASTY, "reason": NASTY}
    finding = {"kind": NASTY, "severity": NASTY, "n_errors": 3, "n_rows": 4, "p_value": 0.01, "bound": 0.1}
    group = {**corrected["flips"]["groups"][0], "group": NASTY, "kind": "column", "verdict": NASTY}
    data = {
        **corrected,
        **dict.fromkeys(("model", "result", "scoring", "reason"), NASTY),
        "members": {"model": 0.5, NASTY: 0.5},
        "trials": [trial, {**trial, "status": "skipped"}],
        "findings": [finding],
        "causes": {NASTY: 3},
        "per_class": [{**corrected["per_class"][0], "class": NASTY}],
        "flips": {**corrected["flips"], "groups": [group]},
        "guarded": [NASTY],
    }
    page = correction_html(data, page=True)
    check_page(page)
    assert page.count("&lt;script&gt;") >= 15


def test_part_for_a_notebook_is_no_page(corrected):
    assert "<html" not in correction_html(corrected, page=False)


@pytest.mark.parametrize("which", ["corrected", "kept"])
def test_no_word_promises_more_than_is_known(which, request):
    told = words(correction_html(request.getfixturevalue(which), page=True)).lower()
    assert not [word for word in ("guarantee", "intelligent", "is fixed", "http") if word in told]


def test_report_of_an_earlier_version_without_typical_errors_has_a_page(corrected):
    old = {name: value for name, value in corrected.items() if name not in ("causes", "typical_errors")}
    page = correction_html(json.loads(json.dumps(old)), page=True)
    assert "Typical errors" not in words(page)
    assert "Primary causes" not in words(page)


def test_changes_are_drawn_and_told(corrected):
    flips = {**corrected["flips"], "n_fixed": 30, "n_broken": 10, "n_still_wrong": 60}
    page = correction_html({**corrected, "flips": flips}, page=True)
    assert 'aria-label="put right: 30, still wrong: 60, broken: 10"' in page
    assert '<rect class="good" x="0.0" y="0" width="300.0"' in page
    assert "30 put right" in words(page)


def test_nothing_found_is_said(kept):
    told = words(correction_html({**kept, "findings": []}, page=True))
    assert "Why it errsnothing" in told


def test_page_of_thousands_of_classes_trials_and_groups_stays_small(corrected):
    trial = {**corrected["trials"][0], "reason": "x" * 5000, "candidate": "y" * 5000}
    groups = [{**corrected["flips"]["groups"][0], "group": f"town = {i}" * 100, "kind": "column"} for i in range(5000)]
    classes = [{**corrected["per_class"][0], "class": f"{i} of many" * 50} for i in range(5000)]
    many = {"trials": [trial] * 5000, "per_class": classes, "flips": {**corrected["flips"], "groups": groups}}
    check_page(correction_html({**corrected, **many}, page=True))


def test_replaced_model_is_called_one(corrected):
    page = correction_html({**corrected, "members": {"trees": 1.0}}, page=True)
    assert '<span class="chip replaced">Replaced</span>' in page
    assert correction_text(corrected).split(":")[0] == "Corrected"
