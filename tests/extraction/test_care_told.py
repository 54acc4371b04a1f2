"""How notes tell of conservative care: minimal pairs, each wording beside its near miss."""

import pytest

from mednec import extract

NOTE_DATE = "2024-05-02"
PLANNED_ICE = ("heat_ice", "planned", "unknown")
DONE_OPIOID = ("opioid", "completed", "unknown")


def told(text):
    return {(t.therapy, t.status, t.outcome) for t in extract(text, note_date=NOTE_DATE).therapies}


def lengths(text):
    return {t.therapy: t.duration_days for t in extract(text, note_date=NOTE_DATE).therapies}


@pytest.mark.parametrize(
    ("text", "items"),
    [
        # a steroid by vein is treatment of an emergency, one by mouth is conservative care
        ("He was given IV dexamethasone for the cord compression.", set()),
        ("He took dexamethasone for the arm pain.", {("oral_steroid", "completed", "unknown")}),
        # what the patient does now, and what he did
        (
            "The home exercise program was reviewed and she performs it daily.",
            {("home_exercise", "ongoing", "unknown")},
        ),
        ("She stretches each morning without relief of the neck pain.", {("home_exercise", "ongoing", "failed")}),
        ("Pregabalin does not touch the leg pain.", {("neuropathic_agent", "ongoing", "failed")}),
        ("Pregabalin did not touch the leg pain.", {("neuropathic_agent", "completed", "failed")}),
        ("All conservative treatment has failed so far.", {("unspecified", "completed", "failed")}),
        # outcomes in few words
        ("Etodolac for the back: 0 relief.", {("nsaid", "completed", "failed")}),
        ("Etodolac for the back: some relief.", {("nsaid", "completed", "partial")}),
        ("She takes etodolac and the back pain is somewhat less.", {("nsaid", "ongoing", "partial")}),
        # refused, out of reach, not had so far
        ("Massage for the neck is out of reach because of the copay.", {("massage", "declined", "unknown")}),
        ("He has so far not received physical therapy for his back.", {("physical_therapy", "not_done", "unknown")}),
        # a reaction in a limb is no treatment of that limb
        ("She could not tolerate Celebrex for back pain: swelling of the ankles.", {("nsaid", "completed", "failed")}),
        # words that name no care
        ("His back aches when he sits without a back rest.", set()),
        ("Back pain. She has been off work because of it.", set()),
        ("Back pain. She was placed off work for it.", {("activity_modification", "completed", "unknown")}),
        ("Back pain. Social history: nonsmoker, exercises when he can.", set()),
        ("Back pain. He exercises at home most days.", {("home_exercise", "ongoing", "unknown")}),
        ("Neck pain. Therapeutic exercise 25 min, manual techniques 10 min.", set()),
    ],
)  # fmt: skip
def test_status_and_outcome(text, items):
    assert told(text) == items


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Massage and acupuncture for the neck since January.", {"massage": (92, 122), "acupuncture": (92, 122)}),
        ("Bed rest with traction for 3 weeks.", {"activity_modification": (21, 21), "traction": (21, 21)}),
        ("She tried a collar for better than 8 weeks.", {"bracing": (56, None)}),
        ("She tried a collar for 8 weeks.", {"bracing": (56, 56)}),
    ],
)  # fmt: skip
def test_lengths(text, days):
    assert lengths(text) == days


@pytest.mark.parametrize(
    ("text", "items"),
    [
        # what goes on: the pain, or the therapy
        ("She continues to have neck pain despite acupuncture.", {("acupuncture", "completed", "failed")}),
        ("She continues acupuncture for neck pain.", {("acupuncture", "ongoing", "unknown")}),
        # eased once, and what eases it
        ("The neck pain improved with a collar.", {("bracing", "completed", "partial")}),
        ("Neck pain, relieved by a collar.", {("bracing", "ongoing", "partial")}),
        ("He says that Tylenol helps with his back pain.", {("acetaminophen", "ongoing", "partial")}),
        # what is refused
        ("She wants to avoid surgery, so I recommended massage for the neck.", {("massage", "planned", "unknown")}),
        ("She would like to avoid acupuncture for the neck.", {("acupuncture", "declined", "unknown")}),
        ("A collar was discussed but he would rather not wear it. Neck pain.", {("bracing", "declined", "unknown")}),
        # rest as a treatment, and as what eases
        ("Initial treatment with rest failed. Back pain.", {("activity_modification", "completed", "failed")}),
        ("Back pain, better with rest.", set()),
    ],
)  # fmt: skip
def test_told_in_a_story(text, items):
    assert told(text) == items


