"""Three-valued answers with a reason, and with the other answers that the published text allows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import reduce
from itertools import product


class State(IntEnum):
    """Whether the documents meet a criterion; in the order of how far they get."""

    NOT_MET = 0
    UNKNOWN = 1
    """It is not documented, or for and against."""
    MET = 2


DECISIONS = {
    State.MET: "meets",
    State.UNKNOWN: "insufficient_documentation",
    State.NOT_MET: "does_not_meet",
}
_MOST_REASONS = {State.MET: 1, State.UNKNOWN: 2, State.NOT_MET: 2}
"""One way in is enough to tell of; what is missing is worth two."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A state, the other states that a fair reading allows, and why; ``why`` is empty where there is nothing to say."""

    state: State
    why: str = ""
    others: frozenset[State] = frozenset()

    @property
    def allowed(self) -> frozenset[State]:
        """Every state that a fair reading allows."""
        return self.others | {self.state}

    def or_else(self, *states: State) -> Answer:
        """The same answer; these states are fair readings, too."""
        return replace(self, others=(self.others | set(states)) - {self.state})


def met(why: str) -> Answer:
    """It is documented, and it is so."""
    return Answer(State.MET, why)


def unknown(why: str) -> Answer:
    """The documents do not say."""
    return Answer(State.UNKNOWN, why)


def not_met(why: str = "") -> Answer:
    """It is documented, and it is not so; without a reason: nothing speaks for it."""
    return Answer(State.NOT_MET, why)


def either(why: str, state: State = State.UNKNOWN) -> Answer:
    """The published text leaves it open; ``state`` is the likelier answer."""
    return Answer(state, why).or_else(*State)


def all_of(*answers: Answer) -> Answer:
    """Every one is needed: the worst answer decides."""
    return _folded(min, answers)


def any_of(*answers: Answer) -> Answer:
    """One is enough: the best answer decides."""
    return _folded(max, answers)


def _folded(best: Callable[[Iterable[State]], State], answers: tuple[Answer, ...]) -> Answer:
    state = best(answer.state for answer in answers)
    readings = [answer.allowed for answer in answers]
    allowed = reduce(lambda seen, more: frozenset(map(best, product(seen, more))), readings)
    reasons = dict.fromkeys(why for answer in answers if answer.state == state for why in answer.why.split("; ") if why)
    return Answer(state, "; ".join(list(reasons)[: _MOST_REASONS[state]]), allowed - {state})
