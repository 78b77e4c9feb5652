"""An estimate of performance without labels, in sentences."""

from collections.abc import Mapping
from typing import Any

from skmitigate.stories._monitoring_templates import PERFORMANCE as WORDS
from skmitigate.stories._sentence import Fact, Sentence, say
from skmitigate.stories._story import Story


def performance_story(told: Mapping[str, Any]) -> Story:
    """Return a few sentences: the estimates, what came of them, calibration, what is not seen."""
    level = Fact(1 - told["alpha"], "1 - told['alpha']")
    sentences = [_headline(told)]
    for i, score in enumerate(told["scores"]):
        at, ends, n = f"told['scores'][{i}]", score["interval"], told["n_rows"]
        sentences.append(say(WORDS["score"], score, {"level": level}, topic="scores", at=at, n=n, interval=ends))
    for i, score in enumerate(told["scores"]):
        if score["realised"] is not None:
            words = WORDS["as estimated" if score["verdict"] == "as estimated" else f"realised {score['verdict']}"]
            sentences.append(say(words, score, topic="labels", at=f"told['scores'][{i}]", n=told["n_rows"]))
    known = told["calibrated"] is not None
    words, n = (WORDS["reference"], told["n_reference"]) if known else (WORDS["no reference"], None)
    sentences.append(say(words, told, topic="basis", n=n, known=known))
    sentences += [
        say(WORDS["if corrected" if known else "if"], told, topic="basis"),
        say(WORDS["blind"], told, topic="basis", known=False),
    ]
    return Story("performance", tuple(sentences))


def performance_text(told: Mapping[str, Any]) -> str:
    """Return the sentences as plain text."""
    return performance_story(told).to_text()


def _headline(told: Mapping[str, Any]) -> Sentence:
    """Say what is estimated, and whether it can be believed."""
    worse = [score["scoring"] for score in told["scores"] if score["verdict"] == "worse"]
    if not worse:
        return say(WORDS["not calibrated" if told["calibrated"] is False else "headline"], told, n=told["n_rows"])
    source = "', '.join(s['scoring'] for s in told['scores'] if s['verdict'] == 'worse')"
    return say(WORDS["worse"], told, {"names": Fact(", ".join(worse), source)}, n=told["n_rows"])
