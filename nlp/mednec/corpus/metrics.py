"""Measure what was extracted against gold, one note at a time; plain dictionaries in, counts and disagreements out.

Gold and predictions have the shape of ``Evidence.to_dict()``; gold carries ``quotes`` (exact substrings) or ``spans``
in place of mentions. A note's counts add up over a corpus, so that a corpus can also be resampled note by note.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mednec.corpus.places import Item, Quoted, gold_places, mention_places, overlap, spans_of
from mednec.evidence import STATUSES

Key = tuple[str, str | None]
Range = tuple[int | None, int | None]

CORE_CONCEPTS = frozenset(
    """
    radiculopathy radiating_pain limb_paresthesia sensory_deficit motor_weakness reflex_diminished muscle_atrophy
    spurling_sign straight_leg_raise myelopathy cord_compression hyperreflexia hoffmann_sign babinski_sign clonus
    spasticity gait_disturbance hand_clumsiness lhermitte_sign bowel_bladder_dysfunction saddle_anesthesia cauda_equina
    progressive_neuro_deficit major_trauma vertebral_fracture cancer_history spinal_malignancy weight_loss fever
    spinal_infection iv_drug_use immunosuppression night_pain osteoporosis inflammatory_arthritis anticoagulation
    neck_pain back_pain spondylosis disc_herniation spinal_stenosis spondylolisthesis prior_spine_surgery
    functional_limitation surgery_considered specialist_consult
    """.split()
)
"""Concepts that gold is complete for; the extended inventory is not scored."""

STATUS_METRICS = tuple(f"findings_{status}" for status in STATUSES)
UNSCORED_REGION = "trunk"
_UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Counts:
    """Agreements (tp), inventions (fp) and omissions (fn)."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    @property
    def precision(self) -> float:
        """Share of what was extracted that is in gold."""
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else 0.0

    @property
    def recall(self) -> float:
        """Share of gold that was extracted."""
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    @property
    def n(self) -> int:
        """How many there are in gold."""
        return self.tp + self.fn


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of how many are right."""

    ok: int = 0
    n: int = 0

    @property
    def value(self) -> float | None:
        """The share, None of nothing."""
        return self.ok / self.n if self.n else None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Where extraction and gold differ in one note."""

    note_id: str
    kind: str
    key: tuple[str | None, ...]
    gold: Any
    predicted: Any
    gold_quotes: tuple[Quoted, ...] = field(default=(), repr=False)
    predicted_quotes: tuple[Quoted, ...] = field(default=(), repr=False)
    reasons: str = field(default="", repr=False)


@dataclass(slots=True)
class NoteScore:
    """The counts of one note, by metric, and where it differs from gold.

    ``counts`` maps (metric, "tp" | "fp" | "fn" | "ok" | "n") to a number; ``by_concept`` maps (concept, status, …).
    """

    note_id: str
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    by_concept: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    disagreements: list[Disagreement] = field(default_factory=list)

    def add(self, metric: str, *, tp: int = 0, fp: int = 0, fn: int = 0) -> None:
        """Count agreements, inventions and omissions."""
        self.counts.update({(metric, "tp"): tp, (metric, "fp"): fp, (metric, "fn"): fn})

    def rate(self, metric: str, right: bool) -> None:
        """Count one answer, right or wrong."""
        self.counts.update({(metric, "ok"): int(right), (metric, "n"): 1})


def score_note(note_id: str, text: str, gold: Item, predicted: Item) -> NoteScore:
    """Everything that is measured in one note."""
    score = NoteScore(note_id)
    _score_findings(score, gold, predicted, text)
    _score_finding_details(score, gold, predicted, text)
    _score_therapies(score, gold, predicted, text)
    _score_imaging(score, gold, predicted, text)
    _score_symptoms(score, gold, predicted, text)
    return score


# ------------------------------------------------------------------------------------------------------------- findings
def _scored(document: Item) -> dict[Key, Item]:
    """Findings that count, by (concept, region)."""
    return {
        key: item for key, item in _by_place(document).items() if key[0] in CORE_CONCEPTS and key[1] != UNSCORED_REGION
    }


def _by_place(document: Item) -> dict[Key, Item]:
    return {(item["concept"], item.get("region")): item for item in document.get("findings", [])}


def _score_findings(score: NoteScore, gold: Item, predicted: Item, text: str) -> None:
    wanted, found = _scored(gold), _scored(predicted)
    for key in sorted(wanted.keys() | found.keys(), key=str):
        want, got = wanted.get(key), found.get(key)
        asked, said = _status(want), _status(got)
        _count_status(score, key[0], asked, said)
        if asked != said:
            _differ(score, "finding", key, asked, said, text, want, got)
        if {asked, said} == {"present", "absent"}:
            score.counts["flips_present_absent", "n"] += 1
    _score_without_regions(score, wanted, found)


def _status(item: Item | None) -> str | None:
    return None if item is None else str(item["status"])


