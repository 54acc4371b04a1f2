"""Where a request goes: the payer by any of its names, who reviews, whether authorization is needed, how soon."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from mednec.criteria.reference import Reference, folded, shipped
from mednec.criteria.reference_shapes import (
    Applies,
    AuthorizationFile,
    DelegationFile,
    PayerFile,
    Plan,
    SiteFile,
    SiteRule,
    Term,
    TurnaroundFile,
    TurnaroundRule,
)
from mednec.errors import RequestError
from mednec.evidence import Value

R = TypeVar("R", bound=Applies)
_CLOSE = 0.6
_URGENT = ("urgent", "stat")
_SITE_VECTOR = "DV16"
WRONG_REVIEWER = "DV22"
"""The denial of a request that went to somebody else than the reviewer."""
_OUTSIDE = frozenset({"evicore", "carelon", "evolent", "cohere"})


@dataclass(frozen=True, slots=True, repr=False)
class Reviewer(Value):
    """Who reviews imaging.

    name: evicore | carelon | evolent | cohere | internal | medical_group | none; None where it is not known.
    """

    name: str | None
    confidence: str
    provenance: str
    source: str
    note: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Authorization(Value):
    """Whether authorization is needed before the study; None where that is not known, ``text`` says why."""

    required: bool | None
    text: str
    confidence: str
    provenance: str
    source: str


@dataclass(frozen=True, slots=True, repr=False)
class Turnaround(Value):
    """When a decision is due, at the latest after ``most`` or else ``amount`` units; both None where nobody says.

    unit: hour | calendar_day | business_day; ``conflicts``: other sources that apply and say otherwise.
    """

    urgency: str
    text: str
    amount: int | None
    most: int | None
    unit: str
    confidence: str
    provenance: str
    source: str
    note: str | None = None
    conflicts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class SiteHint(Value):
    """What a payer says to the site of service.

    state: fits | excepted (a reason stands, ``exceptions`` names it) | questioned (``exceptions`` are the reasons that
    would do) | ask (the notes name no site); ``vector`` is the denial that threatens.
    """

    state: str
    text: str
    suggestion: str | None
    vector: str | None
    confidence: str
    provenance: str
    source: str
    exceptions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Named:
    """A plan found by its name, with the line and state that the name implies."""

    plan: Plan
    line: str | None
    state: str | None


def resolve_payer(
    name: str, line_of_business: str | None = None, *, known: Collection[str] = (), reference: Reference | None = None
) -> str:
    """The payer whose criteria judge a plan's requests: "Molina" -> evolent; ``known``: further payers, as their id.

    Raises:
        RequestError: nobody is called so, or the criteria of the plan are not public; the message says what to do.
    """
    if name in known:
        return name
    facts = reference or shipped()
    named = _named(name, facts, _word(facts, "line_of_business", line_of_business))
    if named is None:
        raise RequestError("unknown_payer", _unknown(folded(name or ""), facts))
    payer = named.plan.by_line.get(named.line or "", named.plan.payer)
    if payer is None:
        raise RequestError("no_public_criteria", named.plan.instead or "no criteria of this payer are public")
    return payer


def who_reviews(
    payer: str, line_of_business: str | None = None, state: str | None = None, *, reference: Reference | None = None
) -> Reviewer:
    """Who reviews imaging for a plan, by payer, line of business and state; a payer we do not know has no answer.

    Raises:
        RequestError: the line of business is none.
    """
    known = reference or shipped()
    case = _case(payer, line_of_business, state, known)
    rows = (row for file in known.files(DelegationFile) for row in file.reviewers)
    row = next((row for row in rows if case.meets(row)), None)
    if row is None:
        return Reviewer(None, "low", "background", "BK", "who reviews imaging for this payer is not known")
    unsure = row.not_states and case.state is None
    return Reviewer(row.reviewer, "low" if unsure else row.confidence, row.provenance, row.source, row.note)


def authorization_required(
    payer: str,
    line_of_business: str | None = None,
    site: str | None = None,
    *,
    state: str | None = None,
    modality: str = "mri",
    as_of: str | None = None,
    reference: Reference | None = None,
) -> Authorization:
    """Whether a study needs authorization beforehand.

    Raises:
        RequestError: line or site is none.
    """
    known = reference or shipped()
    case = _case(payer, line_of_business, state, known, site, modality, as_of)
    rules = (rule for file in known.files(AuthorizationFile) for rule in file.rules)
    rule = next(rule for rule in rules if case.meets(rule))
    return Authorization(rule.required, rule.text, rule.confidence, rule.provenance, rule.source)


def turnaround(
    payer: str,
    line_of_business: str | None = None,
    state: str | None = None,
    urgency: str | None = None,
    as_of: str | None = None,
    *,
    reference: Reference | None = None,
) -> Turnaround | None:
    """When a decision is due, and what other sources say; None where no source says anything.

    Raises:
        RequestError: line or urgency is none.
    """
    known = reference or shipped()
    case = _case(payer, line_of_business, state, known, as_of=as_of)
    pace = "urgent" if _word(known, "urgency", urgency) in _URGENT else "standard"
    rules = (rule for file in known.files(TurnaroundFile) for rule in file.rules if case.meets(rule))
    found = [(rule, term) for rule in rules if (term := _term(rule, pace)) is not None]
    if not found:
        return None
    rule, term = found[0]
    text = _spoken(term)
    conflicts = tuple(f"{o.name} says {_spoken(t)}" for o, t in found[1:] if _spoken(t) != text)
    return Turnaround(
        pace,
        text,
        term.amount,
        term.most,
        term.unit,
        rule.confidence,
        rule.provenance,
        rule.source,
        rule.note,
        conflicts,
    )


def site_hint(
    payer: str,
    site: str | None,
    age: float | None = None,
    documented: Iterable[str] = (),
    *,
    line_of_business: str | None = None,
    modality: str = "mri",
    as_of: str | None = None,
    reference: Reference | None = None,
) -> SiteHint:
    """What the payer says to the site; ``documented`` are names of exceptions that the notes show (claustrophobia …).

    Raises:
        RequestError: line or site is none.
    """
    known = reference or shipped()
    case = _case(payer, line_of_business, None, known, None, modality, as_of)
    rules = (rule for file in known.files(SiteFile) for rule in file.rules)
    rule = next(rule for rule in rules if case.meets(rule))
    state, exceptions = _site_state(rule, _word(known, "site_of_service", site), age, frozenset(documented))
    open_question = state in ("questioned", "ask")
    return SiteHint(
        state,
        rule.text,
        rule.suggested if open_question else None,
        _SITE_VECTOR if open_question else None,
        rule.confidence,
        rule.provenance,
        rule.source,
        exceptions,
    )


def _site_state(
    rule: SiteRule, site: str | None, age: float | None, documented: frozenset[str]
) -> tuple[str, tuple[str, ...]]:
    names = tuple(exception.name for exception in rule.exceptions)
    if site is None:
        return "ask", names
    if site not in rule.questioned:
        return "fits", ()
    young = {e.name for e in rule.exceptions if None not in (e.age_below, age) and age < e.age_below}  # type: ignore[operator]
    stands = tuple(name for name in names if name in young | documented)
    return ("excepted", stands) if stands else ("questioned", names)


@dataclass(frozen=True, slots=True)
class _Case:
    """What a rule is held against; None is not known."""

    plan: str
    line: str | None
    state: str | None
    site: str | None
    modality: str | None
    as_of: str | None

    def meets(self, rule: R) -> bool:
        """Whether a rule applies: what it names must be known and among it, a day that is not known is the latest."""
        pairs = (
            (rule.plans, self.plan),
            (rule.lines, self.line),
            (rule.states, self.state),
            (rule.sites, self.site),
            (rule.modalities, self.modality),
        )
        return (
            all(not wanted or value in wanted for wanted, value in pairs)
            and self.state not in rule.not_states
            and self._within(rule)
        )

    def _within(self, rule: R) -> bool:
        if self.as_of is None:
            return rule.last_day is None
        begun = rule.first_day is None or self.as_of >= rule.first_day[: len(self.as_of)]
        return begun and (rule.last_day is None or self.as_of <= rule.last_day)


def _case(
    payer: str,
    line: str | None,
    state: str | None,
    reference: Reference,
    site: str | None = None,
    modality: str | None = None,
    as_of: str | None = None,
) -> _Case:
    said = _word(reference, "line_of_business", line)
    where = None if state is None else state.strip().upper()
    place = _word(reference, "site_of_service", site)
    named = _named(payer, reference, said)
    if named is None:
        return _Case(payer, said, where, place, modality, as_of)
    return _Case(named.plan.plan, named.line, where or named.state, place, modality, as_of)


def _word(reference: Reference, field: str, written: str | None) -> str | None:
    if written is None:
        return None
    word = reference.word(field, written)
    if word is None:
        raise RequestError(f"bad_{field}", f"{field} is one of {', '.join(reference.words(field))}")
    return word


def _named(name: str, reference: Reference, line: str | None) -> _Named | None:
    """The plan with the longest name that a text begins with; a line of business behind it counts as said."""
    wanted = folded(name or "")
    fits = [(called, plan) for plan in _plans(reference) for called in _names(plan) if _begins(wanted, called, plan)]
    if not fits:
        return None
    called, plan = max(fits, key=lambda fit: len(fit[0]))
    rest = wanted[len(called) :].strip()
    implied = reference.word("line_of_business", rest) if rest else None
    if implied == "medicare":
        implied = "medicare_advantage"  # a plan's own Medicare is never the traditional one
    return _Named(plan, line or implied or plan.line, plan.state)


def _begins(wanted: str, called: str, plan: Plan) -> bool:
    return wanted == called or (not plan.whole and wanted.startswith(called + " "))


def _plans(reference: Reference) -> Iterator[Plan]:
    return (plan for file in reference.files(PayerFile) for plan in file.plans)


def _names(plan: Plan) -> list[str]:
    """What a plan is called: its id, the id of its criteria if they are its own, its names."""
    own = [plan.payer] if plan.payer is not None and plan.payer.startswith(plan.plan) else []
    return [folded(name) for name in (plan.plan, *own, *plan.names)]


def _unknown(wanted: str, reference: Reference) -> str:
    names = {called: plan for plan in _plans(reference) for called in _names(plan)}
    close = difflib.get_close_matches(wanted, names, n=3, cutoff=_CLOSE)
    close += [called for called in names if wanted and wanted.split()[0] in called.split() and called not in close]
    if close:
        return f"no payer of this name is known; close are {', '.join(close[:5])}"
    payers = sorted({plan.payer for plan in _plans(reference) if plan.payer})
    return f"no payer of this name is known; there are criteria of {', '.join(payers)}. Add a plan to payers.yaml"


def went_astray(submitted_to: str | None, reviewer: Reviewer, known: Collection[str] = ()) -> bool:
    """Whether a request was sent to another entity than the outside one that reviews for the plan.

    False where it is not said where it went, or no outside reviewer is known: a guess would be no ground for a denial.
    """
    if submitted_to is None or reviewer.name not in _OUTSIDE:
        return False
    if folded(submitted_to) == reviewer.name:
        return False
    try:
        return resolve_payer(submitted_to, known=known) != reviewer.name
    except RequestError:
        return True


def _term(rule: TurnaroundRule, pace: str) -> Term | None:
    return rule.urgent if pace == "urgent" else rule.standard


def _spoken(term: Term) -> str:
    unit = term.unit.replace("_", " ")
    if term.amount is None:
        return f"several {unit}s"
    numbers = str(term.amount) if term.most is None else f"{term.amount} to {term.most}"
    return f"{numbers} {unit}{'' if (term.most or term.amount) == 1 else 's'}"
