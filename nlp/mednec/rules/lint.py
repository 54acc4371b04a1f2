"""Checks rule files: shapes, phrases, references and examples; every issue says what the author should do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from mednec.rules.check_examples import example_forms, failing_examples, missing_examples
from mednec.rules.check_excludes import always_excluded, idle_excludes
from mednec.rules.check_files import shape_issue, twice_written
from mednec.rules.check_phrases import shadowed, slow, two_meanings
from mednec.rules.check_references import overrides, references, undeclared, wordless
from mednec.rules.issues import SEVERITIES, Issue
from mednec.rules.loader import collect_rules
from mednec.rules.phrase_entries import Check, compiled

_CHECKS: tuple[Callable[[Check], Iterator[Issue]], ...] = (
    two_meanings, shadowed, slow, idle_excludes, always_excluded, references, undeclared, overrides, wordless,
    missing_examples, example_forms,
)  # fmt: skip


def check_rules(directories: Sequence[Path | str]) -> list[Issue]:
    """Every issue of the rules in some directories (ours first, overlays after), the gravest first."""
    rules, errors = collect_rules(*directories)
    issues = [shape_issue(error) for error in errors]
    issues += twice_written(directories)
    phrases, unread = compiled(rules)
    issues += unread.values()
    check = Check(rules, phrases)
    issues += [issue for rule in _CHECKS for issue in rule(check)]
    issues += failing_examples(rules, list(unread))
    return sorted(issues, key=lambda i: (SEVERITIES.index(i.severity), i.path, i.line or 0, i.code))
