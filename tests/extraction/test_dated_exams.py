"""Dated, telegraphic exam lines: what was examined, when, and which way the values went."""

from __future__ import annotations

import pytest

import mednec


def read(text, date="2026-06-10"):
    return mednec.extract(text, note_date=date)


def finding(evidence, concept, region=None):
    found = [f for f in evidence.findings if f.concept == concept and region in (None, f.region)]
    assert found, f"no {concept}"
    return found[0]


def concepts(evidence, *status):
    return {f.concept for f in evidence.findings if f.status in (status or ("present", "possible"))}


@pytest.mark.parametrize(
    "heading",
    [
        "Exam, all done in the office:",
        "EXAM:",
        "O:",
        "Examination today, compared with 5/4:",
        "PHYSICAL EXAM (repeated by me)",
        "PE today vs 5/4:",
        "Neuro exam today is the same as on 05/04:",
    ],
)
def test_an_exam_under_a_free_heading_covers_its_parts(heading):
    lines = "- R grip 4/5, L 5/5\n- pin intact C4-T1; jerks biceps/BR 2+ = ; Hoffmann neg; gait nl\n- Spurling + R\n"
    note = f"HPI: 51 yo with right neck and arm pain for 2 weeks.\n{heading}\n{lines}"
    exam = read(note).encounters[0].exam
    assert (exam.motor, exam.sensory, exam.reflex) == ("graded", "described", "graded")
    assert exam.provocation == exam.upper_motor_neuron == exam.gait == "described"


@pytest.mark.parametrize("sentence", ["The exam room was cold.", "Exam anxiety at college", "Exams are due in May."])
def test_a_sentence_about_exams_is_no_heading(sentence):
    evidence = read(f"HPI: neck pain.\n{sentence}\nNumbness of the left hand.")
    assert finding(evidence, "limb_paresthesia").mentions[0].section == "history_of_present_illness"


def test_signs_are_examined_wherever_they_stand():
    evidence = read("HPI: neck pain. Spurling positive on the left, pinprick reduced over the left thumb.")
    for concept in ("spurling_sign", "sensory_deficit"):
        assert finding(evidence, concept).mentions[0].basis == "examined"


def test_a_diagnosis_under_the_exam_is_diagnosed():
    evidence = read("Exam: midline tenderness at C5. Suspected cervical discitis.")
    assert finding(evidence, "spinal_infection").mentions[0].basis == "diagnosed"


# ---- values
@pytest.mark.parametrize(
    "line",
    [
        "deltoid and wrist ext 5/5 B, pin intact C5-T1, biceps/BR 2+ B",
        "biceps/triceps 2+ sym, grip 5/5",
        "Motor 5/5 throughout. Jerks: biceps 2+, triceps 2+ B. Pinprick nl.",
    ],
)
def test_a_plus_at_a_tendon_is_a_jerk(line):
    evidence = read(f"Exam: {line}")
    assert "motor_weakness" not in concepts(evidence)
    assert finding(evidence, "reflex_diminished").status == "absent"


@pytest.mark.parametrize(
    ("line", "grade"),
    [
        ("5/5 except biceps 4+ on the left", "4+/5"),
        ("strength 5/5 but 4+ left triceps", "4+/5"),
        ("C7 4/5 on the right, otherwise 5/5", "4/5"),
    ],
)
def test_a_plus_that_excepts_is_a_grade(line, grade):
    assert finding(read(f"Exam: {line}"), "motor_weakness", "upper_limb").grade == grade


@pytest.mark.parametrize("line", ["5/5 C5-T1 bilaterally", "L2-S1 5/5 B"])
def test_roots_are_graded_like_muscles(line):
    found = finding(read(f"Exam: {line}"), "motor_weakness")
    assert found.status == "absent"
    assert found.region in ("upper_limb", "lower_limb")


