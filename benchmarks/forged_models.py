"""Forge files of saved models at random, with digests that fit, and count what becomes of them.

Each kind of model is forged and loaded in a process of its own, so that a crash of compiled code is seen. What is
loaded is asked for its predictions, too. Run: python benchmarks/forged_models.py
"""

import contextlib
import hashlib
import io
import json
import subprocess
import sys
import tempfile
import time
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.calibration import CalibratedClassifierCV
from sklearn.cluster import KMeans
from sklearn.datasets import load_iris
from sklearn.decomposition import PCA
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.ensemble import (
    AdaBoostClassifier,
    BaggingClassifier,
    GradientBoostingClassifier,
    HistGradientBoostingClassifier,
    RandomForestClassifier,
    StackingClassifier,
)
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.gaussian_process import GaussianProcessClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import KBinsDiscretizer, OneHotEncoder, QuantileTransformer
from sklearn.svm import SVC, NuSVC
from sklearn.tree import DecisionTreeClassifier

from benchmarks.tables import markdown, publish
from skmitigate import load, save
from skmitigate.exceptions import InvalidModelFile

N_FILES, SEED, PATIENCE = 200, 0, 600
#: What a model that does not fit together may raise when it is asked, as any Python code.
BROKEN = (ArithmeticError, AttributeError, LookupError, MemoryError, RuntimeError, TypeError, ValueError)
VALUES = [-1, 0, 1, 2, 3, 255, 1000, 10**9, -(10**9), 2**31 - 1, 1e300, np.nan, np.inf]
MODELS = {
    "decision tree": DecisionTreeClassifier(random_state=0),
    "forest": RandomForestClassifier(3, random_state=0),
    "gradient boosting": GradientBoostingClassifier(n_estimators=3, random_state=0),
    "histogram boosting, categories": HistGradientBoostingClassifier(max_iter=3, categorical_features=[4]),
    "AdaBoost": AdaBoostClassifier(n_estimators=3, random_state=0),
    "bagging": BaggingClassifier(n_estimators=3, max_features=0.5, random_state=0),
    "stacking": StackingClassifier([("svc", SVC()), ("tree", DecisionTreeClassifier(max_depth=3))], cv=2),
    "SVC": SVC(),
    "NuSVC, polynomial": NuSVC(nu=0.1, kernel="poly"),
    "SVC on sparse text": make_pipeline(TfidfVectorizer(), SVC(kernel="linear")),
    "neighbours, k-d tree": KNeighborsClassifier(algorithm="kd_tree"),
    "neighbours, ball tree": KNeighborsClassifier(
        algorithm="ball_tree", metric="minkowski", p=3, metric_params={"w": np.ones(5)}
    ),
    "neighbours, brute force": KNeighborsClassifier(algorithm="brute"),
    "Gaussian process": GaussianProcessClassifier(),
    "network": MLPClassifier((5,), max_iter=5, random_state=0),
    "discriminant analysis": LinearDiscriminantAnalysis(),
    "calibrated naive Bayes": CalibratedClassifierCV(GaussianNB(), method="isotonic", cv=2),
    "bins, PCA, k-means": make_pipeline(KBinsDiscretizer(3), PCA(2), KMeans(3, n_init=1), LogisticRegression()),
    "quantiles, one-hot": make_pipeline(
        QuantileTransformer(n_quantiles=10), OneHotEncoder(handle_unknown="ignore"), LogisticRegression()
    ),
}


def rows(kind: str) -> tuple[Any, Any]:
    """Return iris with a column of categories; as texts where the model takes texts."""
    X, y = load_iris(return_X_y=True)
    X = np.c_[X, np.random.default_rng(0).integers(0, 5, len(X))]
    return ([" ".join(str(int(10 * value)) for value in row) for row in X] if "text" in kind else X), y


def unpack(content: bytes) -> dict[str, bytes]:
    """Return the members of a zip file."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(members: dict[str, bytes]) -> bytes:
    """Return a zip file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def forge_array(content: bytes, rng: np.random.Generator) -> bytes:
    """Change a value, or the length, of an array."""
    array = np.load(io.BytesIO(content))
    field = array[array.dtype.names[rng.integers(len(array.dtype.names))]] if array.dtype.names else array
    how = rng.integers(5)
    if how < 3 and field.size and field.dtype.kind in "biuf":
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            field.reshape(-1)[rng.integers(field.size)] = np.asarray(rng.choice(VALUES)).astype(field.dtype)
    elif array.ndim:
        array = np.ascontiguousarray(array[:-1] if how == 3 else np.concatenate([array, array]))
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


