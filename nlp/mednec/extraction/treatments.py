"""Which words of a segment name a therapy, and which therapies stand together in one list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from mednec.evidence import DayRange
from mednec.extraction.matching import Hit, Matched
from mednec.extraction.wordsets import word_set
from mednec.rules.schema import TherapyCueRule, TherapyRule

JOINTS = word_set(", and or & / + plus then nor")
HARD_STOPS = word_set("; | ? !")
_LIST_WORDS = word_set(
    ", and or & / + plus then nor also as well by with a an the of his her their some any both various",
    "oral prescription prescribed otc over counter the formal supervised outpatient multiple several two",
    "three four one couple series course courses trial trials dose doses use intermittent occasional",
    "including like such : - – ( ) ' \" tablets tablet therapy therapies treatment treatments sessions",
    "session cream patch patches unit taking doing using going to wearing applying getting taken took did",
    "used wore had has have been being bid tid qid qd qhs prn po im iv mg mcg g daily nightly weekly at",
    "night bedtime as needed per day times every hours week each x for low high strength extra regular",
    "short long lumbar cervical thoracic right left l r bilateral repeated repeat different many numerous",
    "medication medications drugs meds modalities local weeks a attempted tried from with to # care",
    "phone app apps internet web online video videos youtube website found picked chose bought buys purchased",
    "drugstore store pharmacy supermarket own herself himself",
    "followed along together addition combination in e.g i.e etc even plus/minus home gentle application",
    "applications frequent neck back low knee knees shoulder shoulders area areas elevation compression",
    "once twice thrice given visits program programme regimen supervised during",
    "about approximately around roughly almost",
    "tds qds bds bd od nocte mane regularly associated route intramuscular intravenous orally mouth by combined",
    "taper tapers burst bursts pack packs dosepak",
    "seen saw seeing visited consulted",
    "nearly over some more less than at least % up better",
)
COURSES = frozenset({"physical_therapy", "occupational_therapy", "chiropractic", "activity_modification"})
PARTS = frozenset({"heat_ice", "traction", "massage", "tens", "home_exercise", "acupuncture"})
_AFTER_NONE = word_set("so to yet thus , ; ( - – .")
DRUGS = frozenset(
    {"nsaid", "acetaminophen", "opioid", "muscle_relaxant", "neuropathic_agent", "oral_steroid", "topical_analgesic"}
)
_TOGETHER = word_set("with including incl w/ plus")
_TELLS = word_set(
    "; | but however then after before and she he they patient pt i which that helped did was were now later failed",
    "who had has because",
)
STATUS_CUES = word_set("completed ongoing planned declined not_done avoided stopped continue conditional")
_JOINING = word_set("followed with including along ( well such like")
_EITHER = word_set("or nor and / & either")
_DOSES = word_set("mg mcg g ml % / tablet tablets")
_PERIOPERATIVE = word_set("bracing oral_steroid opioid traction heat_ice activity_modification tens")
EXCEPT = word_set("but except other beyond besides apart outside aside save than stronger")
_COMMANDS = word_set("avoid refrain stop limit")
_CHOOSERS = word_set("he she they that which")
_CHOSEN = word_set("found picked chose saw learned got downloaded bought he she they")
_GOES_ON = word_set("or nor and")
PRIOR_TREATMENT = "prior_treatment"
_SKIPPED_SECTIONS = frozenset({"family_history", "allergies", "consent", "header", "laboratory"})


@dataclass(slots=True, eq=False)
class Treatment:
    """One mention of a therapy while its sentence is being read; the readers fill what they learn."""

    rule: TherapyRule
    agent: str | None
    index: int
    start: int
    end: int
    chars: tuple[int, int]
    wording: str
    status: str | None = None
    certain: int = 0
    outcome: str = "unknown"
    response: str = "unknown"
    weight: int = 0
    days: DayRange | None = None
    sessions: int | None = None
    start_date: str | None = None
    end_date: str | None = None
    reason: str | None = None
    supplied: bool = False
    supply: DayRange | None = None
    closed: bool = False
    running: bool = False
    past: bool = False
    summed: bool = False
    untried: bool = False
    told_past: bool = False
    told_now: bool = False
    stopped: bool = False
    ordered_then: bool = False
    by_response: bool = False
    halted: bool = False
    directed_by: str | None = None
    plan_given: bool | None = None
    plan_date: str | None = None
    followed_up: str | None = None
    over_the_counter: bool = False
    as_needed: bool = False
    same_episode: bool | None = None
    for_pain: bool = False  # named for pain elsewhere in the note
    taken_at: int = -1
    later: list[tuple[DayRange, int]] = field(default_factory=list)
    told: list[tuple[int, str, str]] = field(default_factory=list)
    evidence: list[tuple[int, int]] = field(default_factory=list)
    supervised: list[tuple[int, int, str, str]] = field(default_factory=list)

    @property
    def is_denial(self) -> bool:
        """Whether the wording itself says that it was not done ("no injection"); "no lifting" is a restriction."""
        return self.wording.lower().startswith("no ") and self.name != "activity_modification"

    @property
    def name(self) -> str:
        """The class of the therapy."""
        return self.rule.therapy

    @property
    def needs_indication(self) -> bool:
        """Whether other uses of the drug are common."""
        flags = self.rule.agent_flags.get(self.agent or "", {})
        return bool(flags.get("needs_indication", self.rule.needs_indication and self.agent is not None))

    @property
    def indicated_in_prose(self) -> bool:
        """Whether other uses are so rare outside lists of medications that prose needs no indication."""
        return self.rule.agent_flags.get(self.agent or "", {}).get("needs_indication") == "list"

    def settle(self, status: str, certain: int, reason: str | None = None) -> bool:
        """Set the status; True, since the mention then is an item."""
        self.status, self.certain = status, certain
        self.reason = reason or self.reason
        return True


def is_drug(treatment: Treatment) -> bool:
    """Whether a treatment is dispensed, so that a length beside its dose may be that of the supply."""
    return treatment.agent is not None or treatment.name in DRUGS


def treatments_of(text: str, piece: Matched, index: int, *, headings: bool = False) -> list[Treatment]:
    """The therapies a segment names, in order; headings and excluded wording name none."""
    segment = piece.segment
    if (segment.kind == "heading" and not headings) or segment.section in _SKIPPED_SECTIONS:
        return []
    denials = _untried(text, piece, index)
    hits = care_hits(piece)
    if not hits:
        return denials
    if segment.section == "procedure":  # what is done during an operation is no conservative care
        hits = [h for h in hits if h.ref[0].therapy not in _PERIOPERATIVE]
    found = []
    for hit in _longest(hits):
        start, end = piece.span(hit.start, hit.end)
        treatment = Treatment(hit.ref[0], hit.ref[1], index, hit.start, hit.end, (start, end), text[start:end])
        found.append(treatment)
    apart = [d for d in denials if not any(t.start < d.end and d.start < t.end for t in found)]
    return sorted([*found, *apart], key=lambda t: t.start) if apart else found


def _untried(text: str, piece: Matched, index: int) -> list[Treatment]:
    """As in "No treatment yet", "has tried nothing": words that say by themselves that nothing was had."""
    hits = piece.hits("untried")
    if not hits:
        return []
    barred = [h for h in piece.hits("exclude") if h.ref == "therapy:" + hits[0].ref.therapy]
    found: list[Treatment] = []
    for hit in sorted(hits, key=lambda h: (h.start - h.end, h.start)):
        bare = hit.end - hit.start == 1
        if not EXCEPT.isdisjoint(piece.words[hit.end : hit.end + 1]):
            continue  # "no treatment other than ibuprofen"
        if (bare and not _answers_heading(piece, hit)) or any(hit.overlaps(x) for x in barred):
            continue
        if not any(t.start < hit.end and hit.start < t.end for t in found):
            begin = hit.start + (piece.words[hit.start] in _GOES_ON)
            start, end = piece.span(begin, hit.end)
            found.append(Treatment(hit.ref, None, index, begin, hit.end, (start, end), text[start:end], untried=True))
    return found


def _answers_heading(piece: Matched, hit: Hit) -> bool:
    """As in "Treatment to date: none", "Treatment: none so far, no therapy"."""
    following = piece.words[1:2]
    alone = len(piece.words) < 4 or (following and following[0] in _AFTER_NONE)
    return hit.start == 0 and bool(alone) and piece.segment.section in (PRIOR_TREATMENT, "hospital_course")


def care_hits(piece: Matched) -> list[Hit]:
    """Every wording of a therapy in a segment, save where the rules exclude it ("slipped on the ice")."""
    hits = piece.hits("therapy")
    if not hits:
        return []
    barred = [h for h in piece.hits("exclude") if isinstance(h.ref, str) and h.ref.startswith("therapy:")]
    return [h for h in hits if not any(x.ref == "therapy:" + h.ref[0].therapy and x.overlaps(h) for x in barred)]


def _longest(hits: Sequence[Hit]) -> list[Hit]:
    """Longest first where they overlap; equal spans of several classes ("PT/OT") all stay, one a class."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h.start - h.end, h.ref[1] is None, h.start)):
        rivals = [k for k in kept if k.overlaps(hit)]
        same = [k for k in rivals if (k.start, k.end) == (hit.start, hit.end)]
        if len(rivals) == len(same) and all(k.ref[0].therapy != hit.ref[0].therapy for k in same):
            kept.append(hit)
    return sorted(kept, key=lambda h: (h.start, h.ref[0].therapy))


