"""Jobs run apart from the server, give what the library gives, and can be ended."""

import json
import signal
import time

import numpy as np
import psutil
import pytest
from api_server import ApiServer, plain
from sklearn.base import clone

from examples.api.estimators import ESTIMATORS, make_estimator
from skmitigate import (
    SelfCorrectingClassifier,
    analyze_errors,
    compare,
    compare_strategies,
    cross_val_predictions,
    load,
)
from skmitigate._cli._models import MODELS
from skmitigate.datasets import load_bundled

LONG = {"kind": "mitigate", "data": {"dataset": "digits"}, "estimator": "random_forest", "strategies": "all"}


def result_of(server, body):
    answer = server.client.post("/v1/jobs", json=body)
    assert answer.status_code == 202, answer.text
    state = server.wait_for_job(answer.json()["id"])
    assert state["state"] == "done", state
    return server.client.get(f"/v1/jobs/{state['id']}/result").json(), state


def test_a_job_knows_the_models_of_the_command_line():
    assert tuple(MODELS) == ESTIMATORS


@pytest.fixture(scope="module")
def wine():
    return load_bundled("wine")


def test_mitigation_gives_the_report_of_the_library_and_the_model(server, wine, folder):
    body = {"kind": "mitigate", "data": {"dataset": "wine"}, "estimator": "naive_bayes", "save_as": "wine"}
    told, state = result_of(server, body | {"strategies": ["probability_calibration"]})
    settings = {"strategies": ["probability_calibration"], "random_state": 0}
    model = SelfCorrectingClassifier(make_estimator("naive_bayes"), **settings).fit(wine.X, wine.y)
    assert plain(told) == plain(model.report_.to_dict())
    assert state["progress"] == {"message": "done"}
    saved = load(folder / "models" / "wine.skm")
    assert np.array_equal(saved.predict(wine.X), model.predict(wine.X))
    assert "<html" in server.client.get(f"/v1/jobs/{state['id']}/report").text
    row = wine.X.iloc[0].to_dict()
    assert server.client.post("/predict", json={"row": row, "model": "wine"}).json()["prediction"] == wine.y[0]
    assert server.client.get("/v1/models/wine/report").json() == told
    assert server.client.post("/v1/jobs", json=body).json()["code"] == "model-exists"
    assert server.client.delete("/models/wine").status_code == 204


def test_analysis_of_rows_gives_the_diagnosis_of_the_library(server, wine):
    data = {"rows": wine.X.to_dict("records"), "labels": wine.y.tolist()}
    told, _ = result_of(server, {"kind": "analyze", "data": data, "estimator": "naive_bayes"})
    table = cross_val_predictions(make_estimator("naive_bayes"), wine.X, wine.y, random_state=0)
    assert plain(told) == plain(analyze_errors(table, wine.X).to_dict())


def test_comparison_with_a_saved_model_that_is_fitted_anew(server, models, nuclei):
    body = {"kind": "compare", "data": {"dataset": "breast_cancer"}, "estimator": "naive_bayes"}
    told, _ = result_of(server, body | {"other_model": "nuclei"})
    new = clone(models["nuclei"][0])
    expected = compare(make_estimator("naive_bayes"), new, X=nuclei[0], y=nuclei[1], random_state=0)
    assert plain(told) == plain(expected.to_dict())


def test_comparison_of_strategies_on_a_csv_text(server, wine):
    csv = wine.X.assign(label=wine.y).to_csv(index=False)
    strategies = ["probability_calibration"]
    body = {"kind": "compare", "data": {"csv": csv, "target": "label"}, "estimator": "naive_bayes"}
    told, _ = result_of(server, body | {"strategies": strategies})
    expected = compare_strategies(make_estimator("naive_bayes"), wine.X, wine.y, strategies, random_state=0)
    assert plain(told) == plain(expected.to_dict())


