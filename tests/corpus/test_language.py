"""The language of the corpus: in the guide's terms, rich enough, and honestly divided between the splits."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from mednec.corpus.latent import RESPONSE_OUTCOME
from mednec.corpus.lengths import Clock, since
from mednec.corpus.metrics import CORE_CONCEPTS
from mednec.corpus.phrasebook import POINTERS, Marked, Meaning, Slot, deal, load_phrasebook, phrasing
from mednec.errors import ResourceError

BOOK = load_phrasebook()
ALL = [(name, register, lines) for name, group in BOOK.groups.items() for register, lines in group.items()]
FREQUENT = """
    open.axial open.radicular sx.numb sx.weak sx.night sx.score sx.function.work sx.function.chores mech.none deny.frame
    deny.fever deny.weight_loss deny.bowel_bladder_dysfunction deny.saddle_anesthesia deny.night_pain
    deny.motor_weakness deny.limb_paresthesia deny.gait_disturbance deny.hand_clumsiness deny.cancer_history
    exam.motor.weak exam.motor.normal exam.sensory.loss exam.sensory.normal exam.reflex.low exam.reflex.normal
    exam.spurling_sign.pos exam.spurling_sign.neg exam.straight_leg_raise.pos exam.straight_leg_raise.neg
    exam.hoffmann_sign.pos exam.hoffmann_sign.neg exam.gait_disturbance.pos exam.gait_disturbance.neg exam.generic
    care.supervised.completed care.supervised.ongoing care.drug.completed care.drug.ongoing care.exercise.ongoing
    care.exercise.completed care.injection.completed care.passive.completed care.passive.ongoing care.any.planned
    care.drug.planned care.any.declined care.any.not_done care.list.failed care.list.unknown
    care.unrelieved.completed care.global.failed response.none response.partial imaging.done.result imaging.ordered
    imaging.not_done dx.radicular dx.axial plan.referral plan.safety
""".split()


def marks(parts) -> Iterator[Marked]:
    for part in parts:
        if isinstance(part, Marked):
            yield part
            yield from marks(part.parts)


def test_every_meaning_is_one_of_the_guide():
    for line in (line for _, _, lines in ALL for line in lines):
        for meaning in (meaning for mark in marks(line.parts) for meaning in mark.meanings):
            assert meaning.name in CORE_CONCEPTS | POINTERS | {"axial_pain"}, line.id
            assert (meaning.status is None) == (meaning.name in POINTERS), line.id


@pytest.mark.parametrize("name", FREQUENT)
def test_a_frequent_fact_has_a_dozen_wordings(name):
    assert sum(map(len, BOOK.groups[name].values())) >= 12


def test_no_wording_stands_twice_in_a_group():
    for name, register, lines in ALL:
        written = [str(line.parts) for line in lines]
        # A name, or a word of the short register, may be listed twice because it is the usual one.
        assert register == "short" or name.startswith("name.") or len(set(written)) == len(written), name


def test_a_third_is_reserved_for_the_test_split():
    for name, register, lines in ALL:
        assert sum(line.reserved for line in lines) == (len(lines) // 3 if len(lines) >= 3 else 0)
        test, train = ({p.id for p in BOOK.options(name, register, split)} for split in ("test", "train"))
        assert train == {p.id for p in BOOK.options(name, register, "dev")}
        assert train & test == {line.id for line in lines if line.shared}


def test_a_reserved_wording_is_no_train_wording_of_any_group():
    lines = [line for _, _, lines in ALL for line in lines if not line.shared]
    train = {words(line.parts) for line in lines if not line.reserved}
    assert not [line.id for line in lines if line.reserved and words(line.parts) in train]


def words(parts):
    """A wording without its marks, capitals and full stop."""
    said = (p if isinstance(p, str) else f"{{{p.name}}}" if isinstance(p, Slot) else words(p.parts) for p in parts)
    return "".join(said).lower().strip(" .")


def test_plain_lists_are_dealt_by_the_same_rule():
    assert deal([1, 2, 3, 4, 5, 6], "test") == [3, 6]
    assert deal([1, 2, 3, 4, 5, 6], "train") == [1, 2, 4, 5]
    assert deal([1, 2], "test") == [1, 2]


def test_a_wording_is_read():
    line = phrasing(
        "[{Muscle} {grade}](motor_weakness + @limb side=left), [o/w 5/5](motor_weakness -; clonus -) \\[x\\]"
    )
    first, _, second, *rest = line.parts
    assert line.slots == {"muscle", "grade"}
    assert first.meanings == (Meaning("motor_weakness", "present", "limb", "left"),)
    assert [m.name for m in second.meanings] == ["motor_weakness", "clonus"]
    assert "".join(rest) == " [x]"


@pytest.mark.parametrize("broken", ["[never closed", "closed](fever +)"])
def test_a_broken_mark_is_refused(broken):
    with pytest.raises(ResourceError):
        phrasing(broken)


def test_responses_fold_into_the_outcomes_of_the_guide():
    assert set(RESPONSE_OUTCOME.values()) == {"failed", "partial", "improved", "unknown"}


# ------------------------------------------------------------------------------------------------------------- lengths
def spoken(days, kind, register="prose", split="train"):
    clock = Clock(random.Random(1), BOOK, split, register)
    return {clock._worded(kind, days, *unit(clock, days)) for _ in range(60)}


def unit(clock, days):
    name, number = clock._unit(days)
    return BOOK.words["units"][name], name, number


@pytest.mark.parametrize(
    ("kind", "text", "means"),
    [
        ("plain", "6 weeks", (42, 42)),
        ("exact", "six weeks", (42, 42)),
        ("about", "about 6 weeks", (42, 42)),
        ("over", "over 5 weeks", (35, None)),
        ("nearly", "nearly seven weeks", (0.85 * 49, 49)),
        ("several", "several weeks", (21, None)),
    ],
)
def test_a_length_means_what_the_guide_says(kind, text, means):
    assert (text, means) in spoken(42, kind)


def test_a_range_has_both_its_ends():
    assert {(t, d) for t, d in spoken(42, "range") if t in ("5 to 6 weeks", "6 to 7 weeks")} == {
        ("5 to 6 weeks", (35, 42)),
        ("6 to 7 weeks", (42, 49)),
    }


def test_since_a_month_runs_from_its_last_to_its_first_day():
    from datetime import date

    assert since("2024-03", date(2024, 6, 15)) == (76, 106)
    assert since("2024-06", date(2024, 6, 15)) == (0, 14)
