"""Load a saved model, or say why not, without running anything that its file brings."""

import os
from collections.abc import Sequence
from typing import Any

from sklearn.base import is_classifier

from skmitigate._typing import Estimator
from skmitigate._utils._json import jsonable
from skmitigate.exceptions import InvalidModelFile
from skmitigate.persistence._archive import MAX_BYTES
from skmitigate.persistence._bundle import GOLDEN, MODEL, open_bundle
from skmitigate.persistence._golden_rows import check_rows
from skmitigate.persistence._model_state import state_to_model
from skmitigate.persistence._refusal import refusing, shown
from skmitigate.persistence._versions import versions_here


def load(
    path: "str | os.PathLike[str]",
    *,
    trusted: Sequence[str] = (),
    sha256: str | None = None,
    check: bool = True,
    max_bytes: int = MAX_BYTES,
) -> Estimator:
    """Load a model that :func:`save` wrote, having checked every part of its file.

    No code comes out of the file: it may only hold types and functions of a list (scikit-learn's and imbalanced-learn's
    estimators and what they are made of, numpy's arrays and ufuncs, our own), each made in the one way that is known
    for it, and those that you name. Afterwards the model is asked about the rows that are kept in the file.

    Parameters
    ----------
    path : path
        The file.
    trusted : sequence of str, default=()
        Full names of types and functions that are taken beside those of the list. Name only what you know: what a type
        does when it is loaded or used, it does with your rights.
    sha256 : str, default=None
        The digest that the whole file must have, as :func:`save` told it. This is what tells a file of yours from one
        that somebody put in its place.
    check : bool, default=True
        Whether the kept rows are asked about.
    max_bytes : int, default=2**31
        What the file may take, packed and unpacked.

    Returns
    -------
    classifier
        The model as it was saved.

    Raises
    ------
    InvalidModelFile
        If the file is no saved model, was cut short, changed or made up, holds what is not on the list, or a model that
        gives other answers than the ones that were kept.
    OSError
        If there is no such file, or it cannot be read.
    ImportError
        If skops is not installed.

    Warns
    -----
    ModelVersionWarning
        If packages are here in other versions than where the model was saved, and its probabilities are off by more
        than a millionth but less than a thousandth.

    See Also
    --------
    save : Writes a model.
    read_bundle : Reads what the file says, without loading the model.

    Notes
    -----
    The list and the checks defend against files that would run code, read memory that is not theirs, or take more room
    than they say. They cannot tell whether a model is a good one: a file from somebody else may hold a model that is
    wrong on purpose.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.naive_bayes import GaussianNB
    >>> import skmitigate
    >>> X, y = load_iris(return_X_y=True)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     saved = skmitigate.save(GaussianNB().fit(X, y), Path(folder) / "iris.skm")
    ...     model = skmitigate.load(saved.path)
    >>> model
    GaussianNB()
    """
    if isinstance(trusted, str):
        raise TypeError(f"Expected a list of names as trusted, got the text {trusted!r}. Put it in a list.")
    with open_bundle(path, sha256=sha256, max_bytes=max_bytes) as bundle:
        model = state_to_model(bundle.part(MODEL), trusted=trusted, max_bytes=max_bytes)
        _check_classifier(model, bundle.manifest)
        golden = bundle.json_part(GOLDEN)
        if check and golden is not None:
            check_rows(model, golden, other_versions=_other_versions(bundle.manifest))
    return model


def _check_classifier(model: Any, manifest: dict[str, Any]) -> None:
    """See that it is a classifier, and of the classes that the card is about."""
    with refusing("What is in the file is no classifier"):
        same = is_classifier(model) and jsonable(model.classes_) == manifest["classes"]
    if not same:
        raise InvalidModelFile("What is in the file is no classifier of the classes that its manifest names.")


def _other_versions(manifest: dict[str, Any]) -> str:
    """Say which packages are here in other versions than where the model was saved."""
    then = manifest.get("versions")
    here = versions_here()
    if not isinstance(then, dict):
        return "versions that are not known"
    return ", ".join(
        f"{name} {here[name]} instead of {shown(then.get(name))}" for name in here if here[name] != then.get(name)
    )
