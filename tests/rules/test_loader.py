"""Rule files: strict shapes with file and line, overlays that add or override, a digest of what was loaded."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import get_args

import pytest

from mednec import Extractor, extract
from mednec.errors import RuleError
from mednec.extraction.word_classes import WordClasses
from mednec.resources import patterns_dir
from mednec.rules.loader import load_rules, main_rule
from mednec.rules.schema import PhraseClassRule, WordClassRule

FINDINGS = "kind: findings\nfamily: context\nrules:\n"


@pytest.fixture
def overlay(tmp_path):
    def write(text: str, name: str = "site.yaml") -> Path:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path

    return write


def statuses(extractor: Extractor, text: str) -> dict[str, str]:
    return {f.concept: f.status for f in extractor.extract(text).findings}


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("kind: findings\nrules: [\n", None, "not valid YAML"),
        ("- a\n- b\n", 1, "begins with 'kind:'"),
        ("kind: riddles\nrules: []\n", None, "kind"),
        (FINDINGS + "  - concept: a\n    phrases: [b]\n    phrasez: [c]\n", 6, "unknown key 'phrasez'"),
        (FINDINGS + "  - concept: a\n    type: poem\n", 5, "rules.0.type"),
        (FINDINGS + "  - concept: a\n    examples:\n      - {text: b, status: sometimes}\n", 6, "examples.0.status"),
        ("kind: values\nrules:\n  - phrases: [a]\n", 3, "value"),
        ("kind: therapy_cues\nrules:\n  - cue: failed\n    response: bad\n    phrases: [a]\n", 4, "response"),
    ],
)
def test_a_broken_file_is_refused_with_its_line(overlay, text, line, message):
    folder = overlay(text)
    with pytest.raises(RuleError, match=message) as error:
        load_rules(folder)
    assert str(folder / "site.yaml") in str(error.value)
    if line is not None:
        assert error.value.line == line


def test_yaml_is_safe_and_words_like_no_stay_words(overlay):
    folder = overlay("kind: values\nrules:\n  - {value: negative, phrases: [no, off, neg]}\n")
    assert load_rules(folder).values[0].rule.phrases == ["no", "off", "neg"]
    overlay("kind: values\nrules: !!python/object/apply:os.system ['true']\n")
    with pytest.raises(RuleError, match="not valid YAML"):
        load_rules(folder)


def test_an_empty_directory_is_an_error(tmp_path):
    with pytest.raises(RuleError, match="no rule files"):
        load_rules(tmp_path)


def test_lines_of_rules_and_phrases(overlay):
    rules = load_rules(
        overlay(FINDINGS + "  - concept: a\n    phrases:\n      - b\n      - c\n  - concept: d\n    phrases: [e]\n")
    )
    assert [s.line for s in rules.findings] == [4, 8]
    assert rules.findings[0].line_of("phrases", 1) == 7
    assert rules.findings[0].line_of("examples", 3) == 4


def test_an_overlay_adds_words_and_takes_over_the_rest(overlay):
    folder = overlay(FINDINGS + "  - concept: motor_weakness\n    phrases: [floppiness]\n")
    rules = load_rules(patterns_dir(), folder)
    added = rules.findings[-1]
    ours = main_rule([s for s in rules.findings if s.rule.concept == "motor_weakness" and not s.layer])
    assert (added.layer, ours.layer) == (1, 0)
    assert (added.rule.type, added.rule.region, added.family) == (ours.rule.type, ours.rule.region, ours.family)
    assert (added.rule.phrases, added.rule.examples) == (["floppiness"], [])
    extractor = Extractor(rules=[folder])
    found = extractor.extract("She has floppiness in the left arm.").findings
    assert [(f.concept, f.region, f.side) for f in found] == [("motor_weakness", "upper_limb", "left")]
    assert statuses(extractor, "Denies fever.") == {"fever": "absent"}


def test_an_overlay_adds_a_concept_of_its_own(overlay):
    folder = overlay(FINDINGS + "  - concept: acme_hiccups\n    phrases: [hiccups]\n")
    assert statuses(Extractor(rules=[str(folder)]), "No hiccups.") == {"acme_hiccups": "absent"}
    assert not extract("No hiccups.").findings


def test_an_overlay_overrides(overlay):
    folder = overlay(FINDINGS + "  - concept: fever\n    override: true\n    phrases: [pyrexia of the site]\n")
    rules = load_rules(patterns_dir(), folder)
    assert [s.rule.phrases for s in rules.findings if s.rule.concept == "fever"] == [["pyrexia of the site"]]
    assert {s.rule.concept for s in rules.replaced} == {"fever"}
    extractor = Extractor(rules=[folder])
    assert "fever" not in statuses(extractor, "Has fever.")
    assert statuses(extractor, "Has pyrexia of the site.") == {"fever": "present"}


def test_an_override_spares_rules_of_its_own_directory(overlay):
    overlay(FINDINGS + "  - concept: fever\n    phrases: [hotness]\n", "a.yaml")
    folder = overlay(FINDINGS + "  - concept: fever\n    override: true\n    phrases: [heat]\n", "b.yaml")
    rules = load_rules(patterns_dir(), folder)
    assert sorted(p for s in rules.findings if s.rule.concept == "fever" for p in s.rule.phrases) == ["heat", "hotness"]


def test_overlays_of_therapies_sections_and_macros(overlay):
    overlay("kind: therapies\nrules:\n  - therapy: physical_therapy\n    phrases: [spine boot camp]\n", "t.yaml")
    overlay("kind: sections\nrules:\n  - section: family_history\n    headings: [kin]\n", "s.yaml")
    folder = overlay("kind: macros\nmacros: {be: [was]}\n", "m.yaml")
    rules = load_rules(patterns_dir(), folder)
    assert rules.therapies[-1].rule.active is True
    assert rules.sections[-1].rule.experiencer == "family"
    assert rules.macros["be"] == ["was"]


def test_the_digest_follows_content_and_name_and_nothing_else(overlay, tmp_path):
    folder = overlay(FINDINGS + "  - concept: a\n    phrases: [b]\n")
    first = load_rules(folder).digest
    assert load_rules(folder).digest == first
    copy = tmp_path / "elsewhere"
    copy.mkdir()
    (copy / "site.yaml").write_text((folder / "site.yaml").read_text())
    assert load_rules(copy).digest == first
    (copy / "site.yaml").rename(copy / "other.yaml")
    assert load_rules(copy).digest != first
    overlay(FINDINGS + "  - concept: a\n    phrases: [b, c]\n")
    (copy / "other.yaml").unlink()
    copy.rmdir()
    assert load_rules(folder).digest != first
    assert len(first) == 64


def test_a_site_adds_its_own_words_of_exception(overlay):
    text = "Sensation intact to light touch, bating the left thumb."
    limb = {("sensory_deficit", "present", "upper_limb")}

    def located(extractor: Extractor) -> set[tuple[str, str, str | None]]:
        return {(f.concept, f.status, f.region) for f in extractor.extract(text).findings}

    folder = overlay("kind: word_classes\nrules:\n  - {name: exception, phrases: [bating]}\n")
    assert not limb <= located(Extractor())
    assert limb <= located(Extractor(rules=[folder]))


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("{name: excuse, phrases: [sorry]}", "excuse|name|tag"),
        ("{name: exception, words: [bating]}", "exception.phrases"),
        ("{name: operation_known, words: [of the]}", "no single word"),
        ("{name: exception, phrases: [all .. but]}", "gap"),
        ("{name: exception, phrases: ['all but @limb']}", "element class"),
    ],
)
def test_a_word_class_holds_only_what_its_reader_looks_up(overlay, rule, message):
    folder = overlay(f"kind: word_classes\nrules:\n  - {rule}\n")
    with pytest.raises(RuleError, match=message) as error:
        Extractor(rules=[folder])
    assert str(folder / "site.yaml") in str(error.value)


def test_every_word_class_of_the_schema_has_a_reader_and_words_of_ours():
    shipped = {s.rule.name for s in load_rules(patterns_dir()).word_classes}
    assert shipped == {f.name for f in fields(WordClasses)} == {*_names(WordClassRule), *_names(PhraseClassRule)}


def _names(rule: type[WordClassRule] | type[PhraseClassRule]) -> tuple[str, ...]:
    return get_args(rule.model_fields["name"].annotation)
