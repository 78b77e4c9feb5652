"""Which types and functions a saved model may hold, for each kind of node that makes them."""

import importlib
import inspect
import re
from functools import cache
from typing import Any

import numpy as np

_BIT_GENERATORS = ("MT19937", "PCG64", "PCG64DXSM", "Philox", "SFC64")
_SCALARS = frozenset(
    f"numpy.{name}"
    for name in (
        *("bool", "bool_", "str_", "bytes_", "datetime64", "timedelta64", "complex64", "complex128"),
        *("int8", "int16", "int32", "int64", "longlong", "uint8", "uint16", "uint32", "uint64", "ulonglong"),
        *("float16", "float32", "float64", "longdouble"),
    )
)
_PLAIN = frozenset(f"builtins.{name}" for name in ("bool", "float", "int", "str"))
#: What makes a key of a dictionary from its text.
KEY_TYPES = _PLAIN | _SCALARS
_SPARSE = frozenset(f"scipy.sparse._{kind}.{kind}_{sort}" for kind in ("csr", "csc") for sort in ("matrix", "array"))

#: For each kind of node but those of objects and functions, the types that it may make.
OF_LOADER: dict[str, frozenset[str]] = {
    "BytesNode": frozenset({"builtins.bytes"}),
    "DTypeNode": frozenset({"numpy.dtype"}),
    "DictNode": frozenset({"builtins.dict", "collections.OrderedDict", "sklearn.utils._bunch.Bunch"}),
    "JsonNode": frozenset({"builtins.str"}),
    "ListNode": frozenset({"builtins.list"}),
    "MaskedArrayNode": frozenset({"numpy.ma.MaskedArray", "numpy.ma.core.MaskedArray"}),
    "NdArrayNode": _SCALARS | {"numpy.ndarray"},
    "PartialNode": frozenset({"functools.partial"}),  # of a function that is taken itself, see the audit
    "RandomGeneratorNode": frozenset({"numpy.random._generator.Generator"}),
    "RandomStateNode": frozenset({"numpy.random.mtrand.RandomState"}),
    "SetNode": frozenset({"builtins.set"}),
    "SliceNode": frozenset({"builtins.slice"}),
    "SparseMatrixNode": _SPARSE,
    "TreeNode": frozenset({"sklearn.tree._tree.Tree"}),
    "TupleNode": frozenset({"builtins.tuple", "sklearn.impute._iterative._ImputerTriplet"}),
    "TypeNode": KEY_TYPES | {"builtins.list", "builtins.tuple", "builtins.dict", "builtins.set"},
}

#: Of these rooms of scikit-learn nothing is taken: their compiled parts trust what they are given, or are no part of
#: a classifier. What is needed of them stands in `_PARTS_OF_SKLEARN`.
_NOT_OF_SKLEARN = ("sklearn.cluster.", "sklearn.manifold.", "sklearn.decomposition._dict_learning", "sklearn.mixture.")
_NOT_THESE = frozenset(
    {
        "sklearn.decomposition._lda.LatentDirichletAllocation",
        "sklearn.decomposition._nmf.MiniBatchNMF",
        "sklearn.decomposition._nmf.NMF",
        "sklearn.decomposition._sparse_pca.MiniBatchSparsePCA",
        "sklearn.decomposition._sparse_pca.SparsePCA",
    }
)
_PARTS_OF_SKLEARN = frozenset(
    {
        "sklearn._loss.link.HalfLogitLink",
        "sklearn._loss.link.IdentityLink",
        "sklearn._loss.link.Interval",
        "sklearn._loss.link.LogLink",
        "sklearn._loss.link.LogitLink",
        "sklearn._loss.link.MultinomialLogit",
        "sklearn._loss.loss.AbsoluteError",
        "sklearn._loss.loss.ExponentialLoss",
        "sklearn._loss.loss.HalfBinomialLoss",
        "sklearn._loss.loss.HalfGammaLoss",
        "sklearn._loss.loss.HalfMultinomialLoss",
        "sklearn._loss.loss.HalfPoissonLoss",
        "sklearn._loss.loss.HalfSquaredError",
        "sklearn._loss.loss.HuberLoss",
        "sklearn._loss.loss.PinballLoss",
        "sklearn.calibration._CalibratedClassifier",
        "sklearn.calibration._SigmoidCalibration",
        "sklearn.calibration._TemperatureScaling",
        "sklearn.cluster._agglomerative.FeatureAgglomeration",
        "sklearn.cluster._kmeans.KMeans",
        "sklearn.cluster._kmeans.MiniBatchKMeans",
        "sklearn.compose._column_transformer._RemainderColsList",
        "sklearn.compose._column_transformer.make_column_selector",
        "sklearn.ensemble._hist_gradient_boosting.binning._BinMapper",
        "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
        "sklearn.gaussian_process._gpc._BinaryGaussianProcessClassifierLaplace",
        "sklearn.metrics._scorer._PassthroughScorer",
        "sklearn.metrics._scorer._Scorer",
        "sklearn.multiclass._ConstantPredictor",
        "sklearn.neighbors._ball_tree.BallTree",
        "sklearn.neighbors._kd_tree.KDTree",
        "sklearn.neural_network._stochastic_optimizers.AdamOptimizer",
        "sklearn.neural_network._stochastic_optimizers.SGDOptimizer",
        "sklearn.utils._metadata_requests.MetadataRequest",
        "sklearn.utils._metadata_requests.MethodMetadataRequest",
        *(
            f"sklearn.metrics._dist_metrics.{name}Distance64"
            for name in (
                *("BrayCurtis", "Canberra", "Chebyshev", "Dice", "Euclidean", "Hamming", "Jaccard", "Manhattan"),
                *("Minkowski", "RogersTanimoto", "RussellRao", "SokalSneath"),
            )
        ),
    }
)
#: The losses of stochastic gradient descent and of boosting, which are compiled.
_LOSSES = re.compile(r"sklearn\.(_loss\._loss\.Cy\w+|linear_model\._sgd_fast\.(?!Loss)\w+)$")
_IMBLEARN = ("combine", "ensemble", "over_sampling", "pipeline", "under_sampling")
#: The rooms of our own whose classes may be parts of a model: they hold state, and do nothing when they are made.
_OWN = re.compile(r"skmitigate\.(correction|diagnosis|evidence|metrics|predictions|strategies|_utils)(\._\w+)+\.\w+$")
_HELD_TABLE = "skmitigate.persistence._held_tables.HeldTable"
#: Repeated splitters hold the class that they repeat.
_SPLITTERS = "sklearn.model_selection._split."
_FUNCTIONS_OF = ("sklearn.metrics", "sklearn.feature_selection", "sklearn.metrics.pairwise")
#: In histogram gradient boosting, and in the agglomeration of columns.
_OTHER_FUNCTIONS = frozenset({"sklearn.utils.validation.check_array", "numpy.mean"})
_UFUNCS = ("numpy", "numpy._core._multiarray_umath", "numpy._core.umath", "scipy.special", "scipy.special._ufuncs")


