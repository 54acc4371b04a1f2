"""How a mention is meant: presence, temporality and experiencer from the cues around it, limited by the clause
it stands in.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from mednec.evidence import Assertion
from mednec.extraction.denied_lists import closed_lists, names_a_remedy
from mednec.extraction.matching import Hit, Matched
from mednec.extraction.plus_minus import signed_words
from mednec.rules.schema import CueRule

_RELATIVE = frozenset(("which that still now currently then today only so").split())
_BETWEEN_NOT_AND_NORMAL = frozenset(("a an entirely completely fully quite have had been be").split())

_CONNECT = frozenset(
    (
        ", and or / & nor all both either any the a an new recent left right bilateral bilaterally sided "
        "also are is were was have been has : - ( ) - b n"
    ).split()
)
_FRESH_START = frozenset(
    (
        "mild moderate severe marked significant multilevel diffuse degenerative positive prominent large "
        "small minimal slight progressive worsening she he they patient pt there it this mri ct xray "
        "x-ray exam his her with broad central moderately mildly severely chronic ongoing constant "
        "intermittent occasional stable known decreased diminished increased brisk absent reduced full "
        "normal strength sensation reflexes gait"
    ).split()
)
_LISTED_TOO = frozenset({"known", "progressive", "worsening", "constant", "significant", "marked"})
_OWNED = frozenset({"personal", "prior", "past", "previous", "any", "own", "recent"})
_CLAUSE_ENDS = frozenset({".", ";", ":", "but", "however", "although", "reports", "has", "is", "was"})
_OF_A_PLACE = frozenset(
    {"of", "the", "in", "to", "his", "her", "known", "unplanned", "unexplained", "antecedent", "recent"}
)
_POSSESSIVES = frozenset({"his", "her", "their", "my", "this"})
_HISTORIES = frozenset({"past_medical_history", "past_surgical_history"})
_RELATIVES = frozenset({"that", "which"})
_SUBJECTS = frozenset({"it", "he", "she", "they", "there"})
_ONE_SIDE = frozenset({"left", "right", "l", "r"})
_ITEM_HEADS = frozenset({".", ";", ":", "|"})
_DEFINITE = _POSSESSIVES | {"the", "that", "these", "those"}
_WORDS_BEFORE_A_NOUN = 3
_PLAIN_NEGATIONS = frozenset("no not never nothing none nobody one neither find did does".split())
_WITH_THE_KNOWN = frozenset("from by with to despite about".split())  # "not compressed by the herniation"
_SIGNS_OF = frozenset("evidence sign signs symptom symptoms trace recurrence return residual any".split())
_HAD = frozenset(  # "did not have that numbness": denied, as in "had none of it"
    (
        "have has had having feel feels felt experience experienced experiencing notice noticed see seen find found "
        "detect appreciate report reported complain complaining describe endorse show reveal demonstrate suffer "
        "suffers suffered out or nor and develop developed reproduce reproduced elicit"
    ).split()
)
_GROUNDS = frozenset({"with", "given", "as", "because", "setting"})  # what follows them is why, and no longer hedged
_SEVERITY = frozenset(
    (
        "mild moderate severe marked multilevel diffuse degenerative positive prominent progressive "
        "worsening she he they patient there brisk"
    ).split()
)
_TO_VALUE = frozenset(
    (
        "is was were are : - sign signs test tests testing bilaterally bilat on the left right both sides response"
    ).split()
)
_EXAM_ITEMS = frozenset("gait strength sensation reflexes".split())
_TROUBLES = frozenset(
    (
        "issue issues problem problems disturbance disturbances change changes instability difficulty "
        "difficulties imbalance abnormality abnormalities trouble impairment loss deficit deficits "
        "complaints dysfunction ataxia unsteadiness"
    ).split()
)
_OPENS_ANSWER = frozenset({":", "-", "–", "—", "="})
_RESULTS = frozenset({"neg", "negative", "(", "-", ")", ".", "=NEG"})
_BEFORE_RESULT = frozenset({"(", ":", "is", "was", "were", "are"})
_UNCHANGED_REACH = 5
_STILL_THERE = frozenset("unchanged stable persists persistent persisting residual".split())
_SPRAINS = frozenset({"strain", "strains", "sprain", "sprains", "whiplash", "spasm", "spasms"})
_HARD_BREAK = frozenset(";|→")
_VERB_BREAK = frozenset("is are was were has had does did remains reports denies".split())
_NEGATION_HEADS = frozenset("no not denies denied never without nor neither deny".split())


def cues_of(piece: Matched) -> list[Hit]:
    """The cues of a segment in force: longest match only, none inside a pseudo cue."""
    kept: list[Hit] = []
    standing = [h for h in piece.hits("cue") if _answers(piece, h) and not _begins_a_complaint(piece, h)]
    for hit in sorted(standing, key=lambda h: (h.start - h.end, h.ref.category != "pseudo", h.start)):
        if any(
            hit.start >= k.start
            and hit.end <= k.end
            and (hit.start, hit.end) != (k.start, k.end)
            and _hides(piece, k, hit)
            for k in kept
        ):
            continue
        if any(
            (hit.start, hit.end) == (k.start, k.end) and "pseudo" in (k.ref.category, hit.ref.category) for k in kept
        ):
            continue
        if any(
            hit.overlaps(k)
            and (k.end - k.start) > (hit.end - hit.start)
            and hit.ref.category != "pseudo"
            and _hides(piece, k, hit)
            for k in kept
        ):
            continue
        kept.append(hit)
    pseudo = [k for k in kept if k.ref.category == "pseudo"]
    kept = [
        k
        for k in kept
        if not any(
            p.overlaps(k)
            and p is not k
            and not (k.start <= p.start and k.end >= p.end)
            and (p.start >= k.start or k.end - k.start <= p.end - p.start)
            for p in pseudo
        )
    ]
    return sorted((k for k in kept if k.ref.category != "pseudo"), key=lambda h: (h.start, -h.end))


def _begins_a_complaint(piece: Matched, cue: Hit) -> bool:
    """'Without change in bladder function': the change is the complaint that is denied, not what did not change."""
    return cue.ref.category == "pseudo" and any(
        h.start <= cue.end - 1 < h.end - 1 and piece.words[h.start].startswith("change") and cue.start < h.start
        for h in piece.hits("finding")
    )


def _hides(piece: Matched, longer: Hit, cue: Hit) -> bool:
    """A longer cue hides a shorter one inside it, but "not seen" before "a neurologist" leaves the "not" to
    what follows.
    """
    if (
        longer.ref.direction != "backward"
        or cue.ref.direction != "forward"
        or piece.words[longer.start] in (":", "-", "–", "—", "=", "?", "(")
    ):
        return True
    following = piece.words[longer.end : longer.end + 1]
    return not following or following[0] in _AFTER_ANSWER or following[0] in ("bilaterally", "on", "at", "in", "today")


_NOMINAL = frozenset("history hx h known evidence signs persistent ongoing".split())
_CAUSAL = frozenset("associated due because secondary resulting along".split())
_SHARED = frozenset(
    ("acute new focal recent significant obvious current active prior previous gross residual further other").split()
)
_WEAK_BREAK = frozenset(
    ("now today currently who which otherwise still then subsequently when whenever only so also").split()
)


def _belongs_to(cue: Hit, target: Hit) -> bool:
    """A cue among a mention's own words ("absent ankle reflex") says nothing of its neighbours."""
    if getattr(target.ref, "polarity", "absent") == "absent":
        return False  # "no trauma" as one phrase still denies the trauma in it
    if cue.ref.category == "hypothetical" and target.layer == "finding" and target.ref.rule.type == "plan":
        return False  # "risks of the surgery including bleeding …": discussed, and still no findings
    inside = target.start <= cue.start and cue.end <= target.end and (cue.start, cue.end) != (target.start, target.end)
    return inside and not any(a <= cue.start < b for a, b in target.free)


