"""Reads who the patient is: age, sex, pregnancy, hand dominance."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

from mednec.evidence import Mention, Patient
from mednec.extraction.amounts import NUMBER_WORDS
from mednec.extraction.dates import find_dates
from mednec.extraction.facts import SILENT_SECTIONS, facts_in, meant, mention_of, spot
from mednec.extraction.matching import Matched
from mednec.extraction.time_words import LazyPattern

_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_ONES = "one|two|three|four|five|six|seven|eight|nine"
_SPELLED = (
    rf"(?:(?:{_TENS})(?:[\s-]+(?:{_ONES}))?|(?:{_ONES}|ten|eleven|twelve|thirteen|fourteen|fifteen"
    rf"|sixteen|seventeen|eighteen|nineteen))"
)
_AGE = LazyPattern(
    rf"(?<![\w./-])(?P<number>\d{{1,3}}|{_SPELLED})[\s-]*(?P<unit>years?|yrs?|months?|mos?|weeks?"
    rf"|wks?|days?|y|m)?\.?[\s-]*"
    r"(?P<old>old|of\s+age|/?o\b\.?|/o\b|[\s-]*\.?o\.?(?=[\s,)]))(?![\w])",
    re.IGNORECASE,
)
_AGE_SHORT = LazyPattern(
    r"(?<![\w./-])(?P<number>\d{1,3})\s?(?:(?P<unit>yo|y/o|y\.o\.?|yr/o"
    r"|yro)\b\.?\s*(?P<sex>[MF])?\b|(?P<letter>[MF])\b(?!\s*[:/]))"
)
_AGE_LABEL = LazyPattern(
    r"(?<![\w])age\s*[:=]?\s*(?P<number>\d{1,3})(?![\d./%-])(?:\s*(?P<unit>months?|mos?|weeks?))?",
    re.IGNORECASE,
)
_AGE_SAID = LazyPattern(
    rf"\b(?:(?P<aged>aged)|(?:he|she|patient|pt)(?:\s+is|'s)(?:\s+now)?)\s+(?P<number>\d{{1,3}}|{_SPELLED})"
    r"(?:\s*(?P<unit>years?|yrs?|months?|mos?|weeks?)(?:\s+(?:old|of\s+age))?)?(?=\s*(?:[.,;:)\n]|$)"
    r"|\s+(?:who|with|presents|presented|came|comes|has|had|and\s+(?:has|had|is|presents|works)|(?:fe)?male|m[ae]n|wom[ae]n|lady|gentleman|boy|girl)\b)",
    re.IGNORECASE,
)
_SEX_FIRST = LazyPattern(r"(?m)^[ \t]*(?P<sex>[MF])(?:[ \t]*[/,][ \t]*|[ \t]+)(?P<number>\d{1,3})\b(?![./%:-])")
_OTHERS = LazyPattern(
    r"\b(?:\w*sons?|\w*daughters?|child(?:ren)?|kids?|\w*brothers?|\w*sisters?|\w*mother|\w*father|wife|husband"
    r"|nephews?|nieces?|twins?|patients|those|people|adults|women|men|relatives?)\W+(?:\w+\W+){0,2}$",
    re.IGNORECASE,
)
_BORN = LazyPattern(r"\b(?:dob|date of birth|d\.o\.b\.?|born(?: on)?)\s*[:=]?\s*", re.IGNORECASE)
_NOT_THE_PATIENT_BEFORE = LazyPattern(
    r"(?:\b(?:his|her|their|my|your|has|have|with|of|at|by|from|and|the)\s+(?:a\s+|an\s+|two\s+"
    r"|\w+\s+)?|\b(?:at|since|until|by|from|the)\s+(?:the\s+)?(?:age\s+(?:of\s+)?)?)$",
    re.IGNORECASE,
)
_RELATIVE = LazyPattern(
    r"[\s,]*(?:\w+\s+){0,1}?(?:son|daughter|child(?:ren)?\s+(?:who|at|and)|kids?|brother|sister"
    r"|mother|father|wife|husband|grand\w+|nephew|niece|twins?|injury|fracture|mri|scan|x-?ray"
    r"|film|"
    r"study|images?|mattress|car|dog|cat|house|home|stroke|fusion|surgery|compression|problem"
    r"|history|work|tear|accident|scar)\b",
    re.IGNORECASE,
)
_PERSON = LazyPattern(
    r"[\s,]*(?:[\w/']+[\s,()-]+){0,8}?(?P<sex>female|woman|lady|girl|male|man|gentleman|boy"
    r"|F\b|M\b|patient|pt\b|who\b|presents|with\b|here\b|infant|child|individual|person|veteran"
    r"|driver|worker)",
    re.IGNORECASE,
)
_SEX_LABEL = LazyPattern(r"\b(?:sex|gender)\s*[:=]\s*(?P<sex>female|male|f|m|woman|man)\b", re.IGNORECASE)
_SEX_NEAR_AGE = LazyPattern(
    r"[\s,./-]*(?:[\w/']+[\s,()-]+){0,8}?(?P<sex>female|woman|lady|girl|male|man|gentleman|boy|F|M)\b(?!\.?D)"
)
_SEX_BEFORE_AGE = LazyPattern(r"\b(?P<sex>female|woman|lady|girl|male|man|gentleman|boy)[\s,]+$", re.IGNORECASE)
_TITLE = LazyPattern(r"\b(?P<sex>Mrs|Ms|Miss|Mr)\b\.?\s+[A-Z*_\[]")
_SHE = LazyPattern(r"\b(?:she|her|hers|herself)\b", re.IGNORECASE)
_HE = LazyPattern(r"\b(?:he|his|him|himself)\b", re.IGNORECASE)
_HAND = LazyPattern(
    r"\b(?P<side>right|left|R|L)[\s-]*hand(?:ed\b|[\s-]+domina\w+)"
    r"|\bhandedness\s*[:=]?\s*(?P<side2>right|left)|\bdominant hand\s*(?:is\s+(?:the\s+|her\s+"
    r"|his\s+)?|[:=]\s*)?(?P<side3>right|left)"
    r"|\b(?P<both>ambidextrous)\b|\b(?P<short>RHD|LHD)\b",
    re.IGNORECASE,
)
_FEMALE = frozenset({"female", "woman", "lady", "girl", "f", "mrs", "ms", "miss"})
_OLDEST = 115
_OPENERS = ("", ":", ",", "|", "-", "(", ";", ".")
_AGE_LENGTH = 36
_OLD = LazyPattern(r"o(?:ld\b|f\s+age\b)")
_TITLES = ("Mr", "Ms", "Miss")
_HAND_WORDS = ("handed", "domina", "ambidext", "rhd", "lhd")
_SURE_PRONOUNS = 3
_PRONOUN_MAJORITY = 4


def read_patient(text: str, pieces: Sequence[Matched], note_date: str | None = None) -> Patient:
    """What the note says of the patient as a person; the first statement wins."""
    mentions: list[Mention] = []
    age, months, sex = _age(text, note_date, mentions, pieces)
    sex = _sex(text, sex, mentions, pieces)
    pregnancy = _pregnancy(text, pieces, mentions) if sex != "male" else None
    hand = _hand(text, mentions, pieces)
    return Patient(age, months, sex, pregnancy, hand, tuple(mentions))


# -------------------- age
def _age(
    text: str, note_date: str | None, mentions: list[Mention], pieces: Sequence[Matched]
) -> tuple[float | None, float | None, str | None]:
    """(years, months of an infant, sex written beside it)."""
    found = _stated_age(text)
    if found is None:
        return (*_from_birth(text, note_date, mentions, pieces), None)
    mentions.append(spot(text, found.start(), found.end(), "age/stated", pieces))
    groups = found.groupdict()
    letter = groups.get("sex") or groups.get("letter")
    years, months = _years(groups["number"], groups.get("unit") or "year")
    return years, months, _sex_of(letter) if letter else _sex_beside(text, found, mentions, pieces)


def age_in_years(text: str) -> float | None:
    """The age that a note states, in years."""
    found = _stated_age(text)
    return _years(found["number"], found.groupdict().get("unit") or "year")[0] if found else None


def _stated_age(text: str) -> re.Match[str] | None:
    """The first age of the patient, whichever way it is written."""
    low = text.lower()
    found = _age_in_words(text, low)
    end = found.start() if found else len(text)
    found = _first(text, _AGE_SHORT, _is_shorthand, end) or found
    end = found.start() if found else len(text)
    found = _first(text, _AGE_SAID, _is_said, end) or _first(text, _SEX_FIRST, _is_possible, end) or found
    end = found.start() if found else len(text)
    return (_first(text, _AGE_LABEL, _is_label, end) if "age" in low else None) or found


def _age_in_words(text: str, low: str) -> re.Match[str] | None:
    """Such as "65-year-old": read around each "old", which is cheaper than trying every number."""
    for old in _OLD.finditer(low):
        found = _AGE.search(text, max(0, old.start() - _AGE_LENGTH), old.end() + 1)
        if found and _is_patients(text, found):
            return found
    return None


def _first(
    text: str, pattern: LazyPattern, stands: Callable[[str, re.Match[str]], bool], end: int
) -> re.Match[str] | None:
    return next((m for m in pattern.finditer(text, 0, end) if stands(text, m)), None)


def _is_shorthand(text: str, match: re.Match[str]) -> bool:
    if int(match["number"]) > _OLDEST or _RELATIVE.match(text, match.end()) or _owned(text, match):
        return False
    return match["letter"] is None or _opens(text, match)


def _is_label(text: str, match: re.Match[str]) -> bool:
    label = match.group()
    return int(match["number"]) <= _OLDEST and (":" in label or "=" in label or _opens(text, match))


def _is_said(text: str, match: re.Match[str]) -> bool:
    """Such as "a man aged 61", "she is 55"; not "her son aged 9", nor a line of guidance on "patients aged 50"."""
    return _is_possible(text, match) and not (match["aged"] and _OTHERS.search(text[: match.start()][-40:]))


def _is_possible(_: str, match: re.Match[str]) -> bool:
    return not match["number"].isdigit() or int(match["number"]) <= _OLDEST


def _opens(text: str, match: re.Match[str]) -> bool:
    """At the beginning of a line or after a heading, a comma or a bracket: "45F with neck pain"."""
    head = text[max(0, match.start() - 3) : match.start()]
    return head[-2:].strip(" *") in _OPENERS or head.endswith(("\n", "\t", "a ", "A ", "an "))


def _is_patients(text: str, match: re.Match[str]) -> bool:
    unit = (match["unit"] or "").lower()
    number = match["number"].lower()
    if number.isdigit() and int(number) > _OLDEST and not unit.startswith(("m", "w", "d")):
        return False
    if not unit and match["old"].lower().startswith("old"):
        return False
    if _RELATIVE.match(text, match.end()) or _owned(text, match):
        return False
    if unit.startswith(("m", "w", "d")) or match["old"].lower() == "of age":
        return _PERSON.match(text, match.end()) is not None
    return True


def _owned(text: str, match: re.Match[str]) -> bool:
    """Such as "her 5-year-old", "at 45 years of age", "has a 3-year-old": not the patient's age now."""
    head = text[max(0, match.start() - 18) : match.start()]
    found = _NOT_THE_PATIENT_BEFORE.search(head)
    if found is None:
        return False
    words = found.group().lower().split()
    return not (words[0] == "the" and len(words) < 3 and "age" not in words) and not (
        words[0] in ("of", "with", "and", "by", "from") and "age" not in words
    )


