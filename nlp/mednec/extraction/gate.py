"""Decide which segments are read at all: one look at the words of a segment for the anchor words of all rules.

Every phrase has at least one word that must stand in the text for it to match; the rarest such word is its
anchor. A segment is read when it holds an anchor, a word of the spine, a graded value or a time; when it is a
heading, a list header, a label or short; and when it follows a segment with an anchor closely ("It did not
help."). A gated and an ungated run give the same evidence; that is a test.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from mednec.extraction.layout import Segment
from mednec.rules.phrases import Alt, Pattern, Seq, Word

LINK_WINDOW = 2
SHORT = 9
ANCHORED_LAYERS = frozenset({"finding", "pain", "therapy", "untried", "modality"})
_LABEL_WORDS = 6
COMPLAINT_SECTIONS = frozenset({"chief_complaint", "radiology_indication"})
_ALWAYS_READ = COMPLAINT_SECTIONS | {"radiology_findings"}
HISTORY = "history_of_present_illness"
ASSESSMENTS = frozenset({"assessment", "assessment_plan", "differential"})
_FIRST_TELLS = ASSESSMENTS | {HISTORY}
_TIME_WORDS = frozenset(
    (
        "day days week weeks month months year years wk wks mo mos yr yrs since ago began begun started "
        "start onset duration long longstanding chronic symptom symptoms complaint complaints relief "
        "benefit help helped helps helpful improvement improved improving better worse treatment "
        "treatments treated therapies"
    ).split()
)
_COMMON = frozenset(
    (
        "the a an of to in with on for at no not and or is was are were be been has had have he she his "
        "her him patient pt by from that this there it as but all any normal negative positive history "
        "pain able unable difficulty problem problems due because who which will would can could may "
        "might did does do done they their after before over up down out left right : ( ) / , - new still "
        "now other also more than then when while during using use used due without without 's"
    ).split()
)


_EVERYWHERE = frozenset("the a of to in with on for at no not and or is was".split())
_FREQUENT = frozenset(
    (
        "0 1 10 12 15 2 20 25 3 30 4 5 6 60 7 8 9 abc abcd abdomen abdominal abnormalities about above active "
        "activities acute additional again age ago alcohol alert allergies am ankle anterior appears "
        "approximately area aspect assessment associated auscultation b back bad based being better bilateral "
        "bilaterally biopsy bladder blood body bone bony both bowel brain breath c cardiovascular care carpal "
        "case caucasian cc cell cervical changes chemotherapy chest chief chronic clear clinic clinical "
        "complaint complaints completed complications compression condition consistent constitutional "
        "continue continued control cord count couple course csf ct current currently d daily day days "
        "decompression decreased deep degrees demonstrated denies depression developed diabetes diagnoses "
        "diagnosis died disc discharge discharged discussed disease distress doing dose dr drug edema elbow "
        "elevated emergency emg evaluation evidence exam examination extension extremities extremity family "
        "feel feeling feels feet felt female fever findings first flexion follow following foot found four "
        "fracture full function further fusion gait general get given go going good got hand hands having "
        "head headaches healthy heart heent hemoglobin here high home hospital hours however husband "
        "hypertension i ibuprofen if illness imaging impression improvement including increase increased "
        "infection inferior initially injured injury intact into iv joint just keep keeps knee knees l5 large "
        "last later lateral leg lesion lesions level light like limited limits little long loss low lower "
        "lumbar lungs made make male man mass masses me medical medication medications mg midline mild "
        "minutes mm moderate mom month months more morning most motion motor mr mri much multiple murmur "
        "muscle muscles musculoskeletal my myself nausea neck needed nerve neurologic neurological next night "
        "none nontender noted notes noticed numbness o obtained occasional off old once one only onset "
        "operating otherwise our p palpation past per performed physical placed plan plate pleasant point "
        "position possible post posterior postoperative pounds present presented presents pressure previous "
        "prior procedure progressive pulse q r range rash rate ray really reasoning received recent recently "
        "recommended referred reflexes regarding region regular related removed report reported reports "
        "resolved respiratory results revealed reveals review reviewed rhythm risks room s1 scan screws "
        "second secondary see seen sensation sensory several severe shortness should shoulder showed side "
        "sign significant signs since skin sleep slightly small so social soft some sounds space speech "
        "spinal spine stable started states status straight strength such surgery surgical swelling symptoms "
        "syndrome system take taken takes taking temperature tenderness test testing therapy these think "
        "thoracic three through time times tingling tissue today took total trauma treated treatment tumor "
        "tunnel two tylenol type under underwent unremarkable upper urine vertebral very visit visual vital "
        "vomiting walk we weakness week weeks weight well white within woman work worker worse wound wrist x "
        "xyz y year years you"
    ).split()
)


Anchor = tuple[frozenset[str], frozenset[str]]
"""Words of which one must stand, and (when not empty) words of which one must stand beside it."""


class Anchors:
    """Finds what must stand wherever a pattern matches; what alternatives ask for is worked out once."""

    def __init__(self) -> None:
        self._seen: dict[int, tuple[Alt, frozenset[str]]] = {}

    def of(self, pattern: Pattern) -> Anchor:
        """What must stand wherever the pattern matches: its rarest element, and its second rarest if it has one."""
        elements = [found for part in pattern.parts if part.words is not None for found in self._elements(part.words)]
        ranked = sorted(elements, key=_commonness)
        return (ranked[0], ranked[1] if len(ranked) > 1 else frozenset()) if ranked else (frozenset(), frozenset())

    def _elements(self, run: Seq) -> list[frozenset[str]]:
        """For each word or group of alternatives that cannot be left out: the words of which one must stand."""
        return [found for item in run.items if (found := self._of_item(item))]

    def _of_item(self, item: object) -> frozenset[str]:
        if isinstance(item, Word):
            return frozenset((item.text,))
        if not isinstance(item, Alt) or item.is_optional:
            return frozenset()
        known = self._seen.get(id(item))
        if known is None:  # the tree is kept beside its words, so that no other takes its place in memory
            known = self._seen[id(item)] = item, frozenset().union(*(self._of_option(o) for o in item.options))
        return known[1]

    def _of_option(self, run: Seq) -> frozenset[str]:
        if len(run.items) == 1:
            return self._of_item(run.items[0])
        return min(self._elements(run), key=_commonness, default=frozenset())


@lru_cache(maxsize=65536)
def _commonness(words: frozenset[str]) -> int:
    """How often a set of words is met in notes, roughly."""
    return sum(map(_weight, words))


@lru_cache(maxsize=65536)
def _weight(word: str) -> int:
    if word in _EVERYWHERE or not word[0].isalnum():
        return 5000
    return 500 if word in _COMMON else 40 if word in _FREQUENT else 1


class Gate:
    """Knows for each anchor word of a lexicon the words it needs beside it (None: it stands for itself).

    ``looks_back`` are the words whose reading may need the sentence before ("She hit her head. The CT was normal.").
    """

    def __init__(self, anchors: Iterable[Anchor], looks_back: Iterable[str] = ()) -> None:
        self.looks_back = frozenset(looks_back)
        partners: dict[str, set[str] | None] = dict.fromkeys(_TIME_WORDS)
        for first, second in anchors:
            for word in first:
                if not second:
                    partners[word] = None
                elif (known := partners.setdefault(word, set())) is not None:
                    known |= second
        self.partners = {word: None if found is None else frozenset(found) for word, found in partners.items()}

    def anchored(self, tokens: Sequence[str]) -> bool:
        """Whether a phrase could match among these words."""
        present = {*tokens, *(t[:-1] for t in tokens if t[-1] == "s")}  # a rule's singular matches a plural
        for word in self.partners.keys() & present:
            needed = self.partners[word]
            if needed is None or any(n != word or tokens.count(word) > 1 for n in needed & present):
                return True
        return False

    def open_for(self, segments: Sequence[Segment], words: Sequence[Sequence[str]]) -> list[bool]:
        """For each segment with its folded words: whether it is read."""
        last = -LINK_WINDOW - 1
        result: list[bool] = []
        before: str | None = None
        for index, (segment, tokens) in enumerate(zip(segments, words, strict=True)):
            anchored = self.anchored(tokens) or _has_value(tokens)
            if anchored:
                last = index
            if index and not self.looks_back.isdisjoint(tokens):
                result[-1] = True
            tells_topic = not index or segment.section in _ALWAYS_READ
            tells_topic = tells_topic or (segment.section in _FIRST_TELLS and segment.section != before)
            before = segment.section if segment.kind != "heading" else None
            near = index - last <= LINK_WINDOW
            result.append(anchored or near or tells_topic or _frames_others(segment, tokens))
        return result


def _has_value(tokens: Sequence[str]) -> bool:
    return any(
        (t[0].isdigit() and (t[-1] == "+" or "/" in t))
        or (t[0] in "ctls" and len(t) > 1 and (t[1].isdigit() or t[1] in " -"))
        for t in tokens
    )


def _frames_others(segment: Segment, tokens: Sequence[str]) -> bool:
    """Headings, list headers, labels and short lines say how their neighbours are to be read."""
    return (
        segment.kind in ("heading", "row")
        or segment.lead is not None
        or len(tokens) <= SHORT
        or ":" in tokens[:_LABEL_WORDS]
        or tokens[-1] == ":"
    )
