"""mednec beside stock medSpaCy with the same phrases, and a plain keyword search with them, on the same notes.

    python benchmarks/accuracy.py [CORPUS | NOTES GOLD] [--cases 100] [--split NAME] [--json FILE] [--no-stock]

CORPUS is a file of synthetic cases (corpus_synthetic/test when left out), NOTES and GOLD as ``mednec evaluate`` reads
them. Every document is read by itself. What is compared is findings, one status a concept and note: neither baseline
tells regions, so they are folded away for all three; the figure with regions is shown beside it.

* Stock medSpaCy is what ``medspacy.load()`` builds, with its own 102 ConText rules and our phrases as targets (one
  token pattern a phrase of many wordings). A phrase that says its status itself ("sensation intact") carries it as an
  attribute.
* Keywords: the longest of our phrases at each place, denied by "no", "denies" or "without" up to six words before.

Neither has a reader of exam values, sections, check boxes, therapies (status, length, result), studies, dates or
symptom length: there is nothing to compare there, and a score of zero would say nothing.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track
from rich.table import Table

from mednec import Extractor
from mednec.corpus import resampling
from mednec.corpus.case_rows import read_cases
from mednec.corpus.metrics import score_note, without_regions
from mednec.corpus.readers import read_documented, read_notes
from mednec.corpus.resampling import Sums, Tally
from mednec.evidence import STATUSES, Note
from mednec.extraction.automaton import PhraseAutomaton
from mednec.extraction.tokens import TOKEN, normal_form
from mednec.resources import patterns_dir
from mednec.rules.loader import load_rules
from mednec.rules.phrases import compile_phrase
from mednec.rules.wordings import FINDING, wordings

CORPUS = Path(__file__).resolve().parents[1] / "corpus_synthetic" / "test"
WINDOW = 6  # words before a keyword in which a denial counts
DENIALS = frozenset({"no", "denies", "without"})
RESAMPLES = 1000
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+|\n+")

Findings = dict[str, Any]
Reader = Callable[[Note], Findings]


@dataclass(frozen=True)
class Sample:
    """A note, its gold, and the case it is drawn with when resampled."""

    case: str
    note: Note
    gold: Mapping[str, Any]


def corpus_samples(path: Path, cases: int) -> list[Sample]:
    return [
        Sample(case.id, note, {"findings": case.findings_of(str(note.id))})
        for case in read_cases(path, cases)
        for note in case.documents
    ]


def note_samples(notes: Path, gold: Path, split: str | None, cases: int) -> list[Sample]:
    documented = read_documented(gold)
    known = [(name, item.note) for name, item in read_notes(notes, split).items() if name in documented]
    return [Sample(name, note, documented[name]) for name, note in known[:cases]]


# -------------------------------------------------------------------------------------------------------------- readers
def mednec_reader() -> Reader:
    extractor = Extractor()
    return lambda note: extractor.extract(note).to_dict()


def keyword_reader() -> Reader:
    rules = load_rules(patterns_dir())
    automaton = PhraseAutomaton()
    for wording in wordings(rules):
        if wording.kind == FINDING:
            for pattern in compile_phrase(wording.phrase, rules.macros):
                if pattern.is_literal and pattern.parts[0].words is not None:
                    automaton.add(pattern.parts[0].words, (wording.label, wording.group))

    def read(note: Note) -> Findings:
        found: list[tuple[str, str]] = []
        for sentence in _SENTENCE_END.split(note.text):
            found += keywords_in(sentence, automaton)
        return folded(found)

    return read


def keywords_in(sentence: str, automaton: PhraseAutomaton) -> list[tuple[str, str]]:
    """(concept, status) of the longest phrases that do not overlap."""
    written = [match.group() for match in TOKEN.finditer(sentence)]
    words = [normal_form(word) for word in written]
    symbols = [f"={w}" if w in automaton.exact_words else n for w, n in zip(written, words, strict=True)]
    taken: set[int] = set()
    found = []
    for start, end, (concept, group) in sorted(automaton.matches(symbols), key=lambda m: (m[0] - m[1], m[0])):
        if taken.isdisjoint(range(start, end)):
            taken.update(range(start, end))
            denied = not DENIALS.isdisjoint(words[max(0, start - WINDOW) : start])
            found.append((concept, group if group in STATUSES else "absent" if denied else "present"))
    return found


def stock_reader() -> Reader:
    """Stock medSpaCy, with our phrases for findings."""
    from mednec.extraction.medspacy_bridge import to_medspacy

    concepts = {sourced.rule.concept for sourced in load_rules(patterns_dir()).findings}
    targets = [rule for rule in to_medspacy().targets if rule.category in concepts]
    import medspacy

    nlp = medspacy.load()
    with nlp.select_pipes(enable=[]):  # without this every literal runs through the whole pipeline
        nlp.get_pipe("medspacy_target_matcher").add(targets)
    return lambda note: folded(
        [(entity.label_, status) for entity in nlp(note.text).ents if (status := stock_status(entity._))]
    )


def stock_status(attributes: Any) -> str | None:
    """The guide's status of an entity by medSpaCy's attributes; None for family and what is only considered."""
    if attributes.is_family or attributes.is_hypothetical:
        return None
    if attributes.is_negated:
        return "absent"
    return "possible" if attributes.is_uncertain else "historical" if attributes.is_historical else "present"


def folded(found: Sequence[tuple[str, str]]) -> Findings:
    """One status a concept, by the guide's precedence."""
    statuses: dict[str, str] = {}
    for concept, status in found:
        statuses[concept] = min(statuses.get(concept, status), status, key=STATUSES.index)
    return {"findings": [{"concept": c, "region": None, "status": s} for c, s in statuses.items()]}