_ITEM_STARTS = frozenset(". ; , : - – and".split())
_SET_APART = 2
"""Blanks that part the items of a line."""
_ROUGHLY = (["maybe"], ["perhaps"], ["probably"], ["possibly"], ["likely"])
_NUMBERS = frozenset("two three four five six seven eight nine ten twelve fifteen twenty half".split())
_ANSWERS_ALONE = (["never"], ["maybe"], ["perhaps"], ["possibly"])  # "fever: never", but "aches and never radiates"
_AFTER_ANSWER = frozenset(", ; . ) | / [ ( & and ☐ ☒ but".split())


def _gives_grounds(between: Sequence[str]) -> bool:
    """'concern for myelopathy given hyperreflexia'; "infection such as an abscess" only names the thing."""
    named = {i for i, word in enumerate(between) if word == "as" and between[i - 1 : i] == ["such"]}
    return any(word in _GROUNDS and i not in named for i, word in enumerate(between))


_PAST_TELLS = frozenset(
    (
        "ago last past yesterday recently when which became began fell had was were got came went felt woke hurt "
        "broke january february march april may june july august september october november december this"
    ).split()
)
_PERFECT = frozenset("until is are be been being has have fully completely".split())


def _tells_the_past(piece: Matched, cue: Hit) -> bool:
    """'well until last May, when he developed …': the story goes on, while "rest until it is gone" is advice."""
    words = piece.words
    if words[cue.start] != "until" or cue.ref.category != "hypothetical":
        return False
    after = words[cue.end - 1 : cue.end + 10]
    return any(
        b in _PAST_TELLS or (b.endswith("ed") and a not in _PERFECT and len(b) > len("used"))
        for a, b in pairwise(after)
    )


