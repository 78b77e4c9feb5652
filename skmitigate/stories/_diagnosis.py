"""What a diagnosis says, in sentences."""

from collections.abc import Mapping
from typing import Any

from skmitigate.stories._sentence import Fact, Sentence, look_up, say
from skmitigate.stories._story import Story
from skmitigate.stories._templates import DIAGNOSIS as WORDS

#: What was not tested, and why.
_UNTESTED = ("not_applicable", "skipped", "failed")


def diagnosis_story(told: Mapping[str, Any]) -> Story:
    """Return a few sentences: errors and rows, what was found, the causes of errors, what was not found or asked."""
    share = Fact(told["n_errors"] / told["n_rows"], "told['n_errors'] / told['n_rows']")
    sentences = [
        say(WORDS["errors"], told, {"share": share}, n=told["n_rows"]),
        *(_finding(finding, i) for i, finding in enumerate(told["findings"])),
    ]
    if not told["findings"]:
        sentences.append(say(WORDS["nothing"], told, topic="found", n=told["n_rows"], known=False))
    sentences += _causes(told)
    if told["not_found"]:
        kinds = Fact(", ".join(told["not_found"]), "', '.join(told['not_found'])")
        sentences.append(say(WORDS["not_found"], told, {"kinds": kinds}, topic="tested", n=told["n_rows"]))
    for result in _UNTESTED:
        for kind in told[result]:
            named, reason = Fact(kind, f"list(told[{result!r}])[{list(told[result]).index(kind)}]"), told[result][kind]
            because = Fact(reason, f"told[{result!r}][{kind!r}]")
            sentences.append(say(WORDS[result], told, {"kind": named, "reason": because}, topic="tested", known=False))
    notes = [look_up(told, f"notes.{i}") for i in range(len(told["notes"]))]
    sentences += [say(WORDS["note"], told, {"note": note}, topic="notes", known=False) for note in notes]
    return Story("diagnosis", tuple(sentences))


def diagnosis_text(told: Mapping[str, Any]) -> str:
    """Return the sentences as plain text."""
    return diagnosis_story(told).to_text()


def _finding(finding: Mapping[str, Any], i: int) -> Sentence:
    """Say how much a finding concerns, and what was measured."""
    ends = None if None in finding["interval"] else finding["interval"]
    at = f"told['findings'][{i}]"
    return say(WORDS["finding"], finding, topic="found", at=at, n=finding["n_rows"], interval=ends)


def _causes(told: Mapping[str, Any]) -> list[Sentence]:
    """Say how many errors have each primary cause, where that says more than the findings do."""
    ledger = told["ledger"]
    if ledger is None or not told["findings"]:
        return []
    said = []
    for i, kind in enumerate(ledger["counts"]):
        if not ledger["counts"][kind]:
            continue
        facts = {
            "kind": Fact(kind, f"list(told['ledger']['counts'])[{i}]"),
            "n_primary": Fact(ledger["counts"][kind], f"told['ledger']['counts'][{kind!r}]"),
            "share": Fact(ledger["shares"][kind], f"told['ledger']['shares'][{kind!r}]"),
        }
        said.append(say(WORDS["cause"], told, facts, topic="causes", n=told["n_errors"]))
    return said
