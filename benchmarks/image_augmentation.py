"""Errors on held-out images with and without changed copies in the fit: two sets of digits, pixels and HOG, 3 models.

Run: python benchmarks/image_augmentation.py. It takes about six minutes on one core. Copies are made of the pixels; HOG
features are computed inside the wrapped Pipeline, after that.
"""

import csv
import time
import warnings

import numpy as np
from scipy.stats import binomtest
from sklearn.base import clone
from sklearn.datasets import load_digits
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from sklearn.svm import SVC
from tables import RESULTS, markdown, public_data, publish
from threadpoolctl import threadpool_limits

from skmitigate import DataAugmentation

N_TRAIN = {"digits": 600, "mnist_5k": 1000}
N_COPIES = 3
MODELS = {
    "RF": RandomForestClassifier(random_state=0),
    "LR": make_pipeline(StandardScaler(), LogisticRegression(max_iter=300)),
    "SVC": make_pipeline(StandardScaler(), SVC()),
}
TRANSFORMS = {
    "shift, rotation": ("shift", "rotation"),
    "also flip": ("shift", "rotation", "flip_horizontal"),
}


def images(data: str) -> tuple[np.ndarray, np.ndarray, int]:
    """Return flat images in 0 ... 255, labels, and the side of an image."""
    if data == "digits":
        X, y = load_digits(return_X_y=True)
        return X * 255 / 16, y, 8
    X, y, _ = public_data().load(data)
    return np.asarray(X, dtype=float), y.to_numpy(), 28


def one_set(data: str) -> list[dict[str, object]]:
    """Fit each model without and with copies, and compare errors on the same held-out rows."""
    X, y, side = images(data)
    X_train, X_test, y_train, y_test = train_test_split(X, y, train_size=N_TRAIN[data], random_state=0, stratify=y)
    hog = FunctionTransformer(public_data().hog, kw_args={"side": side, "channels": 1})
    rows = []
    for features in ("pixels", "HOG"):
        for name, plain in MODELS.items():
            model = clone(plain) if features == "pixels" else make_pipeline(hog, clone(plain))
            start = time.perf_counter()
            wrong = model.fit(X_train, y_train).predict(X_test) != y_test
            alone_seconds = time.perf_counter() - start
            for transforms, names in TRANSFORMS.items():
                augmented = DataAugmentation(
                    model,
                    method="image",
                    image_shape=(side, side),
                    transforms=names,
                    n_copies=N_COPIES,
                    random_state=0,
                )
                start = time.perf_counter()
                wrong_now = augmented.fit(X_train, y_train).predict(X_test) != y_test
                mended, broken = int((wrong & ~wrong_now).sum()), int((~wrong & wrong_now).sum())
                rows.append(
                    {
                        "data": data,
                        "features": features,
                        "model": name,
                        "transforms": transforms,
                        "n_train": len(y_train),
                        "n_test": len(y_test),
                        "wrong": int(wrong.sum()),
                        "wrong_now": int(wrong_now.sum()),
                        "mended": mended,
                        "broken": broken,
                        "alone_seconds": round(alone_seconds, 1),
                        "seconds": round(time.perf_counter() - start, 1),
                    }
                )
                print(*rows[-1].values(), flush=True)
    return rows


def line(row: dict[str, object]) -> list[object]:
    """Return a line of the table: error rates, their difference with its interval, and the exact McNemar test."""
    n, mended, broken = (row[key] for key in ("n_test", "mended", "broken"))
    difference = (mended - broken) / n
    half = 1.96 * np.sqrt(mended + broken - (mended - broken) ** 2 / n) / n
    p = binomtest(mended, mended + broken).pvalue if mended + broken else 1.0
    return [
        f"{row['data']}, {row['features']}, {row['model']}",
        row["transforms"],
        f"{100 * row['wrong'] / n:.2f}",
        f"{100 * row['wrong_now'] / n:.2f}",
        f"{100 * difference:+.2f} [{100 * (difference - half):+.2f}, {100 * (difference + half):+.2f}]",
        f"{mended} / {broken}",
        f"{p:.1g}",
    ]


def main() -> None:
    """Run and publish the table."""
    with warnings.catch_warnings(), threadpool_limits(1):
        warnings.simplefilter("ignore")  # convergence of the regression
        rows = [row for data in N_TRAIN for row in one_set(data)]
    RESULTS.mkdir(exist_ok=True)
    with (RESULTS / "image_augmentation.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    n_test = {row["data"]: row["n_test"] for row in rows}
    sizes = ", ".join(f"{data}: {n} rows in the fit, {n_test[data]} held out" for data, n in N_TRAIN.items())
    note = (
        f"Errors in percent on held-out images ({sizes}), without and with {N_COPIES} changed copies of each image in "
        "the fit. Gain: points of error removed, with its 95 % interval (paired); p: exact McNemar test, not corrected "
        f"for the {len(rows)} comparisons."
    )
    header = ("data, features, model", "changes", "without", "with", "gain", "became right / wrong", "p")
    publish("image_augmentation", f"{note}\n\n{markdown(header, [line(row) for row in rows])}")


if __name__ == "__main__":
    main()
