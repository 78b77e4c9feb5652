"""The comparison of two classifiers, as text, as Markdown and as a page."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from skmitigate.stories._page import (
    counted,
    html_list,
    html_table,
    in_html,
    interval_bar,
    markdown_table,
    markdown_text,
    p_text,
    under,
)

_FEW = 25  # rows that differ: with fewer, the test supposes that more might
_MOST_CLASSES = 8  # lines of the text; the page, Markdown and JSON have them all


def comparison_text(told: Mapping[str, Any]) -> str:
    """Return a few lines: verdict, difference, rows, classes, what could have been shown, what it rests on."""
    lines = [verdict_line(told)]
    lines += under("models", [models_line(told)])
    lines += under("score", [score_line(told)])
    lines += under("rope", rope_lines(told))
    lines += under("rows", [rows_line(told)])
    lines += under("classes", _class_lines(told))
    lines += under("power", power_lines(told))
    lines += under("basis", basis_lines(told))
    return "\n".join(lines)


def verdict_line(told: Mapping[str, Any]) -> str:
    """Say what came out, with the difference and its interval."""
    figures = f"{told['scoring']} {difference_text(told)}"
    verdict = told["verdict"]
    if verdict == "not resolved":
        return f"Not resolved which is better: {figures}."
    if verdict == "practically equal":
        return f"Practically equal, within {told['rope']:g}: {figures}."
    return f"{verdict}: {figures}."


def difference_text(told: Mapping[str, Any]) -> str:
    """State the difference, its interval and the p-value."""
    low, high = told["interval"]
    level = f"{100 * (1 - told['alpha']):g} %"
    return f"{told['difference']:+.4f} [{low:+.4f}, {high:+.4f}] ({level}), p {p_text(told['p_value'])}"


def models_line(told: Mapping[str, Any]) -> str:
    """Say what a and b are."""
    if (told["name_a"], told["name_b"]) == ("a", "b"):
        return "a and b are the two tables that were given; differences are b - a"
    return f"a is {told['name_a']}, b is {told['name_b']}; differences are b - a"


def score_line(told: Mapping[str, Any]) -> str:
    """State both scores."""
    folds = told["folds"]
    corrected = "" if folds is None else f"; corrected t test over the folds' scores: p {p_text(folds['p_value'])}"
    return f"{told['scoring']} {told['score_a']:.4f} (a), {told['score_b']:.4f} (b){corrected}"


def rope_lines(told: Mapping[str, Any]) -> list[str]:
    """State how probable the three answers are, where a rope was given."""
    if told["probabilities"] is None:
        return []
    p = told["probabilities"]
    by = "the folds' scores" if told["folds"] is not None else "the rows"
    return [
        f"b is better by more than {told['rope']:g}: {p['better']:.0%}; the two differ by less: "
        f"{p['practically_equal']:.0%}; a is better by more: {p['worse']:.0%} (correlated t, from {by})"
    ]


def rows_line(told: Mapping[str, Any]) -> str:
    """State which rows change."""
    flips = told["flips"]
    which = "" if told["n_runs"] == 1 else "in the first repetition "
    test = "exact McNemar test" if told["n_groups"] is None else "exact McNemar test, as if rows were independent"
    return (
        f"{which}b puts right {flips['n_fixed']} and breaks {flips['n_broken']} of {flips['n_rows']} rows, both are "
        f"wrong on {flips['n_still_wrong']} ({test}: p {p_text(flips['p_value'])})"
    )


def class_line(line: Mapping[str, Any]) -> str:
    """Say how well one class is found by both."""
    if not line["n_rows"]:
        return f"{line['class']}: no rows"
    low, high = line["interval"]
    return (
        f"{line['class']}: recall {line['recall_a']:.3f} -> {line['recall_b']:.3f}, {line['difference']:+.3f} "
        f"[{low:+.3f}, {high:+.3f}], corrected p {p_text(line['p_value'])}, {counted(line['n_rows'], 'row')}"
    )


def power_lines(told: Mapping[str, Any]) -> list[str]:
    """Say what so many rows could have shown, and how many would show what was seen."""
    gain = told["smallest_gain"]
    points = f" ({100 * gain:.1f} points)" if _in_points(told) else ""
    lines = [f"a difference of {gain:.4f}{points} would have been resolved with a probability of 80 %"]
    if told["p_value"] < told["alpha"] or not told["difference"]:
        return lines
    unit = "groups" if told["n_groups"] is not None else "rows"
    lines.append(f"about {told['rows_needed']} {unit} would resolve a difference as large as the one that was seen")
    return lines


def basis_lines(told: Mapping[str, Any]) -> list[str]:
    """Say what the verdict rests on, and what it does not know."""
    rows, unit = counted(told["n_rows"], "row"), "row"
    if told["n_groups"] is not None:
        unit = "group"
        rows = f"{counted(told['n_groups'], 'group')} of {rows}"
    lines = []
    if told["n_folds"]:
        runs = "" if told["n_runs"] == 1 else f", {told['n_runs']} times over"
        lines.append(
            f"{rows}, cross-fitted in {told['n_folds']} folds{runs}: it compares ways of fitting, and "
            f"{told['between']:.0%} of the variance is between fitted models"
        )
    else:
        lines.append(
            f"{rows} alone: it compares the predictions as they are, and does not know how the models would differ, "
            "fitted on other rows"
        )
    if told["variance"] == "bootstrap":
        lines.append("the variance of the rows was found by drawing them again, 500 times")
    if told["n_changed"] < _FEW:
        few = f"only {counted(told['n_changed'], unit)} differ" if told["n_changed"] else f"no {unit} differs"
        lines.append(f"{few}, so the interval is rough: it supposes that one more goes up and one down")
    return lines


def comparison_markdown(told: Mapping[str, Any]) -> str:
    """Return the comparison in Markdown."""
    lines = [f"**{markdown_text(verdict_line(told))}**", ""]
    lines += [f"- {markdown_text(line)}" for line in _facts(told)]
    cells = [[markdown_text(cell) for cell in _class_cells(line)] for line in told["per_class"]]
    return "\n".join([*lines, "", markdown_table(_HEADINGS, cells), ""])


def comparison_html(told: Mapping[str, Any], *, page: bool) -> str:
    """Return the comparison as HTML, every text escaped; with `page`, a whole document that needs no network."""
    reach = max((abs(end) for line in told["per_class"] if line["n_rows"] for end in line["interval"]), default=1.0)
    lines = []
    for line in told["per_class"]:
        bar = interval_bar(line["difference"], line["interval"], reach or 1.0) if line["n_rows"] else ""
        first, *others = (escape(cell) for cell in _class_cells(line))
        numbers = "".join(f'<td class="number">{cell}</td>' for cell in others)
        lines.append(f"<tr><td>{first}</td>{numbers}<td>{bar}</td></tr>")
    parts = [
        f"<h1>{escape(verdict_line(told))}</h1>",
        html_list("What it says", [models_line(told), score_line(told), *rope_lines(told), rows_line(told)]),
        html_list("How sure it is", [*power_lines(told), *basis_lines(told)]),
        "<h2>Classes</h2>",
        html_table((*_HEADINGS, ""), lines, numbers=_HEADINGS[1:]),
        f'<p class="note">{escape(_CLASS_NOTE)}</p>',
    ]
    return in_html("Comparison of two classifiers", parts, page=page)


_HEADINGS = ("class", "rows", "recall of a", "recall of b", "change", "95 %", "put right", "broken", "corrected p")
_CLASS_NOTE = (
    "Each class's interval is for that class alone; its p-value is corrected for the number of classes (Holm) "
    "and does not know of the variance between fitted models, as the interval does."
)


def _facts(told: Mapping[str, Any]) -> list[str]:
    return [
        models_line(told),
        score_line(told),
        *rope_lines(told),
        rows_line(told),
        *power_lines(told),
        *basis_lines(told),
    ]


def _class_lines(told: Mapping[str, Any]) -> list[str]:
    """Return a line for each of the first classes, those that change the most, and one that counts the others."""
    ordered: Sequence[Mapping[str, Any]] = told["per_class"]
    if len(ordered) > _MOST_CLASSES:
        ordered = sorted(ordered, key=lambda line: (line["p_value"], -(line["n_fixed"] + line["n_broken"])))
    lines = [class_line(line) for line in ordered[:_MOST_CLASSES]]
    left = len(ordered) - len(lines)
    return [*lines, f"... and {left} more, told by to_frame()"] if left else lines


def _class_cells(line: Mapping[str, Any]) -> list[str]:
    if not line["n_rows"]:
        return [str(line["class"]), "0", "", "", "", "", "0", "0", ""]
    low, high = line["interval"]
    return [
        str(line["class"]),
        str(line["n_rows"]),
        f"{line['recall_a']:.3f}",
        f"{line['recall_b']:.3f}",
        f"{line['difference']:+.3f}",
        f"{low:+.3f} to {high:+.3f}",
        str(line["n_fixed"]),
        str(line["n_broken"]),
        p_text(line["p_value"]).removeprefix("= "),
    ]


def _in_points(told: Mapping[str, Any]) -> bool:
    """Whether the metric is a share, of which a hundredth is a point."""
    return all(0 <= told[name] <= 1 for name in ("score_a", "score_b"))
