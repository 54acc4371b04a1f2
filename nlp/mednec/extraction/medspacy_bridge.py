"""The bridge to spaCy, medSpaCy and scispaCy: our rules as theirs, our readers as components, models as proposers.

The only module that imports them. Importing it registers the factories ``mednec_sentences`` and ``mednec_findings``;
medSpaCy itself is imported when its classes are asked for, with PyRuSH silenced first: it writes the words of notes to
standard error.
"""

# No "from __future__ import annotations": spaCy reads the annotations of factories as they stand.

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from pathlib import Path
from typing import Any, NamedTuple

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from mednec.extraction.layout import segments_of
from mednec.extraction.pipeline import Extractor, default_extractor
from mednec.extraction.proposals import Candidate, Proposer
from mednec.resources import patterns_dir
from mednec.rules.loader import RuleSet, load_rules
from mednec.rules.overlap import count_variants
from mednec.rules.phrases import Alt, Part, Pattern, Seq, Word, compile_phrase, variants
from mednec.rules.wordings import wordings

GROUP = "mednec"


def _medspacy() -> Any:
    """The medspacy package, its sentence splitter kept from logging notes."""
    from loguru import logger

    logger.disable("PyRuSH")
    import medspacy

    return medspacy


# ---- our rules as medSpaCy's


class MedspacyRules(NamedTuple):
    """Our rules as medSpaCy's rule objects; add each list to its component."""

    targets: list[Any]
    context: list[Any]
    sections: list[Any]


_STATUS_ATTRIBUTES = {
    "absent": {"is_negated": True},
    "possible": {"is_uncertain": True},
    "historical": {"is_historical": True},
}
_CATEGORIES = {
    "absent": "NEGATED_EXISTENCE", "possible": "POSSIBLE_EXISTENCE", "historical": "HISTORICAL", "family": "FAMILY",
    "other_person": "FAMILY", "planned": "HYPOTHETICAL", "hypothetical": "HYPOTHETICAL",
    "present": "POSITIVE_EXISTENCE", "terminate": "TERMINATE", "pseudo": "PSEUDO",
}  # fmt: skip
_DIRECTIONS = {"forward": "FORWARD", "backward": "BACKWARD", "both": "BIDIRECTIONAL"}


def to_medspacy(
    directories: Sequence[Path | str] | None = None, max_variants: int = 100, max_patterns: int = 1
) -> MedspacyRules:
    """Our rules (or those of some directories) as TargetRule, ConTextRule and SectionRule.

    What medSpaCy has no means for stays behind: values beside signs, ``exclude``, places (``at``), plurals, typos and
    possessives. For all of it, add the component ``mednec_findings``.

    Args:
        directories: Rule directories, ours first; ours alone when left out.
        max_variants: A phrase with at most so many wordings becomes literals, which cost medSpaCy least.
        max_patterns: A longer one, or one with gaps, becomes at most so many token patterns; wordings beyond are left
            out. spaCy's matcher compares every token of a pattern with all conditions it knows, so our rules take
            medSpaCy a minute to load with one pattern a phrase, and more than ten with sixteen.
    """
    _medspacy()
    from medspacy.context import ConTextRule
    from medspacy.section_detection import SectionRule
    from medspacy.target_matcher import TargetRule

    rules = load_rules(*(directories or [patterns_dir()]))
    compiler = _Compiler(rules, max_variants, max_patterns)
    targets = [
        TargetRule(name, label, pattern=pattern, attributes=attributes)
        for phrase, label, attributes in _targets(rules)
        for name, pattern in compiler.compile(phrase)
    ]
    context = [
        ConTextRule(name, pattern=pattern, **settings)
        for phrase, settings in _cues(rules)
        for name, pattern in compiler.compile(phrase)
    ]
    sections = [SectionRule(literal=f"{h}:", category=s.rule.section) for s in rules.sections for h in s.rule.headings]
    return MedspacyRules(targets, context, sections)


def _targets(rules: RuleSet) -> Iterator[tuple[str, str, dict[str, Any] | None]]:
    """(phrase, label, attributes) of everything we look for."""
    for wording in wordings(rules):
        yield wording.phrase, wording.label, _STATUS_ATTRIBUTES.get(wording.group)


def _cues(rules: RuleSet) -> Iterator[tuple[str, dict[str, Any]]]:
    """(phrase, settings) of every cue; ``to`` becomes the labels of the rules of those types.

    A cue bound to sections or to the head of an item has no form in medSpaCy and would say too much without.
    """
    for sourced in rules.cues:
        rule = sourced.rule
        if rule.within or rule.opens:
            continue
        category = _CATEGORIES[rule.category]
        direction = category if category in ("TERMINATE", "PSEUDO") else _DIRECTIONS[rule.direction]
        labels = {s.rule.concept for s in rules.findings if s.rule.type in rule.to} if rule.to else None
        settings = {"category": category, "direction": direction, "max_scope": rule.scope, "allowed_types": labels}
        for phrase in rule.phrases:
            yield phrase, settings


