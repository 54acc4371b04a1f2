"""The codes of a request against the ICD-10-CM table, the study and what the notes document."""

from __future__ import annotations

import pickle
import subprocess
import sys

import pytest

from mednec.criteria import icd10
from mednec.criteria.coding import check_coding
from mednec.criteria.problems import CodingProblem
from mednec.criteria.reference import shipped
from mednec.criteria.reference_shapes import Icd10File
from mednec.criteria.request import ImagingRequest, resolve
from mednec.evidence import Contraindication, Evidence, Finding, ImagingOrder, ImagingStudy, Mention, Patient

HEADERS = (
    "M50 M50.0 M50.02 M50.1 M50.12 M50.2 M50.22 M50.3 M50.32 M50.8 M50.82 M50.9 M50.92 M54.1 M54.5 M47.1 M47.2 M47.81 "
    "M47.89 M48.0 M48.06 M48.1 M48.5 M48.52 M51.36 M51.37 M43.1 G95 G95.1 G95.2 G95.8 G35 S13.4 M99.2 M99.3 M99.4 "
    "M99.5 M99.6 M99.7 C43 C4A C79.5 Q07.0 M75.1 M75.10 M75.12 S83.2 S83.20"
).split()
BILLABLE = (
    "M54.2 M54.12 M54.13 M54.11 M54.10 M50.11 M50.13 M50.120 M50.121 M50.122 M50.123 M50.020 M50.021 M50.022 M50.023 "
    "M50.00 M50.01 M50.20 M50.21 M50.220 M50.221 M50.222 M50.223 M50.23 M50.30 M50.320 M50.321 M50.322 M50.323 M47.12 "
    "M47.22 M47.812 M48.02 M48.01 M43.12 M99.21 M99.71 G95.0 G95.20 G95.29 G95.89 G95.9 G99.2 G83.4 G54.2 G54.0 G55 "
    "G37.3 G35.A G35.D G35.C0 M46.22 M46.32 M46.42 G06.1 S14.109A S13.4XXA M53.2X2 Q76.1 M45.2 L40.53 L40.50 C79.51 "
    "C79.52 C79.31 C44.92 C44.42 D03.9 Z85.820 Z85.821 Z85.828 Z08 Z12.83 M96.0 M96.1 Z98.1 T84.498A"
).split()


def finding(concept: str, region: str | None = "cervical", status: str = "present", **fields: object) -> Finding:
    return Finding(concept, "context", region, status, **fields)  # type: ignore[arg-type]


def check(codes: object = (), cpt: str = "72141", *findings: Finding, **fields: object) -> tuple[CodingProblem, ...]:
    asked = {name: fields.pop(name) for name in ("laterality", "order_date") if name in fields}
    evidence = Evidence(**({"note_date": "2026-05-04", "findings": findings} | fields))  # type: ignore[arg-type]
    return check_coding(resolve(ImagingRequest(cpt, codes, **asked), evidence), evidence)  # type: ignore[arg-type]


def kinds(*arguments: object, **fields: object) -> list[str]:
    return [problem.kind for problem in check(*arguments, **fields)]  # type: ignore[arg-type]


def only(problems: tuple[CodingProblem, ...]) -> CodingProblem:
    (problem,) = problems
    return problem


