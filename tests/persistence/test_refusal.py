"""What a bad file raises becomes one exception, and its text is shown as one line."""

import zlib

import pytest

from skmitigate.exceptions import InvalidModelFile
from skmitigate.persistence._refusal import refusing, shown


@pytest.mark.parametrize(
    "error", [ValueError("no"), RecursionError("deep"), MemoryError(), zlib.error("x"), KeyError(1)]
)
def test_errors_of_bad_files_become_one(error):
    with pytest.raises(InvalidModelFile, match=rf"Not so \({type(error).__name__}"), refusing("Not so"):
        raise error


def test_own_refusal_is_kept():
    with pytest.raises(InvalidModelFile, match=r"^mine$"), refusing("other"):
        raise InvalidModelFile("mine")


def test_interruption_passes():
    with pytest.raises(KeyboardInterrupt), refusing("other"):
        raise KeyboardInterrupt


def test_text_of_a_file_is_shown_as_one_short_line_without_control_characters():
    assert shown("a\n\x1b[2Jb") == "a ?[2Jb"
    assert len(shown("x" * 10_000)) < 400
