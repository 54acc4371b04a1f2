"""Payers by their names, who reviews, whether authorization is needed, how soon, and where the study is done."""

from __future__ import annotations

import subprocess
import sys

import pytest

from mednec.criteria.routing import (
    Authorization,
    Reviewer,
    SiteHint,
    Turnaround,
    authorization_required,
    resolve_payer,
    site_hint,
    turnaround,
    who_reviews,
)
from mednec.errors import RequestError

PAYERS = (
    "evicore cigna unitedhealthcare_commercial unitedhealthcare_community carelon evolent aetna medicare "
    "kaiser_permanente caresource acr_2018 acr_2024"
).split()


class TestResolvePayer:
    @pytest.mark.parametrize("payer", PAYERS)
    def test_an_id_is_itself(self, payer: str) -> None:
        assert resolve_payer(payer) == payer
        assert resolve_payer(payer.upper().replace("_", " ")) == payer

    @pytest.mark.parametrize(
        ("name", "payer"),
        [
            ("Anthem", "carelon"), ("Anthem Blue Cross Blue Shield", "carelon"), ("Elevance Health", "carelon"),
            ("BCBSM", "carelon"), ("Blue Cross Blue Shield of Michigan", "carelon"), ("Premera Blue Cross", "carelon"),
            ("Regence", "carelon"), ("BridgeSpan", "carelon"), ("Asuris", "carelon"), ("Medica", "carelon"),
            ("UniCare WV", "carelon"), ("AIM Specialty Health", "carelon"),
            ("Molina", "evolent"), ("Molina Healthcare of Ohio", "evolent"), ("Centene", "evolent"),
            ("Ambetter", "evolent"), ("Ambetter from Buckeye Health", "evolent"), ("Coordinated Care", "evolent"),
            ("Oklahoma Complete Health", "evolent"), ("Florida Blue", "evolent"), ("Tufts Health Plan", "evolent"),
            ("Point32Health", "evolent"), ("NIA", "evolent"), ("Magellan", "evolent"),
            ("BCBS of South Carolina", "evolent"),
            ("Cigna HealthCare", "cigna"), (" CIGNA  ", "cigna"), ("cigna", "cigna"),
            ("Cigna Healthcare of Texas", "cigna"),
            ("eviCore by Evernorth", "evicore"), ("Priority Health", "evicore"), ("Horizon BCBSNJ", "evicore"),
            ("Blue KC", "evicore"), ("BCBS Alabama", "evicore"),
            ("UHC", "unitedhealthcare_commercial"), ("United Healthcare", "unitedhealthcare_commercial"),
            ("UnitedHealthcare Community Plan", "unitedhealthcare_community"),
            ("UHC Medicaid", "unitedhealthcare_community"), ("UHC Medicare Advantage", "unitedhealthcare_commercial"),
            ("Surest", "unitedhealthcare_commercial"), ("Aetna", "aetna"), ("Kaiser", "kaiser_permanente"),
            ("Kaiser Permanente Northwest", "kaiser_permanente"), ("care-source", "caresource"),
            ("CareSource PASSE", "caresource"), ("Medicare", "medicare"), ("Medicare FFS", "medicare"),
            ("ACR", "acr_2024"),
        ],
    )  # fmt: skip
    def test_names_as_on_the_card(self, name: str, payer: str) -> None:
        assert resolve_payer(name) == payer

    def test_the_line_of_business_decides_between_two_sets(self) -> None:
        assert resolve_payer("UHC", "Medicaid") == "unitedhealthcare_community"
        assert resolve_payer("UHC", "commercial") == "unitedhealthcare_commercial"

    def test_a_payer_that_a_user_has_added(self) -> None:
        assert resolve_payer("my_plan", known={"my_plan"}) == "my_plan"

    @pytest.mark.parametrize(
        ("name", "close"),
        [("Cinga", "cigna"), ("Molinna", "molina"), ("blue cross", "anthem blue cross"), ("Care Sorce", "care source")],
    )
    def test_an_unknown_name_gets_close_ones(self, name: str, close: str) -> None:
        with pytest.raises(RequestError, match=f"close are .*{close}") as error:
            resolve_payer(name)
        assert error.value.code == "unknown_payer"

    @pytest.mark.parametrize("name", ["", "  ", None, "zzz", "Medicare Advantage"])
    def test_no_name_is_an_error(self, name: str) -> None:
        with pytest.raises(RequestError, match="no payer of this name"):
            resolve_payer(name)

    @pytest.mark.parametrize("name", ["Humana", "Medical Mutual", "Arkansas BCBS"])
    def test_criteria_that_are_not_public(self, name: str) -> None:
        with pytest.raises(RequestError, match="acr_2024") as error:
            resolve_payer(name)
        assert error.value.code == "no_public_criteria"


