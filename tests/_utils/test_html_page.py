"""Shown in a notebook as a part, written to a file as a page."""

import pytest

from skmitigate._utils._html_page import HtmlPage


class Shown(HtmlPage):
    """It says what it was asked for."""

    def _html(self, *, page):
        return "<html>ä</html>" if page else "<p>ä</p>"


def test_file_holds_the_page(tmp_path):
    path = tmp_path / "page.html"
    assert Shown().to_html(str(path)) == path
    assert path.read_text(encoding="utf-8") == "<html>ä</html>"


def test_notebook_gets_the_part():
    assert Shown()._repr_html_() == "<p>ä</p>"


def test_a_folder_must_exist(tmp_path):
    with pytest.raises(FileNotFoundError, match="missing"):
        Shown().to_html(tmp_path / "missing" / "page.html")


def test_html_is_asked_of_the_subclass():
    with pytest.raises(NotImplementedError):
        HtmlPage()._repr_html_()
