"""Our rules and components in a medSpaCy pipeline, and a trained pipeline (a stand-in here) as proposer in ours."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

import pytest
import spacy

from mednec import Extractor
from mednec.errors import NoteError
from mednec.extraction import medspacy_bridge as bridge
from mednec.rules.medspacy_json import _KEYS

pytestmark = pytest.mark.xdist_group("medspacy")  # one worker: the fixtures load thousands of rules
NOTE = """HPI: Neck pain for 8 weeks with numbness in the left arm. Denies fever.
No bowel or bladder dysfunction.
EXAM: Hoffmann's positive on the right. Clonus absent.
PLAN: Return if saddle anesthesia develops.
"""


@pytest.fixture(scope="module")
def rules():
    return bridge.to_medspacy()


@pytest.fixture(scope="module")
def stock(rules):
    """What medspacy.load() builds, with our rules in place of its own."""
    import medspacy

    nlp = medspacy.load(load_rules=False)
    assert nlp.pipe_names == ["medspacy_pyrush", "medspacy_target_matcher", "medspacy_context"]
    with nlp.select_pipes(enable=[]):  # medSpaCy runs the whole pipeline over every literal otherwise
        nlp.get_pipe("medspacy_target_matcher").add(rules.targets)
        nlp.get_pipe("medspacy_context").add(rules.context)
        sectionizer = nlp.add_pipe("medspacy_sectionizer", config={"rules": None})
        sectionizer.add(rules.sections)
    return nlp


def site_rules(folder: Path, text: str) -> Path:
    (folder / "a.yaml").write_text(text)
    return folder


def test_our_rules_load_into_a_stock_pipeline(stock):
    doc = stock(NOTE)
    found = {(e.label_, e.text, e._.is_negated) for e in doc.ents}
    assert ("fever", "fever", True) in found
    assert any(label == "neck_pain" and not negated for label, _, negated in found)
    assert any(label == "hoffmann_sign" for label, _, _ in found)
    assert {e._.section_category for e in doc.ents if e.label_ == "fever"} != {None}


def test_every_kind_of_rule_is_exported(rules):
    assert len(rules.targets) > 1000
    assert len(rules.context) > 500
    assert {c.direction for c in rules.context} == {"FORWARD", "BACKWARD", "BIDIRECTIONAL", "TERMINATE", "PSEUDO"}
    assert {c.category for c in rules.context} >= {"NEGATED_EXISTENCE", "POSSIBLE_EXISTENCE", "HISTORICAL", "FAMILY"}
    assert any(c.max_scope for c in rules.context)
    assert {t.category for t in rules.targets} >= {"hoffmann_sign", "physical_therapy", "mri"}
    assert any(t.pattern for t in rules.targets)
    assert any(s.category == "family_history" for s in rules.sections)


@pytest.mark.parametrize(
    ("phrase", "hits", "misses"),
    [
        ("zig zag", ["a Zig Zag here"], ["zig the zag"]),
        ("zig .. zag", ["zig zag", "zig a b c zag"], ["zig a b c d zag", "zig; zag"]),
        ("(zig|zog of sorts) [big] zag", ["zig zag", "zog of sorts big zag"], ["zog zag"]),
        ("=ZIG zag", ["ZIG Zag"], ["zig zag"]),
        ("zig .. @limb", ["zig in the left arm", "zig of the upper extremity"], ["zig of the nose"]),
        ("zig c5-6", ["zig C5-6"], ["zig C5"]),
    ],
)
def test_phrases_mean_the_same_as_patterns(tmp_path, phrase, hits, misses):
    from mednec.resources import patterns_dir

    text = f"kind: findings\nfamily: context\nrules:\n  - {{concept: zigzag, phrases: ['{phrase}']}}\n"
    folder = site_rules(tmp_path, text)
    (folder / "anatomy.yaml").write_bytes((patterns_dir() / "anatomy.yaml").read_bytes())
    targets = bridge.to_medspacy([folder]).targets
    import medspacy  # noqa: F401 - registers the factories
    from medspacy.custom_tokenizer import create_medspacy_tokenizer

    nlp = spacy.blank("en")
    nlp.tokenizer = create_medspacy_tokenizer(nlp)
    nlp.add_pipe("medspacy_target_matcher").add(targets)
    assert all([e.label_ for e in nlp(hit).ents] == ["zigzag"] for hit in hits)
    assert not any(nlp(miss).ents for miss in misses)


def test_the_linter_knows_medspacys_own_keys():
    import medspacy  # noqa: F401
    from medspacy.context import ConTextRule
    from medspacy.section_detection import SectionRule
    from medspacy.target_matcher import TargetRule

    classes = {"target_rules": TargetRule, "context_rules": ConTextRule, "section_rules": SectionRule}
    assert {kind: set(cls._ALLOWED_KEYS) for kind, cls in classes.items()} == {k: set(v) for k, v in _KEYS.items()}


# ---- components


@pytest.fixture(scope="module")
def ours():
    nlp = spacy.blank("en")
    nlp.add_pipe("mednec_sentences")
    nlp.add_pipe("mednec_findings")
    return nlp


def test_the_components_stand_in_a_stock_pipeline(stock):
    if "mednec_findings" not in stock.pipe_names:
        stock.add_pipe("mednec_findings", last=True)
    doc = stock(NOTE)
    assert {s.label_ for s in doc.spans["mednec"]} >= {"neck_pain", "hoffmann_sign", "fever"}
    assert doc.ents


def test_findings_are_those_of_the_extractor(ours):
    doc = ours(NOTE)
    spans = {(s._.mednec["start"], s._.mednec["end"], s.label_, s._.mednec["status"]) for s in doc.spans["mednec"]}
    evidence = Extractor().extract(NOTE)
    assert spans == {(m.start, m.end, f.concept, m.status) for f in evidence.findings for m in f.mentions}
    positive = next(s for s in doc.spans["mednec"] if s.label_ == "hoffmann_sign")
    assert (positive._.mednec["status"], positive._.mednec["side"]) == ("present", "right")
    assert doc[0:1]._.mednec is None


def test_running_a_component_twice_changes_nothing(ours):
    doc = ours(NOTE)
    before = [(s.start, s.end, s.label_, s._.mednec) for s in doc.spans["mednec"]]
    doc = ours.get_pipe("mednec_findings")(ours.get_pipe("mednec_sentences")(doc))
    assert [(s.start, s.end, s.label_, s._.mednec) for s in doc.spans["mednec"]] == before


def test_a_doc_of_ours_survives_bytes_and_pickle(ours):
    doc = ours(NOTE)
    wanted = [(s.label_, s._.mednec["status"]) for s in doc.spans["mednec"]]
    for copy in (spacy.tokens.Doc(ours.vocab).from_bytes(doc.to_bytes()), pickle.loads(pickle.dumps(doc))):
        assert [(s.label_, s._.mednec["status"]) for s in copy.spans["mednec"]] == wanted


LISTED = "Denies weakness\n- numbness left arm\n- tingling. No fever.\n"


def test_sentences_follow_the_layout(ours):
    texts = [" ".join(s.text.split()) for s in ours(LISTED).sents]
    assert texts == ["Denies weakness -", "numbness left arm -", "tingling.", "No fever."]


@pytest.mark.parametrize("text", ["", "   ", "\n\n", "x", "\x00"])
def test_odd_texts(ours, text):
    assert ours(text).text == text


def test_rules_and_group_are_settings(tmp_path):
    folder = site_rules(
        tmp_path, "kind: findings\nfamily: context\nrules:\n  - {concept: hiccups, phrases: [hiccups]}\n"
    )
    nlp = spacy.blank("en")
    nlp.add_pipe("mednec_findings", config={"rules": [str(folder)], "group": "site"})
    doc = nlp("Has hiccups.")
    assert [s.label_ for s in doc.spans["site"]] == ["hiccups"]


def test_no_note_text_reaches_a_stream():
    code = (
        "from mednec.extraction import medspacy_bridge as b; import spacy, tempfile, pathlib\n"
        "d = pathlib.Path(tempfile.mkdtemp()); (d / 'a.yaml').write_text('kind: findings\\nfamily: context\\nrules:\\n"
        "  - {concept: zig, phrases: [zig]}\\n')\n"
        "b.to_medspacy([d])\n"
        "import medspacy; nlp = spacy.blank('en'); nlp.add_pipe('medspacy_pyrush'); nlp.add_pipe('mednec_findings')\n"
        "nlp('Quibblesworth denies fever. He has zig.')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "quibblesworth" not in (done.stdout + done.stderr).lower()


# ---- proposers


@pytest.fixture(scope="module")
def trained():
    """A stand-in for a trained pipeline: entities by a ruler."""
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns(
        [{"label": "PARESIS", "pattern": [{"LOWER": "zorkedness"}]}, {"label": "NEW", "pattern": [{"LOWER": "blips"}]}]
    )
    return nlp


def proposed(proposer, text):
    found = Extractor(proposer=proposer).extract(text).findings
    return [(f.concept, f.status, f.side, [m.text for m in f.mentions]) for f in found]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Has zorkedness.", [("motor_weakness", "present", None, ["zorkedness"])]),
        ("Denies zorkedness.", [("motor_weakness", "absent", None, ["zorkedness"])]),
        ("Possible zorkedness.", [("motor_weakness", "possible", None, ["zorkedness"])]),
        ("FAMILY HISTORY: zorkedness.", []),
        ("Return if zorkedness develops.", []),
        ("No blips.", [("site_blips", "absent", None, ["blips"])]),
        ("Nothing to see.", []),
    ],
)
def test_candidates_pass_the_assertion_stage(trained, text, wanted):
    proposer = bridge.scispacy_proposer(trained, {"PARESIS": "motor_weakness", "NEW": "site_blips"})
    assert proposed(proposer, text) == wanted


def test_candidates_find_their_place(trained):
    proposer = bridge.scispacy_proposer(trained, {"PARESIS": "motor_weakness"})
    (finding,) = Extractor(proposer=proposer).extract("Zorkedness of the left arm.").findings
    assert (finding.region, finding.side, finding.mentions[0].rule) == ("upper_limb", "left", "motor_weakness/proposed")


def test_a_function_may_name_the_concept(trained):
    proposer = bridge.scispacy_proposer(trained, lambda span: "motor_weakness" if span.text == "zorkedness" else None)
    assert [c for c, *_ in proposed(proposer, "Has zorkedness. Has blips.")] == ["motor_weakness"]


def test_a_candidate_that_a_rule_also_finds_counts_once():
    found = proposed(lambda text: [(7, 12, "fever")], "Denies fever.")
    assert found == [("fever", "absent", None, ["fever"])]


def test_candidates_outside_any_sentence_are_dropped():
    text = "No fever. No chills."
    assert proposed(lambda t: [(3, 20, "clonus"), (100, 120, "clonus"), (2, 3, "clonus")], text) == proposed(None, text)


def test_reversed_offsets_are_an_error():
    with pytest.raises(NoteError, match="5:2"):
        Extractor(proposer=lambda text: [(5, 2, "fever")]).extract("Denies fever.")
