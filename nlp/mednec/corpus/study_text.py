"""Sentences about imaging and electrodiagnostic studies: done, not done, ordered; and radiologists' reports."""

from __future__ import annotations

from mednec.corpus.fragments import Fragment, listing
from mednec.corpus.latent import Study
from mednec.corpus.render import LIMB_OF, Filled, Filling, Slots, Topic, Voice, disc_slot, root_slots, side_slots

_DENIED = {
    "vertebral_fracture": "no_fracture",
    "spondylolisthesis": "no_listhesis",
    "radiculopathy": "no_radiculopathy",
}
_DATES = frozenset({"date", "on_date", "month_date"})
_WHY = ("myelopathy", "cauda_equina", "spinal_malignancy", "spinal_infection", "vertebral_fracture")
_PLURAL = ("x-rays", "films", "radiographs", "studies", "films")


def results(voice: Voice) -> list[Fragment]:
    """What the note says of studies so far."""
    said = []
    for study in voice.case.studies:
        if study.status == "done" and study.day is not None and study.day <= voice.day:
            said.append(done(voice, study))
        elif study.status == "not_done":
            said.append(voice.say("imaging.not_done", study_slots(voice, study), Topic(study=study)))
    if voice.chance(0.08):
        said.append(voice.say("labs"))
    return said


def done(voice: Voice, study: Study) -> Fragment:
    """A study that was done, with date and result as far as told."""
    slots = study_slots(voice, study)
    if study.day is not None and "date" in study.told:
        precise = voice.chance(0.7)
        slots["date"] = _dated(voice, study, precise=precise)
        slots["on_date"] = _with_preposition("on" if precise else "in", _dated(voice, study, precise=precise))
        slots["month_date"] = _dated(voice, study, precise=False)
    if "result" in study.told:
        slots["found"] = Filled(found(voice, study), {"result": study.result})
        return voice.say("imaging.done.result", slots, Topic(study=study), _DATES)
    return voice.say("imaging.done.bare", slots, Topic(study=study), _DATES)


def _dated(voice: Voice, study: Study, *, precise: bool) -> Filled:
    if study.day is None:
        raise ValueError("a study without a day")
    day = voice.clock.day(study.day) if precise else voice.clock.month(study.day)
    return Filled(Fragment(day.text), {"date": day.iso})


def _with_preposition(word: str, day: Filled) -> Filled:
    return Filled(f"{word} " + day.fragment, day.facts)


def study_slots(voice: Voice, study: Study) -> dict[str, Filling]:
    """{study} and the verbs that agree with it."""
    limb = LIMB_OF[voice.case.complaint.spine]
    side = f"{study.side} " if study.side in ("left", "right") else ""
    noun = voice.book.words["limb"][limb] if side else voice.book.words["limbs_adj"][limb]
    text = voice.say(f"study.{study.modality}", {"emg_limb": f"{side}{noun}"})
    plural = any(text.text.endswith(word) or f"{word} " in text.text for word in _PLURAL)
    verbs = ("were", "are", "have") if plural else ("was", "is", "has")
    return {"study": Filled(text), **dict(zip(("was", "is", "has"), verbs, strict=True))}


def found(voice: Voice, study: Study) -> Fragment:
    """What a study showed, as a list."""
    slots = _level_slots(voice, study)
    items = [voice.say(f"found.{concept}", slots) for concept in study.findings]
    if "disc_herniation" in study.findings and voice.chance(0.4):
        items.append(voice.say("found.spinal_stenosis", slots))
    denied = [c for c in study.denies if c in _DENIED and (not items or voice.chance(0.5))]
    items += [voice.say(f"found.{_DENIED[concept]}", slots) for concept in denied]
    return listing(items)


def _level_slots(voice: Voice, study: Study) -> Slots:
    slots: dict[str, Filling] = {"vertebra": _vertebra(voice)}
    if study.levels:
        slots["disc"] = disc_slot(voice, study.levels[0])
    if study.root is not None:
        slots |= root_slots(voice, study.root)
    if study.side is not None:
        slots |= side_slots(voice, study.side, LIMB_OF[voice.case.complaint.spine])
    return slots


def _vertebra(voice: Voice) -> Filled:
    by_spine = {"cervical": ("C5", "C6"), "thoracic": ("T8", "T11", "T12"), "lumbar": ("L1", "L2")}
    # One vertebra is broken, in every document of the case.
    choices = by_spine[voice.case.complaint.spine]
    level = choices[voice.case.person.age % len(choices)]
    return Filled(Fragment(level), {"level": level})


def order(voice: Voice) -> Fragment:
    """The request itself, often with the suspicion behind it."""
    case = voice.case
    study = next(s for s in case.studies if s.status == "ordered")
    contrast = voice.say(f"contrast.{study.contrast}")
    slots = {**study_slots(voice, study), "contrast": Filled(contrast), "why": Filled(_why(voice))}
    return voice.say("imaging.ordered", slots, Topic(study=study))


def _why(voice: Voice) -> Fragment:
    case = voice.case
    suspected = [c for c in _WHY if c in case.plan.suspicion]
    if suspected:
        return voice.say(f"why.{suspected[0]}")
    if case.complaint.pattern == "radicular" and voice.chance(0.55):
        return voice.say("why.radiculopathy")
    return voice.say("why.persistent") if voice.chance(0.5) else Fragment("")


# ------------------------------------------------------------------------------------------------------------- reports
def report_findings(voice: Voice, study: Study) -> list[Fragment]:
    """The findings section of a radiologist's report."""
    slots = _level_slots(voice, study)
    said = [voice.say(f"report.{concept}", slots) for concept in study.findings]
    fracture = "vertebral_fracture" in study.findings
    if not fracture:
        said.append(voice.say("report.no_fracture"))
    if "spondylolisthesis" not in study.findings:
        said.append(voice.say("report.no_listhesis"))
    if study.modality == "mri" and voice.case.complaint.spine != "lumbar":
        said.append(voice.say("report.no_compression"))
    said.append(voice.say("report.soft_tissue"))
    return said


def impression(voice: Voice, study: Study) -> list[Fragment]:
    """The impression of a report: what was found, or that nothing was."""
    slots = _level_slots(voice, study)
    said = [voice.say(f"found.{concept}", slots).capitalised() + "." for concept in study.findings]
    return said or [voice.say("report.impression.normal")]