class TestEachCode:
    @pytest.mark.parametrize("code", HEADERS)
    def test_headers(self, code: str) -> None:
        assert icd10.is_valid(code)
        assert not icd10.is_billable(code)

    @pytest.mark.parametrize("code", BILLABLE)
    def test_billable_codes(self, code: str) -> None:
        assert icd10.is_valid(code)
        assert icd10.is_billable(code)

    @pytest.mark.parametrize(("code", "level"), [("M50.121", "C4-C5"), ("M50.122", "C5-C6"), ("M50.123", "C6-C7")])
    def test_levels_that_lists_often_mislabel(self, code: str, level: str) -> None:
        assert icd10.description(code) == f"Cervical disc disorder at {level} level with radiculopathy"

    def test_a_header_as_the_contract_shows_it(self) -> None:
        problem = only(check(["M50.2"], "72141", finding("disc_herniation", level="C5-C6")))
        assert (problem.code, problem.problem, problem.severity) == ("M50.2", "header, not billable", "warning")
        assert problem.suggestion == ("M50.222",)
        assert problem.vector == "DV04"

    @pytest.mark.parametrize(
        ("header", "cpt", "findings", "suggestion"),
        [
            ("M54.1", "72141", [], ("M54.12",)),
            ("M54.1", "72148", [], ("M54.16",)),
            ("M54.1", "72146", [], ("M54.14",)),
            ("M47.2", "72141", [], ("M47.22",)),
            ("M47.2", "72141", [finding("spondylosis", level="C7-T1")], ("M47.23",)),
            ("M47.81", "72148", [finding("spondylosis", "lumbar", level="L5-S1")], ("M47.817",)),
            ("M50.12", "72141", [finding("radiculopathy", root="C7")], ("M50.123",)),
            ("M50.12", "72141", [finding("radiculopathy", root="C6")], ("M50.122",)),
            ("M50.1", "72141", [finding("disc_herniation", level="C7-T1")], ("M50.13",)),
            ("M50.1", "72141", [finding("disc_herniation", level="C3-C4")], ("M50.11",)),
            ("M50", "72141", [finding("disc_herniation", level="C4-C5")],
             ("M50.021", "M50.121", "M50.221", "M50.321", "M50.821", "M50.921")),
            ("M50.2", "72141", [finding("disc_herniation", level="L5-S1", region=None)], None),
            ("M50.2", "72141", [finding("disc_herniation", status="absent", level="C5-C6")], None),
            ("M48.06", "72148", [], ("M48.061", "M48.062")),
        ],
    )  # fmt: skip
    def test_suggestions_agree_with_level_root_and_region(
        self, header: str, cpt: str, findings: list[Finding], suggestion: tuple[str, ...] | None
    ) -> None:
        given = next(p for p in check([header], cpt, *findings) if p.kind == "header").suggestion
        assert given == suggestion if suggestion else len(given) > 1

    def test_of_several_levels_the_most_superior(self) -> None:
        mentions = tuple(Mention(0, 1, "x", status="present", level=level) for level in ("C6-C7", "C5-C6"))
        assert only(check(["M50.2"], "72141", finding("disc_herniation", mentions=mentions))).suggestion == ("M50.222",)

    @pytest.mark.parametrize("code", ["S13.4", "S13.4XX"])
    def test_the_seventh_character(self, code: str) -> None:
        problem = only(check([code]))
        assert (problem.kind, problem.severity) == ("seventh_character", "warning")
        assert problem.suggestion == ("S13.4XXA", "S13.4XXD", "S13.4XXS")

    @pytest.mark.parametrize(
        ("code", "kind"),
        [("S13.4A", "unknown"), ("M54.120", "unknown"), ("M50.24", "unknown"), ("M54.99", "unknown"),
         ("723.4", "icd9"), ("722", "icd9"), ("NONSENSE", "format"),
         ("M5", "format"), ("C6", "format"), ("M54.", "format")],
    )  # fmt: skip
    def test_what_is_no_code(self, code: str, kind: str) -> None:
        problem = only(check([code]))
        assert (problem.kind, problem.severity) == (kind, "blocking")

    @pytest.mark.parametrize("code", ["M54.12", "m54.12", "M5412", " M54.12 "])
    def test_however_it_is_written(self, code: str) -> None:
        assert not check([code])

    @pytest.mark.parametrize(
        ("code", "cpt", "day", "found"),
        [
            ("G35", "72156", "2025-09-30", []),
            ("G35", "72156", "2025-10-01", ["header"]),
            ("G35.A", "72156", "2025-09-30", ["not_yet"]),
            ("G35.A", "72156", "2025-10-01", []),
            ("M54.5", "72148", "2021-09-30", []),
            ("M54.50", "72148", "2021-09-30", ["not_yet"]),
            ("M51.36", "72148", "2024-09-30", []),
            ("M51.37", "72148", "2024-10-01", ["header"]),
        ],
    )
    def test_by_the_day_that_counts(self, code: str, cpt: str, day: str, found: list[str]) -> None:
        assert kinds([code], cpt, order_date=day) == found


