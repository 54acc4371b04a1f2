"""Colours, signs and names of HTML reports, read from ``palette.yaml``, and how well ink stands out on them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from mednec.report.wording import words


@dataclass(frozen=True, slots=True)
class Shade:
    """What one name looks like in a theme: ``hue`` for lines, ``ground`` under ink; colours as ``#rrggbb``."""

    name: str
    hue: str
    ground: str


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of a theme (light, dark): of the page, and of every family and state."""

    name: str
    page: dict[str, str]
    families: tuple[Shade, ...]
    states: tuple[Shade, ...]


@dataclass(frozen=True, slots=True)
class Palette:
    """Labels and signs, which no theme changes, the themes, and ``ranks``: places of families and readings."""

    families: dict[str, dict[str, Any]]
    readings: dict[str, dict[str, Any]]
    states: dict[str, dict[str, Any]]
    themes: tuple[Theme, ...]
    names: dict[str, str]
    ranks: dict[str, int]


@cache
def palette() -> Palette:
    """The palette that ships."""
    data = yaml.safe_load(files("mednec.report").joinpath("palette.yaml").read_text(encoding="utf-8"))
    themes = tuple(_theme(name, colours, data) for name, colours in data["themes"].items())
    ranks = {name: n for group in ("families", "readings") for n, name in enumerate(data[group])}
    return Palette(data["families"], data["readings"], data["states"], themes, data["names"], ranks)


def proper(name: str) -> str:
    """How a payer, a therapy or a study is written, where the palette knows it; else the id as words."""
    return palette().names.get(name) or words(name)


def _theme(name: str, colours: dict[str, Any], data: dict[str, Any]) -> Theme:
    page = {key: value for key, value in colours.items() if key != "share"}

    def shades(group: str) -> tuple[Shade, ...]:
        hues = {key: look.get(f"{name}_hue", look["hue"]) for key, look in data[group].items()}
        return tuple(Shade(key, hue, blended(hue, page["ground"], colours["share"])) for key, hue in hues.items())

    return Theme(name, page, shades("families"), shades("states"))


def blended(colour: str, ground: str, share: float) -> str:
    """A colour laid over a ground, as opaque as ``share`` (0 to 1) says."""
    mixed = (round(c * share + g * (1 - share)) for c, g in zip(_channels(colour), _channels(ground), strict=True))
    return "#" + "".join(f"{value:02x}" for value in mixed)


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two colours by WCAG 2.2, from 1 (none) to 21; text of usual size needs 4.5."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = (value / 255 for value in _channels(colour))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
