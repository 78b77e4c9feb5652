"""The folder of saved models: which there are, which one answers, and those that are in memory."""

import os
import re
import threading
from pathlib import Path

from examples.api.bundles import Bundle, open_bundle
from examples.api.problems import Problem, short

NAME = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$"
_ACTIVE = "active"


class ModelStore:
    """Saved models by name.

    Parameters
    ----------
    folder : path
        Where they lie, each as NAME.skm.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._reading: dict[str, threading.Lock] = {}
        self._loaded: dict[str, tuple[tuple[int, int], Bundle]] = {}

    def names(self) -> list[str]:
        """Return the names of all models."""
        return sorted(path.stem for path in self._folder.glob("*.skm") if re.fullmatch(NAME, path.stem))

    def active(self) -> str | None:
        """Return the name of the model that answers where none is named; None where there is none."""
        try:
            name = (self._folder / _ACTIVE).read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            name = ""
        names = self.names()
        if name in names:
            return name
        return names[0] if len(names) == 1 else None

    def activate(self, name: str) -> None:
        """Have a model answer where none is named."""
        self.path(name)
        temporary = self._folder / f".{_ACTIVE}-{os.getpid()}-{threading.get_ident()}"
        temporary.write_text(name, encoding="utf-8")
        temporary.replace(self._folder / _ACTIVE)

    def has(self, name: str) -> bool:
        """Whether there is such a model."""
        return re.fullmatch(NAME, name) is not None and (self._folder / f"{name}.skm").is_file()

    def path(self, name: str) -> Path:
        """Return the file of a model; a Problem where there is none."""
        if not self.has(name):
            text = f"There is no model {short(name)!r}. GET /v1/models lists those there are."
            raise Problem(404, "no-such-model", text)
        return self._folder / f"{name}.skm"

    def get(self, name: str | None) -> tuple[str, Bundle]:
        """Return a model, by default the active one, with its name; it is read where it has not been or has changed."""
        name = name or self.active()
        if name is None:
            text = "No model is active. Name one, or POST to /v1/models/{name}/activate."
            raise Problem(404, "no-active-model", text)
        self.path(name)
        with self._lock:
            reading = self._reading.setdefault(name, threading.Lock())
        with reading:  # one reads a file, and only those that want the same model wait
            path = self.path(name)
            state = path.stat()
            stamp = (state.st_mtime_ns, state.st_size)
            loaded = self._loaded.get(name)
            if loaded is None or loaded[0] != stamp:
                loaded = (stamp, open_bundle(path))
                self._loaded[name] = loaded
            return name, loaded[1]

    def adopt(self, name: str, file: Path) -> None:
        """Take a file in as a model; ValueError where the name is taken or is none."""
        path = self._folder / f"{name}.skm"
        if not re.fullmatch(NAME, name):
            raise ValueError("expected a name of letters, digits, _ and -")
        temporary = self._folder / f".{name}-{os.getpid()}-{threading.get_ident()}"
        temporary.write_bytes(file.read_bytes())
        try:
            os.link(temporary, path)  # fails where there is one of that name
        except FileExistsError:
            raise ValueError("there is a model of that name by now") from None
        finally:
            temporary.unlink()

    def delete(self, name: str) -> None:
        """Remove a model."""
        self.path(name).unlink(missing_ok=True)
        self._loaded.pop(name, None)
