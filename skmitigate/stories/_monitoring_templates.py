"""The words for what comes of watching a model."""

DRIFT = {
    "none": "No drift found (p {p_value:p}).",
    "drift": "Drift: ",
    "columns": "{n_drifted} of {n_columns:#column}",
    "outputs": "the {names}",
    "and": " and ",
    "together": "the columns together",
    "p": " (p {p_value:p}).",
    "values": "{name}: distance {distance:.3f} [{interval.0:.3f}, {interval.1:.3f}], corrected p {p_value:p}",
    "mean": ", mean {difference:+.2f} standard deviations",
    "new": ", {new_share:.1%} of the values are new: {levels}",
    "missing": "{name}: missing values {missing_before:.1%} -> {missing_now:.1%}, corrected p {p_value:p}",
    "unreadable": ", {unreadable:#value} of another kind than before",
    "more": "... and {n_left} more, told by to_frame()",
    "whole": (
        "a classifier tells the samples apart in {accuracy:.1%} of held-out rows [{accuracy_interval.0:.1%}, "
        "{accuracy_interval.1:.1%}], corrected p {accuracy_p_value:p}"
    ),
    "basis": "{n_before:#row} before, {n_now} now; {n_tests:#test} at a level of {alpha:pc} together",
    "independent": "rows are taken to be independent: where they are alike, in time or in groups, p-values are too low",
    "harm": "that rows have changed does not say that errors have, nor the other way round",
}

PERFORMANCE = {
    "headline": "Estimated from probabilities for {n_rows:#row}.",
    "not calibrated": (
        "Estimated for {n_rows:#row} from probabilities that have not come true on the reference, corrected by what "
        "did come true there."
    ),
    "worse": "Estimated from probabilities for {n_rows:#row}; the labels show less: {names}.",
    "score": "{scoring} {estimate:.4f} [{interval.0:.4f}, {interval.1:.4f}] ({level:pc})",
    "as estimated": "{scoring} is {realised:.4f}: as estimated",
    "realised worse": (
        "{scoring} is {realised:.4f}: below the interval, so the probabilities no longer hold; look for concept drift"
    ),
    "realised better": "{scoring} is {realised:.4f}: above the interval, so the probabilities no longer hold",
    "no reference": "whether the probabilities come true is not known: there is no labelled reference",
    "reference": (
        "on {n_reference:#labelled row} of the reference accuracy was {reference_accuracy:.4f}, mean confidence less "
        "accuracy {calibration_gap:+.4f}, p {calibration_p_value:p}"
    ),
    "if": "the interval is for these rows, and right if the probabilities are",
    "if corrected": (
        "the interval is for these rows, and right if rows of like confidence are right as often as in the reference"
    ),
    "blind": "labels that have become others for like rows (concept drift) are not seen before labels are there",
}
