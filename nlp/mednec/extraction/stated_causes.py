"""Another cause that the note itself gives for a finding: "numbness of the hand as he has carpal tunnel syndrome"."""

from __future__ import annotations

from mednec.extraction.matching import Hit
from mednec.extraction.mentions import Scene

_REACH = 18


def stated_cause(scene: Scene, hit: Hit) -> str | None:
    """The name of the cause that stands behind a causal word after a finding."""
    after = scene.words[hit.end : hit.end + _REACH]
    classes = scene.classes
    led = classes.causal.first(after)
    if led is None:
        return None
    causes = {
        "entrapment_neuropathy": classes.cause_entrapment_neuropathy,
        "peripheral_neuropathy": classes.cause_peripheral_neuropathy,
        "stroke": classes.cause_stroke,
        "plexopathy": classes.cause_plexopathy,
        "shoulder": classes.cause_shoulder,
        "demyelinating_disease": classes.cause_demyelinating_disease,
    }
    return next((name for name, phrases in causes.items() if phrases.occurs(after[led[1] :])), None)
