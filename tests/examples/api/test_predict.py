"""Predictions over the socket are those of the library."""

import io
import json

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from sklearn.datasets import load_digits


def records(X):
    """Rows as JSON has them."""
    return json.loads(X.to_json(orient="records", double_precision=15, date_format="iso"))


def test_row_in_raw_units_gets_what_the_pipeline_says(client, models, nuclei):
    model, row = models["nuclei"][0], nuclei[0].iloc[[1]]
    told = client.post("/v1/predict", json={"row": row.iloc[0].to_dict()}).json()
    assert told["prediction"] == model.predict(row)[0]
    assert list(told["probabilities"].values()) == pytest.approx(model.predict_proba(row)[0], abs=1e-12)
    assert told["confidence"] == max(told["probabilities"].values())
    assert told["model"] == "nuclei"


@pytest.mark.parametrize("path", ["/predict", "/v1/predict"])
@pytest.mark.parametrize("names", [("row", "model"), ("features", "model_name")])
def test_row_may_be_a_list_and_named_as_before(client, models, nuclei, path, names):
    row = nuclei[0].iloc[[1]]
    body = dict(zip(names, (row.iloc[0].tolist(), "nuclei"), strict=True))
    assert client.post(path, json=body).json()["prediction"] == models["nuclei"][0].predict(row)[0]


def test_held_out_accuracy_from_raw_units_is_that_of_the_library(client, models, nuclei):
    X, y = nuclei[0][1::2], nuclei[1][1::2]
    told = client.post("/v1/predict/batch", json={"rows": records(X)}).json()
    labels = np.array([line["prediction"] for line in told["predictions"]])
    assert (labels == models["nuclei"][0].predict(X)).all()
    assert (labels == y).mean() == models["nuclei"][0].score(X, y)


def test_table_of_mixed_columns_goes_through_with_its_gaps(client, models, people):
    model, X = models["people"][0], people[0]
    told = client.post("/v1/predict/batch", json={"rows": records(X), "model": "people"}).json()
    proba = np.array([list(line["probabilities"].values()) for line in told["predictions"]])
    assert proba == pytest.approx(model.predict_proba(X), abs=1e-12)


@pytest.mark.parametrize(("separator", "encoding"), [(",", "utf-8"), (";", "utf-16"), ("\t", "latin-1")])
def test_csv_file_gets_what_its_rows_get(client, models, people, separator, encoding):
    X = people[0].sample(frac=1, random_state=0)
    shuffled = X[["town", "joined", "member", "age", "income"]]
    file = shuffled.to_csv(index=False, sep=separator, decimal="," if separator == ";" else ".").encode(encoding)
    form = {"model": "people", "encoding": encoding}
    told = client.post("/v1/upload/csv", files={"file": ("people.csv", file)}, data=form).json()
    assert [line["prediction"] for line in told["predictions"]] == models["people"][0].predict(X).tolist()


def test_labels_of_a_csv_file_are_recorded(client, people):
    X, y = people
    before = client.get("/v1/monitor/performance", params={"model": "people"}).json()["total"]["n_labelled"]
    file = X.assign(label=y).to_csv(index=False).encode()
    form = {"model": "people", "target": "label"}
    assert client.post("/v1/upload/csv", files={"file": ("p.csv", file)}, data=form).json()["n_rows"] == len(X)
    after = client.get("/v1/monitor/performance", params={"model": "people"}).json()["total"]["n_labelled"]
    assert after - before == len(X)


@pytest.mark.parametrize(("kind", "mode"), [("PNG", "L"), ("PNG", "RGBA"), ("BMP", "RGB")])
def test_image_gets_what_its_pixels_get(client, models, kind, mode):
    X, _ = load_digits(return_X_y=True)
    image = Image.fromarray((X[1000].reshape(8, 8) * 255 / 16).astype(np.uint8)).convert(mode)
    file = io.BytesIO()
    image.resize((64, 64), Image.Resampling.NEAREST).save(file, kind)
    for path in ("/v1/upload/image", "/upload/image"):
        told = client.post(path, files={"file": ("digit", file.getvalue())}, data={"model": "digits"}).json()
        assert told["prediction"] == models["digits"][0].predict(X[[1000]])[0]


def test_image_may_be_inverted(client):
    dark, light = io.BytesIO(), io.BytesIO()
    Image.new("L", (8, 8), 0).save(dark, "PNG")
    Image.new("L", (8, 8), 255).save(light, "PNG")
    one = client.post("/v1/upload/image", files={"file": dark.getvalue()}, data={"model": "digits"}).json()
    other = {"model": "digits", "invert": "true"}
    two = client.post("/v1/upload/image", files={"file": light.getvalue()}, data=other).json()
    assert one["probabilities"] == two["probabilities"]


def test_gap_is_null(client, models, people):
    row = {"age": 30, "income": None, "town": None, "member": True, "joined": None}
    expected = models["people"][0].predict_proba(pd.DataFrame([row]).astype(people[0].dtypes))[0]
    told = client.post("/v1/predict", json={"row": row, "model": "people"}).json()
    assert list(told["probabilities"].values()) == pytest.approx(expected, abs=1e-12)