def _answers(piece: Matched, cue: Hit) -> bool:
    """Whether a cue stands where it means something: in its sections, at the head of an item where it has to open one.

    A value after a colon or dash ("Fever: no") is an answer only at the end of its item; "Exam: no edema"
    denies what follows, and "reflex loss (absent biceps)" names a tendon.
    """
    if cue.ref.within and piece.segment.section not in cue.ref.within:
        return False
    if cue.ref.opens and cue.start and piece.words[cue.start - 1] not in _ITEM_STARTS:
        return False
    if cue.ref.direction == "backward" and piece.words[cue.start : cue.end] == ["absent"]:
        if piece.words[max(0, cue.start - 1)] == "and" and piece.words[cue.end : cue.end + 1] in (
            ["in"],
            ["at"],
            ["on"],
        ):
            return False  # "brisk in the legs and absent in the arms": of another place
        return piece.words[cue.start - 1 : cue.start] != ["("] or not any(
            h.start == cue.end for h in piece.hits("place")
        )
    if piece.words[cue.start : cue.end] in _ROUGHLY and _is_quantity(piece.words[cue.end : cue.end + 1]):
        return False  # "down maybe 4 lb"
    if cue.ref.direction == "backward" and piece.words[cue.start : cue.end] in _ANSWERS_ALONE:
        return piece.words[cue.end : cue.end + 1] == [] or piece.words[cue.end] in _AFTER_ANSWER
    if cue.ref.direction != "backward" or piece.words[cue.start] not in (":", "-", "–", "—", "=", "?"):
        return True
    following = piece.words[cue.end : cue.end + 2]
    if following and piece.starts[cue.end] - piece.ends[cue.end - 1] >= _SET_APART:
        return True  # "Weakness: No   Bladder problems: No"
    return not following or following[0] in _AFTER_ANSWER or (len(following) > 1 and following[1] in (":", "-", "="))


def _is_quantity(words: Sequence[str]) -> bool:
    return bool(words) and (words[0][:1].isdigit() or words[0] in _NUMBERS)


_PLAIN = Assertion()


