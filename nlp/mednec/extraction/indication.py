"""Whether a therapy is for a pain: drugs with other uses, care of another disease, lists of medications."""

from __future__ import annotations

from collections.abc import Sequence

from mednec.extraction.care_sections import MEDICATION_SECTIONS
from mednec.extraction.context import Context
from mednec.extraction.matching import Matched
from mednec.extraction.treatments import Treatment
from mednec.extraction.wordsets import word_set

PAIN_WORDS = word_set(
    "pain pains painful ache aches aching sore radicular radiculopathy neuropathic nerve sciatica spasm",
    "spasms back neck arm leg numbness tingling paresthesias burning neuralgia lbp discomfort headache headaches",
    "radiculitis",
)
_FEVER = word_set("fever fevers febrile temperature temperatures cold congestion cough")
_OTHER_USES = word_set(
    "migraine migraines headache headaches depression depressed anxiety mood seizure seizures epilepsy sleep insomnia",
    "bipolar ptsd psychiatrist tremor fibromyalgia menopause smoking tinnitus ibs",
)
_OTHER_CARE = word_set("antibiotic antibiotics fistula nasogastric abscess pneumonia sepsis tuberculosis antifungal")
_OTHER_DISEASE = word_set(
    "cytoxan cyclophosphamide imuran azathioprine cellcept methotrexate plaquenil lupus sle vasculitis adrenal addison",
    "tacrolimus prograf sirolimus mycophenolate cyclosporine",
    "transplant transplantation rejection chemotherapy lymphoma leukemia myeloma asthma copd tb tuberculosis",
    "abiraterone leuprolide docetaxel polymyalgia pmr crohn",
    "colitis nephritis urticaria sarcoidosis",
)
_HABITS = frozenset({"home_exercise", "unspecified"})
_LABOUR_DRUGS = frozenset({"opioid", "epidural_steroid_injection", "unspecified"})
_FEVER_DRUGS = frozenset({"nsaid", "acetaminophen"})


def is_indicated(
    piece: Matched, treatment: Treatment, context: Context, *, worked: bool, companions: bool, tried: bool
) -> bool:
    """Drugs with other uses count where pain is in sight; lists of drugs need a note about pain.

    ``companions``: named beside care that has no other use; ``tried``: told as a trial or a refusal, which in a note
    about the spine is one for its pain.
    """
    in_pain = not PAIN_WORDS.isdisjoint(piece.words)
    if treatment.name in _FEVER_DRUGS and not in_pain and not _FEVER.isdisjoint(piece.words):
        return False
    if context.is_birth and treatment.name in _LABOUR_DRUGS:
        return False
    if piece.segment.section in MEDICATION_SECTIONS or (piece.segment.kind == "row" and treatment.agent and not worked):
        return _is_listed_for_pain(treatment, context, in_pain, worked)
    if treatment.name == "neuropathic_agent" and treatment.needs_indication and not treatment.indicated_in_prose:
        spine = context.is_spine_note and (tried or worked) and _OTHER_USES.isdisjoint(piece.words)
        return in_pain or companions or treatment.for_pain or spine
    if not in_pain and _is_of_another_disease(piece, treatment):
        return False
    if treatment.agent == "aspirin":
        return worked or in_pain
    return not treatment.needs_indication or treatment.indicated_in_prose or worked or context.has_pain_complaint


def _is_listed_for_pain(treatment: Treatment, context: Context, in_pain: bool, worked: bool) -> bool:
    other_uses = treatment.needs_indication or (treatment.name == "topical_analgesic" and treatment.agent is None)
    for_pain = context.has_pain_complaint or context.has_standing_pain
    return for_pain and (not other_uses or in_pain or treatment.for_pain or worked)


def _is_of_another_disease(piece: Matched, treatment: Treatment) -> bool:
    """As in "prednisone for lupus", "treated with antibiotics"; what is told as a habit is for none."""
    if treatment.name in _HABITS and piece.segment.section == "social_history":
        return True
    if treatment.name == "oral_steroid":
        return not _OTHER_DISEASE.isdisjoint(piece.words)
    return treatment.name == "unspecified" and not _OTHER_CARE.isdisjoint(piece.words)


def mark_for_pain(treatments: Sequence[tuple[Matched, Treatment]]) -> None:
    """As in "tried gabapentin for the pain" and gabapentin in the list of medications: the same drug for the same."""
    told = {
        t.agent.casefold()
        for piece, t in treatments
        if t.agent and piece.segment.section not in MEDICATION_SECTIONS and not PAIN_WORDS.isdisjoint(piece.words)
    }
    for _, treatment in treatments:
        treatment.for_pain = treatment.agent is not None and treatment.agent.casefold() in told
