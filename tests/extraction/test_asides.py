"""A cue or a finding is told over an adverb or a remark set into it; words that doubt or limit are no asides."""

from __future__ import annotations

import pytest

import mednec


def _statuses(text: str, concept: str) -> set[str]:
    return {m.status for f in mednec.extract(text).findings if f.concept == concept for m in f.mentions}


@pytest.mark.parametrize(
    "aside", ["currently ", "also ", "however ", ", I think, ", ", in my opinion, ", ", at this time, "]
)
@pytest.mark.parametrize(
    ("before", "after", "status"),
    [
        ("She does not ", "have low back pain", "absent"),
        ("She did not ", "report low back pain", "absent"),
        ("There is ", "no low back pain", "absent"),
        ("There is ", "low back pain", "present"),
        ("Low back pain is ", "not present", "absent"),
    ],
)
def test_an_aside_leaves_a_denial_a_denial(before: str, after: str, status: str, aside: str) -> None:
    text = (before.rstrip() if aside.startswith(",") else before) + aside + after + "."
    assert _statuses(text, "back_pain") == {status}, text


@pytest.mark.parametrize(
    "aside", ["actually ", "still ", "therefore ", ", of course, ", ", on my review, ", ", as far as I can tell, "]
)
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("She may ", "have cervical myelopathy"),
        ("This could ", "be cervical myelopathy"),
        ("Cervical myelopathy cannot ", "be excluded"),
        ("Cervical myelopathy is ", "possible"),
        ("It is ", "possible that she has cervical myelopathy"),
        ("We are ", "considering cervical myelopathy"),
        ("There is ", "concern for cervical myelopathy"),
    ],
)
def test_an_aside_leaves_a_hedge_a_hedge(before: str, after: str, aside: str) -> None:
    text = (before.rstrip() if aside.startswith(",") else before) + aside + after + "."
    assert _statuses(text, "myelopathy") == {"possible"}, text


@pytest.mark.parametrize(
    ("text", "concept", "status"),
    [
        ("Strength is currently normal in both legs.", "motor_weakness", "absent"),
        ("Sensation is, however, intact in the left arm.", "sensory_deficit", "absent"),
        ("Gait is now unsteady.", "gait_disturbance", "present"),
        ("No fever, however weakness persists.", "motor_weakness", "present"),
        ("He drinks alcohol and also uses illicit drugs.", "iv_drug_use", None),
    ],
)
def test_findings_over_an_aside(text: str, concept: str, status: str | None) -> None:
    assert _statuses(text, concept) == ({status} if status else set())


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("The MRI was, however, not done.", "not_done"),
        ("She has not, to date, had an MRI.", "not_done"),
        ("An MRI is currently pending.", "ordered"),
    ],
)
def test_studies_over_an_aside(text: str, status: str) -> None:
    assert [s.status for s in mednec.extract(text).imaging] == [status]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("This is probably due to her neck pain.", "present"),
        ("Headaches likely related to his neck pain.", "present"),
        ("This is probably neck pain.", "possible"),
    ],
)
def test_what_something_is_put_down_to_is_known(text: str, status: str) -> None:
    assert _statuses(text, "neck_pain") == {status}
