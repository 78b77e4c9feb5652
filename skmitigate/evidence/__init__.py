"""Paired verdicts on tables of predictions: is it better, by how much, and for which rows."""

from skmitigate.evidence._compare import compare
from skmitigate.evidence._comparison import Comparison
from skmitigate.evidence._corrected_gain import GainEstimate, Step, corrected_gain
from skmitigate.evidence._correlated_t import CorrelatedT, correlated_t
from skmitigate.evidence._flips import Flips, flips
from skmitigate.evidence._futility import chance_of_passing
from skmitigate.evidence._group_flips import GroupFlips
from skmitigate.evidence._harm import Harm, find_harm
from skmitigate.evidence._paired_rows import PairedRows, paired_rows
from skmitigate.evidence._referee import Ruling, judge, spend_level
from skmitigate.evidence._row_groups import RowGroups

__all__ = [
    "Comparison",
    "CorrelatedT",
    "Flips",
    "GainEstimate",
    "GroupFlips",
    "Harm",
    "PairedRows",
    "RowGroups",
    "Ruling",
    "Step",
    "chance_of_passing",
    "compare",
    "corrected_gain",
    "correlated_t",
    "find_harm",
    "flips",
    "judge",
    "paired_rows",
    "spend_level",
]
