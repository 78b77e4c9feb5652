"""Read what a saved model's file says, without loading the model."""

import os
from pathlib import Path
from typing import Any

from skmitigate.exceptions import InvalidModelFile
from skmitigate.persistence._archive import MAX_BYTES
from skmitigate.persistence._bundle import CARD, GOLDEN, REFERENCE, REPORT, Bundle, open_bundle
from skmitigate.persistence._refusal import refusing
from skmitigate.persistence._saved_model import SavedModel


def read_bundle(path: "str | os.PathLike[str]", *, sha256: str | None = None, max_bytes: int = MAX_BYTES) -> SavedModel:
    """Read what a saved model's file says of it: card, columns, classes, report; the model is not loaded.

    All parts are checked against their digests, the model's state too. Nothing in the file is run, and skops need not
    be installed.

    Parameters
    ----------
    path : path
        The file.
    sha256 : str, default=None
        The digest that the whole file must have.
    max_bytes : int, default=2**31
        What the file may take, packed and unpacked.

    Returns
    -------
    SavedModel
        What the file says.

    Raises
    ------
    InvalidModelFile
        If it is no saved model, was cut short, changed, or made up.
    OSError
        If there is no such file, or it cannot be read.

    See Also
    --------
    load : Loads the model.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.naive_bayes import GaussianNB
    >>> from skmitigate.persistence import read_bundle, save
    >>> X, y = load_iris(return_X_y=True)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     place = save(GaussianNB().fit(X, y), Path(folder) / "iris.skm", X=X).path
    ...     saved = read_bundle(place)
    >>> saved.columns[0]["low"], saved.columns[0]["high"]
    (4.3, 7.9)
    """
    with open_bundle(path, sha256=sha256, max_bytes=max_bytes) as bundle:
        bundle.check_model()
        return saved_model(Path(path), bundle)


def saved_model(path: Path, bundle: Bundle) -> SavedModel:
    """Return what an open file says of its model, having seen that a card can be made of it."""
    golden = bundle.json_part(GOLDEN)
    manifest, card = bundle.manifest, bundle.json_part(CARD)
    with refusing("The manifest or the card is not made as it should be"):
        saved = SavedModel(
            path=path,
            sha256=bundle.sha256,
            n_bytes=bundle.n_bytes,
            name=_of(str, manifest["name"]),
            version=None if manifest["version"] is None else _of(str, manifest["version"]),
            description=_of(str, manifest["description"]),
            created=_of(str, manifest["created"]),
            versions={str(name): _of(str, version) for name, version in _of(dict, manifest["versions"]).items()},
            trusted=tuple(_of(str, name) for name in _of(list, manifest["trusted"])),
            make=_of(str, manifest["input"]["make"]),
            columns=tuple(_of(dict, column) for column in _of(list, manifest["input"]["columns"])),
            classes=tuple(_of(list, manifest["classes"])),
            card=_of(dict, card),
            report=bundle.json_part(REPORT),
            reference=bundle.json_part(REFERENCE),
            n_golden_rows=0 if golden is None else _of(int, golden["n_rows"]),
        )
        saved.summary()
        saved._html(page=False)
    return saved


def _of(kind: type, value: Any) -> Any:
    if type(value) is not kind:
        raise InvalidModelFile(
            f"The manifest or the card has a {type(value).__name__} where a {kind.__name__} belongs."
        )
    return value
