"""JSON Schemas of the public values: shipped as files, generated from the dataclasses.

``python -m mednec.schemas`` writes them anew; a test holds that the files are current.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).resolve().parent
_STATUSES = ("present", "possible", "absent", "historical")
_SIDES = ("left", "right", "bilateral")
_SPINE = ("cervical", "thoracic", "lumbar")

SCHEMA_NAMES = (
    "Evidence", "Note", "Packet", "Finding", "Therapy", "ImagingStudy", "Mention", "Assertion", "ExtractionFailure",
    "Assessment", "ImagingRequest",
)  # fmt: skip
"""The values that have a schema, by the name they have in Python."""

_HOME = {"Assessment": "mednec.criteria.assessment", "ImagingRequest": "mednec.criteria.request"}
"""Where values are defined that are not evidence."""
_VALUES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "Assertion": {
        "presence": ("present", "absent", "possible"),
        "temporality": ("current", "historical", "planned", "hypothetical"),
        "experiencer": ("patient", "family", "other"),
    },
    "Mention": {
        "side": _SIDES,
        "basis": ("reported", "examined", "diagnosed", "imaging", "electrodiagnostic"),
    },
    "Finding": {
        "family": ("radiculopathy", "myelopathy", "red_flag", "context", "extended"),
        "status": _STATUSES,
        "current_status": _STATUSES,
        "trajectory": ("new", "worsening", "stable", "improving", "resolved"),
        "side": _SIDES,
    },
    "Therapy": {
        "status": ("completed", "ongoing", "planned", "declined", "not_done"),
        "outcome": ("failed", "partial", "improved", "unknown"),
        "response": ("worse", "none", "plateau", "partial", "good", "unknown"),
        "directed_by": ("clinician", "self", "unknown"),
    },
    "ImagingStudy": {
        "modality": ("xray", "ct", "mri", "myelogram", "bone_scan", "pet", "ultrasound", "dexa", "emg_ncs"),
        "status": ("done", "ordered", "not_done"),
        "result": ("abnormal", "normal", "inconclusive"),
        "side": _SIDES,
        "change": ("new", "worse", "stable", "improved"),
    },
    "Complaint": {
        "region": _SPINE,
        "pattern": ("axial", "radicular"),
        "side": _SIDES,
        "onset": ("sudden", "gradual"),
        "trend": ("worsening", "stable", "improving"),
        "change": ("worsened", "improved", "new_symptom", "recurred"),
    },
    "PainScore": {
        "moment": ("current", "average", "worst", "best", "rest", "activity", "before", "after"),
    },
    "DisabilityIndex": {"severity": ("none", "mild", "moderate", "severe", "complete")},
    "Patient": {
        "sex": ("female", "male"),
        "pregnancy": ("present", "absent", "possible"),
        "hand_dominance": ("left", "right", "ambidextrous"),
    },
    "ExamCoverage": dict.fromkeys(
        ("motor", "sensory", "reflex", "upper_motor_neuron", "provocation", "gait"),
        ("graded", "described", "generic", "not_done"),
    ),
    "Encounter": {
        "mode": ("in_person", "telehealth", "phone", "portal"),
        "purpose": ("initial", "re-evaluation", "therapy_visit", "procedure"),
    },
    "ImagingOrder": {
        "contrast": ("with", "without", "both"),
        "urgency": ("stat", "urgent", "routine"),
    },
    "Code": {"system": ("ICD-10-CM", "CPT")},
    "Document": {"date_source": ("given", "text", "none")},
    "PlannedIntervention": {
        "approach": ("transforaminal", "interlaminar", "caudal"),
        "side": _SIDES,
        "status": ("scheduled", "discussed", "refused"),
    },
    "Procedure": {"region": _SPINE, "side": _SIDES, "status": ("done",)},
    "Consult": {"status": ("seen", "referred", "planned")},
    "Contraindication": {"status": ("present", "possible")},
    "Lab": {
        "flag": ("high", "low", "normal", "positive", "negative"),
        "status": ("done", "ordered", "not_done"),
    },
    "Assessment": {
        "decision": ("meets", "does_not_meet", "insufficient_documentation"),
        "confidence": ("high", "medium", "low"),
        "rating": ("usually_appropriate", "may_be_appropriate", "usually_not_appropriate"),
        "risk_band": ("low", "moderate", "high"),
    },
    "RequirementResult": {
        "state": ("met", "not_met", "undocumented", "conflicting", "waived", "not_applicable"),
        "confidence": ("high", "medium", "low"),
        "provenance": ("primary", "secondary", "title_only", "background", "derived", "industry_page"),
    },
    "PathwayResult": {
        "state": ("met", "not_met", "undocumented", "conflicting", "not_applicable"),
        "confidence": ("high", "medium", "low"),
    },
    "CodingProblem": {"severity": ("blocking", "warning")},
}
"""Closed vocabularies that the dataclasses hold as plain strings."""


def schema_path(name: str) -> Path:
    """Where the shipped schema of a value is."""
    return _FOLDER / f"{re.sub(r'(?<!^)(?=[A-Z])', '_', name).lower()}.schema.json"


def schema_text(name: str) -> str:
    """The shipped schema of a value, as JSON text."""
    return schema_path(name).read_text(encoding="utf-8")


def schema_of(name: str) -> dict[str, Any]:
    """The shipped schema of a value.

    Args:
        name: One of ``SCHEMA_NAMES``.
    """
    loaded: dict[str, Any] = json.loads(schema_text(name))
    return loaded


def built_text(name: str) -> str:
    """The schema as the dataclasses say it now, as JSON text."""
    return json.dumps(build(name), indent=2) + "\n"


def build(name: str) -> dict[str, Any]:
    """Derive the schema of ``to_dict()`` from a dataclass."""
    from pydantic import TypeAdapter

    home = import_module(_HOME.get(name, "mednec.evidence"))
    schema = TypeAdapter(getattr(home, name)).json_schema(mode="serialization")
    definitions = schema.pop("$defs", {})
    for title, part in [(name, schema), *definitions.items()]:
        _tighten(title, part)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return {**head, **schema, **({"$defs": definitions} if definitions else {})}


def _tighten(name: str, part: dict[str, Any]) -> None:
    """What ``to_dict`` always gives is required, closed vocabularies are listed, noise is dropped."""
    properties = {key: shape for key, shape in part.get("properties", {}).items() if not key.startswith("_")}
    part["properties"] = properties
    for key, shape in properties.items():
        shape.pop("title", None)
        shape.pop("default", None)
        _close(shape, _VALUES.get(name, {}).get(key))
    part["required"] = sorted(properties)
    part["title"] = name
    part["description"] = " ".join(part.get("description", "").split("\n\n")[0].split())


def _close(shape: dict[str, Any], values: tuple[str, ...] | None) -> None:
    if values is None:
        return
    for option in shape.get("anyOf", [shape]):
        if option.get("type") == "string":
            option["enum"] = list(values)
