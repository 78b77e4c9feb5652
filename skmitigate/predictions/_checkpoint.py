"""Keep what each fit in a fold gave in a folder, so that a search that was killed goes on where it was."""

import json
import os
import sys
import tempfile
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np

from skmitigate._typing import AnyArray, Estimator
from skmitigate._utils._lasting_description import (
    NoLastingDescription,
    describe_data,
    describe_estimator,
    digest,
)
from skmitigate._utils._seeds import draw_seed
from skmitigate.predictions._fold_fits import FoldResult, Rows, Told
from skmitigate.predictions._folds import Splits
from skmitigate.predictions._prediction_table import check_proba

#: What reading a file that was cut short or changed may raise.
_UNREADABLE = (OSError, ValueError, KeyError, TypeError, AttributeError, EOFError, zipfile.BadZipFile, zlib.error)


class Checkpoint:
    """A folder of results, each in a file whose name is a digest of all that the result depends on.

    So one folder serves several fits, on several data sets: what has been fitted before, with the same settings on the
    same rows, is found; nothing else is.

    Parameters
    ----------
    folder : path
        Is made where it is not there.
    rows : Rows
        What the fits share.
    groups : ndarray of shape (n_rows,) or None
        Belong to the data, too.
    """

    def __init__(self, folder: str | os.PathLike[str], rows: Rows, groups: AnyArray | None) -> None:
        self._folder = _prepared(Path(folder))
        self._leaves: dict[str, str | None] = {}
        #: What went wrong and has not been told yet.
        self.problems: list[str] = []
        self._data: str | None = None
        try:
            self._data = digest(" ".join(map(describe_data, (rows.X, rows.y, rows.sample_weight, groups))))
        except NoLastingDescription as why:
            self.problems.append(f"Nothing is kept in {self._folder}: the rows cannot be known again, since {why}.")

    def draw_seed(self, random_state: Any) -> int:
        """Draw a seed; without a `random_state`, the one that was drawn for these rows before, where there is one."""
        drawn = draw_seed(random_state)
        if random_state is not None or self._data is None:
            return drawn
        path = self._folder / f"seed-{self._data}.json"
        try:
            return int(json.loads(path.read_text(encoding="utf-8"))["random_state"])
        except FileNotFoundError:
            pass
        except (OSError, ValueError, KeyError, TypeError) as error:
            self.problems.append(f"{path} cannot be read ({error}): another seed is drawn.")
        self._write(path, json.dumps({"random_state": drawn}).encode())
        return drawn

    def places(self, key: str, leaf: Estimator, splits: Splits, seeds: dict[int, int]) -> dict[int, Path]:
        """Return the files of a leaf in some folds, whose seeds are given; none where it cannot be known again."""
        described = self._described(key, leaf)
        if self._data is None or described is None:
            return {}
        found = {}
        for fold, seed in seeds.items():
            train, test = (describe_data(np.asarray(part, dtype=np.int64)) for part in splits[fold])
            found[fold] = self._folder / f"fit-{digest(' '.join([self._data, train, test, str(seed), described]))}.npz"
        return found

    def read(self, path: Path, n_rows: int, n_classes: int) -> FoldResult | None:
        """Return what a fit gave; None where that is not there, or is no such thing."""
        try:
            with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
                about = json.loads(file["about"].tobytes())
                codes, proba = file["codes"], file.get("proba")
            _check(codes, n_rows, n_classes)
            return FoldResult(
                codes.astype(np.intp),
                None if proba is None else _check_rows(check_proba(proba, n_classes), n_rows),
                float(about["seconds"]),
                tuple((_category(name), str(message)) for name, message in about["warnings"]),
            )
        except FileNotFoundError:
            return None
        except _UNREADABLE as error:
            self.problems.append(f"{path} cannot be used ({error}): the model is fitted again.")
            return None

    def write(self, path: Path, result: FoldResult) -> None:
        """Write what a fit gave, in full or not at all."""
        about = {"seconds": result.seconds, "warnings": _named(result.warnings)}
        told = np.frombuffer(json.dumps(about).encode(), dtype=np.uint8)
        arrays: dict[str, AnyArray] = {"codes": result.codes, "about": told}
        if result.proba is not None:
            arrays["proba"] = result.proba
        self._write(path, arrays)

    def _described(self, key: str, leaf: Estimator) -> str | None:
        if key not in self._leaves:
            try:
                self._leaves[key] = describe_estimator(leaf)
            except NoLastingDescription as why:
                self._leaves[key] = None
                self.problems.append(
                    f"Fits of {type(leaf).__name__} are not kept in {self._folder}: they cannot be known again, since "
                    f"{why}. Use functions and classes that stand in a file."
                )
        return self._leaves[key]

    def _write(self, path: Path, content: bytes | dict[str, AnyArray]) -> None:
        temporary = None
        try:
            with tempfile.NamedTemporaryFile(dir=self._folder, prefix=".unfinished-", delete=False) as file:
                temporary = Path(file.name)
                if isinstance(content, bytes):
                    file.write(content)
                else:
                    np.savez(file, allow_pickle=False, **content)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        except OSError as error:
            if temporary is not None:
                temporary.unlink(missing_ok=True)
            self.problems.append(f"{path} cannot be written ({error}): it will be fitted again if this is resumed.")


def _prepared(folder: Path) -> Path:
    """Make the folder, and see whether files can be made in it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".unfinished-"):
            return folder
    except OSError as error:
        raise ValueError(
            f"Expected checkpoint to be a folder in which files can be made, got {str(folder)!r} ({error}). "
            "Choose another place."
        ) from error


def _check(codes: AnyArray, n_rows: int, n_classes: int) -> None:
    _check_rows(codes, n_rows)
    if codes.ndim != 1 or codes.dtype.kind != "i" or codes.min() < 0 or codes.max() >= n_classes:
        raise ValueError(f"expected codes of {n_classes} classes")


def _check_rows(values: AnyArray, n_rows: int) -> AnyArray:
    if len(values) != n_rows:
        raise ValueError(f"expected {n_rows} rows, got {len(values)}")
    return values


def _named(told: Told) -> list[tuple[str, str]]:
    return [(f"{category.__module__}:{category.__qualname__}", message) for category, message in told]


def _category(name: str) -> type[Warning]:
    """Return the category of a warning, as far as its module is there: a file does not import anything."""
    module, _, qualname = name.partition(":")
    found = getattr(sys.modules.get(module), qualname, None)
    return found if isinstance(found, type) and issubclass(found, Warning) else UserWarning
