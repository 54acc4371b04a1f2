"""Several documents of one case: what is merged, what is kept apart, and what must never matter."""

from __future__ import annotations

import dataclasses
import pickle
import random
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from mednec import Evidence, Note, NoteError, Packet, extract
from mednec.care import conservative_days, latest_response

BLIND = Path(__file__).resolve().parents[1] / "blind" / "packets.yaml"
CASES = [
    [Note(d["text"], note_date=str(d["note_date"]), doc_type=d.get("doc_type"), id=d["id"]) for d in case["documents"]]
    for case in yaml.safe_load(BLIND.read_text(encoding="utf-8"))
]
ALL = [dataclasses.replace(note, id=f"{n}{note.id}") for n, case in enumerate(CASES) for note in case]


def merged(*documents: tuple[str | None, str], **kinds: str) -> Evidence:
    """Evidence of (date, text) pairs, the documents called a, b, c …"""
    names = "abcdefgh"
    return extract(Packet([Note(text, day, kinds.get(names[n]), names[n]) for n, (day, text) in enumerate(documents)]))


def courses(evidence: Evidence, therapy: str = "physical_therapy"):
    return [t for t in evidence.therapies if t.therapy == therapy]


def finding(evidence: Evidence, concept: str, region: str | None = None):
    return next(f for f in evidence.findings if (f.concept, f.region) == (concept, region))


# -------------------- what must never matter
@pytest.mark.parametrize("case", CASES, ids=[str(n) for n in range(1, len(CASES) + 1)])
def test_the_order_of_the_documents_never_matters(case):
    expected = extract(Packet(case)).to_dict()
    for seed in range(3):
        shuffled = random.Random(seed).sample(case, len(case))
        assert extract(Packet(shuffled)).to_dict() == expected


@pytest.mark.parametrize("case", CASES, ids=[str(n) for n in range(1, len(CASES) + 1)])
def test_a_document_passed_twice_changes_nothing(case):
    expected = extract(Packet(case)).to_dict()
    assert extract(Packet([*case, case[0], case[-1]])).to_dict() == expected


def test_a_document_without_id_passed_twice_changes_nothing():
    notes = [Note("Neck pain. Plan: PT.", "2024-03-01"), Note("6 weeks of PT, no relief.", "2024-04-22")]
    assert extract(Packet([*notes, notes[1]])).to_dict() == extract(Packet(notes)).to_dict()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(ALL), min_size=2, max_size=5, unique=True), st.randoms(use_true_random=False))
def test_offsets_names_and_order_hold_for_any_documents(documents, rng):
    evidence = extract(Packet(documents))
    texts = {note.id: note.text for note in documents}
    for _, _, mention in evidence.all_mentions():
        assert texts[mention.note_id][mention.start : mention.end] == mention.text
    assert [d.id for d in evidence.documents] == [d.id for d in sorted(evidence.documents, key=lambda d: d.date)]
    assert all(m.date for _, _, m in evidence.all_mentions())
    rng.shuffle(documents)
    assert extract(Packet(documents)).to_dict() == evidence.to_dict()


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(ALL), st.sampled_from(ALL))
def test_the_same_text_again_later_adds_nothing(note, other):
    """A whole note copied forward: no course, study or finding twice, and no date renewed."""
    copy = dataclasses.replace(note, id="copy", note_date="2025-12-30", doc_type=note.doc_type)
    alone = extract(Packet([note, other])) if note.id != other.id else extract(Packet([note]))
    again = extract(Packet([note, other, copy])) if note.id != other.id else extract(Packet([note, copy]))
    assert {(f.concept, f.region, f.status) for f in again.findings} <= {
        (f.concept, f.region, f.status) for f in alone.findings
    }
    assert len(again.imaging) <= len(alone.imaging)


@pytest.mark.parametrize("note", ALL, ids=[n.id for n in ALL])
def test_a_packet_of_one_is_the_note(note):
    alone = extract(note).to_dict()
    packet = extract(Packet([note])).to_dict()
    assert [d["id"] for d in packet["documents"]] == [note.id]
    assert without_names(packet) == without_names(alone)


def without_names(value):
    if isinstance(value, dict):
        return {k: without_names(v) for k, v in value.items() if k not in ("note_id", "documents")}
    return [without_names(v) for v in value] if isinstance(value, list) else value


