"""Write files so that a failure leaves what was there."""

import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any


def check_writable(path: Path) -> None:
    """Raise ValueError, before any work is done, where a file cannot be written."""
    if path.is_dir():
        raise ValueError(f"{path}: expected the name of a file to write, got a directory.")
    if not path.parent.is_dir():
        raise ValueError(f"{path}: cannot be written, since there is no directory {path.parent}. Make it first.")
    try:
        if path.exists():
            path.open("a").close()
        if path.is_file() or not path.exists():
            _beside(path).touch(exist_ok=False)
            _beside(path).unlink()
    except OSError as error:
        raise ValueError(f"{path}: cannot be written ({error.strerror}). Choose another place.") from None


def check_outputs(asked: Sequence[Path | None], sources: Sequence[str]) -> list[Path]:
    """Return the outputs that are asked for; refuse one that cannot be written, or is an input or another of them."""
    taken = [Path(source).resolve() for source in sources]
    outputs = [path for path in asked if path is not None]
    for path in outputs:
        check_writable(path)
        if path.resolve() in taken:
            raise ValueError(f"{path}: expected a file of its own for each output, got one twice. Choose another.")
        taken.append(path.resolve())
    return outputs


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a file that takes the place of `path` when the block ends well; devices are written to directly."""
    if path.exists() and not path.is_file():
        yield path
        return
    temporary = _beside(path)
    try:
        yield temporary
        if path.exists():
            shutil.copymode(path, temporary)
        temporary.replace(path.resolve())
    finally:
        temporary.unlink(missing_ok=True)


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write one JSON document."""
    text = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False)
    with replacing(path) as file:
        file.write_text(f"{text}\n", encoding="utf-8")


def _beside(path: Path) -> Path:
    """Return a temporary name in the directory where `path`, or what it links to, is."""
    return path.resolve().with_name(f".skmitigate-{os.getpid()}.tmp")
