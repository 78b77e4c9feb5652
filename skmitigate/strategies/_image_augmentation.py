"""Move, turn, mirror and blur images a little, whatever container they come in."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from skmitigate._typing import AnyArray, FloatArray, IntArray
from skmitigate.strategies._resampling import Resampled

TRANSFORMS = ("shift", "rotation", "noise", "flip_horizontal", "flip_vertical")
#: How many images are moved at once: enough for numpy, few enough for the memory.
_CHUNK = 256


def with_changed_images(
    X: Any,
    codes: IntArray,
    weights: FloatArray,
    *,
    image_shape: Sequence[int] | None,
    transforms: Sequence[str],
    n_copies: int,
    max_shift: float,
    max_rotation: float,
    noise: float,
    seed: int,
) -> Resampled:
    """Return the images and `n_copies` changed copies of each, in X's own shape, container and precision."""
    _check_transforms(transforms)
    given = X.toarray() if sparse.issparse(X) else np.asarray(X)
    images = _as_images(given, image_shape)
    spread = noise * float(images.std()) if "noise" in transforms else 0.0
    rng = np.random.RandomState(seed)
    copies = []
    for _ in range(n_copies):
        for start in range(0, len(images), _CHUNK):
            moved = _moved(images[start : start + _CHUNK], transforms, max_shift, max_rotation, rng)
            copies.append(moved + rng.normal(scale=spread, size=moved.shape) if spread else moved)
    # What is brighter than the brightest pixel there was is no image of this kind.
    changed = np.clip(np.concatenate(copies), images.min(), images.max()).reshape(-1, *given.shape[1:])
    if given.dtype.kind in "iub":
        changed = np.rint(changed)
    return Resampled(
        _below(X, changed.astype(given.dtype)), np.tile(codes, n_copies + 1), np.tile(weights, n_copies + 1)
    )


def _check_transforms(transforms: Sequence[str]) -> None:
    strangers = [name for name in transforms if name not in TRANSFORMS]
    if strangers or not len(transforms):
        raise ValueError(f"Expected transforms to be some of {list(TRANSFORMS)}, got {list(transforms)!r}.")


def _as_images(given: AnyArray, image_shape: Sequence[int] | None) -> FloatArray:
    """Return images of shape (n, height, width, channels); ValueError says which shapes would be understood."""
    shape = None if image_shape is None else tuple(image_shape)
    if given.ndim == 2 and shape is None:
        raise ValueError(
            f"Expected image_shape=(height, width) or (height, width, channels) for flat images of {given.shape[1]} "
            'columns, got None. method="image" must know how they make up an image.'
        )
    fits = given.ndim in (2, 3, 4) and (
        shape is None or shape == given.shape[1:] or (given.ndim == 2 and np.prod(shape) == given.shape[1])
    )
    if not fits:
        raise ValueError(
            f"Expected X of shape (n, height, width), (n, height, width, channels) or flat with as many columns as "
            f"image_shape has pixels, got X of shape {given.shape} with image_shape={image_shape!r}."
        )
    if given.dtype.kind not in "fiub":
        raise ValueError(f"Expected images of numbers, got dtype {given.dtype}. Convert them to floats or integers.")
    if given.dtype.kind == "f" and not np.isfinite(given).all():
        raise ValueError("Input X contains NaN or infinity: expected images whose pixels are all finite.")
    height_width = (given.shape[1:] if shape is None else shape)[:2]
    return given.reshape(len(given), *height_width, -1).astype(np.float64)


def _moved(
    images: FloatArray, transforms: Sequence[str], max_shift: float, max_rotation: float, rng: np.random.RandomState
) -> FloatArray:
    """Return each image flipped, turned and shifted by draws of its own; the border pixels go on for ever."""
    n, height, width, _ = images.shape
    angle = np.radians(rng.uniform(-max_rotation, max_rotation, n)) if "rotation" in transforms else np.zeros(n)
    reach = max_shift if "shift" in transforms else 0.0
    down, right = rng.uniform(-reach, reach, (2, n)) * np.array([[height], [width]])
    flip_rows = np.where(rng.random_sample(n) < 0.5, -1, 1) if "flip_vertical" in transforms else np.ones(n)
    flip_columns = np.where(rng.random_sample(n) < 0.5, -1, 1) if "flip_horizontal" in transforms else np.ones(n)
    if not (reach or angle.any() or (flip_rows < 0).any() or (flip_columns < 0).any()):
        return images
    # Where each pixel of the new image comes from, seen from the middle of the old one.
    y = np.arange(height)[None, :, None] - (height - 1) / 2 - down[:, None, None]
    x = np.arange(width)[None, None, :] - (width - 1) / 2 - right[:, None, None]
    cos, sin = np.cos(angle)[:, None, None], np.sin(angle)[:, None, None]
    rows = flip_rows[:, None, None] * (cos * y + sin * x) + (height - 1) / 2
    columns = flip_columns[:, None, None] * (cos * x - sin * y) + (width - 1) / 2
    return _interpolated(images, rows, columns)


def _interpolated(images: FloatArray, rows: FloatArray, columns: FloatArray) -> FloatArray:
    """Return the pixels at fractional places of shape (n, height, width), bilinearly."""
    n, height, width, _ = images.shape
    rows, columns = np.clip(rows, 0, height - 1), np.clip(columns, 0, width - 1)
    top, left = rows.astype(np.intp), columns.astype(np.intp)
    bottom, right = np.minimum(top + 1, height - 1), np.minimum(left + 1, width - 1)
    down, along = (rows - top)[..., None], (columns - left)[..., None]
    i = np.arange(n)[:, None, None]
    upper = images[i, top, left] * (1 - along) + images[i, top, right] * along
    lower = images[i, bottom, left] * (1 - along) + images[i, bottom, right] * along
    return np.asarray(upper * (1 - down) + lower * down)


def _below(X: Any, changed: AnyArray) -> Any:
    """Return X with more rows below, in its own container."""
    if sparse.issparse(X):
        return sparse.vstack([X, sparse.csr_matrix(changed)], format="csr")
    if isinstance(X, pd.DataFrame):
        return pd.concat([X, pd.DataFrame(changed, columns=X.columns)], ignore_index=True)
    return np.concatenate([np.asarray(X), changed])