@pytest.mark.parametrize(
    "line",
    [
        "R grip 3/5, L 5/5. Other groups 5/5 both arms and legs.",
        "L biceps 4/5, rest 5/5",
        "L biceps jerk 1+, R 2+",
        "triceps jerk left 1+, right 2+; biceps and BR 2+",
        "EHL 4-/5 R, 4/5 L, rest of legs 5/5. Ankle jerks absent B, knee jerks 2+.",
        "5/5 throughout except left deltoid 4/5",
        "left triceps 4/5, right 5/5, interossei 5/5. Impression: triceps weakness.",
        "R deltoid gives way from pain; with encouragement full 5/5",
    ],
)
def test_the_rest_of_the_exam_contradicts_nothing(line):
    assert [w.code for w in read(f"Exam: {line}").warnings] == []


def test_the_remainder_carries_neither_muscle_nor_side():
    absent = [m for m in finding(read("Exam: R EHL 4/5, rest 5/5."), "motor_weakness").mentions if m.status == "absent"]
    assert [(m.muscle, m.side, m.root) for m in absent] == [(None, None, None)]


def test_the_side_before_a_value_is_its_side():
    mentions = finding(read("Exam: triceps jerk left 1+, right 2+."), "reflex_diminished").mentions
    assert {(m.status, m.side) for m in mentions} == {("present", "left"), ("absent", "right")}


def test_a_sentence_ends_after_a_side():
    evidence = read("Exam: Wrist flexion 5/5 B. Pinprick normal all dermatomes. Spurling neg R. Jerks 2+.")
    assert finding(evidence, "sensory_deficit").mentions[0].text.startswith("Pinprick")


@pytest.mark.parametrize(
    ("line", "limited"),
    [
        ("R triceps gives way from pain", True),
        ("R triceps 4/5, poor effort", True),
        ("R triceps 4/5, full effort", False),
        ("R triceps 4/5, no give-way, not limited by pain", False),
    ],
)
def test_effort_counts_unless_it_is_denied(line, limited):
    mentions = finding(read(f"Exam: {line}."), "motor_weakness").mentions
    assert [m.effort_limited for m in mentions if m.status == "present"] == [limited]


def test_weakness_without_a_grade_is_examined():
    mention = finding(
        read("Exam, in office:\n- R triceps seems a little weak next to the left\n"), "motor_weakness"
    ).mentions[0]
    assert (mention.basis, mention.grade, mention.muscle) == ("examined", None, "triceps")


@pytest.mark.parametrize(
    ("words", "dermatome"),
    [
        ("pin reduced L thumb", "C6"),
        ("pin reduced L thumb and radial forearm", "C6"),
        ("PP decr R long finger", "C7"),
        ("light touch less over the left ring and little fingers", "C8"),
        ("pin dull over the R dorsal foot", "L5"),
        ("pinprick diminished on the left lateral foot", "S1"),
        ("pin lost S2-S5", "S2-S5"),
        ("pin reduced in the left hand", None),
    ],
)
def test_areas_name_their_dermatome(words, dermatome):
    assert finding(read(f"Exam: {words}."), "sensory_deficit").mentions[0].dermatome == dermatome


# ---- two exams in one note
@pytest.mark.parametrize(
    "text",
    [
        "Exam: L deltoid was 5-/5 on 05/20, today 4/5.",
        "Exam: L deltoid 4+/5 last visit, 4-/5 today.",
        "Exam: left deltoid 3/5 (was 4/5), right 5/5.",
        "Exam: left deltoid went from 4+/5 to 4-/5.",
        "PE today vs 5/20:\nL deltoid 4-/5 (4+/5)\n",
        "Examination\n| Finding | 05/20/2026 | 06/10/2026 |\n| L deltoid | 4+/5 | 4-/5 |\n| L triceps | 5/5 | 5/5 |\n",
        "I saw him on May 20, recorded the left deltoid as 4+/5 and ordered therapy.\nExam: left deltoid 4-/5.",
        "Exam: L biceps jerk was 1+, today absent.",
        "In April I recorded a normal tandem gait; today he cannot take two tandem steps.",
    ],
)
def test_progression_is_what_two_exams_show(text):
    evidence = read(text)
    progressive = finding(evidence, "progressive_neuro_deficit")
    assert progressive.mentions[0].basis == "examined"
    assert any(f.trajectory == "worsening" for f in evidence.findings if f.concept != "progressive_neuro_deficit")
    assert [w.code for w in evidence.warnings] == []


