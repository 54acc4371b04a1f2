"""The status of a match: its value, its box or answer, the cues around it."""

from __future__ import annotations

import re

from mednec.evidence import Assertion
from mednec.extraction import exam_values
from mednec.extraction.assertion_axes import in_section
from mednec.extraction.checkboxes import box_answer, opens_in_group
from mednec.extraction.denied_lists import names_a_remedy
from mednec.extraction.finding_memory import NoteState, deficit_before, of_pain
from mednec.extraction.lexicon import Target
from mednec.extraction.matching import Hit
from mednec.extraction.mentions import Scene

_EXISTENCE = frozenset(
    {"present", "elicited", "seen", "noted", "found", "observed", "evident", "demonstrated", "exhibited", "sustained"}
)
MAX_LABEL_WORDS = 30
"""Words of the longest label that a template leaves without an answer."""


def is_blank_template(scene: Scene, hit: Hit) -> bool:
    """A label without an answer: "Spurling's: ____", "Weakness: Y / N", "Functional limitations:" at the end of
    its line.
    """
    words = scene.words
    i = hit.end
    last = min(len(words), hit.end + MAX_LABEL_WORDS)
    while i < last and (
        words[i] in ("/", ",", "and", "or", ")", "(") or any(t.start <= i < t.end for t in scene.targets)
    ):
        i += 1
    if i >= len(words) or scene.lead is not None or (words[i] not in (":", "?") and not _is_blank(words[i])):
        return False
    if words[i] == "?" and hit.layer == "finding" and hit.ref.rule.type == "diagnosis":
        return False  # "Cauda equina?": a suspicion
    rest = [w for w in words[i:] if w not in (":", "?", ".")]
    if rest and _is_blank(rest[0]):
        return True
    return not rest or [w for w in rest if w not in ("/", "(", ")")] in _EMPTY_CHOICES


def _is_blank(word: str) -> bool:
    return set(word) == {"_"}


_EMPTY_CHOICES = tuple(
    words.split()
    for words in (
        "y n|yes no|pos neg|positive negative|present absent|unknown|n a|na|unsure|deferred|not asked|not assessed"
        "|not known|unable to assess"
    ).split("|")
)
_VISITS = frozenset({"evaluation", "eval"})


def _names_the_note(scene: Scene, hit: Hit) -> bool:
    """'Spine Evaluation' over a note: the part of the body that was seen, and no specialty."""
    first, last = scene.words[hit.start], scene.words[hit.end - 1]
    heads = hit.start == 0 and scene.index < TITLE_LINES and scene.temporality != "planned"
    return heads and first in ("spine", "spinal") and last in _VISITS


TITLE_LINES = 3
"""Segments at the head of a note among which its title stands."""


_SIDED = (["bilateral"], ["left"], ["right"], ["unilateral"], ["l"], ["r"])
_ENDS_ITEM = frozenset({".", ",", ";", "and", "with", ":"})
_STATING = frozenset("l r with and has had a an bilateral bilaterally left right sided unilateral both".split())


def _is_stated(scene: Scene, hit: Hit) -> bool:
    """'brisk reflexes with bilateral Hoffmann's': a long-tract sign told of a side, without a word for its result."""
    words = scene.words
    if hit.ref.family != "myelopathy":
        return False
    at = hit.end + (words[hit.end : hit.end + 1] in (["r"], ["l"], ["right"], ["left"], ["bilaterally"]))
    if at < len(words) and words[at] not in _ENDS_ITEM:
        return False
    before = words[max(0, hit.start - 2) : hit.start]
    if at > hit.end:
        return not before or before[-1] in _ENDS_ITEM
    return before[-1:] in _SIDED and len(before) > 1 and (_STATING | _ENDS_ITEM).issuperset(before)


