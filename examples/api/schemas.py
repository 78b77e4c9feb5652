"""Types of what requests and answers hold, as the OpenAPI document shows them."""

import re
from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import Depends, Path, Query, Request
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, WithJsonSchema

from examples.api.cells import is_text
from examples.api.model_store import NAME
from examples.api.problems import Problem

#: One value of a row, looked at where the model's columns are known.
Cell = Annotated[Any, WithJsonSchema({"type": ["number", "string", "boolean", "null"]})]
#: A row by the names of its columns, or in the order of the model's columns.
Row = dict[str, Cell] | list[Cell]
_LONGEST_LABEL = 1000
_LARGEST_LABEL = 2**53


def _check_label(value: Any) -> Any:
    whole = isinstance(value, int) and abs(value) <= _LARGEST_LABEL
    if not (whole or (is_text(value) and len(value) <= _LONGEST_LABEL)):
        raise ValueError(f"expected text of at most {_LONGEST_LABEL} characters, a whole number, true or false")
    return value


#: A class.
Label = Annotated[
    Any,
    PlainValidator(_check_label),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "maxLength": _LONGEST_LABEL},
                {"type": "integer", "minimum": -_LARGEST_LABEL, "maximum": _LARGEST_LABEL},
                {"type": "boolean"},
            ]
        }
    ),
]
ModelName = Annotated[str, Field(pattern=NAME, description="A saved model; by default the active one.")]
ModelPath = Annotated[str, Path(pattern=NAME, description="A saved model.")]
PredictionId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]{1,120}$", description="As a prediction told it.")]
#: What the library tells of an object: its ``to_dict()``.
Told = dict[str, Any]


def _no_number(value: Any) -> Any:
    if isinstance(value, str) and not re.match(r"\d{4}-\d{2}-\d{2}", value):
        raise ValueError("expected a date and a time as in ISO 8601")
    return value


#: A time; no count of seconds since 1970, which pydantic would take too.
Moment = Annotated[datetime, BeforeValidator(_no_number)]


class Stretch(BaseModel):
    """Which of the recorded predictions are meant."""

    model_config = ConfigDict(extra="forbid", protected_namespaces=())

    model: Annotated[str | None, Field(pattern=NAME, description="Of this model only.")] = None
    since: Moment | None = Field(default=None, description="Made at or after; UTC unless it says otherwise.")
    until: Moment | None = Field(default=None, description="Made before.")
    days: int | None = Field(default=None, ge=1, le=36_500, description="Of the last days; instead of since.")

    def asked(self) -> dict[str, Any]:
        """Return what the prediction log takes."""
        since = timedelta(days=self.days) if self.since is None and self.days is not None else self.since
        return {"model": self.model, "since": since, "until": self.until}


#: Query parameters that say which predictions are meant.
Which = Annotated[Stretch, Query()]


class Body(BaseModel):
    """A body of a request: what is not known is refused."""

    model_config = ConfigDict(extra="forbid")


async def _takes_json(request: Request) -> None:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not (kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))):
        raise Problem(415, "not-json", "Expected a body of JSON, and the header Content-Type: application/json.")


async def _takes_form(request: Request) -> None:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "multipart/form-data":
        raise Problem(415, "not-a-form", "Expected a form with a file: Content-Type: multipart/form-data.")


#: Dependencies of operations that take a body.
TAKES_JSON = [Depends(_takes_json)]
TAKES_FORM = [Depends(_takes_form)]
