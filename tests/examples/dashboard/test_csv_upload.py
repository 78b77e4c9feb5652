"""Files of visitors are read, or it is said kindly why not; what they are called does no harm."""

import pandas as pd
import pytest
from sklearn.naive_bayes import GaussianNB

from examples.dashboard.csv_upload import MOST_BYTES, UnreadableUpload, labelled_rows, preview, unlabelled_rows
from examples.dashboard.serving import served
from skmitigate.datasets import Dataset, load_bundled

HOSTILE = "<script>alert(1)</script>"
GOOD = "weight;colour;kind\n" + "4,5;grey;cat\n;black;dog\n" * 30
UNREADABLE = {
    "empty": (b"", "empty"),
    "blank": (b" \n\n ", "empty"),
    "one line": (b"a,b,c\n", "one line only"),
    "other encoding": ("grün,blau\n1,2\n".encode("latin-1"), "not utf-8 text"),
    "zero bytes": (b"a,b\n\x00,1\n", "zero bytes"),
    "same name twice": (b"a,a\n1,2\n", "more than once"),
    "too wide": (",".join(f"c{i}" for i in range(600)).encode() + b"\n" + b"1," * 599 + b"1\n", "600 columns"),
    "too long": (b"a,b\n" + b"1,2\n" * 50_001, "50001 rows"),
    "too large": (b"a" * (MOST_BYTES + 1), "20 MB"),
    "bad quotes": (b'a,b\n"' + b"x" * 140_000 + b"\n", "not CSV"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_unreadable_file_gets_a_kind_message(name):
    content, message = UNREADABLE[name]
    with pytest.raises(UnreadableUpload, match=message):
        preview(content, "utf-8")


def test_ragged_rows_are_told_when_they_are_read():
    with pytest.raises(UnreadableUpload, match="Every row needs as many fields"):
        unlabelled_rows(b"a,b\n1,2\n1,2,3\n", "utf-8")


def test_rows_to_be_answered_are_read_as_those_that_were_learned_from():
    content = ("weight;town;kind\n" + "4,5;7;cat\n?;8;dog\n2;8;dog\n" * 10).encode()
    data, _ = labelled_rows(content, "pets.csv", "utf-8", "kind")
    X = data.X.astype({"town": "str"})
    model = served("m", None, Dataset("pets", X, data.y, ""))
    rows = model.rows(unlabelled_rows(content, "utf-8"), {"weight": "weight", "town": "town"})
    pd.testing.assert_frame_equal(rows, X)


def test_delimiters_are_found():
    found = preview(GOOD.encode(), "utf-8")
    assert (found.columns, found.n_rows, found.delimiter) == (["weight", "colour", "kind"], 60, ";")


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize("name", ["empty", "other encoding", "zero bytes", "same name twice"])
def test_page_shows_the_message_and_goes_on(name, page):
    shown = page("upload").upload("csv upload", f"{HOSTILE}.csv", UNREADABLE[name][0])
    assert shown.app.warning
    shown.upload("csv upload", "good.csv", GOOD.encode())
    assert not shown.app.warning


@pytest.mark.usefixtures("workspace")
def test_target_that_is_no_class_gets_a_kind_message(page):
    numbers = "a,b\n" + "\n".join(f"{i},{i / 7}" for i in range(40))
    shown = page("upload").upload("csv upload", "numbers.csv", numbers.encode())
    message = shown.app.warning[0].value.replace("\\", "")
    assert message.startswith("numbers.csv: the target column 'b' looks continuous")


def test_model_is_corrected_on_chosen_columns(workspace, page):
    shown = page("upload").upload("csv upload", "pets.csv", GOOD.encode())
    assert shown.app.selectbox(key="target pets.csv").value == "kind"
    shown.choose("multiselect", "columns pets.csv kind", ["weight"])
    shown.choose("multiselect", "categories pets.csv kind", ["weight"])
    shown.click("correct csv").wait(workspace)
    run = next(iter(workspace.runs.values()))
    assert list(run.data.X.columns) == ["weight"]
    assert run.data.X["weight"].dtype.kind not in "if"
    assert run.data.name == "pets"
    assert shown.click("see csv run").title == "Mitigation results"


def test_model_answers_for_rows_whose_columns_have_other_names(full, page):
    frame = full.runs["run-1-a"].fresh.X
    renamed = frame.rename(columns={HOSTILE: "first"}).to_csv(index=False).encode()
    shown = page("upload").upload("csv upload", "later.csv", renamed)
    shown.choose("button_group", "csv task", "Have a model answer")
    assert shown.app.button(key="predict csv").disabled
    box = next(box for box in shown.app.selectbox if box.key.startswith("column ") and box.key.endswith(HOSTILE))
    shown.choose("selectbox", box.key, "first").click("predict csv")
    answers = shown.app.dataframe[-1].value
    assert answers["predicted"].tolist() == full.runs["run-1-a"].classifier.predict(frame).tolist()
    assert "predictions csv" in shown.downloads


@pytest.mark.usefixtures("workspace")
def test_rows_that_a_model_does_not_take_get_a_kind_message(page):
    data = load_bundled("digits")
    digits = served("digits", GaussianNB().fit(data.X, data.y), data)
    gaps = ",".join(digits.columns) + "\n" + "\n".join([",".join(["none"] * 64)] * 3)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("examples.dashboard.upload_rows.served_models", lambda _: {"digits": lambda: digits})
        shown = page("upload").upload("csv upload", "gaps.csv", gaps.encode())
        shown.choose("button_group", "csv task", "Have a model answer").click("predict csv")
    assert "does not take these rows" in shown.app.warning[0].value


@pytest.mark.usefixtures("workspace")
def test_sample_file_can_be_used_and_put_away(page):
    shown = page("upload").click("sample csv")
    assert "sample.csv" in shown.text.replace("\\", "")
    assert "sample.csv" in shown.go_to("overview").go_to("upload").text.replace("\\", "")
    assert shown.click("forget csv").app.button(key="sample csv")
