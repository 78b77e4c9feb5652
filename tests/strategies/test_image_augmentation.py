"""Images moved, turned, mirrored and made noisy."""

import numpy as np
import pandas as pd
import pytest
from scipy import ndimage, sparse

from skmitigate.strategies._image_augmentation import with_changed_images

RNG = np.random.default_rng(0)
IMAGES = ndimage.gaussian_filter(RNG.random((6, 9, 12, 1)), (0, 1, 1, 0))
CODES, WEIGHTS = np.arange(6) % 2, np.arange(6.0)


def changed(X=IMAGES, **settings):
    given = {"image_shape": None, "transforms": ("shift", "rotation"), "n_copies": 1, "max_shift": 0.1}
    given |= {"max_rotation": 10.0, "noise": 0.1, "seed": 0}
    return with_changed_images(X, CODES, WEIGHTS, **(given | settings))


def test_copies_of_every_image_are_put_below():
    made = changed(n_copies=3)
    assert made.X.shape == (24, 9, 12, 1)
    np.testing.assert_array_equal(made.X[:6], IMAGES)
    np.testing.assert_array_equal(made.codes, np.tile(CODES, 4))
    np.testing.assert_array_equal(made.weights, np.tile(WEIGHTS, 4))
    assert (np.abs(made.X[6:12] - IMAGES).max(axis=(1, 2, 3)) > 0.001).all()
    assert not np.allclose(made.X[6:12], made.X[12:18])
    assert made.skipped == {}


@pytest.mark.parametrize(("transforms", "axes"), [("flip_horizontal", (2,)), ("flip_vertical", (1,)), ("both", (1, 2))])
def test_flips_mirror_some_images_exactly(transforms, axes):
    names = ("flip_horizontal", "flip_vertical") if transforms == "both" else (transforms,)
    made = changed(transforms=names, n_copies=8).X[6:].reshape(8, *IMAGES.shape)
    same = np.isclose(made, IMAGES).all(axis=(2, 3, 4))
    mirrored = np.isclose(made, np.flip(IMAGES, axes)).all(axis=(2, 3, 4))
    assert same.any()
    assert mirrored.any()
    if transforms != "both":
        assert (same | mirrored).all()


def test_shift_moves_by_no_more_than_it_may():
    point = np.zeros((6, 21, 21))
    point[:, 10, 10] = 1.0
    made = changed(point, transforms=("shift",), max_shift=0.2, n_copies=20).X[6:]
    centres = np.array([ndimage.center_of_mass(image) for image in made])
    assert np.abs(centres - 10).max() <= 0.2 * 21 + 1e-6
    assert (np.abs(centres - 10).max(axis=0) > 0.15 * 21).all()
    np.testing.assert_allclose(made.sum(axis=(1, 2)), 1.0)


def test_rotation_is_about_the_middle_and_by_no_more_than_it_may():
    bar = np.zeros((6, 21, 21))
    bar[:, 10, 10:19] = 1.0
    made = changed(bar, transforms=("rotation",), max_rotation=30.0, n_copies=20).X[6:]
    down, right = (np.array([ndimage.center_of_mass(image) for image in made]) - 10).T
    angles = np.degrees(np.arctan2(down, right))
    assert np.abs(angles).max() <= 30.5
    assert angles.min() < -15
    assert angles.max() > 15
    np.testing.assert_allclose(np.hypot(down, right), 4.0, atol=0.2)


def test_turned_by_a_right_angle_it_is_what_numpy_turns():
    square = IMAGES[:, :, :9]
    rng = np.random.RandomState(0)
    angle = rng.uniform(-1, 1, 6)
    made = changed(square, transforms=("rotation",), max_rotation=90.0 / np.abs(angle[0]), seed=0).X[6]
    np.testing.assert_allclose(made, np.rot90(square[0], 1 if angle[0] > 0 else -1), atol=1e-9)


def test_noise_is_a_share_of_the_spread_of_the_pixels():
    wide = np.clip(RNG.normal(0.5, 0.1, (6, 30, 30)), 0, 1)
    noise = changed(wide, transforms=("noise",), noise=0.2).X[6:] - wide
    assert noise.std() == pytest.approx(0.2 * wide.std(), rel=0.1)
    made = changed(np.rint(wide), transforms=("noise",), noise=0.5).X
    assert 0 <= made.min() <= made.max() <= 1


@pytest.mark.parametrize("dtype", [np.uint8, np.int64, np.float32, np.float64, bool])
def test_precision_and_range_are_kept(dtype):
    X = (IMAGES * 255).astype(dtype) if dtype is not bool else IMAGES > 0.5
    made = changed(X, transforms=("shift", "rotation", "noise")).X
    assert made.dtype == X.dtype
    assert made.max() <= X.max()
    assert made.min() >= X.min()


def test_all_shapes_and_containers_give_the_same_images():
    flat = IMAGES.reshape(6, -1)
    reference = changed().X.reshape(12, -1)
    names = [f"pixel {i}" for i in range(flat.shape[1])]
    frame = changed(pd.DataFrame(flat, columns=names), image_shape=(9, 12)).X
    assert list(frame.columns) == names
    np.testing.assert_allclose(frame, reference)
    table = changed(sparse.csr_array(flat), image_shape=[9, 12, 1]).X
    assert sparse.issparse(table)
    np.testing.assert_allclose(table.toarray(), reference)
    for X, shape in ((IMAGES, (9, 12, 1)), (IMAGES[..., 0], None), (flat, (9, 12)), (flat.tolist(), (9, 12))):
        np.testing.assert_allclose(changed(X, image_shape=shape).X.reshape(12, -1), reference)


def test_channels_move_together():
    colours = np.concatenate([IMAGES, 1 - IMAGES, IMAGES**2], axis=3)
    made = changed(colours).X
    np.testing.assert_allclose(made[..., 0] + made[..., 1], 1.0)
    np.testing.assert_allclose(made[..., :1], np.clip(changed().X, None, None), atol=1e-12)


@pytest.mark.parametrize(
    ("X", "settings", "message"),
    [
        (np.zeros((6, 12)), {}, r"Expected image_shape=\(height, width\)"),
        (np.zeros((6, 12)), {"image_shape": (3, 5)}, r"as many columns as image_shape has pixels, got X of shape"),
        (np.zeros((6, 3, 4)), {"image_shape": (4, 3)}, "got X of shape"),
        (np.zeros(6), {"image_shape": (1, 1)}, "got X of shape"),
        (np.full((6, 2, 2), "a"), {}, "Expected images of numbers"),
        (np.full((6, 2, 2), np.nan), {}, "NaN or infinity"),
        (IMAGES, {"transforms": ("blur",)}, r"Expected transforms to be some of .*got \['blur'\]"),
        (IMAGES, {"transforms": ()}, "Expected transforms to be some of"),
    ],
)
def test_what_is_no_image_is_refused(X, settings, message):
    with pytest.raises(ValueError, match=message):
        changed(X, **settings)
