"""Make the application from its settings."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from typing import Any

from anyio import to_thread
from fastapi import FastAPI

import skmitigate
from examples.api.limits import Limits
from examples.api.problems import ProblemDetails, handle_problems
from examples.api.services import Services
from examples.api.settings import Settings

_ROUTES = (
    "health",
    "predict",
    "explain",
    "errors",
    "stories",
    "feedback",
    "strategies",
    "jobs",
    "models",
    "monitor",
    "logs",
)
_ABOUT = """Find why a classifier errs, mitigate what can be mitigated, and watch that it stays so.

Rows are given in the units of the table that the model was fitted on. Every error is `application/problem+json` with a
`code` that does not change. Paths without `/v1` are other names of the same operations."""


def create_app(settings: Settings) -> FastAPI:
    """Return the application.

    Parameters
    ----------
    settings : Settings
        Folder and limits.

    Returns
    -------
    FastAPI
        To be served by an ASGI server; its files are opened when it starts and closed when it ends.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.services = services = await to_thread.run_sync(Services, settings)
        try:
            yield
        finally:
            await to_thread.run_sync(services.close)

    app = _Api(
        title="skmitigate",
        version=skmitigate.__version__,
        description=_ABOUT,
        lifespan=lifespan,
        redirect_slashes=False,
    )
    app.add_middleware(Limits, settings=settings)
    handle_problems(app)
    for name in _ROUTES:
        app.include_router(import_module(f"examples.api.routes.{name}").router)
    return app


class _Api(FastAPI):
    """An application whose OpenAPI document knows the schema of errors, to which all operations refer."""

    def openapi(self) -> dict[str, Any]:
        document = super().openapi()
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        described = ProblemDetails.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas.update(described.pop("$defs", {}))
        schemas["ProblemDetails"] = described
        return document