def test_job_that_fails_says_why(server):
    data = {"csv": "a,b\n1,2\n", "target": "c"}
    started = server.client.post("/v1/jobs", json={"kind": "analyze", "data": data}).json()
    state = server.wait_for_job(started["id"])
    assert state["state"] == "failed"
    assert "there is no column 'c'" in state["error"]
    assert "/tmp" not in state["error"]
    assert server.client.get(f"/v1/jobs/{started['id']}/result").json()["code"] == "job-not-done"


def test_job_runs_while_predictions_are_served_and_is_cancelled_with_its_processes(server, nuclei):
    job = server.client.post("/v1/jobs", json=LONG).json()
    waiting = server.client.post("/mitigate", json=LONG).json()
    assert waiting["state"] == "queued"
    row = nuclei[0].iloc[0].to_dict()
    deadline = time.monotonic() + 60
    while "done" not in (state := server.client.get(f"/v1/jobs/{job['id']}").json())["progress"]:
        assert time.monotonic() < deadline, state
        assert server.client.post("/v1/predict", json={"row": row}).status_code == 200
    assert state["state"] == "running"
    assert state["progress"]["planned"] > state["progress"]["done"] > 0
    assert server.client.post(f"/v1/jobs/{waiting['id']}/cancel").json()["state"] == "cancelled"
    assert server.client.post(f"/v1/jobs/{job['id']}/cancel").json()["state"] == "cancelled"
    assert psutil.Process(server.process.pid).children(recursive=True) == []
    assert server.client.post(f"/v1/jobs/{job['id']}/cancel").json()["state"] == "cancelled"
    assert {"cancelled"} == {each["state"] for each in server.client.get("/v1/jobs").json()["jobs"][:2]}


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"kind": "guess"}, "invalid-request"),
        ({"strategies": ["hope"]}, "unknown-strategy"),
        ({"strategies": []}, "invalid-request"),
        ({"model": "nuclei"}, "invalid-request"),
        ({"estimator": None, "model": "nobody"}, "no-such-model"),
        ({"estimator": "os.system"}, "invalid-request"),
        ({"scoring": "__import__"}, "invalid-request"),
        ({"cv": 1}, "invalid-request"),
        ({"cv": 5.5}, "invalid-request"),
        ({"alpha": 0}, "invalid-request"),
        ({"max_time": 1e400}, "invalid-request"),
        ({"save_as": "../x"}, "invalid-request"),
        ({"save_as": "nuclei"}, "model-exists"),
        ({"data": {"dataset": "mnist"}}, "invalid-request"),
        ({"data": {"rows": [[1]] * 10, "labels": [0] * 11}}, "labels-do-not-fit"),
        ({"data": {"rows": [[1]] * 9 + [[1, 2]], "labels": [0] * 10}}, "rows-do-not-fit"),
        ({"data": {"rows": [[1]] * 9 + [["\ud800"]], "labels": [0] * 10}}, "rows-do-not-fit"),
        ({"data": {"rows": [{"a": 1}] * 9 + [{"b": 1}], "labels": [0] * 10}}, "rows-do-not-fit"),
        ({"data": {"rows": [[1]] * 10, "labels": [0.5] * 10}}, "invalid-request"),
    ],
)
def test_job_that_cannot_be_done_is_refused_at_once(client, changed, code):
    body = {"kind": "mitigate", "data": {"dataset": "wine"}, "estimator": "naive_bayes"} | changed
    content = json.dumps(body)
    answer = client.post("/v1/jobs", content=content, headers={"content-type": "application/json"})
    assert answer.json()["code"] == code


def test_job_ends_when_the_server_is_killed(folder):
    with ApiServer(folder, "--no-demo") as server:
        server.client.post("/v1/jobs", json=LONG).raise_for_status()
        children = psutil.Process(server.process.pid).children(recursive=True)
        assert children
        server.stop(signal.SIGKILL)
        assert psutil.wait_procs(children, timeout=5)[1] == []
