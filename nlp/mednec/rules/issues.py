"""The kinds of issue that checks of rule files find, each with what the author should do.

``high`` means that a rule does not do what it says, ``medium`` that it probably does not, ``low`` that it is untidy
or slow.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from mednec.rules.loader import Sourced

Severity = Literal["high", "medium", "low"]
SEVERITIES: tuple[Severity, ...] = ("high", "medium", "low")


@dataclass(frozen=True)
class Code:
    """A kind of issue: how bad it is, what it is called, and what the author should do."""

    severity: Severity
    title: str
    advice: str


CODES: dict[str, Code] = {
    "MR201": Code(
        "high",
        "unreadable file",
        "Mend the YAML at the line named; quote phrases that hold ': ', '#' or '[' or start with *, & or @.",
    ),
    "MR202": Code(
        "high", "unknown key", "Correct the spelling; patterns/README.md lists the keys, and editors complete them."
    ),
    "MR203": Code(
        "high", "wrong value", "Give a value of the kind the message names; a key that is missing must be added."
    ),
    "MR204": Code(
        "high", "key written twice", "Join the two: YAML keeps only the last and drops the first without a word."
    ),
    "MR205": Code(
        "high",
        "phrase cannot be read",
        "Close every bracket; use only macros of macros.yaml and the element classes of the README.",
    ),
    "MR206": Code(
        "high", "phrase can match nothing", "Leave at least one word outside square brackets, in every alternative."
    ),
    "MR207": Code("low", "shadowed phrase", "Remove it: other phrases of the rule already match all its wordings."),
    "MR208": Code(
        "medium",
        "phrase with two meanings",
        "Leave the wording in one rule only, or say the second meaning with implies or denies.",
    ),
    "MR209": Code(
        "medium",
        "rule without examples",
        "Add sentences of your own with what must come out, one of them with status none.",
    ),
    "MR210": Code(
        "medium",
        "no absent example",
        "Add an example in which the finding is denied or examined and normal (status: absent).",
    ),
    "MR211": Code("high", "failing example", "Correct the rule, or the example if it asks for too much."),
    "MR212": Code("medium", "empty or duplicate example", "Write a sentence of its own, or remove the example."),
    "MR213": Code(
        "high",
        "unbalanced markup",
        "Mark exactly one target in the example of a cue, as in 'Denies **weakness**', and no more asterisks.",
    ),
    "MR214": Code(
        "low",
        "slow pattern",
        "Split the phrase or make its parts more specific; the message says which part costs time.",
    ),
    "MR215": Code(
        "low", "exclude phrase that excludes nothing", "Remove it, or use the words of the phrase that it should drop."
    ),
    "MR216": Code("high", "unknown concept", "Use a concept that some rule declares; correct the spelling."),
    "MR217": Code("high", "unknown place", "Use a place of the README (neck, back, upper_limb, …, none)."),
    "MR218": Code(
        "medium", "attribute undeclared", "Declare it in the rule, or take it out of the example or of agent_flags."
    ),
    "MR219": Code(
        "medium", "override of nothing", "Correct the name, or drop 'override': no earlier directory has such a rule."
    ),
    "MR220": Code("medium", "rule without words", "Give it phrases; without any it never fires."),
    "MR221": Code(
        "medium", "phrase always excluded", "Narrow the exclude phrase: it drops every wording of this phrase."
    ),
    "MR222": Code(
        "low", "rule that never fires", "See whether the wording is ever written so; this corpus does not have it."
    ),
    "MR231": Code(
        "high",
        "medSpaCy rule with an unknown or missing key",
        "medSpaCy refuses the file; the keys are those of its rule classes.",
    ),
    "MR232": Code("medium", "duplicate medSpaCy rule", "Remove one; medSpaCy applies both without a word."),
    "MR233": Code(
        "high",
        "medSpaCy rule that matches nothing",
        "Give it a literal or a pattern; a literal beside a pattern is only a name.",
    ),
    "MR234": Code(
        "high",
        "direction in the wrong place",
        "Write direction as a key of its own: a pattern that is a word like FORWARD never fires.",
    ),
}


@dataclass(frozen=True)
class Issue:
    """One thing to look at; ``rule`` is the name of the concept, therapy, modality or cue."""

    code: str
    severity: Severity
    path: str
    line: int | None
    rule: str
    message: str

    @property
    def advice(self) -> str:
        """What the author should do."""
        return CODES[self.code].advice


def issue(code: str, path: str, line: int | None, rule: str, message: str) -> Issue:
    """An issue with the severity of its code."""
    return Issue(code, CODES[code].severity, path, line, rule, message)


def issue_of(code: str, sourced: Sourced, name: str, message: str, *keys: Any) -> Issue:
    """An issue about a rule, at the line of one of its keys or entries, else where the rule begins."""
    return issue(code, sourced.path, sourced.line_of(*keys), name, message)
