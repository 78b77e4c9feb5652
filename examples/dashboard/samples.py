"""A file and a picture for those who have none at hand."""

import io

import numpy as np
from PIL import Image

from skmitigate.datasets import load_bundled, make_faulty_classification


def sample_csv() -> tuple[str, bytes]:
    """Return a table of 400 rows with numbers, a category and missing values, on which naive Bayes goes wrong."""
    data = make_faulty_classification(400, fault="wrong_family", n_categorical=1, missing=0.05, random_state=1)[0]
    return "sample.csv", data.to_frame().to_csv(index=False).encode()


def sample_picture(which: int) -> tuple[str, bytes]:
    """Return one of the bundled digits as a picture, dark on light."""
    pixels = load_bundled("digits").X[which].reshape(8, 8)
    picture = Image.fromarray((255 - pixels / 16 * 255).astype(np.uint8)).resize((160, 160), Image.Resampling.BICUBIC)
    paper = Image.new("L", (240, 240), 255)
    paper.paste(picture, (40, 40))
    stream = io.BytesIO()
    paper.save(stream, "PNG")
    return f"sample-{which}.png", stream.getvalue()
