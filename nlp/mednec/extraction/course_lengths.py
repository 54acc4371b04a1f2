"""Lengths beside a treatment that are not how long it was taken: of its effect, of a change of dose, of healing."""

from __future__ import annotations

from collections.abc import Sequence

from mednec.extraction.wordsets import word_set

_EASED = word_set("edge helped helps help relief relieved eased worked wonderful better good held great felt")
_HEALED = word_set("cleared resolved subsided settled improved healed recovered faded")
_TOOK = word_set("over in within")
_RAISED = word_set("up increase increased increasing titrate titrated titrating advance raise taper wean down decrease")
_BRIDGE = word_set("for about around approximately roughly maybe only just at most least the first a some perhaps")
_STOPPED = word_set("stopped quit off discontinued dropped abandoned halted d/c'd dc'd ceased")
_STOP_REACH = 7
_OFF = word_set("wore worn faded returned recurred back")
_EASED_REACH = 6
_RAISED_REACH = 10
_HURT = word_set("whiplash injury accident surgery fracture fall mva mvc sprain operation old")


def is_no_course(words: Sequence[str], start: int, end: int) -> bool:
    """Whether the time at [start, end) is how long an effect lasted, healing took or a dose was changed over."""
    return (
        _of_effect(words, start, end) or _of_healing(words, start) or _of_dosing(words, start) or _of_old(words, start)
    )


def _of_effect(words: Sequence[str], start: int, end: int) -> bool:
    """As in "took the edge off for 3 days", "good for about a day", "got a week out of it"."""
    if words[end : end + 1] == ["out"]:
        return True  # "a week out of it", "ten weeks out, …"
    at = start
    while at and words[at - 1] in _BRIDGE:
        at -= 1
    lead = words[max(0, at - 2) : at]
    plain = "for" in words[at:start] and (lead[-1:] in (["good"], ["held"]) or lead == ["edge", "off"])
    return plain and "not" not in words[max(0, at - 4) : at]


def _of_healing(words: Sequence[str], start: int) -> bool:
    """As in "it cleared over several weeks"."""
    return words[max(0, start - 1)] in _TOOK and words[max(0, start - 2)] in _HEALED


def _of_dosing(words: Sequence[str], start: int) -> bool:
    """As in "go up on gabapentin to 600 over 2 weeks"."""
    return words[max(0, start - 1)] == "over" and not _RAISED.isdisjoint(words[max(0, start - _RAISED_REACH) : start])


def _of_old(words: Sequence[str], start: int) -> bool:
    """As in "a collar left over from a whiplash 15 years ago"."""
    lead = words[max(0, start - 5) : start]
    return "from" in lead and not _HURT.isdisjoint(lead[lead.index("from") :])


def ends_course(words: Sequence[str], start: int) -> bool:
    """As in "stopped after 3 weeks", "off it after 2 weeks": how long it had been taken."""
    lead = words[max(0, start - _STOP_REACH) : start]
    after = [i for i, w in enumerate(lead) if w in ("after", "at")]
    return bool(after) and after[-1] >= len(lead) - 3 and not _STOPPED.isdisjoint(lead[: after[-1]])


def says_it_helped(words: Sequence[str], start: int) -> bool:
    """As in a sentence "She felt better for 2 weeks" after the treatment."""
    lead = words[max(0, start - _EASED_REACH) : start]
    return "for" in lead and not _EASED.isdisjoint(lead)


def wore_off(words: Sequence[str], start: int, end: int) -> bool:
    """As in "helped for 4-5 days then wore off": how long the relief lasted."""
    return says_it_helped(words, start) and not _OFF.isdisjoint(words[end : end + 4])
