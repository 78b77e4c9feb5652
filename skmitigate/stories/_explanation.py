"""The explanation of one prediction, in sentences and as a page."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from skmitigate.stories._explanation_templates import EXPLANATION as WORDS
from skmitigate.stories._page import html_table, in_html
from skmitigate.stories._sentence import Fact, Sentence, one_line, say
from skmitigate.stories._story import Story, story_html
from skmitigate.stories._templates import TITLES

_MOST_COLUMNS = 5  # on each side; the page's table and the JSON have all of them
_MOST_LINES = 500  # of the page's table


def explanation_story(told: Mapping[str, Any]) -> Story:
    """Return the sentences: what was predicted, what moved the model, what the row is like, what would change it."""
    sentences = [
        _headline(told),
        *(sentence for k in range(len(told["explained"])) for sentence in _moved(told, k)),
        *_like(told),
        *_change(told),
        *_basis(told),
    ]
    return Story("explanation", tuple(sentences))


def explanation_text(told: Mapping[str, Any]) -> str:
    """Return the sentences as plain text."""
    return explanation_story(told).to_text()


def explanation_html(told: Mapping[str, Any], *, page: bool) -> str:
    """Return sentences and the table of columns as HTML, every text escaped; with `page`, a whole document."""
    parts = [story_html(explanation_story(told).sentences)]
    if told["explained"]:
        names = [f"to {_cell_text(explained['class'])}" for explained in told["explained"]]
        ordered = sorted(told["columns"], key=lambda column: -abs(column["contributions"][0]))[:_MOST_LINES]
        largest = abs(ordered[0]["contributions"][0]) or 1.0
        lines = [_html_line(column, largest) for column in ordered]
        parts += ["<h2>Columns</h2>", html_table(("column", "value", *names, ""), lines, numbers=names)]
    return in_html(TITLES["explanation"], parts, page=page)


def _headline(told: Mapping[str, Any]) -> Sentence:
    """Say what was predicted, and whether it is right."""
    words = "unknown" if told["correct"] is None else "right" if told["correct"] else "wrong"
    if told["probabilities"] is None:
        return say(WORDS[f"{words}, no proba"], told)
    facts = {"proba_pred": _probability(told, "predicted")}
    if words == "wrong":
        facts["proba_true"] = _probability(told, "y_true")
    return say(WORDS[words], told, facts)


def _probability(told: Mapping[str, Any], name: str) -> Fact:
    at = told["classes"].index(told[name])
    return Fact(told["probabilities"][at], f"told['probabilities'][told['classes'].index(told[{name!r}])]")


def _moved(told: Mapping[str, Any], k: int) -> list[Sentence]:
    """Say from where to where one class is moved, which columns add most to it and which take most away."""
    if k and _is_mirrored(told):
        return [say(WORDS["mirrored"], told["explained"][k], topic="moved", at=f"told['explained'][{k}]")]
    start = WORDS["intercept" if told["method"] == "lime" else "mean"]
    n = told["n_background"]
    several = told["scale"] == "log-odds" and len(told["classes"]) > 2
    first = WORDS["mean log-odds" if several else told["scale"]].replace("{from}", start)
    said = [say(first, told["explained"][k], topic="moved", at=f"told['explained'][{k}]", n=n)]
    order = sorted(range(len(told["columns"])), key=lambda j: -abs(told["columns"][j]["contributions"][k]))
    for words, sign in (("up", 1), ("down", -1)):
        moved = [j for j in order if sign * told["columns"][j]["contributions"][k] > 0]
        if moved:
            said.append(_columns(told, k, words, moved))
    return said if len(said) > 1 else [*said, say(WORDS["nothing"], told, topic="moved", n=n)]


def _is_mirrored(told: Mapping[str, Any]) -> bool:
    """Whether what moves the model to one of two classes moves it as far from the other."""
    sums = [abs(sum(column["contributions"])) for column in told["columns"]]
    largest = max(abs(number) for column in told["columns"] for number in column["contributions"])
    return len(told["classes"]) == 2 and max(sums) <= 1e-6 * largest


def _columns(told: Mapping[str, Any], k: int, words: str, moved: Sequence[int]) -> Sentence:
    """List columns with their values and what they contribute."""
    pieces: list[str] = []
    facts: dict[str, Fact] = {}
    for j in moved[:_MOST_COLUMNS]:
        column, at = told["columns"][j], f"told['columns'][{j}]"
        cell = WORDS["missing cell" if column["value"] is None else "cell"]
        values = {name: Fact(column[name], f"{at}[{name!r}]") for name in ("name", "value")}
        values["contribution"] = Fact(column["contributions"][k], f"{at}['contributions'][{k}]")
        pieces.append(_renamed(cell, values, facts))
    template = WORDS[words] + ", ".join(pieces)
    left = len(moved) - _MOST_COLUMNS
    if left > 0:
        template += WORDS["and less"]
        sign = ">" if words == "up" else "<"
        counted = f"sum(column['contributions'][{k}] {sign} 0 for column in told['columns'])"
        facts["n_left"] = Fact(left, f"{counted} - {_MOST_COLUMNS}")
    return say(f"{template}.", told, facts, topic="moved", n=told["n_background"])


def _renamed(words: str, values: Mapping[str, Fact], facts: dict[str, Fact]) -> str:
    """Return a template whose places have names of their own, and put what they are for into `facts`."""
    number = len(facts)
    for name, fact in values.items():
        if fact.value is None:
            words = words.replace(f"{{{name}}}", WORDS["gap"])
            continue
        own = f"{name}_{number}"
        form = ":.4g" if isinstance(fact.value, float) else ""
        words = words.replace(f"{{{name}}}", f"{{{own}{form}}}").replace(f"{{{name}:", f"{{{own}:")
        facts[own] = fact
    return words


def _like(told: Mapping[str, Any]) -> list[Sentence]:
    """Say which rows of the background the row is like."""
    found = told["neighbours"]
    if found is None:
        return []
    said = []
    if found["twin"] is not None:
        said.append(_neighbour(told, WORDS["twin"], found["twin"], "told['neighbours']['twin']"))
    elif told["y_true"] is not None:
        n_rows = {"n_rows": Fact(found["n_rows"], "told['neighbours']['n_rows']")}
        said.append(say(WORDS["no twin"], told, n_rows, topic="like", n=found["n_rows"]))
    for i, near in enumerate(found["taken_for"]):
        said.append(_neighbour(told, WORDS["taken for"], near, f"told['neighbours']['taken_for'][{i}]"))
    if said and not found["labelled"]:
        said.append(say(WORDS["unlabelled"], told, topic="like", known=False))
    return said


def _neighbour(told: Mapping[str, Any], words: str, near: Mapping[str, Any], at: str) -> Sentence:
    """Say where a row is, how far away, and in which columns it differs most."""
    facts = {name: Fact(near[name], f"{at}[{name!r}]") for name in ("position", "distance")}
    cells = [
        _renamed(WORDS["differs"], _facts_of(cell, ("column", "other", "value"), f"{at}['differs'][{i}]"), facts)
        for i, cell in enumerate(near["differs"][:_MOST_COLUMNS])
    ]
    template = words + WORDS["distance"] + (WORDS["it has"] + ", ".join(cells) if cells else WORDS["alike"])
    left = len(near["differs"]) - _MOST_COLUMNS
    if left > 0:
        template += WORDS["nearer"]
        facts["n_left"] = Fact(left, f"len({at}['differs']) - {_MOST_COLUMNS}")
    return say(f"{template}.", told, facts, topic="like", n=told["neighbours"]["n_rows"])


def _facts_of(cell: Mapping[str, Any], names: Sequence[str], at: str) -> dict[str, Fact]:
    return {name: Fact(cell[name], f"{at}[{name!r}]") for name in names}


def _change(told: Mapping[str, Any]) -> list[Sentence]:
    """Say what would change the prediction, or that nothing was found."""
    found, at = told["counterfactual"], "told['counterfactual']"
    if found is None:
        return []
    if not found["found"]:
        words = WORDS["none" if found["wanted"] is None else "none to"]
        return [say(words, found, topic="change", at=at, known=False)]
    facts: dict[str, Fact] = {}
    cells = [
        _renamed(WORDS["changed"], _facts_of(cell, ("column", "changed_to", "value"), f"{at}['changes'][{i}]"), facts)
        for i, cell in enumerate(found["changes"])
    ]
    sure = "" if found["probability"] is None else WORDS["sure"]
    template = WORDS["with"] + WORDS["and"].join(cells) + WORDS["reaches"] + sure + WORDS["asked"]
    return [say(template, found, facts, topic="change", at=at, n=found["n_evaluations"])]


def _basis(told: Mapping[str, Any]) -> list[Sentence]:
    """Say how it was found and how exact it is."""
    if not told["explained"]:
        return []
    words = WORDS[told["method"]].replace("{against}", WORDS["against"])
    n = told["n_background"]
    missed = max(abs(explained["additivity_error"]) for explained in told["explained"])
    source = "max(abs(explained['additivity_error']) for explained in told['explained'])"
    said = [
        say(words, told, topic="basis", n=n),
        say(WORDS["meaning"], told, topic="basis"),
        say(WORDS["additivity"], told, {"missed": Fact(missed, source)}, topic="basis", n=n),
    ]
    for k, explained in enumerate(told["explained"]):
        if explained["fit"] is not None:
            said.append(say(WORDS["fit"], explained, topic="basis", at=f"told['explained'][{k}]", n=n))
    errors = [error for column in told["columns"] for error in column["standard_errors"] or () if error is not None]
    if errors:
        every = "for column in told['columns'] for error in column['standard_errors'] if error is not None"
        said.append(
            say(WORDS["errors"], told, {"largest": Fact(max(errors), f"max(error {every})")}, topic="basis", n=n)
        )
    return said


def _html_line(column: Mapping[str, Any], largest: float) -> str:
    length = 48 * column["contributions"][0] / largest
    start, kind = (50.0, "good") if length >= 0 else (50 + length, "bad")
    bar = (
        '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" role="img">'
        f'<rect class="{kind}" x="{start:.1f}" y="2" width="{abs(length):.1f}" height="6"/></svg>'
    )
    numbers = "".join(f'<td class="number">{number:+.4g}</td>' for number in column["contributions"])
    shown = f"<td>{escape(_cell_text(column['name']))}</td><td>{escape(_cell_text(column['value']))}</td>"
    return f"<tr>{shown}{numbers}<td>{bar}</td></tr>"


def _cell_text(value: Any) -> str:
    """Return a name or a value as one line."""
    if value is None:
        return WORDS["gap"]
    return f"{value:.4g}" if isinstance(value, float) else one_line(str(value))
