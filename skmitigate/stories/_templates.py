"""The words: what is said of each result, with places for what is known."""

#: What pages of their own are called.
TITLES = {
    "comparison": "Comparison of two classifiers",
    "correction": "Correction report",
    "diagnosis": "Diagnosis",
    "drift": "Drift",
    "error": "One prediction",
    "explanation": "Explanation of a prediction",
    "performance": "Performance before labels",
    "strategies": "Comparison of strategies",
}

#: The words in the margin of texts, and the headings that they are in Markdown and HTML.
TOPICS = {
    "answer": "Who answers",
    "basis": "What it rests on",
    "cause": "What kind of error",
    "causes": "Primary causes",
    "change": "What would change it",
    "class": "Its class",
    "classes": "Classes",
    "columns": "Its columns",
    "failed": "Failed",
    "floor": "What can be reached",
    "found": "Found",
    "groups": "Groups",
    "labels": "What the labels say",
    "like": "What it is like",
    "model": "How sure the model was",
    "models": "Models",
    "moved": "What moved the model",
    "notes": "Not taken into account",
    "now": "After the correction",
    "output": "Predictions",
    "power": "What could have been shown",
    "rope": "Does it matter",
    "rows": "Rows",
    "score": "Score",
    "scores": "Scores",
    "skipped": "Skipped",
    "spent": "Spent",
    "tested": "Not found, or not tested",
    "tried": "Tried",
    "whole": "All columns together",
    "why": "Why",
}

_DIFFERENCE = "{scoring} {difference:+.4f} [{interval.0:+.4f}, {interval.1:+.4f}] ({level:pc}), p {p_value:p}."
_SHARE = "{rate:.1%}, {interval.0:.1%} to {interval.1:.1%} ({level:pc})."

COMPARISON = {
    "not resolved": f"Not resolved which is better: {_DIFFERENCE}",
    "practically equal": f"Practically equal, within {{rope:g}}: {_DIFFERENCE}",
    "better": f"{{verdict}}: {_DIFFERENCE}",
    "tables": "a and b are the two tables that were given; differences are b - a",
    "models": "a is {name_a}, b is {name_b}; differences are b - a",
    "score": "{scoring} {score_a:.4f} (a), {score_b:.4f} (b)",
    "folds": "; corrected t test over the folds' scores: p {folds.p_value:p}",
    "rope": (
        "b is better by more than {rope:g}: {probabilities.better:.0%}; the two differ by less: "
        "{probabilities.practically_equal:.0%}; a is better by more: {probabilities.worse:.0%} (correlated t, from "
    ),
    "from folds": "the folds' scores)",
    "from rows": "the rows)",
    "first run": "in the first repetition ",
    "rows": (
        "b puts right {flips.n_fixed} and breaks {flips.n_broken} of {flips.n_rows} rows, both are wrong on "
        "{flips.n_still_wrong} (exact McNemar test"
    ),
    "as if independent": ", as if rows were independent",
    "rows test": ": p {flips.p_value:p})",
    "no rows": "{class}: no rows",
    "class": (
        "{class}: recall {recall_a:.3f} -> {recall_b:.3f}, {difference:+.3f} [{interval.0:+.3f}, {interval.1:+.3f}], "
        "corrected p {p_value:p}, {n_rows:#row}"
    ),
    "more classes": "... and {n_left} more, told by to_frame()",
    "power": "a difference of {smallest_gain:.4f} would have been resolved with a probability of {power:pc}",
    "power points": (
        "a difference of {smallest_gain:.4f} ({smallest_gain:100*.1f} points) would have been resolved with a "
        "probability of {power:pc}"
    ),
    "rows needed": "about {rows_needed} rows would resolve a difference as large as the one that was seen",
    "groups needed": "about {rows_needed} groups would resolve a difference as large as the one that was seen",
    "counted rows": "{n_rows:#row}",
    "counted groups": "{n_groups:#group} of {n_rows:#row}",
    "cross-fitted": ", cross-fitted in {n_folds} folds",
    "runs": ", {n_runs} times over",
    "of fits": ": it compares ways of fitting, and {between:.0%} of the variance is between fitted models",
    "of rows": (
        " alone: it compares the predictions as they are, and does not know how the models would differ, fitted on "
        "other rows"
    ),
    "bootstrap": "the variance of the rows was found by drawing them again, {n_draws} times",
    "few rows": (
        "only {n_changed:#row} differ, so the interval is rough: it supposes that one more goes up and one down"
    ),
    "few groups": (
        "only {n_changed:#group} differ, so the interval is rough: it supposes that one more goes up and one down"
    ),
    "no row": "no row differs, so the interval is rough: it supposes that one more goes up and one down",
    "no group": "no group differs, so the interval is rough: it supposes that one more goes up and one down",
}

