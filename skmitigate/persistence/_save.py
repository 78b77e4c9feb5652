"""Write a fitted classifier, and what is to be known of it, as one file without pickle."""

import copy
import os
import shutil
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from numbers import Integral
from pathlib import Path
from typing import Any

from sklearn.base import is_classifier
from sklearn.utils.validation import check_is_fitted

from skmitigate._typing import Estimator
from skmitigate._utils._html_page import HtmlPage
from skmitigate._utils._json import jsonable
from skmitigate.exceptions import InvalidModelFile
from skmitigate.persistence._archive import write_archive
from skmitigate.persistence._bundle import CARD, GOLDEN, MANIFEST, MODEL, REFERENCE, REPORT, SCHEMA_VERSION, digest
from skmitigate.persistence._golden_rows import check_rows, keep_rows
from skmitigate.persistence._input_columns import describe_input
from skmitigate.persistence._model_card import make_card
from skmitigate.persistence._model_state import model_to_state, state_to_model
from skmitigate.persistence._plain_json import write_json
from skmitigate.persistence._read_bundle import read_bundle
from skmitigate.persistence._saved_model import SavedModel
from skmitigate.persistence._state_audit import untrusted_names
from skmitigate.persistence._versions import versions_here

_UNCHECKED = "No rows are kept with it: whether it answers as it did is not checked when it is loaded."


def save(
    model: Estimator,
    path: "str | os.PathLike[str]",
    *,
    X: Any = None,
    y: Any = None,
    held_out: bool | None = None,
    name: str | None = None,
    version: str | None = None,
    description: str = "",
    limits: Sequence[str] = (),
    reference: Any = None,
    n_golden_rows: int = 8,
    trusted: Sequence[str] = (),
    created: datetime | None = None,
    overwrite: bool = False,
) -> SavedModel:
    """Write a fitted classifier to a file that holds no pickle, and what is to be known of it.

    The file is a zip archive (by custom ``.skm``): the model's state as skops writes it, a manifest with the SHA-256 of
    every part and the versions of packages, the model's card, the report of the correction loop where it went through
    one, and a few rows with the model's answers, which :func:`load` asks for again. Before the file takes its place the
    model is loaded from it and asked about these rows.

    Parameters
    ----------
    model : classifier
        A fitted classifier: of scikit-learn, imbalanced-learn, or ours; a Pipeline; or one of your own whose types
        `trusted` names.
    path : path
        The file. Its folder must exist.
    X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features), default=None
        Rows as the model takes them, best some that it was not fitted on. They tell the columns' kinds and levels, and
        `n_golden_rows` of them are kept in the file.
    y : array-like of shape (n_samples,), default=None
        Their labels; the card then has the model's scores on them.
    held_out : bool, default=None
        Whether the model was fitted without these rows. The card says it, and that it is not known where it is None.
    name : str, default=None
        What the model is called; by default the name of the file.
    version : str, default=None
        Its version, as you count.
    description : str, default=""
        What it is for.
    limits : sequence of str, default=()
        What whoever uses it should know of its limits.
    reference : ReferenceProfile or mapping, default=None
        A profile that later rows are to be compared with, or what its ``to_dict()`` returned.
    n_golden_rows : int, default=8
        How many rows of X are kept with the model's answers; 0 where no row may leave the house.
    trusted : sequence of str, default=()
        Full names of types and functions of your own that the model holds, as ``"mymodule.MyTransformer"``. Whoever
        loads it has to name them too.
    created : datetime, default=None
        When it was made; now by default. With the same model and the same time, the file has the same bytes.
    overwrite : bool, default=False
        Whether a file that is there already is replaced.

    Returns
    -------
    SavedModel
        What the file says, with its digest.

    Raises
    ------
    TypeError
        If the model is no classifier, or holds what cannot be written without pickle, such as a function defined in a
        notebook.
    ValueError
        If the model holds types that are not known to be harmless and not named in `trusted`, or gives other answers
        when it is loaded.
    FileExistsError
        If there is a file already.

    See Also
    --------
    load : Reads the model again.
    read_bundle : Reads what the file says, without loading the model.

    Notes
    -----
    Digests show that a file was damaged. They don't show who wrote it: whoever can change the file can change them,
    too. Keep ``sha256`` of what is returned in another place, and pass it to :func:`load`.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.naive_bayes import GaussianNB
    >>> import skmitigate
    >>> X, y = load_iris(return_X_y=True)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     saved = skmitigate.save(GaussianNB().fit(X, y), Path(folder) / "iris.skm", X=X, version="1")
    ...     model = skmitigate.load(saved.path, sha256=saved.sha256)
    >>> saved
    SavedModel(iris 1: GaussianNB, 3 classes, 4 columns)
    >>> model.predict(X[:2])
    array([0, 0])
    """
    target = Path(path)
    _check_model(model)
    _check_rows(X, y, n_golden_rows)
    _check_target(target, overwrite=overwrite)
    state = model_to_state(_without_listeners(model))
    _check_types(state, trusted)
    report = _report(model)
    described = describe_input(model, X)
    golden = keep_rows(model, X, n_golden_rows)
    told = [*map(str, limits), *([] if golden is not None else [_UNCHECKED])]
    card = make_card(model, columns=described["columns"], X=X, y=y, held_out=held_out, limits=told, report=report)
    parts = {
        CARD: write_json(card, what="a card"),
        **({} if report is None else {REPORT: write_json(report, what="a report")}),
        **({} if reference is None else {REFERENCE: write_json(_told(reference), what="a reference")}),
        **({} if golden is None else {GOLDEN: write_json(golden, what="rows")}),
        MODEL: state,
    }
    manifest = {
        "schema_version": SCHEMA_VERSION,
        "name": target.stem if name is None else str(name),
        "version": None if version is None else str(version),
        "description": str(description),
        "created": _time(created),
        "versions": versions_here(),
        "trusted": sorted(set(trusted)),
        "input": described,
        "classes": jsonable(model.classes_),
        "parts": {part: {"n_bytes": len(content), "sha256": digest(content)} for part, content in parts.items()},
    }
    _check_loaded(state, golden, trusted)
    _write(target, {MANIFEST: write_json(manifest, what="a manifest"), **parts}, overwrite=overwrite)
    return read_bundle(target)


