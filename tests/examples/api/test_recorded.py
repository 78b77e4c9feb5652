"""What is recorded comes back as the library tells it: errors, stories, performance, drift, exports, reports."""

import io
import json

import pandas as pd
import pytest
from api_server import plain

from skmitigate import PredictionLog, analyze_errors, explain_prediction, tell
from skmitigate.monitoring import ReferenceProfile, drift, estimate_performance
from skmitigate.persistence import kept_rows, read_bundle
from skmitigate.predictions import PredictionTable


@pytest.fixture(scope="module")
def log(folder):
    """The log, as the library reads it."""
    return PredictionLog(folder / "predictions.db", read_only=True)


@pytest.fixture(scope="module")
def ids(server, nuclei):
    """Predictions of all rows, with labels of which some are errors of the model."""
    X, y = nuclei
    rows = json.loads(X.to_json(orient="records", double_precision=15))
    told = server.client.post("/v1/predict/batch", json={"rows": rows}).json()["predictions"]
    names = [line["prediction_id"] for line in told]
    labels = [{"prediction_id": name, "label": label} for name, label in zip(names, y, strict=True)]
    answer = server.client.post("/v1/feedback", json={"labels": labels}).json()
    assert answer["n_labelled"] == len(X)
    wrong = [name for name, line, label in zip(names, told, y, strict=True) if line["prediction"] != label]
    right = [name for name, line, label in zip(names, told, y, strict=True) if line["prediction"] == label]
    return {"all": names, "wrong": wrong, "right": right}


def test_feedback_that_is_sent_twice_changes_nothing(client, ids, nuclei):
    line = {"prediction_id": ids["all"][0], "label": nuclei[1][0]}
    assert client.post("/v1/feedback", json={"labels": [line]}).json()["n_repeated"] == 1


@pytest.mark.parametrize("path", ["/v1/errors", "/logs/errors"])
def test_errors_are_those_of_the_log(client, log, ids, path):
    told = client.get(path, params={"model": "nuclei", "limit": 5}).json()
    assert told == log.errors(model="nuclei", limit=5).to_dict()
    assert told["total"]["n_errors"] == len(ids["wrong"]) > 0


@pytest.mark.usefixtures("ids")
@pytest.mark.parametrize("path", ["/v1/errors/analyze", "/analyze/errors"])
def test_analysis_of_what_is_recorded(client, log, path):
    rows = log.read(model="nuclei", labelled=True, newest=20_000)
    assert client.post(path, json={"model": "nuclei"}).json() == analyze_errors(rows.table(), rows.X).to_dict()


def test_analysis_of_labels_that_are_sent(client):
    truth, guess = ["ill"] * 30 + ["well"] * 270, ["well"] * 15 + ["ill"] * 15 + ["well"] * 270
    told = client.post("/v1/errors/analyze", json={"true_labels": truth, "predicted_labels": guess}).json()
    assert told == analyze_errors(PredictionTable.from_predictions(truth, guess)).to_dict()


def test_analysis_of_probabilities_and_rows_that_are_sent(client):
    proba = [[0.9, 0.1], [0.2, 0.8], [0.6, 0.4]] * 40
    truth, rows = [0, 1, 1] * 40, [{"a": i % 7, "b": "xyz"[i % 3]} for i in range(120)]
    body = {"true_labels": truth, "probabilities": proba, "classes": [0, 1], "rows": rows}
    told = client.post("/v1/errors/analyze", json=body).json()
    table = PredictionTable.from_predictions(truth, proba, classes=[0, 1])
    assert told == analyze_errors(table, pd.DataFrame(rows)).to_dict()


@pytest.mark.parametrize(
    "body", [{"model": "digits"}, {"true_labels": [1]}, {"true_labels": [1], "predicted_labels": []}]
)
def test_analysis_of_nothing_is_refused(client, body):
    assert client.post("/v1/errors/analyze", json=body).status_code in (409, 422)


def test_explanation_is_that_of_the_library(client, models, nuclei, folder):
    row = nuclei[0].iloc[[3]]
    background = kept_rows(folder / "models" / "nuclei.skm")
    for method in ("auto", "permutation"):
        told = client.post("/v1/explain", json={"row": row.iloc[0].to_dict(), "method": method}).json()
        expected = explain_prediction(models["nuclei"][0], row, background, method=method, random_state=0)
        assert plain(told) == plain(expected.to_dict())


def test_explanation_of_an_array_model_by_lime(client, models):
    row = models["digits"][1][5]
    told = client.post("/v1/explain", json={"row": row.tolist(), "model": "digits", "method": "lime"}).json()
    assert told["method"] == "lime"


@pytest.mark.parametrize("changed", [{"method": "guess"}, {"true_label": "nobody"}, {"random_state": -1}])
def test_explanation_that_there_is_none_of(client, nuclei, changed):
    body = {"row": nuclei[0].iloc[0].to_dict()} | changed
    assert client.post("/v1/explain", json=body).status_code == 422


