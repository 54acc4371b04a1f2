"""What differs between two sets, fact by fact."""

from __future__ import annotations

from mednec.criteria.compare import Difference, differences
from mednec.criteria.loader import load_criteria


def of(first: str, second: str) -> dict[str, tuple[str | None, str | None]]:
    library = load_criteria()
    found = differences(library.by_id(first), library.by_id(second))
    assert len({d.where for d in found}) == len(found)
    return {d.where: (d.first, d.second) for d in found}


def test_a_set_does_not_differ_from_itself():
    for found in load_criteria().sets:
        assert differences(found.criteria, found.criteria) == []


def test_two_versions():
    assert of("unitedhealthcare_commercial_spine_mri_2025", "unitedhealthcare_commercial_spine_mri") == {
        "id": ("unitedhealthcare_commercial_spine_mri_2025", "unitedhealthcare_commercial_spine_mri"),
        "version": ("V5.0.2025", "V3.0.2026"),
        "effective.from": ("2025-11-18", "2026-05-04"),
        "effective.to": ("2026-05-03", None),
        "source": ("GH-PC, GH-MDP", "GH-PC, GH-MDP, OP-OH"),
    }


def test_facts_are_named_by_the_ids_of_their_entries():
    found = of("evicore_spine_mri", "unitedhealthcare_commercial_spine_mri")
    where = "pathways.failed_conservative_care.requires.conservative_care_6_weeks.text"
    assert "last twelve weeks" in (found[where][1] or "")
    assert found["gates.in_person_visit.provenance"] == ("secondary", "primary")


def test_an_entry_that_only_one_side_has():
    found = of("acr_2018_spine_mri", "acr_2024_spine_mri")
    assert found["variants.acute_radiculopathy"] == (
        None,
        "Acute or increasing radiculopathy, no red flag; a downgrade from 2018.",
    )
    assert found["variants.malignancy.ratings.without"] == ("usually_appropriate", None)


def test_the_order_of_a_guidelines_situations_is_a_fact():
    guide = load_criteria().by_id("acr_2018_spine_mri")
    turned = guide.model_copy(update={"variants": [*guide.variants[1:], guide.variants[0]]})
    (only,) = differences(guide, turned)
    assert only.where == "variants (order)"
    assert (only.first or "").startswith("infection, malignancy")
    assert (only.second or "").endswith("infection")


def test_it_reads_the_same_from_both_sides():
    library = load_criteria()
    there = differences(library.by_id("aetna_spine_mri"), library.by_id("carelon_spine_mri"))
    back = differences(library.by_id("carelon_spine_mri"), library.by_id("aetna_spine_mri"))
    assert {(d.where, d.first, d.second) for d in there} == {(d.where, d.second, d.first) for d in back}
    assert isinstance(there[0], Difference)
