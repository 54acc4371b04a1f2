"""What is asked for: bad input is refused in words, the notes fill the gaps, disagreement is a warning."""

from __future__ import annotations

import datetime
import pickle
import subprocess
import sys

import pytest

from mednec.criteria.request import ImagingRequest, ResolvedRequest, resolve, split_cpt
from mednec.errors import MednecError, RequestError
from mednec.evidence import Code, Evidence, ImagingOrder, Patient

NECK_ORDER = ImagingOrder(modality="mri", region="cervical", contrast="without", urgency="routine")


def notes(**fields: object) -> Evidence:
    return Evidence(note_date="2026-05-04", **fields)  # type: ignore[arg-type]


def resolved(evidence: Evidence | None = None, **fields: object) -> ResolvedRequest:
    return resolve(ImagingRequest(**({"cpt": "72141"} | fields)), evidence or notes())  # type: ignore[arg-type]


def warned(answer: ResolvedRequest) -> list[str]:
    return [f"{w.code} {w.text.partition(':')[0]}" for w in answer.warnings if w.code == "request_disagrees"]


class TestRequest:
    def test_only_the_code_is_needed(self) -> None:
        assert ImagingRequest(cpt="72141").to_dict() == {
            "cpt": "72141", "icd10": [], "order_date": None, "date_of_service": None, "age": None, "sex": None,
            "laterality": None, "line_of_business": None, "plan": None, "state": None, "site_of_service": None,
            "urgency": None, "ordering_specialty": None, "submitted_to": None,
        }  # fmt: skip

    def test_both_ways_through_dictionary_and_pickle(self) -> None:
        request = ImagingRequest("72156", ["M54.12"], order_date=datetime.date(2026, 5, 4), age=44, state="oh")
        assert ImagingRequest.from_dict(request.to_dict()) == request
        assert pickle.loads(pickle.dumps(request)) == request
        assert (request.order_date, request.state) == ("2026-05-04", "OH")

    @pytest.mark.parametrize(
        ("written", "codes"),
        [
            (["M54.12", "M50.122"], ("M54.12", "M50.122")),
            ("M54.12, M50.122", ("M54.12", "M50.122")),
            (["m54.12"], ("M54.12",)),
            (["M5412", "M50122"], ("M54.12", "M50.122")),
            (["S134XXA"], ("S13.4XXA",)),
            (["M54.12", "M54.12"], ("M54.12",)),
            (["M50"], ("M50",)),
            ([None, "", " "], ()),
            (None, ()),
            ("", ()),
        ],
    )
    def test_diagnoses_are_taken_as_people_write_them(self, written: object, codes: tuple[str, ...]) -> None:
        assert ImagingRequest("72141", written).icd10 == codes  # type: ignore[arg-type]

    @pytest.mark.parametrize("cpt", [None, "", "  ", "7214", "721411", "abcde", True, "72141-", "72.141"])
    def test_what_is_no_cpt_code_is_refused(self, cpt: object) -> None:
        with pytest.raises(RequestError, match="five characters") as error:
            ImagingRequest(cpt=cpt)  # type: ignore[arg-type]
        assert error.value.code == "bad_cpt"
        assert isinstance(error.value, MednecError)

    @pytest.mark.parametrize("cpt", ["72141", 72141, " 72141 "])
    def test_a_code_may_be_a_number(self, cpt: object) -> None:
        assert ImagingRequest(cpt=cpt).cpt == "72141"  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        ("written", "code", "modifiers"),
        [
            ("73221", "73221", ()),
            ("73221-RT", "73221", ("RT",)),
            ("73721 lt", "73721", ("LT",)),
            ("73221-26-LT", "73221", ("26", "LT")),
            ("G0235", "G0235", ()),
        ],
    )
    def test_modifiers_stand_behind_the_code(self, written: str, code: str, modifiers: tuple[str, ...]) -> None:
        assert split_cpt(written) == (code, modifiers)

    @pytest.mark.parametrize(
        ("field", "value", "code"),
        [
            ("order_date", "05/04/2026", "bad_date"),
            ("order_date", "2026-13-01", "bad_date"),
            ("date_of_service", "soon", "bad_date"),
            ("age", -1, "bad_age"),
            ("age", "old", "bad_age"),
            ("age", 400, "bad_age"),
            ("state", "Ohio", "bad_state"),
        ],
    )
    def test_a_value_that_is_none_is_refused_and_not_repeated(self, field: str, value: object, code: str) -> None:
        with pytest.raises(RequestError) as error:
            ImagingRequest("72141", **{field: value})  # type: ignore[arg-type]
        assert error.value.code == code
        assert str(value) not in str(error.value)

    def test_empty_cells_of_a_table_are_nothing(self) -> None:
        request = ImagingRequest("72141", age=float("nan"), sex="", plan=float("nan"), order_date="")  # type: ignore[arg-type]
        assert (request.age, request.sex, request.plan, request.order_date) == (None, None, None, None)


