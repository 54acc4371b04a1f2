"""Evidence and decisions as one self-contained HTML page: no network, no script, every word of a note escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from mednec import __version__
from mednec.criteria.assessment import Assessment
from mednec.evidence import Evidence, Note, Packet
from mednec.report.case_view import Case, CaseView, view_of
from mednec.report.note_markup import note_markup
from mednec.report.palette import palette, proper
from mednec.report.wording import DECISION_CLOSING, EVIDENCE_CLOSING, printable, words


def html_page(
    evidence: Evidence,
    assessments: Iterable[Assessment] = (),
    *,
    note: str | Note | Packet | None = None,
    title: str | None = None,
) -> str:
    """A case as an HTML page that stands alone.

    Args:
        evidence: Of a note or a packet.
        assessments: What ``assess`` said of it.
        note: The text, where the evidence does not hold it any more (it was read back from JSON).
        title: Heading of the page.

    Raises:
        NoteError: the evidence was read from another text than ``note``.
    """
    return cases_page([Case(evidence, tuple(assessments), note, title)], title)


def cases_page(cases: Sequence[Case], title: str | None = None) -> str:
    """Several cases on one HTML page that stands alone.

    Raises:
        NoteError: evidence was read from another text than its note.
    """
    views = [view_of(case, f"c{n}-" if len(cases) > 1 else "") for n, case in enumerate(cases)]
    digests = dict.fromkeys(c.evidence.rules_digest for c in cases if c.evidence and c.evidence.rules_digest)
    heading = printable(title or (views[0].title if len(views) == 1 else f"Evidence of {len(views)} notes"))
    template = _environment().get_template("page.html.j2")
    closing = _closing(cases)
    return template.render(
        cases=views, title=heading, standalone=True, closing=closing, rules_digests=list(digests)
    )  # fmt: skip


def fragment(case: Case, prefix: str) -> str:
    """A case as a piece of HTML with its own style, for notebooks.

    Args:
        case: What to show.
        prefix: Of its anchors; another one for every piece on a page.

    Raises:
        NoteError: the evidence was read from another text than its note.
    """
    template = _environment().get_template("fragment.html.j2")
    return template.render(
        case=view_of(case, prefix), cases=[None], standalone=False, closing=_closing([case])
    )  # fmt: skip


def _percent(share: float) -> str:
    return f"{share:.0%}"


def _closing(cases: Sequence[Case]) -> str:
    return DECISION_CLOSING if any(case.assessments for case in cases) else EVIDENCE_CLOSING


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("mednec.report"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    look = palette()
    environment.filters |= {
        "note_markup": note_markup,
        "words": words,
        "proper": proper,
        "percent": _percent,
        "printable": printable,
    }
    environment.globals |= {
        "families": look.families, "readings": look.readings, "states": look.states,
        "themes": {theme.name: theme for theme in look.themes}, "version": __version__,
    }  # fmt: skip
    return environment


__all__ = ["Case", "CaseView", "cases_page", "fragment", "html_page"]