EXCLUDED = [
    *((radiculopathy, other) for radiculopathy in ("M54.12", "M54.13") for other in ("M50.11", "M50.122", "M47.22")),
    ("M54.2", "M50.20"), ("M54.2", "M50.122"), ("M54.2", "M50.30"),
    ("G54.2", "M50.20"), ("G54.2", "M51.26"), ("G54.2", "M47.22"), ("G54.2", "M47.812"),
    ("G99.2", "M50.00"), ("G99.2", "M50.022"), ("G99.2", "M47.12"), ("G99.2", "M47.012"),
    ("G55", "M50.122"), ("G55", "M54.12"), ("G55", "M54.2"), ("G55", "M47.22"),
    ("M54.6", "M51.24"), ("M54.16", "M51.16"),
]  # fmt: skip


class TestExcludes1:
    @pytest.mark.parametrize(("goes", "stays"), EXCLUDED)
    def test_pairs_in_both_orders(self, goes: str, stays: str) -> None:
        for codes in ([goes, stays], [stays, goes]):
            problem = next(p for p in check(codes) if p.kind == "excludes1")
            assert (problem.code, problem.suggestion, problem.severity) == (goes, (stays,), "blocking")

    @pytest.mark.parametrize("other", ["M54.10", "M54.12", "M54.13", "M46.42"])
    def test_an_unspecified_condition_only_warns(self, other: str) -> None:
        code = "M54.2" if other == "M46.42" else "G54.2"
        problem = next(p for p in check([code, other]) if p.kind.startswith("excludes1"))
        assert (problem.kind, problem.severity) == ("excludes1_unspecified", "warning")

    @pytest.mark.parametrize(
        "codes",
        [["M54.12", "M54.2"], ["M50.122", "M48.02"], ["M47.22", "M48.02"], ["M54.12", "R20.2"], ["M50.122"] * 2],
    )
    def test_pairs_that_may_stand_together(self, codes: list[str]) -> None:
        assert not check(codes)

    def test_ranges_and_dashes_as_the_table_writes_them(self) -> None:
        (note,) = [e for e in icd10.exclusions("G54.2") if ("M50", "M51") in e.ranges]
        assert [note.names(code) for code in ("M49.82", "M50", "M50.122", "M51.9", "M52")] == [
            False,
            True,
            True,
            True,
            False,
        ]
        assert any(note.names("M50.122") for note in icd10.exclusions("G55"))


class TestRegion:
    @pytest.mark.parametrize(
        ("code", "regions"),
        [
            ("M54.2", {"cervical"}), ("M54.12", {"cervical"}), ("M54.13", {"cervical", "thoracic"}),
            ("M54.11", {"cervical"}), ("M50.120", {"cervical"}), ("G54.2", {"cervical"}), ("Q76.1", {"cervical"}),
            ("S13.4XXA", {"cervical"}), ("S16.1XXA", {"cervical"}), ("M54.6", {"thoracic"}),
            ("M54.15", {"thoracic", "lumbar"}), ("M54.16", {"lumbar"}), ("M54.17", {"lumbar"}), ("M54.50", {"lumbar"}),
            ("M54.31", {"lumbar"}), ("M54.41", {"lumbar"}), ("G83.4", {"lumbar"}), ("C79.31", {"brain"}),
            ("G43.909", {"brain"}), ("M25.511", {"shoulder"}), ("M17.11", {"knee"}), ("G44.86", {"cervical", "brain"}),
            ("C79.51", set()), ("G95.20", set()), ("R20.2", set()), ("M79.641", set()), ("S72.001A", {"hip"}),
            ("C43.4", set()), ("N87.9", set()),
        ],
    )  # fmt: skip
    def test_of_a_diagnosis(self, code: str, regions: set[str]) -> None:
        if code == "S72.001A":  # the neck of the femur is no neck
            assert "cervical" not in icd10.regions_of(code, shipped())
            return
        assert icd10.regions_of(code, shipped()) == regions

    @pytest.mark.parametrize(
        ("codes", "cpt", "severity"),
        [
            (["M54.16"], "72141", "blocking"),
            (["M54.16", "R20.2"], "72141", "blocking"),
            (["M54.16", "M54.12"], "72141", "warning"),
            (["M54.16", "G95.20"], "72141", "warning"),
            (["M54.12"], "72148", "blocking"),
            (["M54.12"], "72146", "blocking"),
            (["M25.511"], "72141", "blocking"),
            (["M54.12"], "70551", "blocking"),
        ],
    )
    def test_another_than_the_studys(self, codes: list[str], cpt: str, severity: str) -> None:
        problem = next(p for p in check(codes, cpt) if p.kind.startswith("region"))
        assert (problem.code, problem.severity) == (codes[0], severity)

    @pytest.mark.parametrize(
        ("codes", "cpt"),
        [(["M54.12"], "72141"), (["M54.13"], "72146"), (["M54.16"], "72148"), (["C79.51"], "72158"),
         (["R20.2"], "72141")],
    )  # fmt: skip
    def test_the_studys_own(self, codes: list[str], cpt: str) -> None:
        assert not [kind for kind in kinds(codes, cpt) if kind.startswith("region")]

    def test_pet_has_no_region_of_its_own(self) -> None:
        assert not check(["C43.4", "M54.12"], "78816")

    def test_melanoma_in_situ_does_not_carry_pet(self) -> None:
        assert only(check(["D03.9"], "78815")).kind == "unsupported"
        assert not check(["C43.59"], "78815")