class _Compiler:
    """Turns phrases into literals and spaCy token patterns, words cut as medSpaCy's tokenizer cuts them."""

    def __init__(self, rules: RuleSet, max_variants: int, max_patterns: int) -> None:
        from medspacy.custom_tokenizer import create_medspacy_tokenizer

        self._rules = rules
        self._literals, self._most = max_variants, max_patterns
        self._tokenizer = create_medspacy_tokenizer(spacy.blank("en"))
        self._cuts: dict[str, tuple[str, ...]] = {}
        self._classes: dict[str, dict[str, Any]] = {}

    def compile(self, phrase: str) -> Iterator[tuple[str, list[dict[str, Any]] | None]]:
        """(literal, token pattern or None) for every rule that a phrase becomes."""
        for pattern in compile_phrase(phrase, self._rules.macros):
            run = pattern.parts[0].words
            if pattern.is_literal and run is not None and count_variants(run) <= self._literals and not _exact(run):
                yield from ((" ".join(words), None) for words in variants(run, self._literals))
            else:
                yield from ((phrase, tokens) for tokens in islice(self._token_patterns(pattern), self._most))

    def _token_patterns(self, pattern: Pattern) -> Iterator[list[dict[str, Any]]]:
        columns: list[list[list[dict[str, Any]]]] = []
        for index, part in enumerate(pattern.parts):
            if index and pattern.gaps[index - 1]:
                columns.append([[{"TEXT": {"NOT_IN": [";", "|"]}, "OP": f"{{0,{pattern.gaps[index - 1]}}}"}]])
            columns.append(self._part(part))
        for row in product(*columns):
            yield [token for cell in row for token in cell]

    def _part(self, part: Part) -> list[list[dict[str, Any]]]:
        return self._branches(part.words) if part.words is not None else [[self._class(part.cls or "")]]

    def _branches(self, run: Seq) -> list[list[dict[str, Any]]]:
        """The token patterns of a run; single words side by side are one token with a list."""
        columns: list[list[list[dict[str, Any]]]] = []
        for item in run.items:
            if isinstance(item, Word):
                columns.append([self._word(item)])
            elif isinstance(item, Alt):
                columns.append(self._alternatives(item))
        rows = islice(product(*columns), self._most)
        return [[token for cell in row for token in cell] for row in rows]

    def _alternatives(self, item: Alt) -> list[list[dict[str, Any]]]:
        single: list[str] = []
        longer: list[list[dict[str, Any]]] = []
        optional = False
        for option in item.options:
            words = [i for i in option.items if isinstance(i, Word)]
            if not option.items:
                optional = True
            elif len(option.items) == len(words) == 1 and words[0].exact is None and len(self._cut(words[0].text)) == 1:
                single.append(words[0].text)
            else:
                longer += self._branches(option)
        if single:
            either: dict[str, Any] = {"LOWER": {"IN": single}}
            return [[either | {"OP": "?"}] if optional else [either], *longer]
        return [*longer, []] if optional else longer

    def _word(self, word: Word) -> list[dict[str, Any]]:
        if word.exact is not None:
            return [{"ORTH": token} for token in self._cut(word.exact)]
        return [{"LOWER": token} for token in self._cut(word.text)]

    def _cut(self, word: str) -> tuple[str, ...]:
        if word not in self._cuts:
            self._cuts[word] = tuple(token.text for token in self._tokenizer(word))
        return self._cuts[word]

    def _class(self, name: str) -> dict[str, Any]:
        if name not in self._classes:
            self._classes[name] = _SHAPES.get(name) or {"LOWER": {"IN": sorted(set(self._last_words(name)))}}
        return self._classes[name]

    def _last_words(self, name: str) -> Iterator[str]:
        """The last word of everything of a class: "extremity" for "upper extremity"."""
        for phrase in _members(self._rules, name):
            for pattern in compile_phrase(phrase, self._rules.macros):
                run = pattern.parts[-1].words
                yield from (words[-1] for words in (variants(run) if run is not None else ()) if words)


_SHAPES: dict[str, dict[str, Any]] = {
    "number": {"LIKE_NUM": True},
    "level": {"LOWER": {"REGEX": r"^[ctls]\d{1,2}"}},
    "root": {"LOWER": {"REGEX": r"^[ctls]\d{1,2}"}},
    "strength": {"LOWER": {"REGEX": r"^[0-5][+-]?(/5)?$"}},
}


def _members(rules: RuleSet, name: str) -> Iterator[str]:
    """The phrases of an element class."""
    if name == "side":
        yield from (p for s in rules.sides for p in s.rule.phrases)
    elif name == "therapy":
        yield from (p for s in rules.therapies for p in s.rule.phrases)
    elif name == "study":
        yield from (p for s in rules.imaging for p in s.rule.phrases)
    elif name == "pain":
        yield from (p for s in rules.findings for p in s.rule.words)
    else:
        from mednec.extraction.matching import _is_class

        yield from (p for s in rules.anatomy if _is_class(s.rule, name) for p in s.rule.phrases)