def cues_of_care(piece: Matched) -> list[Hit]:
    """The therapy cues of a segment, those inside a longer cue of the same sort left out."""
    found: dict[str, list[Hit]] = {}
    for hit in piece.hits("therapy_cue"):
        rule: TherapyCueRule = hit.ref
        kept = found.setdefault("status" if rule.cue in STATUS_CUES else rule.cue + rule.direction, [])
        if any(
            k.start <= hit.start
            and hit.end <= k.end
            and hit.end - hit.start < k.end - k.start
            and (k.ref.direction in ("both", rule.direction) or rule.direction == "both")
            for k in kept[-6:]
        ):
            continue
        kept.append(hit)
    return sorted((h for hits in found.values() for h in hits), key=lambda h: (h.start, -h.end))


def groups_of(
    piece: Matched, treatments: Sequence[Treatment], covered: frozenset[int], stops: frozenset[int]
) -> list[list[Treatment]]:
    """Runs of treatments in one list; ``covered`` tokens are times, at ``stops`` something is said of one."""
    groups: list[list[Treatment]] = []
    for treatment in treatments:
        if (
            groups
            and not _lone_denial(piece, groups[-1], treatments)
            and _listed(piece, groups[-1][-1], treatment, covered, stops)
        ):
            groups[-1].append(treatment)
        else:
            groups.append([treatment])
    return groups


