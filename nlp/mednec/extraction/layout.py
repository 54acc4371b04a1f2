"""Find the shape of a note: sections, list headers, bullets, table rows and sentences, as offsets; the text is
never rewritten.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

UNKNOWN = "unknown"
_LINE = re.compile(r"[^\r\n\x0b\x0c\x85\u2028\u2029]*")
_BULLET = re.compile(
    r"\s*(?:[•●▪◦‣·*○■]+|[-–—](?=\s|[A-Za-z])(?!\s*\d)|o(?=\s)|\(?\d{1,2}[.)](?=\s*[A-Za-z(\"“])|\((?!x\))[a-z0-9]\)|[a-z][.)]\s|>+\s)\s*"
)
_DASHES = ("-", "–", "—")
_PLUS_LINE = re.compile(r"^[ \t]*\+[ \t]*[A-Za-z]", re.MULTILINE)
_BLOCK = 400
"""Characters around a line in which its neighbours are looked for."""
_MARKDOWN = re.compile(r"\s*(?:#{1,6}\s+|\*\*|__)")
_CAPS_HEADING = re.compile(r"[A-Z][A-Z0-9 /&,'()-]{2,60}$")
_LABEL = re.compile(r"\s*([A-Za-z][A-Za-z0-9 /&,.'’()-]{0,48}?)\s*:")
_INLINE_NUMBER = re.compile(
    r"(?:(?<=[.;:,]\s)|(?<=[.;:]))\d{1,2}\.\s*(?=[A-Z])|(?<=[\s.;:,])(?:\d{1,2}\)\s*(?=[A-Z])|\(1?\d\)\s*(?!(?:more|week|day|month|year|visit|session|mile|time|hour|minute)))"
)
"""An item of a list inside a line; "Mr. Bell (52) has" and "six (6) weeks" are none."""
_SENTENCE_END = re.compile(
    r"[.!?]+[\"”')\]]*(?=\s+[\"“(\[]?[A-Z0-9•(\[+\"“-]|\s*$)|(?<=[a-z]{3})\.(?=[A-Z][a-z])|(?<=[a-z\d)])[.!?](?=\s+[a-z]{2,}(?:['’]t)?\s)"
)
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:dr|drs|mr|mrs|ms|vs|approx|no|st|jr|sr|etc|e\.g|i\.e|ie|eg|fig|dept|inc|q\.?d|b\.?i\.?d|t\.?i\.?d|q\.?i\.?d|p\.?r\.?n|p\.?o|q\.?h\.?s|h\.?s|a\.?m|p\.?m|"
    r"mg|mcg|ml|lt|rt|bilat|lat|ext|resp|temp|pt|pts|hx|dx|tx|rx|sx|fx|incl|esp|min|max|wk|wks|mo|mos|yr|yrs|hr|hrs|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec|cm|mm|lb|lbs|oz|ft|in|st|ave|m\.d|d\.o|ph\.d|r\.n|p\.a|d\.c|u\.s|\b[A-Z])\.$",
    re.IGNORECASE,
)
_STRICT_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:dr|drs|mr|mrs|ms|vs|approx|e\.g|i\.e|st|jr|no|fig|incl|esp|[A-Z])\.$", re.IGNORECASE
)
_SIDE_AT_END = re.compile(
    r"(?:\d\+*|[+=)-]|\b(?:neg|pos|intact|n[lm]l?|normal|sym|absent|present|full|negative|positive"
    r"|fingers?|thumb|toes?|hand|arm|leg|foot|calf|thigh|[CLS]\d)) [BLR]\.$"
)
"""A side that ends a line of an exam ("triceps 5/5 B."), and not somebody's initial."""
_JOINING_END = re.compile(
    r"(?:,|\b(?:and|or|the|of|with|in|to|a|an|for|at|by|from|his|her|no|any|is|was|has|on|as|that|which|left|right|her|without|into|denies|reports|has|had|notes|endorses|denied|reported|complains|describes|admits|shows|showed|revealed|demonstrates|be|been|also|mild|severe|moderate|low|lower|upper))\s*$",
    re.IGNORECASE,
)
_QUERY = re.compile(
    r"(?:\b(?:for|of|with|w/|has|had|have|is|was|to|the|a|an|and|or|vs|versus|shows?|showed|from|by)\s+|[:,(–-]\s*)\?$",
    re.IGNORECASE,
)
"""A question mark before what is suspected ("seen for ? L4-5 slip"), and not behind a question."""
_SIDED_END = re.compile(r"\b(?:on|to)(?: the)? (?:left|right)\s*$", re.IGNORECASE)
"""A line of an examination that ends with its side ("grip reduced on the left")."""
_JOINING_OPEN = re.compile(r"[A-Za-z]$")
_JOINING_COMMA = re.compile(r"(?:,|\b(?:and|or|the|of|with))\s*$", re.IGNORECASE)
_TURN = re.compile(r"\[[A-Za-z]{2,12}\] ")
_ANSWERED = re.compile(r"[\]☐☑☒✓✔]\s*(?:yes|no|y|n)$", re.IGNORECASE)
_ANSWER_BOX = re.compile(r"\s*(?:(?:yes|no|y|n)\s*)?(?:\[[ xX✓]*\]|\([ xX✓]*\)|[☐☑☒✓])", re.IGNORECASE)
"""Boxes behind a question, which are its answer."""
_ANSWERED_COLUMN = re.compile(
    r"(?:[:?=–-]|[\])☐☑☒✓✔])[ \t]*(?i:yes|no|y|n|neg|negative|pos|positive|denies|denied|none)\b"
    r"[ \t]{2,}(?=[A-Z\[(☐☑☒])(?!(?:\[[ xX✓]*\]|\([ xX✓]*\)|[☐☑☒✓])\s*(?i:yes|no|y|n)\b)"
)
"""Up to the next of the items that share a line ("Chills: No   Weight loss: Yes"), and not to the other box."""
_ANSWER_FIRST = re.compile(r"[ \t]*(?:Yes|No|YES|NO)[ \t]")
_BEFORE_ANSWER = re.compile(r"(?<=[\w)])[ \t]{2,}(?=(?:Yes|No|YES|NO)[ \t])")
_CAPITAL, _SMALL = re.compile("[A-Z]"), re.compile("[a-z]")
_LOWER_SOAP = re.compile(r"(?:^|\s)s:.*\so:.*\sa(?:/p)?:")
"""A whole note on one line: "s: … o: … a: … p: …"."""
_SPEAKER = re.compile(
    r"[.?!…]\s+(?=\[(?:doctor|patient|provider|nurse|guest|family)[\w ]*\]"
    r"|(?:doctor|patient|pt|dr|provider|nurse|q|a)\s?:)"
    r"|\?\s+(?=(?:no|yes|yeah|nope|yep|nah|none|uh|not really|never)\b)",
    re.I,
)
"""Before who speaks next in a conversation, or before a bare answer."""
_BARE_NO = re.compile(r"[?:]\s*no\.$", re.I)
_ANSWER_LINE = re.compile(
    r"(?:all )?(?:none|denied|negative|neg|absent|nil|no)(?: reported| noted| of these)?[.;]?", re.I
)
GOES_ON = "…"
"""Ends the key of an opening among the headings: a heading may begin with these words and go on."""
_LONGEST_OPENING = 3
_HEADING_TAIL = re.compile(r"\s*(?:[(,–—-]|(?:today|this visit|in (?:the )?(?:office|clinic)|\d[\d/.-]*)\b)[^.:;]*$")
_NARRATIVE = re.compile(r"[a-z,)\d]\. [A-Z][^:]{24,}")
_LONGEST_HEADING = 64
_PLANS = frozenset({"plan", "assessment_plan"})
_ALSO_ORDERS = frozenset({"hospital_course", "imaging", "electrodiagnostics", "laboratory"})
"""Sections whose headings name what a plan may order as well."""
_LONGEST_INITIALS = 4
"""Letters of a heading such as "HPI", which stands out even in a note in capitals."""
_STUDY_BEFORE = re.compile(
    r"\b(?:CTA?|MR[IAV]?|X-?RAYS?|XR|ULTRASOUND|SCAN|FILMS?|RADIOGRAPHS?)(?: OF(?: THE)?)?"
    r"(?: (?:LEFT|RIGHT|BILATERAL|CERVICAL|THORACIC|LUMBAR|LUMBOSACRAL|UPPER|LOWER))*$",
    re.I,
)
"""As in "CT CERVICAL SPINE: no fracture": the part of the body is in the title of the study."""
_OPENS_LIST = re.compile(
    r"\b(?:the following|denies|denied|negative for|positive for|none of these|all of these)[*_ ]*$", re.IGNORECASE
)
_LAST_SENTENCE = re.compile(r"[.;!?]\s+(?=\w)")
_WRAP_COLUMN = 58
_SHORT_LINE = 30
MAX_SEGMENT = 1_500
"""Characters of the longest segment; more is no sentence, and readers look at every pair of mentions in one."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence, bullet or row. ``lead`` is the list header it stands under; ``block`` counts paragraphs and lists."""

    start: int
    end: int
    section: str | None
    kind: str = "text"
    lead: tuple[int, int] | None = None
    block: int = 0
    label: tuple[int, int] | None = None


