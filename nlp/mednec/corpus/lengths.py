"""Lengths of time and dates as clinicians write them, with the days that the evidence guide reads in them.

"6 weeks" is [42, 42], "6-8 weeks" [42, 56], "over a month" [30, null], "nearly" N [0.85 N, N], "several weeks"
[21, null]; a month is 30 days and a year 365; "since March 2024" runs from the last to the first day it can mean.
"""

from __future__ import annotations

import calendar
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from mednec.corpus.phrasebook import Phrasebook, deal
from mednec.corpus.statements import DayRange

SEVERAL = {"day": 3, "week": 21, "month": 90, "year": 1095}
DATE_STYLES = ("slashes", "short_slashes", "long", "iso", "day_month")
_SHARES = {"plain": 45, "exact": 25, "about": 10, "over": 8, "nearly": 4, "range": 5, "several": 3}


@dataclass(frozen=True, slots=True)
class Length:
    """A length as written, and the days it means."""

    text: str
    days: DayRange


@dataclass(frozen=True, slots=True)
class Day:
    """A date as written, and in ISO form as precise as written."""

    text: str
    iso: str


class Clock:
    """Writes lengths and dates in the manner of one author; ``style`` is the author's way with dates."""

    def __init__(self, rng: random.Random, book: Phrasebook, split: str, register: str) -> None:
        self.rng = rng
        self.words = book.words
        self.split = split
        self.register = register
        self.style = rng.choice(DATE_STYLES)

    def length(self, days: int, *, exact: bool = False) -> Length:
        """So many days, told exactly or in one of the looser ways that are true of it."""
        name, number = self._unit(days)
        unit = self._units()[name]
        kinds = {k: w for k, w in _SHARES.items() if k in self._fitting(days, name, number)}
        kind = "plain" if exact else self.rng.choices(list(kinds), list(kinds.values()))[0]
        if kind == "exact" and number >= len(self.words["numbers"]):
            # Large numbers are not spelt out.
            kind = "plain"
        text, means = self._worded(kind, days, unit, name, number)
        return Length(text, means)

    def adjective(self, days: int) -> Length:
        """The length as an adjective: "6-week"."""
        name, number = self._unit(days)
        unit = self._units()[name]
        shown = self._number(number) if self.register == "prose" and self.rng.random() < 0.5 else str(number)
        return Length(f"{shown}-{unit['one']}", (number * unit["days"], number * unit["days"]))

    def visits(self, number: int) -> str:
        """So many visits."""
        form = self.rng.choice(self._forms("visits"))
        return str(form.format(n=number, word=self._number(number)))

    def day(self, day: date) -> Day:
        """A full date."""
        month = self.words["months"][day.month - 1]
        text = {
            "slashes": f"{day.month}/{day.day}/{day.year}",
            "short_slashes": f"{day:%m/%d/%y}",
            "long": f"{month} {day.day}, {day.year}",
            "iso": day.isoformat(),
            "day_month": f"{day.day} {month[:3]} {day.year}",
        }[self.style]
        return Day(text, day.isoformat())

    def month(self, day: date) -> Day:
        """Month and year, as a name or as numbers."""
        if self.style == "slashes":
            return Day(f"{day.month}/{day.year}", f"{day:%Y-%m}")
        return Day(f"{self.words['months'][day.month - 1]} {day.year}", f"{day:%Y-%m}")

    def _units(self) -> Mapping[str, Any]:
        units: Mapping[str, Any] = self.words["units"]
        return units

    def _unit(self, days: int) -> tuple[str, int]:
        """The unit a clinician would use, and how many of it; rounding is what clinicians do."""
        if days < 14 and days != 7:
            return "day", max(1, days)
        if days < 56 or (days % 7 == 0 and days <= 84 and self.rng.random() < 0.8):
            return "week", round(days / 7)
        if days < 700:
            return "month", max(1, round(days / 30))
        return "year", round(days / 365)

    def _fitting(self, days: int, name: str, number: int) -> set[str]:
        fitting = {"plain", "exact", "about"}
        if number >= 3:
            fitting |= {"over", "nearly", "range"}
        if days >= SEVERAL[name] and name != "day":
            fitting.add("several")
        return fitting

    def _worded(self, kind: str, days: int, unit: Mapping[str, Any], name: str, number: int) -> tuple[str, DayRange]:
        size = unit["days"]
        words = {
            "unit": unit["unit"] if number > 1 else unit["one"],
            "abbr": unit["abbr"] if number > 1 else unit["abbr"].removesuffix("s"),
        }
        words |= {"abbr1": unit["abbr1"], "n": number, "word": self._number(number)}
        form = self.rng.choice(self._forms(kind))
        if kind == "over":
            less = number - 1
            text = form.format(**words | {"n": less, "word": self._number(less)})
            return text, (less * size, None)
        if kind == "nearly":
            more = number + 1
            return form.format(**words | {"n": more, "word": self._number(more)}), (0.85 * more * size, more * size)
        if kind == "range":
            low, high = (number - 1, number) if self.rng.random() < 0.5 else (number, number + 1)
            return form.format(**words, a=low, b=high), (low * size, high * size)
        if kind == "several":
            return form.format(**words | {"unit": unit["unit"], "abbr": unit["abbr"]}), (SEVERAL[name], None)
        return form.format(**words), (number * size, number * size)

    def _number(self, number: int) -> str:
        names = self.words["numbers"]
        return str(names[number]) if number < len(names) else str(number)

    def _forms(self, kind: str) -> list[str]:
        forms = self.words["forms"][kind]
        return deal(forms.get(self.register) or forms["prose"], self.split)


def since(month: str, anchor: date) -> DayRange:
    """Days from a month ("2024-03") to the anchor: from its last to its first day."""
    year, number = map(int, month.split("-"))
    first = date(year, number, 1)
    last = min(first + timedelta(days=calendar.monthrange(year, number)[1] - 1), anchor)
    return ((anchor - last).days, (anchor - first).days)