class TestStudy:
    @pytest.mark.parametrize(
        ("cpt", "region", "contrast"),
        [
            ("72141", "cervical", "without"),
            ("72142", "cervical", "with"),
            ("72156", "cervical", "both"),
            ("72146", "thoracic", "without"),
            ("72147", "thoracic", "with"),
            ("72157", "thoracic", "both"),
            ("72148", "lumbar", "without"),
            ("72149", "lumbar", "with"),
            ("72158", "lumbar", "both"),
            ("70551", "brain", "without"),
            ("70552", "brain", "with"),
            ("70553", "brain", "both"),
        ],
    )
    def test_a_code_says_region_and_contrast(self, cpt: str, region: str, contrast: str) -> None:
        answer = resolved(cpt=cpt)
        assert (answer.modality, answer.region, answer.contrast) == ("mri", region, contrast)
        assert (answer.judged_cpt, answer.cpt_valid) == (cpt, True)

    @pytest.mark.parametrize(
        ("cpt", "joints"),
        [("73221", {"shoulder", "elbow", "wrist_hand"}), ("73721", {"hip", "knee", "ankle_foot"})],
    )
    def test_a_joint_code_leaves_the_joint_to_the_order(self, cpt: str, joints: set[str]) -> None:
        assert resolved(cpt=cpt).region is None
        assert set(resolved(cpt=cpt).study.regions) == joints
        joint = sorted(joints)[0]
        assert resolved(notes(order=ImagingOrder(modality="mri", region=joint)), cpt=cpt).region == joint

    @pytest.mark.parametrize("cpt", ["78814", "78815", "78816"])
    def test_pet(self, cpt: str) -> None:
        assert (resolved(cpt=cpt).modality, resolved(cpt=cpt).region) == ("pet", "whole_body")

    @pytest.mark.parametrize(
        ("order", "judged"),
        [
            (ImagingOrder(modality="mri", region="cervical", contrast="both"), "72156"),
            (ImagingOrder(modality="mri", region="cervical", contrast="without"), "72141"),
            (ImagingOrder(modality="mri", region="cervical"), "72141"),
            (ImagingOrder(modality="mri", region="lumbar", contrast="both"), "72158"),
        ],
    )
    def test_72143_is_judged_as_the_study_the_order_describes(self, order: ImagingOrder, judged: str) -> None:
        answer = resolved(notes(order=order), cpt="72143")
        assert (answer.cpt, answer.judged_cpt, answer.cpt_valid) == ("72143", judged, False)
        assert [w.code for w in answer.warnings] == ["study_from_order"]

    def test_72143_is_judged_as_the_study_whose_code_the_notes_give(self) -> None:
        answer = resolved(notes(codes=(Code("CPT", "72143"), Code("CPT", "72141"))), cpt="72143")
        assert answer.judged_cpt == "72141"

    def test_72143_without_an_order_is_what_is_usually_meant_by_it(self) -> None:
        answer = resolved(cpt="72143")
        assert (answer.judged_cpt, [w.code for w in answer.warnings]) == ("72156", ["study_assumed"])

    @pytest.mark.parametrize("cpt", ["72144", "99213"])
    def test_another_code_is_an_error_that_says_what_to_do(self, cpt: str) -> None:
        with pytest.raises(RequestError, match="72141, 72142") as error:
            resolved(cpt=cpt)
        assert error.value.code == "unknown_cpt"


class TestNotesFillGaps:
    def test_age_sex_urgency_site_and_specialty(self) -> None:
        order = ImagingOrder(
            modality="mri",
            region="cervical",
            urgency="urgent",
            site="hospital_outpatient",
            ordering_specialty="neurology",
        )
        answer = resolved(notes(order=order, patient=Patient(age=61, sex="female")))
        assert (answer.age, answer.sex, answer.urgency) == (61, "female", "urgent")
        assert (answer.site_of_service, answer.ordering_specialty) == ("hospital_outpatient", "neurology")
        assert set(answer.from_notes) == {"age", "sex", "urgency", "site_of_service", "ordering_specialty"}
        assert not answer.warnings

    def test_months_of_an_infant_are_years(self) -> None:
        assert resolved(notes(patient=Patient(age_months=18))).age == 1.5

    def test_diagnoses_of_the_note(self) -> None:
        evidence = notes(codes=(Code("ICD-10-CM", "M54.12"), Code("CPT", "72141")))
        assert resolved(evidence).icd10 == ("M54.12",)
        assert resolved(evidence, icd10=["M50.122", "M54.12"]).icd10 == ("M50.122", "M54.12")

    @pytest.mark.parametrize(
        ("request_dates", "as_of", "source"),
        [
            ({"order_date": "2026-05-06", "date_of_service": "2026-05-20"}, "2026-05-20", "date_of_service"),
            ({"order_date": "2026-05-06"}, "2026-05-06", "order_date"),
            ({}, "2026-05-04", "note_date"),
        ],
    )
    def test_the_day_that_counts(self, request_dates: dict[str, str], as_of: str, source: str) -> None:
        answer = resolved(**request_dates)
        assert (answer.as_of, answer.as_of_from) == (as_of, source)

    def test_without_any_date_no_day_is_invented(self) -> None:
        assert resolved(Evidence()).as_of is None