@dataclass(slots=True)
class _Run:
    start: int
    end: int
    section: str | None
    kind: str
    lead: tuple[int, int] | None
    block: int


def segments_of(text: str, headings: Mapping[str, Any]) -> list[Segment]:
    """All segments of a note in order; together with headings they cover everything but white space."""
    return [s for run in _runs(text, headings) for s in _sentences(text, run)]


class _Reader:
    """State while walking down the lines of a note."""

    def __init__(self, text: str, headings: Mapping[str, Any]) -> None:
        self.text = text
        self.headings = headings
        self.section: str | None = None
        self.runs: list[_Run] = []
        self.block = 0
        self.lead: tuple[int, int] | None = None
        self.open = False
        capitals, small = len(_CAPITAL.findall(text, 0, 4000)), len(_SMALL.findall(text, 0, 4000))
        self.shouting = capitals > 4 * small
        self.before = ""
        self._rules: dict[str, Any] = {}

    def changes_reading(self) -> bool:
        rule = self._rule_of(self.section)
        return bool(rule) and (
            rule.experiencer != "patient" or rule.temporality == "hypothetical" or rule.section == "header"
        )

    def _rule_of(self, section: str | None) -> Any:
        if not self._rules:
            self._rules = {rule.section: rule for rule in self.headings.values()}
        return self._rules.get(section) if section else None

    def line(self, start: int, end: int) -> None:
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        if start == end:
            self.blank()
            return
        self._leave_header(start)
        begin, bullet = self._strip_marks(start, end)
        pieces = self._cut_at_headings(begin, end, bullet)
        self.before = self.text[start:end]
        for i, (s, e, kind) in enumerate(pieces):
            self._add(s, e, kind, bullet and i == 0, whole_line=i == 0)

    def _leave_header(self, start: int) -> None:
        """Labels such as "Patient: …" head their own line, or the one below when alone; then the note begins."""
        told = bool(self.runs) and self.runs[-1].kind != "heading"
        if self.section == "header" and told and not (self.open and self._continues(start)):
            self.section = None

    def blank(self) -> None:
        self.open = False
        self.block += 1
        if self.runs and self.lead and self.runs[-1].lead:
            self.lead = None

    def _strip_marks(self, start: int, end: int) -> tuple[int, bool]:
        marked = _MARKDOWN.match(self.text, start, end)
        if marked:
            start = marked.end()
        bullet = _BULLET.match(self.text, start, end)
        if bullet and bullet.end() < end and not self._is_sign(bullet):
            return bullet.end(), True
        return start, False

    def _is_sign(self, bullet: re.Match[str]) -> bool:
        """A dash among lines that begin with a plus denies its line ("+ numbness", "- fever")."""
        if bullet.group().strip() not in _DASHES:
            return False
        low, high = max(0, bullet.start() - _BLOCK), bullet.end() + _BLOCK
        above, below = self.text.rfind("\n\n", low, bullet.start()), self.text.find("\n\n", bullet.start(), high)
        return _PLUS_LINE.search(self.text[max(above, low) : below if below > 0 else high]) is not None

    def _cut_at_headings(self, start: int, end: int, bullet: bool) -> list[tuple[int, int, str]]:
        """Pieces of a line between the headings in it; sets nothing, tells kind 'heading:<section>' for headings."""
        line = self.text[start:end]
        if self._is_bare_heading(line, bullet):
            return [(start, end, "heading:" + self._section_name(line.strip(" :*_#")))]
        cuts = self._heading_spans(line)
        pieces: list[tuple[int, int, str]] = []
        at = 0
        for a, b, name, keep in cuts:
            if name == "header" and _NARRATIVE.search(line, b):
                name = "history_of_present_illness"  # "Pt: 46 F. Neck pain since May, PT for three weeks."
            if a > at:
                pieces.append((start + at, start + a, "text"))
            if keep:
                pieces.append((start + a, start + a, "label:" + name))
                at = a
            else:
                pieces.append((start + a, start + b, "heading:" + name))
                at = b
        if at < len(line):
            pieces.append((start + at, end, "text"))
        return pieces

    def _is_bare_heading(self, line: str, bullet: bool) -> bool:
        bare = line.strip(" :*_#.")
        key = " ".join(bare.lower().split())
        if (
            key in self.headings
            and (len(key) > 2 or (bare.isupper() and line.rstrip().endswith(":")))
            and "," not in key
        ):
            rule = self.headings[key]
            an_order = rule.section in _ALSO_ORDERS and (bullet or self._lists_orders())
            if an_order and not line.rstrip(" *_").endswith(":"):
                return False  # "- physical therapy", "2. EMG." among the orders of a plan
            return not rule.label or (
                not bullet
                and self.lead is None  # "Denies:" with "Fever" on the next line: an item, and no heading
                and rule.section != "complaint"
                and line.rstrip(" *_").endswith(":") is False
                and len(key.split()) < 4
                and line.strip()[-1] not in ".,;"
            )
        if bullet or line.rstrip().endswith((".", ",", ";")):
            return False
        if len(bare) <= _LONGEST_HEADING and self._opened(bare, bare=True) is not None:
            return True
        if self.shouting:
            return False
        return bool(_CAPS_HEADING.match(bare)) and len(bare.split()) <= 7 and not any(c.isdigit() for c in bare)

    def _lists_orders(self) -> bool:
        """Whether the line stands right below one of a plan, or is the first below its heading."""
        last = self.runs[-1] if self.runs else None
        return self.section in _PLANS and last is not None and (last.block == self.block or last.kind == "heading")

    def _opened(self, heading: str, bare: bool = False) -> Any:
        """The rule of the words that open a longer heading ("Exam, all in office"); a ``bare`` one has no colon."""
        words = heading.split()
        for count in range(min(_LONGEST_OPENING, len(words)), 0, -1):
            opening = " ".join(words[:count]).lower().rstrip(",")
            rule = self.headings.get(f"{opening} {GOES_ON}")
            if rule is not None and (not bare or _HEADING_TAIL.match(heading.lower(), len(opening))):
                return rule
        return None

    def _section_name(self, heading: str) -> str:
        rule = self.headings.get(" ".join(heading.lower().split())) or self._opened(heading)
        if rule is None:
            return UNKNOWN
        return str(rule.section)

    def _heading_spans(self, line: str) -> list[tuple[int, int, str, bool]]:
        found: list[tuple[int, int, str, bool]] = []
        at = 0
        for match in re.finditer(r":(?!\d)|(?<=\w) [-–—] ", line):
            a = self._heading_start(line, at, match.start(), match.group() != ":")
            if a is None or (line[:a].rstrip() or self.before).endswith("?"):
                continue  # nothing: or the speaker who answers ("Patient: no")
            name = line[a : match.start()]
            key = _heading_key(name)
            rule = self.headings.get(f"={name.strip()}") or self.headings.get(key)
            if rule is None and match.group() == ":" and match.start() - a <= _LONGEST_HEADING:
                rule = self._opened(key)
            if rule is None:
                if a == 0 and not found and match.group() == ":" and self._ends_section(line[: match.start()]):
                    found.append((0, match.end(), UNKNOWN, True))
                continue
            found.append((a, match.end(), rule.section, rule.label))
            at = match.end()
        return found

    def _heading_start(self, line: str, low: int, colon: int, dash: bool) -> int | None:
        """Where the heading that ends at ``colon`` begins: the longest known one, or the line start for an
        unknown one.
        """
        head = line[low:colon]
        if dash and low:
            return None
        starts = [low + m.start() for m in re.finditer(r"(?<![\w/&-])[A-Za-z]", head)][-7:]
        for a in starts:
            key = _heading_key(line[a:colon])
            rule = self.headings.get(key)
            if rule is None or (dash and (rule.label or len(key) < 3)):
                continue
            if a == 0 or self._may_start_here(line, a, colon):
                return a
        sentence = max((m.end() for m in _LAST_SENTENCE.finditer(line, low, colon)), default=0)
        if sentence and not dash and line[sentence].isupper() and self._opened(line[sentence:colon]) is not None:
            return sentence
        return 0 if low == 0 and not dash else None

    def _may_start_here(self, line: str, a: int, colon: int) -> bool:
        name, before = line[a:colon].strip(), line[:a].rstrip()
        if name in ("s", "o", "a", "p", "a/p") and _LOWER_SOAP.search(line):
            return not before or before[-1] in ".;,"
        if not name[0].isupper() or _STUDY_BEFORE.search(before):
            return False
        clean = not before or before[-1] in ".;!?:,)|*" or line[:a].endswith("  ") or line[a - 1] == "\t"
        return (
            clean
            if len(name) == 1 and not before.endswith((".", ";")) and name != name.upper()
            else (clean or (name.isupper() and (not self.shouting or " " in name or len(name) <= _LONGEST_INITIALS)))
        )

    def _ends_section(self, heading: str) -> bool:
        words = heading.split()
        if not words or len(words) > 7:
            return False
        letters = [c for c in heading if c.isalpha()]
        if len(letters) >= 4 and all(c.isupper() for c in letters) and not self.shouting:
            return True
        relatives = {"mother", "father", "sister", "brother", "maternal", "paternal", "siblings", "parents"}
        return self.changes_reading() and heading[0].isupper() and words[0].lower() not in relatives

    def _add(self, start: int, end: int, kind: str, bullet: bool, whole_line: bool) -> None:
        if kind.startswith(("heading:", "label:")):
            self._enter(kind, start, end)
            return
        while start < end and (self.text[start].isspace() or self.text[start] in "*_"):
            start += 1
        if start >= end:
            return
        if not bullet and whole_line and self._answers_the_line_above(start, end):
            self.runs[-1].end = end
            self.lead = None
        elif self.open and not bullet and whole_line and self._continues(start):
            self.runs[-1].end = end
        else:
            self._new_run(start, end, bullet)
        self.open = True
        if self._opens_list(start, end):
            self.lead = (self.runs[-1].start, end)
            self.open = False

    def _opens_list(self, start: int, end: int) -> bool:
        """A colon at the end of a line, or "denies the following" over a line that does not merely go on."""
        if self.text[start:end].rstrip("*_ ").endswith(":"):
            return True
        return bool(_OPENS_LIST.search(self.text[start:end])) and self.text[end : end + _BLOCK].lstrip()[:1].isupper()

    def _answers_the_line_above(self, start: int, end: int) -> bool:
        """'… balance problems and trouble with buttons:' with "none." on the next line: a list and its answer."""
        if self.lead is None or not self.runs or not _ANSWER_LINE.fullmatch(self.text, start, end):
            return False
        run = self.runs[-1]
        told = self.text[run.start : run.end]
        listed = run.kind != "heading" and ("," in told or " or " in told or " and " in told)
        return listed and run.end == self.lead[1] and self.text.count("\n", run.end, start) <= 1

    def _new_run(self, start: int, end: int, bullet: bool) -> None:
        listed = bullet or (
            self.lead is not None and end - start < 60 and not self.text[start:end].rstrip().endswith(".")
        )
        if not listed:
            self.lead = None
            self.block += 1
        kind = "row" if self.text.count("|", start, end) > 1 else "bullet" if bullet else "text"
        self.runs.append(_Run(start, end, self.section, kind, self.lead if listed else None, self.block))

    def _enter(self, kind: str, start: int, end: int) -> None:
        sort, name = kind.split(":", 1)
        self.open = False
        self.section = self._section_under(sort, name)
        if sort == "heading" and end > start:
            self.lead = None
            self.block += 1
            self.runs.append(_Run(start, end, self.section, "heading", None, self.block))

    def _section_under(self, sort: str, name: str) -> str | None:
        """A label of the exam ends what changes the reading; one of a complaint ("Numbness: for a year …") nothing."""
        if name == "complaint" or (name == "label" and not self.changes_reading() and self.section != UNKNOWN):
            return self.section
        if name == "label":
            return "physical_exam" if self.section is not None else None
        return None if name == UNKNOWN and sort == "label" else name

    def _continues(self, start: int) -> bool:
        """Whether a line is the soft-wrapped continuation of the one before."""
        run = self.runs[-1]
        if run.kind in ("heading", "row") or _TURN.match(self.text, start):
            return False
        before = self.text[run.start : run.end]
        tail = before.rsplit("\n", 1)[-1]
        if before.rstrip().endswith((".", "!", "?", ":", ";", "|")) and not _STRICT_ABBREVIATION.search(before):
            return False
        if _ANSWERED.search(tail):
            return False
        first = self.text[start]
        if re.search(r"\s{3,}|\t", self.text[start : start + 40]) or re.search(r"\S\s{3,}\S|\t", tail):
            return False
        if first.islower() and len(tail) < _SHORT_LINE and not _JOINING_END.search(before):
            return False
        if first.islower():
            label = _LABEL.match(self.text[start : start + 24])
            wrapped = len(tail) >= _WRAP_COLUMN and _JOINING_OPEN.search(before) is not None
            return label is None or ". " in label[1] or (wrapped and _heading_key(label[1]) not in self.headings)
        if _LABEL.match(self.text[start : start + 40]) and not _JOINING_COMMA.search(before):
            return False
        if re.search(r":\s*\w+$", before):
            return False
        joined = _JOINING_END.search(before) and not _SIDED_END.search(before)
        return bool(joined) or (
            len(tail) >= _WRAP_COLUMN and not _LABEL.match(self.text[start : start + 40]) and run.kind != "bullet"
        )


