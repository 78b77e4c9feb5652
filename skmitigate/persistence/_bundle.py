"""The parts of a saved model's file: their names, and how the file is opened and checked."""

import hashlib
import io
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from skmitigate.exceptions import InvalidModelFile
from skmitigate.persistence._archive import Archive
from skmitigate.persistence._plain_json import read_json
from skmitigate.persistence._refusal import refusing, shown

#: Rises when an older version could not read the file.
SCHEMA_VERSION = 1
MANIFEST, CARD, REPORT = "manifest.json", "card.json", "report.json"
REFERENCE, GOLDEN, MODEL = "reference.json", "golden_rows.json", "model.skops"
_PARTS = (MANIFEST, CARD, REPORT, REFERENCE, GOLDEN, MODEL)
_CHUNK = 2**20


def digest(content: bytes) -> str:
    """Return the SHA-256 of some bytes."""
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True, slots=True)
class Bundle:
    """An open file whose parts are those that its manifest names, with their digests."""

    manifest: dict[str, Any]
    archive: Archive
    sha256: str
    n_bytes: int

    def part(self, name: str) -> bytes:
        """Return what a part holds, which is what the manifest says."""
        content = self.archive.read(name)
        self._check(name, digest(content))
        return content

    def json_part(self, name: str) -> dict[str, Any] | None:
        """Return what a part says; None where there is no such part."""
        return read_json(self.part(name), what=name) if name in self.archive.names else None

    def check_model(self) -> None:
        """See that the model's state is what the manifest says, without keeping it."""
        self._check(MODEL, self.archive.digest(MODEL))

    def _check(self, name: str, found: str) -> None:
        if self.manifest["parts"][name]["sha256"] != found:
            raise InvalidModelFile(f"The part {name} is not what the manifest says: the file was damaged or changed.")


@contextmanager
def open_bundle(path: "str | os.PathLike[str]", *, sha256: str | None, max_bytes: int) -> Iterator[Bundle]:
    """Open a saved model's file and check all but what its parts hold; InvalidModelFile where it is none.

    Parameters
    ----------
    path : path
        The file.
    sha256 : str or None
        The digest that the whole file must have.
    max_bytes : int
        What it may take, packed and unpacked.
    """
    place = Path(path)
    with io.BufferedReader(io.FileIO(place, opener=_without_waiting)) as file, _naming(place):
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode):
            raise InvalidModelFile("It is not a file.")
        if found.st_size > max_bytes:
            raise InvalidModelFile(f"It has {found.st_size} bytes, more than the {max_bytes} of max_bytes.")
        whole = _digest_of(file)
        if sha256 is not None and whole != sha256.strip().lower():
            raise InvalidModelFile(f"Expected a file whose SHA-256 is {shown(sha256)}, got {whole}: it is another one.")
        archive = Archive(
            file, size=found.st_size, max_bytes=max_bytes, may_hold=_PARTS.__contains__, max_members=len(_PARTS)
        )
        manifest = read_json(archive.read(MANIFEST), what=MANIFEST)
        _check_manifest(manifest, archive)
        yield Bundle(manifest, archive, whole, found.st_size)


def _without_waiting(path: str, flags: int) -> int:
    """Open a file, and a pipe too, into which nobody may ever write; that is refused afterwards."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


@contextmanager
def _naming(place: Path) -> Iterator[None]:
    """Put the name of the file before what is wrong with it."""
    try:
        yield
    except InvalidModelFile as error:
        text = str(error)
        raise InvalidModelFile(f"{place}: expected a saved model. {text[:1].upper()}{text[1:]}") from error


def _digest_of(file: BinaryIO) -> str:
    found = hashlib.sha256()
    while chunk := file.read(_CHUNK):
        found.update(chunk)
    return found.hexdigest()


def _check_manifest(manifest: dict[str, Any], archive: Archive) -> None:
    version = manifest.get("schema_version")
    if type(version) is not int or version < 1:
        raise InvalidModelFile(f"Its schema version is {shown(version)}, expected a number from 1.")
    if version > SCHEMA_VERSION:
        raise InvalidModelFile(
            f"It was written by a later version of skmitigate (its schema version is {version}, this one reads up to "
            f"{SCHEMA_VERSION}). Install that one."
        )
    with refusing("The manifest is not made as it should be"):
        parts = dict(manifest["parts"])
        sizes = {name: part["n_bytes"] for name, part in parts.items()}
    if {MANIFEST, *parts} != set(archive.names) or not {CARD, MODEL} <= parts.keys():
        raise InvalidModelFile("Its members are not those that the manifest names.")
    if any(archive.size(name) != n_bytes for name, n_bytes in sizes.items()):
        raise InvalidModelFile("A member is not as long as the manifest says: the file was damaged or changed.")
