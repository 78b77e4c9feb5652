"""Every error as application/problem+json (RFC 9457), with a code that stays the same."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

MEDIA_TYPE = "application/problem+json"
_SHOWN = 12
_LONGEST = 80
#: Codes of errors that come from the framework, by status.
_ALWAYS = (400, 403, 408, 413, 500)
_CODES = {400: "malformed-request", 404: "not-found", 405: "method-not-allowed"}


class InvalidPart(BaseModel):
    """One thing that is wrong with a request."""

    pointer: str = Field(description="Where, as a JSON pointer into the body, or the name of the parameter.")
    message: str = Field(description="What was expected.")


class ProblemDetails(BaseModel):
    """What went wrong, after RFC 9457."""

    type: str = Field(description="Always about:blank: the code says which kind of error it is.")
    title: str = Field(description="The name of the status.")
    status: int = Field(description="The status of the response.")
    code: str = Field(description="Which error, in words that do not change.")
    detail: str = Field(description="What was expected, and what to do next.")
    errors: list[InvalidPart] | None = Field(default=None, description="What is wrong, one entry for each part.")


class Problem(Exception):
    """An error with an answer of its own; never holds values that a user sent.

    Parameters
    ----------
    status : int
        The status of the response.
    code : str
        Which error.
    detail : str
        What was expected, and what to do next.
    errors : sequence of (pointer, message), default=()
        What is wrong, part by part.
    headers : mapping of str to str, default=None
        Headers of the response.
    """

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        errors: Sequence[tuple[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.status, self.code, self.detail = status, code, detail
        self.errors, self.headers = tuple(errors), dict(headers or {})

    def content(self) -> dict[str, Any]:
        """Return the body of the answer."""
        content: dict[str, Any] = {
            "type": "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "code": self.code,
            "detail": printable(self.detail),
        }
        if self.errors:
            content["errors"] = [{"pointer": short(p), "message": printable(m)} for p, m in self.errors[:_SHOWN]]
        return content

    def response(self) -> JSONResponse:
        """Return the answer."""
        return JSONResponse(self.content(), self.status, headers=self.headers, media_type=MEDIA_TYPE)


def internal_problem() -> Problem:
    """Return the answer to a request that met a fault of ours."""
    return Problem(500, "internal-error", "Something failed that should not. The server's log says where.")


def printable(text: str) -> str:
    """Return the text without what UTF-8 cannot hold."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def short(text: str) -> str:
    """Return a name that a user sent, cut to a length that an answer can hold."""
    return printable(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}...")


def shown(names: Sequence[Any]) -> str:
    """Return names in quotes, the first dozen of them."""
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(repr(short(str(name))) for name in names[:_SHOWN]) + more


def handle_problems(app: FastAPI) -> None:
    """Have the framework's own errors answered in the same way."""
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _framework)


def describe_problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return how the documentation of an operation tells of its errors."""
    return {
        status: {
            "description": HTTPStatus(status).phrase,
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}},
        }
        for status in sorted({*statuses, *_ALWAYS})
    }


async def _problem(request: Request, error: Exception) -> JSONResponse:
    del request
    return error.response() if isinstance(error, Problem) else internal_problem().response()


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    """Answer what does not fit the schema, without repeating what was sent: it may be NaN, secret or huge."""
    del request
    found, body = (error.errors(), error.body) if isinstance(error, RequestValidationError) else ([], None)
    if any(item["type"] == "json_invalid" for item in found):
        return Problem(400, "invalid-json", "Expected a body that is JSON (RFC 8259).").response()
    parts = {_pointer(item, body): str(item["msg"]).removeprefix("Value error, ") for item in reversed(found)}
    listed = [(pointer, message) for pointer, message in reversed(parts.items())]
    where = ", ".join(short(pointer) for pointer, _ in listed[:3])
    return Problem(
        422, "invalid-request", f"The request does not fit the schema of the operation: see {where}.", errors=listed
    ).response()


async def _framework(request: Request, error: Exception) -> JSONResponse:
    status, headers = 500, None
    if isinstance(error, HTTPException):
        status, headers = error.status_code, error.headers
    if status == 405:
        headers = _allowed(request) or headers
    details = {
        404: "There is nothing at this address. /docs lists what there is.",
        405: "This address does not take this method. The header Allow lists those that it takes.",
    }
    detail = details.get(status, "The request cannot be read.")
    return Problem(status, _CODES.get(status, "request-refused"), detail, headers=headers).response()


def _allowed(request: Request) -> dict[str, str]:
    """Return the header that lists the methods of a path: the router knows those of one of its operations only."""
    path = getattr(request.scope.get("route"), "path", "")
    methods = request.app.openapi()["paths"].get(path, {})
    return {"Allow": ", ".join(sorted(method.upper() for method in methods))} if methods else {}


def _pointer(item: Mapping[str, Any], body: Any) -> str:
    """Return a JSON pointer for what is in the body, and the name of what is not.

    The names of alternatives in the schema are in the location too, and left out: they are nowhere in the body.
    """
    location = item["loc"]
    if not location or location[0] != "body":
        return str(location[-1]) if location else ""
    pointer = ""
    for part in location[1:]:
        there = part in body if isinstance(body, Mapping) else isinstance(body, list) and isinstance(part, int)
        if there or item["type"] == "missing":
            pointer += "/" + str(part).replace("~", "~0").replace("/", "~1")
        if there:
            body = body[part]
    return pointer or "/"
