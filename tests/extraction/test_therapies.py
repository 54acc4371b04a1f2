"""Conservative care: what counts, what became of it, how long, how well; every trap beside its near miss."""

import pytest

from mednec import extract

NOTE_DATE = "2024-07-10"


def therapies(text):
    return extract(text, note_date=NOTE_DATE).therapies


def read(text):
    return {(t.therapy, t.status, t.outcome) for t in therapies(text)}


def only(text):
    found = therapies(text)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "therapy", "status", "outcome"),
    [
        ("She completed PT without any lasting benefit.", "physical_therapy", "completed", "failed"),
        ("PT did not really change anything, though she completed it.", "physical_therapy", "completed", "failed"),
        ("PT helped a little.", "physical_therapy", "completed", "partial"),
        ("Neck pain. She has not had the benefit of any PT.", "physical_therapy", "not_done", "unknown"),
        ("Leg pain. I prescribed naproxen, which she never filled.", "nsaid", "not_done", "unknown"),
        ("Back pain. Placed on light duty for the next two months.", "activity_modification", "planned", "unknown"),
        ("Back pain. On light duty for the last two months.", "activity_modification", "ongoing", "unknown"),
        ("Back pain. He is interested in therapy.", "physical_therapy", "planned", "unknown"),
        ("Back pain. The carrier refused further therapy after 18 visits.", "physical_therapy", "completed", "unknown"),
        (
            "Back pain. Needles frighten her. ESI was advised but she was too afraid of it.",
            "epidural_steroid_injection",
            "declined",
            "unknown",
        ),
        ("Back pain. She will go for therapy closer to home.", "physical_therapy", "planned", "unknown"),
        ("Her back pain resolved with physical therapy.", "physical_therapy", "completed", "improved"),
        ("No improvement with chiropractic care.", "chiropractic", "completed", "failed"),
        ("Neck pain persists despite acupuncture.", "acupuncture", "completed", "failed"),
        ("Massage made the neck pain worse.", "massage", "completed", "failed"),
        ("He did not tolerate gabapentin for his leg pain.", "neuropathic_agent", "completed", "failed"),
        ("Currently in PT with mild relief.", "physical_therapy", "ongoing", "partial"),
        ("Advil helps the back pain.", "nsaid", "ongoing", "partial"),
        ("Refer to PT for the neck pain.", "physical_therapy", "planned", "unknown"),
        ("She declined physical therapy.", "physical_therapy", "declined", "unknown"),
        ("NSAIDs are contraindicated because of renal disease; back pain.", "nsaid", "declined", "unknown"),
        ("He has not tried PT.", "physical_therapy", "not_done", "unknown"),
        ("PT: none to date", "physical_therapy", "not_done", "unknown"),
        ("PT was ordered but she never went.", "physical_therapy", "not_done", "unknown"),
    ],
)
def test_status_and_outcome(text, therapy, status, outcome):
    assert read(text) == {(therapy, status, outcome)}


@pytest.mark.parametrize(
    "text",
    [
        "PT/INR 11.8/1.0.",
        "PT denies fever or chills.",
        "Works as a massage therapist; neck pain for a week.",
        "Cold intolerance and hot flashes.",
        "The rest of the exam was unremarkable.",
        "Exercise stress test was normal.",
        "If the neck pain persists, consider an epidural injection.",
        "Her sister had physical therapy for back pain.",
        "Slipped on the ice and hurt his back.",
        "Physical Therapy:\nMedications:\n",
        "Gabapentin for seizures.",
    ],
)
def test_no_item(text):
    assert therapies(text) == ()


def test_an_outcome_in_the_next_sentence_belongs_to_the_treatment():
    assert read("She attended PT for 8 weeks. It did not help.") == {("physical_therapy", "completed", "failed")}


def test_an_outcome_at_the_end_of_a_list_holds_for_all():
    found = read("He tried PT, naproxen and two ESIs, none of which helped.")
    assert found == {
        ("physical_therapy", "completed", "failed"),
        ("nsaid", "completed", "failed"),
        ("epidural_steroid_injection", "completed", "failed"),
    }


def test_a_verdict_on_the_whole_holds_for_its_parts():
    found = read("Failed conservative treatment (PT, ibuprofen) for low back pain.")
    assert {("unspecified", "completed", "failed"), ("physical_therapy", "completed", "failed")} <= found