def test_the_earlier_value_is_dated_and_the_grade_is_that_of_today():
    found = finding(read("Exam: L deltoid was 3/5 on 05/20, today 4/5."), "motor_weakness")
    assert (found.grade, found.trajectory) == ("4/5", "improving")
    assert [m.date for m in found.mentions] == ["2026-05-20", None]


def test_weakness_that_is_over_is_resolved():
    found = finding(read("Exam: R EHL 4/5 on 5/20, today 5/5."), "motor_weakness", "lower_limb")
    assert (found.status, found.current_status, found.trajectory) == ("present", "absent", "resolved")


@pytest.mark.parametrize(
    "text",
    [
        "Exam today is the same as on 5/20: left deltoid 4/5.",
        "HPI: he feels weaker. Exam: left deltoid 4/5.",
        "Strength was normal at a physical in March 2026. Exam: left deltoid 4/5.",
    ],
)
def test_what_the_exam_does_not_show_is_no_examined_progression(text):
    evidence = read(text)
    examined = [m for f in evidence.findings if f.concept == "progressive_neuro_deficit" for m in f.mentions]
    assert "examined" not in {m.basis for m in examined if m.status == "present"}
    assert finding(evidence, "motor_weakness", "upper_limb").trajectory != "worsening"


@pytest.mark.parametrize(
    "text",
    [
        "All reflexes 3+ and equal, as in her 2011 physical: lifelong brisk reflexes, a normal variant.",
        "Reflexes brisk 3+ throughout, his known baseline since childhood.",
        "Reflexes 3+ at the knees, unchanged since 2012.",
    ],
)
def test_a_baseline_is_chronic(text):
    assert {m.acuity for m in finding(read(text), "hyperreflexia").mentions} == {"chronic"}


# ---- history
@pytest.mark.parametrize(
    "text",
    [
        "Pt worried about 'cauda equina' that she read about online.",
        "He is afraid of having myelopathy.",
        "Leaks urine with cough and sneeze since her second delivery in 2009, unchanged.",
        "Return at once for hand clumsiness or leg weakness.",
    ],
)
def test_fears_old_leaks_and_instructions_are_no_findings(text):
    assert concepts(read(text)) == set()


def test_the_examiners_worry_is_a_suspicion():
    text = "I am worried about a metastasis to the cervical spine and would like it excluded first."
    assert finding(read(text), "spinal_malignancy").status == "possible"


@pytest.mark.parametrize(
    "text",
    [
        "Denies weakness, numbness, fever, cancer, gait, bladder or bowel change.",
        "Neg: bowel/bladder, saddle, gait, falls, fever, wt loss, IVDU.",
    ],
)
def test_a_denial_goes_on_over_a_bare_item(text):
    assert concepts(read(text)) == set()


@pytest.mark.parametrize(
    ("text", "region", "pattern", "trend"),
    [
        ("L neck to radial forearm pain, onset late April.", "cervical", "radicular", None),
        ("neck + R shoulder-blade ache 10 wks", "cervical", "axial", None),
        ("R low back and buttock pain to lateral calf x 10 wks.", "lumbar", "radicular", None),
        ("R neck/trap/upper arm pain since 5/20.", "cervical", "radicular", None),
        ("5-month history of left paraspinal neck pain.", "cervical", "axial", None),
        ("HPI: Neck pain.\nInterval: pain climbing every week in spite of therapy.", "cervical", "axial", "worsening"),
        ("HPI: Neck pain.\nInterval: about the same as at the first visit.", "cervical", "axial", "stable"),
        ("The ache in the neck spreads to the top of both shoulders.", "cervical", "axial", None),
        ("Pt: 46 F. Neck pain for 3 weeks. No fever.", "cervical", "axial", None),
    ],
)
def test_complaints_in_few_words(text, region, pattern, trend):
    complaints = read(text).complaints
    assert [(c.region, c.pattern, c.trend) for c in complaints] == [(region, pattern, trend)]


