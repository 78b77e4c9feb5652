"""Pictures of digits are cut out and named; what is no picture gets a kind message."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from examples.dashboard.digit_pictures import UnreadablePicture, pixels_of, read_picture
from examples.dashboard.samples import sample_picture
from examples.dashboard.serving import digits_model
from skmitigate.datasets import load_bundled


def png(picture):
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    return stream.getvalue()


def forged_png(width, height):
    """A PNG that says it is large, and has nothing in it."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunk = b"IHDR" + header
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))


UNREADABLE = {
    "empty": b"",
    "text": b"not a picture at all",
    "cut short": sample_picture(3)[1][:120],
    "huge": forged_png(60_000, 60_000),
    "large": forged_png(5_000, 5_000),
    "markup": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_is_no_picture_gets_a_kind_message(name):
    with pytest.raises(UnreadablePicture):
        read_picture(UNREADABLE[name])


def test_blank_picture_gets_a_kind_message():
    with pytest.raises(UnreadablePicture, match="Nothing is drawn"):
        pixels_of(Image.new("L", (50, 70), 200))


def test_digits_that_are_drawn_large_are_named_right(workspace):
    data, model = load_bundled("digits"), digits_model(workspace)
    asked = range(0, 1797, 30)
    pixels = np.array([pixels_of(read_picture(sample_picture(i)[1])) for i in asked])
    right = (model.answers(pixels)["predicted"] == data.y[list(asked)]).mean()
    assert right >= 0.9


def test_paper_may_be_dark_or_clear():
    picture = read_picture(sample_picture(5)[1])
    inverted = Image.eval(picture, lambda shade: 255 - shade)
    clear = Image.merge("LA", (Image.new("L", picture.size, 0), inverted))
    usual = pixels_of(picture)
    assert np.array_equal(pixels_of(read_picture(png(inverted))), usual)
    assert np.abs(pixels_of(read_picture(png(clear))) - usual).max() <= 1


@pytest.mark.usefixtures("workspace")
def test_page_names_a_picture_and_refuses_what_is_none(page):
    shown = page("upload").choose("button_group", "what is uploaded", "A picture of a digit")
    shown.upload("picture upload", "<script>.png", UNREADABLE["text"])
    assert shown.app.warning
    shown.upload("picture upload", "mine.png", sample_picture(7)[1])
    assert "This is a 7" in shown.text
    shown.upload("picture upload", "none.png", b"").choose("number_input", "sample number", 4)
    shown.app.file_uploader(key="picture upload").set_value(None)
    assert "This is a 4" in shown.run().click("sample picture").text
    assert shown.click("forget picture").app.get("image") == []