@pytest.mark.parametrize("case", CASES[:12], ids=[str(n) for n in range(1, 13)])
def test_values_survive_pickle_and_json(case):
    packet = Packet(case)
    evidence = extract(packet)
    assert pickle.loads(pickle.dumps(packet)) == packet
    assert pickle.loads(pickle.dumps(evidence)) == evidence
    assert Evidence.from_dict(evidence.to_dict()).to_dict() == evidence.to_dict()
    assert Packet.from_dict(packet.to_dict()) == packet


def test_cost_grows_with_the_text_and_not_faster():
    def seconds(sentences: int) -> float:
        notes = [
            Note("Neck pain. " * sentences + end, day) for end, day in (("", "2024-01-01"), ("Again.", "2024-03-01"))
        ]
        begin = time.process_time()
        extract(Packet(notes))
        return time.process_time() - begin

    seconds(10)
    assert min(seconds(2400) for _ in range(2)) < 16 * max(min(seconds(400) for _ in range(3)), 0.05)


def test_a_repr_shows_no_text():
    packet = Packet([Note("Zebulon has neck pain."), Note("Zebulon Office Visit")])
    assert "Zebulon" not in repr(packet) + repr(extract(packet))


# -------------------- documents
def test_documents_without_id_are_called_by_their_place():
    evidence = extract(Packet([Note("Neck pain.", "2024-03-01"), Note("Neck pain persists.", "2024-02-01")]))
    assert [(d.id, d.date) for d in evidence.documents] == [("2", "2024-02-01"), ("1", "2024-03-01")]
    assert evidence.note_date == "2024-03-01"


def test_any_sequence_of_notes_will_do():
    assert Packet(n for n in CASES[0]).documents == tuple(CASES[0])
    assert Packet(CASES[0][0]).documents == (CASES[0][0],)
    assert sorted(d.id for d in extract(Packet(["Neck pain.", "Neck pain and a fall."])).documents) == ["1", "2"]
    assert extract(Packet(())).documents == ()


def test_two_documents_with_one_id_are_refused():
    with pytest.raises(NoteError, match="same id") as refused:
        extract(Packet([Note("Neck pain.", id="a"), Note("Back pain.", id="a")]))
    assert refused.value.code == "duplicate_id"


@pytest.mark.parametrize(
    ("text", "day", "kind"),
    [
        ("Date of Service: 05/02/2024\nNeck pain.", "2024-05-02", None),
        ("DOB: 01/02/1960  DOS: 5/2/24\nOffice visit. Neck pain.", "2024-05-02", "office_note"),
        ("EMERGENCY DEPARTMENT 05/09/2024\nNeck pain after a fall.", "2024-05-09", "ed_note"),
        ("RADIOLOGY REPORT\nDATE OF EXAM: 06/12/2024\nMRI cervical spine.", "2024-06-12", "radiology_report"),
        ("Neck pain since 2/1/2024.\nElectronically signed by A. Doe, MD 03/05/2024", "2024-03-05", None),
        ("Dear Dr. Kim,\nplease see this woman with neck pain since 2/1/2024.", None, "referral_letter"),
        ("PHYSICAL THERAPY DAILY NOTE\nDate: 04/01/2024\nNeck. Visit 3.", "2024-04-01", "pt_record"),
        ("Video visit. Neck pain.", None, "telehealth"),
        ("M. Lowe, DC\nNeck pain, CMT C5.", None, "chiropractic_note"),
        ("MRI from 8/14/2023 showed a protrusion at L4-5.", None, None),
        ("Patient: J. D.  Date of birth: 03/04/1961\nBack pain.", None, None),
    ],
)
def test_date_and_kind_are_read_from_the_text(text, day, kind):
    document = extract(Packet([Note(text, id="a"), Note("Back pain.", "2020-01-01", id="b")])).documents[
        -1 if not day else 1
    ]
    assert (document.id, document.date, document.type) == ("a", day, kind)
    assert document.date_source == ("text" if day else "none")


def test_what_the_caller_says_of_a_document_stands():
    given_, other = extract(
        Packet([Note("DOS: 5/2/2024. Video visit.", "2024-05-03", "x_note", "a"), Note("Back pain.", id="b")])
    ).documents
    assert (given_.date, given_.date_source, given_.type) == ("2024-05-03", "given", "x_note")
    assert other.date_source == "none"