@pytest.mark.parametrize(
    ("text", "primary", "active"),
    [
        ("PMH: ductal breast carcinoma 2024, node positive, takes letrozole.", "breast", True),
        ("She had breast cancer in 2019. She has been on letrozole since 2020 and takes it still.", "breast", True),
        ("Renal cell carcinoma with bone metastases.", "kidney", True),
        ("Ovarian dysgerminoma 1991, disease free 35 years, discharged from oncology.", "gynecologic", False),
        ("Prostate cancer 2011, no recurrence.", "prostate", False),
        ("Breast cancer 2019, completed tamoxifen.", "breast", None),
        ("History of lung cancer.", "lung", None),
    ],
)
def test_cancer_is_active_or_over_or_unsaid(text, primary, active):
    detail = finding(read(text), "cancer_history").mentions[0].detail
    assert (detail["primary"], detail["metastatic_capable"], detail["active"]) == (primary, True, active)


def test_the_cause_of_numbness_explains_the_sensory_loss():
    text = (
        "Numbness of the left thumb. Exam: pinprick reduced on the left thumb. "
        "The numbness is due to carpal tunnel syndrome, not to a root."
    )
    assert finding(read(text), "sensory_deficit").mentions[0].attributed_to == "entrapment_neuropathy"


@pytest.mark.parametrize("text", ["PM&R follow up for neck pain", "Hepatitis B. Numbness of the hand."])
def test_letters_of_names_are_no_side(text):
    assert {f.side for f in read(text).findings} == {None}


def test_what_came_before_an_event_does_not_deny_it():
    assert finding(read("He had no alcohol before the fall; neck pain since."), "major_trauma").status == "present"


def test_answers_after_their_item_deny():
    evidence = read("Neck pain. Risk: osteoporosis no; ankylosing spondylitis no; blood thinner no; cancer no.")
    assert concepts(evidence) == {"neck_pain"}


def test_pain_of_a_limb_that_begins_at_the_neck():
    complaint = read("New left arm pain since 5/28, neck to lateral upper arm, 5/10.").complaints[0]
    assert (complaint.region, complaint.pattern, complaint.side) == ("cervical", "radicular", "left")


def test_a_relative_stays_the_subject_of_the_sentence():
    assert concepts(read("Neck pain. Father had a prostate operation and is incontinent since.")) == {"neck_pain"}


def test_normal_strength_before_the_onset_contradicts_nothing():
    note = "S: Neck pain. Strength was normal at his annual physical on March 30, 2026.\nO: Triceps 3/5 right."
    evidence = read(note)
    assert not evidence.warnings
    assert "progressive_neuro_deficit" not in concepts(evidence)


def test_a_jerk_answered_in_a_word_and_one_in_a_number():
    mentions = finding(read("Exam: left ankle jerk absent, right 2+."), "reflex_diminished").mentions
    assert {(m.status, m.side) for m in mentions} == {("present", "left"), ("absent", "right")}


@pytest.mark.parametrize("line", ["Spurling - B. Hoffmann neg.", "Spurling gently done, negative."])
def test_a_minus_before_a_side_is_a_value(line):
    assert finding(read(f"PE: {line}"), "spurling_sign").status == "absent"


def test_an_absent_tendon_in_brackets_is_a_lost_jerk():
    assert not read("DTR: L BR 0, R BR 2+. A: left C6 radiculopathy with reflex loss (absent BR).").warnings