def _heading_key(text: str) -> str:
    return " ".join(text.strip(" *_#").lower().split())


def _runs(text: str, headings: Mapping[str, Any]) -> list[_Run]:
    reader = _Reader(text, headings)
    position = 0
    while position <= len(text):
        match = _LINE.match(text, position)
        end = match.end() if match else len(text)
        reader.line(position, end)
        position = end + (2 if text[end : end + 2] == "\r\n" else 1)
    return reader.runs


def _sentences(text: str, run: _Run) -> Iterator[Segment]:
    if run.kind in ("heading", "row"):
        yield from _segment(text, run.start, run.end, run)
        return
    start = run.start
    for cut in _cuts(text, run):
        yield from _segment(text, start, cut, run)
        start = cut
    yield from _segment(text, start, run.end, run)


def _cuts(text: str, run: _Run) -> list[int]:
    cuts = {m.end() for m in _SPEAKER.finditer(text, run.start, run.end)}
    cuts |= {m.end() for m in _ANSWERED_COLUMN.finditer(text, run.start, run.end)}
    if _ANSWER_FIRST.match(text, run.start):
        cuts |= {m.end() for m in _BEFORE_ANSWER.finditer(text, run.start, run.end)}
    cuts |= {m.start() for m in _INLINE_NUMBER.finditer(text, run.start, run.end) if m.start() > run.start}
    for match in _SENTENCE_END.finditer(text, run.start, run.end):
        if match.end() >= run.end:
            continue
        head = text[max(run.start, match.start() - 12) : match.start() + 1]
        following = text[match.end() : match.end() + 3].lstrip()
        if _QUERY.search(head) or (text[match.start()] == "?" and _ANSWER_BOX.match(text, match.end())):
            continue
        short = match.group().startswith(".") and _STRICT_ABBREVIATION.search(head)
        if short and not (_SIDE_AT_END.search(head) or _BARE_NO.search(head)):
            continue
        goes_on = following[:1].islower() or following[:1].isdigit()
        if goes_on and (_ABBREVIATION.search(head) or _is_decimal(text, match, following)):
            continue
        if any(c.isalnum() for c in text[max(run.start, match.start() - 40) : match.start()]):
            cuts.add(match.end())
    return sorted(cuts)


def _is_decimal(text: str, match: re.Match[str], following: str) -> bool:
    before = text[match.start() - 1 : match.start()]
    return (
        following[:1].isdigit()
        and before.isdigit()
        and match.end() == match.start() + 1
        and not text[match.end()].isspace()
    )


def _segment(text: str, start: int, end: int, run: _Run) -> Iterator[Segment]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > MAX_SEGMENT:
        cut = _long_cut(text, start)
        yield Segment(start, cut, run.section, run.kind, run.lead, run.block)
        start = cut
        while start < end and text[start].isspace():
            start += 1
    if end > start:
        yield Segment(start, end, run.section, run.kind, run.lead, run.block)


def _long_cut(text: str, start: int) -> int:
    """Where a run without any sentence end is cut: behind the last sign, or else blank, that leaves a fair piece."""
    low, high = start + MAX_SEGMENT // 2, start + MAX_SEGMENT
    for signs in (";|", ",", " \t\r\n"):
        cut = max(text.rfind(sign, low, high) for sign in signs)
        if cut >= 0:
            return cut + 1
    return high