class TestStudyCode:
    def test_72143_is_invalid(self) -> None:
        order = ImagingOrder(modality="mri", region="cervical", contrast="both", contrast_reason="infection")
        problem = only(check((), "72143", order=order))
        assert (problem.kind, problem.severity, problem.suggestion) == ("cpt_invalid", "blocking", ("72156",))
        assert problem.vector == "DV05"

    def test_72143_without_an_order_says_nothing_about_contrast(self) -> None:
        assert kinds((), "72143") == ["cpt_invalid"]

    def test_72157_is_thoracic(self) -> None:
        order = ImagingOrder(modality="mri", region="cervical", contrast="both")
        problem = only(check((), "72157", order=order))
        assert (problem.kind, problem.severity, problem.suggestion) == ("cpt_region", "blocking", ("72156",))

    def test_one_of_several_ordered_studies(self) -> None:
        studies = (ImagingStudy("mri", "cervical", "ordered"), ImagingStudy("mri", "lumbar", "ordered"))
        order = ImagingOrder(modality="mri", region="cervical")
        assert not check(["M54.16"], "72148", order=order, imaging=studies)
        assert "cpt_region" in kinds(["M54.16"], "72148", order=order, imaging=studies[:1])

    @pytest.mark.parametrize(("modality", "found"), [("ct", ["cpt_modality"]), ("xray", []), ("mri", [])])
    def test_another_kind_of_study(self, modality: str, found: list[str]) -> None:
        assert kinds((), "72141", order=ImagingOrder(modality=modality, region="cervical")) == found

    @pytest.mark.parametrize(
        ("cpt", "region", "found"),
        [
            ("73221-RT", "shoulder", []),
            ("73218", "shoulder", ["cpt_region"]),
            ("73221-RT", "upper_limb", ["cpt_region"]),
            ("73721-LT", "shoulder", ["cpt_region"]),
        ],
    )
    def test_joint_and_limb(self, cpt: str, region: str, found: list[str]) -> None:
        assert kinds((), cpt, order=ImagingOrder(modality="mri", region=region)) == found

    @pytest.mark.parametrize(
        ("cpt", "laterality", "found"),
        [
            ("72141", None, []),
            ("72141-RT", None, ["side_on_spine"]),
            ("72141-50", None, ["side_on_spine"]),
            ("72141", "left", ["side_on_spine"]),
            ("72141-26", None, []),
            ("73221", None, ["side_missing"]),
            ("73221", "left", []),
            ("73221-LT", None, []),
        ],
    )
    def test_sides(self, cpt: str, laterality: str | None, found: list[str]) -> None:
        assert kinds((), cpt, laterality=laterality) == found

    def test_the_side_of_a_joints_diagnosis(self) -> None:
        assert kinds(["M75.121"], "73221-LT") == ["side_differs"]
        assert kinds(["M75.122"], "73221-LT") == []
        assert only(check(["M75.120"], "73221-LT")).suggestion == ("M75.122",)
        assert only(check(["M75.12"], "73221-LT")).suggestion == ("M75.122",)


