"""The words themselves."""

import re
from string import Formatter

import pytest

from skmitigate.stories import _explanation_templates, _monitoring_templates, _templates

WORDS = {
    f"{name} {key}": text
    for name, group in (vars(_templates) | vars(_explanation_templates) | vars(_monitoring_templates)).items()
    if name.isupper() and not name.startswith("_")
    for key, text in group.items()
}


@pytest.mark.parametrize("key", WORDS)
def test_no_word_promises_and_no_number_stands_without_evidence(key):
    literal = "".join(text for text, *_ in Formatter().parse(WORDS[key]))
    assert not re.search(r"\d", literal)
    assert not re.search(r"guarantee|intelligent|\bfixed\b|powerful|best-in|smart|robust|revolution", literal, re.I)