# -------------------- therapies over time
PLAN = ("2024-03-01", "Neck pain. Plan: refer to physical therapy.")


def test_a_plan_that_came_true_is_one_course():
    evidence = merged(PLAN, ("2024-04-22", "She completed 6 weeks of physical therapy without relief."))
    (course,) = courses(evidence)
    assert (course.status, course.outcome, course.duration_days) == ("completed", "failed", (42, 42))
    assert {m.note_id for m in course.mentions} == {"a", "b"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [("PT was denied by the insurer.", "insurer"), ("She has not had any PT.", None), ("Declined PT.", "refused")],
)
def test_a_plan_that_failed_is_not_done(text, reason):
    (course,) = courses(merged(PLAN, ("2024-04-22", text)))
    assert course.status in ("not_done", "declined")
    assert course.reason == reason
    assert course.duration_days is None


def test_a_denial_that_was_overtaken_is_gone():
    (course,) = courses(merged(("2024-03-01", "Neck pain. No PT yet."), ("2024-05-01", "PT for 6 weeks, no relief.")))
    assert course.status == "completed"


def test_a_course_told_twice_is_one():
    told = [
        ("2024-05-15", "Neck pain. PT completed, 6 weeks, no help."),
        ("2024-06-15", "6 weeks of PT gave no relief."),
    ]
    (course,) = courses(merged(*told))
    assert course.duration_days == (42, 42)


def test_a_second_course_is_another_one():
    told = [
        ("2023-09-05", "Back pain. PT for 6 weeks with good relief."),
        ("2024-05-14", "Second course of PT, 8 weeks, no relief."),
    ]
    assert [c.duration_days for c in courses(merged(*told))] == [(42, 42), (56, 56)]


def test_an_ongoing_course_runs_to_the_last_note_that_says_so():
    told = [
        ("2024-02-06", "Neck pain. Started PT on 1/30/2024."),
        ("2024-03-12", "Still attending PT, no relief so far."),
    ]
    (course,) = courses(merged(*told, ("2024-04-30", "Neck pain unchanged.")))
    assert (course.status, course.start_date, course.duration_days) == ("ongoing", "2024-01-30", (42, 42))


def test_a_plan_after_a_finished_course_is_a_plan():
    told = [("2023-05-01", "Back pain. PT for 6 weeks, resolved."), ("2024-05-01", "Back pain again. Plan: PT.")]
    assert [c.status for c in courses(merged(*told))] == ["completed", "planned"]


def test_visits_become_an_interval():
    visits = [("2024-04-01", "Neck. Visit 1. Pain 6/10."), ("2024-04-15", "Neck. Visit 5. No change.")]
    evidence = merged(
        *visits,
        ("2024-05-13", "Neck. Visit 12. No improvement. Discharged."),
        a="pt_record",
        b="pt_record",
        c="pt_record",
    )
    (course,) = courses(evidence)
    assert (course.status, course.sessions, course.duration_days) == ("completed", 12, (42, 42))
    assert (course.start_date, course.end_date, course.outcome) == ("2024-04-01", "2024-05-13", "failed")


def test_a_flow_sheet_counts_its_days():
    sheet = "Lumbar PT flow sheet. Visits attended: 9/9, 9/12, 9/16 and 9/23."
    (course,) = courses(merged(("2024-09-23", sheet), ("2024-10-07", "Back pain. Lumbar MRI ordered."), a="pt_record"))
    assert (course.sessions, course.start_date, course.duration_days) == (4, "2024-09-09", (14, 14))


def test_therapy_of_the_knee_is_not_that_of_the_back():
    told = [("2024-08-05", "PT eval. Right knee osteoarthritis. Visit 1."), ("2024-10-01", "Low back pain x 3 weeks.")]
    assert not courses(merged(*told, a="pt_record"))


def test_an_undated_document_never_overrides_a_dated_one():
    evidence = merged(("2024-04-22", "PT completed, 6 weeks, no relief."), (None, "Plan: PT. Will start PT soon."))
    assert [c.status for c in courses(evidence)] == ["completed", "planned"] or len(courses(evidence)) == 1
    assert conservative_days(evidence) == (42, 42)
    assert latest_response(evidence) == "none"