class TestContrast:
    @pytest.mark.parametrize(
        ("codes", "findings", "order"),
        [
            ((), [finding("spinal_infection", status="possible")], {}),
            ((), [finding("spinal_malignancy")], {}),
            ((), [finding("prior_spine_surgery")], {}),
            ((), [finding("prior_spine_surgery", status="historical")], {}),
            (["M46.42"], [], {}),
            (["G06.1"], [], {}),
            (["C79.51"], [], {}),
            (["G35.A"], [], {}),
            (["G37.3"], [], {}),
            (["M96.1"], [], {}),
            (["G95.0"], [], {}),
            ((), [], {"contrast_reason": "tumor"}),
        ],
    )
    def test_a_plain_study_where_contrast_is_wanted(
        self, codes: object, findings: list[Finding], order: dict[str, str]
    ) -> None:
        ordered = ImagingOrder(modality="mri", region="cervical", **order)
        problem = only(check(codes, "72141", *findings, order=ordered))
        assert (problem.kind, problem.severity, problem.suggestion) == ("contrast_needed", "warning", ("72156",))
        assert "contrast_unneeded" not in kinds(codes, "72156", *findings, order=ordered)

    @pytest.mark.parametrize("findings", [[], [finding("radiculopathy")],
                                          [finding("spinal_infection", status="absent")],
                                          [finding("prior_spine_surgery", "lumbar")]])  # fmt: skip
    def test_contrast_for_plain_root_disease(self, findings: list[Finding]) -> None:
        problem = only(check(["M54.12"], "72156", *findings))
        assert (problem.kind, problem.severity, problem.suggestion) == ("contrast_unneeded", "warning", ("72141",))
        assert not check(["M54.12"], "72141", *findings)

    @pytest.mark.parametrize("concept", ["myelopathy", "cancer_history", "cauda_equina", "inflammatory_arthritis"])
    def test_where_both_are_in_order(self, concept: str) -> None:
        for cpt in ("72141", "72156"):
            assert not check((), cpt, finding(concept, region=None))

    @pytest.mark.parametrize(("cpt", "suggestion"), [("72142", ("72156", "72141")), ("72149", ("72158", "72148"))])
    def test_contrast_only_is_asked_about(self, cpt: str, suggestion: tuple[str, ...]) -> None:
        problem = only(check((), cpt))
        assert (problem.kind, problem.severity, problem.suggestion) == ("contrast_only", "warning", suggestion)

    def test_an_arthrogram_is_not(self) -> None:
        assert not check((), "73222-RT")

    @pytest.mark.parametrize(("cpt", "found"), [("72156", True), ("72142", True), ("72141", False)])
    def test_pregnancy_and_gadolinium(self, cpt: str, found: bool) -> None:
        problems = check(["M46.42"], cpt, patient=Patient(pregnancy="present"))
        caution = [p for p in problems if p.kind == "contrast_caution"]
        assert [p.suggestion for p in caution] == ([("72141",)] if found else [])
        assert "contrast_caution" not in kinds(["M46.42"], cpt, patient=Patient(pregnancy="absent"))

    @pytest.mark.parametrize("reason", ["allergy", "egfr_below_30", "dialysis"])
    def test_contraindications_to_gadolinium(self, reason: str) -> None:
        against = (Contraindication("gadolinium", reason), Contraindication("mri", "pacemaker"))
        caution = [p for p in check(["M46.42"], "72156", contraindications=against) if p.kind == "contrast_caution"]
        assert reason.replace("_", " ") in only(tuple(caution)).problem
        assert "pacemaker" not in caution[0].problem
        assert "contrast_caution" not in kinds(["M46.42"], "72156", contraindications=against[1:])
        assert "contrast_caution" not in kinds(["M54.12"], "72141", contraindications=against)

    def test_another_contrast_than_ordered(self) -> None:
        order = ImagingOrder(modality="mri", region="cervical", contrast="both", contrast_reason="infection")
        assert "contrast_order" in kinds((), "72141", order=order)
        assert not check((), "72156", order=order)