class TestDisagreement:
    @pytest.mark.parametrize(
        ("evidence", "asked", "about"),
        [
            (notes(patient=Patient(age=44)), {"age": 61}, "age"),
            (notes(patient=Patient(sex="male")), {"sex": "F"}, "sex"),
            (notes(order=NECK_ORDER), {"urgency": "urgent"}, "urgency"),
            (notes(order=ImagingOrder(site="hospital_outpatient")), {"site_of_service": "office"}, "site_of_service"),
            (notes(order=NECK_ORDER), {"cpt": "72148"}, "region"),
            (notes(order=NECK_ORDER), {"cpt": "72157"}, "region"),
            (notes(order=NECK_ORDER), {"cpt": "72156"}, "contrast"),
            (notes(codes=(Code("CPT", "72148"),)), {}, "cpt"),
            (notes(codes=(Code("ICD-10-CM", "M54.16"),)), {"icd10": ["M54.12"]}, "icd10"),
            (notes(), {"cpt": "73221-RT", "laterality": "left"}, "laterality"),
        ],
    )  # fmt: skip
    def test_is_a_warning_and_the_request_stands(
        self, evidence: Evidence, asked: dict[str, object], about: str
    ) -> None:
        answer = resolved(evidence, **asked)
        assert f"request_disagrees {about}" in warned(answer)

    @pytest.mark.parametrize(
        ("evidence", "asked"),
        [
            (notes(patient=Patient(age=44)), {"age": 45}),
            (notes(patient=Patient(sex="female")), {"sex": "F"}),
            (notes(order=NECK_ORDER), {"urgency": "Standard"}),
            (notes(order=NECK_ORDER), {}),
            (notes(codes=(Code("CPT", "99213"),)), {}),
            (notes(codes=(Code("ICD-10-CM", "M54.12"), Code("ICD-10-CM", "I10"))), {"icd10": ["M5412"]}),
            (notes(), {"cpt": "73221-RT", "laterality": "R"}),
        ],
    )
    def test_the_same_in_other_words_is_none(self, evidence: Evidence, asked: dict[str, object]) -> None:
        assert not warned(resolved(evidence, **asked))

    def test_service_before_the_order(self) -> None:
        answer = resolved(order_date="2026-05-06", date_of_service="2026-05-01")
        assert [w.code for w in answer.warnings] == ["dates_disagree"]


class TestWords:
    @pytest.mark.parametrize(
        ("field", "written", "meant"),
        [
            ("line_of_business", "MA", "medicare_advantage"),
            ("line_of_business", "Medicare Advantage", "medicare_advantage"),
            ("line_of_business", "D-SNP", "dual_special_needs"),
            ("line_of_business", "Medicaid", "medicaid"),
            ("site_of_service", "HOPD", "hospital_outpatient"),
            ("site_of_service", "ER", "emergency_department"),
            ("urgency", "expedited", "urgent"),
            ("sex", "M", "male"),
            ("laterality", "RT", "right"),
            ("ordering_specialty", "PM&R", "physiatry"),
            ("ordering_specialty", "Sports Medicine", "sports_medicine"),
        ],
    )
    def test_are_folded(self, field: str, written: str, meant: str) -> None:
        assert getattr(resolved(**{field: written}), field) == meant

    @pytest.mark.parametrize("field", ["line_of_business", "site_of_service", "urgency", "sex", "laterality"])
    def test_a_word_without_a_meaning_names_those_with_one(self, field: str) -> None:
        with pytest.raises(RequestError, match=f"{field} is one of ") as error:
            resolved(**{field: "gibberish"})
        assert error.value.code == f"bad_{field}"
        assert "gibberish" not in str(error.value)


def test_the_same_twice_and_nothing_changed() -> None:
    request, evidence = ImagingRequest("72143", ["M54.12"], age=50), notes(order=NECK_ORDER, patient=Patient(age=44))
    first = resolve(request, evidence)
    assert resolve(request, evidence) == first
    assert ResolvedRequest.from_dict(first.to_dict()) == first
    assert pickle.loads(pickle.dumps(first)) == first


def test_no_nlp_and_no_code_table_is_loaded() -> None:
    script = (
        "import sys; from mednec.criteria.request import ImagingRequest, resolve; from mednec.evidence import Evidence;"
        "resolve(ImagingRequest('72141', ['M54.12']), Evidence());"
        "print(*({'spacy', 'medspacy', 'simple_icd_10_cm', 'mednec.extraction'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert not run.stdout.split()
