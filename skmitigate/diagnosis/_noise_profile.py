"""How often the surest rows are wrong, by the likelihood of error rates that thin out as rows become surer."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import chi2, norm, rankdata

from skmitigate._typing import BoolArray, FloatArray

#: Error rates are those of so many bins of equally many rows, the surest ones first.
_BINS = 40
#: How fast errors thin out: in proportion to the rank, or faster.
_POWERS = np.array([1.0, 1.5, 2.0, 3.0, 5.0, 8.0])
_RATES = np.concatenate([np.linspace(0.0, 0.2, 41), np.linspace(0.21, 0.6, 40)])
#: Finer where small, because rates near 0 are told apart best.
_SLOPES = np.linspace(0.0, 1.0, 41) ** 1.5
_LEAST, _MOST = 1e-4, 0.99
#: Classes that overlap everywhere leave errors among the surest rows, too, but the rate then grows evenly from there:
#: from the surest row to the least sure one by this factor of what it is at the surest, or more.
_EVEN_GROWTH = 2.0


@dataclass(frozen=True, slots=True)
class NoiseProfile:
    """Rate of errors that no sureness takes away, `rate`, beside those that thin out, ``slope * rank ** power``.

    `log_likelihood` is that of each of `_RATES`, the others at their best; `even` that of the best straight line which
    grows as overlap does.
    """

    rate: float
    slope: float
    power: float
    log_likelihood: FloatArray
    even: float

    def p_value(self, tolerated: float) -> float:
        """Return the p-value of a rate above `tolerated` and no even growth, by the root of the likelihood ratio."""
        if self.rate <= tolerated:
            return 1.0
        there = max(float(np.interp(tolerated, _RATES, self.log_likelihood)), self.even)
        return float(norm.sf(np.sqrt(2 * max(float(self.log_likelihood.max()) - there, 0.0))))

    def interval(self, alpha: float) -> tuple[float, float]:
        """Return the rates that a test of level `alpha` does not reject."""
        kept = _RATES[2 * (self.log_likelihood.max() - self.log_likelihood) <= chi2.isf(alpha, 1)]
        return float(kept[0]), float(kept[-1])

    def thinning_share(self, rank: FloatArray) -> float:
        """Return the share of errors that thin out, among rows so sure that most errors there do not."""
        thinning = self.slope * rank**self.power
        sure = thinning <= self.rate
        share = float(thinning[sure].mean()) if sure.any() else self.rate
        return share / max(self.rate + share, _LEAST)


def sureness_rank(sureness: FloatArray) -> FloatArray:
    """Return the rank of each row between 0, the surest, and 1."""
    return np.asarray((rankdata(-sureness) - 0.5) / len(sureness))


def noise_profile(errors: BoolArray, rank: FloatArray) -> NoiseProfile:
    """Fit an error rate that stays and one that grows with the rank at least in proportion, by maximum likelihood."""
    # Where classes overlap, the chance of an error is a matter of how sure one may be, and goes to 0 with the rank;
    # rows that were given a wrong label at random are among the surest as often as elsewhere.
    place = np.minimum((rank * _BINS).astype(np.intp), _BINS - 1)
    n_rows = np.bincount(place, minlength=_BINS)
    n_errors = np.bincount(place, weights=errors, minlength=_BINS)
    used = n_rows > 0
    middle = np.bincount(place, weights=rank, minlength=_BINS)[used] / n_rows[used]
    n_right, n_errors = (n_rows - n_errors)[used], n_errors[used]
    found = np.empty((len(_POWERS), len(_RATES), len(_SLOPES)))
    for place_of_power, power in enumerate(_POWERS):
        rates = _RATES[:, None, None] + _SLOPES[None, :, None] * middle**power
        rates = np.clip(rates, _LEAST, _MOST)
        found[place_of_power] = np.log(rates) @ n_errors + np.log1p(-rates) @ n_right
    even = float(found[0][_EVEN_GROWTH * _RATES[:, None] <= _SLOPES].max())
    i, j, k = np.unravel_index(int(found.argmax()), found.shape)
    return NoiseProfile(float(_RATES[j]), float(_SLOPES[k]), float(_POWERS[i]), found.max(axis=(0, 2)), even)