_GAIN = "gain {gain:+.4f} [{interval.0:+.4f}, {interval.1:+.4f}] corrected for the search"
_BASIS = "({n_rows} rows, {n_candidates} candidates compared)"
_GROUP = (
    "{n_fixed} put right, {n_broken} broken of {n_rows:#row}, {change:100*+.1f} points of error "
    "[{interval.0:100*+.1f}, {interval.1:100*+.1f}], corrected p {p_value:p}"
)

CORRECTION = {
    "kept": "Kept: {model} is returned as it was.",
    "replaced": "Replaced: {result} is returned, in which {model} has no share.",
    "corrected": "Corrected: {model} is returned as {result}.",
    "reason": "{reason}",
    "nothing": "nothing",
    "finding": "{kind}: {n_errors} errors in {n_rows} rows (p {p_value:p})",
    "trial": "{candidate}: {status}",
    "seen": ", {difference:+.4f} on the folds seen",
    "compared": ", {difference:+.4f} [{interval.0:+.4f}, {interval.1:+.4f}], corrected p {p_value:p}",
    "trial reason": "; {reason}",
    "skipped": "{candidate}: {reason}",
    "more": "... and {n_left} more, told in the HTML and JSON reports",
    "own share": "{model} keeps {own_share:.0%} of the answer",
    "no share": "{model} has no share in the answer, so it was replaced",
    "score kept": f"{{scoring}} {{score_before:.4f}}, unchanged {_BASIS}",
    "score": f"{{scoring}} {{score_before:.4f}} -> {{score_after:.4f}}, {_GAIN} {_BASIS}",
    "of folds": "scores are of models fitted on the folds' training rows, hence a little low",
    "proper score": "shown are better probabilities; that the metric itself is up is not shown for certain",
    "floor": (
        "the lowest possible error rate is estimated at {floor.interval.0:.3f} to {floor.interval.1:.3f}; so many rows "
        "show a gain of {floor.smallest_gain:.3f} with a probability of {power:pc}"
    ),
    "rows kept": "{n_errors_before} of {n_rows} rows are predicted wrongly",
    "rows": (
        "{flips.n_fixed} put right, {flips.n_broken} broken, {flips.n_still_wrong} still wrong; errors "
        "{n_errors_before} -> {n_errors_after} of {n_rows} (cross-fitted; the rows that chose)"
    ),
    "worse": f"{{group}} is worse: {_GROUP}",
    "protected": (
        "{n_guarded:#protected group} and none shown to be worse, which is not the same as not worse: the rows leave "
        "room for up to {largest_rise:100*.1f} points more errors ({group}, {n_rows:#row})"
    ),
    "protected well": (
        "{n_guarded:#protected group}, and the rows exclude that any of them has more errors than before "
        "({level:pc} each)"
    ),
    "spent": "{n_fits} fits, {seconds:.1f} s",
}

