"""Several treatments in one sentence, row or plan: each keeps the fate, the outcome and the length told of it."""

from __future__ import annotations

from itertools import product

import pytest

from mednec import extract

FIRST = {
    "completed": "she underwent facet injections",
    "ongoing": "he remains on oxycodone",
    "planned": "I ordered a home exercise program",
    "declined": "he declined a soft collar",
}
SECOND = {
    "not_done": "has not yet had acupuncture",
    "ongoing": "he is in the middle of acupuncture",
    "completed": "acupuncture was performed last spring",
    "declined": "acupuncture was offered but he declined",
}
CLASSES = {
    "completed": "facet_injection",
    "ongoing": "opioid",
    "planned": "home_exercise",
    "declined": "bracing",
}
PT, DRUG, ICE, HEP = "physical_therapy", "nsaid", "heat_ice", "home_exercise"

NEVER = {"acupuncture": "not_done", "chiropractic": "not_done", PT: "not_done"}
FAILED = {"oral_steroid": "failed", "acetaminophen": "failed", "tens": "failed"}
CELLS = {PT: "declined", DRUG: "ongoing", ICE: "completed"}


def told(text: str) -> dict[str, str]:
    return {t.therapy: t.status for t in extract(text).therapies}


def outcomes(text: str) -> dict[str, str]:
    return {t.therapy: t.outcome for t in extract(text).therapies}


def lengths(text: str) -> dict[str, tuple[float | None, float | None] | None]:
    return {t.therapy: t.duration_days for t in extract(text).therapies}


@pytest.mark.parametrize("join", [" and ", ", and ", "; ", " but "])
@pytest.mark.parametrize(("first", "second"), [p for p in product(FIRST, SECOND) if p[0] != p[1]])
def test_two_clauses_two_fates(first: str, second: str, join: str) -> None:
    said = FIRST[first] + join + SECOND[second]
    assert told(f"Low back pain. {said[0].upper()}{said[1:]}.") == {CLASSES[first]: first, "acupuncture": second}


@pytest.mark.parametrize(
    ("text", "items"),
    [
        # a verb of its own ends the list, a shared one does not
        ("Completed PT and now does home exercises.", {PT: "completed", HEP: "ongoing"}),
        ("Tried PT and massage and ibuprofen.", {PT: "completed", "massage": "completed", DRUG: "completed"}),
        ("PT and massage was tried.", {PT: "completed", "massage": "completed"}),
        ("She has not tried PT, or taken any NSAIDs.", {PT: "not_done", DRUG: "not_done"}),
        ("The ER gave him Toradol and prescribed Flexeril.", {DRUG: "completed", "muscle_relaxant": "completed"}),
        ("He never had acupuncture, seen a chiropractor or tried PT.", NEVER),
        ("Ice is ongoing and PT was tried.", {ICE: "ongoing", PT: "completed"}),
        # what stands before a new subject
        ("He wore a back brace and so far she has tried naproxen.", {"bracing": "completed", DRUG: "completed"}),
        ("PT was offered, which he declined, and ice was recommended.", {PT: "declined", ICE: "planned"}),
        ("We discussed PT and ice; he declined.", {PT: "declined", ICE: "declined"}),
        # cells that are statements, and cells that are parts of one
        ("Declined PT | Takes naproxen daily | Tried ice in the past", CELLS),
        ("PT | completed 8 weeks | no relief", {PT: "completed"}),
        # an answer "none" without a question for relief
        ("Ice: none; she has had PT, no help.", {ICE: "not_done", PT: "completed"}),
        ("Response to PT: none.", {PT: "completed"}),
        # agreed, enrolled, awaited, sent; and their near misses
        ("We agreed on ice.", {ICE: "planned"}),
        ("She is on naproxen.", {DRUG: "ongoing"}),
        ("Not on naproxen.", {DRUG: "not_done"}),
        ("Enroll in aquatic therapy.", {PT: "planned"}),
        ("She is enrolled in aquatic therapy.", {PT: "ongoing"}),
        ("Would acupuncture be an option?", {}),
        ("Acupuncture can be tried if symptoms worsen.", {}),
    ],
)
def test_fates(text: str, items: dict[str, str]) -> None:
    assert told(f"Low back pain. {text}") == items


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("Plan: If no improvement, acupuncture; continue PT; refill tramadol.", {PT: "ongoing", "opioid": "ongoing"}),
        ("Plan: Consider acupuncture if no better, continue PT.", {PT: "ongoing"}),
        ("Plan: If no improvement, acupuncture and PT.", {}),
        ("A/P: Low back pain.\n- PT x 6 weeks\n- Naproxen 500 mg bid", {PT: "planned", DRUG: "planned"}),
        ("A/P: Low back pain.\n- PT x 6 weeks with no relief", {PT: "completed"}),
    ],
)
def test_conditions_and_items_of_a_plan(text: str, items: dict[str, str]) -> None:
    assert told(f"HPI: Low back pain.\n\n{text}") == items


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PT helped a lot but she has had no massage.", {PT: "improved", "massage": "unknown"}),
        ("PT helped a lot but the pain returned.", {PT: "partial"}),
        (
            "Massage has not been tried but she underwent PT with good relief.",
            {"massage": "unknown", PT: "improved"},
        ),
        ("Failed a prednisone taper, Tylenol, TENS.", FAILED),
        ("Massage was not tried; had PT, no help.", {"massage": "unknown", PT: "failed"}),
    ],
)
def test_outcomes(text: str, expected: dict[str, str]) -> None:
    assert outcomes(f"Low back pain. {text}") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We will start with heat but he continues with PT for the last 3 months.", {ICE: None, PT: (90, 90)}),
        ("Will start PT for 3 months.", {PT: None}),
        ("He completed massage for over 2 months.", {"massage": (60, None)}),
        ("He completed massage over 2 months.", {"massage": (60, 60)}),
        ("Despite 8 weeks of naproxen and PT, pain persists.", {DRUG: (56, 56), PT: (56, 56)}),
    ],
)
def test_lengths(text: str, expected: dict[str, tuple[float | None, float | None] | None]) -> None:
    assert lengths(f"Low back pain. {text}") == expected


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("He has failed PT over the last 3 months.", "completed"),
        ("PT for the last 6 weeks has failed.", "completed"),
        ("She has been in PT for the past 8 weeks without relief.", "ongoing"),
    ],
)
def test_what_has_failed_is_over(text: str, status: str) -> None:
    assert told(f"Low back pain. {text}") == {PT: status}