def may_be_made(loader: str, name: str) -> bool:
    """Return whether a node of this kind may make a thing of this name."""
    if loader == "ObjectNode":
        return name in _objects() or _is_own(name)
    if loader == "LossNode":
        return _LOSSES.match(name) is not None and inspect.isclass(_found(name))
    if loader == "FunctionNode":
        return _is_plain_function(name)
    if loader == "TypeNode" and name.startswith(_SPLITTERS):
        return name in _objects()
    return name in OF_LOADER.get(loader, ())


def is_bit_generator(name: object) -> bool:
    """Return whether numpy has a source of random bits of this name."""
    return name in _BIT_GENERATORS


@cache
def _objects() -> frozenset[str]:
    """Return the names of the estimators of scikit-learn and imbalanced-learn, and of what they are made of."""
    from sklearn import model_selection
    from sklearn.gaussian_process import kernels
    from sklearn.utils import all_estimators

    found = {_name(kind) for _, kind in all_estimators()}
    kept = {name for name in found if name.startswith("sklearn.") and not name.startswith(_NOT_OF_SKLEARN)}
    rooms = [model_selection, kernels, *(importlib.import_module(f"imblearn.{room}") for room in _IMBLEARN)]
    others = {_name(kind) for room in rooms for kind in vars(room).values() if _is_class_below(room, kind)}
    return frozenset((kept - _NOT_THESE) | others | _PARTS_OF_SKLEARN)


def _is_class_below(room: Any, kind: Any) -> bool:
    """Return whether this is a class that the room, or a file in it, defines."""
    return inspect.isclass(kind) and f"{kind.__module__}.".startswith(f"{room.__name__}.")


def _is_own(name: str) -> bool:
    """Return whether this is a class of ours, defined in a file of these rooms."""
    if name == _HELD_TABLE:
        return True
    kind = _found(name) if _OWN.match(name) else None
    return inspect.isclass(kind) and _name(kind) == name and not issubclass(kind, BaseException)


def _is_plain_function(name: str) -> bool:
    """Return whether this is a function of numbers: one of numpy's or scipy's, a score, or one that ranks columns."""
    module, _, attribute = name.rpartition(".")
    if name in _OTHER_FUNCTIONS:
        return True
    if module in _UFUNCS:
        return isinstance(_found(name), np.ufunc)
    rooms = (importlib.import_module(room) for room in _FUNCTIONS_OF if f"{module}.".startswith(f"{room}."))
    functions = (getattr(room, attribute, None) for room in rooms)
    return any(inspect.isfunction(function) and function.__module__ == module for function in functions)


def _found(name: str) -> Any:
    """Return what has this name, which begins with one of the packages that are known; None where there is none."""
    module, _, attribute = name.rpartition(".")
    try:
        return getattr(importlib.import_module(module), attribute, None)
    except ImportError:
        return None


def _name(kind: type) -> str:
    return f"{kind.__module__}.{kind.__name__}"
