"""Differences between two criteria sets, fact by fact, in words a policy analyst can read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from mednec.criteria.model import CriteriaSet


@dataclass(frozen=True)
class Difference:
    """One fact that differs: where, and both sides (None where a side does not have it)."""

    where: str
    first: str | None
    second: str | None


def differences(first: CriteriaSet, second: CriteriaSet) -> list[Difference]:
    """Every fact in which two sets differ, in the order of the first."""
    return list(_compared("", _plain(first), _plain(second)))


def _plain(criteria: CriteriaSet) -> dict[str, Any]:
    return criteria.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True)


def _compared(where: str, first: Any, second: Any) -> Iterator[Difference]:
    if first == second:
        return
    if isinstance(first, list) and isinstance(second, list) and _have_ids([*first, *second]):
        yield from _in_order(where, first, second)
        first, second = ({e["id"]: e for e in side} for side in (first, second))
    if isinstance(first, dict) and isinstance(second, dict):
        for key in dict.fromkeys([*first, *second]):
            yield from _compared(f"{where}.{key}" if where else str(key), first.get(key), second.get(key))
        return
    yield Difference(where, _words(first), _words(second))


def _in_order(where: str, first: Sequence[Any], second: Sequence[Any]) -> Iterator[Difference]:
    """Of a guideline's situations the first that fits holds: their order is a fact."""
    orders = [
        [e["id"] for e in side if e["id"] in {o["id"] for o in other}]
        for side, other in ((first, second), (second, first))
    ]
    if where == "variants" and orders[0] != orders[1]:
        yield Difference(f"{where} (order)", _words(orders[0]), _words(orders[1]))


def _have_ids(entries: Sequence[Any]) -> bool:
    return bool(entries) and all(isinstance(e, dict) and "id" in e for e in entries)


def _words(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, dict):
        return str(value.get("text") or ", ".join(f"{k}: {_words(v)}" for k, v in value.items()))
    if isinstance(value, list):
        return ", ".join(str(_words(v)) for v in value)
    return str(value)