def _exact(run: Seq) -> bool:
    for item in run.items:
        if isinstance(item, Word) and item.exact is not None:
            return True
        if isinstance(item, Alt) and any(_exact(option) for option in item.options):
            return True
    return False


# ---- our readers as spaCy components


@dataclass(frozen=True)
class SentenceMarker:
    """Marks sentence starts as our layout reader sees them: sentences, bullets, table rows, headings."""

    extractor: Extractor

    def __call__(self, doc: Doc) -> Doc:
        """Set ``is_sent_start`` of every token."""
        starts = sorted({s.start for s in segments_of(doc.text, self.extractor.lexicon.headings)})
        following = iter([*starts, len(doc.text) + 1])
        wanted = next(following)
        for token in doc:
            begins = False
            while wanted < token.idx + len(token):
                begins = True
                wanted = next(following)
            token.is_sent_start = begins or token.i == 0
        return doc


@dataclass(frozen=True)
class FindingWriter:
    """Writes our findings of a Doc's text to a span group; what we say of a span is ``span._.mednec``, a dictionary.

    The dictionaries stand in ``doc.user_data["mednec"]`` by "start:end:concept": spaCy's own extension values are
    shared by all spans of the same place, whatever their label. Running the component again changes nothing.
    """

    extractor: Extractor
    group: str = GROUP

    def __call__(self, doc: Doc) -> Doc:
        """Replace the span group and the table."""
        table: dict[str, dict[str, Any]] = {}
        spans: list[Span] = []
        for finding in self.extractor.extract(doc.text).findings:
            for mention in finding.mentions:
                span = doc.char_span(mention.start, mention.end, label=finding.concept, alignment_mode="expand")
                if span is None:
                    continue
                key = _key(span)
                if key not in table:
                    spans.append(span)
                    table[key] = _described(finding, mention)
        doc.user_data[GROUP] = table
        doc.spans[self.group] = sorted(spans, key=lambda s: (s.start, s.end, s.label_))
        return doc


def _described(finding: Any, mention: Any) -> dict[str, Any]:
    names = ("status", "side", "level", "grade", "basis", "cue", "rule", "start", "end")
    return (
        {"concept": finding.concept, "family": finding.family, "region": finding.region}
        | {name: getattr(mention, name) for name in names}
        | {"in_section": mention.section}
    )  # medSpaCy's decoder takes any dictionary with the key "section" for its own


def _of_span(span: Span) -> dict[str, Any] | None:
    found: dict[str, Any] | None = span.doc.user_data.get(GROUP, {}).get(_key(span))
    return found


def _key(span: Span) -> str:
    return f"{span.start_char}:{span.end_char}:{span.label_}"


def _extractor(rules: Sequence[str]) -> Extractor:
    return Extractor(rules=rules) if rules else default_extractor()


@Language.factory("mednec_sentences", default_config={"rules": []}, assigns=["token.is_sent_start"])
def create_sentences(nlp: Language, name: str, rules: list[str]) -> SentenceMarker:
    """The factory ``mednec_sentences``; ``rules`` are directories laid over ours."""
    return SentenceMarker(_extractor(rules))


@Language.factory("mednec_findings", default_config={"rules": [], "group": GROUP}, assigns=["doc.spans"])
def create_findings(nlp: Language, name: str, rules: list[str], group: str) -> FindingWriter:
    """The factory ``mednec_findings``; ``rules`` are directories laid over ours, ``group`` the key in ``doc.spans``."""
    if not Span.has_extension(GROUP):  # never by force: the name may be someone else's
        Span.set_extension(GROUP, getter=_of_span)
    return FindingWriter(_extractor(rules), group)


# ---- their models as proposers


def scispacy_proposer(
    nlp: Language, label_map: Mapping[str, str] | Callable[[Span], str | None], group: str | None = None
) -> Proposer:
    """A proposer for ``Extractor(proposer=...)`` from a loaded spaCy pipeline with entities.

    Args:
        nlp: The pipeline, for example a trained scispaCy model that you have installed.
        label_map: Entity label to concept, or a function from the entity to a concept or None. The models
            ``en_core_sci_*`` know the one label ENTITY: for them only a function can tell concepts apart.
        group: The span group to read in place of ``doc.ents``.
    """
    concept_of = label_map if callable(label_map) else lambda span: label_map.get(span.label_)

    def propose(text: str) -> Iterable[Candidate]:
        doc = nlp(text)
        spans: Iterable[Span] = doc.ents if group is None else doc.spans.get(group, ())
        for span in spans:
            concept = concept_of(span)
            if concept is not None:
                yield span.start_char, span.end_char, concept

    return propose
