"""Predictions for rows, CSV files and images."""

from typing import Annotated, Any

import pandas as pd
from fastapi import APIRouter, File, Form, UploadFile
from pydantic import AliasChoices, BaseModel, Field

from examples.api.bundles import Bundle
from examples.api.csv_rows import Delimiter, Encoding, read_csv_rows
from examples.api.images import image_to_row
from examples.api.predicting import known_labels
from examples.api.problems import Problem, describe_problems
from examples.api.rows import rows_to_frame
from examples.api.schemas import TAKES_FORM, TAKES_JSON, Body, ModelName, Row
from examples.api.services import Services, Shared

router = APIRouter(tags=["predict"], responses=describe_problems())
_JSON = describe_problems(404, 409, 415, 422, 503)
_MODEL = AliasChoices("model", "model_name")


class PredictRequest(Body):
    """A row to classify."""

    row: Row = Field(
        validation_alias=AliasChoices("row", "features"),
        description="Values by column name, or in the order of the model's columns; in the units of its table.",
    )
    model: ModelName | None = Field(default=None, validation_alias=_MODEL)


class BatchRequest(Body):
    """Rows to classify."""

    rows: list[Row] = Field(
        validation_alias=AliasChoices("rows", "features_list"), min_length=1, description="As `row` of a prediction."
    )
    model: ModelName | None = Field(default=None, validation_alias=_MODEL)


class Prediction(BaseModel):
    """What a model says about a row."""

    prediction_id: str = Field(description="By which its label is given later, and its story told.")
    prediction: str | int | float | bool
    confidence: float | None = Field(description="The probability of what is predicted; null without probabilities.")
    probabilities: dict[str, float] | None = Field(description="By class.")
    accepted: bool | None = Field(description="Whether the model is sure enough, where it can abstain.")


class OnePrediction(Prediction):
    """A prediction, and the model that made it."""

    model: str


class Predictions(BaseModel):
    """Predictions, in the order of the rows."""

    model: str
    n_rows: int
    predictions: list[Prediction]


@router.post("/v1/predict", dependencies=TAKES_JSON, responses=_JSON)
@router.post("/predict", dependencies=TAKES_JSON, responses=_JSON, operation_id="predict_alias")
def predict_one(request: PredictRequest, services: Shared) -> OnePrediction:
    """Classify a row."""
    name, bundle = services.models.get(request.model)
    return OnePrediction(model=name, **services.ask(name, bundle, request.row))


@router.post("/v1/predict/batch", dependencies=TAKES_JSON, responses=_JSON)
@router.post("/predict/batch", dependencies=TAKES_JSON, responses=_JSON, operation_id="predict_batch_alias")
def predict_batch(request: BatchRequest, services: Shared) -> Predictions:
    """Classify rows."""
    most = services.settings.max_rows
    if len(request.rows) > most:
        raise Problem(413, "too-many-rows", f"Expected at most {most} rows, got {len(request.rows)}. Send fewer.")
    name, bundle = services.models.get(request.model)
    return _answer(services, name, bundle, rows_to_frame(request.rows, bundle.columns))


@router.post("/v1/upload/csv", dependencies=TAKES_FORM, responses=_JSON)
def upload_csv(
    services: Shared,
    file: Annotated[UploadFile, File(description="One line of column names, then one line for each row.")],
    model: Annotated[ModelName | None, Form()] = None,
    target: Annotated[str | None, Form(max_length=1000, description="A column of labels, which are kept.")] = None,
    encoding: Annotated[Encoding, Form()] = "utf-8",
    delimiter: Annotated[Delimiter | None, Form()] = None,
) -> Predictions:
    """Classify the rows of a CSV file that has the columns of the model, in any order."""
    name, bundle = services.models.get(model)
    found = read_csv_rows(
        file.file.read(), bundle.columns, services.settings, encoding=encoding, delimiter=delimiter, target=target
    )
    labels = None if found.labels is None else known_labels(found.labels, bundle)
    return _answer(services, name, bundle, found.table, labels)


@router.post("/v1/upload/image", dependencies=TAKES_FORM, responses=_JSON)
@router.post("/upload/image", dependencies=TAKES_FORM, responses=_JSON, operation_id="upload_image_alias")
def upload_image(
    services: Shared,
    file: Annotated[UploadFile, File(description="A PNG, JPEG or BMP file.")],
    model: Annotated[ModelName | None, Form()] = None,
    invert: Annotated[bool, Form(description="Whether black and white change places.")] = False,
) -> OnePrediction:
    """Classify an image, by a model whose columns are the pixels of a square one."""
    name, bundle = services.models.get(model)
    row = image_to_row(file.file.read(), bundle.columns, services.settings, span=bundle.span, invert=invert)
    return OnePrediction(model=name, **services.ask(name, bundle, row))


def _answer(
    services: Services, name: str, bundle: Bundle, table: pd.DataFrame, labels: list[Any] | None = None
) -> Predictions:
    lines = services.predict(name, bundle, table, labels)
    return Predictions(model=name, n_rows=len(lines), predictions=[Prediction(**line) for line in lines])
