"""The account of all errors: each has one primary cause, and the others that apply."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from skmitigate._typing import BoolArray, IntArray
from skmitigate._utils._json import jsonable
from skmitigate.diagnosis._finding import Finding

UNEXPLAINED = "unexplained"
#: A few rows unlike all others, where the model guesses and no label can be called wrong: said before all else.
_FIRST = {"outliers"}
#: Kinds that say where errors are or how sure the model was, which is so for errors of most origins: a boundary runs
#: through slices, and a class that is missed lives in some. Where a kind outside of these applies to the same error, it
#: is the one that says what to mend.
_GENERAL = {"boundary_cases", "high_confidence", "miscalibration", "weak_slices"}
#: Kinds that are there for any useful model: it errs where it is unsure, and where the classes overlap.
_USUAL = {"low_confidence", "overlap"}


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class ErrorLedger:
    """Each error of a table with its primary cause and the others that apply; the shares sum to all errors.

    Made by :attr:`Diagnosis.ledger`. An error may be concerned by several findings. Its primary cause is the first of
    them in this order: outliers; other kinds that name classes, labels, copies or columns at fault; kinds that say
    where the errors are or how sure the model was (weak slices, boundary cases, high confidence, miscalibration); and
    what is so for any useful model (low confidence, overlap). Within each, the finding that explains most comes first:
    that with the largest number of errors which would not be there without it, times their share of its errors
    (:attr:`Finding.excess`).

    Parameters
    ----------
    rows : ndarray of int of shape (n_errors,)
        All errors, as positions in the table of predictions.
    kinds : tuple of str
        The kinds that were found, in the order in which they are taken as primary cause.
    primary : ndarray of int of shape (n_errors,)
        The primary cause of each error, as a position in `kinds`; -1 where no finding concerns it.
    applies : ndarray of bool of shape (n_errors, n_kinds)
        Which findings concern the error.
    excess : tuple of float
        The `excess` of the findings, in the order of `kinds`.

    See Also
    --------
    Diagnosis : What was found.

    Notes
    -----
    A cause is named for every error in the region of a finding, although some would be there without it: which ones
    cannot be told. The column `n_in_excess` of :meth:`summary` says how many are there because of it.

    Examples
    --------
    >>> from skmitigate.diagnosis import analyze_errors
    >>> from skmitigate.predictions import PredictionTable
    >>> truth = ["ill"] * 30 + ["well"] * 270
    >>> guess = ["well"] * 15 + ["ill"] * 25 + ["well"] * 260
    >>> table = PredictionTable.from_predictions(truth, guess)
    >>> ledger = analyze_errors(table, detectors="class_imbalance").ledger
    >>> ledger
    ErrorLedger(25 errors: class_imbalance 15, unexplained 10)
    >>> ledger.to_frame().iloc[-1].to_dict()
    {'primary': 'unexplained', 'others': ''}
    """

    rows: IntArray
    kinds: tuple[str, ...]
    primary: IntArray
    applies: BoolArray
    excess: tuple[float, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many errors have each kind as primary cause, and how many none: "unexplained"; they sum to all."""
        counts = np.bincount(self.primary + 1, minlength=len(self.kinds) + 1)
        return {kind: int(n) for kind, n in zip((*self.kinds, UNEXPLAINED), np.roll(counts, -1), strict=True)}

    def __len__(self) -> int:
        """Return the number of errors."""
        return len(self.rows)

    def __repr__(self) -> str:
        """Return one line: the errors and their primary causes."""
        noun = "error" if len(self) == 1 else "errors"
        return f"ErrorLedger({len(self)} {noun}: {', '.join(f'{kind} {n}' for kind, n in self.counts.items())})"

    def _repr_html_(self) -> str:
        """Return the summary as an HTML table."""
        return self.summary().to_html(escape=True, border=0, na_rep="", float_format=lambda value: f"{value:.3g}")

    def rows_of(self, kind: str) -> IntArray:
        """Return the errors whose primary cause is of a kind.

        Parameters
        ----------
        kind : str
            A kind that was found, or "unexplained".

        Returns
        -------
        ndarray of int
            Positions in the table of predictions.

        Raises
        ------
        ValueError
            If the kind was not found.
        """
        known = (*self.kinds, UNEXPLAINED)
        if kind not in known:
            raise ValueError(f"Expected one of {', '.join(known)}, got {kind!r}. Ask for a kind that was found.")
        code = self.kinds.index(kind) if kind in self.kinds else -1
        return np.asarray(self.rows[self.primary == code])

    def to_frame(self) -> pd.DataFrame:
        """Return one line per error.

        Returns
        -------
        pandas.DataFrame
            Indexed by position in the table of predictions; ``primary`` is a kind or "unexplained", ``others`` the
            further kinds that apply, separated by commas.
        """
        names = np.array([*self.kinds, UNEXPLAINED], dtype=object)
        further = self.applies.copy()
        explained = self.primary >= 0
        further[explained, self.primary[explained]] = False
        patterns, place = np.unique(further, axis=0, return_inverse=True)
        texts = np.array([", ".join(names[:-1][pattern]) for pattern in patterns], dtype=object)
        others = texts[place.ravel()] if len(patterns) else texts
        return pd.DataFrame(
            {"primary": names[self.primary], "others": others}, index=pd.Index(self.rows, name="position")
        )

    def summary(self) -> pd.DataFrame:
        """Return one line per cause.

        Returns
        -------
        pandas.DataFrame
            Indexed by kind, in the order in which they are taken as primary cause, then "unexplained". ``n_primary``
            sums to the errors and ``share`` to 1; ``n_applies`` counts errors that a finding concerns, ``n_alone``
            those that no other does, ``n_in_excess`` is `n_primary` times the finding's `excess`.
        """
        counts = self.counts
        alone = self.applies[self.applies.sum(axis=1) == 1].sum(axis=0)
        primary = np.array(list(counts.values()), dtype=np.intp)
        return pd.DataFrame(
            {
                "n_primary": primary,
                "share": primary / max(len(self), 1),
                "n_applies": np.append(self.applies.sum(axis=0), counts[UNEXPLAINED]),
                "n_alone": np.append(alone, counts[UNEXPLAINED]),
                "n_in_excess": primary * np.append(self.excess, np.nan),
            },
            index=pd.Index(list(counts), name="kind"),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the ledger as JSON-safe values.

        Returns
        -------
        dict
            ``counts``, ``shares`` and ``in_excess`` (as in :meth:`summary`) by kind; ``rows`` and ``primary``, one
            entry per error; ``applies``, for each kind the positions of the errors that its finding concerns.
        """
        applies = {kind: self.rows[self.applies[:, i]] for i, kind in enumerate(self.kinds)}
        known = np.array([*self.kinds, UNEXPLAINED], dtype=object)
        summary = self.summary()
        return {
            "counts": self.counts,
            "shares": jsonable(summary["share"].to_dict()),
            "in_excess": jsonable(summary["n_in_excess"].to_dict()),
            "rows": jsonable(self.rows),
            "primary": known[self.primary].tolist(),
            "applies": jsonable(applies),
        }


def make_ledger(findings: Sequence[Finding], error_rows: IntArray) -> ErrorLedger:
    """Return the ledger of all errors, whose positions in the table are given."""
    ranked = sorted(findings, key=lambda finding: (_tier(finding.kind), -_explained(finding), finding.code))
    applies = np.zeros((len(error_rows), len(ranked)), dtype=bool)
    for i, finding in enumerate(ranked):
        applies[:, i] = np.isin(error_rows, finding.rows)
    primary = np.where(applies.any(axis=1), applies.argmax(axis=1), -1) if ranked else np.full(len(error_rows), -1)
    return ErrorLedger(
        rows=error_rows,
        kinds=tuple(finding.kind for finding in ranked),
        primary=np.asarray(primary, dtype=np.intp),
        applies=applies,
        excess=tuple(finding.excess for finding in ranked),
    )


def _tier(kind: str) -> int:
    return 0 if kind in _FIRST else 3 if kind in _USUAL else 2 if kind in _GENERAL else 1


def _explained(finding: Finding) -> float:
    """Return how many errors are there because of a finding, less the more of its errors would be there anyway."""
    return finding.n_errors * finding.excess**2
