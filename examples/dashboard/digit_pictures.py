"""Turn a picture of a digit into the 8 x 8 pixels that the digits of scikit-learn are made of."""

import io
import warnings

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = ("PNG", "JPEG", "GIF", "BMP", "WEBP")
MOST_PIXELS = 16_000_000
#: A pixel counts as ink from this share of the darkest one on.
_INK = 0.3


class UnreadablePicture(ValueError):
    """A picture that cannot be read, with what to do about it."""


def read_picture(content: bytes) -> Image.Image:
    """Return the picture in grey; UnreadablePicture where it is none, or too large to be opened."""
    if not content:
        raise UnreadablePicture("The file is empty. Choose a picture of one digit.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=FORMATS)
            if picture.width * picture.height > MOST_PIXELS:  # before anything is unpacked
                raise UnreadablePicture(f"The picture has {picture.width} x {picture.height} pixels. Make it smaller.")
            return _flat(ImageOps.exif_transpose(picture))
    except UnreadablePicture:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise UnreadablePicture("The picture is too large to be opened. Make it smaller.") from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        raise UnreadablePicture(f"The file is no picture that can be read. Use one of {', '.join(FORMATS)}.") from None


def pixels_of(picture: Image.Image) -> NDArray[np.float64]:
    """Return the digit, cut out, as 64 shades from 0 to 16; UnreadablePicture where nothing is drawn."""
    ink = np.asarray(picture, dtype=np.float64)
    if np.median(_border(ink)) > (ink.min() + ink.max()) / 2:  # dark on light paper
        ink = 255 - ink
    ink = ink - ink.min()
    if ink.max() < 16:
        raise UnreadablePicture("Nothing is drawn on this picture. Choose one of a dark digit on light paper.")
    drawn = ink > _INK * ink.max()
    rows, columns = np.flatnonzero(drawn.any(axis=1)), np.flatnonzero(drawn.any(axis=0))
    digit = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] / ink.max()
    return np.asarray(np.round(16 * _shrunk(digit)).ravel())


def _flat(picture: Image.Image) -> Image.Image:
    """Return a picture in grey, transparency as white paper."""
    if picture.mode in ("RGBA", "LA", "P", "PA"):
        solid = picture.convert("RGBA")
        paper = Image.new("RGBA", solid.size, "white")
        picture = Image.alpha_composite(paper, solid)
    return picture.convert("L")


def _border(ink: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.concatenate([ink[0], ink[-1], ink[:, 0], ink[:, -1]])


def _shrunk(digit: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the digit on 8 x 8 pixels, as high as these, in the middle."""
    height, width = digit.shape
    side = max(height, width)
    square = np.zeros((side, side))
    top, left = (side - height) // 2, (side - width) // 2
    square[top : top + height, left : left + width] = digit
    small = Image.fromarray((255 * square).astype(np.uint8)).resize((8, 8), Image.Resampling.BOX)
    shades: NDArray[np.float64] = np.asarray(small, dtype=np.float64)
    return shades / max(float(shades.max()), 1.0)
