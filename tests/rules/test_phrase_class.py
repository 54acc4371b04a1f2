"""Phrase classes: the longest phrase at a place, and phrases of more forms than anybody would write out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mednec.rules.phrase_class import PhraseClass
from mednec.rules.phrases import compile_phrase, variants

PHRASE = "(is|was) [still|now] (getting|growing) [much] (worse|weaker)"
VOCABULARY = "is was still now getting growing much worse weaker".split()


def _runs(phrase: str) -> list:
    return [pattern.parts[0].words for pattern in compile_phrase(phrase, {})]


def test_the_longest_phrase_counts() -> None:
    found = PhraseClass([*_runs("except"), *_runs("except (for|that) [the]")])
    assert found.end_at("intact except for the thumb".split(), 1) == 4
    assert found.end_at("intact except thumb".split(), 1) == 2
    assert found.end_at("intact except thumb".split(), 0) is None


def test_a_phrase_of_many_forms_is_known_in_each_of_them() -> None:
    letters = "|".join("abcdefghij")
    found = PhraseClass(_runs(" ".join([f"({letters})"] * 6)))
    assert found.end_at(list("jjjjjj"), 0) == 6
    assert found.end_at(list("jjjjjx"), 0) is None


def test_an_optional_head_begins_the_phrase_too() -> None:
    found = PhraseClass(_runs("[the|this] (mri|ct) was (normal|negative)"))
    assert found.first("today the mri was negative .".split()) == (1, 5)
    assert found.first("ct was normal".split()) == (0, 3)


@given(st.lists(st.sampled_from(VOCABULARY), max_size=8))
def test_walking_finds_what_writing_all_forms_out_finds(words: list[str]) -> None:
    (run,) = _runs(PHRASE)
    forms = set(variants(run))
    walked = PhraseClass([run])
    for start in range(len(words)):
        written = [len(f) + start for f in forms if tuple(words[start : start + len(f)]) == f]
        assert walked.end_at(words, start) == max(written, default=None)
