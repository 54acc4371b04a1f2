"""How far a cue reaches back to the mentions before it: to the nearest one, or over a whole list that it closes."""

from __future__ import annotations

from collections.abc import Sequence

from mednec.extraction.cued_segment import HARD_BREAK, CuedSegment
from mednec.extraction.cues_in_force import begins_circumstance
from mednec.extraction.matching import Hit
from mednec.rules.schema import CueRule

_CONNECT = frozenset(
    (
        ", and or / & nor all both either any the a an new recent left right bilateral bilaterally sided "
        "also are is were was have been has : - ( ) - b n as well his her their"
    ).split()
)
_HOW = frozenset(
    (
        "specifically explicitly expressly repeatedly consistently since now subsequently eventually then gradually "
        "completely fully entirely totally all both spontaneously largely currently likewise initially previously"
    ).split()
)
_OF_AN_ITEM = frozenset(
    (
        "of the in to his her known unplanned unexplained antecedent recent mild moderate severe intermittent "
        "occasional constant significant marked slight slightly some initial earlier previous prior acute chronic "
        "subjective progressive transient associated episodic low high urinary daily frequent persistent related minor "
        "low-grade grade radiating radicular nocturnal nightly new"
    ).split()
)
_RELATIVE = frozenset(("which that still now currently then today only so").split())
_ENDS_ITEM = frozenset({"", ".", ",", ";", ")"})
_ONE_SIDE = frozenset({"left", "right", "l", "r"})
_SIDE_REACH = 3
_OBJECT_REACH = 3
_EXCLUDING = frozenset("excluded excludes ruled rules".split())
_VERSUS = frozenset({"vs", "versus"})
_GOVERNING = frozenset({"no", "any", "for"})
_OPENS_CLAUSE = frozenset("; , and but although though while whereas because when until once however".split())
_JOINS_CLAUSE = frozenset("and though although while whereas".split())
_VERBS = frozenset(
    (
        "is was are were has have had shows showed reveals revealed remains remained found saw demonstrates "
        "demonstrated disclosed discloses gave gives"
    ).split()
)
_OTHER_ITEMS = frozenset("any other all neurological neurologic focal further else related associated such".split())
_WHEN_BARE = frozenset({"since"})
_WHEN_VERB_FOLLOWS = {
    "had": frozenset({"after"}),  # "flared after the fracture had healed", but "numbness after the fall has gone"
    **dict.fromkeys(("has", "have", "is", "are", "gone", "none"), frozenset[str]()),
}
_OPENS_ANSWER = frozenset({":", "-", "–", "—", "="})
_ADJECTIVES = frozenset({"negative", "neg", "absent", "no"})
_RESULTS = frozenset({"neg", "negative", "(", "-", ")", ".", "=NEG"})
_BEFORE_RESULT = frozenset({"(", ":", "is", "was", "were", "are"})


def reaching_back(cued: CuedSegment, cues: Sequence[Hit], end: int) -> dict[str, Hit]:
    """By category, the first of ``cues`` that reaches back to the mention which ends at ``end``."""
    found: dict[str, Hit] = {}
    for cue in cues:
        rule: CueRule = cue.ref
        between = cued.words[end : cue.start]
        if HARD_BREAK.intersection(between) and not _resolution_of(cued, cue, end):
            break
        if rule.category == "terminate":
            if cued.words[cue.start] in _RELATIVE or _opens_resolution(cue, cues):
                continue
            break
        if rule.category == "present" or (cued.signs_first and cued.is_bracketed(cue)):
            continue
        if "." in between and cued.words[cue.start] in _OPENS_ANSWER:
            break  # "walking tolerance 5 min. physical therapy: none"
        if rule.scope is not None and cue.start - end > max(rule.scope, 3 * _chain_length(cued, end, cue.start)):
            continue
        if _reaches_back(cued, end, cue):
            found.setdefault(rule.category, cue)
    return found


def _opens_resolution(joint: Hit, cues: Sequence[Hit]) -> bool:
    """'Numbness was noted in March | and has | resolved': the second verb has the subject of the first."""
    return any(c.ref.category == "historical" and joint.start < c.start <= joint.end for c in cues)


def _resolution_of(cued: CuedSegment, cue: Hit, end: int) -> bool:
    """'…; that episode resolved': a resolution may stand behind a semicolon when nothing else is spoken of
    in between.
    """
    return cue.ref.category == "historical" and not any(end <= t.start < cue.start for t in cued.targets)