def statuses_of(
    text: str, scene: Scene, hit: Hit, target: Target, signs: list[Hit], state: NoteState
) -> list[tuple[str, str | None, str | None]]:
    """(status, side, cue) of a hit; several for a sign with a value on each side, none for what is no finding."""
    judge, rule = scene.judge, target.rule
    if rule.needs and "deficit" in rule.needs.split(", ") and not deficit_before(scene, hit, state):
        return []
    if rule.needs and "pain" in rule.needs.split(", ") and not of_pain(scene, state):
        return []
    assertion = in_section(
        judge.assertion(hit.start, hit.end, rule.type, hit.free),
        scene.experiencer,
        scene.temporality,
        scene.certainty if rule.type == "diagnosis" else "told",
    )
    if assertion.status is None:
        return []
    if assertion.status == "absent" and _begins_anew(scene, hit, assertion):
        assertion = Assertion()
    if target.polarity == "absent" and not opens_in_group(text, scene.piece, hit):
        turned = judge.negated_directly(hit.start)
        if turned is not None and _is_denied_beside(scene, turned, hit):
            turned = None
        return [("present" if turned else "absent", None, judge.cue_text(turned))]
    blank = scene.reply is None and rule.concept != "specialist_consult" and is_blank_template(scene, hit)
    answer = "none" if blank else box_answer(text, scene.piece, hit)
    if answer is not None:
        return [] if answer == "none" else [(answer, None, "checkbox")]
    if target.polarity == "phrases" and rule.type == "exam":
        return [(status, side, cue) for status, side, cue in exam_values.item_readings(scene, hit, signs)]
    if target.polarity == "phrases" and rule.type == "sign":
        return _sign_readings(scene, hit, [s for s in signs if s.ref.rule.type == "sign"], assertion, state.columns)
    if rule.needs and "cue" in rule.needs.split(", ") and assertion.cue is None:
        return []
    if rule.concept == "specialist_consult" and _names_the_note(scene, hit):
        return []
    status = assertion.status or "present"
    if status == "possible" and (rule.type == "plan" or rule.concept == "specialist_consult"):
        # an operation that is a possibility is being considered; a hedge is about what the consultant thought
        status = "present"
    if status == "possible" and rule.concept == "weight_loss" and _tells_amount(scene, hit):
        status = "present"  # "down maybe 4 lb", "thinks he has lost 15 pounds": only the amount is uncertain
    if status == "historical" and rule.standing:
        status = "present"
    if target.polarity in ("possible", "historical") and not _came_back(scene, hit, target):
        status = status if status in ("absent", "historical") else target.polarity
    if status == "present" and _was_operated_on(scene, hit):
        status = "historical"
    value = _yes_no(scene, hit)
    if value is not None:
        status = value
    if rule.type == "sign" and status == "present":
        return [(status, exam_values.first_declared_side(scene, hit), assertion.cue)]
    return [(status, None, assertion.cue)]


def _came_back(scene: Scene, hit: Hit, target: Target) -> bool:
    """'The back pain resolved with ibuprofen but recurs': what its own words say is over is not."""
    return target.polarity == "historical" and any(
        c.ref.category == "pseudo" and c.ref.direction == "backward" and hit.start <= c.start < hit.end < c.end
        for c in scene.piece.hits("cue")
    )


def _is_denied_beside(scene: Scene, denial: Hit, hit: Hit) -> bool:
    """'no accidents, bowels OK', "pertinent negatives: no pain at rest": the denial before turns nothing around."""
    if "," in scene.words[denial.end : hit.start]:
        return True
    return scene.words[denial.end - 1] == ":" or (
        scene.words[hit.start] == "no" and scene.words[denial.end - 1] not in ("not", "without")
    )


def _begins_anew(scene: Scene, hit: Hit, assertion: Assertion) -> bool:
    """'No clonus, ankle jerks absent', 'no weakness, sensation is reduced': behind a comma, what is examined and then
    its own value are a new statement, no item of the denied list ("no wasting, loss of power or reduced reflexes").
    """
    words = scene.words
    if not _is_told_with_value(scene, hit):
        return False
    denials = [c for c in scene.judge.cues if c.end <= hit.start and scene.judge.cue_text(c) == assertion.cue]
    if denials and words[denials[-1].end - 1] in _TOLD and _COPULAS.isdisjoint(words[hit.start - 1 : hit.end]):
        return False  # "denies numbness, tingling, strength decreased"
    between = words[denials[-1].end : hit.start] if denials else []
    predicated = words[hit.start] not in _LOW_VALUES and not _LOW_VALUES.isdisjoint(words[hit.start : hit.end])
    joints = {",", "."} if hit.ref.rule.concept in _VALUED and not predicated else {",", ".", "and"}
    if joints.isdisjoint(between[1:]) or "or" in words[hit.start - 2 : hit.start]:
        return False
    following = words[hit.end : hit.end + 2]
    return following[:1] != ["or"] and following != [",", "or"]


def _beside_sign(scene: Scene, hit: Hit) -> bool:
    """Whether a sign or a part of the examination stands before a mention: it is found, and not complained of."""
    return any(t.end <= hit.start and t.layer == "finding" and t.ref.rule.type in _EXAM_TYPES for t in scene.targets)


_EXAM_TYPES = ("sign", "exam")


def _is_told_with_value(scene: Scene, hit: Hit) -> bool:
    """Whether a mention tells its own value: "ankle jerks absent", "plantars extensor", "ataxic gait"."""
    words, rule = scene.words, hit.ref.rule
    own = words[hit.start : hit.end]
    if rule.type == "sign" and hit.ref.polarity == "present":
        return True
    if rule.concept == "gait_disturbance":
        told = own[0] == "unable" or (own[-1] == "gait" and len(own) > 1)
        return told and (scene.basis == "examined" or _beside_sign(scene, hit))
    if rule.concept not in _VALUED or _LOW_VALUES.isdisjoint(own):
        return False
    return own[0] not in _LOW_VALUES or words[hit.start - 1] in _COPULAS  # "the triceps was weak"


