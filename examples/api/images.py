"""Turn an image into a row of pixels, after a look at its header."""

import io
import math
from collections.abc import Sequence
from typing import Any

from examples.api.cells import Column
from examples.api.problems import Problem
from examples.api.settings import Settings

_FORMATS = ("PNG", "JPEG", "BMP")


def image_to_row(
    content: bytes, columns: Sequence[Column], settings: Settings, *, span: tuple[float, float], invert: bool
) -> list[float]:
    """Return the pixels of an image, in the size that a model takes and on its scale.

    Parameters
    ----------
    content : bytes
        A PNG, JPEG or BMP file.
    columns : sequence of Column
        Those of the model: as many as a square image has grey pixels, row by row.
    settings : Settings
        How many pixels the image may declare.
    span : tuple of float
        What black and white are on the model's scale.
    invert : bool
        Whether black and white change places.

    Returns
    -------
    list of float
        One number for each column.

    Raises
    ------
    Problem
        With the status 413, 415 or 422.
    """
    side = math.isqrt(len(columns))
    if side < 4 or side * side != len(columns) or any(column.kind != "number" for column in columns):
        text = f"The model takes {len(columns)} columns, which are not the pixels of a square image."
        raise Problem(422, "model-takes-no-images", text)
    from PIL import Image, ImageOps  # a package of the API's own

    image = _open(content, settings, Image)
    try:
        grey = image.convert("L").resize((side, side), Image.Resampling.BOX)
    except (EOFError, OSError, SyntaxError, ValueError):
        raise _unreadable() from None
    pixels = (ImageOps.invert(grey) if invert else grey).tobytes()
    low, high = span
    return [low + (high - low) * pixel / 255 for pixel in pixels]


def _open(content: bytes, settings: Settings, module: Any) -> Any:
    """Read the header only, and refuse what is no image, or declares too many pixels."""
    try:
        image = module.open(io.BytesIO(content), formats=_FORMATS)
    except module.UnidentifiedImageError:
        text = f"Expected an image in one of the formats {', '.join(_FORMATS)}."
        raise Problem(415, "not-an-image", text, errors=[("file", text)]) from None
    except module.DecompressionBombError:
        raise _too_many_pixels(settings) from None
    except (EOFError, OSError, SyntaxError, ValueError):
        raise _unreadable() from None
    width, height = image.size
    if width * height > settings.max_pixels:
        raise _too_many_pixels(settings)
    if min(width, height) < 1:
        raise _unreadable()
    return image


def _too_many_pixels(settings: Settings) -> Problem:
    return Problem(413, "image-too-large", f"Expected an image of at most {settings.max_pixels} pixels.")


def _unreadable() -> Problem:
    text = "The file begins as an image and cannot be read as one. Save it anew."
    return Problem(422, "image-unreadable", text, errors=[("file", text)])
