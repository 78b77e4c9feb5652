"""Messages and progress share standard error without mixing."""

import io
import os
import re

import pytest

from skmitigate._cli._console import Console


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        return True


@pytest.fixture
def terminal(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("shutil.get_terminal_size", lambda: os.terminal_size((30, 24)))
    return Terminal()


def test_message_is_one_line():
    stream = io.StringIO()
    Console(stream).say("first\n   second")
    assert stream.getvalue() == "skmitigate: first second\n"


def test_progress_is_a_line_per_step_where_there_is_no_terminal():
    console = Console(stream := io.StringIO())
    console.show_progress("one")
    console.show_progress("two\nlines")
    assert re.fullmatch(r" +0\.\d s  one\n +0\.\d s  two lines\n", stream.getvalue())


def test_progress_overwrites_itself_on_a_terminal(terminal):
    console = Console(terminal)
    console.show_progress("one")
    console.show_progress("x" * 100)
    shown = terminal.getvalue().split("\r\x1b[K")
    assert "\n" not in terminal.getvalue()
    assert shown[1].endswith("one")
    assert len(shown[2]) == 29


def test_message_takes_the_progress_line_off_a_terminal(terminal):
    console = Console(terminal)
    console.show_progress("one")
    console.say("stop")
    assert terminal.getvalue().endswith("\r\x1b[Kskmitigate: stop\n")


def test_terminal_that_cannot_move_gets_lines(terminal, monkeypatch):
    monkeypatch.setenv("TERM", "dumb")
    Console(terminal).show_progress("one")
    assert terminal.getvalue().endswith("one\n")
