"""Saved models are listed, told of, activated and removed; a file that is none is refused."""

import shutil

import psutil
import pytest
from api_server import ApiServer

from skmitigate.persistence import read_bundle


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """A server of its own that began with an empty folder, and the folder of its models."""
    place = tmp_path_factory.mktemp("own")
    with ApiServer(place) as running:
        yield running, place / "models"


def test_card_is_what_the_file_says(client, folder):
    saved = read_bundle(folder / "models" / "nuclei.skm")
    assert client.get("/v1/models/nuclei").json() == saved.to_dict()
    assert client.get("/v1/models/nuclei", params={"format": "text"}).text == saved.summary()
    assert "<html" in client.get("/v1/models/nuclei", params={"format": "html"}).text
    assert client.get("/v1/models/nuclei/report").json()["code"] == "no-report"


def test_strategies_are_those_of_the_package(client):
    told = client.get("/v1/strategies").json()
    assert {"class_balancing", "ensemble_learning", "slice_repair"} <= {line["name"] for line in told["strategies"]}
    assert len(told["strategies"]) == 11
    assert all(line["summary"] and line["class_name"] for line in told["strategies"])


def test_empty_folder_gets_a_model_to_try(own):
    client = own[0].client
    assert client.get("/models").json() == {"active": "breast_cancer", "models": ["breast_cancer"]}
    columns = client.get("/v1/models/breast_cancer").json()["columns"]
    row = {column["name"]: column["low"] for column in columns}
    told = client.post("/v1/predict", json={"row": row}).json()
    assert client.get(f"/v1/stories/{told['prediction_id']}").json()["kind"] == "explanation"
    assert client.get("/v1/models/breast_cancer/report").json()["verdict"] in ("corrected", "kept")
    assert client.get("/v1/monitor/drift").status_code == 200


def test_models_come_and_go_while_the_server_runs(own, folder):
    server, models = own
    client = server.client
    for name in ("digits", "nuclei"):
        shutil.copy(folder / "models" / f"{name}.skm", models)
    assert client.get("/models").json() == {"active": None, "models": ["breast_cancer", "digits", "nuclei"]}
    assert client.post("/v1/predict", json={"row": [1]}).json()["code"] == "no-active-model"
    assert client.post("/v1/models/digits/activate").json()["active"] == "digits"
    assert client.get("/health").json()["active_model"] == "digits"
    shutil.copy(models / "nuclei.skm", models / "new.skm")
    assert client.get("/v1/models/new").json()["classes"] == ["benign", "malignant"]
    shutil.copy(models / "digits.skm", models / "new.skm")  # replaced: the file counts, and not what is in memory
    assert client.get("/v1/models/new").json()["classes"] == list(range(10))
    assert client.delete("/v1/models/new").status_code == 204
    assert client.delete("/v1/models/new").status_code == 404
    assert client.delete("/models/digits").status_code == 204
    assert client.get("/v1/models").json() == {"active": None, "models": ["breast_cancer", "nuclei"]}
    assert not (models / "digits.skm").exists()


@pytest.mark.parametrize("content", [b"", b"\x80\x04K\x01.", b"PK\x03\x04 nothing else"])
def test_file_that_is_no_model_is_not_loaded(own, content):
    server, models = own
    (models / "bad.skm").write_bytes(content)
    for answer in (server.client.get("/v1/models/bad"), server.client.post("/v1/models/bad/activate")):
        assert answer.status_code == 409
        assert answer.json()["code"] == "model-unreadable"
    assert server.client.delete("/v1/models/bad").status_code == 204


def test_sigterm_ends_the_server_and_its_job(own):
    server = own[0]
    body = {"kind": "mitigate", "data": {"dataset": "digits"}, "strategies": "all"}
    assert server.client.post("/v1/jobs", json=body).json()["state"] == "running"
    children = psutil.Process(server.process.pid).children(recursive=True)
    assert children
    assert server.stop() < 10
    assert psutil.wait_procs(children, timeout=5)[1] == []