def _chain_length(cued: CuedSegment, end: int, stop: int) -> int:
    return 2 + sum(1 for t in cued.targets if end <= t.start and t.end <= stop)


def _reaches_back(cued: CuedSegment, end: int, cue: Hit) -> bool:
    """A following cue belongs to the nearest mention, or to a whole list that it closes ("fever, chills:
    denied").
    """
    between = cued.words[end : cue.start]
    if _looks_forward(cued, cue, between) or _is_of_another(cued, cue, between, end):
        return False
    ended = [t for t in cued.targets if end <= t.start < cue.start < t.end and _says_as_much(t, cue)]
    if ended and not _shares_its_end(cued, cue, end, ended[0]):
        return False
    crossed = [t for t in cued.targets if end <= t.start and t.end <= cue.start and not _aside(t, cue)] + ended
    if crossed:
        return _closes_list(cued, cue, end, crossed)
    if "," in between and cue.ref.category != "historical":
        return _CONNECT.issuperset(between)
    if cue.ref.category in ("absent", "possible") and _answers_another_subject(cued, cue, end):
        return False
    return {"but", "however"}.isdisjoint(between)


def _answers_another_subject(cued: CuedSegment, cue: Hit, end: int) -> bool:
    """'Disc herniation and imaging was negative': the answer has a subject of its own behind the "and"."""
    joined = max((i for i in range(end, cue.start) if cued.words[i] in _JOINS_CLAUSE), default=None)
    if joined is None or not _VERBS.intersection(cued.words[joined + 1 : cue.end]):
        return False
    own = set(range(joined + 1, cue.start)) - cued.placing
    return not (cued.classes.resolution_subject | _OTHER_ITEMS).issuperset(cued.words[i] for i in own)


def _looks_forward(cued: CuedSegment, cue: Hit, between: Sequence[str]) -> bool:
    """'Fracture and possible sprain', "stenosis likely compressing the root", "atrophy, negative Hoffmann": said of
    what follows.
    """
    following = cued.words[cue.end] if cue.end < len(cued.words) else ""
    if cued.words[cue.start : cue.end] == ["likely"] and following.endswith("ing"):
        return True
    if cue.ref.category == "absent" and between and _is_adjective(cued, cue):
        return True
    if cue.ref.category == "absent" and between[-1:] in (["a"], ["an"]):
        return True  # "collapse of T12 and an absent pedicle"
    governs = cued.words[cue.end - 1] in _GOVERNING and cued.words[cue.start] in _VERBS
    if cue.ref.category == "absent" and (governs or following == "for"):
        return True  # "neck pain, and MRI shows no slip", "imaging was negative for metastasis"
    if cued.words[cue.start] in _EXCLUDING and between[-1:] in (["and"], ["but"]) and _has_object(cued, cue):
        return True  # "MRI showed stenosis and excluded discitis"
    joined = between[-1:] in (["and"], ["with"], ["or"], [","]) and following not in _ENDS_ITEM
    return cue.ref.category == "possible" and cue.end - cue.start == 1 and joined


def _has_object(cued: CuedSegment, cue: Hit) -> bool:
    return any(
        cue.end <= t.start <= cue.end + _OBJECT_REACH and "," not in cued.words[cue.end : t.start] for t in cued.targets
    )


def _is_adjective(cued: CuedSegment, cue: Hit) -> bool:
    """'wasting of the calf, negative Hoffmann': said of the sign right behind it."""
    return cued.words[cue.end - 1] in _ADJECTIVES and any(
        t.start == cue.end and t.layer == "finding" and t.ref.rule.type in ("sign", "exam") for t in cued.targets
    )


def _is_of_another(cued: CuedSegment, cue: Hit, between: Sequence[str], end: int) -> bool:
    """Whether a cue answers something else than the mention: a study, a grade, the other side, what is concluded."""
    if cue.ref.category == "absent" and (_answers_a_study(cued, cue) or _tells_other_side(cued, cue, between)):
        return True
    if cue.ref.category == "historical" and _ends_something_else(cued, cue, end):
        return True
    if "," not in between:
        return False
    if cued.words[cue.start : cue.end] == ["0"]:
        return True  # "the ankle jerk is weaker on the left, 0": a grade
    if cued.words[cue.start] in _VERSUS and cue.ref.category == "possible":
        return True  # "ulnar paresthesia, cubital tunnel vs C8": what is weighed is what stands beside the word
    if between[-1] in _ONE_SIDE:
        return True  # "right toe is up, left equivocal": what is said of the other side
    return cue.ref.category == "possible" and _is_ground(cued, end)


