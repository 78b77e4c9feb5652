"""Bounds on what a request may send, and the last net under what fails: an ASGI layer around the application."""

import asyncio
import logging
import re
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from examples.api.problems import Problem, internal_problem
from examples.api.settings import Settings

_Message = MutableMapping[str, Any]
_Receive = Callable[[], Awaitable[_Message]]
_Send = Callable[[_Message], Awaitable[None]]
_App = Callable[[MutableMapping[str, Any], _Receive, _Send], Awaitable[None]]
#: How long, and how far, a body that is too large is read on, so that the client gets to read the answer.
_DRAIN_SECONDS = 0.5
_DRAIN_BYTES = 64_000_000
_LOCAL = ("localhost", "127.0.0.1", "[::1]")
_EVERYWHERE = ("0.0.0.0", "::")
_SAFE = ("GET", "HEAD", "OPTIONS")

logger = logging.getLogger("skmitigate.api")


class Limits:
    """Read the body within limits of size and time, answer what fails, and log one line without any input.

    Parameters
    ----------
    app : ASGI application
        What is inside.
    settings : Settings
        The limits.
    """

    def __init__(self, app: _App, settings: Settings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: MutableMapping[str, Any], receive: _Receive, send: _Send) -> None:
        """Handle a connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        answer = _Answer(send)
        started = time.perf_counter()
        try:
            self._check_origin(scope)
            await self.app(scope, await self._whole_body(scope, receive), answer)
        except Problem as problem:
            await problem.response()(scope, receive, answer)
        except _Gone:
            return
        except Exception as error:
            _log_fault(error)
            if answer.status:  # the head of another answer is on its way: break the connection off
                raise ConnectionAbortedError from None
            await internal_problem().response()(scope, receive, answer)
        finally:
            route = getattr(scope.get("route"), "path", "-")
            taken = 1000 * (time.perf_counter() - started)
            logger.info("%s %s %s %.1f ms", scope["method"], route, answer.status or "-", taken)

    def _check_origin(self, scope: MutableMapping[str, Any]) -> None:
        """Refuse what a web page of somebody else has a browser send: there are no users that could be told apart."""
        host = _header(scope, b"host")
        name = host.rpartition(":")[0] if re.search(r":\d*$", host) else host
        known = {self.settings.host, f"[{self.settings.host}]", *_LOCAL}
        if self.settings.host not in _EVERYWHERE and name.lower() not in known:
            raise Problem(403, "unknown-host", "The server is known by another name. Start it with --host.")
        if scope["method"] not in _SAFE and _header(scope, b"sec-fetch-site") == "cross-site":
            raise Problem(403, "cross-site", "The page of another site may not do this.")

    async def _whole_body(self, scope: MutableMapping[str, Any], receive: _Receive) -> _Receive:
        """Read the body, and return a `receive` that gives it at once."""
        kind = _content_type(scope)
        form = kind == "multipart/form-data"
        limit = self.settings.max_upload_bytes if form else self.settings.max_json_bytes
        declared = _header(scope, b"content-length")
        if declared.isdigit() and int(declared[:19]) > limit:
            await _drain(receive, _header(scope, b"expect"))
            raise _too_large(limit)
        chunks: list[bytes] = []
        size = 0
        try:
            async with asyncio.timeout(self.settings.body_seconds):
                more = True
                while more:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise _Gone
                    chunks.append(message.get("body", b""))
                    more = message.get("more_body", False)
                    size += len(chunks[-1])
                    if size > limit:
                        chunks.clear()
                        await _drain(receive, "")
                        raise _too_large(limit)
        except TimeoutError:
            text = f"Expected the whole body within {self.settings.body_seconds:g} seconds."
            raise Problem(408, "body-too-slow", text, headers={"Connection": "close"}) from None
        return _replay(b"".join(chunks), receive)


class _Gone(Exception):
    """The client has left."""


class _Answer:
    """A `send` that remembers the status."""

    def __init__(self, send: _Send) -> None:
        self.send = send
        self.status: int | None = None

    async def __call__(self, message: _Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        await self.send(message)


def _replay(body: bytes, receive: _Receive) -> _Receive:
    """Return a `receive` that gives a body once, and then what the connection has to say."""
    given = False

    async def replayed() -> _Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replayed


async def _drain(receive: _Receive, expect: str) -> None:
    """Read on for a moment: a client that still writes does not read."""
    if expect:  # it waits to be told to go on, and is not
        return
    size = 0
    try:
        async with asyncio.timeout(_DRAIN_SECONDS):
            more = True
            while more and size < _DRAIN_BYTES:
                message = await receive()
                size += len(message.get("body", b""))
                more = message.get("more_body", False)
    except TimeoutError:
        return


def _too_large(limit: int) -> Problem:
    text = f"Expected a body of at most {limit} bytes. Send fewer rows at a time."
    return Problem(413, "body-too-large", text, headers={"Connection": "close"})


def _log_fault(error: BaseException) -> None:
    """Log where something failed, and not what with: messages of exceptions hold what users sent."""
    trace = error.__traceback__
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    logger.error("%s at\n  %s", type(error).__name__, "\n  ".join(places[-12:]))


def _header(scope: MutableMapping[str, Any], name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name), "")


def _content_type(scope: MutableMapping[str, Any]) -> str:
    return _header(scope, b"content-type").partition(";")[0].strip().lower()
