"""To which treatments of a sentence a length of time belongs."""

from __future__ import annotations

from collections.abc import Sequence

from mednec.extraction.course_days import EXTENSION, SEPARATE
from mednec.extraction.course_lengths import ends_course
from mednec.extraction.linking import Group, Links
from mednec.extraction.segment_times import SegmentTimes
from mednec.extraction.time_expressions import DURATION_KINDS, TimeExpression
from mednec.extraction.treatments import PRIOR_TREATMENT, Treatment, accompanied
from mednec.extraction.wordsets import word_set

BOTH = word_set("both all each")
START = word_set(
    "added placed prescribed put started start began begin initiated since from commenced beginning",
    "starting",
)
VISITED = word_set("seen visit visited")
COMPLAINT = word_set("pain pains symptoms numbness tingling weakness lbp ache sx history hx complaints complaint")
_FORWARD = word_set(
    "of course trial supervised formal the a physical prescription round rounds worth : - – conservative",
    "outpatient in regimen program w/ with additional more",
)
_SPREAD = word_set("for over during x past last the")
_TIES = word_set("and + & plus")
_SINCE_BARS = word_set("; , ( but then stopped started begun began added continued which")
_ORDERED = word_set("prescribed")  # a prescription of two weeks ago may renew what was taken before
_PAUSE = word_set("quit stopped gap break pause hiatus interval")
_CAME_BACK = word_set("returned returns came presented presents seen reviewed admitted readmitted")
_BEFORE_THAT = word_set("earlier previously formerly )")
_DONE = word_set("prior previous previously past completed did had took tried underwent received")
_BROKEN = word_set("; . | and but then who with since after")
_SOURCES = word_set(", at in from a an the store drugstore pharmacy supermarket counter over otc shop online bought")
_COURSE_NOUNS = word_set("course trial regimen taper")
_AIM = 4  # words of "back pain"
_NAMED = 5  # words from "a course of" to the treatment
_PURPOSE = 7  # words of "for nerve pain x"
_STOPPED_REACH = 12
_BACK, _FORWARD_REACH, _PLAIN, _LOOSE, _LOOSE_AFTER_STOP = 6, 4, 6, 16, 4


