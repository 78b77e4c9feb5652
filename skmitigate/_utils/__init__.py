"""Leaf helpers, one topic a file; they know nothing of the rooms above."""
