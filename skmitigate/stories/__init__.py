"""Sentences and pages for people; the numbers come from the rooms below."""

__all__: list[str] = []
