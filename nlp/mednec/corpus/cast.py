"""The people of one case: what patient, clinicians and practice are called; invented, like everything else."""

from __future__ import annotations

import random
from dataclasses import dataclass

from mednec.corpus.latent import RETIRED_AT, LatentCase
from mednec.corpus.phrasebook import Phrasebook


@dataclass(frozen=True, slots=True)
class Cast:
    """Names and work that all documents of a case share; ``calls`` is how the clinicians call the patient."""

    surname: str
    calls: str
    job: str
    clinician: str
    second_clinician: str
    practice: str
    record_number: str
    dose_pick: int
    """Which of a drug's usual doses the patient takes, so that all documents agree."""


def cast_of(case: LatentCase, book: Phrasebook, rng: random.Random) -> Cast:
    """Draw the names of a case."""
    words, person = book.words, case.person
    surname = rng.choice(words["surname"])
    first, second = rng.sample(words["clinician"], 2)
    if person.age < 18:
        calls, jobs = rng.choice(words["first_name_girl" if person.sex == "female" else "first_name_boy"]), "job_child"
    else:
        title = rng.choice(("Ms.", "Mrs.")) if person.sex == "female" else "Mr."
        calls, jobs = f"{title} {surname}", "job_old" if person.age > RETIRED_AT else f"job_{person.sex}"
    number, pick = str(rng.randrange(100000, 999999)), rng.randrange(1000)
    return Cast(surname, calls, rng.choice(words[jobs]), first, second, rng.choice(words["practice"]), number, pick)
