"""Rows that come in are logged, labelled and compared with earlier ones; models are saved, used and deleted."""

import pytest

from examples.dashboard import model_store
from examples.dashboard.traffic import serve_fresh_rows
from skmitigate import load


@pytest.fixture
def served(full):
    """A workspace in whose log are the predictions for the rows that were held back."""
    serve_fresh_rows(full, next(iter(full.runs.values())))
    return full


def figure(shown, name):
    return next(metric.value for metric in shown.app.metric if metric.label == name)


def test_rows_that_were_held_back_are_served_and_three_are_labelled_by_hand(full, page):
    run = next(iter(full.runs.values()))
    shown = page("labels").click("serve fresh")
    assert figure(shown, "predictions") == str(len(run.fresh))
    keys = [group.key for group in shown.app.get("button_group") if group.key.startswith("label ")][:3]
    for key in keys:
        shown.app.button_group(key=key).set_value("well")
    shown.click("save labels")
    assert "3 rows labelled" in shown.text
    assert figure(shown, "labelled") == "3"
    assert "n = 3 labels" in shown.text
    rows = full.log.read(labelled=True)
    assert sorted(f"label {key}" for key in rows.ids) == sorted(keys)
    assert rows.table().classes[rows.table().y_true].tolist() == ["well"] * 3


def test_saving_no_label_is_told(served, page):
    assert "at least one row" in page("labels").click("save labels").text
    assert served.log.performance().total.n_labelled == 0


def test_labels_that_are_known_come_in_all_at_once(served, page):
    run = next(iter(served.runs.values()))
    shown = page("labels").click("known labels")
    right = (run.classifier.predict(run.fresh.X) == run.fresh.y).sum()
    assert figure(shown, "errors") == str(len(run.fresh) - right)
    assert "Every prediction has its label" in shown.text
    assert "log csv" in shown.downloads


def test_rows_are_logged_once_however_often_they_are_served(served):
    run = next(iter(served.runs.values()))
    serve_fresh_rows(served, run)
    assert served.log.performance().total.n_rows == len(run.fresh)


@pytest.mark.usefixtures("served")
def test_drift_is_seen_where_a_column_is_moved_and_not_elsewhere(page):
    shown = page("drift")
    assert "No drift was found" in shown.text
    boxes = shown.app.selectbox(key="drift rows").options
    assert "Rows in the log" in boxes
    shown.choose("selectbox", "drift rows", "Rows in the log")
    assert "No drift was found" in shown.text
    shown.choose("selectbox", "drift rows", boxes[1]).choose("slider", "drift moved", 1.0)
    assert "Drifted: " in shown.text
    assert "n = 80 rows" in shown.text


def test_model_is_saved_put_to_use_and_deleted(full, page):
    run = next(iter(full.runs.values()))
    shown = page("models").choose("text_input", f"name {run.key}", "first").click("save model")
    assert "n = 80 rows, rows that were held back" in shown.text
    assert "download model" in shown.downloads
    again = load(model_store.path_of(full.models, "first"))
    assert again.predict(run.fresh.X).tolist() == run.classifier.predict(run.fresh.X).tolist()
    shown.choose("text_input", f"name {run.key}", "second").click("save model")
    shown.choose("selectbox", "saved model", "second").click("activate model")
    assert model_store.active(full.models) == "second"
    shown.click("delete model")
    assert model_store.names(full.models) == ["first"]
    assert "was deleted" in shown.text


@pytest.mark.parametrize("name", ["../outside", "", "a b", "<script>"])
def test_name_that_is_none_is_refused_kindly(name, full, page):
    run = next(iter(full.runs.values()))
    shown = page("models").choose("text_input", f"name {run.key}", name).click("save model")
    assert "Expected a name" in shown.app.warning[0].value
    assert not full.models.exists() or not list(full.models.iterdir())


def test_file_that_is_no_model_is_told_and_can_be_deleted(full, page):
    full.models.mkdir(parents=True)
    (full.models / "broken.skm").write_bytes(b"not a model")
    shown = page("models")
    assert "expected a saved model" in shown.app.error[0].value
    shown.click("delete model")
    assert model_store.names(full.models) == []


def test_saved_model_answers_for_the_rows_of_a_file(full, page):
    run = next(iter(full.runs.values()))
    model_store.save_run(full.models, run, "kept", description="")
    full.runs.clear()
    rows = run.fresh.X.to_csv(index=False).encode()
    shown = (
        page("upload").upload("csv upload", "later.csv", rows).choose("button_group", "csv task", "Have a model answer")
    )
    shown.click("predict csv")
    assert shown.app.dataframe[-1].value["predicted"].tolist() == run.classifier.predict(run.fresh.X).tolist()
    assert full.log.performance(model="kept").total.n_rows == len(run.fresh)
    assert shown.click("label answers").title == "Label queue"


def test_log_that_is_damaged_is_told_kindly(full, page):
    full.folder.mkdir(parents=True)
    (full.folder / "predictions.db").write_bytes(b"not a database at all" * 100)
    assert "predictions" in page("labels").app.error[0].value
