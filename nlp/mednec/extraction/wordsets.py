"""Sets of words written as plain text, for the closed word classes that readers look up."""

from __future__ import annotations


def word_set(*lines: str) -> frozenset[str]:
    """The words of the lines."""
    return frozenset(word for line in lines for word in line.split())