def test_each_has_its_own_outcome():
    found = read("PT made the pain worse, but tizanidine gave good relief.")
    assert found == {("physical_therapy", "completed", "failed"), ("muscle_relaxant", "completed", "improved")}


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("She attended PT for 6-8 weeks.", (42, 56)),
        ("Neck pain for 3 months; PT for 6 weeks, no relief.", (42, 42)),
        ("She has been in PT since 6/12/2024.", (28, 28)),
        ("PT twice a week for 6 weeks was completed.", (42, 42)),
        ("She completed PT from 1/8/2024 to 2/19/2024.", (42, 42)),
        ("PT gave good relief for two days only.", None),
        ("Start PT for 6 weeks.", None),
    ],
)
def test_duration_is_that_of_the_course(text, days):
    assert only(text).duration_days == days


def test_two_treatments_joined_share_their_duration():
    assert {t.duration_days for t in therapies("PT and NSAIDs for 3 months without relief.")} == {(90, 90)}


def test_a_duration_in_a_list_stays_with_its_item():
    found = {t.therapy: t.duration_days for t in therapies("Tried naproxen for 2 weeks, then chiropractic.")}
    assert found == {"nsaid": (14, 14), "chiropractic": None}


def test_visits_are_counted():
    assert only("She attended 12 PT visits over 6 weeks without relief.").sessions == 12


def test_medication_list_needs_a_complaint():
    listed = "MEDICATIONS:\nibuprofen 600 mg tid\nlisinopril 10 mg daily\n"
    assert read("HPI: Low back pain.\n" + listed) == {("nsaid", "ongoing", "unknown")}
    assert read("HPI: Annual visit, no complaints.\n" + listed) == set()


def test_plan_section_plans_unless_it_continues():
    text = "HPI: Neck pain.\n\nPLAN:\n1. Physical therapy 2x/week\n2. Continue ibuprofen\n"
    assert read(text) == {("physical_therapy", "planned", "unknown"), ("nsaid", "ongoing", "unknown")}


def test_table_rows():
    text = "Treatment | Duration | Response\nPT | 8 wks | none\nMassage | 3 wks | some\n"
    assert read(text) == {("physical_therapy", "completed", "failed"), ("massage", "completed", "partial")}


def test_told_twice_is_one_course():
    text = "She completed PT. The PT for 6 weeks did not help."
    assert [t.duration_days for t in therapies(text)] == [(42, 42)]


def test_mentions_quote_the_note():
    text = "Nach Üben: she completed PT × 6 weeks — no relief."
    for therapy in therapies(text):
        assert therapy.mentions
        assert all(text[m.start : m.end] == m.text for m in therapy.mentions)


def courses(text):
    return {t.therapy: (t.status, t.outcome, t.duration_days) for t in therapies(text)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Supervised PT 4/1-5/20, 12 visits; meloxicam + heat over the same weeks; no lasting benefit.",
            {
                "physical_therapy": ("completed", "failed", (49, 49)),
                "nsaid": ("completed", "failed", (49, 49)),
                "heat_ice": ("completed", "failed", (49, 49)),
            },
        ),
        (
            "Chiro x 6 wks; Lyrica 75 bid x 8 wks; lumbar brace - failed, no relief.",
            {
                "chiropractic": ("completed", "failed", (42, 42)),
                "neuropathic_agent": ("completed", "failed", (56, 56)),
                "bracing": ("completed", "failed", None),
            },
        ),
        (
            "Acupuncture 5 weeks. TENS 3 weeks. Neither helped.",
            {"acupuncture": ("completed", "failed", (35, 35)), "tens": ("completed", "failed", (21, 21))},
        ),
        (
            "PT 8 wks, helped some; naproxen 6 wks; no relief.",
            {"physical_therapy": ("completed", "partial", (56, 56)), "nsaid": ("completed", "failed", (42, 42))},
        ),
        (
            "No chiropractic. Ibuprofen 3 weeks; no relief.",
            {"chiropractic": ("not_done", "unknown", None), "nsaid": ("completed", "failed", (21, 21))},
        ),
        (
            "Failed PT, failed NSAIDs, failed ESI x2.",
            {
                "physical_therapy": ("completed", "failed", None),
                "nsaid": ("completed", "failed", None),
                "epidural_steroid_injection": ("completed", "failed", None),
            },
        ),
    ],
)
def test_a_last_word_on_a_list_reaches_every_course_that_nothing_was_said_of(text, expected):
    assert courses(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "On 5/13 I taught a stretching program and prescribed etodolac 400 BID; he did it twice a day until today"
            " and took the etodolac; no relief.",
            {"home_exercise": ("ongoing", "failed"), "nsaid": ("completed", "failed")},
        ),
        (
            "At the first visit she was given a home program and started on meloxicam. She has kept up with both.",
            {"home_exercise": ("ongoing", "unknown"), "nsaid": ("ongoing", "unknown")},
        ),
        (
            "Was taught neck exercises in May and concedes not doing any of them.",
            {"home_exercise": ("not_done", "unknown")},
        ),
        ("Has not been doing her stretches.", {"home_exercise": ("not_done", "unknown")}),
        (
            "Plan: home exercise program, handout given; she is to do it daily.",
            {"home_exercise": ("planned", "unknown")},
        ),
    ],
)
def test_what_was_given_and_then_done_is_no_plan(text, expected):
    assert {t.therapy: (t.status, t.outcome) for t in therapies(text)} == expected