def _count_status(score: NoteScore, concept: str, asked: str | None, said: str | None) -> None:
    if asked == said and asked is not None:
        score.add("findings_strict", tp=1)
        score.add(f"findings_{asked}", tp=1)
        score.by_concept[concept, asked, "tp"] += 1
        return
    if said:
        score.add("findings_strict", fp=1)
        score.add(f"findings_{said}", fp=1)
        score.by_concept[concept, said, "fp"] += 1
    if asked:
        score.add("findings_strict", fn=1)
        score.add(f"findings_{asked}", fn=1)
        score.by_concept[concept, asked, "fn"] += 1


def _score_without_regions(score: NoteScore, wanted: Mapping[Key, Item], found: Mapping[Key, Item]) -> None:
    asked, said = _folded(wanted), _folded(found)
    present = {c for c, s in asked.items() if s == "present"}, {c for c, s in said.items() if s == "present"}
    _add_sets(score, "findings_present_noregion", *present)
    flips = sum({asked[c], said[c]} == {"present", "absent"} for c in asked.keys() & said.keys())
    score.counts["flips_noregion", "n"] += flips


def _folded(findings: Mapping[Key, Item]) -> dict[str, str]:
    """One status a concept, over all its regions, by the guide's precedence."""
    folded: dict[str, str] = {}
    for (concept, _), item in findings.items():
        folded[concept] = min(folded.get(concept, item["status"]), item["status"], key=_precedence)
    return folded


def without_regions(document: Item) -> dict[str, Any]:
    """A document's scored findings with one status a concept, for programs that tell no regions."""
    folded = _folded(_scored(document))
    return {"findings": [{"concept": c, "region": None, "status": status} for c, status in sorted(folded.items())]}


def _precedence(status: str) -> int:
    return STATUSES.index(status) if status in STATUSES else len(STATUSES)


def _score_finding_details(score: NoteScore, gold: Item, predicted: Item, text: str) -> None:
    """Provenance, side, level and grade of the findings that gold and prediction agree on."""
    wanted, found = _by_place(gold), _by_place(predicted)
    for key in sorted(wanted.keys() & found.keys(), key=str):
        want, got = wanted[key], found[key]
        if want["status"] != got["status"]:
            continue
        score.rate("provenance", overlap(spans_of(gold_places(text, want)), spans_of(mention_places(got))))
        for name in ("side", "level", "grade"):
            # A key that gold leaves out was not annotated; null means that the note does not say.
            if name in want:
                _score_value(score, name, key, want, got, text)


def _score_value(score: NoteScore, name: str, key: Key, want: Item, got: Item, text: str) -> None:
    asked, said = want[name], got.get(name)
    metric = f"findings_{name}"
    if asked == said:
        score.add(metric, tp=int(asked is not None))
        return
    score.add(metric, fp=int(said is not None), fn=int(asked is not None))
    _differ(score, name, key, asked, said, text, want, got)


# ------------------------------------------------------------------------------------------------ therapies and imaging
def _score_therapies(score: NoteScore, gold: Item, predicted: Item, text: str) -> None:
    wanted, found = gold.get("therapies", []), predicted.get("therapies", [])
    _score_items(score, "therapies", wanted, found, text, lambda t: (t["therapy"], t["status"]))
    asked, said = _grouped(wanted, "therapy"), _grouped(found, "therapy")
    for name in sorted(asked.keys() | said.keys()):
        _score_durations(score, name, asked.get(name, []), said.get(name, []), text)
        _score_outcomes(score, name, asked.get(name, []), said.get(name, []), text)
        for detail in ("sessions", "start_date", "end_date"):
            _score_detail(score, f"therapy_{detail}", detail, asked.get(name, []), said.get(name, []), (name,), text)


def _score_imaging(score: NoteScore, gold: Item, predicted: Item, text: str) -> None:
    def key(study: Item) -> tuple[str | None, ...]:
        return study["modality"], study.get("region"), study["status"]

    wanted, found = gold.get("imaging", []), predicted.get("imaging", [])
    _score_items(score, "imaging", wanted, found, text, key)
    asked, said = _grouped(wanted, key), _grouped(found, key)
    for name in sorted(asked.keys() & said.keys(), key=str):
        _score_detail(score, "imaging_result", "result", asked[name], said[name], name, text)
    dates = {(study["modality"], study.get("date")) for study in found}
    for study in wanted:
        if study.get("date") and study["status"] == "done":
            right = (study["modality"], study["date"]) in dates
            score.rate("imaging_date_acc", right)
            if not right:
                given = sorted({d for m, d in dates if m == study["modality"] and d})
                _differ(score, "imaging_date", key(study), study["date"], given, text, study, None)