class Judge:
    """Decides the assertion of spans in one segment; cues and targets are indexed once."""

    def __init__(
        self,
        piece: Matched,
        targets: Sequence[Hit],
        lead: Assertion | None = None,
        reply: Assertion | None = None,
    ) -> None:
        self.piece = piece
        self.words = piece.words
        self.targets = list(targets)
        self.cues = [
            c for c in cues_of(piece) if not any(_belongs_to(c, t) for t in targets) and not _tells_the_past(piece, c)
        ]
        self.lead = lead
        self.reply = reply
        self.plus_minus = signed_words(piece)
        self.signs_first = self._puts_signs_first()
        self.denied_lists = [] if self.signs_first else closed_lists(piece, self.cues, self.targets)

    def _puts_signs_first(self) -> bool:
        """'(+) numbness (-) weakness': signs in brackets stand before what they answer, not behind it."""
        if "(" not in self.words and "[" not in self.words:
            return False
        first = next((c for c in self.cues if self._is_bracketed(c)), None)
        return (
            first is not None
            and any(t.start == first.end for t in self.targets)
            and not any(t.end <= first.start for t in self.targets)
        )

    def _is_bracketed(self, cue: Hit) -> bool:
        return self.words[cue.start] in ("(", "[") and self.words[cue.start + 1] in ("+", "-", "−")

    def assertion(self, start: int, end: int, kind: str = "symptom", free: Sequence[tuple[int, int]] = ()) -> Assertion:
        """The assertion of the words [start, end) for a mention of the given rule type; ``free`` stretches
        inside may hold a cue.
        """
        if self.reply is not None:
            return self.reply
        if not self.cues and not self.plus_minus:
            return self.lead or _PLAIN
        affirmed = self._sign_before(start) if kind not in ("sign", "exam") else None
        if affirmed is False:
            return Assertion("absent", cue="-")
        before = [
            c
            for c in self.cues
            if (c.end <= start or self._shares_words(c, start, kind))
            and c.ref.direction != "backward"
            and self._applies(c, kind)
            and not self._takes_for_granted(c, start, end, kind)
        ]
        after = [
            c
            for c in self.cues
            if c.end > end and c.start > start and c.ref.direction != "forward" and self._applies(c, kind)
        ]
        told = any(
            c.ref.category == "present" and a <= c.start and c.end <= b and self.words[c.start] not in _CAUSAL
            for a, b in free
            for c in self.cues
        )
        found = self._forward(before, start, told or affirmed is True)
        closing = next((d.cue for d in self.denied_lists if d.start <= start and end <= d.end), None)
        if closing is not None and kind not in ("sign", "exam"):
            return self._fold({"absent": closing, **{c: found[c] for c in found if c in ("family", "hypothetical")}})
        for gap_start, gap_end in free:
            for cue in self.cues:
                if (
                    gap_start <= cue.start < gap_end
                    and cue.ref.category in ("absent", "possible")
                    and self._applies(cue, kind)
                ):
                    found[cue.ref.category] = cue
        for category, cue in self._backward(after, end).items():
            if category == "absent" and (names_a_remedy(self.words, start) or self._is_excepted(start, end, cue)):
                continue
            if category in ("absent", "historical", "possible", "hypothetical", "family") or category not in found:
                if category == "possible" and found.get("absent"):
                    continue
                if category in ("historical", "absent") and found.get("possible"):
                    found.pop("possible")
                found[category] = cue
        if kind in ("symptom", "sign") and found.get("historical") and self._is_unchanged(found["historical"], end):
            del found["historical"]
        if not found and self.lead is not None:
            return self.lead
        return self._fold(found)

    def _sign_before(self, start: int) -> bool | None:
        """Whether a plus or a minus in front affirms or denies; "-fever/chills" is one item."""
        at = start
        while at > 1 and at not in self.plus_minus and self.words[at - 1] == "/":
            at = max((t.start for t in self.targets if t.end == at - 1), default=at - 2)
        return self.plus_minus.get(at)

    def _is_unchanged(self, cue: Hit, end: int) -> bool:
        """'old foot drop, unchanged': old, and there all the same."""
        return cue.end <= end and not _STILL_THERE.isdisjoint(self.words[end : end + _UNCHANGED_REACH])

    def _is_excepted(self, start: int, end: int, cue: Hit) -> bool:
        """'Other than neck pain, the review is negative.'"""
        before = self.words[max(0, start - 4) : start]
        return self.piece.classes.exception.occurs(before) and "," in self.words[end : cue.start]

    def _shares_words(self, cue: Hit, start: int, kind: str) -> bool:
        """'No acute | fracture' where the mention itself begins with "acute"; 'not interested in | surgery'."""
        if not cue.start < start < cue.end:
            return False
        if (
            kind == "plan"
            or cue.ref.category == "hypothetical"
            or (start == cue.end - 1 and self.words[start] in _SHARED)
        ):
            return True
        return start == cue.start + 1 and self.words[cue.start] in _NEGATION_HEADS  # "no | trouble with buttons"

    def _applies(self, cue: Hit, kind: str) -> bool:
        return not cue.ref.to or kind in cue.ref.to

    def _forward(self, cues: list[Hit], start: int, told: bool) -> dict[str, Hit]:
        found: dict[str, Hit] = {}
        affirmed, barred = told, False
        for cue in sorted(cues, key=lambda c: -c.end):
            rule: CueRule = cue.ref
            between = self.words[cue.end : start]
            if _HARD_BREAK.intersection(between):
                break
            if rule.category == "terminate":
                if rule.scope is not None and start - cue.end > rule.scope:
                    continue
                if self.words[cue.start] in _RELATIVES and "or" in between:
                    continue  # "with weakness that is new or inability to urinate"
                if self.words[cue.start] not in _WEAK_BREAK and not self._same_subject(cue, cues):
                    break
                barred = True
                continue
            if barred and rule.category in ("absent", "possible", "historical", "planned"):
                continue
            if self._is_used_up(cue):
                continue
            if rule.scope is not None and start - cue.end > rule.scope:
                continue
            if rule.category == "present":
                affirmed = affirmed or self._affirms(cue, start)
                continue
            if rule.category in ("absent", "possible", "historical"):
                if affirmed:
                    continue
                if found.keys() & {"absent", "possible"} and rule.category != "historical":
                    hedge = found.get("possible")
                    if (
                        rule.category != "absent"
                        or hedge is None
                        or hedge.start - cue.end > 2
                        or not _NEGATION_HEADS.isdisjoint(self.words[hedge.start : hedge.start + 2])
                        # "without MRI we can not rule out" stays a hedge
                        or "," in self.words[cue.end : hedge.start]
                    ):
                        continue
                    del found["possible"]  # "no symptoms suggestive of"
                if not self._same_list(cue, between, start):
                    continue
            found.setdefault(rule.category, cue)
        return found

    def _same_subject(self, cue: Hit, cues: Sequence[Hit]) -> bool:
        """'Father had a stroke and is incontinent': a second verb without its own subject is still the father's."""
        joined = self.words[cue.start] == "and" and self.words[cue.end - 1] in _VERB_BREAK
        return joined and any(
            c.ref.category == "family"
            and c.end <= cue.start
            and (c.start <= 1 or self.words[c.start - 1] in (",", ":"))
            for c in cues
        )

    def _affirms(self, cue: Hit, start: int) -> bool:
        """An affirming verb ends an earlier denial, unless it is part of it ("denies having had", "no reported")."""
        if self.words[cue.start] in ("but", "also", "now"):
            return True
        if cue.start and self.words[cue.start - 1] == "that" and self._hedged_clause(cue.start - 1):
            return False  # "suggests either a plexopathy or that there is …": what is suggested goes on
        if cue.start and self.words[cue.start - 1] in ("or", "nor") and self.words[cue.start] in _HAD:
            return False  # "has not been feverish or had rigors"
        item = cue.start - 1 if self.words[max(0, cue.start - 1)] in _OWNED else cue.start
        if item and self.words[cue.start] in _NOMINAL and self.words[item - 1] in (",", "or", "/"):
            return False  # "denies fever, personal history of cancer, or …": an item of the list
        for other in self.cues:
            gap = cue.start - other.end
            if other.ref.category == "possible" and -1 <= gap <= 1:
                return False  # "may have | had a fall"
            if other.ref.category == "absent" and other.ref.direction != "backward" and 0 <= gap <= 3:
                between = self.words[other.end : cue.start]
                if {",", "and"}.isdisjoint(between) and not any(other.end <= t.start < cue.start for t in self.targets):
                    return False
        return not (cue.start and self.words[cue.start - 1] in _NEGATION_HEADS)

    def _hedged_clause(self, that: int) -> bool:
        """Whether a "that" continues what an earlier hedge of the same sentence governs."""
        before = [c for c in self.cues if c.end <= that and c.ref.direction == "forward"]
        return bool(before) and before[-1].ref.category == "possible" and self.words[that - 1] in ("or", "and")

    def _is_used_up(self, cue: Hit) -> bool:
        """'Fever (-) …': a minus in brackets that follows a mention answers it and denies nothing after it."""
        own = [w for w in self.words[cue.start : cue.end] if w != "."]
        if own in (["negative"], ["neg"], ["absent"]):
            # "Hoffmann negative and toes upgoing": the value answers the sign before it
            return any(t.end <= cue.start and _TO_VALUE.issuperset(self.words[t.end : cue.start]) for t in self.targets)
        return self.words[cue.start] in ("(", "[") and any(t.end == cue.start for t in self.targets)

    def _same_list(self, cue: Hit, between: Sequence[str], start: int) -> bool:
        """Whether a denial or hedge still reaches over the commas in between."""
        rule: CueRule = cue.ref
        commas = [i for i, w in enumerate(between) if w == ","]
        if commas and not rule.through_commas:
            return False
        if commas and rule.category == "historical":
            return False
        if rule.category == "absent" and self._is_reason(between):
            return False
        if commas and rule.category == "absent" and self._is_sprain(between[commas[-1] + 1 :], start):
            return False
        if commas and rule.category == "absent" and self._is_one_of_many(cue, between, start):
            return False
        if commas and rule.category == "absent" and self._placed_item(between[commas[-1] + 1 :], start):
            return False
        joints = commas + [i for i, w in enumerate(between) if w in ("and", "with", "-", "–")]
        if joints and not _SUBJECTS.isdisjoint(between[min(joints) :]):
            return False  # "does not let up, and for two days it shoots into the thigh"
        for joint in joints:
            following = between[joint + 1] if joint + 1 < len(between) else self.words[start]
            if following in (_FRESH_START if between[joint] == "," else _SEVERITY):
                if following in _EXAM_ITEMS and self._names_a_trouble(cue.end + joint + 2):
                    continue
                if following in _LISTED_TOO and rule.category == "absent" and self._ends_in_or(cue.end + joint):
                    continue
                return False
        return rule.category != "possible" or not _gives_grounds(between)

    def _ends_in_or(self, start: int) -> bool:
        """'no tremor, known malignancy, fever or trauma': a list that an "or" closes is denied to its end."""
        stop = next((i for i in range(start, len(self.words)) if self.words[i] in _CLAUSE_ENDS), len(self.words))
        return not {"or", "nor"}.isdisjoint(self.words[start:stop])

    @staticmethod
    def _is_reason(between: Sequence[str]) -> bool:
        """'no medication for her neck pain': what something is not done for exists all the same."""
        return any(a == "for" and b in _POSSESSIVES for a, b in pairwise(between))

    def _takes_for_granted(self, cue: Hit, start: int, end: int, kind: str) -> bool:
        """'Nothing explains her weakness', 'not bothered by the numbness': what is spoken of as known is there."""
        if cue.ref.category != "absent":
            return False
        between = self.words[cue.end : start]
        known = max((i for i, word in enumerate(between) if word in _DEFINITE), default=0)
        if not known:
            return False
        if kind != "symptom" and not (kind == "diagnosis" and between[known - 1] in _WITH_THE_KNOWN):
            return False
        if len(between) - known > _WORDS_BEFORE_A_NOUN or "," in between:
            return False
        if not _VERB_BREAK.isdisjoint(self.words[start:end]):
            return False  # "does not think the weakness is worse" denies what is said of it
        if kind == "symptom" and not _SIGNS_OF.isdisjoint(between[:known]):
            return False
        governs = between[known - 2] if between[known - 1] in ("of", "from") and known > 1 else between[known - 1]
        return self.words[cue.end - 1] in _PLAIN_NEGATIONS and governs not in _HAD

    def _names_a_trouble(self, at: int) -> bool:
        """', gait issues', ', gait, bladder …': an item of a denial, while ', gait normal' is a finding of its own."""
        return bool(_TROUBLES.intersection(self.words[at : at + 2])) or self.words[at : at + 1] in (
            [","],
            ["or"],
            ["/"],
        )

    def _is_one_of_many(self, cue: Hit, between: Sequence[str], start: int) -> bool:
        """'HTN, no chemotherapy, laminectomy 1996': a denial among the items of a history is of one item."""
        named = next((t.ref.rule.type for t in self.targets if t.start <= start < t.end and t.layer == "finding"), None)
        listed = named == "history" or (named == "diagnosis" and self.piece.segment.section in _HISTORIES)
        if not listed or self.words[cue.start : cue.end] not in (["no"], ["without"]):
            return False
        opening = max((i for i in range(cue.start) if self.words[i] in _ITEM_HEADS), default=-1)
        return "," in self.words[opening + 1 : cue.start] and not self._ends_in_or(cue.end)

    def _is_sprain(self, item: Sequence[str], start: int) -> bool:
        """'no LOC, neck strain': what was hurt is told behind what was not, unless an "or" closes the list."""
        if {"or", "nor"}.intersection(item) or self._ends_in_or(start):
            return False
        return not _SPRAINS.isdisjoint(self.words[start : start + 4])

    def _placed_item(self, item: Sequence[str], start: int) -> bool:
        """', spondylosis at C4-5': an item with a level of its own, not joined by "or", is a finding and no
        part of the denial.
        """
        if {"or", "nor"}.intersection(item):
            return False
        stop = next((i for i in range(start, len(self.words)) if self.words[i] == ","), len(self.words))
        levels = [h for h in self.piece.hits("level") if start - len(item) <= h.start < stop]
        return bool(levels) and not {"or", "nor"}.intersection(self.words[start:stop])

    def _backward(self, cues: list[Hit], end: int) -> dict[str, Hit]:
        found: dict[str, Hit] = {}
        for cue in cues:
            rule: CueRule = cue.ref
            between = self.words[end : cue.start]
            if _HARD_BREAK.intersection(between) and not self._resolution_of(cue, end):
                break
            if rule.category == "terminate":
                if self.words[cue.start] in _RELATIVE:
                    continue
                break
            if rule.category == "present" or (self.signs_first and self._is_bracketed(cue)):
                continue
            if "." in between and self.words[cue.start] in _OPENS_ANSWER:
                break  # "walking tolerance 5 min. physical therapy: none"
            if rule.scope is not None and cue.start - end > max(rule.scope, 3 * self._chain_length(end, cue.start)):
                continue
            if self._reaches_back(end, cue):
                found.setdefault(rule.category, cue)
        return found

    def _resolution_of(self, cue: Hit, end: int) -> bool:
        """'…; that episode resolved': a resolution may stand behind a semicolon when nothing else is spoken of
        in between.
        """
        return cue.ref.category == "historical" and not any(end <= t.start < cue.start for t in self.targets)

    def _chain_length(self, end: int, stop: int) -> int:
        return 2 + sum(1 for t in self.targets if end <= t.start and t.end <= stop)

    def _reaches_back(self, end: int, cue: Hit) -> bool:
        """A following cue belongs to the nearest mention, or to a whole list that it closes ("fever, chills:
        denied").
        """
        crossed = [t for t in self.targets if end <= t.start and t.end <= cue.start and not self._aside(t, cue)]
        between = self.words[end : cue.start]
        if (
            cue.ref.category == "possible"
            and cue.end - cue.start == 1
            and between[-1:] in (["and"], ["with"], ["or"], [","])
            and self.words[cue.end : cue.end + 1] not in ([], ["."], [","], [";"], [")"])
        ):
            return False  # "fracture and possible sprain": the hedge looks forward
        following = self.words[cue.end] if cue.end < len(self.words) else ""
        if self.words[cue.start : cue.end] == ["likely"] and following.endswith("ing"):
            return False  # "stenosis likely compressing the root": so does this one
        if cue.ref.category == "absent" and self._answers_a_study(cue):
            return False
        if self.words[cue.start : cue.end] == ["0"] and "," in between:
            return False  # "the ankle jerk is weaker on the left, 0": a grade
        if cue.ref.category == "possible" and "," in between and self._is_ground(end):
            return False
        if between[-1:] and between[-1] in _ONE_SIDE and "," in between:
            return False  # "right toe is up, left equivocal": what is said of the other side
        if not crossed:
            if "," in between and cue.ref.category != "historical":
                return all(w in _CONNECT for w in between)
            return not any(w in ("but", "however") for w in between)
        covered = {i for t in crossed for i in range(t.start, t.end)}
        joining = _CONNECT
        if cue.ref.category == "absent":
            # "weakness of the arms and hand clumsiness are denied": places belong to their items
            covered |= {i for h in (*self.piece.hits("place"), *self.piece.hits("side")) for i in range(h.start, h.end)}
            joining = _CONNECT | _OF_A_PLACE
        loose = [self.words[i] for i in range(end, cue.start) if i not in covered]
        return all(w in joining for w in loose) and self._closes_list(cue, crossed)

    def _answers_a_study(self, cue: Hit) -> bool:
        """'Saw ortho, who ordered x-rays (neg)': the result of the study right before it."""
        at = cue.start
        while at and self.words[at - 1] in _BEFORE_RESULT:
            at -= 1
        return _RESULTS.issuperset(self.words[cue.start : cue.end]) and any(
            h.end == at for h in self.piece.hits("modality")
        )

    def _is_ground(self, end: int) -> bool:
        """'Given the fever and the back pain, an abscess must be excluded': the grounds themselves are certain."""
        before = self.words[:end]
        start = max((i for i, word in enumerate(before) if word in _GROUNDS), default=-1)
        return start >= 0 and "," not in before[start:]

    @staticmethod
    def _aside(target: Hit, cue: Hit) -> bool:
        """'numbness after the 2015 injury, since resolved': the event in between is not what resolved."""
        rule = getattr(target.ref, "rule", None)
        return cue.ref.category == "historical" and rule is not None and rule.type in ("event", "history", "plan")

    def _closes_list(self, cue: Hit, crossed: Sequence[Hit]) -> bool:
        last = max(t.end for t in crossed)
        return all(w in _CONNECT for w in self.words[last : cue.start])

    def _fold(self, found: dict[str, Hit]) -> Assertion:
        cue = next(iter(found.values()), None)
        presence, temporality, experiencer = "present", "current", "patient"
        if "absent" in found:
            presence, cue = "absent", found["absent"]
        elif "possible" in found:
            presence, cue = "possible", found["possible"]
        if "historical" in found:
            temporality, cue = "historical", cue if presence == "absent" else found["historical"]
        for category in ("planned", "hypothetical"):
            if category in found:
                temporality, cue = category, found[category]
        if "family" in found:
            experiencer, cue = "family", found["family"]
        elif "other_person" in found:
            experiencer, cue = "other", found["other_person"]
        return Assertion(presence, temporality, experiencer, self.cue_text(cue))

    def cue_text(self, cue: Hit | None) -> str | None:
        """The words of a cue as folded, for explanation."""
        return None if cue is None else " ".join(self.words[cue.start : cue.end])

    def negated_directly(self, start: int) -> Hit | None:
        """A denial that ends right before ``start``: it turns a normal finding around ("gait not normal")."""
        for cue in self.cues:
            if cue.ref.category != "absent" or cue.ref.direction != "forward":
                continue
            if cue.end == start or (cue.end == start - 1 and self.words[cue.end] in _BETWEEN_NOT_AND_NORMAL):
                return cue
        return None


def lead_assertion(piece: Matched) -> Assertion | None:
    """What a list header says of the items under it ("Denies:", "Positive for:"), from its last cue."""
    cues = [
        c
        for c in cues_of(piece)
        if c.ref.category in ("absent", "possible", "family", "hypothetical", "historical", "present")
    ]
    if not cues:
        return None
    rule = cues[-1].ref
    cue = " ".join(piece.words[cues[-1].start : cues[-1].end])
    if any(c.ref.category == "hypothetical" for c in cues):
        return Assertion(temporality="hypothetical", cue=cue)
    if rule.category == "family":
        return Assertion(experiencer="family", cue=cue)
    if rule.category == "historical":
        return Assertion(temporality="historical", cue=cue)
    if rule.category in ("absent", "possible"):
        return Assertion(presence=rule.category, cue=cue)
    return None


def in_section(assertion: Assertion, experiencer: str, temporality: str) -> Assertion:
    """Section as the last source of assertion: family history and instructions are not this patient's findings."""
    if experiencer != "patient":
        return Assertion(assertion.presence, assertion.temporality, experiencer, assertion.cue)
    if temporality == "hypothetical":
        return Assertion(assertion.presence, temporality, assertion.experiencer, assertion.cue)
    return assertion