class TestWhoReviews:
    @pytest.mark.parametrize(
        ("payer", "state", "name", "confidence"),
        [
            ("Cigna", None, "evicore", "high"),
            ("evicore", None, "evicore", "high"),
            ("UHC", None, "internal", "medium"),
            ("unitedhealthcare_community", "OH", "internal", "medium"),
            ("Anthem", None, "carelon", "medium"),
            ("BCBSM", None, "carelon", "medium"),
            ("Premera", None, "carelon", "medium"),
            ("Regence", None, "carelon", "medium"),
            ("Molina", None, "evolent", "medium"),
            ("Ambetter", None, "evolent", "medium"),
            ("Florida Blue", None, "evolent", "medium"),
            ("Point32", None, "evolent", "medium"),
            ("CareSource", None, "evolent", "medium"),
            ("CareSource", "OH", "evolent", "medium"),
            ("CareSource", "ar", "evolent", "high"),
            ("CareSource PASSE", None, "evolent", "high"),
            ("Aetna", None, "internal", "low"),
            ("Humana", "OH", "cohere", "medium"),
            ("Humana", None, "cohere", "low"),
            ("Humana", "FL", None, "low"),
            ("Medical Mutual", None, "cohere", "medium"),
            ("Kaiser", None, "medical_group", "low"),
            ("BCBS of South Carolina", None, "internal", "medium"),
            ("Arkansas BCBS", None, "internal", "medium"),
            ("Medicare", None, "none", "low"),
            ("acr_2024", None, "none", "high"),
            ("a plan of a user", None, None, "low"),
        ],
    )
    def test_by_payer_and_state(self, payer: str, state: str | None, name: str | None, confidence: str) -> None:
        reviewer = who_reviews(payer, state=state)
        assert (reviewer.name, reviewer.confidence) == (name, confidence)

    def test_how_it_is_known(self) -> None:
        assert who_reviews("Premera").provenance == "primary"
        assert who_reviews("Cigna").provenance == "secondary"
        assert who_reviews("BCBS Alabama").provenance == "title_only"
        assert Reviewer.from_dict(who_reviews("Aetna").to_dict()) == who_reviews("Aetna")

    def test_evidence_against_a_vendors_page_is_told(self) -> None:
        assert "eviCore or Carelon" in str(who_reviews("CareSource").note)


class TestAuthorization:
    @pytest.mark.parametrize(
        ("payer", "line", "site", "required"),
        [
            ("UHC", "commercial", None, True),
            ("UHC", "medicare advantage", None, False),
            ("UHC Medicare Advantage", None, None, False),
            ("UHC Dual Complete", None, None, False),
            ("UHC", "D-SNP", "HOPD", False),
            ("UHC", "commercial", "ER", False),
            ("UHC", "commercial", "urgent care", False),
            ("UHC", "commercial", "observation", False),
            ("UHC", "commercial", "inpatient", False),
            ("UHC", "commercial", "imaging center", True),
            ("CareSource", "medicaid", "emergency", False),
            ("CareSource", "medicaid", None, True),
            ("Anthem", None, "inpatient", False),
            ("Anthem", None, "urgent care", True),
            ("Anthem", None, "HOPD", True),
            ("Medicare", None, None, False),
            ("Medicare", "medicare", "HOPD", False),
            ("Aetna Medicare", None, None, True),
            ("Humana", None, None, None),
            ("acr_2024", None, None, None),
            ("a plan of a user", None, None, True),
        ],
    )
    def test_by_payer_line_and_site(
        self, payer: str, line: str | None, site: str | None, required: bool | None
    ) -> None:
        answer = authorization_required(payer, line, site)
        assert answer.required is required
        assert answer.text
        assert Authorization.from_dict(answer.to_dict()) == answer

    def test_the_exemption_of_medicare_advantage_is_not_for_pet(self) -> None:
        assert authorization_required("UHC Medicare Advantage", modality="pet").required is True

    @pytest.mark.parametrize(("day", "required"), [("2026-09-30", None), ("2026-10-01", True), (None, True)])
    def test_surest_begins_on_a_day(self, day: str | None, required: bool | None) -> None:
        assert authorization_required("Surest", as_of=day).required is required

    def test_a_general_exemption_is_less_sure_than_the_payers_own(self) -> None:
        assert authorization_required("UHC", site="ER").confidence == "high"
        assert authorization_required("Anthem", site="ER").confidence == "low"

    @pytest.mark.parametrize(
        ("field", "code"), [("line_of_business", "bad_line_of_business"), ("site", "bad_site_of_service")]
    )
    def test_a_word_without_a_meaning(self, field: str, code: str) -> None:
        with pytest.raises(RequestError) as error:
            authorization_required("UHC", **{field: "gibberish"})
        assert error.value.code == code


