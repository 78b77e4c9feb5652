"""A table and its labels, with a name."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from skmitigate._typing import AnyArray
from skmitigate._utils._json import jsonable


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Dataset:
    """Rows to classify, and their labels.

    Parameters
    ----------
    name : str
        What to call it in a report.
    X : DataFrame or ndarray of shape (n_rows, n_columns)
        The rows.
    y : ndarray of shape (n_rows,)
        One label per row.
    description : str
        Where it comes from, in a sentence.

    See Also
    --------
    skmitigate.datasets.load_bundled : Sets that scikit-learn ships.
    skmitigate.datasets.load_csv : A file of your own.

    Examples
    --------
    >>> from skmitigate.datasets import load_bundled
    >>> wine = load_bundled("wine")
    >>> wine
    Dataset('wine', 178 rows, 13 columns, 3 classes)
    >>> wine.class_counts
    {'class_0': 59, 'class_1': 71, 'class_2': 48}
    """

    name: str
    X: Any
    y: AnyArray
    description: str

    @property
    def class_counts(self) -> dict[str, int]:
        """Labels, as text, and how many rows have each."""
        labels, counts = np.unique(self.y, return_counts=True)
        return {str(label): int(count) for label, count in zip(labels, counts, strict=True)}

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.y)

    def __repr__(self) -> str:
        """Return the name and the size."""
        shape = f"{len(self)} rows, {self.X.shape[1]} columns, {len(self.class_counts)} classes"
        return f"Dataset({self.name!r}, {shape})"

    def to_frame(self) -> pd.DataFrame:
        """Return the rows with their labels.

        Returns
        -------
        DataFrame
            The columns of X and, last, one named "target" (with underscores behind it if X has that name already).
        """
        frame = self.X.copy() if isinstance(self.X, pd.DataFrame) else pd.DataFrame(self.X).add_prefix("x")
        name = "target"
        while name in frame:
            name += "_"
        return frame.assign(**{name: self.y})

    def to_dict(self) -> dict[str, Any]:
        """Return what can be said about the data without the rows.

        Returns
        -------
        dict
            Name, description, numbers of rows and columns, and the rows of each class; JSON-safe.
        """
        summary = {
            "name": self.name,
            "description": self.description,
            "n_rows": len(self),
            "n_columns": self.X.shape[1],
            "class_counts": self.class_counts,
        }
        return dict(jsonable(summary))