def test_running_on_two_days_is_running_between_them():
    taken = [
        ("2024-01-10", "Takes ibuprofen daily for back pain."),
        ("2024-03-10", "Still takes ibuprofen, no relief."),
    ]
    (course,) = courses(merged(*taken), "nsaid")
    assert (course.status, course.duration_days) == ("ongoing", (60, None))


def test_an_extension_is_one_course():
    told = [
        ("2024-03-01", "LBP. PT 4 weeks, no relief; will extend PT 4 more weeks."),
        ("2024-04-01", "Finished 8 weeks of PT, no relief."),
    ]
    (course,) = courses(merged(*told))
    assert (course.status, course.duration_days) == ("completed", (56, 56))


def test_brand_and_substance_are_one_drug():
    told = [
        ("2024-03-01", "Back pain. Flexeril started today."),
        ("2024-03-29", "Cyclobenzaprine gave no relief, stopped today."),
    ]
    (course,) = courses(merged(*told), "muscle_relaxant")
    assert (course.duration_days, course.end_date) == ((28, 28), "2024-03-29")


# -------------------- carried text, imaging, symptoms
def test_carried_sentences_renew_nothing():
    history = "HPI: Mr. Sato has had low back pain for 3 months. He has done 4 weeks of chiropractic with no relief."
    evidence = merged(
        ("2024-01-15", history + "\nX-rays of the lumbar spine today: disc narrowing."),
        ("2024-03-11", history + "\nX-rays of the lumbar spine today: disc narrowing.\nInterval: no better."),
    )
    assert evidence.documents[1].copied_from == "a"
    assert evidence.documents[0].copied_from is None
    assert [s.date for s in evidence.imaging] == ["2024-01-15"]
    assert len(courses(evidence, "chiropractic")) == 1
    assert evidence.symptom_duration_days == (146, 146)
    assert {m.note_id for _, _, m in evidence.all_mentions()} == {"a"}


def test_boilerplate_is_no_copy_of_evidence():
    line = "Lisinopril 10 mg daily refilled today."
    evidence = merged(("2024-01-15", f"Neck pain for 2 weeks. {line}"), ("2024-02-15", f"Neck pain is worse. {line}"))
    assert evidence.documents[1].copied_from is None


def test_a_title_is_not_carried_and_a_bullet_is():
    bullets = "Family Medicine Progress Note\n- Neck pain x 6 weeks\n- Pain is {}\n"
    evidence = merged(("2024-03-01", bullets.format("worse")), ("2024-04-12", bullets.format("the same")))
    assert evidence.documents[1].copied_from == "a"
    assert evidence.symptom_duration_days == (84, 84)
    titles = merged(
        ("2024-03-01", "Physical Therapy Daily Note\nNeck."), ("2024-03-08", "Physical Therapy Daily Note\nBack.")
    )
    assert titles.documents[1].copied_from is None


def test_order_report_and_mention_are_one_study():
    evidence = merged(
        ("2024-06-03", "Neck pain. MRI cervical spine ordered."),
        ("2024-06-12", "RADIOLOGY REPORT\nMRI CERVICAL SPINE 06/12/2024\nIMPRESSION: C6-7 disc protrusion."),
        ("2024-06-20", "Neck pain. MRI of 6/12/2024 reviewed."),
    )
    (study,) = evidence.imaging
    assert (study.modality, study.region, study.status, study.date) == ("mri", "cervical", "done", "2024-06-12")
    assert {m.note_id for m in study.mentions} >= {"b", "c"}


def test_a_repeat_study_is_another_one():
    evidence = merged(
        ("2023-08-14", "MRI lumbar spine 8/14/2023: L4-5 protrusion."),
        ("2024-06-11", "Back pain. Repeat MRI lumbar spine ordered."),
    )
    assert [(s.status, s.date) for s in evidence.imaging] == [("done", "2023-08-14"), ("ordered", None)]


def test_symptoms_grow_older_until_a_note_says_otherwise():
    first = ("2024-02-06", "Low back pain for 2 months.")
    assert merged(first, ("2024-04-02", "No better.")).symptom_duration_days == (116, 116)
    assert merged(first, ("2024-04-02", "Low back pain for 5 months.")).symptom_duration_days == (150, 150)
    assert merged(first, (None, "Low back pain for 3 years.")).symptom_duration_days == (60, 60)


