"""The account of a correction, in sentences."""

from collections.abc import Mapping, Sequence
from typing import Any

from skmitigate.stories._sentence import Fact, Sentence, say
from skmitigate.stories._story import Story
from skmitigate.stories._templates import CORRECTION as WORDS

_MOST_TRIALS = 12  # sentences of the story; the page and the JSON report have them all
_MOST_GROUPS = 5  # likewise
#: What the floor and the groups' bounds are computed with.
_POWER, _LEVEL = Fact(0.8, "0.8"), Fact(0.95, "0.95")


def correction_story(told: Mapping[str, Any]) -> Story:
    """Return a few sentences: verdict, what was found, what was tried, what changed."""
    trials = list(enumerate(told["trials"]))
    tried = [(i, trial) for i, trial in trials if trial["status"] != "skipped"]
    skipped = [(i, trial) for i, trial in trials if trial["status"] == "skipped"]
    sentences = [
        verdict(told),
        reason(told),
        *found(told),
        *(_first(tried, "tried") or [say(WORDS["nothing"], told, topic="tried")]),
        *members(told),
        *_first(skipped, "skipped"),
        *score(told),
        rows(told),
        *groups(told),
        spent(told),
    ]
    return Story("correction", tuple(sentences))


def correction_text(told: Mapping[str, Any]) -> str:
    """Return the sentences as plain text."""
    return correction_story(told).to_text()


def verdict(told: Mapping[str, Any]) -> Sentence:
    """Say what was decided."""
    if told["verdict"] == "kept":
        return say(WORDS["kept"], told, n=told["n_rows"])
    replaced = told["members"] and not told["members"].get("model", 0.0)
    return say(WORDS["replaced" if replaced else "corrected"], told, n=told["n_rows"])


def reason(told: Mapping[str, Any]) -> Sentence:
    """Say why."""
    return say(WORDS["reason"], told, topic="why", n=told["n_rows"])


def found(told: Mapping[str, Any]) -> list[Sentence]:
    """Say what each finding is about, with its count and p-value."""
    said = []
    for i, finding in enumerate(told["findings"]):
        at = f"told['findings'][{i}]"
        kind = Fact(finding["kind"].replace("_", " "), f"{at}['kind'].replace('_', ' ')")
        said.append(say(WORDS["finding"], finding, {"kind": kind}, topic="found", at=at, n=finding["n_rows"]))
    return said or [say(WORDS["nothing"], told, topic="found")]


def members(told: Mapping[str, Any]) -> list[Sentence]:
    """Say who answers in an ensemble, and whether the given model still does."""
    if not told["members"]:
        return []
    own = told["members"].get("model", 0.0)
    others = sorted((name for name in told["members"] if name != "model"), key=lambda name: -told["members"][name])
    facts = {"own_share": Fact(own, "told['members']['model']")} if own else {}
    shares = []
    for i, name in enumerate(others):
        facts[f"member_{i}"] = Fact(name, f"list(told['members'])[{list(told['members']).index(name)}]")
        facts[f"share_{i}"] = Fact(told["members"][name], f"told['members'][{name!r}]")
        shares.append(f"{{member_{i}}} {{share_{i}:.0%}}")
    words = WORDS["own share" if own else "no share"]
    if shares:
        words += ("; " if own else ": ") + ", ".join(shares)
    return [say(words, told, facts, topic="answer")]


def _first(trials: Sequence[tuple[int, Mapping[str, Any]]], topic: str) -> list[Sentence]:
    """Say what became of the first trials and of the accepted ones, and count the others."""
    shown = [(i, trial) for at, (i, trial) in enumerate(trials) if at < _MOST_TRIALS or trial["status"] == "accepted"]
    said = [_trial(i, trial, topic) for i, trial in shown]
    left = len(trials) - len(said)
    if left:
        test = "==" if topic == "skipped" else "!="
        source = f"sum(trial['status'] {test} 'skipped' for trial in told['trials']) - {len(said)}"
        said.append(say(WORDS["more"], {}, {"n_left": Fact(left, source)}, topic=topic))
    return said


def _trial(i: int, trial: Mapping[str, Any], topic: str) -> Sentence:
    """Say what became of a candidate, with its difference and interval."""
    words = WORDS["skipped"]
    if topic != "skipped":
        words = WORDS["trial"]
        if trial["interval"] is not None:
            words += WORDS["compared"]
        elif trial["difference"] is not None:
            words += WORDS["seen"]
        words += WORDS["trial reason"]
    known = trial["status"] not in ("skipped", "failed")
    return say(words, trial, topic=topic, at=f"told['trials'][{i}]", interval=trial["interval"], known=known)


def score(told: Mapping[str, Any]) -> list[Sentence]:
    """State the scores and the gain with its interval, what limits them, and what could be reached."""
    n, kept = told["n_rows"], told["verdict"] == "kept"
    said = [say(WORDS["score kept" if kept else "score"], told, topic="score", n=n, interval=told["interval"])]
    if not kept:
        said.append(say(WORDS["of folds"], told, topic="score"))
        if told["steps"][-1]["verdict"] == "proper_score":
            said.append(say(WORDS["proper score"], told, topic="score", known=False))
    if told["floor"] is not None:
        ends = told["floor"]["interval"]
        said.append(say(WORDS["floor"], told, {"power": _POWER}, topic="score", n=n, interval=ends))
    return said


def rows(told: Mapping[str, Any]) -> Sentence:
    """State which rows changed."""
    return say(WORDS["rows kept" if told["verdict"] == "kept" else "rows"], told, topic="rows", n=told["n_rows"])


def groups(told: Mapping[str, Any]) -> list[Sentence]:
    """Say which groups are shown to be worse off, and what is not known of those that were to be protected."""
    if told["verdict"] == "kept":
        return []
    lines = [(i, group) for i, group in enumerate(told["flips"]["groups"])]
    worse = sorted((each for each in lines if each[1]["verdict"] == "worse"), key=lambda each: each[1]["p_value"])
    said = [_group("worse", *each) for each in worse[:_MOST_GROUPS]]
    if len(worse) > _MOST_GROUPS:
        source = f"sum(group['verdict'] == 'worse' for group in told['flips']['groups']) - {_MOST_GROUPS}"
        said.append(say(WORDS["more"], told, {"n_left": Fact(len(worse) - _MOST_GROUPS, source)}, topic="groups"))
    names = set(told["guarded"])
    guarded = [each for each in lines if each[1]["group"] in names and each[1]["n_rows"]]
    if not guarded:
        return said
    source = "sum(group['group'] in told['guarded'] and group['n_rows'] > 0 for group in told['flips']['groups'])"
    counted = Fact(len(guarded), source)
    least_known = max(guarded, key=lambda each: each[1]["largest_rise"])
    sure = least_known[1]["largest_rise"] == 0
    return [*said, _group("protected well" if sure else "protected", *least_known, counted)]


def _group(words: str, i: int, group: Mapping[str, Any], n_guarded: Fact | None = None) -> Sentence:
    at, ends = f"told['flips']['groups'][{i}]", group["interval"] if words == "worse" else None
    facts = {"level": _LEVEL} if n_guarded is None else {"level": _LEVEL, "n_guarded": n_guarded}
    known = words != "protected"
    return say(WORDS[words], group, facts, topic="groups", at=at, n=group["n_rows"], interval=ends, known=known)


def spent(told: Mapping[str, Any]) -> Sentence:
    """State what it cost."""
    return say(WORDS["spent"], told, topic="spent")
