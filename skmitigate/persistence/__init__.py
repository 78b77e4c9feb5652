"""Keep a fitted classifier in a file without pickle, with its card, and load it after every part was checked."""

from skmitigate.persistence._kept_rows import kept_rows
from skmitigate.persistence._load import load
from skmitigate.persistence._read_bundle import read_bundle
from skmitigate.persistence._save import save
from skmitigate.persistence._saved_model import SavedModel

__all__ = ["SavedModel", "kept_rows", "load", "read_bundle", "save"]