_COPULAS = frozenset("is are was were feels felt appeared appears".split())
_TOLD = frozenset("denies denied denying".split())
_VALUED = frozenset("reflex_diminished hyperreflexia sensory_deficit motor_weakness muscle_atrophy".split())
_LOW_VALUES = frozenset(
    (
        "reduced decreased diminished absent lost abolished weak weaker weakened impaired depressed sluggish "
        "hypoactive brisk exaggerated increased wasted atrophied flattened dull duller blunted dulled unobtainable "
        "down less missing"
    ).split()
)


def _was_operated_on(scene: Scene, hit: Hit) -> bool:
    """'Discectomy in 2011 for a foot drop': why an operation of years ago was done."""
    words = scene.words
    if hit.ref.rule.concept not in _OPERATED_ON:
        return False
    reason = next((i for i in range(hit.start - 1, max(-1, hit.start - 5), -1) if words[i] == "for"), None)
    if reason is None or not _TO_REASON.issuperset(words[reason + 1 : hit.start]):
        return False
    done = [
        t
        for t in scene.targets
        if t.layer == "finding" and t.ref.rule.concept == "prior_spine_surgery" and t.start < reason
    ]
    between = words[done[-1].start : reason] if done else []
    dated = any(_YEAR.fullmatch(w) for w in between) or ("years" in between and "ago" in between)
    return dated and _CLAUSE_ENDS.isdisjoint(between)


_OPERATED_ON = frozenset("motor_weakness foot_drop limb_paresthesia radiculopathy sensory_deficit".split())
_TO_REASON = frozenset(
    "a an the his her left right acute severe chronic progressive l r leg arm and pain foot hand".split()
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_CLAUSE_ENDS = frozenset({".", ";", "but"})


def _tells_amount(scene: Scene, hit: Hit) -> bool:
    return any(hit.start <= n.start < hit.end for n in scene.piece.hits("number"))


def answer_beside(text: str, scene: Scene, hit: Hit) -> str | None:
    """What a box or a yes/no value beside a mention says: a status, "none" for an empty template, None for
    nothing.
    """
    if scene.reply is None and is_blank_template(scene, hit):
        return "none"
    return box_answer(text, scene.piece, hit) or _yes_no(scene, hit)


def _yes_no(scene: Scene, hit: Hit) -> str | None:
    """'Weakness: Y', 'Fever (-)', 'Numbness: present': a value straight after a symptom."""
    words = scene.words
    if names_a_remedy(scene.piece, hit.start):
        return None
    i = hit.end
    if words[i : i + 1] == ["no"] and words[i + 1 : i + 2] in ([], [";"], [","], ["."], ["|"]):
        return "absent"  # "osteoporosis no; cancer no"
    if words[i : i + 1] == ["yes"]:
        return "present"  # "weight loss yes 15 lb"
    while i < len(words) and words[i] in (":", "-", "–", "(", "="):
        i += 1
    if i == hit.end or i >= len(words):
        return None
    if words[i - 1] == "(" and words[i] in ("-", "–", "−"):
        return "absent"
    if words[i] == "absent" and any(p.start == i + 1 for p in scene.places):
        return None  # "reflex loss (absent biceps)" names a tendon
    for value in scene.piece.hits("value"):
        if value.start == i and words[i] not in ("up", "down", "normal", "full", "noted", "seen"):
            return {"positive": "present", "negative": "absent", "equivocal": "possible"}.get(value.ref)
    return None


def _sign_readings(
    scene: Scene, hit: Hit, signs: list[Hit], assertion: Assertion, columns: tuple[str, ...]
) -> list[tuple[str, str | None, str | None]]:
    siblings = [s for s in signs if s is not hit and not s.overlaps(hit)]
    denied = scene.judge.negated_directly(hit.start)
    if denied is not None and exam_values.ends_its_item(scene, hit, siblings):
        return [("absent", None, scene.judge.cue_text(denied))]
    values = exam_values.sign_readings(scene, hit, siblings, columns)
    if values:
        if assertion.status == "historical":
            return [("historical", side, assertion.cue) for _, side, _ in values]
        if assertion.status == "absent" and values[0][0] == "present" and values[0][2] in _EXISTENCE:
            return [("absent", None, assertion.cue)]
        if any(v[0] == "present" for v in values):
            values = [v for v in values if v[0] == "present"]
        return [(status, side, cue) for status, side, cue in values]
    if assertion.cue is not None and assertion.status != "present":
        return [(assertion.status or "absent", None, assertion.cue)]
    for cue in scene.judge.cues:
        if (
            cue.ref.category == "present"
            and cue.end <= hit.start
            and hit.start - cue.end <= 4
            and "to" not in scene.words[cue.end : hit.start]
        ):
            return [("present", None, scene.judge.cue_text(cue))]
    return [("present", None, None)] if _is_stated(scene, hit) else []