def test_story_of_an_error_is_that_of_the_library(client, log, ids):
    rows = log.read(model="nuclei", labelled=True, newest=5000)
    name = ids["wrong"][0]
    expected = tell(rows.table(), row=rows.ids.tolist().index(name), X=rows.X)
    assert client.get(f"/v1/stories/{name}").json() == expected.to_dict()
    assert client.get(f"/v1/stories/{name}", params={"format": "text"}).text == expected.to_text()
    assert client.get(f"/v1/stories/{name}", params={"format": "markdown"}).text == expected.to_markdown()
    assert client.get(f"/v1/stories/{name}", params={"format": "html"}).text == expected.to_html(page=True)


def test_story_of_a_right_prediction_tells_why_it_was_made(client, ids):
    told = client.get(f"/v1/stories/{ids['right'][0]}").json()
    assert told["kind"] == "explanation"
    assert client.get(f"/v1/stories/{ids['wrong'][0]}", params={"about": "explanation"}).json()["kind"] == "explanation"


def test_story_of_an_error_needs_a_label(client, people):
    row = json.loads(people[0].iloc[[0]].to_json(orient="records", date_format="iso"))[0]
    name = client.post("/v1/predict", json={"row": row, "model": "people"}).json()["prediction_id"]
    assert client.get(f"/v1/stories/{name}", params={"about": "error"}).json()["code"] == "no-label"
    assert client.get(f"/v1/stories/{name}").json()["kind"] == "explanation"


@pytest.mark.parametrize("path", ["/v1/monitor/performance", "/logs/performance"])
@pytest.mark.parametrize("by", [None, "day", "model"])
def test_performance_is_that_of_the_log(client, log, ids, path, by):
    assert ids["all"]
    told = client.get(path, params={"by": by} if by else {}).json()
    assert told == log.performance(by=by).to_dict()


def test_drift_and_estimate_are_those_of_the_library(client, log, ids, folder, nuclei):
    newest = len(ids["all"])
    told = client.get("/v1/monitor/drift", params={"model": "nuclei", "newest": newest}).json()
    rows = log.read(model="nuclei", newest=newest)
    reference = ReferenceProfile.from_dict(read_bundle(folder / "models" / "nuclei.skm").reference)
    assert told == drift(reference, rows.X, predictions=rows.proba).to_dict()
    told = client.get("/v1/monitor/estimate", params={"newest": newest}).json()
    assert told == estimate_performance(reference, rows.proba, random_state=0).to_dict()
    assert len(nuclei[0]) == newest


def test_drift_of_nothing_is_refused(client):
    assert (
        client.get("/v1/monitor/drift", params={"model": "digits", "until": "2000-01-01"}).json()["code"]
        == "nothing-recorded"
    )


@pytest.mark.parametrize("path", ["/v1/logs/export", "/logs/export"])
def test_export_is_that_of_the_log(client, log, ids, tmp_path, path):
    assert ids["all"]
    n_rows = log.export(tmp_path / "expected.csv", model="nuclei", labelled=True)
    answer = client.get(path, params={"model": "nuclei", "labelled": True})
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.content == (tmp_path / "expected.csv").read_bytes()
    assert len(pd.read_csv(io.BytesIO(answer.content))) == n_rows
    lines = client.get(path, params={"model": "nuclei", "labelled": True, "format": "jsonl"}).text.splitlines()
    assert len(lines) == n_rows


@pytest.mark.parametrize("path", ["/v1/report", "/logs/report"])
def test_report_is_that_of_the_log(client, log, ids, path):
    assert ids["all"]
    assert client.get(path, params={"model": "nuclei"}).json() == log.report(model="nuclei").to_dict()
    assert client.get(path, params={"format": "text", "days": 1}).text.startswith(log.report().summary()[:20])
    assert "<html" in client.get(path, params={"format": "html"}).text


def test_label_of_another_kind_than_the_classes_is_recorded_and_harms_nothing(client, models):
    row = models["digits"][1][7].tolist()
    name = client.post("/v1/predict", json={"row": row, "model": "digits"}).json()["prediction_id"]
    assert client.post("/v1/feedback", json={"labels": [{"prediction_id": name, "label": "smudge"}]}).is_success
    assert client.get("/v1/errors", params={"model": "digits"}).json()["total"]["n_errors"] == 1
    assert client.get("/v1/monitor/drift", params={"model": "digits"}).is_success
    assert client.post("/v1/errors/analyze", json={"model": "digits"}).is_success
    assert client.get(f"/v1/stories/{name}").json()["kind"] == "error"
    assert client.get(f"/v1/stories/{name}", params={"about": "explanation"}).json()["kind"] == "explanation"
