"""What pages show of a run: the verdict, its figures, and the frames that charts take."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from examples.dashboard.charts import COLUMNS
from examples.dashboard.frame import verdict_card
from examples.dashboard.words import between, capital, counted, number, signed
from examples.dashboard.workspace import Run
from skmitigate.evidence import Comparison


def show_verdict(run: Run) -> None:
    """Draw the verdict with its reason."""
    report = run.classifier.report_
    if report.verdict == "corrected":
        head = f"Corrected: {report.scoring} {signed(report.gain)} ({between(report.interval)})"
        verdict_card(head, f"{capital(report.reason)}. Returned: {report.result}.", "good")
    else:
        verdict_card("Kept as it was", f"{capital(report.reason)}.", "calm")


def verdict_figures(run: Run) -> list[tuple[str, str, str]]:
    """Return the figures that stand under a verdict, each with what it rests on."""
    report = run.classifier.report_
    rows = counted(report.n_rows, "row")
    gain = between(report.interval) if report.interval else "the model was kept"
    tried = f"corrected for {counted(report.n_candidates, 'candidate')}"
    flips = report.flips
    return [
        (f"{report.scoring} before", number(report.score_before), f"cross-fitted, n = {rows}"),
        (f"{report.scoring} after", number(report.score_after), f"before plus the gain, n = {rows}"),
        ("gain", signed(report.gain), f"{gain}, n = {rows}; {tried}"),
        (
            "put right / broken",
            f"{len(flips.fixed)} / {len(flips.broken)}",
            f"of n = {rows}, which chose; {len(flips.still_wrong)} still wrong",
        ),
    ]


def trials_frame(run: Run) -> pd.DataFrame:
    """Return a line for each trial that has an interval."""
    lines = [
        (trial.candidate, trial.difference, trial.interval, "better" if trial.status == "accepted" else "not resolved")
        for trial in run.classifier.report_.trials
    ]
    frame = _frame_of_intervals(lines)
    return frame.assign(name=[f"{i + 1}. {name}" for i, name in enumerate(frame["name"])])


def groups_frame(run: Run) -> pd.DataFrame:
    """Return a line for each class and group whose share of errors has an interval."""
    lines = [
        (f"{group.group} ({group.n_rows} rows)", group.change, group.interval, group.verdict)
        for group in run.classifier.report_.flips.groups
    ]
    return _frame_of_intervals(lines)


def comparison_frame(found: Comparison) -> pd.DataFrame:
    """Return a line for the metric and one for the recall of each class."""
    word = {"b is better": "better", "a is better": "worse"}.get(found.verdict, "not resolved")
    entries: list[tuple[str, Any, Any, str]] = [(found.scoring, found.difference, found.interval, word)]
    for line in found.per_class:
        if line["interval"]:
            seen = line["p_value"] < found.alpha
            word = ("better" if line["difference"] > 0 else "worse") if seen else "not resolved"
            entries.append(
                (f"recall of {line['class']} ({line['n_rows']})", line["difference"], line["interval"], word)
            )
    return _frame_of_intervals(entries)


def _frame_of_intervals(entries: Sequence[tuple[str, Any, Any, str]]) -> pd.DataFrame:
    """Return names, differences, intervals and answers as charts take them, without what has no interval."""
    lines = [(name, middle, *ends, answer) for name, middle, ends, answer in entries if ends is not None]
    return pd.DataFrame(lines, columns=COLUMNS)


def offer_page(result: Any, title: str, *, file: str, key: str, primary: bool = False) -> None:
    """Draw the button that hands over a result as one page of HTML that needs no network."""
    st.download_button(
        f"{title} (HTML)",
        lambda: _html_page(result),
        f"{file}.html",
        "text/html",
        key=f"{key} html",
        type="primary" if primary else "secondary",
        icon=":material/download:",
        on_click="ignore",
    )


def _html_page(result: Any) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return bytes(result.to_html(Path(folder) / "page.html").read_bytes())