def _years(number: str, unit: str) -> tuple[float, float | None]:
    value = (
        float(number)
        if number.isdigit()
        else float(sum(NUMBER_WORDS.get(w, 0) for w in re.split(r"[\s-]+", number.lower())))
    )
    if unit[0].lower() == "y":
        return value, None
    months = value if unit[0].lower() == "m" else value / 4.345 if unit[0].lower() == "w" else value / 30.4
    return round(months / 12, 2), round(months, 1)


def _from_birth(
    text: str, note_date: str | None, mentions: list[Mention], pieces: Sequence[Matched]
) -> tuple[float | None, float | None]:
    label = _BORN.search(text) if note_date and len(note_date) == len("2024-05-02") else None
    if label is None or note_date is None:
        return None, None
    written = text[label.end() : label.end() + 20]
    born = next((d for d in find_dates(written, note_date) if d.start == 0 and len(d.iso) == len("2024-05-02")), None)
    if born is None:
        return None, None
    birth, today = date.fromisoformat(born.iso), date.fromisoformat(note_date)
    months = (today.year - birth.year) * 12 + today.month - birth.month - (today.day < birth.day)
    if not 0 <= months <= 12 * _OLDEST:
        return None, None
    mentions.append(spot(text, label.end(), label.end() + born.end, "age/birth_date", pieces))
    return (float(months // 12), None) if months >= 24 else (round(months / 12, 2), float(months))


# -------------------- sex
def _sex_of(word: str) -> str:
    return "female" if word.lower() in _FEMALE else "male"


def _sex_beside(text: str, age: re.Match[str], mentions: list[Mention], pieces: Sequence[Matched]) -> str | None:
    """The sex in the words after the age ("a 61-year-old retired teacher, female") or right before it."""
    begin = age.end()
    found = _SEX_NEAR_AGE.match(text[begin : begin + 70])
    if found is None or re.search(r"[.;\n]", found.group()):
        begin = max(0, age.start() - 20)
        found = _SEX_BEFORE_AGE.search(text[begin : age.start()])
    if found is None:
        return None
    mentions.append(spot(text, begin + found.start("sex"), begin + found.end("sex"), "sex/stated", pieces))
    return _sex_of(found["sex"])


def _sex(text: str, beside_age: str | None, mentions: list[Mention], pieces: Sequence[Matched]) -> str | None:
    if beside_age is not None:
        return beside_age
    low = text.lower()
    labelled = "sex" in low or "gender" in low
    titled = any(title in text for title in _TITLES)
    for pattern, rule, likely in ((_SEX_LABEL, "sex/label", labelled), (_TITLE, "sex/title", titled)):
        found = pattern.search(text) if likely else None
        if found:
            mentions.append(spot(text, found.start("sex"), found.end("sex"), rule, pieces))
            return _sex_of(found["sex"])
    return _sex_by_pronoun(text, mentions, pieces)


def _sex_by_pronoun(text: str, mentions: list[Mention], pieces: Sequence[Matched]) -> str | None:
    """Pronouns tell when one kind is used several times and the other hardly ever."""
    she, he = list(_SHE.finditer(text)), list(_HE.finditer(text))
    many, few, sex = (she, he, "female") if len(she) > len(he) else (he, she, "male")
    if len(many) < _SURE_PRONOUNS or len(many) < _PRONOUN_MAJORITY * len(few):
        return None
    mentions.append(spot(text, many[0].start(), many[0].end(), "sex/pronoun", pieces))
    return sex


# -------------------- pregnancy and hand
def _pregnancy(text: str, pieces: Sequence[Matched], mentions: list[Mention]) -> str | None:
    for piece in pieces:
        if "fact" not in piece.layers or piece.segment.section in SILENT_SECTIONS:
            continue
        for hit in facts_in(piece, ("pregnancy",)):
            status = meant(piece, hit).status
            if status not in ("present", "absent", "possible"):
                continue
            if hit.ref.value == "absent":
                status = "absent"
            mentions.append(mention_of(text, piece, hit, status=status))
            return status
    return None


def _hand(text: str, mentions: list[Mention], pieces: Sequence[Matched]) -> str | None:
    low = text.lower()
    found = _HAND.search(text) if any(word in low for word in _HAND_WORDS) else None
    if found is None:
        return None
    mentions.append(spot(text, found.start(), found.end(), "hand_dominance/stated", pieces))
    if found["both"]:
        return "ambidextrous"
    side = found["side"] or found["side2"] or found["side3"] or found["short"]
    return "left" if side.lower().startswith("l") else "right"
