"""A cohort judged at every value of a threshold."""

import pytest

import mednec
from mednec.criteria.sweep import decisions, sweep
from mednec.errors import CriteriaError

FOUR_WEEKS = """Office visit 06/15/2026, seen in person. 48-year-old man with neck pain for 12 weeks, 6/10, no injury.
Supervised physical therapy from 05/11/2026 to 06/08/2026, 14 visits, and naproxen from 05/11/2026 to 06/08/2026,
without any relief.
EXAM: Deltoid, biceps, triceps, finger flexion and interossei 5/5 on both sides. Sensation intact C5 to T1.
Biceps and triceps reflexes 2+. Spurling negative. Hoffmann negative. Gait normal. PLAN: MRI cervical spine."""


@pytest.fixture(scope="module")
def case():
    return mednec.extract(FOUR_WEEKS, note_date="2026-06-15"), mednec.ImagingRequest(cpt="72141", icd10=["M54.2"])


def test_four_weeks_of_care_meet_a_threshold_of_four_weeks_and_not_of_six(case):
    swept = sweep([case], "evolent_spine_mri", "minimum_days", [28, 42])
    assert (swept.payer, swept.own, swept.decided) == ("evolent", 42, 1)
    assert swept.decisions == {28: ("meets",), 42: ("does_not_meet",)}
    assert swept.share(28, "meets") == 1


def test_what_the_set_does_not_cover_is_not_decided(case):
    swept = sweep([case], "medicare_lumbar_mri", "care_days", [28])
    assert (swept.decisions, swept.decided) == ({28: (None,)}, 0)


def test_an_older_version_judges_a_case_of_today(case):
    old, new = (f"unitedhealthcare_commercial_spine_mri{year}" for year in ("_2025", ""))
    answers = [decisions([case], name) for name in (old, new)]
    assert all(taken[0] is not None for taken in answers)


def test_a_set_of_your_own_is_swept_by_the_parameters_it_inherits(case, tmp_path):
    (tmp_path / "mine.yaml").write_text("id: mine\nextends: evolent_spine_mri\nversion: mine\n")
    assert sweep([case], "mine", "minimum_days", [28], overlays=[tmp_path]).decisions == {28: ("meets",)}


def test_a_parameter_that_the_set_does_not_have_is_named(case):
    with pytest.raises(CriteriaError, match="no parameter 'minimum_weeks'"):
        sweep([case], "evolent_spine_mri", "minimum_weeks", [6])


def test_a_set_that_does_not_exist_is_named(case):
    with pytest.raises(CriteriaError, match="no criteria set is called 'valley'"):
        sweep([case], "valley", "minimum_days", [6])
