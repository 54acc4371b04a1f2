"""Criteria files: extending, parameters, classes, named tests, overlays, versions by date; mistakes with their line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from mednec.criteria.loader import load_criteria
from mednec.errors import CriteriaError
from mednec.resources import criteria_dir

PLAN = """\
id: plan_spine
payer: plan
title: A plan
version: "1"
provenance: primary
source: [AGA]
applies: {cpt: ["72141"]}
parameters: {weeks_in_days: 42}
classes:
  active: [physical_therapy, chiropractic]
  drugs: [nsaid]
tests:
  six_weeks: {care: {minimum_days: $weeks_in_days, classes: [active, drugs, massage]}}
  weak: {finding: {concepts: [motor_weakness]}}
  both: {all: [{named: six_weeks}, {response: {}}]}
gates:
  - {id: region, text: The right region., provenance: derived, source: [AGA], test: {region_match: {}}}
pathways:
  - id: after_care
    text: Six weeks of care.
    always_open: true
    provenance: primary
    source: [AGA]
    waives: []
    requires:
      - {id: six_weeks, text: Six weeks of care., provenance: primary, source: [AGA], test: {named: six_weeks}}
      - {id: failed, text: The care failed., provenance: primary, source: [AGA], test: {response: {}}}
  - id: weakness
    text: Weakness on exam.
    trigger: {named: weak}
    provenance: primary
    source: [AGA]
    waives: [six_weeks, failed]
    requires:
      - {id: weak, text: Weakness on exam., provenance: primary, source: [AGA], test: {named: weak}}
      - {id: failed, text: The care failed., provenance: primary, source: [AGA], test: {response: {}}}
"""
CHILD = "extends: plan_spine\nid: child_spine\npayer: child\n"
VARIANT = "when: {age: {below: 9}}, text: A situation of old., ratings: {}, provenance: primary, source: [AGA]"
GUIDE = f"""\
kind: guideline
id: guide
payer: guide
title: A guide
version: "1"
provenance: primary
source: [AGA]
applies: {{cpt: ["72141"]}}
variants:
  - {{id: first, {VARIANT}}}
  - {{id: second, {VARIANT}}}
