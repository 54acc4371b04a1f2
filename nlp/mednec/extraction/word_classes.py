"""The closed classes of words that readers look up as they stand: compiled from rule files of kind word_classes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from mednec.errors import RuleError
from mednec.extraction.tokens import TOKEN, normal_form
from mednec.rules.loader import RuleSet, Sourced
from mednec.rules.phrase_class import PhraseClass
from mednec.rules.phrases import Seq, compile_phrase
from mednec.rules.schema import WordClassRule

_NO_WORDS: frozenset[str] = frozenset()


@dataclass(frozen=True)
class WordClasses:
    """Every class by its name in the rule files: single words as a set, phrases with their own look-up."""

    exception: PhraseClass = field(default_factory=PhraseClass)
    exception_by_contrast: PhraseClass = field(default_factory=PhraseClass)
    operation_ahead: PhraseClass = field(default_factory=PhraseClass)
    earlier_occasion: PhraseClass = field(default_factory=PhraseClass)
    ordinal_course: PhraseClass = field(default_factory=PhraseClass)
    after_ordinal_course: frozenset[str] = _NO_WORDS
    joint_disease: frozenset[str] = _NO_WORDS
    spine_or_nerve_pain: frozenset[str] = _NO_WORDS
    asked_of_study: frozenset[str] = _NO_WORDS
    before_study_clear: frozenset[str] = _NO_WORDS
    study_clear: frozenset[str] = _NO_WORDS
    aside_adverb: PhraseClass = field(default_factory=PhraseClass)
    aside_remark: PhraseClass = field(default_factory=PhraseClass)
    trouble_with: PhraseClass = field(default_factory=PhraseClass)
    own_predicate: PhraseClass = field(default_factory=PhraseClass)
    seen_predicate: PhraseClass = field(default_factory=PhraseClass)
    deficit_grows: PhraseClass = field(default_factory=PhraseClass)
    deficit_steady: PhraseClass = field(default_factory=PhraseClass)
    effort_limited: PhraseClass = field(default_factory=PhraseClass)
    causal: PhraseClass = field(default_factory=PhraseClass)
    cause_entrapment_neuropathy: PhraseClass = field(default_factory=PhraseClass)
    cause_peripheral_neuropathy: PhraseClass = field(default_factory=PhraseClass)
    cause_stroke: PhraseClass = field(default_factory=PhraseClass)
    cause_plexopathy: PhraseClass = field(default_factory=PhraseClass)
    cause_shoulder: PhraseClass = field(default_factory=PhraseClass)
    cause_demyelinating_disease: PhraseClass = field(default_factory=PhraseClass)
    other_disease: PhraseClass = field(default_factory=PhraseClass)
    other_pain: PhraseClass = field(default_factory=PhraseClass)
    other_reason: PhraseClass = field(default_factory=PhraseClass)
    operation_intended: frozenset[str] = _NO_WORDS
    operation_undergone: frozenset[str] = _NO_WORDS
    operation_carried_out: frozenset[str] = _NO_WORDS
    operation_done_before: frozenset[str] = _NO_WORDS
    operation_past: frozenset[str] = _NO_WORDS
    operation_led_to: frozenset[str] = _NO_WORDS
    operation_known: frozenset[str] = _NO_WORDS
    value_kept: frozenset[str] = _NO_WORDS
    value_lost: frozenset[str] = _NO_WORDS
    statement_opening: frozenset[str] = _NO_WORDS
    denying_verb: frozenset[str] = _NO_WORDS
    subject: frozenset[str] = _NO_WORDS
    joined_statement_opening: frozenset[str] = _NO_WORDS
    listed_too: frozenset[str] = _NO_WORDS
    exam_item: frozenset[str] = _NO_WORDS
    trouble: frozenset[str] = _NO_WORDS
    sprain: frozenset[str] = _NO_WORDS
    having: frozenset[str] = _NO_WORDS
    sign_of: frozenset[str] = _NO_WORDS
    grounds: frozenset[str] = _NO_WORDS
    still_there: frozenset[str] = _NO_WORDS
    closing_denial: frozenset[str] = _NO_WORDS
    answering: frozenset[str] = _NO_WORDS
    telling: frozenset[str] = _NO_WORDS
    remedy: frozenset[str] = _NO_WORDS
    strength_name: frozenset[str] = _NO_WORDS
    not_strength: frozenset[str] = _NO_WORDS
    strength_of_no_limb: frozenset[str] = _NO_WORDS
    before_date: frozenset[str] = _NO_WORDS
    numbered_part: frozenset[str] = _NO_WORDS
    counted_thing: frozenset[str] = _NO_WORDS
    strength_grade_fair: frozenset[str] = _NO_WORDS
    strength_grade_poor: frozenset[str] = _NO_WORDS
    strength_grade_trace: frozenset[str] = _NO_WORDS
    measure_unit: frozenset[str] = _NO_WORDS
    no_bare_grades: frozenset[str] = _NO_WORDS
    reflex_name: frozenset[str] = _NO_WORDS
    not_reflex: frozenset[str] = _NO_WORDS
    not_jerk: frozenset[str] = _NO_WORDS
    cranial_reflex: frozenset[str] = _NO_WORDS
    reflex_grade_absent: frozenset[str] = _NO_WORDS
    row_noun: frozenset[str] = _NO_WORDS
    reflex_of_other_kind: frozenset[str] = _NO_WORDS
    reflex_grade_low: frozenset[str] = _NO_WORDS
    before_excepted_place: frozenset[str] = _NO_WORDS
    excepts_nothing: frozenset[str] = _NO_WORDS
    plus_sign: frozenset[str] = _NO_WORDS
    minus_sign: frozenset[str] = _NO_WORDS
    between_side_values: frozenset[str] = _NO_WORDS
    after_side_value: frozenset[str] = _NO_WORDS
    resolution_subject: frozenset[str] = _NO_WORDS
    exam_part: PhraseClass = field(default_factory=PhraseClass)
    shared_value: PhraseClass = field(default_factory=PhraseClass)
    shared_loss: PhraseClass = field(default_factory=PhraseClass)
    strength_subject: PhraseClass = field(default_factory=PhraseClass)
    sensation_subject: PhraseClass = field(default_factory=PhraseClass)
    row_loss: PhraseClass = field(default_factory=PhraseClass)
    reflex_subject: PhraseClass = field(default_factory=PhraseClass)
    reflex_said_absent: PhraseClass = field(default_factory=PhraseClass)
    reflex_said_low: PhraseClass = field(default_factory=PhraseClass)
    reflex_said_normal: PhraseClass = field(default_factory=PhraseClass)
    reflex_said_brisk: PhraseClass = field(default_factory=PhraseClass)
    suspicion_refuted: PhraseClass = field(default_factory=PhraseClass)
    suspicion_confirmed: PhraseClass = field(default_factory=PhraseClass)

    def vocabulary(self) -> Iterator[str]:
        """Every word of every class: words of their own, none a typo of another."""
        for each in fields(self):
            found = getattr(self, each.name)
            yield from found.vocabulary() if isinstance(found, PhraseClass) else found


def compile_word_classes(rules: RuleSet) -> WordClasses:
    """The classes of a rule set; rules of one name, ours and those laid over them, join.

    Raises:
        RuleError: an entry of a class of words is no single word, or a phrase is not plain (a gap, an element class).
    """
    words: dict[str, set[str]] = {}
    phrases: dict[str, list[Seq]] = {}
    for sourced in rules.word_classes:
        rule = sourced.rule
        if isinstance(rule, WordClassRule):
            words.setdefault(rule.name, set()).update(_single(sourced, word) for word in rule.words)
        else:
            phrases.setdefault(rule.name, []).extend(_plain(sourced, rules.macros))
    found: dict[str, Any] = {name: frozenset(some) for name, some in words.items()}
    found |= {name: PhraseClass(some) for name, some in phrases.items()}
    return WordClasses(**found)


def _single(sourced: Sourced, word: str) -> str:
    tokens = TOKEN.findall(word)
    if len(tokens) != 1:
        raise RuleError(f"{word!r} is no single word, as the entries of {sourced.rule.name} are", sourced.path)
    return normal_form(tokens[0])


def _plain(sourced: Sourced, macros: Mapping[str, Sequence[str]]) -> Iterator[Seq]:
    for phrase in sourced.rule.phrases:
        for pattern in compile_phrase(phrase, macros):
            run = pattern.parts[0].words
            if not pattern.is_literal or run is None:
                raise RuleError(f"phrase {phrase!r} of {sourced.rule.name} has a gap or an element class", sourced.path)
            yield run
