"""The phrase language: what it means, that it survives a round trip, and what it refuses."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mednec.errors import RuleError
from mednec.extraction.automaton import PhraseAutomaton
from mednec.extraction.tokens import words_of
from mednec.rules.overlap import PhraseGraph, count_variants, sequence_of
from mednec.rules.phrases import LONG_GAP, SHORT_GAP, compile_phrase, parse, variants

MACROS = {"side": ["left", "right hand"], "worse": ["worse", "progressively worse"]}


def spelled(phrase: str) -> set[str]:
    return {" ".join(v) for p in compile_phrase(phrase, MACROS) for v in variants(p.parts[0].words)}


@pytest.mark.parametrize(
    ("phrase", "wanted"),
    [
        ("saddle anesthesia", {"saddle anesthesia"}),
        ("Saddle-Anesthesia", {"saddle anesthesia"}),
        ("Hoffmann's sign", {"hoffmann sign"}),
        ("(decreased|reduced) sensation", {"decreased sensation", "reduced sensation"}),
        ("[the] left arm", {"left arm", "the left arm"}),
        ("[very|quite] (bad|poor to fair) gait", {
            "bad gait", "poor to fair gait", "very bad gait", "very poor to fair gait", "quite bad gait",
            "quite poor to fair gait",
        }),
        ("numb $side", {"numb left", "numb right hand"}),
        ("a|b c", {"a", "b c"}),
        ("(-) spurling", {"( - ) spurling"}),
        ("c5-6 disc", {"c5-6 disc"}),
        ("strength 4+/5", {"strength 4+/5"}),
        (r"\(spine\) films", {"( spine ) films"}),
    ],
)  # fmt: skip
def test_a_phrase_stands_for_these_words(phrase, wanted):
    assert spelled(phrase) == wanted


def test_gaps_and_classes_cut_a_phrase_into_parts():
    (pattern,) = compile_phrase("unable to .. work ... at @limb", {})
    assert [p.cls for p in pattern.parts] == [None, None, None, "limb"]
    assert pattern.gaps == (SHORT_GAP, LONG_GAP, 0)
    assert not pattern.is_literal


def test_gaps_inside_alternatives_give_a_pattern_each():
    assert len(compile_phrase("(numb .. @limb|dead) arm", {})) == 2


def test_exact_words_keep_their_spelling():
    (pattern,) = compile_phrase("=PT eval", {})
    assert [w.exact for w in pattern.parts[0].words.items] == ["PT", None]


@pytest.mark.parametrize(
    ("phrase", "message"),
    [
        ("(a|b", "unbalanced"), ("a)", "unbalanced"), ("[a", "unbalanced"), ("(a]", "unbalanced"),
        ("", "no words"), ("()", "no words"), ("..", "no words"), ("@limb", "no words"),
        ("$nowhere a", "unknown macro"), ("@nowhere a", "unknown element class"), ("[a] [b]", "can match nothing"),
        ("(a|) .. @limb", "can match nothing"),
    ],
)  # fmt: skip
def test_errors_name_the_phrase(phrase, message):
    with pytest.raises(RuleError, match=message) as error:
        compile_phrase(phrase, {})
    assert error.value.reason


word = st.from_regex(r"[a-z]{1,8}", fullmatch=True)
plain = st.lists(word, min_size=1, max_size=4).map(" ".join)
phrase = st.recursive(
    plain,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda o: f"({'|'.join(o)})"),
        st.tuples(inner, plain).map(lambda p: f"[{p[0]}] {p[1]}"),
        st.tuples(inner, inner).map(" ".join),
    ),
    max_leaves=6,
)


@given(plain)
def test_plain_words_come_back_as_they_are(text):
    assert spelled(text) == {text}


@given(phrase)
def test_every_variant_of_a_phrase_is_found_whole(text):
    automaton = PhraseAutomaton()
    (pattern,) = compile_phrase(text, {})
    automaton.add(pattern.parts[0].words, "hit")
    for words in variants(pattern.parts[0].words, 200):
        assert (0, len(words), "hit") in list(automaton.matches(words))


SHORT = {"few": ["a", "b c"], "many": ["a", "b", "c", "d a", "b d"]}
piece = st.sampled_from(["a", "b", "c", "d", "$few", "$many", "[$few]", "[$many]", "[b]", "(a|c d|$few)"])
short_phrase = st.tuples(st.lists(piece, max_size=4), st.sampled_from("abcd")).map(lambda p: " ".join((*p[0], p[1])))


@given(st.lists(short_phrase, min_size=2, max_size=8), st.lists(st.sampled_from("abcd"), max_size=12))
def test_phrases_that_begin_alike_are_each_found_where_they_stand_and_nowhere_else(phrases, words):
    automaton = PhraseAutomaton()
    wanted = set()
    for number, text in enumerate(phrases):
        (pattern,) = compile_phrase(text, SHORT)
        automaton.add(pattern.parts[0].words, number)
        for variant in variants(pattern.parts[0].words, 100_000):
            ends = ((i, i + len(variant)) for i in range(len(words)))
            wanted |= {(i, j, number) for i, j in ends if tuple(words[i:j]) == variant}
    assert set(automaton.matches(words)) == wanted


@given(phrase)
def test_variants_are_as_many_as_counted_and_tokenize_to_themselves(text):
    tree = parse(text, {})
    found = variants(tree, 10_000)
    assert len(found) == min(count_variants(tree), 10_000)
    assert all(tuple(words_of(" ".join(v))) == v for v in found)


@given(phrase, phrase)
def test_phrases_share_words_exactly_when_their_variants_do(first, second):
    graph, sets = PhraseGraph(), []
    for number, text in enumerate((first, second)):
        (pattern,) = compile_phrase(text, {})
        graph.add(sequence_of(pattern), number)
        sets.append(set(variants(pattern.parts[0].words, 100_000)))
    shared = list(graph.shared({0: "a", 1: "b"}))
    assert bool(shared) == bool(sets[0] & sets[1])
    assert all(tuple(words.split()) in sets[0] & sets[1] for _, _, words in shared)
    assert graph.covered(0, {1}) == (sets[0] <= sets[1])


@given(st.text(max_size=40))
def test_any_line_is_a_phrase_or_a_rule_error(text):
    with contextlib.suppress(RuleError):
        assert compile_phrase(text, {})