"""


@pytest.fixture
def write(tmp_path):
    def written(text: str, name: str = "plan.yaml") -> Path:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path

    return written


def child_of(write, text: str, parent: str = PLAN, **more):
    write(parent)
    return load_criteria(write(CHILD + text, "zchild.yaml"), **more).by_id("child_spine")


def refused(folder: Path, match: str, **more) -> CriteriaError:
    with pytest.raises(CriteriaError, match=match) as error:
        load_criteria(folder, **more)
    return error.value


def care_of(criteria):
    return criteria.pathways[0].requires[0].test.care


class TestTheLanguage:
    def test_parameters_classes_and_named_tests_are_put_in_place(self, write):
        found = load_criteria(write(PLAN)).by_id("plan_spine")
        assert care_of(found).minimum_days == 42
        assert care_of(found).classes == ["physical_therapy", "chiropractic", "nsaid", "massage"]

    def test_named_tests_may_name_others(self, write):
        found = load_criteria(write(PLAN.replace("{named: six_weeks}}\n", "{named: both}}\n", 1))).by_id("plan_spine")
        assert found.pathways[0].requires[0].test.all_of[0].care.minimum_days == 42

    def test_a_parameter_from_outside_overrides_that_of_the_file(self, write):
        library = load_criteria(write(PLAN), parameters={"plan_spine": {"weeks_in_days": 28}})
        assert care_of(library.by_id("plan_spine")).minimum_days == 28

    def test_a_shipped_parameter_can_be_overridden(self):
        library = load_criteria(parameters={"kaiser_permanente_spine_mri": {"minimum_days": 28}})
        assert care_of(library.by_id("kaiser_permanente_spine_mri")).minimum_days == 28
        assert care_of(load_criteria().by_id("kaiser_permanente_spine_mri")).minimum_days == 42


class TestExtending:
    def test_what_is_not_said_is_inherited(self, write):
        found = child_of(write, "version: '2'\n")
        assert (found.payer, found.version, found.title) == ("child", "2", "A plan")
        assert [p.id for p in found.pathways] == ["after_care", "weakness"]

    def test_entries_are_laid_over_by_id(self, write):
        found = child_of(
            write,
            "pathways: [{id: after_care, requires: [{id: six_weeks, confidence: low, question: 'Which weeks?'}]}]\n",
        )
        first = found.pathways[0].requires[0]
        assert (first.confidence, first.text) == ("low", "Six weeks of care.")
        assert [r.id for r in found.pathways[0].requires] == ["six_weeks", "failed"]

    def test_parameters_classes_and_tests_are_laid_over_by_name(self, write):
        found = child_of(write, "parameters: {weeks_in_days: 84}\nclasses: {drugs: [opioid]}\n")
        assert care_of(found).minimum_days == 84
        assert care_of(found).classes == ["physical_therapy", "chiropractic", "opioid", "massage"]
        found = child_of(write, "tests: {six_weeks: {pain: {at_least: 9}}}\n")
        assert found.pathways[0].requires[0].test.pain.at_least == 9

    def test_a_grandchild(self, write):
        write(PLAN)
        write(CHILD + "parameters: {weeks_in_days: 84}\nremove: [weakness]\n", "child.yaml")
        folder = write("extends: child_spine\nid: grandchild\npayer: grand\n", "grandchild.yaml")
        found = load_criteria(folder).by_id("grandchild")
        assert care_of(found).minimum_days == 84
        assert [p.id for p in found.pathways] == ["after_care"]

    def test_a_set_of_ours_can_be_extended(self, write):
        folder = write("extends: evicore_spine_mri\nid: my_plan\npayer: my_plan\nparameters: {minimum_days: 28}\n")
        assert load_criteria(folder).by_id("my_plan").pathways[0].requires[0].test.any_of[0].care.minimum_days == 28
        ours = load_criteria().by_id("evicore_spine_mri")
        assert ours.pathways[0].requires[0].test.any_of[0].care.minimum_days == 42

    def test_the_parent_stays_as_it_was(self, write):
        write(PLAN)
        folder = write(CHILD + "remove: [weakness]\n", "child.yaml")
        assert len(load_criteria(folder).by_id("plan_spine").pathways) == 2


class TestRemoving:
    def test_an_entry_is_taken_out_wherever_it_stands(self, write):
        found = child_of(write, "remove: [failed]\n")
        assert [[r.id for r in p.requires] for p in found.pathways] == [["six_weeks"], ["weak"]]

    def test_nothing_waives_what_is_gone(self, write):
        assert child_of(write, "remove: [failed]\n").pathways[1].waives == ["six_weeks"]

    def test_gates_and_pathways(self, write):
        found = child_of(write, "remove: [region, weakness]\n")
        assert (found.gates, [p.id for p in found.pathways]) == ([], ["after_care"])

    def test_what_is_not_there_cannot_be_removed(self, write):
        write(PLAN)
        error = refused(write(CHILD + "remove: [weeknes]\n", "child.yaml"), "does not have: weeknes")
        assert error.line == 4


class TestTheOrderOfVariants:
    def ids(self, write, variants: str) -> list[str]:
        write(GUIDE)
        folder = write(f"extends: guide\nid: later\npayer: later\nvariants: [{variants}]\n", "later.yaml")
        return [v.id for v in load_criteria(folder).by_id("later").variants]

    def test_a_new_one_comes_last_or_before_the_one_it_names(self, write):
        assert self.ids(write, f"{{id: third, {VARIANT}}}") == ["first", "second", "third"]
        assert self.ids(write, f"{{id: third, before: second, {VARIANT}}}") == ["first", "third", "second"]

    def test_a_known_one_keeps_its_place(self, write):
        assert self.ids(write, "{id: first, text: The same situation.}") == ["first", "second"]

    def test_the_one_that_is_named_must_be_there(self, write):
        with pytest.raises(CriteriaError, match="'third' goes before 'secnod', which is not there"):
            self.ids(write, f"{{id: third, before: secnod, {VARIANT}}}")


class TestOverlays:
    def test_a_set_of_the_same_id_replaces_ours(self, write):
        folder = write(PLAN.replace("plan_spine", "aetna_spine_mri").replace("payer: plan", "payer: aetna"))
        found = load_criteria(folder)
        assert found.by_id("aetna_spine_mri").title == "A plan"
        assert len(found.sets) == len(load_criteria().sets)

    def test_a_later_overlay_wins(self, tmp_path):
        for name in ("a", "b"):
            (tmp_path / name).mkdir()
            (tmp_path / name / "plan.yaml").write_text(PLAN.replace("A plan", f"Plan {name}"))
        assert load_criteria(tmp_path / "a", tmp_path / "b").by_id("plan_spine").title == "Plan b"

    def test_folders_below_are_read_and_tables_left_alone(self, write, tmp_path):
        for folder, text in (("states", PLAN), ("reference", "kind: sources\n"), ("schemas", "x: 1\n")):
            (tmp_path / folder).mkdir()
            (tmp_path / folder / "a.yaml").write_text(text)
        assert load_criteria(tmp_path).by_id("plan_spine").payer == "plan"

    def test_our_own_are_read_once(self):
        assert load_criteria() is load_criteria()


@pytest.mark.parametrize(
    ("change", "message", "marker"),
    [
        (("title: A plan", "title: [A"), "not valid YAML", "version"),
        (("title: A plan", "titel: A plan"), "unknown key 'titel'", "titel"),
        (('version: "1"', "version: {a: b}"), "version", "version"),
        (("$weeks_in_days", "$weeks"), "no parameter is called 'weeks'", "$weeks"),
        (("{named: six_weeks}}\n", "{named: seven_weeks}}\n"), "no test is called 'seven_weeks'", "seven"),
        (("{named: six_weeks}}\n", "{named: [six_weeks]}}\n"), "no test is called", None),
        (
            ("six_weeks: {care: {", "six_weeks: {named: both}\n  old: {care: {"),
            "tests name each other in a circle",
            None,
        ),
        (("id: weak,", "id: weak, colour: red,"), "unknown key 'colour' at pathways.1.requires.0.colour", "colour"),
        (
            ("test: {response: {}}", "test: {response: {accept: 1}}"),
            "pathways.0.requires.1.test.response.accept",
            "accept",
        ),
        (("{region_match: {}}", "{region_match: }"), "has no value", "region_match"),
        (("{region_match: {}}", "{region_match: {}, response: {}}"), "exactly one key", "region_match"),
        (("  active: [physical_therapy, chiropractic]", "  active: physical_therapy"), "classes.active", "  active"),
        (("parameters: {weeks_in_days: 42}", "parameters: [42]"), "parameters", "parameters"),
        (("tests:\n", "tests: []\nunread:\n"), "tests", "tests:"),
        (("id: plan_spine", "id: 7"), "begins with 'id:'", "id"),
        (("id: plan_spine", "id: plan_spine\nextends: [a]"), "extends", "extends"),
        (("id: plan_spine", "id: plan_spine\nextends: nobody"), "extends 'nobody', which no file defines", "extends"),
        (("id: plan_spine", "id: plan_spine\nextends: plan_spine"), "circle", None),
        (("id: plan_spine", "id: plan_spine\nremove: weakness"), "remove", "remove"),
        (('version: "1"', 'version: "1"\neffective: {from: 2026-13-45}'), "not valid YAML", None),
        (('version: "1"', 'version: "1"\neffective: {from: soon}'), "effective.from", "effective"),
        (('version: "1"', "version: &v [*v]"), "YAML", None),
        (("pathways:\n", "pathways:\n  -\n"), "pathways.0", None),
        (("  - {id: region,", "  - {"), "gates.0.id", "text: The right"),
        (("title: A plan", "title: !!python/object/apply:os.system ['true']"), "not valid YAML", None),
    ],
)
def test_a_mistake_is_named_with_file_and_line(write, change, message, marker):
    assert change[0] in PLAN
    text = PLAN.replace(*change, 1)
    folder = write(text)
    error = refused(folder, message)
    assert str(folder / "plan.yaml") in str(error)
    if marker is not None:
        assert error.line == next(n for n, line in enumerate(text.splitlines(), 1) if marker in line)


class TestMistakesOfAnOverlay:
    def test_the_line_is_that_of_the_file_that_makes_it(self, write):
        """The second pathway of the parent is the first of the child; numbers of lists do not tell."""
        write(PLAN)
        text = CHILD + "pathways:\n  - id: weakness\n    requires:\n      - id: weak\n        colour: red\n"
        error = refused(write(text, "child.yaml"), "unknown key 'colour'")
        assert (Path(error.path or "").name, error.line) == ("child.yaml", 8)

    def test_a_parameter_that_does_not_fit_is_found_where_the_child_says_least(self, write):
        write(PLAN)
        error = refused(write(CHILD + "parameters: {weeks_in_days: -1}\n", "child.yaml"), "minimum_days")
        assert error.path is not None

    @pytest.mark.parametrize(
        "text",
        [
            "pathways: [null]\n",
            "pathways: {a: b}\n",
            "pathways: [{id: weakness, requires: [7]}]\n",
            "pathways: [{id: weakness, requires: {id: weak}}]\n",
            "gates: [[1]]\n",
            "remove: [{id: weak}]\n",
            "parameters: 3\n",
            "classes: {active: {a: b}}\n",
            "tests: {six_weeks: []}\n",
            "applies: 72141\n",
            "? [a, b]\n: c\n",
            "on: yes\n",
        ],
    )
    def test_none_ends_in_a_traceback(self, write, text):
        write(PLAN)
        refused(write(CHILD + text, "child.yaml"), "child.yaml|plan.yaml")

    def test_a_file_that_is_not_text(self, tmp_path):
        (tmp_path / "a.yaml").write_bytes(b"id: \xff\xfe\n")
        refused(tmp_path, "not valid YAML")

    def test_a_folder_called_like_a_file(self, write, tmp_path):
        (tmp_path / "odd.yaml").mkdir()
        assert load_criteria(write(PLAN)).by_id("plan_spine")

    def test_two_files_with_one_id(self, write):
        write(PLAN)
        error = refused(write(PLAN, "twin.yaml"), "plan.yaml defines a set 'plan_spine' too")
        assert (Path(error.path or "").name, error.line) == ("twin.yaml", 1)

    def test_an_empty_folder(self, tmp_path):
        refused(tmp_path, "no criteria files")

    def test_a_folder_that_is_not_there(self, tmp_path):
        refused(tmp_path / "nowhere", "no criteria files")

    def test_parameters_of_an_unknown_set_or_name(self, write):
        refused(write(PLAN), "a set that does not exist: nobody", parameters={"nobody": {}})
        refused(write(PLAN), "no parameter 'weeks'; it has: weeks_in_days", parameters={"plan_spine": {"weeks": 1}})

    def test_a_parameter_of_the_wrong_kind(self, write):
        refused(write(PLAN), "minimum_days", parameters={"plan_spine": {"weeks_in_days": "long"}})

    def test_no_message_quotes_the_file(self, write):
        error = refused(write(PLAN.replace('"72141"', "{name: Mrs. Example}")), "cpt")
        assert "Example" not in str(error)


class TestVersionsByDateOfService:
    def in_force(self, payer: str, day: str | None, cpt: str = "72141", library=None):
        found, warning = (library or load_criteria()).in_force(cpt, payer, date.fromisoformat(day) if day else None)
        return (found.version if found else None), warning

    @pytest.mark.parametrize(
        ("payer", "day", "version"),
        [
            ("unitedhealthcare_commercial", "2025-11-18", "V5.0.2025"),
            ("unitedhealthcare_commercial", "2026-05-03", "V5.0.2025"),
            ("unitedhealthcare_commercial", "2026-05-04", "V3.0.2026"),
            ("unitedhealthcare_community", "2026-01-31", "CSRAD014OH.D (V1.0.2025)"),
            ("unitedhealthcare_community", "2026-02-01", "CSRAD014OH.E"),
            ("evicore", "2026-02-03", "V1.0.2026"),
            ("evicore", "2019-06-01", "V19.0 to V1.0.2021"),
            ("kaiser_permanente", "1999-01-01", "profile of the guide page"),
        ],
    )
    def test_the_version_of_the_day(self, payer, day, version):
        assert self.in_force(payer, day) == (version, None)

    @pytest.mark.parametrize(
        ("payer", "day", "version"),
        [
            ("evicore", "2026-01-20", "V1.0.2026"),
            ("evicore", "2022-02-01", "V19.0 to V1.0.2021"),
            ("evicore", "2010-01-01", "V19.0 to V1.0.2021"),
            ("evolent", "2027-03-01", "ECG 2017/2037 v2 2026 (text of CAM 741/709/710)"),
            ("unitedhealthcare_commercial", "2025-01-01", "V5.0.2025"),
        ],
    )
    def test_outside_the_known_dates_the_nearest_with_a_warning(self, payer, day, version):
        found, warning = self.in_force(payer, day)
        assert found == version
        assert day in warning
        assert version in warning

    def test_without_a_day_the_newest_with_a_warning(self):
        version, warning = self.in_force("evicore", None)
        assert version == "V1.0.2026"
        assert "no date" in warning

    def test_a_code_or_payer_that_no_set_covers(self):
        assert self.in_force("medicare", "2026-06-01", "72141") == (None, None)
        assert self.in_force("medicare", "2026-06-01", "72148")[0] == "L34220, revised 2025-10-23"
        assert self.in_force("nobody", "2026-06-01") == (None, None)

    def test_an_undated_set_of_a_user_gives_way_to_the_dated_version_of_the_day(self, write):
        dated = PLAN.replace('version: "1"', 'version: "2"\neffective: {from: 2026-01-01}').replace(
            "id: plan_s", "id: s"
        )
        write(dated, "dated.yaml")
        library = load_criteria(write(PLAN))
        assert self.in_force("plan", "2026-06-01", library=library) == ("2", None)
        assert self.in_force("plan", "2025-06-01", library=library) == ("1", None)


def test_an_unknown_set_is_named_with_those_there_are():
    with pytest.raises(CriteriaError, match=r"no criteria set is called 'aetna'; known sets: .*aetna_spine_mri"):
        load_criteria().by_id("aetna")


def test_the_shipped_sets_stand_in_one_folder():
    assert {Path(s.path).parent for s in load_criteria().sets} == {criteria_dir()}