# -------------------- findings over time
@pytest.mark.parametrize(
    ("earlier", "later", "current", "trajectory"),
    [
        ("Hoffmann's negative bilaterally.", "Hoffmann's positive on the right.", "present", "new"),
        ("Hoffmann's positive on the right.", "Hoffmann's negative bilaterally.", "absent", "resolved"),
        ("Hoffmann's positive bilaterally.", "Hoffmann's positive on both sides.", "present", "stable"),
    ],
)
def test_the_latest_exam_counts(earlier, later, current, trajectory):
    found = finding(merged(("2024-03-04", earlier), ("2024-04-15", later)), "hoffmann_sign")
    assert (found.status, found.current_status, found.trajectory) == ("present", current, trajectory)


@pytest.mark.parametrize(("grades", "trajectory"), [(("4/5", "3/5"), "worsening"), (("3/5", "4/5"), "improving")])
def test_strength_tells_the_trajectory(grades, trajectory):
    exams = [
        (day, f"Exam: left triceps {grade}.") for day, grade in zip(("2024-03-04", "2024-04-15"), grades, strict=True)
    ]
    assert finding(merged(*exams), "motor_weakness", "upper_limb").trajectory == trajectory


def test_standing_history_persists():
    found = finding(
        merged(("2024-03-04", "History of breast cancer 2015."), ("2024-04-15", "PMH: no cancer.")), "cancer_history"
    )
    assert found.current_status == "present"


def test_a_change_over_time_is_no_contradiction_unless_undated():
    stated, denied = "Hoffmann's positive on the right.", "Hoffmann's negative on the right."
    assert not merged(("2024-03-04", denied), ("2024-04-15", stated)).warnings
    assert [w.code for w in merged(("2024-03-04", denied), (None, stated)).warnings] == ["contradiction"]


def test_documents_of_one_day_are_one_encounter():
    evidence = merged(("2024-03-04", "Hoffmann's positive on the right."), ("2024-03-04", "Hoffmann's negative."))
    assert [w.code for w in evidence.warnings] == ["contradiction"]
    assert finding(evidence, "hoffmann_sign").trajectory is None


def test_a_suspicion_is_settled_by_the_report_of_the_same_day():
    told = [
        ("2024-03-04", "Fall. Possible L1 fracture, CT lumbar ordered."),
        ("2024-03-04", "CT LUMBAR SPINE. No fracture."),
    ]
    assert finding(merged(*told), "vertebral_fracture", "lumbar").current_status == "absent"


def test_generic_words_do_not_undo_an_exam():
    exams = [("2024-03-04", "Exam: left triceps 4/5."), ("2024-04-15", "Neurologically intact.")]
    assert finding(merged(*exams), "motor_weakness", "upper_limb").current_status == "present"


# -------------------- days of care over the case
@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("PT from 2/12/2024 to 3/25/2024 and chiropractic from 2/26/2024 to 4/1/2024, neither helped.", (49, 49)),
        ("PT for 6 weeks, no relief. Chiropractic for 4 weeks, no relief.", (42, 70)),
        ("Heat, naproxen and stretches at home for 6 weeks, all without relief.", (42, 42)),
        ("Plan: PT. Declined chiropractic.", (0, 0)),
        ("PT for over a month, no relief.", (30, None)),
    ],
)
def test_concurrent_courses_are_united_never_added(text, days):
    assert conservative_days(extract("Low back pain. " + text, note_date="2024-04-10")) == days


def test_days_are_those_of_the_region_and_before_the_day_asked():
    text = (
        "Neck pain. PT for the neck from 1/8/2024 to 2/19/2024. "
        "Low back pain. Chiropractic for the low back for 8 weeks."
    )
    evidence = extract(text, note_date="2024-05-02")
    assert conservative_days(evidence, until="2024-01-22", therapies={"physical_therapy"}) == (14, 14)
    if {t.region for t in evidence.therapies} == {"cervical", "lumbar"}:
        assert conservative_days(evidence, region="cervical") == (42, 42)


def test_the_latest_word_on_the_response_counts():
    told = [("2024-03-01", "Neck pain. PT for 3 weeks with some relief."), ("2024-04-22", "PT for 8 weeks, no relief.")]
    assert latest_response(merged(*told)) == "none"
    assert latest_response(merged(PLAN, ("2024-04-01", "Neck pain."))) == "unknown"
