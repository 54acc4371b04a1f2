"""What a sentence gives to another disease than the spine's: a therapy, lost work, a bad night."""

from __future__ import annotations

import pytest

from mednec import Extractor


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor()


@pytest.mark.parametrize(
    ("sentence", "spine"),
    [
        ("Gabapentin for chronic cough.", "Gabapentin for the chronic leg pain."),
        ("Pericarditis was treated with ibuprofen.", "Sciatica was treated with ibuprofen."),
        ("Acupuncture for tinnitus was of no use.", "Acupuncture for the neck was of no use."),
        ("Vestibular physical therapy helped the vertigo.", "Physical therapy helped the neck."),
        ("The kidney stone was managed conservatively.", "The disc herniation was managed conservatively."),
        ("Outpatient PT for lymphedema after mastectomy.", "Outpatient PT for back pain after the hysterectomy."),
    ],
)
def test_a_therapy_for_another_disease_is_no_item(extractor, sentence, spine):
    assert not extractor.extract("Back pain. " + sentence).therapies
    assert extractor.extract("Back pain. " + spine).therapies


@pytest.mark.parametrize(
    "sentence",
    [
        "She takes ibuprofen for migraines and neck pain.",
        "Gabapentin for anxiety and her radicular pain.",
        "Cymbalta for depression and pain.",
        "Lupus, on gabapentin for leg pain.",
        "The brace helps when she is on her feet.",
        "Gabapentin for the shooting pain, and Lexapro for anxiety.",
        "Acupuncture and massage were tried; Imitrex for migraine.",
        "PT for 6 weeks (also seen for vertigo).",
    ],
)
def test_a_purpose_beside_another_one_counts(extractor, sentence):
    assert extractor.extract("Neck pain. " + sentence).therapies


def test_what_is_not_taken_because_of_a_disease_is_not_for_it(extractor):
    (item,) = extractor.extract("Back pain. He stopped ibuprofen after the kidney failure.").therapies
    assert item.therapy == "nsaid"


@pytest.mark.parametrize(
    ("sentence", "spine"),
    [
        ("Unable to drive at night because of the cataracts.", "Unable to drive because of the pain."),
        ("Vertigo keeps him from driving.", "Sciatica keeps him from driving."),
        ("He took two days off work for jury duty.", "He took two days off work for his back."),
        ("She cut back her hours to care for her mother.", "She cut back her hours because of the pain."),
        ("She has not slept well since the baby was born.", "She has not slept well since the fall."),
    ],
)
def test_a_limitation_with_another_cause_is_none_of_the_complaint(extractor, sentence, spine):
    def limited(text: str) -> bool:
        return any(f.concept == "functional_limitation" for f in extractor.extract("Back pain. " + text).findings)

    assert not limited(sentence)
    assert limited(spine)