def _ends_something_else(cued: CuedSegment, cue: Hit, end: int) -> bool:
    """'Numbness of the hand; the rash has cleared': the clause of the resolution has a subject of its own."""
    words = cued.words
    openers = _OPENS_CLAUSE | _WHEN_VERB_FOLLOWS.get(words[cue.start], _WHEN_BARE)
    opened = max((i for i in range(end, cue.start) if words[i] in openers), default=None)
    if opened is None or _is_plural_subject(words, end, opened, cue.start):
        return False
    listed = {i for t in cued.targets for i in range(t.start, t.end)} if words[opened] == "and" else set[int]()
    return any(
        words[i] not in cued.classes.resolution_subject | _CONNECT | _OF_AN_ITEM
        and not words[i][:1].isdigit()
        and i not in cued.placing | listed
        for i in range(opened + 1, cue.start)
    )


def _is_plural_subject(words: Sequence[str], end: int, joint: int, verb: int) -> bool:
    """'The fever and cough have resolved': one thing more under the same verb."""
    two = words[joint] == "and" and words[verb] in _OF_SEVERAL and "," not in words[end:joint]
    return two and not words[verb - 1].endswith("s") and _VERBS.isdisjoint(words[joint:verb])


def _tells_other_side(cued: CuedSegment, cue: Hit, between: Sequence[str]) -> bool:
    """'Clonus on the left and none on the right': the sign is there on the side named before."""
    here = _ONE_SIDE.intersection(between)
    there = _ONE_SIDE.intersection(cued.words[cue.end : cue.end + _SIDE_REACH])
    return len(here) == len(there) == 1 and {w[0] for w in here} != {w[0] for w in there}


def _answers_a_study(cued: CuedSegment, cue: Hit) -> bool:
    """'Saw ortho, who ordered x-rays (neg)': the result of the study right before it."""
    at = cue.start
    while at and cued.words[at - 1] in _BEFORE_RESULT:
        at -= 1
    return _RESULTS.issuperset(cued.words[cue.start : cue.end]) and any(
        h.end == at for h in cued.piece.hits("modality")
    )


def _is_ground(cued: CuedSegment, end: int) -> bool:
    """'Given the fever and the back pain, an abscess must be excluded': the grounds themselves are certain."""
    before = cued.words[:end]
    start = max((i for i, word in enumerate(before) if word in cued.classes.grounds), default=-1)
    return start >= 0 and "," not in before[start:]


def _aside(target: Hit, cue: Hit) -> bool:
    """'numbness after the 2015 injury, since resolved': the event in between is not what resolved."""
    rule = getattr(target.ref, "rule", None)
    return cue.ref.category == "historical" and rule is not None and rule.type in ("event", "history", "plan")


def _values_sign(cued: CuedSegment, cue: Hit, end: int, crossed: Sequence[Hit]) -> bool:
    """'wasting of the calf, clonus absent': the value of the sign before it, and of no list; "spasticity or clonus
    absent" is one.
    """
    last = max(crossed, key=lambda t: t.end)
    beside = _COPULA.issuperset(cued.words[last.end : cue.start])
    sign = last.layer == "finding" and last.ref.rule.type == "sign" and beside
    listed = {"or", "nor", "/"}.intersection(cued.words[end : last.start])
    value = cued.words[cue.start] in _ADJECTIVES | _COPULA
    return sign and not listed and value


def _closes_list(cued: CuedSegment, cue: Hit, end: int, crossed: Sequence[Hit]) -> bool:
    """Whether nothing but the items of a list, and what joins them, stands between a mention and the cue."""
    covered = {i for t in crossed for i in range(t.start, t.end)}
    joining = _CONNECT
    if cue.ref.category in ("absent", "possible", "historical"):
        # "weakness of the arms and hand clumsiness are denied": places belong to their items
        covered |= cued.placing
        joining = _CONNECT | _OF_AN_ITEM
    if cue.ref.category in ("absent", "possible"):
        covered |= _circumstances(cued.words, end, cue.start)
    if _values_sign(cued, cue, end, crossed) or _is_told_apart(cued, cue, end, crossed):
        return False
    last = max(t.end for t in crossed)
    if not joining.issuperset(cued.words[i] for i in range(end, min(last, cue.start)) if i not in covered):
        return False
    return (joining | _HOW).issuperset(cued.words[i] for i in range(last, cue.start) if i not in cued.placing)


