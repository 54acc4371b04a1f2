"""Counts visits, sessions, treatments and injections, those had and those to come."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mednec.extraction.amounts import NUMBER_WORDS, number_value
from mednec.extraction.clause_start import clause_start
from mednec.extraction.time_phrases import UNIT_WORD
from mednec.extraction.time_words import LazyPattern, WordScan, any_of, fold


@dataclass(frozen=True, slots=True)
class SessionCount:
    """How many visits, sessions or treatments; ``planned`` when they are still to come."""

    start: int
    end: int
    count: int
    planned: bool


_COUNT = rf"(?:\d{{1,3}}|(?:{'|'.join(sorted(NUMBER_WORDS, key=len, reverse=True))})|a\s+dozen|a\s+couple(?:\s+of)?)"
_SESSION_KIND = any_of(
    "pt,ot,p.t.,physical therapy,occupational therapy,therapy,chiro*,acupuncture,massage,treatment,supervised,"
    "total,aquatic,pool,skilled,individual,outpatient,formal,rehab*,traction,osteopathic,manipulation,cmt,omt,"
    "dry-needling,home,scheduled,authorized,more,additional,of,the,his,her,prior,previous"
)
_INJECTION_KIND = any_of(
    "prior,previous,lumbar,cervical,epidural,steroid,transforaminal,interlaminar,facet,trigger-point,spinal,joint,"
    "si,nerve,medial branch,caudal,left,right,bilateral,repeat,fluoroscopic,selective"
)
_SESSION_NOUNS = ("visit", "session", "treatment", "appointment", "appt", "adjustment", "tx")
_INJECTION_NOUNS = ("injection", "esi", "tfesi", "tpi", "epidural", "block", "rfa", "mbb")
_NOUN = WordScan(
    [noun + ending for noun in _SESSION_NOUNS + _INJECTION_NOUNS for ending in ("", "s")] + ["attended", "massages"]
)
_OUT_OF = rf"\s*(?:of|out\s+of|/)\s*(?:(?:the|his|her)\s+)?(?P<total>{_COUNT})"
_COUNT_BEFORE = LazyPattern(
    rf"(?<![\w/.#-])(?:x\s?)?(?P<first>{_COUNT})(?:(?:\s*-\s*|\s+(?:to|or)\s+){_COUNT})?(?:{_OUT_OF})?"
    rf"(?:\s+(?:{_SESSION_KIND}|{_INJECTION_KIND}|(?:rounds|sets)\s+of|[cl]\d-[ls]?\d)){{0,5}}[\s-]+$"
)
_COUNT_AFTER = LazyPattern(
    rf"\s*[:#]?\s*(?P<first>{_COUNT}){_OUT_OF}(?![\w/]|\s*\+)"
    rf"|\s*\(?(?:x|times)\s?(?P<times>{_COUNT})\b(?!\s*/|\s*-?\s*{UNIT_WORD}|\s*-\s*\d)"
)
# A rate, or an adjective of the noun that follows ("epidural steroid injections").
_NOT_COUNTED = LazyPattern(
    rf"\s*(?:(?:/|per\b|an?\b|each\b|every\b)\s*(?:\d+\s*)?{UNIT_WORD}|weekly\b|monthly\b)|\s+(?:steroid|injection)"
)
_LEFT_OVER = LazyPattern(r"\s+(?:remain|left\b|authoriz|approved)")
_TO_COME = LazyPattern(
    r"\b(?:will|plan(?:s|ned)?|recommend\w*|refer(?:red|ral)?|order(?:ed|s)?|authoriz\w+|approv\w+|request\w*|prescri\w+"
    r"|for\s+up\s+to|schedule[ds]?|remaining|should|needs?)\b"
)
_HAD = LazyPattern(
    r"\b(?:attended|completed|had|has|have|finished|after|received|underwent|done|did|s/p|despite|been|since|now|already|so\s+far)\b"
)


def find_sessions(text: str) -> list[SessionCount]:
    """Counts of therapy visits, sessions, treatments and injections; rates ("2 visits a week") are none."""
    low = fold(text)
    found: list[SessionCount] = []
    for noun in _NOUN.finditer(low):
        session = _session(low, noun)
        if session and not (found and session.start < found[-1].end):
            found.append(session)
    return found


def _session(low: str, noun: re.Match[str]) -> SessionCount | None:
    """Such as "8 visits", "9 of 12 sessions", "attended 9 of 12", "ESI x3"."""
    before = None
    if noun.group() != "attended" and not _NOT_COUNTED.match(low, noun.end()):
        before = _COUNT_BEFORE.search(low, max(0, noun.start() - 56), noun.start())
    after = None if before else _COUNT_AFTER.match(low, noun.end())
    hit = before or after
    dated = after is not None and "/" in after.group() and not noun.group().endswith(("s", "d"))  # "visit 5/11"
    if hit is None or dated:
        return None
    words = hit["first"] or (after["times"] if after else "")
    count = 2 if "couple" in words else int(number_value(words))
    if before:
        start, end = hit.start(), noun.end()
    else:
        start, end = (noun.start() if hit["first"] else hit.start("times")), hit.end()
    said = low[clause_start(low, start) : start]
    planned = bool(_TO_COME.search(said)) and not _HAD.search(said[_last_plan(said) :])
    return SessionCount(start, end, count, planned or bool(_LEFT_OVER.match(low, end))) if count else None


def _last_plan(said: str) -> int:
    return max((hit.end() for hit in _TO_COME.finditer(said)), default=0)
