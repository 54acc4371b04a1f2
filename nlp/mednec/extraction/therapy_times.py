"""Which lengths of time, visit counts and dates of a sentence belong to its treatments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from mednec.evidence import DayRange
from mednec.extraction.amounts import NUMBER_WORDS
from mednec.extraction.care_tables import Columns, days_of_row
from mednec.extraction.compliance import Kept
from mednec.extraction.context import Context, beginning_in
from mednec.extraction.course_lengths import ends_course, is_no_course, says_it_helped, wore_off
from mednec.extraction.linking import Links
from mednec.extraction.matching import Matched
from mednec.extraction.occasions import is_single, occasions
from mednec.extraction.points import DateMention
from mednec.extraction.time_expressions import DURATION_KINDS, TimeExpression
from mednec.extraction.treatments import PRIOR_TREATMENT, Treatment, accompanied, is_drug
from mednec.extraction.wordsets import word_set

_FORWARD = word_set(
    "of course trial supervised formal the a physical prescription round rounds worth : - – conservative",
    "outpatient in regimen program w/ with additional more",
)
_RELIEF = word_set("relief benefit improvement")
_POSSESSIVE = word_set("' ’ s 's")
_RELIEF_BRIDGE = word_set("for lasted lasting only about at maybe just approximately the of last first to")
_SPREAD = word_set("for over during x past last")
_EXTENSION = word_set("additional another further extended more extra added")
_SEPARATE = word_set("second separate again resumed restarted rounds bouts bout")
_PAUSE = word_set("quit stopped gap break pause hiatus interval")
_TIES = word_set("and + & plus")
_BOTH = word_set("both all each")
_SINCE_BARS = word_set("; , ( but then stopped started begun began added continued which")
_START = word_set(
    "added placed prescribed put started start began begin initiated since from commenced beginning",
    "starting",
)
_ORDERED = word_set("prescribed")  # a prescription of two weeks ago may renew what was taken before
_VISITS = word_set("visit visits session sessions")
_HALTED = word_set("stopped quit discontinued d/c'd dc'd")
_HALTED_REACH = 8
_FINISHED_REACH = 4
_FINISHED = word_set("completed finished ended")
_CAME_BACK = word_set("returned returns came presented presents seen reviewed admitted readmitted")
_VAGUE = word_set("several few many numerous multiple couple")
_ROUGHLY = word_set("about approximately approx around roughly the some")
_MORE_THAN = word_set(
    "for x of lasting lasted just well little bit slightly somewhat past last in is was been took now"
)
_STOPPED_REACH = 12
_AIM = 4
_BEFORE_THAT = word_set("earlier previously formerly")
_DONE = word_set("prior previous previously past completed did had took tried underwent received")
_NAMED = 5  # words from "a course of" to the treatment
_PURPOSE = 7  # words of "for nerve pain x"
_BROKEN = word_set("; . | and but then who with since after")
_VISITED = word_set("seen visit visited")
_END = word_set("completed ended ending finished finishing discharged until through stopped end discharge last d/c'd")
_SOURCES = word_set(", at in from a an the store drugstore pharmacy supermarket counter over otc shop online bought")
_ADVERBS = word_set("on at in since visit seen date : (")
_COUNTED = {"week": 7.0, "day": 1.0, "month": 30.0}
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_POINTS = word_set("at by until post pod from after")
_AHEAD = word_set("will going")
_OTHER_TOPIC = word_set(
    "sleep slept sleeping work works worked working walks walked surgery admitted transferred smoked class aqua gym",
    "yoga pool swims swimming bladder incontinence urine urinary bowels gained lost weight",
)
_COMPLAINT = word_set("pain pains symptoms numbness tingling weakness lbp ache sx history hx complaints complaint")


class TimeLinks:
    """The times of one segment in its own tokens."""

    def __init__(self, piece: Matched, context: Context, columns: Columns | None = None) -> None:
        self.piece = piece
        self.columns = columns
        segment = piece.segment
        self.today = context.note_date or ""
        self.times = [(e, *piece.tokens(e.start, e.end)) for e in context.times_in(piece)]
        self.counts = [(s, *piece.tokens(s.start, s.end)) for s in beginning_in(context.sessions, segment)]
        self.dates = [(d, *piece.tokens(d.start, d.end)) for d in beginning_in(context.time.dates, segment)]
        spans = (
            [(a, b) for _, a, b in self.times]
            + [(a, b) for _, a, b in self.counts]
            + [(a, b) for _, a, b in self.dates]
        )
        self.covered = frozenset(i for a, b in spans for i in range(a, b))

    def opening(self, before: int) -> str | None:
        """The date that a segment opens with ("3/16: gave her …", "On 5/2 we taught …")."""
        words = self.piece.words
        for day, start, end in self.dates:
            if end <= before and start <= 2 and _ADVERBS.issuperset(words[:start]):
                return day.iso
        return None

    # -------------------- within a sentence
    def link(self, links: Links, relieved: Sequence[tuple[int, int]] = ()) -> None:
        """Give every length, count and date to the treatments it stands with; lengths at ``relieved`` are of relief."""
        given: dict[int, list[tuple[TimeExpression, int]]] = {}
        words = self.piece.words
        for time, start, end in self.times:
            if _is_brief(time):
                continue
            if time.kind == "duration" and self._of_relief(links, start, end, relieved):
                continue
            if time.kind in ("duration", "ago") and is_no_course(words, start, end):
                continue
            if time.kind in ("duration", "step") and wore_off(words, start, end):
                continue
            if time.kind == "since" and _since_a_visit(words, start, end):
                continue
            ended = time.kind in ("duration", "offset") and ends_course(words, start)
            if not ended and not _PAUSE.isdisjoint(words[max(0, start - 2) : start] + words[end : end + 1]):
                continue
            targets = self._stopped(links, start) if ended else self._owners(links, time, start, end)
            if not targets and self._extends(links, time, start):
                targets = links.before(start) or []
            for treatment in targets:
                listed = self.piece.segment.section == PRIOR_TREATMENT or treatment.outcome != "unknown"
                listed = listed or not is_drug(treatment) or words[end : end + 1] in (["trial"], ["course"])
                listed = listed or not _HALTED.isdisjoint(words[end : end + _HALTED_REACH])  # "bid x 6 weeks, stopped"
                if time.measures == "supply" and not listed:
                    treatment.supplied, treatment.supply = True, time.days
                elif (
                    time.measures != "plan"
                    or self._extends(links, time, start)
                    or time.kind in ("since", "interval", "onset")
                ):
                    given.setdefault(id(treatment), []).append((time, start))
        for treatment in (t for g in links.groups for t in g):
            if id(treatment) in given:
                self._settle(treatment, given[id(treatment)])
        for count, start, end in self.counts:
            if not count.planned:
                for treatment in self._nearest(links, start, end)[:1]:
                    treatment.sessions = treatment.sessions or count.count
        self._count_times(links)
        self._count_weeks(links)
        self._count_visit(links)
        dated: dict[int, list[str]] = {}
        for day, start, end in self.dates:
            owner = self._date(links, day, start, end)
            if owner is not None:
                self._date_both(links, owner, day, start)
                dated.setdefault(id(owner), []).append(day.iso)
        self._date_row(links)
        for treatment in (t for g in links.groups for t in g):
            counted = occasions(self.piece.words, treatment, dated.get(id(treatment), ()))
            treatment.sessions = treatment.sessions or counted

    def _date_row(self, links: Links) -> None:
        """The days that a row of a table gives the course in it."""
        if not links.row or not self.dates:
            return
        start, end = days_of_row(self.piece, self.dates, self.columns)
        for treatment in (t for g in links.groups for t in g if start or end):
            treatment.start_date, treatment.end_date = start or treatment.start_date, end or treatment.end_date
            treatment.closed = treatment.closed or end is not None
            treatment.running = treatment.running or end is None
            treatment.days = _between(treatment.start_date, treatment.end_date) or treatment.days

    def _extends(self, links: Links, time: TimeExpression, start: int) -> bool:
        """As in "extended by four more weeks", "followed by another month": the same course goes on."""
        near = self.piece.words[max(0, start - 4) : start + 3]
        behind = links.before(start)
        told = [a for _, a, _ in self.times if a < start]
        goes_on = not _EXTENSION.isdisjoint(near) or not _SEPARATE.isdisjoint(near)
        return bool(told and behind and goes_on) and time.kind in ("duration", "follow_up", "offset")

    def _of_relief(self, links: Links, start: int, end: int, relieved: Sequence[tuple[int, int]]) -> bool:
        """As in "helped for two weeks", "relief lasted a day": how long the relief lasted."""
        following = [w for w in self.piece.words[end : end + 3] if w not in _POSSESSIVE]
        if following[:1] and following[0] in _RELIEF:
            return True  # "2 days' relief"
        if self.piece.words[end : end + 1] == ["of"]:
            named = any(end < t.start < end + 4 for g in links.groups for t in g)
            return not named and not _RELIEF.isdisjoint(self.piece.words[end + 1 : end + 4])
        if any(t.start - end in (0, 1) for g in links.groups for t in g):
            return False
        for first, last in relieved:
            if first < start < last or (last <= start and set(self.piece.words[last:start]) <= _RELIEF_BRIDGE):
                return True
        return False

    def _owners(self, links: Links, time: TimeExpression, start: int, end: int) -> Sequence[Treatment]:
        if time.measures in ("follow_up", "post_op") or self._until_return(start, end) or self._without(links, start):
            return []
        if time.kind == "step":
            return self._nearest(links, start, end)
        if time.kind == "ago":
            return self._since_then(links, start) or self._back_then(links, start)
        if time.kind == "until" and (time.end_date or "9") <= self.today:
            return (links.backward(start, 6) or [])[-1:]
        if time.kind not in DURATION_KINDS:
            return []
        if time.measures == "symptom":
            return self._of_care(links, end) or self._for_complaint(links, start)
        return self._all_since(links, time, start) or self._nearest(links, start, end)

    def _all_since(self, links: Links, time: TimeExpression, start: int) -> Sequence[Treatment]:
        """As in "getting massage and acupuncture for his neck since January": both of them go on since then."""
        behind = links.before(start)
        if time.kind != "since" or behind is None or len(behind) < 2 or self._own_time(behind):
            return []
        between = links.loose(behind[-1].end, start)
        tied = not _TIES.isdisjoint(self.piece.words[behind[-2].end : behind[-1].start])
        plain = len(between) <= 6 and _SINCE_BARS.isdisjoint(between)
        return behind if tied and plain else []

    def _without(self, links: Links, start: int) -> bool:
        """As in "has been off ibuprofen for a month": how long he did without."""
        behind = links.before(start)
        return behind is not None and "off" in self.piece.words[max(0, behind[0].start - 2) : behind[0].start]

    def _until_return(self, start: int, end: int) -> bool:
        """As in "returned after one week": when he was seen again."""
        lead = self.piece.words[max(0, start - 4) : start + 1]
        return self.piece.words[end : end + 1] != ["of"] and "after" in lead and not _CAME_BACK.isdisjoint(lead)

    def _stopped(self, links: Links, start: int) -> Sequence[Treatment]:
        """As in "naproxen, stopped after 3 weeks", "weaned off it after a month"."""
        behind = links.before(start)
        return behind[-1:] if behind and len(links.loose(behind[-1].end, start)) <= _STOPPED_REACH else []

    def _since_then(self, links: Links, start: int) -> Sequence[Treatment]:
        """As in "was added 2 months ago": it has been going on since."""
        behind = links.before(start)
        if (
            behind is None
            or (_START - _ORDERED).isdisjoint(self.piece.words[behind[-1].end : start])
            or len(links.loose(behind[-1].end, start)) > 6
        ):
            return []
        return behind[-1:]

    def _back_then(self, links: Links, start: int) -> Sequence[Treatment]:
        """As in "had an injection a month ago": past, and no length."""
        behind = links.backward(start, 6)
        for treatment in behind[-1:] if behind else []:
            treatment.past = True
        return []

    def _of_care(self, links: Links, end: int) -> Sequence[Treatment]:
        """As in "2 months of PT for cervicalgia": the length is of the treatment."""
        ahead = links.after(end)
        if ahead is None or self.piece.words[end : end + 1] != ["of"] or ahead[0].start - end > 4:
            return []
        return ahead[:1]

    def _for_complaint(self, links: Links, start: int) -> Sequence[Treatment]:
        """As in "gabapentin for sciatica, 6 weeks"."""
        behind = links.before(start)
        between = self.piece.words[behind[-1].end : start] if behind else []
        purpose = between[:1] in (["for"], ["prn"]) and len(between) <= _PURPOSE and not _BROKEN.intersection(between)
        past = self.piece.segment.section == PRIOR_TREATMENT or not _DONE.isdisjoint(self.piece.words[:start])
        purpose = purpose or (past and _tells_purpose(between))
        named = (between[-1:] == [","] and "for" in between) or "it" in between[-4:] or purpose
        return behind[-1:] if behind and named else []

    def _nearest(self, links: Links, start: int, end: int) -> Sequence[Treatment]:
        words = self.piece.words
        inside = [t for g in links.groups for t in g if t.start < end and start < t.end]
        if inside:
            return inside
        course = self._along(links, start, end)
        if course:
            return course
        ahead = links.after(end)
        if self._of_other_care(links, end):
            return []
        if ahead is not None:
            between = links.loose(end, ahead[0].start)
            if len(between) <= 4 and all(w in _FORWARD for w in between):
                spread = len(ahead) > 1 and words[ahead[0].end : ahead[1].start] == ["and"]
                spread = spread and words[ahead[1].end : ahead[1].end + 1] not in ([","], ["and"])
                return ahead[:2] if spread else ahead[:1]
        behind = links.before(start)
        if behind is not None:
            between = links.loose(behind[-1].end, start)
            if any(w in _COMPLAINT for w in between) and not any(w in ("for", "x") for w in between[:1]):
                return []
            if len(between) > (16 if ";" not in between else 4) or ("|" in between and not links.row):
                return []
            tied = len(behind) > 1 and not _TIES.isdisjoint(words[behind[-2].end : behind[-1].start])
            tied = tied and not self._own_time(behind)
            joined = tied and (
                words[start - 1 if start else 0] in _SPREAD | {"the"}
                or (len(behind) == 2 and (not between or (between[-1] == "," and _SOURCES.issuperset(between))))
            )
            listed = (
                tied and words[start - 1] == "," and any(a == start and t.kind == "interval" for t, a, _ in self.times)
            )
            both = len(behind) > 1 and not _BOTH.isdisjoint(between)
            # "PT with heat and naproxen, from 3/2 to 4/1"
            joined = joined or both or (listed and not self._own_time(behind))
            course = accompanied(words, behind) if not joined else []
            if course and not self._own_time(course):
                return course
            return behind if joined else behind[-1:]
        between = links.loose(end, ahead[0].start) if ahead else []
        return ahead if ahead and (_COMPLAINT | _BEFORE_THAT | {")"}).isdisjoint(between) else []

    def _of_other_care(self, links: Links, end: int) -> bool:
        """As in "a ten day course of antibiotics": the length of what is none of the treatments."""
        words = self.piece.words
        at = end + (words[end : end + 1] in (["course"], ["trial"], ["regimen"], ["taper"]))
        named = any(at < t.start <= at + _NAMED for g in links.groups for t in g)
        return at > end and words[at : at + 1] == ["of"] and not named

    def _along(self, links: Links, start: int, end: int) -> Sequence[Treatment]:
        """As in "PT, 12 visits with moist heat": visits and days of the course, not of what was given along with it."""
        ahead, behind = links.after(end), links.before(start)
        if not ahead or not behind or self.piece.words[end : end + 1] not in (["with"], ["w/"]):
            return []
        group = next(g for g in links.groups if ahead[0] in g)
        return behind[-1:] if behind[-1] in accompanied(self.piece.words, group) else []

    def _own_time(self, group: Sequence[Treatment]) -> bool:
        """Whether a length of time stands between the treatments of a list."""
        return any(group[0].start < a < group[-1].start for t, a, _ in self.times if t.kind != "frequency")

    def _settle(self, treatment: Treatment, given: Sequence[tuple[TimeExpression, int]]) -> None:
        """One length; an extension adds up, and a date at either end is kept."""
        for time, at in given:
            treatment.start_date = treatment.start_date or time.start_date
            treatment.end_date = treatment.end_date or time.end_date
            treatment.evidence.append((time.start, time.end))
            treatment.closed = treatment.closed or time.kind in ("duration", "interval", "until")
            recent = not {"past", "last"}.isdisjoint(self.piece.words[max(0, at - 2) : at + 2])
            treatment.running = treatment.running or recent or time.kind in ("since", "onset", "ago")
            if is_single(self.piece.words, treatment):
                continue
            days = self._length(time, at)
            if days == (None, None):
                continue
            near = self.piece.words[max(0, at - 5) : at + 3]
            if treatment.days is None:
                treatment.days, treatment.taken_at = days, at
            elif self._again(at):
                treatment.later.append((days, at))
            elif not _EXTENSION.isdisjoint(near):
                treatment.days = _sum(treatment.days, days)
        if not is_single(self.piece.words, treatment):
            treatment.days = _between(treatment.start_date, treatment.end_date) or treatment.days

    def _again(self, at: int) -> bool:
        """Whether a further length is a course of its own ("then wore it again for 3 weeks", "two separate rounds")."""
        lead = self.piece.words[:at]
        if not _EXTENSION.isdisjoint(self.piece.words[max(0, at - 5) : at + 3]):
            return False
        return not _SEPARATE.isdisjoint(lead)

    def _length(self, time: TimeExpression, at: int) -> DayRange:
        """As in "12 visits over 6 weeks", "completed over six weeks": during, not longer than."""
        low, high = time.days
        if high is None and self._took(time, at):
            return low, low
        lead = self.piece.words[max(0, at - 1) : at + 1]
        if (
            high is None
            and low is not None
            and "over" in lead
            and (self.counts or "completed" in self.piece.words or "times" in self.piece.words)
        ):
            return low, low
        return low, high

    def _took(self, time: TimeExpression, at: int) -> bool:
        """As in "physical therapy over 7 weeks": the time it took; "for over 7 weeks" is more than that."""
        words = self.piece.words
        end = next((b for t, _, b in self.times if t is time), at)
        if words[end : end + 1] == ["of"] or not _VAGUE.isdisjoint(words[at:end]):
            return False
        over = next((i for i in range(at, max(-1, at - 3), -1) if words[i] == "over"), None)
        if not over or not set(words[over + 1 : at]) <= _ROUGHLY:
            return False
        if words[over - 1] == "," and words[end : end + 1] in (["this"], ["last"], ["in"]):
            return True  # "PT, aquatic this time, over 8 weeks this spring"
        return words[over - 1][0].isalpha() and words[over - 1] not in _MORE_THAN

    def _count_visit(self, links: Links) -> None:
        """As in "PT visit #9": so far nine."""
        number = self._visit_number()
        at = next((i for i, w in enumerate(self.piece.words) if w in _VISITS), None)
        behind = links.before(at) if number and at is not None and at not in self.covered else None
        if behind and at is not None and behind[-1].end == at:
            behind[-1].sessions = behind[-1].sessions or number

    def _visit_number(self) -> int | None:
        """As in "Visit 9 of 12", "visit #6", "visits attended: 14"."""
        words = self.piece.words
        for i, word in enumerate(words):
            if word in _VISITS:
                following = next(
                    (w for w in words[i + 1 : i + 4] if w not in ("#", ":", "attended", "number", "no")), ""
                )
                if number_of(following):
                    return number_of(following)
        return None

    def _count_times(self, links: Links) -> None:
        """As in "saw a chiropractor 10 times", "massage x 2"."""
        words = self.piece.words
        for i, word in enumerate(words[:-1]):
            number = number_of(
                words[i + 1]
                if word in ("x", "attended")
                else words[i + 2 : i + 3][0]
                if words[i + 1] == "only" and word == "attended" and i + 2 < len(words)
                else word
            )
            counted = (
                (word == "attended" and i + 2 not in self.covered)
                or (word == "x" and i + 1 not in self.covered)
                or (words[i + 1] == "times" and words[i + 2 : i + 3] not in (["a"], ["per"], ["daily"], ["each"]))
            )
            behind = links.before(i)
            if (
                number
                and counted
                and behind
                and len(links.loose(behind[-1].end, i)) < 8
                and (word != "x" or behind[-1].end == i)
            ):
                behind[-1].sessions = behind[-1].sessions or number

    def _count_weeks(self, links: Links) -> None:
        """As in "week 3 of 8", "in his fourth week of PT", "on day 3 of a taper": so far so many."""
        words = self.piece.words
        for i, word in enumerate(words[:-1]):
            size = _COUNTED.get(word)
            if size is None or words[max(0, i - 1)] in _POINTS or (i and i - 1 in self.covered):
                continue
            number, after = number_of(words[i + 1]), i + 2
            if i and words[i - 1] in _ORDINALS and words[i + 1] in ("of", "on"):
                number, after = _ORDINALS.index(words[i - 1]) + 1, i + 1
            if (
                not number
                or words[after : after + 1] == ["post"]
                or (word == "day" and words[after : after + 1] != ["of"])
            ):
                continue
            ahead = links.after(after) if words[after : after + 1] == ["of"] else None
            meant = ahead[:1] if ahead and ahead[0].start - i < 6 else links.before(i)
            if meant and meant[-1].days is None:
                meant[-1].days = (size * number, size * number)

    def _date(self, links: Links, day: DateMention, start: int, end: int) -> Treatment | None:
        """Give a date to the treatment before it; the treatment it dates."""
        if any(a <= start < b for _, a, b in self.times):
            return None
        behind = links.before(start)
        owner = behind[-1] if behind else None
        if owner is None or len(links.loose(owner.end, start)) > 8:
            return None
        return owner if self._set_date(owner, day, start) else None

    def _date_both(self, links: Links, owner: Treatment, day: DateMention, start: int) -> None:
        """As in "naproxen and heat, both begun 5/18": the day of all that are listed."""
        behind = links.before(start) or []
        if not _BOTH.isdisjoint(self.piece.words[owner.end : start]):
            for treatment in behind[:-1]:
                self._set_date(treatment, day, start)

    def _set_date(self, owner: Treatment, day: DateMention, start: int) -> bool:
        """Whether a date is the beginning, the end or the day of a treatment; it is kept as such."""
        near = self.piece.words[max(0, start - 5) : start]
        if not _VISITED.isdisjoint(near):
            return False  # "last seen on"
        if is_single(self.piece.words, owner):
            owner.start_date = owner.start_date or day.iso
            return True
        finished = owner.closed and not _FINISHED.isdisjoint(self.piece.words[max(0, owner.start - 7) : owner.start])
        if not _END.isdisjoint(near) or finished:
            owner.end_date = owner.end_date or day.iso
        elif not _START.isdisjoint(near) or owner.name.endswith("_injection"):
            owner.start_date = owner.start_date or day.iso
        else:
            return False
        owner.days = _between(owner.start_date, owner.end_date) or owner.days
        return True

    def _clause(self, start: int, end: int) -> Sequence[str]:
        """The words around a time up to a semicolon."""
        words = self.piece.words
        low = next((i + 1 for i in range(start - 1, -1, -1) if words[i] == ";"), 0)
        return words[low : next((i for i in range(end, len(words)) if words[i] == ";"), len(words))]

    # -------------------- the sentence after
    def tell_of(self, done: Sequence[Kept]) -> None:
        """Lengths told behind words about a treatment named before them ("she went to it for 6 weeks")."""
        for kept in done:
            for time, start, _ in self.times:
                fits = start > kept.at and time.kind in DURATION_KINDS and not _is_brief(time)
                if fits and kept.treatment.days is None:
                    self._settle(kept.treatment, [(time, start)])

    def carry(self, targets: Sequence[Treatment]) -> None:
        """Lengths, counts and dates told in a sentence that names no treatment."""
        if not targets:
            return
        last = targets[-1]
        for time, start, end in self.times:
            silent = (_COMPLAINT | _AHEAD | _OTHER_TOPIC).isdisjoint(self._clause(start, end))
            words = self.piece.words
            silent = silent and not is_no_course(words, start, end) and not says_it_helped(words, start)
            if (
                time.kind in DURATION_KINDS
                and time.measures in ("therapy", "unknown")
                and silent
                and not _is_brief(time)
            ):
                for treatment in targets:
                    if treatment.days is None and not (is_drug(treatment) and "therapy" in words):
                        self._settle(treatment, [(time, start)])
        for count, _, _ in self.counts:
            if not count.planned:
                last.sessions = last.sessions or count.count
        last.sessions = last.sessions or self._visit_number()
        for day, start, _ in self.dates:
            self._set_date(last, day, start)


def _tells_purpose(between: Sequence[str]) -> bool:
    """As in "(PT) at a clinic in 2017 for back pain x"."""
    if "for" not in between or between[-1] not in ("x", "for", ",") or not _BROKEN.isdisjoint(between):
        return False
    aim = between[between.index("for") + 1 : -1]
    return 0 < len(aim) <= _AIM and not _COMPLAINT.isdisjoint(aim) and len(between) <= _STOPPED_REACH


def number_of(word: str) -> int | None:
    """A small whole number in figures or letters."""
    if word.isdigit():
        return int(word) if 0 < int(word) < 100 else None
    return NUMBER_WORDS.get(word)


def _since_a_visit(words: Sequence[str], start: int, end: int) -> bool:
    """As in "Since our last visit 8/28 he completed PT": when it ended, not how long it took."""
    visited = not (_VISITED | {"saw"}).isdisjoint(words[start:end])
    return visited and not _FINISHED.isdisjoint(words[end : end + _FINISHED_REACH])


def _is_brief(time: TimeExpression) -> bool:
    """As in "for 20 minutes", "started today": how long a dose or a walk lasts, or nothing yet; no course of care."""
    low, high = time.days
    if low == 0 and high == 1 and time.kind in ("since", "onset"):
        return True
    return (high if high is not None else low or 1.0) < 1.0


def _sum(first: DayRange, second: DayRange) -> DayRange:
    low = None if first[0] is None or second[0] is None else first[0] + second[0]
    high = None if first[1] is None or second[1] is None else first[1] + second[1]
    return low, high


def _between(start: str | None, end: str | None) -> DayRange | None:
    try:
        days = (date.fromisoformat(end or "") - date.fromisoformat(start or "")).days
    except ValueError:
        return None
    return (float(days), float(days)) if days >= 0 else None