def _check_model(model: Estimator) -> None:
    if isinstance(model, type) or not hasattr(model, "get_params") or not is_classifier(model):
        raise TypeError(f"Expected a fitted classifier, got {model!r}. Put transformers and classifier in a Pipeline.")
    check_is_fitted(model)


def _without_listeners(model: Estimator) -> Estimator:
    """Return the model without those who listened to its search and the folder that this kept its results in."""
    if _report(model) is None or not hasattr(model, "callbacks"):
        return model
    twin = copy.copy(model)
    twin.callbacks = twin.checkpoint = None
    return twin


def _check_rows(X: Any, y: Any, n_golden_rows: int) -> None:
    if y is not None and X is None:
        raise ValueError("Expected the rows that the labels belong to, got y without X. Pass X, too.")
    if isinstance(n_golden_rows, bool) or not isinstance(n_golden_rows, Integral) or n_golden_rows < 0:
        raise ValueError(f"Expected n_golden_rows of 0 or more, got {n_golden_rows!r}.")


def _check_target(target: Path, *, overwrite: bool) -> None:
    if target.is_dir() or not target.parent.is_dir():
        raise ValueError(f"Expected the name of a file in a folder that is there, got {str(target)!r}.")
    if target.exists() and not overwrite:
        raise FileExistsError(f"{target} is there already. Choose another name, or pass overwrite=True.")


def _check_types(state: bytes, trusted: Sequence[str]) -> None:
    if isinstance(trusted, str):
        raise TypeError(f"Expected a list of names as trusted, got the text {trusted!r}. Put it in a list.")
    found = untrusted_names(state, trusted=trusted)
    nameless = [name for name in found if "<" in name or name.startswith("__main__.")]
    if nameless:
        raise TypeError(
            f"The model holds what no other process can find by its name: {', '.join(nameless[:8])}. Put it into a "
            "module, outside of functions, and import it from there."
        )
    if found:
        raise ValueError(
            f"The model holds what is not known to be harmless: {', '.join(found[:8])}. If you wrote or know these, "
            f"name them, as in trusted={found[:8]!r}; whoever loads the model has to do the same."
        )


def _check_loaded(state: bytes, golden: dict[str, Any] | None, trusted: Sequence[str]) -> None:
    """See that the model can be loaded, and says the same."""
    try:
        model = state_to_model(state, trusted=trusted, max_bytes=2**62)
        if golden is not None:
            check_rows(model, golden, other_versions="")
    except InvalidModelFile as error:
        raise ValueError(f"The model cannot be saved, since it could not be loaded: {error}") from error


def _told(reference: Any) -> dict[str, Any]:
    """Return a reference as a dict, also one that is a profile itself."""
    told = reference.to_dict() if hasattr(reference, "to_dict") else reference
    if not isinstance(told, Mapping):
        raise TypeError(
            "Expected reference to be a ReferenceProfile, or what its to_dict() returned, got "
            f"{type(reference).__name__}. Make one of the rows: ReferenceProfile.from_frame(X)."
        )
    return dict(told)


def _report(model: Estimator) -> dict[str, Any] | None:
    """Return the report of a model that went through the correction loop."""
    report = getattr(model, "report_", None)
    return jsonable(report.to_dict()) if isinstance(report, HtmlPage) and hasattr(report, "to_dict") else None


def _time(created: datetime | None) -> str:
    moment = datetime.now(UTC) if created is None else created
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _write(target: Path, members: Mapping[str, bytes], *, overwrite: bool) -> None:
    """Write the file beside its place and move it there, so that it is there in full or not at all."""
    place = target.resolve()
    temporary = place.with_name(f".unfinished-{uuid.uuid4().hex}")
    try:
        with temporary.open("xb") as file:
            write_archive(file, members)
            file.flush()
            os.fsync(file.fileno())
        if place.exists():
            shutil.copymode(place, temporary)
        if overwrite or not _linked(temporary, place):
            temporary.replace(place)
    finally:
        temporary.unlink(missing_ok=True)


def _linked(temporary: Path, place: Path) -> bool:
    """Give the file its name unless there is one of that name; return False where the disk knows no links."""
    try:
        os.link(temporary, place)
    except FileExistsError:
        raise
    except OSError:
        return False
    return True
