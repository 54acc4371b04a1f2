"""Nerve roots as the latent patient needs them: muscles, reflex and disc, so that signs agree with one another.

Textbook myotomes and reflexes; the words for them are in ``language/anatomy.yaml``.
"""

from __future__ import annotations

from dataclasses import dataclass

LIMB_OF_SPINE = {"cervical": "upper_limb", "thoracic": "trunk", "lumbar": "lower_limb"}
PAIN_OF_SPINE = {"cervical": "neck_pain", "thoracic": "back_pain", "lumbar": "back_pain"}


@dataclass(frozen=True, slots=True)
class Root:
    """One root: ``muscles`` it moves, the first foremost; its ``reflex``, if any; the ``disc`` that presses on it."""

    name: str
    spine: str
    muscles: tuple[str, ...]
    reflex: str | None
    disc: str


ROOTS: dict[str, Root] = {
    root.name: root
    for root in (
        Root("C5", "cervical", ("deltoid", "external_rotators"), "biceps", "C4-C5"),
        Root("C6", "cervical", ("wrist_extensors", "biceps"), "brachioradialis", "C5-C6"),
        Root("C7", "cervical", ("triceps", "wrist_flexors", "finger_extensors"), "triceps", "C6-C7"),
        Root("C8", "cervical", ("finger_flexors", "interossei", "grip"), None, "C7-T1"),
        Root("T5", "thoracic", (), None, "T5-T6"),
        Root("T7", "thoracic", (), None, "T7-T8"),
        Root("T9", "thoracic", (), None, "T9-T10"),
        Root("L4", "lumbar", ("quadriceps",), "patellar", "L3-L4"),
        Root("L5", "lumbar", ("great_toe_extensor", "ankle_dorsiflexors"), None, "L4-L5"),
        Root("S1", "lumbar", ("ankle_plantarflexors",), "achilles", "L5-S1"),
    )
}

ROOT_WEIGHTS = {
    "cervical": {"C5": 2, "C6": 7, "C7": 9, "C8": 3},
    "thoracic": {"T5": 1, "T7": 2, "T9": 2},
    "lumbar": {"L4": 3, "L5": 8, "S1": 8},
}
"""How often a root is the one; C7 and C6, and L5 and S1, lead in every series."""

TESTED_MUSCLES = {
    "cervical": ("deltoid", "biceps", "wrist_extensors", "triceps", "finger_flexors", "interossei"),
    "thoracic": ("hip_flexors", "quadriceps", "ankle_dorsiflexors", "ankle_plantarflexors"),
    "lumbar": ("hip_flexors", "quadriceps", "ankle_dorsiflexors", "great_toe_extensor", "ankle_plantarflexors"),
}
TESTED_REFLEXES = {
    "cervical": ("biceps", "brachioradialis", "triceps"),
    "thoracic": ("patellar", "achilles"),
    "lumbar": ("patellar", "achilles"),
}
MUSCLE_LIMB = {
    **dict.fromkeys(
        "deltoid external_rotators biceps wrist_extensors wrist_flexors triceps finger_extensors finger_flexors "
        "interossei grip".split(),
        "upper_limb",
    ),
    **dict.fromkeys(
        "hip_flexors quadriceps ankle_dorsiflexors great_toe_extensor ankle_plantarflexors".split(), "lower_limb"
    ),
}
REFLEX_LIMB = {
    **dict.fromkeys(("biceps", "brachioradialis", "triceps"), "upper_limb"),
    **dict.fromkeys(("patellar", "achilles"), "lower_limb"),
}
