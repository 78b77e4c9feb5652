"""The list of what may be made: long enough for models, and nothing that does something."""

import pytest

from skmitigate.persistence._trusted_types import is_bit_generator, may_be_made


@pytest.mark.parametrize(
    ("loader", "name"),
    [
        ("ObjectNode", "sklearn.ensemble._forest.RandomForestClassifier"),
        ("ObjectNode", "sklearn.gaussian_process.kernels.RBF"),
        ("ObjectNode", "sklearn.model_selection._split.StratifiedKFold"),
        ("ObjectNode", "imblearn.over_sampling._smote.base.SMOTE"),
        ("ObjectNode", "skmitigate.strategies._class_balancing.ClassBalancing"),
        ("ObjectNode", "skmitigate.correction._report.CorrectionReport"),
        ("FunctionNode", "numpy.log1p"),
        ("FunctionNode", "scipy.special.expit"),
        ("FunctionNode", "sklearn.metrics.pairwise.cosine_similarity"),
        ("FunctionNode", "sklearn.metrics._classification.accuracy_score"),
        ("FunctionNode", "sklearn.feature_selection._univariate_selection.f_classif"),
        ("LossNode", "sklearn._loss._loss.CyHalfBinomialLoss"),
        ("TreeNode", "sklearn.tree._tree.Tree"),
        ("TypeNode", "builtins.int"),
        ("TypeNode", "sklearn.model_selection._split.StratifiedKFold"),
        ("ObjectNode", "skmitigate.persistence._held_tables.HeldTable"),
        ("NdArrayNode", "numpy.ndarray"),
    ],
)
def test_parts_of_models_are_on_it(loader, name):
    assert may_be_made(loader, name)


@pytest.mark.parametrize(
    ("loader", "name"),
    [
        ("ObjectNode", "os.system"),
        ("ObjectNode", "subprocess.Popen"),
        ("ObjectNode", "functools.partial"),
        ("ObjectNode", "builtins.eval"),
        ("ObjectNode", "builtins.object"),
        ("ObjectNode", "sklearn.manifold._t_sne.TSNE"),
        ("ObjectNode", "sklearn.decomposition._nmf.NMF"),
        ("ObjectNode", "sklearn.neighbors._kd_tree.newObj"),
        ("ObjectNode", "sklearn.metrics._dist_metrics.PyFuncDistance64"),
        ("ObjectNode", "sklearn.utils._testing.raises"),
        ("ObjectNode", "skmitigate.strategies.testing.check_strategy"),
        ("ObjectNode", "skmitigate.strategies._strategy.np"),
        ("ObjectNode", "skmitigate.strategies._class_balancing.BaseEstimator"),
        ("ObjectNode", "skmitigate.strategies._no_such_file.Strategy"),
        ("ObjectNode", "skmitigate._cli._main.main"),
        ("ObjectNode", "skmitigate.persistence._archive.Archive"),
        ("ListNode", "sklearn.pipeline.Pipeline"),
        ("ListNode", "skmitigate.strategies._class_balancing.ClassBalancing"),
        ("DictNode", "collections.defaultdict"),
        ("NdArrayNode", "numpy.memmap"),
        ("NdArrayNode", "sklearn.pipeline.Pipeline"),
        ("FunctionNode", "os.system"),
        ("FunctionNode", "builtins.eval"),
        ("FunctionNode", "numpy.load"),
        ("FunctionNode", "numpy.fromfile"),
        ("FunctionNode", "numpy.exec_command"),
        ("FunctionNode", "sklearn.metrics._plot.os"),
        ("FunctionNode", "sklearn.metrics._classification.np"),
        ("FunctionNode", "sklearn.metrics._no_such_file.accuracy_score"),
        ("FunctionNode", "sklearn.datasets._base.load_files"),
        ("TypeNode", "subprocess.Popen"),
        ("TypeNode", "sklearn.pipeline.Pipeline"),
        ("TypeNode", "sklearn.model_selection._split.np"),
        ("LossNode", "sklearn._loss._loss.CyNoSuchLoss"),
        ("LossNode", "os.system"),
        ("MethodNode", "builtins.str"),
        ("OperatorFuncNode", "operator.attrgetter"),
        ("ConstructorFromReduceNode", "builtins.frozenset"),
    ],
)
def test_what_does_something_is_not(loader, name):
    assert not may_be_made(loader, name)


def test_sources_of_random_bits():
    assert is_bit_generator("PCG64")
    assert not is_bit_generator("seed")
    assert not is_bit_generator(["PCG64"])