class TestTurnaround:
    @pytest.mark.parametrize(
        ("payer", "line", "state", "urgency", "day", "text"),
        [
            ("Molina", "medicaid", None, None, "2026-05-04", "7 calendar days"),
            ("Molina", "medicaid", None, "urgent", "2026-05-04", "72 hours"),
            ("Molina", "medicaid", None, "STAT", "2026-05-04", "72 hours"),
            ("Aetna", "MA", None, None, "2026-01-01", "7 calendar days"),
            ("Aetna", "chip", None, None, None, "7 calendar days"),
            ("Aetna", "MA", None, None, "2025-12-31", None),
            ("Aetna", "exchange", None, None, "2026-05-04", "15 calendar days"),
            ("Aetna", "commercial", None, "expedited", "2026-05-04", "72 hours"),
            ("Aetna", None, None, None, "2026-05-04", None),
            ("CareSource", "medicaid", "AR", None, "2026-05-04", "2 business days"),
            ("CareSource PASSE", None, None, "urgent", "2026-05-04", "1 business day"),
            ("CareSource", "medicaid", "OH", None, "2026-05-04", "7 calendar days"),
            ("CareSource", "medicaid", "OH", None, "2025-05-04", "5 to 10 business days"),
            ("CareSource", None, None, None, "2026-05-04", "5 to 10 business days"),
            ("CareSource", None, None, "urgent", "2026-05-04", "72 hours"),
            ("Cigna", "commercial", None, None, "2026-05-04", "3 business days"),
            ("Kaiser", "commercial", "OR", None, "2026-05-04", "3 to 5 calendar days"),
            ("Kaiser", None, None, None, "2026-05-04", "several business days"),
        ],
    )
    def test_by_payer_line_state_and_day(
        self, payer: str, line: str | None, state: str | None, urgency: str | None, day: str | None, text: str | None
    ) -> None:
        answer = turnaround(payer, line, state, urgency, day)
        assert (answer.text if answer else None) == text

    def test_law_and_a_vendors_page_disagree(self) -> None:
        answer = turnaround("CareSource", "medicaid", "OH", None, "2026-05-04")
        assert answer is not None
        assert (answer.amount, answer.unit, answer.confidence) == (7, "calendar_day", "high")
        assert answer.conflicts == ("a vendor's page on CareSource says 5 to 10 business days",)
        assert Turnaround.from_dict(answer.to_dict()) == answer

    def test_the_extension_in_medicare_advantage(self) -> None:
        answer = turnaround("Aetna", "MA", as_of="2026-05-04")
        assert answer is not None
        assert "14 days more" in str(answer.note)


class TestSite:
    @pytest.mark.parametrize(
        ("payer", "site", "age", "documented", "state"),
        [
            ("Anthem", "HOPD", 44, (), "questioned"),
            ("Anthem", "imaging center", 44, (), "fits"),
            ("Anthem", "inpatient", 44, (), "fits"),
            ("Anthem", None, 44, (), "ask"),
            ("Anthem", "HOPD", 44, ("claustrophobia",), "excepted"),
            ("Anthem", "HOPD", 44, ("a nicer waiting room",), "questioned"),
            ("Anthem", "HOPD", 9, (), "excepted"),
            ("Anthem", "HOPD", 18, (), "excepted"),
            ("Anthem", "HOPD", 19, (), "questioned"),
            ("Anthem", "HOPD", None, (), "questioned"),
            ("UHC", "HOPD", 44, (), "questioned"),
            ("Cigna", "HOPD", 44, (), "questioned"),
            ("Molina", "HOPD", 44, (), "questioned"),
        ],
    )
    def test_hospital_or_freestanding(
        self, payer: str, site: str | None, age: float | None, documented: tuple[str, ...], state: str
    ) -> None:
        hint = site_hint(payer, site, age, documented)
        assert hint.state == state
        assert hint.vector == ("DV16" if state in ("questioned", "ask") else None)
        assert SiteHint.from_dict(hint.to_dict()) == hint

    def test_the_age_differs_by_edition(self) -> None:
        assert site_hint("Anthem", "HOPD", 9).exceptions == ("age_under_10", "age_under_19")
        assert site_hint("Anthem", "HOPD", 15).exceptions == ("age_under_19",)

    def test_the_reasons_that_would_do(self) -> None:
        hint = site_hint("Anthem", "HOPD", 44)
        assert {"only_hospital", "sedation", "body_habitus", "contrast_allergy", "procedure_linkage"} <= set(
            hint.exceptions
        )
        assert hint.suggestion == "freestanding_imaging_center"

    @pytest.mark.parametrize(("day", "source"), [("2018-07-31", "SEED-OT"), ("2018-08-01", "BECK"), (None, "BECK")])
    def test_cignas_review_began_on_a_day(self, day: str | None, source: str) -> None:
        assert site_hint("Cigna", "HOPD", as_of=day).source == source

    def test_uhc_reviews_commercial_plans(self) -> None:
        assert site_hint("UHC", "HOPD", line_of_business="commercial").source == "UHCSOS"
        assert site_hint("UHC", "HOPD", line_of_business="medicaid").source == "SEED-OT"


def test_no_nlp_and_no_code_table_is_loaded() -> None:
    script = (
        "import sys; from mednec.criteria.routing import who_reviews; who_reviews('Molina');"
        "print(*({'spacy', 'medspacy', 'simple_icd_10_cm', 'mednec.extraction'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert not run.stdout.split()