def test_a_program_that_was_done_began_on_the_day_it_was_given():
    (program,) = therapies("On 5/13 we taught a McKenzie program; she did it daily through today.")
    assert (program.status, program.start_date, program.directed_by) == ("ongoing", "2024-05-13", "clinician")


@pytest.mark.parametrize(
    ("text", "director"),
    [
        ("Stretches he found on a website, 6 weeks, no relief.", "self"),
        ("Home exercises from her therapist daily.", "clinician"),
        ("Naproxen she bought at the supermarket did not help.", "self"),
        ("Was prescribed naproxen, which did not help.", "clinician"),
    ],
)
def test_who_directs_the_care(text, director):
    assert only(text).directed_by == director


@pytest.mark.parametrize(
    ("text", "response"),
    [
        ("Arm pain is rising every week notwithstanding meloxicam.", "worse"),
        ("Despite 6 weeks of PT the arm pain became worse.", "worse"),
        ("No relief despite meloxicam.", "none"),
        ("Six weeks of PT with no change in either direction.", "none"),
        ("Got 30% better with PT, then hit a wall.", "plateau"),
    ],
)
def test_worse_none_and_plateau_are_told_apart(text, response):
    assert only(text).response == response


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Back pain for 3 weeks; untreated so far.", {("unspecified", "not_done")}),
        ("Neck pain 2 weeks. No treatment as yet.", {("unspecified", "not_done")}),
        ("Neck pain. Has tried nothing so far.", {("unspecified", "not_done")}),
        ("Neck pain. No chiropractic or tablets to date.", {("chiropractic", "not_done"), ("unspecified", "not_done")}),
        ("Neck pain. Prior treatment: none.", {("unspecified", "not_done")}),
        ("Neck pain. No treatment has helped.", set()),
        ("Neck pain. No treatment other than ibuprofen.", {("nsaid", "completed")}),
        ("Hypothyroidism, no treatment.", set()),
    ],
)
def test_no_treatment_at_all(text, expected):
    assert {(t.therapy, t.status) for t in therapies(text)} == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Relieving factors: lying flat, ice, lumbar brace.", {"heat_ice": "partial", "bracing": "partial"}),
        (
            "MEDICATIONS: Norco, Flexeril for back pain.\nHPI: the pain is eased by sitting and medications.",
            {"opioid": "partial", "muscle_relaxant": "partial"},
        ),
        ("Takes tramadol. Her pain medication does not help.", {"opioid": "failed"}),
        ("Wore a collar for 3 weeks and the pain slowly subsided.", {"bracing": "partial"}),
        ("Naproxen for 2 weeks and the pain subsided completely.", {"nsaid": "improved"}),
        ("Using heat and ibuprofen but the neck is still very stiff.", {"heat_ice": "failed", "nsaid": "failed"}),
        ("The infection was cured and he is in physical therapy.", {"physical_therapy": "unknown"}),
    ],
)
def test_relief_told_of_a_list_or_of_medication_in_general(text, expected):
    assert {t.therapy: t.outcome for t in therapies(text)} == expected


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Reports taking Aleve, which did not help.", "completed"),
        ("Is taking Aleve, which does not help.", "ongoing"),
        ("Has been on naproxen for a month. Plan: discontinue naproxen.", "completed"),
        ("We will begin tapering her oxycodone.", "ongoing"),
        ("With a combination of Lyrica and heat he experiences some relief.", "ongoing"),
        ("Continue heat; should avoid stooping.", "planned"),
        ("He tries to avoid lifting, with some relief.", "completed"),
    ],
)
def test_when_a_treatment_is_had(text, status):
    assert therapies(text)[-1].status == status
