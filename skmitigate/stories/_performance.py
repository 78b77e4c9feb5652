"""An estimate of performance without labels, as text."""

from collections.abc import Mapping
from typing import Any

from skmitigate.stories._page import counted, p_text, under


def performance_text(told: Mapping[str, Any]) -> str:
    """Return a few lines: the estimates, what came of them, calibration, what is not seen."""
    lines = [headline(told)]
    lines += under("scores", [score_line(score, told["alpha"]) for score in told["scores"]])
    lines += under("labels", [realised_line(score) for score in told["scores"] if score["realised"] is not None])
    lines += under("basis", [calibration_line(told), *_BLIND])
    return "\n".join(lines)


def headline(told: Mapping[str, Any]) -> str:
    """Say what is estimated, and whether it can be believed."""
    rows = f"Estimated from probabilities for {counted(told['n_rows'], 'row')}"
    if told["calibrated"] is False:
        return f"{rows}; not to be believed, since these have not come true on the reference."
    worse = [score["scoring"] for score in told["scores"] if score["verdict"] == "worse"]
    return f"{rows}; the labels show less: {', '.join(worse)}." if worse else f"{rows}."


def score_line(score: Mapping[str, Any], alpha: float) -> str:
    """State an estimate with its interval."""
    low, high = score["interval"]
    return f"{score['scoring']} {score['estimate']:.4f} [{low:.4f}, {high:.4f}] ({100 * (1 - alpha):g} %)"


def realised_line(score: Mapping[str, Any]) -> str:
    """State the real score beside the estimate."""
    return f"{score['scoring']} is {score['realised']:.4f}: {_VERDICTS[score['verdict']]}"


def calibration_line(told: Mapping[str, Any]) -> str:
    """Say what is known of the probabilities."""
    if told["calibrated"] is None:
        return "whether the probabilities come true is not known: there is no labelled reference"
    rows = counted(told["n_reference"], "labelled row")
    return (
        f"on {rows} of the reference accuracy was {told['reference_accuracy']:.4f}, and mean confidence "
        f"{told['calibration_gap']:+.4f} from it, p {p_text(told['calibration_p_value'])}"
    )


_BLIND = (
    "the interval is for these rows, and right if the probabilities are",
    "labels that have become others for like rows (concept drift) are not seen before labels are there",
)
_VERDICTS = {
    "as estimated": "as estimated",
    "worse": "below the interval, so the probabilities no longer hold; look for concept drift",
    "better": "above the interval, so the probabilities no longer hold",
}