class TestBesideTheNotes:
    def test_neck_pain_while_a_c7_radiculopathy_is_documented(self) -> None:
        problem = only(check(["M54.2"], "72141", finding("radiculopathy", root="C7")))
        assert (problem.kind, problem.severity, problem.vector) == ("nonspecific", "warning", "DV04")
        assert problem.suggestion == ("M54.12",)

    @pytest.mark.parametrize(
        ("code", "cpt", "findings", "suggestion"),
        [
            ("M54.2", "72141", [finding("disc_herniation", level="C6-C7"), finding("radiculopathy")], ("M50.123",)),
            ("M54.2", "72141", [finding("disc_herniation", level="C5-C6"), finding("myelopathy")], ("M50.022",)),
            ("M54.2", "72141", [finding("spondylosis"), finding("radiculopathy")], ("M47.22",)),
            ("M54.2", "72141", [finding("spinal_stenosis")], ("M48.02",)),
            ("M54.50", "72148", [finding("radiculopathy", "lumbar")], ("M54.16",)),
            ("M54.50", "72148", [finding("spinal_stenosis", "lumbar")], ("M48.061", "M48.062")),
            ("M54.6", "72146", [finding("radiculopathy", "thoracic")], ("M54.14",)),
            ("R20.2", "72141", [finding("radiculopathy")], ("M54.12",)),
        ],
    )
    def test_the_code_for_what_is_documented(
        self, code: str, cpt: str, findings: list[Finding], suggestion: tuple[str, ...]
    ) -> None:
        assert next(p for p in check([code], cpt, *findings) if p.kind == "nonspecific").suggestion == suggestion

    @pytest.mark.parametrize(
        ("codes", "findings"),
        [
            (["M54.2"], []),
            (["M54.2"], [finding("radiculopathy", status="possible")]),
            (["M54.2"], [finding("radiculopathy", status="absent")]),
            (["M54.2"], [finding("radiculopathy", "lumbar")]),
            (["M54.2", "M54.12"], [finding("radiculopathy")]),
            (["M54.12"], [finding("radiculopathy")]),
        ],
    )
    def test_nothing_more_is_documented_or_it_is_coded(self, codes: list[str], findings: list[Finding]) -> None:
        assert "nonspecific" not in kinds(codes, "72141", *findings)

    @pytest.mark.parametrize(
        ("code", "level", "suggestion"),
        [("M50.20", "C6-C7", ("M50.223",)), ("M50.220", "C5-C6", ("M50.222",)), ("M50.120", "C5-C6", ("M50.122",)),
         ("M50.30", "C4-C5", ("M50.321",)), ("M54.10", None, ("M54.12",)), ("M43.10", None, ("M43.12",))],
    )  # fmt: skip
    def test_unspecified_while_more_is_known(self, code: str, level: str | None, suggestion: tuple[str, ...]) -> None:
        problem = only(check([code], "72141", finding("disc_herniation", level=level)))
        assert (problem.kind, problem.suggestion) == ("unspecified", suggestion)

    def test_an_unspecified_code_where_no_more_is_known(self) -> None:
        assert not check(["M50.20"])


class TestTable:
    def test_every_code_of_our_lists_is_in_the_table(self) -> None:
        for file in shipped().files(Icd10File):
            groups = (*file.nonspecific, *file.unsupported, *file.regions)
            codes = [code for group in groups for code in group.codes if code != "S1"]
            codes += [code for row in file.specific for code in row.codes.values()] + [s.code for s in file.split]
            assert [code for code in codes if not icd10.is_valid(code)] == []

    def test_problems_are_plain_values(self) -> None:
        problems = check(["M50.2", "M54.16"], "72157")
        assert [CodingProblem.from_dict(p.to_dict()) for p in problems] == list(problems)
        assert pickle.loads(pickle.dumps(problems)) == problems
        assert problems == check(["M50.2", "M54.16"], "72157")


@pytest.mark.parametrize(("codes", "loaded"), [([], False), (["M54.12"], True)])
def test_the_table_is_loaded_for_diagnoses_only(codes: list[str], loaded: bool) -> None:
    script = (
        "import sys; from mednec.criteria.coding import check_coding; from mednec.evidence import Evidence;"
        "from mednec.criteria.request import ImagingRequest, resolve;"
        f"e = Evidence(); check_coding(resolve(ImagingRequest('72141', {codes!r}), e), e);"
        "print('simple_icd_10_cm' in sys.modules, 'spacy' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.split() == [str(loaded), "False"]