def _is_told_apart(cued: CuedSegment, cue: Hit, end: int, crossed: Sequence[Hit]) -> bool:
    """'Stenosis is known, and fever: none', "reports fever, and discitis is suspected": the earlier mention has a verb
    of its own, behind it or before it, and the verb of the cue is that of the last one alone.
    """
    words = cued.words
    between = words[end : min(t.start for t in crossed)]
    if not (_FINITE | _CONTRASTS).isdisjoint(between) or _tells_its_end(cued, end):
        return True
    single = not _SINGULAR.isdisjoint(words[max(0, cue.start - 2) : cue.start + 1])
    single = single or (cue.ref.category == "historical" and words[cue.start] not in _PLURAL)
    single = single or (
        len({t.start for t in crossed}) == 1 and "," in between
    )  # "complains of back pain, and her fevers have resolved"
    return single and _OR.isdisjoint(words[end : cue.start]) and _is_governed(cued, end)


def _tells_its_end(cued: CuedSegment, end: int) -> bool:
    """Whether the mention that ends at ``end`` says itself that it is over ("neck pain has cleared")."""
    return any(t.end == end and _is_its_own_end(t) for t in cued.targets)


def _shares_its_end(cued: CuedSegment, cue: Hit, end: int, last: Hit) -> bool:
    """'Neck pain and numbness have resolved' is said of both; in "disc herniation, low back pain went away", the words
    belong to the one that they end.
    """
    joined = not _JOINS_ITEMS.isdisjoint(cued.words[end : last.start])
    return joined or not _PLURAL.isdisjoint(cued.words[max(0, cue.start - 2) : cue.start + 1])


def _says_as_much(target: Hit, cue: Hit) -> bool:
    """'numbness has never been present', "neck pain has cleared" as one phrase of a rule."""
    return _is_its_own_end(target) or getattr(target.ref, "polarity", "") == cue.ref.category


def _is_its_own_end(target: Hit) -> bool:
    """'neck pain has cleared' as one phrase of a rule."""
    return getattr(target.ref, "polarity", "") == "historical"


def _is_governed(cued: CuedSegment, end: int) -> bool:
    """Whether the mention that ends at ``end`` is the object of a verb: "she reports back pain"."""
    before = cued.words[max(0, end - _VERB_REACH) : end]
    clause = before[max((i + 1 for i, w in enumerate(before) if w in _CLAUSE_MARKS), default=0) :]
    if not _COMPLAINS.isdisjoint(clause):
        return True
    return any(c.ref.category in _GOVERNORS and c.ref.direction != "backward" and c.end < end for c in cued.cues)


_VERB_REACH = 8
_CLAUSE_MARKS = frozenset({".", ";", ":", "but"})
_COMPLAINS = frozenset("complains complained complaining c/o reports reported has had have describes".split())
_GOVERNORS = frozenset({"present", "absent", "possible", "historical"})


_FINITE = frozenset("is was are were has have had".split())
_CONTRASTS = frozenset("but though although while whereas however".split())
_PLURAL = frozenset({"are", "were", "have", "all", "both"})
_JOINS_ITEMS = frozenset({"and", "&", "both", "well"})
_OF_SEVERAL = frozenset({"are", "were", "have"})
_COPULA = frozenset({"is", "was", ":"})
_SINGULAR = frozenset(": is was has remains cannot can could may might".split())
_OR = frozenset({"or", "nor", "/"})


def _circumstances(words: Sequence[str], start: int, stop: int) -> set[int]:
    """'difficulty with balance when walking: neg': the words that tell when it comes, up to a comma."""
    covered: set[int] = set()
    for i in range(start, stop - 1):
        if begins_circumstance(words, i):
            end = next((j for j in range(i, stop) if words[j] in (",", ":")), stop)
            covered.update(range(i, end))
    return covered
