"""Explain one prediction of any classifier in the columns of the user's table."""

from typing import Any

from skmitigate._typing import Estimator
from skmitigate.explanation._explanation import Explanation


def explain_prediction(
    estimator: Estimator,
    x: Any,
    background: Any,
    *,
    y_true: Any = None,
    method: str = "auto",
    budget: float | None = None,
    random_state: Any = None,
    y_background: Any = None,
    contrast: bool | None = None,
) -> Explanation:
    """Explain one prediction of any classifier in the columns of the user's table.

    Pipelines, one-hot encoding and strategies are looked through: there is one contribution for each column of
    `background`, never one for each column that an encoder made of it.

    Parameters
    ----------
    estimator : classifier
        Fitted; a Pipeline, a strategy or a :class:`~skmitigate.SelfCorrectingClassifier` as well as a plain model.
    x : array-like of shape (n_features,) or (1, n_features), Series, dict, DataFrame of one row, or int
        The row whose prediction is explained. A Series with names, a dict and a frame are read by the names of the
        columns; an int is a position in `background`.
    background : {array-like, sparse matrix, DataFrame} of shape (n_rows, n_features)
        The rows that the row is compared with, such as those of the fit: contributions are against their mean, and
        what is asked about is made of their values.
    y_true : object, default=None
        The true class. If it is another than the predicted one, both are explained.
    method : {"auto", "linear", "tree", "permutation", "lime", "neighbours", "counterfactual"}, default="auto"
        How. ``"linear"`` is exact for linear models and naive Bayes, and ``"tree"`` (needs the extra ``explain``) for
        ensembles of trees on numbers; where they do not apply, ValueError says why. ``"permutation"`` gives Shapley
        values for every classifier, ``"lime"`` (needs the extra, too) the weights of a linear model around the row.
        ``"auto"`` takes the first of these four that the model and the budget allow. The last two say what the row is
        like and what would change the prediction, and give no contributions.
    budget : float, default=None
        Seconds. With a budget, how much is asked of the model depends on how fast it answers, and so do the last digits
        of what comes out. None asks about some ten thousand rows. A call of the model that has begun is not
        interrupted, and loading shap or lime, which takes two seconds once, does not count.
    random_state : int, RandomState instance or None, default=None
        Draws permutations, samples, and rows of a long background.
    y_background : array-like of shape (n_rows,), default=None
        The true classes of the background, for neighbours. Without them, a row counts as of the class that the model
        predicts for it.
    contrast : bool, default=None
        Whether to add neighbours and the counterfactual to the contributions; None adds them to an error, that is,
        where `y_true` is given and is not what is predicted.

    Returns
    -------
    Explanation
        Contributions for the predicted class and the true one, and what the contrast found.

    Raises
    ------
    ValueError
        If the estimator is not fitted, `x` is not one row, the columns are not those of the fit, the background is
        empty, `y_true` is none of the classes, or the method does not apply to this model.
    TypeError
        If the estimator is no classifier, or `x` is no row at all.
    ImportError
        If the method needs a package that is not installed; the message has the command.

    See Also
    --------
    skmitigate.analyze_errors : Why a classifier errs, over all rows.

    Notes
    -----
    ``"linear"``: the row is changed in one column at a time to each value of the background. If the output is a sum of
    functions of single columns, these changes are the contributions, whatever scaling or encoding stands before the
    model. That it is such a sum is checked on each row of the background and on mixes of these with the row. What is
    taken apart is the decision value of linear models, and the log-odds of naive Bayes; with more than two classes, the
    mean of the log-odds against each other class.

    ``"tree"``: interventional Shapley values (Lundberg et al. 2020) against up to 100 rows of the background, computed
    by shap: of the probabilities of forests, of the decision values of boosted trees.

    ``"permutation"``: Shapley values (Strumbelj and Kononenko 2014) of the probabilities, with the values of background
    rows for the columns that are left out. Where at most eight columns differ from the background all coalitions are
    asked about; otherwise permutations are drawn, each with its reverse and a background row of its own, and the
    standard errors say what another draw would change. They are sums in either case.

    ``"lime"``: a linear model is fitted around the row by the lime package (Ribeiro et al. 2016), to which columns of
    sampled rows are in the same quarter, or of the same level, as the row's. It is no exact decomposition: R squared
    says how well it fits, and `additivity_errors` how far it is from the model at the row itself.

    The counterfactual (after Wachter et al. 2018) changes one column at a time, and then up to five by a beam search;
    nothing says that it is possible in the world, or that there is no smaller one.

    References
    ----------
    E. Strumbelj and I. Kononenko (2014), Explaining prediction models and individual predictions with feature
    contributions, Knowledge and Information Systems 41.

    M. T. Ribeiro, S. Singh and C. Guestrin (2016), "Why should I trust you?" Explaining the predictions of any
    classifier, KDD.

    S. Wachter, B. Mittelstadt and C. Russell (2018), Counterfactual explanations without opening the black box, Harvard
    Journal of Law & Technology 31.

    S. M. Lundberg et al. (2020), From local explanations to global understanding with explainable AI for trees, Nature
    Machine Intelligence 2.

    Examples
    --------
    >>> from sklearn.datasets import load_wine
    >>> from sklearn.naive_bayes import GaussianNB
    >>> from skmitigate import explain_prediction
    >>> X, y = load_wine(return_X_y=True, as_frame=True)
    >>> model = GaussianNB().fit(X, y)
    >>> explanation = explain_prediction(model, 0, X, random_state=0)
    >>> explanation.method, explanation.scale
    ('linear', 'log-odds')
    >>> explanation.to_frame()["to 0"].nlargest(2).round(1)
    od280/od315_of_diluted_wines    14.2
    flavanoids                      13.9
    Name: to 0, dtype: float64
    """
    from skmitigate.explanation._explain_case import explain_case  # slow to load

    return explain_case(
        estimator,
        x,
        background,
        y_true=y_true,
        method=method,
        budget=budget,
        random_state=random_state,
        y_background=y_background,
        contrast=contrast,
    )
