"""Everything the rules look for in plain words: each phrase with what it stands for and the group it is written in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from mednec.rules.loader import RuleSet

FINDING, THERAPY, IMAGING = "finding", "therapy", "imaging"
GROUPS = ("phrases", "present", "absent", "possible", "historical", "words", "radiate")
"""Where a finding's phrases stand; those of four groups say the status themselves ("sensation intact": absent)."""


class Wording(NamedTuple):
    """One phrase in the phrase language; ``label`` is a concept, a class of therapy or a modality."""

    phrase: str
    label: str
    kind: str
    group: str = "phrases"


def wordings(rules: RuleSet) -> Iterator[Wording]:
    """The phrases of findings, therapies (with their drugs and techniques) and studies."""
    for sourced in rules.findings:
        for group in GROUPS:
            for phrase in getattr(sourced.rule, group):
                yield Wording(phrase, sourced.rule.concept, FINDING, group)
    for sourced in rules.therapies:
        rule = sourced.rule
        for phrase in (*rule.phrases, *(name for names in rule.agents.values() for name in names)):
            yield Wording(phrase, rule.therapy, THERAPY)
    for sourced in rules.imaging:
        for phrase in sourced.rule.phrases:
            yield Wording(phrase, sourced.rule.modality, IMAGING)
