"""Read the rows that are kept in a saved model's file."""

import os
from typing import Any

from skmitigate.persistence._archive import MAX_BYTES
from skmitigate.persistence._bundle import GOLDEN, open_bundle
from skmitigate.persistence._refusal import refusing
from skmitigate.persistence._rows import decode_rows


def kept_rows(path: "str | os.PathLike[str]", *, sha256: str | None = None, max_bytes: int = MAX_BYTES) -> Any:
    """Return the rows that are kept in a saved model's file, as they were given to :func:`save`.

    They are rows that the model may be asked about: for an example of its input, or as the background of
    :func:`~skmitigate.explain_prediction` where the rows of the fit are not at hand.

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
    {ndarray, sparse matrix, DataFrame}, list of str, or None
        The rows; None where none are kept.

    Raises
    ------
    InvalidModelFile
        If it is no saved model, was cut short, changed, or made up.
    OSError
        If there is no such file, or it cannot be read.

    See Also
    --------
    save : Keeps `n_golden_rows` of the rows that it is given.
    read_bundle : Reads what else the file says.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.naive_bayes import GaussianNB
    >>> from skmitigate.persistence import kept_rows, save
    >>> X, y = load_iris(return_X_y=True)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     saved = save(GaussianNB().fit(X, y), Path(folder) / "iris.skm", X=X, n_golden_rows=20)
    ...     rows = kept_rows(saved.path)
    >>> rows.shape
    (20, 4)
    """
    with open_bundle(path, sha256=sha256, max_bytes=max_bytes) as bundle:
        golden = bundle.json_part(GOLDEN)
        if golden is None:
            return None
        with refusing("The kept rows cannot be read"):
            return decode_rows(golden["rows"])
