"""Sections of a note by what it means for a treatment to stand in them."""

from __future__ import annotations

PLAN_SECTIONS = frozenset({"plan", "assessment_plan", "prescriptions", "instructions", "follow_up"})
"""What stands here is to come, unless it says otherwise."""
MEDICATION_SECTIONS = frozenset({"medications", "discharge_medications"})
"""Lists of drugs that are being taken, for whatever complaint."""
REPORT_SECTIONS = frozenset(
    {"physical_exam", "laboratory", "imaging", "radiology_findings", "electrodiagnostics", "review_of_systems"}
)
"""What was examined, measured or asked: nothing here goes on about a course of care."""
QUIET_SECTIONS = REPORT_SECTIONS | {"social_history", "past_medical_history"}
"""A treatment named here and no more is none of the present complaint."""