def nodes(state: Any) -> Iterator[dict[str, Any]]:
    """Yield the nodes of a state that are there in full."""
    stack = [state]
    while stack:
        part = stack.pop()
        if isinstance(part, dict):
            if part is not state and "__loader__" in part:
                yield part
            stack += part.values()
        elif isinstance(part, list):
            stack += part


def forge_schema(content: bytes, rng: np.random.Generator) -> bytes:
    """Change a number, the type or the kind of a node, or put one in another's place."""
    state = json.loads(content)
    found = list(nodes(state))
    one, other = (found[rng.integers(len(found))] for _ in range(2))
    how = rng.integers(5)
    if how == 0:
        numbers = [node for node in found if node["__loader__"] == "JsonNode"]
        numbers[rng.integers(len(numbers))]["content"] = json.dumps(rng.choice(VALUES).item())
    elif how == 1:
        one["__class__"], one["__module__"] = other["__class__"], other["__module__"]
    elif how == 2:
        one["__loader__"] = other["__loader__"]
    elif how == 3:
        one.pop(list(one)[rng.integers(len(one))])
    else:
        told = json.loads(json.dumps(other))
        one.clear()
        one.update(told)
    return json.dumps(state).encode()


def forge(members: dict[str, bytes], rng: np.random.Generator) -> bytes:
    """Return a file that was changed in one to three places, and whose manifest says that it was not."""
    state = unpack(members["model.skops"])
    arrays = [name for name in state if name.endswith((".npy", ".npz"))]
    for _ in range(rng.integers(1, 4)):
        name = arrays[rng.integers(len(arrays))]
        if rng.integers(3) == 0:
            state["schema.json"] = forge_schema(state["schema.json"], rng)
        elif name.endswith(".npy"):
            state[name] = forge_array(state[name], rng)
        else:
            parts = unpack(state[name])
            part = list(parts)[rng.integers(len(parts))]
            state[name] = pack({**parts, part: forge_array(parts[part], rng)})
    forged = {**members, "model.skops": pack(state)}
    if rng.integers(2):
        forged.pop("golden_rows.json")
    manifest = json.loads(forged.pop("manifest.json"))
    manifest["parts"] = {
        name: {"n_bytes": len(part), "sha256": hashlib.sha256(part).hexdigest()} for name, part in forged.items()
    }
    return pack({"manifest.json": json.dumps(manifest).encode(), **forged})


def attack(kind: str) -> dict[str, Any]:
    """Forge files of one kind of model, load them, and ask what was loaded."""
    warnings.simplefilter("ignore")
    X, y = rows(kind)
    rng = np.random.default_rng(SEED)
    counts = {"refused": 0, "loaded": 0, "slowest": 0.0}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.skm"
        save(MODELS[kind].fit(X, y), path, X=X)
        members = unpack(path.read_bytes())
        for _ in range(N_FILES):
            path.write_bytes(forge(members, rng))
            start = time.monotonic()
            try:
                model = load(path)
                counts["loaded"] += 1
            except InvalidModelFile:
                counts["refused"] += 1
                continue
            finally:
                counts["slowest"] = max(counts["slowest"], time.monotonic() - start)
            with contextlib.suppress(*BROKEN):
                model.predict(X)
    return counts


def main() -> None:
    """Attack each kind of model in a process of its own, and publish the table."""
    lines = []
    for kind in MODELS:
        command = [sys.executable, __file__, kind]
        run = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
        if run.returncode:
            lines.append((kind, "", "", f"code {run.returncode}", ""))
        else:
            told = json.loads(run.stdout.splitlines()[-1])
            lines.append((kind, told["refused"], told["loaded"], "no", f"{told['slowest']:.1f}"))
        print(lines[-1], flush=True)
    head = ("model", "refused", "loaded", "other error or crash", "slowest load, seconds")
    text = (
        f"{N_FILES} forged files of each model: one to three arrays, numbers or nodes changed at random, digests made "
        "to fit. Where the change was none or harmless, or a number became another that is as good as any, the file is "
        "loaded; its model was asked for 150 predictions.\n\n"
    )
    publish("forged_models", text + markdown(head, lines))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(attack(sys.argv[1])))
    else:
        main()
