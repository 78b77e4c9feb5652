"""Serve the API: ``python -m examples.api --help``."""

import argparse
import logging
import os
import sys
import warnings
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import uvicorn

from examples.api.app import create_app
from examples.api.demo import make_demo_models
from examples.api.settings import Settings

logger = logging.getLogger("skmitigate.api")


def main(argv: Sequence[str] | None = None) -> None:
    """Read the options, make a demo model where there is none, and serve until a signal ends it."""
    options = _parser().parse_args(argv)
    settings = Settings(folder=options.folder, host=options.host, port=options.port, max_jobs=options.max_jobs)
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s", level=logging.INFO)
    logging.getLogger("skmitigate").setLevel(logging.WARNING)
    logger.setLevel(logging.INFO)
    logging.getLogger("python_multipart").setLevel(logging.CRITICAL)  # it repeats what was sent
    warnings.simplefilter("ignore")  # they may hold values that a user sent
    if options.demo:
        make_demo_models(settings)
    serve(settings)


def serve(settings: Settings) -> None:
    """Serve until a signal ends it, and then end within a few seconds, whatever is going on."""
    app = create_app(settings)
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        access_log=False,  # Limits writes a line that holds no input
        log_config=None,
        timeout_graceful_shutdown=settings.stop_seconds,
        server_header=False,
    )
    server = uvicorn.Server(config)
    with suppress(KeyboardInterrupt):  # which the server raises again when it has ended
        server.run()
    logging.shutdown()
    sys.stdout.flush()
    os._exit(0)  # a thread that still computes is not waited for


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m examples.api", description="A web API over saved models.")
    parser.add_argument("--folder", type=Path, default=Path("skmitigate-data"), help="models and log (skmitigate-data)")
    parser.add_argument(
        "--host", default="127.0.0.1", help="where to listen; 0.0.0.0 lets other machines in (127.0.0.1)"
    )
    parser.add_argument("--port", type=int, default=8000, help="0 takes a free one (8000)")
    parser.add_argument("--max-jobs", type=int, default=1, help="how many jobs run at once (1)")
    parser.add_argument("--no-demo", dest="demo", action="store_false", help="make no demo model in an empty folder")
    return parser


if __name__ == "__main__":
    main()
