"""Add rows to what a model is fitted on: synthetic ones, copies, changed images."""

from collections.abc import Sequence
from numbers import Integral, Real
from typing import Any, ClassVar

import numpy as np
from sklearn.utils import check_random_state
from sklearn.utils.metaestimators import available_if
from sklearn.utils.validation import check_is_fitted

from skmitigate._sklearn import HasMethods, Interval, StrOptions
from skmitigate._typing import AnyArray, Estimator, FloatArray, IntArray
from skmitigate._utils._fitting import aligned_proba, has_proba
from skmitigate._utils._labels import encode
from skmitigate._utils._wrapping import wrapped_has
from skmitigate.diagnosis._diagnosis import Diagnosis
from skmitigate.exceptions import NotApplicable
from skmitigate.predictions._prediction_table import PredictionTable
from skmitigate.strategies._image_augmentation import with_changed_images
from skmitigate.strategies._priors import frequency_ratio, restored
from skmitigate.strategies._resampling import Resampled, by_sampler, with_copies, with_new_rows
from skmitigate.strategies._row_strategy import RowStrategy, check_no_folds_inside
from skmitigate.strategies._strategy import Strategy
from skmitigate.strategies._synthesis import synthesise


def _offers_scores(strategy: Any) -> bool:
    if strategy._decides_restored(strategy.estimator):
        raise AttributeError("decision_function is not offered with restore_prior=True: it would contradict predict.")
    return wrapped_has("decision_function")(strategy)


