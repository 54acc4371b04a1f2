"""Settles whether words that name a spine operation tell one that was done or one that is considered."""

from __future__ import annotations

from collections.abc import Sequence

from mednec.extraction.matching import Hit
from mednec.extraction.mentions import RawMention, Scene
from mednec.extraction.wordsets import word_set

_INTENDED = word_set(
    "recommend recommends recommended recommending recommendation discuss discusses discussed discussing discussion",
    "consider considers considered considering consideration contemplating contemplated plan plans planned",
    "planning candidate candidates candidacy option options risk risks benefit benefits alternatives offer offers",
    "offered scheduled schedule proceed wishes wish wants want elected elects possible possibly potential may",
    "might would could if future upcoming needs need needed require requires required refer referred referral",
    "evaluation evaluate consult consultation opinion clearance authorization declined declines refused refuses",
    "not no indicated elective pending warranted advised suggested preoperative preop proposed offering",
    "interested reluctant versus whether will explained consent consented postponed deferred cancelled canceled",
    "without avoid talked spoke advice favor favors favour favours favored propose proposes proposing listed theatre",
    "waiting list booked books book slated should ought foreseen envisaged tonight tomorrow next likely probable keen",
    "raised mentioned send sent arrange arranged option turned rejected thinking he'd she'd i'd they'd prefer prefers",
)
_UNDERGONE = word_set("received underwent undergone had s/p after following")
_CARRIED_OUT = _UNDERGONE | word_set("performed done consisted halted treated taken led improved resolved resulted")
_DONE_BEFORE = word_set("history h/o hx prior previous previously past old ago since failed status post years solid")
_NEAR = 4
_PAST = word_set(
    "s/p sp s status post prior previous previously underwent had history h hx after following since healed solid",
    "old ago done postop postoperative failed intact hardware scar incision wound until was were did undergone",
)
_LEADS_TO = word_set(
    "should would will may might option options choice choices alternative alternatives favor favors favour propose",
    "proposes proposed proposing suggest suggests recommend recommends advise advises consider considers prefer",
    "prefers keen book booked list listed theatre needs need warrants lean leans leaning plan plans planning",
)
_LOOKS_AHEAD = (
    "in am", "in the am", "in the morning", "tomorrow", "tonight", "next week", "next month", "would be", "will be",
    "can be", "could be", "might be", "may be", "is the next step", "on the books", "down the line", "down the road",
    "at some point", "in the future", "when cleared", "once cleared", "if approved", "on monday", "on tuesday",
    "on wednesday", "on thursday", "on friday",
)  # fmt: skip
_KNOWN = word_set("the his her their this that these your")
_ENDS = word_set(". ; |")


def is_intended(scene: Scene, hit: Hit) -> bool:
    """'Options are therapy or a laminectomy', 'L4-5 fusion in the morning', or in a plan: an operation ahead."""
    words = scene.words
    opening = max((i + 1 for i in range(hit.start) if words[i] in _ENDS), default=0)
    closing = next((i for i in range(hit.end, len(words)) if words[i] in _ENDS), len(words))
    lead, tail = words[opening : hit.start], words[hit.end : closing]
    own = words[hit.start : hit.end]
    if not _PAST.isdisjoint(own) or any(w.isdigit() and len(w) == _YEAR for w in tail[:_NEAR]):
        return False
    if scene.temporality == "planned":
        return _PAST.isdisjoint(words)
    ahead = " ".join(tail[: _NEAR + 1])
    if any(ahead == phrase or ahead.startswith(phrase + " ") for phrase in _LOOKS_AHEAD):
        return _PAST.isdisjoint(lead)
    return _is_led_to(lead)


def _is_led_to(lead: Sequence[str]) -> bool:
    """Whether the words before an operation lead up to one, and not to one that is known already."""
    last = max((i for i, word in enumerate(lead) if word in _LEADS_TO), default=-1)
    return last >= 0 and _PAST.isdisjoint(lead[last:]) and _KNOWN.isdisjoint(lead[-2:])


_YEAR = 4


def settle(scene: Scene, mentions: list[RawMention]) -> list[RawMention]:
    """Decide for one reading where the same words name an operation that was done and one that is considered."""
    mentions = _without_refused(mentions)
    considered = [m for m in mentions if m.concept == "surgery_considered" and m.status == "present"]
    if not considered:
        return mentions
    done = [m for m in mentions if m.concept == "prior_spine_surgery" and m.status in ("present", "possible")]
    intended = not _INTENDED.isdisjoint(scene.words)
    for mention in considered:
        both = [d for d in done if d.start < mention.end and mention.start < d.end]
        if _undergone(scene, mention) or (not intended and (both or not _CARRIED_OUT.isdisjoint(scene.words))):
            mention.concept = "prior_spine_surgery"
        else:
            done = [d for d in done if d not in both]
            mentions = [m for m in mentions if m not in both]
    if intended and _CARRIED_OUT.isdisjoint(scene.words) and _DONE_BEFORE.isdisjoint(scene.words):
        first = min(m.start for m in considered)  # "repeat the epidural, or decompression and fusion of L4-5"
        mentions = [m for m in mentions if m not in done or m.start < first]
    return mentions


def _without_refused(mentions: list[RawMention]) -> list[RawMention]:
    """'Fusion is not being offered' names no fusion that was done."""
    refused = [m for m in mentions if m.concept == "surgery_considered" and m.status == "absent"]
    return [
        m
        for m in mentions
        if m.concept != "prior_spine_surgery"
        or m.status != "present"
        or not any(m.start < r.end and r.start < m.end for r in refused)
    ]


def _undergone(scene: Scene, mention: RawMention) -> bool:
    """As in "underwent surgical stabilization": whatever else the sentence plans."""
    start, end = scene.piece.tokens(mention.start, mention.end)
    return not _UNDERGONE.isdisjoint(scene.words[max(0, start - _NEAR) : start]) and _INTENDED.isdisjoint(
        scene.words[max(0, start - _NEAR) : end]
    )