def _lone_denial(piece: Matched, group: Sequence[Treatment], treatments: Sequence[Treatment]) -> bool:
    """As in "no PT, ibuprofen for 3 weeks": without "or" the denial stays with the first."""
    first = group[0]
    if piece.words[max(0, first.start - 1) : first.start] != ["no"]:
        return False
    return _EITHER.isdisjoint(piece.words[first.end : treatments[-1].end + 1])


def _listed(
    piece: Matched, first: Treatment, second: Treatment, covered: frozenset[int], stops: frozenset[int]
) -> bool:
    if second.start <= first.end:
        return True
    if piece.words[second.start] in _COMMANDS and piece.words[first.start] not in _COMMANDS:
        return False  # "continue heat and avoid heavy lifting"
    words = piece.words
    if words[second.start] == "no" != words[first.start] and second.name == "activity_modification":
        return False  # "keep up the exercises, no overhead work"
    between = range(first.end, second.start)
    if any(i in stops for i in between) or len(between) > 24:
        return False
    if _is_part(words, first, second, covered):
        return True
    aside = _parenthesised(words, between) | _dotted(words, between)
    loose = [words[i] for i in between if i not in covered and i not in aside and not chose(words[i : i + 2])]
    if any(w not in _LIST_WORDS and not w[0].isdigit() for w in loose):
        return False
    joined = any(w in JOINTS or w in _JOINING for w in loose)
    return joined or not loose or piece.segment.kind == "row" or all(w[0].isdigit() or w in _DOSES for w in loose)


def chose(said: Sequence[str]) -> bool:
    """As in "stretches she found online": where an item comes from."""
    return len(said) > 1 and said[0] in _CHOOSERS and said[1] in _CHOSEN


def _is_part(words: Sequence[str], first: Treatment, second: Treatment, covered: frozenset[int]) -> bool:
    """As in "physical therapy on my order, with traction": what a therapist gives along with the course."""
    if first.name not in COURSES or second.name not in PARTS:
        return False
    loose = [words[i] for i in range(first.end, second.start) if i not in covered]
    return len(loose) <= 18 and not _TOGETHER.isdisjoint(loose[-3:]) and _TELLS.isdisjoint(loose)


def accompanied(words: Sequence[str], group: Sequence[Treatment]) -> list[Treatment]:
    """The last course of a group with what was given along with it, whose days are the same; empty without such."""
    courses = [i for i, t in enumerate(group) if t.name in COURSES]
    if not courses:
        return []
    course, *parts = group[courses[-1] :]
    along = any(not _TOGETHER.isdisjoint(words[max(course.end, t.start - 3) : t.start]) for t in parts)
    return [course, *parts] if along and all(t.name in PARTS for t in parts) else []


def _dotted(words: Sequence[str], between: range) -> set[int]:
    """The tokens of abbreviations written with stops ("p.r.n.", "q.h.s.")."""
    stops = [i for i in between if words[i] == "." and len(words[i - 1]) == 1 and words[i - 1].isalpha()]
    return {k for i in stops for k in (i - 1, i)}


def _parenthesised(words: Sequence[str], between: range) -> set[int]:
    """The tokens of short asides in brackets."""
    found: set[int] = set()
    opened = -1
    for i in between:
        if words[i] == "(":
            opened = i
        elif words[i] == ")" and opened >= 0 and i - opened < 12:
            found.update(range(opened, i + 1))
            opened = -1
    return found