# -------------------------------------------------------------------------------------------------------------- figures
def counts_by_case(samples: Sequence[Sample], read: Reader, name: str) -> Tally:
    """Counts of every case; metrics with regions have "regions:" before their name."""
    cases: dict[str, Counter[tuple[str, str]]] = {}
    for sample in track(samples, name, console=Console(stderr=True), transient=True):
        counts = cases.setdefault(sample.case, Counter())
        found = {"findings": read(sample.note)["findings"]}
        gold = {"findings": sample.gold.get("findings", [])}
        text, number = sample.note.text, str(sample.note.id)
        counts.update(score_note(number, text, without_regions(gold), without_regions(found)).counts)
        with_regions = score_note(number, text, gold, found).counts
        counts.update({(f"regions:{metric}", kind): n for (metric, kind), n in with_regions.items()})
    return Tally.of(list(cases.values()))


FIGURES: dict[str, Callable[[Sums], Any]] = {
    "f1": lambda sums: resampling.f1(sums, "findings_strict"),
    "p": lambda sums: resampling.precision(sums, "findings_strict"),
    "r": lambda sums: resampling.recall(sums, "findings_strict"),
    "present_f1": lambda sums: resampling.f1(sums, "findings_present"),
    "absent_f1": lambda sums: resampling.f1(sums, "findings_absent"),
    "flips": lambda sums: sums.of("flips_present_absent", "n"),
    "f1_with_regions": lambda sums: resampling.f1(sums, "regions:findings_strict"),
}


def measure(samples: Sequence[Sample], readers: Mapping[str, Callable[[], Reader]]) -> dict[str, Any]:
    """Every reader's figures with 95 % intervals, and how far ours lie above theirs, over the same resamples."""
    tallies = {name: counts_by_case(samples, make(), name) for name, make in readers.items()}
    cases = len(next(iter(tallies.values())).rows)
    weights = resampling.weights(cases, RESAMPLES, seed=0)
    drawn = {name: tally.resampled(weights) for name, tally in tallies.items()}
    result: dict[str, Any] = {"cases": cases, "notes": len(samples), "systems": {}}
    for name, tally in tallies.items():
        figures: dict[str, Any] = {}
        for key, figure in FIGURES.items():
            figures[key] = round(float(figure(tally.sums())[0]), 3)
            figures[f"{key}_95"] = rounded(resampling.percentiles(figure(drawn[name])))
        if name != "mednec":
            ahead = FIGURES["f1"](drawn["mednec"]) - FIGURES["f1"](drawn[name])
            figures["mednec_f1_ahead_95"] = rounded(resampling.percentiles(ahead))
        result["systems"][name] = figures
    return result


def rounded(interval: tuple[float, float] | None) -> list[float] | None:
    return interval and [round(bound, 3) for bound in interval]


def shown(result: Mapping[str, Any]) -> Table:
    title = f"Findings in {result['notes']} notes of {result['cases']} cases, one status a concept (95 % by case)"
    table = Table(title=title, title_justify="left")
    table.add_column("")
    for name in result["systems"]:
        table.add_column(name, justify="right")
    rows = {
        "F1": "f1", "precision": "p", "recall": "r", "F1, present": "present_f1", "F1, absent": "absent_f1",
        "present/absent flips": "flips", "F1 with regions": "f1_with_regions",
    }  # fmt: skip
    for label, key in rows.items():
        table.add_row(label, *(cell(figures, key) for figures in result["systems"].values()))
    ahead = (figures.get("mednec_f1_ahead_95") for figures in result["systems"].values())
    table.add_row("mednec's F1 ahead by", *("" if gap is None else f"{gap[0]:.3f}–{gap[1]:.3f}" for gap in ahead))
    return table


def cell(figures: Mapping[str, Any], key: str) -> str:
    value, interval = figures[key], figures[f"{key}_95"]
    digits = 0 if key == "flips" else 3
    bounds = f" ({interval[0]:.{digits}f}–{interval[1]:.{digits}f})" if interval else ""
    return f"{value:.{digits}f}{bounds}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notes", nargs="?", type=Path, default=CORPUS, help="a file of cases, or notes with GOLD")
    parser.add_argument("gold", nargs="?", type=Path, help="the gold of NOTES")
    parser.add_argument("--cases", type=int, default=100, help="the first so many cases or notes")
    parser.add_argument("--split", help="only the notes of this split")
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    parser.add_argument("--no-stock", action="store_true", help="leave stock medSpaCy out: it takes minutes")
    options = parser.parse_args()
    if options.gold is None:
        samples = corpus_samples(options.notes, options.cases)
    else:
        samples = note_samples(options.notes, options.gold, options.split, options.cases)
    readers = {"mednec": mednec_reader, "stock medSpaCy": stock_reader, "keywords": keyword_reader}
    if options.no_stock:
        del readers["stock medSpaCy"]
    result = measure(samples, readers)
    console = Console(width=max(Console().width, 100))
    console.print(shown(result))
    console.print("Neither baseline reads exam values, sections, therapies, studies or durations: not compared.")
    if options.json is not None:
        options.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