class TimeOwners:
    """The lengths of one segment and its treatments."""

    def __init__(self, told: SegmentTimes, links: Links) -> None:
        self.told = told
        self.words = told.words
        self.links = links

    def of(self, time: TimeExpression, start: int, end: int) -> Sequence[Treatment]:
        """The treatments whose length a time at the tokens [start, end) is."""
        if time.kind in ("duration", "offset") and ends_course(self.words, start):
            targets = self._stopped(start)
        elif not _PAUSE.isdisjoint(self.words[max(0, start - 2) : start] + self.words[end : end + 1]):
            return []
        else:
            targets = self._by_kind(time, start, end)
        return targets or (self.links.before(start) or [] if self.extends(time, start) else [])

    def extends(self, time: TimeExpression, start: int) -> bool:
        """As in "extended by four more weeks", "followed by another month": the same course goes on."""
        near = self.words[max(0, start - 4) : start + 3]
        told = any(a < start for _, a, _ in self.told.times)
        goes_on = not EXTENSION.isdisjoint(near) or not SEPARATE.isdisjoint(near)
        lasts = time.kind in ("duration", "follow_up", "offset")
        return told and goes_on and lasts and bool(self.links.before(start))

    def _by_kind(self, time: TimeExpression, start: int, end: int) -> Sequence[Treatment]:
        if time.measures in ("follow_up", "post_op") or self._until_return(start, end) or self._without(start):
            return []
        if time.kind == "step":
            return self.nearest(start, end)
        if time.kind == "ago":
            return self._since_then(start) or self._back_then(start)
        if time.kind == "until" and (time.end_date or "9") <= self.told.today:
            return (self.links.backward(start, _BACK) or [])[-1:]
        if time.kind not in DURATION_KINDS:
            return []
        if time.measures == "symptom":
            return self._of_care(end) or self._for_complaint(start)
        return self._all_since(time, start) or self.nearest(start, end)

    # -------------------- told of what stands before it
    def _stopped(self, start: int) -> Sequence[Treatment]:
        """As in "naproxen, stopped after 3 weeks", "weaned off it after a month"."""
        behind = self.links.before(start)
        return behind[-1:] if behind and len(self.links.loose(behind[-1].end, start)) <= _STOPPED_REACH else []

    def _until_return(self, start: int, end: int) -> bool:
        """As in "returned after one week": when he was seen again."""
        lead = self.words[max(0, start - 4) : start + 1]
        return self.words[end : end + 1] != ["of"] and "after" in lead and not _CAME_BACK.isdisjoint(lead)

    def _without(self, start: int) -> bool:
        """As in "has been off ibuprofen for a month": how long he did without."""
        behind = self.links.before(start)
        return behind is not None and "off" in self.words[max(0, behind[0].start - 2) : behind[0].start]

    def _since_then(self, start: int) -> Sequence[Treatment]:
        """As in "was added 2 months ago": it has been going on since."""
        behind = self.links.before(start)
        if behind is None or (START - _ORDERED).isdisjoint(self.words[behind[-1].end : start]):
            return []
        return behind[-1:] if len(self.links.loose(behind[-1].end, start)) <= _BACK else []

    def _back_then(self, start: int) -> Sequence[Treatment]:
        """As in "had an injection a month ago": past, and no length."""
        behind = self.links.backward(start, _BACK)
        for treatment in behind[-1:] if behind else []:
            treatment.past = True
        return []

    def _all_since(self, time: TimeExpression, start: int) -> Sequence[Treatment]:
        """As in "getting massage and acupuncture for his neck since January": both of them go on since then."""
        behind = self.links.before(start)
        if time.kind != "since" or behind is None or not self._are_tied(behind):
            return []
        between = self.links.loose(behind[-1].end, start)
        return behind if len(between) <= _PLAIN and _SINCE_BARS.isdisjoint(between) else []

    def _are_tied(self, group: Group) -> bool:
        """Whether the last two of a list are joined ("massage and acupuncture") and it has no length inside."""
        if len(group) < 2 or _TIES.isdisjoint(self.words[group[-2].end : group[-1].start]):
            return False
        return not self.told.parts(group)

    # -------------------- a length beside a complaint
    def _of_care(self, end: int) -> Sequence[Treatment]:
        """As in "2 months of PT for cervicalgia": the length is of the treatment."""
        ahead = self.links.after(end)
        if ahead is None or self.words[end : end + 1] != ["of"] or ahead[0].start - end > 4:
            return []
        return self._right_ahead(ahead, end) or ahead[:1]

    def _for_complaint(self, start: int) -> Sequence[Treatment]:
        """As in "gabapentin for sciatica, 6 weeks"."""
        behind = self.links.before(start)
        between = self.words[behind[-1].end : start] if behind else []
        purpose = between[:1] in (["for"], ["prn"]) and len(between) <= _PURPOSE and _BROKEN.isdisjoint(between)
        past = self.told.piece.segment.section == PRIOR_TREATMENT or not _DONE.isdisjoint(self.words[:start])
        purpose = purpose or (past and _tells_purpose(between))
        named = (between[-1:] == [","] and "for" in between) or "it" in between[-4:] or purpose
        return behind[-1:] if behind and named else []

    # -------------------- the nearest
    def nearest(self, start: int, end: int) -> Sequence[Treatment]:
        """The treatments that a length or count stands in, right before or behind."""
        inside = [t for t in self.links.treatments if t.start < end and start < t.end]
        course = inside or self._along(start, end)
        if course or self._of_other_care(end):
            return course
        ahead, behind = self.links.after(end), self.links.before(start)
        beside = self._right_ahead(ahead, end) if ahead else []
        if beside or behind is not None:
            return beside or self._right_behind(behind or [], start)
        between = self.links.loose(end, ahead[0].start) if ahead else []
        return ahead if ahead and (COMPLAINT | _BEFORE_THAT).isdisjoint(between) else []

    def _right_ahead(self, ahead: Group, end: int) -> Sequence[Treatment]:
        """As in "6 weeks of PT", "3 months of PT and NSAIDs"."""
        between = self.links.loose(end, ahead[0].start)
        if len(between) > _FORWARD_REACH or not _FORWARD.issuperset(between):
            return []
        spread = len(ahead) > 1 and self.words[ahead[0].end : ahead[1].start] == ["and"]
        spread = spread and (len(ahead) == 2 or self.words[ahead[1].end : ahead[1].end + 1] not in ([","], ["and"]))
        return ahead[:2] if spread else ahead[:1]

    def _right_behind(self, behind: Group, start: int) -> Sequence[Treatment]:
        """As in "PT for 6 weeks", "PT with heat and naproxen, from 3/2 to 4/1"."""
        between = self.links.loose(behind[-1].end, start)
        if not COMPLAINT.isdisjoint(between) and between[0] not in ("for", "x"):
            return []
        if len(between) > (_LOOSE_AFTER_STOP if ";" in between else _LOOSE):
            return []
        if "|" in between and not self.links.row:
            return []
        both = len(behind) > 1 and not BOTH.isdisjoint(between)
        if both or (self._are_tied(behind) and self._is_of_all(behind, between, start)):
            return behind
        course = accompanied(self.words, behind)
        return course if course and not self.told.parts(course) else behind[-1:]

    def _is_of_all(self, behind: Group, between: Sequence[str], start: int) -> bool:
        """Whether a length is that of every treatment in a list whose last two are joined."""
        before = self.words[start - 1]
        if before in _SPREAD:
            return True
        if len(behind) == 2 and (not between or (between[-1] == "," and _SOURCES.issuperset(between))):
            return True
        return before == "," and any(a == start and t.kind == "interval" for t, a, _ in self.told.times)

    def _of_other_care(self, end: int) -> bool:
        """As in "a ten day course of antibiotics": the length of what is none of the treatments."""
        if _COURSE_NOUNS.isdisjoint(self.words[end : end + 1]) or self.words[end + 1 : end + 2] != ["of"]:
            return False
        return not any(end + 1 < t.start <= end + 1 + _NAMED for t in self.links.treatments)

    def _along(self, start: int, end: int) -> list[Treatment]:
        """As in "PT, 12 visits with moist heat": visits and days of the course, not of what was given along with it."""
        ahead, behind = self.links.after(end), self.links.before(start)
        if not ahead or not behind or self.words[end : end + 1] not in (["with"], ["w/"]):
            return []
        group = next(g for g in self.links.groups if ahead[0] in g)
        return behind[-1:] if behind[-1] in accompanied(self.words, group) else []


def _tells_purpose(between: Sequence[str]) -> bool:
    """As in "(PT) at a clinic in 2017 for back pain x"."""
    if "for" not in between or between[-1] not in ("x", "for", ",") or not _BROKEN.isdisjoint(between):
        return False
    aim = between[between.index("for") + 1 : -1]
    return 0 < len(aim) <= _AIM and not COMPLAINT.isdisjoint(aim) and len(between) <= _STOPPED_REACH
