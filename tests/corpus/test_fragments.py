"""Marks keep to their words through everything that is done to a text."""

from __future__ import annotations

import random
import re

from hypothesis import given
from hypothesis import strategies as st

from mednec.corpus.fragments import Edit, Fragment, join, listing
from mednec.corpus.statements import FindingSaid
from mednec.corpus.styles import abbreviated, misspelt, unbroken, with_articles, wrapped

FEVER = FindingSaid("fever", None, "absent")
WORDS = st.lists(st.sampled_from("no fever patient with weeks bilateral weakness\nand pain of the left arm".split(" ")))


def marked(text):
    return Fragment(text).marked([FEVER])


def words(fragment):
    return [fragment.text[m.start : m.end] for m in fragment.marks]


def test_joining_moves_the_marks():
    text = join(["Denies ", marked("fever"), " or ", marked("chills"), "."])
    assert text.text == "Denies fever or chills."
    assert words(text) == ["fever", "chills"]


def test_a_list_has_its_last_word():
    items = [marked("fever"), marked("chills"), marked("sweats")]
    assert listing(items, "or").text == "fever, chills or sweats"
    assert listing(items[:1], "or").text == "fever"
    assert words(listing(items, "or")) == ["fever", "chills", "sweats"]


def test_an_edit_inside_a_mark_stretches_it_and_one_before_it_moves_it():
    text = "with " + marked("weakness with pain")
    edits = [Edit(0, 4, "w/"), Edit(14, 18, "w/")]
    assert words(text.rewritten(edits)) == ["weakness w/ pain"]


def test_an_edit_across_the_end_of_a_mark_leaves_a_mark():
    text = marked("physical") + " therapy"
    assert words(text.rewritten([Edit(0, len(text.text), "PT")])) == ["PT"]


def test_a_mark_whose_words_are_cut_out_is_gone():
    assert (marked("fever") + " x").rewritten([Edit(0, 6, "")]).marks == ()


def test_the_article_fits_the_age():
    assert with_articles(Fragment("a 88-year-old and a 78-year-old; a one-week course")).text == (
        "an 88-year-old and a 78-year-old; a one-week course"
    )


@given(WORDS, WORDS, WORDS)
def test_layout_changes_only_white_space_under_a_mark(before, inside, after):
    words_inside = " ".join(inside)
    text = join([" ".join([*before, ""]), marked("x" + words_inside + "x"), " ".join(["", *after])])
    for changed in (unbroken(text), wrapped(text, 12), unbroken(wrapped(text, 20))):
        [mark] = changed.marks
        found = changed.text[mark.start : mark.end]
        assert re.sub(r"\s+", "", found) == re.sub(r"\s+", "", "x" + words_inside + "x")


@given(WORDS, WORDS, st.integers(0, 99))
def test_a_mark_stays_between_its_neighbours(before, inside, seed):
    table = [["patient", "pt"], ["with", "w/"], ["weeks", "wks"], ["bilateral", "b/l"]]
    text = join([" ".join(before) + "<", marked(" ".join(["x", *inside, "x"])), "> end"])
    for changed in (
        abbreviated(text, table, random.Random(seed)),
        misspelt(text, random.Random(seed)),
        text.upper(),
        with_articles(text),
    ):
        [mark] = changed.marks
        assert changed.text[mark.start - 1] == "<"
        assert changed.text[mark.end] == ">"


def test_capitals_do_not_change_the_length():
    assert Fragment("straße ↓ ½").upper().text == "STRAßE ↓ ½"