def _score_items(
    score: NoteScore, metric: str, wanted: Sequence[Item], found: Sequence[Item], text: str, key: Callable[[Item], Any]
) -> None:
    """Items by their key, once a document: courses and repetitions of the same key fold together."""
    asked, said = _grouped(wanted, key), _grouped(found, key)
    _add_sets(score, metric, set(asked), set(said))
    for name in sorted(asked.keys() ^ said.keys(), key=str):
        want, got = asked.get(name, [None])[0], said.get(name, [None])[0]
        _differ(score, metric, name, _status(want), _status(got), text, want, got)
    for name in asked.keys() & said.keys():
        quotes = [span for item in asked[name] for span in spans_of(gold_places(text, item))]
        mentions = [span for item in said[name] for span in spans_of(mention_places(item))]
        score.rate(f"{metric}_provenance", overlap(quotes, mentions))


def _score_durations(score: NoteScore, name: str, wanted: Sequence[Item], found: Sequence[Item], text: str) -> None:
    asked = _ranges(t.get("duration_days") for t in wanted)
    said = _ranges(t.get("duration_days") for t in found)
    missed = [d for d in asked if not any(close(given, d) for given in said)]
    invented = [d for d in said if not any(close(d, true) for true in asked)]
    score.add("therapy_durations", tp=len(asked) - len(missed), fp=len(invented), fn=len(missed))
    if missed or invented:
        _differ(
            score, "duration", (name,), sorted(missed, key=str), sorted(invented, key=str), text, *_first(wanted, found)
        )


def _score_outcomes(score: NoteScore, name: str, wanted: Sequence[Item], found: Sequence[Item], text: str) -> None:
    if not wanted or not found:
        return
    asked = {t.get("outcome") or _UNKNOWN for t in wanted} - {_UNKNOWN}
    said = {t.get("outcome") or _UNKNOWN for t in found} - {_UNKNOWN}
    if not asked and not said:
        return
    score.rate("therapy_outcome_acc", bool(asked & said))
    if not asked & said:
        _differ(score, "outcome", (name,), sorted(asked), sorted(said), text, *_first(wanted, found))


def _score_detail(
    score: NoteScore,
    metric: str,
    name: str,
    wanted: Sequence[Item],
    found: Sequence[Item],
    key: tuple[str | None, ...],
    text: str,
) -> None:
    """One attribute over the items of a key, as sets; only where gold was annotated for it and both have the item."""
    if not found or not any(name in item for item in wanted):
        return
    asked = {item[name] for item in wanted if item.get(name) is not None}
    said = {item[name] for item in found if item.get(name) is not None}
    _add_sets(score, metric, asked, said)
    if asked != said:
        given = sorted(asked - said, key=str), sorted(said - asked, key=str)
        _differ(score, metric, key, *given, text, *_first(wanted, found))


def _score_symptoms(score: NoteScore, gold: Item, predicted: Item, text: str) -> None:
    asked, said = as_range(gold.get("symptom_duration_days")), as_range(predicted.get("symptom_duration_days"))
    if asked is None and said is None:
        return
    right = asked is not None and said is not None and close(said, asked)
    score.rate("symptom_duration_acc", right)
    if not right:
        told = tuple(gold_places(text, {"spans": gold.get("symptom_duration_spans", [])}))
        read = tuple(mention_places({"mentions": predicted.get("symptom_duration_mentions", [])}))
        score.disagreements.append(Disagreement(score.note_id, "symptom_duration", (), asked, said, told, read))


# ----------------------------------------------------------------------------------------------------- ranges and sets
def as_range(value: Sequence[float | None] | None) -> Range | None:
    """A range of whole days; None when neither bound is known."""
    if not value or all(bound is None for bound in value):
        return None
    low, high = value
    return None if low is None else round(low), None if high is None else round(high)


def close(given: Range, true: Range) -> bool:
    """Both bounds known or unknown alike, and within two days or 6 % of the true one."""
    return all(
        (a is None and b is None) or (a is not None and b is not None and abs(a - b) <= max(2, 0.06 * b))
        for a, b in zip(given, true, strict=True)
    )


def _ranges(values: Iterable[Sequence[float | None] | None]) -> set[Range]:
    return {days for days in map(as_range, values) if days is not None}


def _grouped(items: Iterable[Item], key: str | Callable[[Item], Any]) -> dict[Any, list[Item]]:
    groups: dict[Any, list[Item]] = {}
    for item in items:
        groups.setdefault(item[key] if isinstance(key, str) else key(item), []).append(item)
    return groups


def _add_sets(score: NoteScore, metric: str, asked: set[Any], said: set[Any]) -> None:
    score.add(metric, tp=len(asked & said), fp=len(said - asked), fn=len(asked - said))


def _first(wanted: Sequence[Item], found: Sequence[Item]) -> tuple[Item | None, Item | None]:
    return (wanted[0] if wanted else None), (found[0] if found else None)


def _differ(
    score: NoteScore,
    kind: str,
    key: tuple[str | None, ...],
    asked: Any,
    said: Any,
    text: str,
    want: Item | None,
    got: Item | None,
) -> None:
    quotes = tuple(gold_places(text, want)) if want else ()
    mentions = tuple(mention_places(got)) if got else ()
    score.disagreements.append(Disagreement(score.note_id, kind, key, asked, said, quotes, mentions))
