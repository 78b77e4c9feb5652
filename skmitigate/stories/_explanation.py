"""The explanation of one prediction, as text and as a page."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from skmitigate.stories._page import counted, html_list, html_table, in_html, under

_MOST_COLUMNS = 5  # on each side; the page and the JSON have all of them
_LONGEST = 60  # of a value; what is longer is cut

_METHODS = {
    "linear": "exact, since the output is a sum over columns",
    "tree": "exact Shapley values of the trees",
    "permutation": "Shapley values",
    "lime": "the weights of a linear model around the row",
}
_SCALES = {
    "probability": "its probability",
    "log-odds": "its log-odds",
    "decision": "its decision value",
    "indicator": "being predicted (1) or not (0)",
}


def explanation_text(told: Mapping[str, Any]) -> str:
    """Return a few lines: what was predicted, what moved the model, what the row is like, what would change it."""
    lines = [headline(told)]
    for k, explained in enumerate(told["explained"]):
        lines += under("for", [start_line(told, explained)])
        lines += under("", moving_lines(told, k))
    lines += under("like", neighbour_lines(told))
    lines += under("change", change_lines(told))
    lines += under("basis", basis_lines(told))
    return "\n".join(lines)


def headline(told: Mapping[str, Any]) -> str:
    """Say what was predicted, and whether it is right."""
    said = f"Predicted {_shown(told['predicted'])}"
    if told["probabilities"] is not None:
        said += f" with a probability of {_probability(told, told['predicted']):.3f}"
    if told["y_true"] is None:
        return f"{said}."
    if told["correct"]:
        return f"{said}, which is the true class."
    other = "" if told["probabilities"] is None else f", which was given {_probability(told, told['y_true']):.3f}"
    return f"{said}; the true class is {_shown(told['y_true'])}{other}."


def start_line(told: Mapping[str, Any], explained: Mapping[str, Any]) -> str:
    """Say from where to where the contributions lead for one class."""
    return (
        f"{_shown(explained['class'])}: {_SCALES[told['scale']]} is {explained['output']:.4g}, "
        f"from {explained['base']:.4g} for the background"
    )


def moving_lines(told: Mapping[str, Any], k: int) -> list[str]:
    """Say which columns add most to a class and which take most away."""
    ordered = sorted(told["columns"], key=lambda column: -abs(column["contributions"][k]))
    lines = []
    for word, sign in (("up", 1), ("down", -1)):
        moved = [column for column in ordered if sign * column["contributions"][k] > 0]
        if moved:
            parts = [
                f"{_shown(column['name'])} = {_shown(column['value'])} ({column['contributions'][k]:+.3g})"
                for column in moved[:_MOST_COLUMNS]
            ]
            more = f", and {counted(len(moved) - _MOST_COLUMNS, 'column')} less" if len(moved) > _MOST_COLUMNS else ""
            lines.append(f"{word}: {', '.join(parts)}{more}")
    return lines or ["no column moves it"]


def neighbour_lines(told: Mapping[str, Any]) -> list[str]:
    """Say which rows of the background the row is like."""
    found = told["neighbours"]
    if found is None:
        return []
    lines = []
    if found["twin"] is not None:
        lines.append(f"nearest correct twin: {_neighbour(found['twin'])}")
    elif told["y_true"] is not None:
        lines.append(f"no row of {counted(found['n_rows'], 'row')} is of class {_shown(told['y_true'])} and right")
    class_of = _shown(told["predicted"])
    lines += [f"nearest of class {class_of}: {_neighbour(near)}" for near in found["taken_for"]]
    if not found["labelled"]:
        lines.append("the classes of these rows are those that the model predicts; the true ones were not given")
    return lines


def change_lines(told: Mapping[str, Any]) -> list[str]:
    """Say what would change the prediction."""
    found = told["counterfactual"]
    if found is None:
        return []
    wanted = "another class" if found["wanted"] is None else _shown(found["wanted"])
    if not found["found"]:
        return [f"none found that would lead to {wanted}: {found['reason']}"]
    parts = [
        f"{_shown(change['column'])} from {_shown(change['value'])} to {_shown(change['changed_to'])}"
        for change in found["changes"]
    ]
    sure = "" if found["probability"] is None else f" with a probability of {found['probability']:.3f}"
    return [f"with {' and '.join(parts)} the model predicts {_shown(found['reached'])}{sure} (asked again)"]


def basis_lines(told: Mapping[str, Any]) -> list[str]:
    """Say how it was found and how exact it is."""
    if not told["explained"]:
        return [f"{counted(told['n_background'], 'row')} of background"]
    lines = [
        f"{told['explanation']}: {_METHODS[told['explanation']]}, against {counted(told['n_background'], 'row')} of "
        "background; it says what moves the model, not what causes the class"
    ]
    worst = max(abs(explained["additivity_error"]) for explained in told["explained"])
    lines.append(f"base and contributions miss the output by {worst:.2g}")
    if told["explained"][0]["fit"] is not None:
        fits = ", ".join(f"{explained['fit']:.2f}" for explained in told["explained"])
        lines.append(f"R squared of the linear model: {fits}")
    errors = [column["standard_errors"][0] for column in told["columns"] if column["standard_errors"] is not None]
    known = [error for error in errors if error is not None]
    if known:
        lines.append(f"permutations were drawn: standard errors of the contributions are {max(known):.2g} at most")
    return lines


def explanation_html(told: Mapping[str, Any], *, page: bool) -> str:
    """Return the explanation as HTML, every text escaped; with `page`, a whole document that needs no network."""
    parts = [f"<h1>{escape(headline(told))}</h1>"]
    if told["explained"]:
        names = [f"to {_shown(explained['class'])}" for explained in told["explained"]]
        lines = [_html_line(column, told) for column in _by_size(told["columns"])]
        parts += [
            html_list("From where to where", [start_line(told, explained) for explained in told["explained"]]),
            "<h2>Columns</h2>",
            html_table(("column", "value", *names, ""), lines, numbers=names),
        ]
    for title, found in (("What it is like", neighbour_lines(told)), ("What would change it", change_lines(told))):
        parts += [html_list(title, found)] if found else []
    parts.append(html_list("What it rests on", basis_lines(told)))
    return in_html("Explanation of a prediction", parts, page=page)


def _by_size(columns: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return sorted(columns, key=lambda column: -abs(column["contributions"][0]))


def _html_line(column: Mapping[str, Any], told: Mapping[str, Any]) -> str:
    largest = max(abs(other["contributions"][0]) for other in told["columns"]) or 1.0
    length = 48 * column["contributions"][0] / largest
    start, colour = (50.0, "#36c") if length >= 0 else (50 + length, "#c63")
    bar = (
        '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" role="img">'
        f'<rect x="{start:.1f}" y="2" width="{abs(length):.1f}" height="6" fill="{colour}"/></svg>'
    )
    numbers = "".join(f'<td class="number">{number:+.4g}</td>' for number in column["contributions"])
    shown = f"<td>{escape(_shown(column['name']))}</td><td>{escape(_shown(column['value']))}</td>"
    return f"<tr>{shown}{numbers}<td>{bar}</td></tr>"


def _neighbour(found: Mapping[str, Any]) -> str:
    differs = [
        f"{_shown(cell['column'])} {_shown(cell['other'])} instead of {_shown(cell['value'])}"
        for cell in found["differs"][:_MOST_COLUMNS]
    ]
    more = len(found["differs"]) - _MOST_COLUMNS
    said = f"row {found['position']}, at a distance of {found['distance']:.3f}; "
    if not differs:
        return f"{said}it is the same in every column"
    return f"{said}it has {', '.join(differs)}" + (f", and {counted(more, 'column')} nearer" if more > 0 else "")


def _probability(told: Mapping[str, Any], label: Any) -> float:
    return float(told["probabilities"][told["classes"].index(label)])


def _shown(value: Any) -> str:
    """Return a value as one short line."""
    if value is None:
        return "(missing)"
    text = " ".join((f"{value:.4g}" if isinstance(value, float) else str(value)).split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