DIAGNOSIS = {
    "errors": "{n_errors:#error} in {n_rows:#row} ({share:.1%})",
    "finding": (
        "{code} {kind} ({severity}): {n_errors:#error} in {n_rows:#row}, {share:.1%} of all errors; {measure}: "
        "{estimate:.3g} [{interval.0:.3g}, {interval.1:.3g}], p {p_value:p}"
    ),
    "nothing": "Nothing was found that chance does not explain.",
    "cause": "{kind}: {n_primary:#error} ({share:.1%})",
    "not_found": "Not found: {kinds}",
    "not_applicable": "Cannot be asked: {kind} ({reason})",
    "skipped": "Not tested: {kind} ({reason})",
    "failed": "Failed: {kind} ({reason})",
    "note": "{note}",
}

STRATEGIES = {
    "none": "{model}: no strategy could be compared.",
    "found": "{model} with {n_compared:#candidate}: ",
    "better 0": "none is shown to be better by {scoring}, ",
    "better 1": "{n_better} is shown to be better by {scoring}, ",
    "better": "{n_better} are shown to be better by {scoring}, ",
    "worse 0": "none to be worse.",
    "worse": "{n_worse} to be worse.",
    "line": "{candidate}",
    "line score": "  {score:.4f}  ",
    "line change": "{difference:+.4f} [{interval.0:+.4f}, {interval.1:+.4f}]  p {p_value:p}  ",
    "line same": f"{'':39}",  # as wide as a change
    "line rank": "rank {rank.0}",
    "line ranks": "rank {rank.0} to {rank.1}",
    "letters": "  {letters}",
    "left": "{candidate}: {reason}",
    "counted rows": "{n_rows:#row}",
    "counted groups": "{n_groups:#group} of {n_rows:#row}",
    "cost": " in {n_folds} folds, {n_fits:#fit}, {seconds:.1f} s",
    "intervals": (
        "differences are from the unchanged model; intervals and ranks hold for all at once ({level:pc}); without a "
        "common letter two are shown to differ"
    ),
    "no choice": "the best of several looks better than it is: this is no choice, SelfCorrectingClassifier makes one",
}

_WRONG = f"{{n_such}} are wrong: {_SHARE}"


def _column(opening: str, than: str) -> str:
    """Return what is said of a column: how many rows of both classes are beyond its value, or have it too."""
    return (
        f"{{column}} {opening} {than} {{beyond.0}} of {{n_right}} rows of class {{y_true}} that are predicted rightly, "
        f"and {than} {{beyond.1}} of {{n_right_pred}} of class {{y_pred}}."
    )


