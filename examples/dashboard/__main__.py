"""Start the pages: ``python -m examples.dashboard``, from the folder of the repository."""

import argparse
import os
from pathlib import Path

from streamlit.web.cli import main as streamlit

from examples.dashboard.workspace import FOLDER, FOLDER_VARIABLE

APP = Path(__file__).with_name("app.py")


def main(arguments: list[str] | None = None) -> None:
    """Read the options and hand over to Streamlit."""
    parser = argparse.ArgumentParser(
        prog="python -m examples.dashboard",
        description="Open pages that show what skmitigate finds, tries and keeps; on this machine only.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--folder", type=Path, default=FOLDER, metavar="DIR", help=f"for saved models and the log ({FOLDER})"
    )
    parser.add_argument("--port", type=int, default=8501, metavar="N", help="where it listens (8501)")
    options = parser.parse_args(arguments)
    os.environ[FOLDER_VARIABLE] = str(options.folder.resolve())
    streamlit(["run", str(APP), "--server.port", str(options.port)])


if __name__ == "__main__":
    main()
