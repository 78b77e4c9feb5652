"""Tell any result in sentences."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from skmitigate.metrics._one_prediction import one_prediction
from skmitigate.predictions._prediction_table import PredictionTable
from skmitigate.stories._comparison import comparison_story
from skmitigate.stories._correction import correction_story
from skmitigate.stories._diagnosis import diagnosis_story
from skmitigate.stories._drift import drift_story
from skmitigate.stories._error import error_story, with_cause
from skmitigate.stories._explanation import explanation_story
from skmitigate.stories._performance import performance_story
from skmitigate.stories._sentence import Sentence
from skmitigate.stories._story import Story
from skmitigate.stories._strategies import strategies_story

#: How each kind of result is told, and the keys by which its dictionary is known.
_KINDS: dict[str, tuple[Callable[[Mapping[str, Any]], Story], frozenset[str]]] = {
    "correction": (correction_story, frozenset({"verdict", "reason", "trials", "steps", "flips"})),
    "comparison": (comparison_story, frozenset({"verdict", "score_a", "score_b", "smallest_gain"})),
    "strategies": (strategies_story, frozenset({"model", "scoring", "lines", "n_folds"})),
    "diagnosis": (diagnosis_story, frozenset({"findings", "not_found", "ledger", "n_errors"})),
    "explanation": (explanation_story, frozenset({"method", "explained", "predicted", "counterfactual"})),
    "drift": (drift_story, frozenset({"drifted", "columns", "outputs", "n_before", "n_now"})),
    "performance": (performance_story, frozenset({"scores", "calibrated", "n_reference", "n_draws"})),
    "error": (error_story, frozenset({"row", "y_true", "y_pred", "of_true", "of_pred"})),
}
#: What wording raises on a dictionary that was changed since ``to_dict()`` returned it.
_CHANGED = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


def tell(
    result: Any, *, row: int | None = None, X: Any = None, diagnosis: Any = None, explanation: Any = None
) -> Story:
    """Tell a result in sentences, each with the evidence for what it says.

    Nothing is computed but, for one row of a table of predictions, what that row and others like it came to. Where the
    evidence is weak, a sentence says that something is not known.

    Parameters
    ----------
    result : object or dict
        A :class:`~skmitigate.diagnosis.Diagnosis`, :class:`~skmitigate.correction.CorrectionReport`,
        :class:`~skmitigate.evidence.Comparison`, :class:`~skmitigate.correction.StrategyComparison`,
        :class:`~skmitigate.explanation.Explanation`, :class:`~skmitigate.monitoring.DriftResult` or
        :class:`~skmitigate.monitoring.PerformanceEstimate`; what its ``to_dict()`` returned, or what was read from its
        JSON file; or a :class:`~skmitigate.predictions.PredictionTable`, of which one row is told.
    row : int, default=None
        For a table, which row: its position in the X that was predicted.
    X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features), default=None
        For a table, all rows that were predicted, in their order. Says in which columns the row is unusual.
    diagnosis : Diagnosis or dict, default=None
        For a table, what :func:`~skmitigate.analyze_errors` found in it. Says which finding the error belongs to.
    explanation : Explanation or dict, default=None
        For a table, what :func:`~skmitigate.explain_prediction` says of the row. Its sentences follow those of the row.

    Returns
    -------
    Story
        The sentences, as text, Markdown, HTML or JSON.

    Raises
    ------
    TypeError
        If `result` is of no kind that can be told.
    ValueError
        If a table comes without a row, or a dictionary is not what ``to_dict()`` returned.

    See Also
    --------
    skmitigate.analyze_errors : Which kinds of error a classifier makes.

    Notes
    -----
    Counts about one prediction are of the *other* rows of its table. Shares have the interval of Wilson (1927) at 95 %,
    and are not told of fewer than ten rows. A number is called unusual for a class where at most one in twenty of the
    rows of the class that are predicted rightly is as low, or as high.

    References
    ----------
    E. B. Wilson (1927), Probable inference, the law of succession, and statistical inference, Journal of the American
    Statistical Association 22.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.naive_bayes import GaussianNB
    >>> from skmitigate import cross_val_predictions, tell
    >>> X, y = load_iris(return_X_y=True, as_frame=True)
    >>> table = cross_val_predictions(GaussianNB(), X, y, random_state=0)
    >>> story = tell(table, row=70, X=X)
    >>> story.headline
    'Row 70: of class 1, taken for class 2.'
    >>> story.sentences[1].text
    'The model gave class 2 a probability of 0.911, and class 1 one of 0.089.'
    >>> story.sentences[1].evidence[1].source
    'proba[70, y_pred[70]]'
    """
    if isinstance(result, PredictionTable):
        return _tell_row(result, row, X, diagnosis, explanation)
    if row is not None or X is not None or diagnosis is not None or explanation is not None:
        raise ValueError(
            "Expected row, X, diagnosis and explanation for a PredictionTable only, got them with "
            f"a {type(result).__name__}. Leave them out, or pass the table."
        )
    told = _as_dict(result)
    for tell_it, keys in _KINDS.values():
        if keys <= told.keys():
            return _told(tell_it, told)
    raise TypeError(_NOT_KNOWN.format(_named(result)))


_NOT_KNOWN = (
    "Expected a result of skmitigate (a diagnosis, a report of a correction, a comparison, an explanation, a drift "
    "result, or a table of predictions with a row), or what its to_dict() returned; got {}."
)


def _tell_row(table: PredictionTable, row: int | None, X: Any, diagnosis: Any, explanation: Any) -> Story:
    if row is None:
        raise ValueError(
            f"Expected the row of the table that is to be told, got none of {len(table)}. Pass row=, a position in X; "
            "analyze_errors tells of the table as a whole."
        )
    told = one_prediction(table, row, X)
    if diagnosis is not None:
        told = with_cause(told, _as_dict(diagnosis))
    story = error_story(told)
    if explanation is None:
        return story
    explained = _told(explanation_story, _as_dict(explanation)).sentences
    return Story("error", (*story.sentences, *map(_of_explanation, explained[1:])))


def _of_explanation(sentence: Sentence) -> Sentence:
    """Return a sentence whose sources are over an explanation beside a table."""
    facts = (replace(fact, source=_TOLD.sub("explanation[", fact.source)) for fact in sentence.evidence)
    return replace(sentence, evidence=tuple(facts))


#: What sources of a story of its own begin with.
_TOLD = re.compile(r"\btold\[")


def _as_dict(result: Any) -> Mapping[str, Any]:
    """Return what a result says, as a dictionary."""
    if isinstance(result, Mapping):
        return result
    if not isinstance(result, type) and callable(getattr(result, "to_dict", None)):
        told = result.to_dict()
        if isinstance(told, Mapping):
            return told
    raise TypeError(_NOT_KNOWN.format(_named(result)))


def _named(result: Any) -> str:
    if isinstance(result, Mapping):
        return f"a dict with the keys {', '.join(sorted(map(str, result))[:12]) or '(none)'}"
    return f"{type(result).__name__}"


def _told(tell_it: Callable[[Mapping[str, Any]], Story], told: Mapping[str, Any]) -> Story:
    try:
        return tell_it(told)
    except _CHANGED as error:
        raise ValueError(
            f"Expected what to_dict() of a result returned, got a dictionary that was changed since: "
            f"{type(error).__name__}: {error}. Pass the result, or its JSON as it was written."
        ) from error
