"""Assessments for a terminal: a table of payers, and for each payer its requirements as a tree with quotes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from mednec.criteria.assessment import Assessment, FixPlan, PathwayResult, RequirementResult
from mednec.report.wording import DECISION_CLOSING, printable, words

_STATES = {
    "met": ("✓", "green"),
    "not_met": ("✗", "bold red"),
    "undocumented": ("?", "yellow"),
    "conflicting": ("⇄", "magenta"),
    "waived": ("–", "dim"),
    "not_applicable": ("–", "dim"),
}
_DECISIONS = {
    "meets": "bold green",
    "insufficient_documentation": "bold yellow",
    "does_not_meet": "bold red",
}
_MAX_QUOTES = 4
_MAX_CONTRIBUTIONS = 4
_MAX_CHARACTERS = 70


def decisions_view(assessments: Sequence[Assessment], details: bool = True) -> RenderableType:
    """The table of payers and, with ``details``, the tree of each."""
    parts: list[RenderableType] = []
    notice = next((a.emergency_notice for a in assessments if a.emergency_notice), None)
    if notice:
        parts.append(Text(f"! {notice}", style="bold white on red"))
    parts.append(payer_table(assessments))
    parts += _coding(assessments)
    if details:
        parts += [Padding(payer_tree(a), (1, 0, 0, 0)) for a in assessments]
    parts.append(Padding(Text(DECISION_CLOSING, style="dim"), (1, 0, 0, 0)))
    return Group(*parts)


def payer_table(assessments: Sequence[Assessment]) -> Table:
    """One row a payer: the answer, how sure it is, what carries it, what is missing."""
    table = Table("Payer", "Decision", "Confidence", "Pathway", "Missing", "Risk", box=None, pad_edge=False)
    for a in assessments:
        table.add_row(words(a.payer), _decision(a), a.confidence, words(a.pathway or a.variant), _missing(a), _risk(a))
    return table


def _decision(a: Assessment) -> Text:
    if a.decision is not None:
        return Text(words(a.decision), style=_DECISIONS[a.decision])
    if a.rating is not None:
        return Text(f"rated {words(a.rating)}", style="cyan")
    return Text("no rating" if a.criteria_set else "no public criteria", style="dim")


def _missing(a: Assessment) -> str:
    if a.decision in (None, "meets"):
        return ""
    nearest = [r for r in a.requirements if r.pathway in (None, a.pathway)]
    lacking = [words(r.id) for r in nearest if r.state in ("not_met", "undocumented", "conflicting")]
    return ", ".join(lacking)


def _risk(a: Assessment) -> str:
    if a.denial_risk is None:
        return "–"
    return f"{a.denial_risk:.0%} ({a.denial_risk_low:.0%} to {a.denial_risk_high:.0%}), {a.risk_band}"


def _coding(assessments: Sequence[Assessment]) -> Iterable[RenderableType]:
    """What is wrong with the codes: the same for every payer, so shown once."""
    problems = assessments[0].coding if assessments else ()
    if not problems:
        return
    lines = Text("\nCodes\n", style="bold")
    for problem in problems:
        style = "red" if problem.severity == "blocking" else "yellow"
        suggestion = f"; consider {', '.join(problem.suggestion[:4])}" if problem.suggestion else ""
        lines.append(f"  {printable(problem.code)}: {problem.problem}{suggestion} ({problem.severity})\n", style=style)
    yield lines


def payer_tree(a: Assessment) -> Tree:
    """What the set asks, pathway by pathway, with the words of the notes for and against."""
    title = Text(words(a.payer), style="bold").append(": ", style="not bold").append_text(_decision(a))
    if a.criteria_version:
        title.append(f"  {a.criteria_set}, {a.criteria_version}", style="not bold dim")
    tree = Tree(title)
    gates = [r for r in a.requirements if r.pathway is None]
    if gates and a.decision is not None:
        _add_all(tree.add(Text("always needed", style="bold")), gates)
    elif gates:
        _add_all(tree, gates)
    for pathway in a.pathways:
        branch = tree.add(_pathway(pathway, pathway.id == a.pathway))
        _add_all(branch, [r for r in a.requirements if r.pathway == pathway.id])
    _add_notes(tree, a)
    return tree


def _pathway(pathway: PathwayResult, nearest: bool) -> Text:
    mark, style = _STATES[pathway.state]
    line = Text(f"{mark} ", style=style).append(words(pathway.id), style="bold").append(f": {pathway.text}")
    return line.append("  ← the nearest" if nearest and pathway.state != "met" else "", style="dim")


def _add_all(branch: Tree, requirements: Iterable[RequirementResult]) -> None:
    for requirement in requirements:
        mark, style = _STATES[requirement.state]
        line = Text(f"{mark} ", style=style).append(requirement.text, style="default")
        if requirement.waived_by:
            line.append(f"  waived by {words(requirement.waived_by)}", style="dim")
        elif requirement.detail:
            line.append(f"  {requirement.detail}", style=style)
        leaf = branch.add(line)
        _add_quotes(leaf, "", requirement.evidence)
        _add_quotes(leaf, "against: ", requirement.opposing)
        leaf.add(Text(f"{requirement.provenance}: {requirement.source}, confidence {requirement.confidence}", "dim"))


def _add_quotes(leaf: Tree, lead: str, quotes: Sequence[object]) -> None:
    if not quotes:
        return
    shown = [_quote(q) for q in quotes[:_MAX_QUOTES]]
    more = f" and {len(quotes) - _MAX_QUOTES} more" if len(quotes) > _MAX_QUOTES else ""
    leaf.add(Text(lead + ", ".join(shown) + more, style="cyan" if not lead else "magenta"))


def _quote(quote: object) -> str:
    text = printable(getattr(quote, "text", ""))
    short = text if len(text) <= _MAX_CHARACTERS else text[: _MAX_CHARACTERS - 1] + "…"
    source = getattr(quote, "note_id", None)
    place = f"{printable(source)}:{getattr(quote, 'start', 0)}" if source else f"@{getattr(quote, 'start', 0)}"
    return f"“{short}” {place}"


def _add_risk(tree: Tree, a: Assessment) -> None:
    """The risk with what weighs most in it, or why there is none."""
    if a.denial_risk is None:
        if a.risk_reason:
            tree.add(Text(f"no risk is told: {a.risk_reason}", style="dim"))
        return
    weighty = [c for c in a.risk_contributions if c.name not in ("base", "payer")][:_MAX_CONTRIBUTIONS]
    branch = tree.add(Text(f"risk of denial {_risk(a)}", style="bold"))
    for part in weighty:
        branch.add(Text(f"{part.log_odds:+.2f}  {part.text}", style="dim"))


def _plan(plan: FixPlan) -> Text:
    """The cheapest way to the low band, as far as there is one."""
    items = [words(r) for r in plan.requirements] + (["the codes corrected"] if plan.codes else [])
    lead = "enough for a low risk" if plan.reaches_low else "all that could be shown, not enough for a low risk"
    return Text(f"{lead}: {', '.join(items)} ({plan.risk_after:.0%})", style="italic")


def _add_notes(tree: Tree, a: Assessment) -> None:
    """The risk with its reasons, what to document, what to ask, who reviews, what is not known."""
    _add_risk(tree, a)
    if a.fixes:
        branch = tree.add(Text("to document", style="bold"))
        for fix in a.fixes:
            after = "" if fix.risk_after is None else f"  risk then {fix.risk_after:.0%}"
            branch.add(Text(fix.document).append(after, style="dim"))
        if a.fix_plan is not None:
            branch.add(_plan(a.fix_plan))
    for reason in a.denial_reasons[:3]:
        codes = ", ".join(c for c in (reason.x12_886 and f"X12 {reason.x12_886}", f"CARC {reason.carc}") if c)
        tree.add(Text(f"a denial would read {reason.vector}: {reason.text} ({codes})", style="dim"))
    for question in a.open_questions:
        tree.add(Text(f"open: {question}", style="yellow"))
    if a.delegate is not None:
        answer = words(a.delegate.decision or "no answer")
        tree.add(Text(f"reviewing delegate {words(a.delegate.payer)}: {answer} ({a.delegate.confidence} confidence)"))
    if a.reviewer is not None and a.reviewer.name is not None:
        tree.add(Text(f"reviewed by {words(a.reviewer.name)} (confidence {a.reviewer.confidence})", style="dim"))
    if a.turnaround is not None:
        tree.add(Text(f"decision due: {a.turnaround.text}", style="dim"))
    for line in (*a.routing_hints, *(w.text for w in a.warnings), *(f"not known: {u}" for u in a.unknown)):
        tree.add(Text(line, style="dim"))
