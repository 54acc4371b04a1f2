"""An operation that was done, one that is ahead, and one that nobody wants: minimal pairs."""

from __future__ import annotations

import pytest

from mednec import extract


@pytest.mark.parametrize(
    ("text", "concept", "status"),
    [
        ("Options are more therapy or surgery, which would be a diskectomy at C6-7.", "surgery_considered", "present"),
        ("I favor a posterior approach, C3 to C6 laminectomy.", "surgery_considered", "present"),
        ("He was told that he should have an anterior diskectomy and fusion.", "surgery_considered", "present"),
        ("PLAN:\n- L4-5 microdiscectomy in the morning.", "surgery_considered", "present"),
        ("Cauda equina syndrome, for theatre tonight for L4/5 decompression.", "surgery_considered", "present"),
        ("I would not do a fusion at L4-5.", "surgery_considered", "absent"),
        ("He had an ACDF at C5-6 and will return to work.", "prior_spine_surgery", "present"),
        ("She would like an MRI; L4-5 laminectomy in 2010.", "prior_spine_surgery", "present"),
        ("He will follow up for his L4-5 fusion.", "prior_spine_surgery", "present"),
        ("PLAN:\nS/p C5-6 ACDF. Will obtain MRI.", "prior_spine_surgery", "present"),
    ],
)
def test_an_operation_is_done_or_ahead(text: str, concept: str, status: str) -> None:
    about = {f.concept: f.status for f in extract(text).findings if "surg" in f.concept}
    assert about == {concept: status}