ERROR = {
    "wrong": "Row {row}: of class {y_true}, taken for class {y_pred}.",
    "right": "Row {row}: of class {y_true}, and predicted as such.",
    "proba wrong": (
        "The model gave class {y_pred} a probability of {proba_pred:.3f}, and class {y_true} one of {proba_true:.3f}."
    ),
    "proba right": "The model gave class {y_true} a probability of {proba_true:.3f}.",
    "likeliest": "The likeliest class was {likeliest}, with {confidence:.3f}: the decision does not follow it.",
    "no proba": "The model gives no probabilities: how sure it was is not known.",
    "at least": f"Of {{n_alike}} other rows of which the model was at least as sure, {_WRONG}",
    "at most": f"Of {{n_alike}} other rows of which the model was at most as sure, {_WRONG}",
    "few at least": (
        "The model was at least as sure of {n_alike:#other row}, too few: how often it errs when so sure is not known."
    ),
    "few at most": (
        "The model was at most as sure of {n_alike:#other row}, too few: how often it errs when so unsure is not known."
    ),
    "taken": f"Of {{n_alike}} other rows of class {{y_true}}, {{n_such}} are taken for class {{y_pred}}: {_SHARE}",
    "missed": f"Of {{n_alike}} other rows of class {{y_true}}, {_WRONG}",
    "few of class": (
        "There are {n_alike:#other row} of class {y_true}, too few: how often these are predicted wrongly is not known."
    ),
    "predicted": f"Of {{n_alike}} other rows predicted as class {{y_pred}}, {_WRONG}",
    "few predicted": (
        "There are {n_alike:#other row} predicted as class {y_pred}, too few: how often that is wrong is not known."
    ),
    "cause": (
        "Its primary cause is {kind} ({code}), as of {n_primary} of {n_all:#error} in all. The finding concerns "
        "{n_errors:#error} in {n_rows:#row}, p {p_value:p}."
    ),
    "expected": "Of these, about {expected:.1f} would be there without it: which ones is not known.",
    "other causes": "Other findings concern it too: {others}.",
    "unexplained": (
        "No finding of the diagnosis concerns it, as is so for {n_primary} of {n_all:#error} in all: why it was made "
        "is not known."
    ),
    "few": (
        "Of its class {n_right:#other row} are predicted rightly, too few to compare with: what is unusual about it is "
        "not known."
    ),
    "no columns": "The rows have no columns to compare: what is unusual about it is not known.",
    "unusual": (
        "In {n_unusual} of {n_numeric:#numeric column} its value is among the {tail:pc} lowest or highest of "
        "{n_right:#other row} of class {y_true} that are predicted rightly; one more row like these would be so in "
        "about {expected_unusual:.1f}."
    ),
    "higher": _column("is {value:.4g}: higher", "than in"),
    "lower": _column("is {value:.4g}: lower", "than in"),
    "level": _column("is {value},", "as in"),
    "missing": _column("is missing,", "as in"),
    "now right": "The classifier that is returned predicts it rightly.",
    "now wrong": "The classifier that is returned takes it for class {y_after}.",
}

#: What stands on the page of a correction beside the sentences.
PAGE = {
    "classes": "Classes",
    "errs": "Why it errs",
    "limits": "The score, and what limits it",
    "stories": "Typical errors",
    "changes": "What it changes",
    "changes kept": "Its errors",
    "not tried": "Not tried",
    "score": "{score_before:.4f} → {score_after:.4f}",
    "score kept": "{score_before:.4f}",
    "score label": "{scoring}, cross-fitted",
    "gain": "{gain:+.4f}",
    "gain label": "gain, corrected for the search; {level:pc} interval",
    "gain interval": "{interval.0:+.4f} to {interval.1:+.4f}",
    "errors": "{n_errors_before} → {n_errors_after}",
    "errors kept": "{n_errors_before}",
    "errors label": "errors in the {n_rows:#row} that chose",
    "errors label kept": "errors in {n_rows:#row}",
    "search": "{n_candidates}",
    "search label": "candidates compared, at a level of {alpha:pc}",
    "put right": "{flips.n_fixed} put right",
    "still wrong": "{flips.n_still_wrong} still wrong",
    "broken": "{flips.n_broken} broken",
    "cause": "{kind} {n_primary} ({share:.0%})",
    "of kind": "as {n_primary:#error} of {n_all} in all",
    "bound": "{severity}: {bound:.1%} of all rows",
    "bars": "The bars show the share of the errors that a finding concerns; several may concern the same error.",
    "scale": (
        "Differences are from the model that was current in that step, on a line from {least:+.3g} to {most:+.3g}; "
        "each interval is for that candidate alone."
    ),
    "recalls": "The ring is the recall before, the disc the recall after, on a line from {low:g} to {high:g}.",
    "recalls kept": "The recall is drawn on a line from {low:g} to {high:g}.",
    "ranks": (
        "Where its value stands, from lowest to highest: the disc among the rows of its class that are predicted "
        "rightly, the ring among those of the other class."
    ),
    "groups": (
        "Change in the share of errors, in points; the interval and the largest rise that is not excluded ({level:pc}) "
        "are for each group alone, on the rows that chose."
    ),
    "more trials": " {n_left} more are in the JSON report.",
    "more classes": " {n_left} more classes are in the JSON report.",
    "more groups": " {n_left} more groups are in the JSON report.",
}
