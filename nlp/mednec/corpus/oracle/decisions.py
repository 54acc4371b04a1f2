"""The decisions of every payer on a case, with their reasons, as a row of the corpus has them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from mednec.corpus.oracle.aetna import aetna
from mednec.corpus.oracle.carelon import carelon
from mednec.corpus.oracle.evicore import evicore, unitedhealthcare_commercial, unitedhealthcare_community
from mednec.corpus.oracle.evolent import evolent
from mednec.corpus.oracle.medicare import medicare
from mednec.corpus.oracle.reading import read
from mednec.corpus.oracle.record import Record
from mednec.corpus.oracle.seed_profiles import caresource, kaiser_permanente
from mednec.corpus.oracle.verdict import DECISIONS, Answer

if TYPE_CHECKING:
    from mednec.corpus.generate import GeneratedCase

PAYERS: dict[str, Callable[[Record], Answer | None]] = {
    "evicore": evicore,
    "cigna": evicore,
    "unitedhealthcare_commercial": unitedhealthcare_commercial,
    "unitedhealthcare_community": unitedhealthcare_community,
    "carelon": carelon,
    "evolent": evolent,
    "aetna": aetna,
    "medicare": medicare,
    "kaiser_permanente": kaiser_permanente,
    "caresource": caresource,
}
"""Each payer's procedure, None where it has no text for the study; ACR gives ratings and no decision."""


def decisions(case: GeneratedCase) -> dict[str, dict[str, Any]]:
    """What each payer decides on what the case documents: ``decision``, other fair readings (``also``), ``why``."""
    record = read(case)
    return {payer: entry(decide(record)) for payer, decide in PAYERS.items()}


def entry(answer: Answer | None) -> dict[str, Any]:
    """An answer as JSON values; ``decision`` is null where the payer has no text for the study."""
    if answer is None:
        return {"decision": None, "also": [], "why": "no coverage text was found for this study"}
    return {
        "decision": DECISIONS[answer.state],
        "also": [DECISIONS[state] for state in sorted(answer.others, reverse=True)],
        "why": answer.why,
    }