class DataAugmentation(RowStrategy):
    """Fit the wrapped model on more rows: synthetic ones of the rarer classes, noisy copies, or changed images.

    Resampling tells the model that all classes are equally frequent, which spoils its probabilities; with
    `restore_prior` they are corrected back to the frequencies that were there, so that what stays is what the added
    rows taught about the shape of the classes. Images are different: every image is copied alike, and the frequencies
    stay as they are.

    Parameters
    ----------
    estimator : classifier, default=None
        The wrapped classifier or Pipeline. None means that the correction loop gives it.
    method : {"smote", "borderline", "adasyn", "random", "noise", "image"}, default="smote"
        All but the last make every class as large as the largest.

        - ``"smote"``: rows between a row and its neighbours of the same class. Columns of text, categories, truth
          values and times take the neighbours' commonest value (SMOTENC; SMOTEN where there are no numbers).
        - ``"borderline"``: the same, only from rows of whose neighbours half or more are of other classes
          (BorderlineSMOTE). Columns that are not numbers take the value of the nearer of the two rows.
        - ``"adasyn"``: the same, and the more rows the more neighbours are of other classes (ADASYN), so that classes
          become about as large.
        - ``"random"``: copies of rows.
        - ``"noise"``: copies with noise on the numbers; other values are, by the same share, drawn from other rows of
          the class. Missing numbers stay missing, zeros of a sparse matrix stay zero.
        - ``"image"``: `n_copies` changed copies of each image of every class.
    sampler : sampler of imbalanced-learn, default=None
        Anything with ``fit_resample``; it takes the place of `method`, and is cloned.
    k_neighbors : int, default=5
        How many neighbours; classes with fewer rows use what they have, a class of one row gets no synthetic ones.
    noise : float, default=0.1
        Standard deviation of the noise as a share of that of the column, for ``"image"`` of all pixels.
    image_shape : tuple of int, default=None
        (height, width) or (height, width, channels) of flat images. Arrays of shape (n, height, width) or
        (n, height, width, channels) need none; the model gets the shape that was passed.
    transforms : sequence of str, default=("shift", "rotation")
        What is done to images: any of ``"shift"``, ``"rotation"``, ``"noise"``, ``"flip_horizontal"``,
        ``"flip_vertical"``, all together for each copy. Images are not mirrored unless you say so: a mirrored digit is
        another digit, or none.
    n_copies : int, default=1
        How many changed copies are made of each image.
    max_shift : float, default=0.1
        Largest shift in either direction, as a share of the height and the width.
    max_rotation : float, default=10.0
        Largest rotation in either direction, in degrees.
    restore_prior : bool, default=True
        Correct the probabilities back to the class frequencies before resampling. Without ``predict_proba`` in the
        wrapped model, nothing is corrected. A model that gave way to the added rows less than their number asks for, as
        forests do, is corrected too much: calibrate it where the probabilities matter.
    decision : {"likeliest", "balanced"}, default="likeliest"
        What ``predict`` says where the frequencies are restored. ``"likeliest"``: the class of the largest restored
        probability. ``"balanced"``: what the wrapped model says, to which all classes are equally frequent; the class
        predicted need not be the likeliest one.
    random_state : int, RandomState instance or None, default=None
        Draws the added rows.

    Attributes
    ----------
    estimator_ : classifier
        The wrapped classifier, fitted on real and added rows.
    n_synthetic_ : int
        How many rows were added; negative where a sampler drops more than it adds.
    prior_ratio_ : ndarray of shape (n_classes,)
        Class frequencies before resampling over those after, the largest ratio being 1.
    skipped_ : dict
        Label of each class that should have got rows and got none, with the reason.
    classes_ : ndarray of shape (n_classes,)
        The labels.
    n_features_in_ : int
        Number of columns seen in ``fit``; of images that are not flat, their height.

    See Also
    --------
    ClassBalancing : Balances by weights or in the decision, without inventing rows.

    Notes
    -----
    Rows are added in ``fit`` only, so inside a cross-validation fold they are made from training rows. An added row
    weighs as much as a row of its class does on average, a copy as much as its original. Pixels beyond the border of
    an image are those at the border, and integers stay integers.

    References
    ----------
    N. V. Chawla et al. (2002), SMOTE: synthetic minority over-sampling technique, JAIR 16.
    H. Han et al. (2005), Borderline-SMOTE: a new over-sampling method in imbalanced data sets learning, ICIC.
    H. He et al. (2008), ADASYN: adaptive synthetic sampling approach for imbalanced learning, IJCNN.
    P. Y. Simard et al. (2003), Best practices for convolutional neural networks applied to visual document analysis,
    ICDAR.
    M. Saerens et al. (2002), Adjusting the outputs of a classifier to new a priori probabilities, Neural
    Computation 14.

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from sklearn.tree import DecisionTreeClassifier
    >>> from skmitigate import DataAugmentation
    >>> X, y = make_classification(200, weights=[0.9], random_state=0)
    >>> model = DataAugmentation(DecisionTreeClassifier(max_depth=3), random_state=0).fit(X, y)
    >>> bool(model.n_synthetic_ == abs(sum(y == 0) - sum(y == 1)))
    True
    """

    addresses: ClassVar[tuple[str, ...]] = ("class_imbalance",)
    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        **RowStrategy._parameter_constraints,
        "method": [StrOptions({"smote", "borderline", "adasyn", "random", "noise", "image"})],
        "sampler": [HasMethods("fit_resample"), None],
        "k_neighbors": [Interval(Integral, 1, None, closed="left")],
        "noise": [Interval(Real, 0, None, closed="neither")],
        "image_shape": [tuple, list, None],
        "transforms": [tuple, list],
        "n_copies": [Interval(Integral, 1, None, closed="left")],
        "max_shift": [Interval(Real, 0, 1, closed="both")],
        "max_rotation": [Interval(Real, 0, 180, closed="both")],
        "restore_prior": ["boolean"],
        "decision": [StrOptions({"likeliest", "balanced"})],
        "random_state": ["random_state"],
    }

    def __init__(
        self,
        estimator: Any = None,
        *,
        method: str = "smote",
        sampler: Any = None,
        k_neighbors: int = 5,
        noise: float = 0.1,
        image_shape: Sequence[int] | None = None,
        transforms: Sequence[str] = ("shift", "rotation"),
        n_copies: int = 1,
        max_shift: float = 0.1,
        max_rotation: float = 10.0,
        restore_prior: bool = True,
        decision: str = "likeliest",
        random_state: Any = None,
    ) -> None:
        self.estimator = estimator
        self.method = method
        self.sampler = sampler
        self.k_neighbors = k_neighbors
        self.noise = noise
        self.image_shape = image_shape
        self.transforms = transforms
        self.n_copies = n_copies
        self.max_shift = max_shift
        self.max_rotation = max_rotation
        self.restore_prior = restore_prior
        self.decision = decision
        self.random_state = random_state

    @property
    def _changes_images(self) -> bool:
        return self.method == "image" and self.sampler is None

    def _decides_restored(self, model: Any) -> bool:
        """Whether ``predict`` must look at restored probabilities."""
        return self.restore_prior and self.decision == "likeliest" and not self._changes_images and has_proba(model)

    def suits(self, diagnosis: Diagnosis) -> str:
        """Say why this strategy suits what was found.

        Parameters
        ----------
        diagnosis : Diagnosis
            What is wrong with the current model.

        Returns
        -------
        str
            The reason, in words.

        Raises
        ------
        NotApplicable
            If no imbalance was found; for ``method="image"``, if the model is neither too sure nor too unsure.
        """
        if not self._changes_images:
            return super().suits(diagnosis)
        found = [kind for kind in ("low_confidence", "high_confidence") if diagnosis.has(kind)]
        if not found:
            raise NotApplicable("more images address errors of low or of high confidence, which were not found")
        return "found: " + ", ".join(kind.replace("_", " ") for kind in found)

    def check_applicable(self, predictions: PredictionTable) -> None:
        """Raise NotApplicable where the classes are equally frequent and rows would be added to the rarer ones.

        Parameters
        ----------
        predictions : PredictionTable
            The cross-fitted predictions of the model that it would wrap.

        Raises
        ------
        NotApplicable
            With the reason.
        """
        super().check_applicable(predictions)
        if self._changes_images:
            return
        counts = np.bincount(predictions.y_true, minlength=predictions.n_classes)
        if counts.max() <= 1.1 * counts.min():
            raise NotApplicable("the classes are equally frequent, so no synthetic rows would be added")

    def candidates(self, diagnosis: Diagnosis) -> list[Strategy]:
        """Return one with restored frequencies, and one without where imbalance was found.

        Parameters
        ----------
        diagnosis : Diagnosis
            What is wrong with the current model.

        Returns
        -------
        list of Strategy
            Unfitted, with ``estimator=None``.
        """
        found: list[Strategy] = [DataAugmentation()]
        if diagnosis.has("class_imbalance"):
            found.append(DataAugmentation(restore_prior=False))
        return found

    def search_settings(self, estimator: Estimator) -> list[dict[str, list[Any]]]:
        """Return restored class frequencies and those after resampling.

        Parameters
        ----------
        estimator : classifier
            The model that it would wrap.

        Returns
        -------
        list of dict
            Entries of a parameter grid.
        """
        del estimator
        return [{"restore_prior": [True, False]}]

    def _change_rows(
        self, X: Any, y: AnyArray, sample_weight: FloatArray | None
    ) -> tuple[Any, AnyArray, FloatArray | None]:
        check_no_folds_inside(self)
        codes = encode(y, self.classes_)
        weights = np.ones(len(y)) if sample_weight is None else sample_weight
        made = self._augmented(X, y, codes, weights)
        self.n_synthetic_ = len(made.codes) - len(codes)
        self.skipped_ = {self.classes_.tolist()[c]: reason for c, reason in sorted(made.skipped.items())}
        before, after = (np.bincount(c, weights=w) for c, w in ((codes, weights), (made.codes, made.weights)))
        self.prior_ratio_ = frequency_ratio(before, after)
        return made.X, self.classes_[made.codes], None if sample_weight is None else made.weights

    def _augmented(self, X: Any, y: AnyArray, codes: IntArray, weights: FloatArray) -> Resampled:
        """Return the rows that the model shall see."""
        seed = int(check_random_state(self.random_state).randint(np.iinfo(np.int32).max))
        if self.sampler is not None:
            return by_sampler(self.sampler, X, y, self.classes_, weights, seed)
        if self.method == "image":
            return with_changed_images(
                X,
                codes,
                weights,
                image_shape=self.image_shape,
                transforms=self.transforms,
                n_copies=self.n_copies,
                max_shift=self.max_shift,
                max_rotation=self.max_rotation,
                noise=self.noise,
                seed=seed,
            )
        if self.method in ("random", "noise"):
            return with_copies(X, codes, weights, noise=self.noise if self.method == "noise" else 0.0, seed=seed)
        extra, extra_codes, skipped = synthesise(X, codes, self.k_neighbors, seed, method=self.method)
        return with_new_rows(X, codes, weights, extra, extra_codes, skipped)

    def predict(self, X: Any) -> AnyArray:
        """Predict the class of each row.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The rows.

        Returns
        -------
        ndarray of shape (n_samples,)
            Labels.
        """
        check_is_fitted(self)
        if not self._decides_restored(self.estimator_):
            return super().predict(X)
        return np.asarray(self.classes_[np.argmax(self.predict_proba(X), axis=1)])

    @available_if(wrapped_has("predict_proba"))
    def predict_proba(self, X: Any) -> FloatArray:
        """Predict the probability of each class.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The rows.

        Returns
        -------
        ndarray of shape (n_samples, n_classes)
            Columns in the order of ``classes_``.
        """
        check_is_fitted(self)
        proba = aligned_proba(self.estimator_, X, self.classes_)
        return restored(proba, self.prior_ratio_) if self.restore_prior else proba

    @available_if(_offers_scores)
    def decision_function(self, X: Any) -> FloatArray:
        """Return the wrapped classifier's scores; not offered where ``predict`` restores frequencies.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The rows.

        Returns
        -------
        ndarray of shape (n_samples,) or (n_samples, n_classes)
            The scores.
        """
        check_is_fitted(self)
        return np.asarray(self.estimator_.decision_function(X))
