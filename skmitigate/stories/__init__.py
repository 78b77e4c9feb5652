"""Sentences and pages for people; the numbers come from the rooms below."""

from skmitigate.stories._sentence import Evidence, Sentence
from skmitigate.stories._story import Story
from skmitigate.stories._tell import tell

__all__ = ["Evidence", "Sentence", "Story", "tell"]