def test_the_time_until_the_return_is_no_length_of_care():
    assert lengths("He was given diclofenac for back pain but returned after one week.") == {"nsaid": None}
    assert lengths("He returned after six weeks of diclofenac for back pain.") == {"nsaid": (42, 42)}


@pytest.mark.parametrize(
    ("text", "days"),
    [
        # what it is for stands between the drug and its length
        ("Duloxetine for nerve pain x 8 weeks did not help.", {"neuropathic_agent": (56, 56)}),
        ("Takes tramadol. Nerve pain x 8 weeks.", {"opioid": None}),
        # the time it took, and more than that
        ("Acupuncture for the neck over 7 weeks did not help.", {"acupuncture": (49, 49)}),
        ("Acupuncture for the neck for over 7 weeks did not help.", {"acupuncture": (49, None)}),
        ("She did over 7 weeks of acupuncture for the neck.", {"acupuncture": (49, None)}),
        ("Acupuncture for the neck over several weeks did not help.", {"acupuncture": (21, None)}),
        # a heading on the next line is no "10 weeks' history"
        ("Treatment to date\n- acupuncture: about 10 wks\n\nHistory\n- neck pain", {"acupuncture": (70, 70)}),
    ],
)
def test_what_a_length_belongs_to(text, days):
    assert lengths(text) == days


def test_a_drug_for_mood_beside_one_for_pain_is_none():
    assert told("Back pain. Medications: escitalopram 10 mg, Robaxin 750 mg TID.") == {
        ("muscle_relaxant", "ongoing", "unknown")
    }


@pytest.mark.parametrize(
    ("text", "items"),
    [
        # an age is nothing old; an old course is
        ("A 52-year-old man referred to acupuncture for neck pain.", {("acupuncture", "planned", "unknown")}),
        ("Old acupuncture records for the neck pain were read.", {("acupuncture", "completed", "unknown")}),
        # stopped, and for how long he has done without
        ("She has been off tramadol since March. Neck pain.", {("opioid", "completed", "unknown")}),
        ("She has been on tramadol since March. Neck pain.", {("opioid", "ongoing", "unknown")}),
        ("He was switched from tramadol to Celebrex for back pain.", {DONE_OPIOID, ("nsaid", "ongoing", "unknown")}),
        ("He used to take Soma for his back, but he quit.", {("muscle_relaxant", "completed", "unknown")}),
        ("He refused to continue acupuncture for his neck pain.", {("acupuncture", "completed", "unknown")}),
        # short, however good
        ("Facet block with 90% relief of back pain for 6 hours.", {("facet_injection", "completed", "partial")}),
        ("Facet block with 90% relief of back pain.", {("facet_injection", "completed", "improved")}),
        # denied but for one
        ("Denies any medications for back pain, however uses CBD gummies.", {("unspecified", "ongoing", "unknown")}),
        ("She denies taking any medications for back pain.", {("unspecified", "not_done", "unknown")}),
        # known for pain from the history, in a list that does not say what for
        ("He takes Elavil for leg pain.\nMEDICATIONS:\nElavil 25 mg.", {("neuropathic_agent", "ongoing", "unknown")}),
        ("Leg pain.\nMEDICATIONS:\nElavil 25 mg.", set()),
        # what opioids do, and opioids
        ("Back pain. He should be watched for dependency on opioids.", set()),
        ("Back pain eased by rest. He missed therapy because of work.", set()),
    ],
)  # fmt: skip
def test_stopped_switched_and_excepted(text, items):
    assert told(text) == items


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("Neck strain. Advised relative rest, ice.", {("activity_modification", "planned", "unknown"), PLANNED_ICE}),
        ("Neck strain. A relative takes naproxen.", set()),
        ("He responded favorably to Celebrex for his back.", {("nsaid", "completed", "improved")}),
        ("He gets some relief of back pain from a corset.", {("bracing", "ongoing", "partial")}),
        ("He got some relief of back pain from a corset.", {("bracing", "completed", "partial")}),
    ],
)  # fmt: skip
def test_whose_rest_and_whose_relief(text, items):
    assert told(text) == items


@pytest.mark.parametrize(
    "text",
    [
        "The general nature of epidural injections was explained. Back pain.",
        "Brochure about chiropractic care provided. Back pain.",
        "She was told what an epidural injection involves. Back pain.",
        "She read about acupuncture online. Back pain.",
    ],
)
def test_what_is_explained_has_not_been_done(text):
    assert extract(text).therapies == ()
