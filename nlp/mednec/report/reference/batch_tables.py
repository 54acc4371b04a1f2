"""The reference page of the tidy tables of a batch: columns, dtypes and what they hold, from ``interop.columns``."""

from __future__ import annotations

import ast
import inspect
import re

from mednec.interop import columns
from mednec.report.reference.markdown import code, docstring, literal, page, table

_COMMENT = re.compile(r"\s*\"(?P<name>\w+)\": .*?#\s*(?P<text>.*)")


def pages() -> dict[str, str]:
    """The page of the tables."""
    source = inspect.getsource(columns)
    abouts = _abouts(source)
    parts = []
    for name, shape in columns.TABLES.items():
        constant = next(key for key, value in vars(columns).items() if value is shape and key.endswith("_COLUMNS"))
        about, comments = abouts[constant]
        rows = ([code(column), dtype, literal(comments.get(column, ""))] for column, dtype in shape.items())
        parts.append(f"## {name}\n\n{about}\n\n" + table(["column", "dtype", "what it holds"], rows))
    return {"tables.md": page("Tables of a batch", docstring(columns), *parts)}


def _abouts(source: str) -> dict[str, tuple[str, dict[str, str]]]:
    """The docstring below every table, and the comments beside its columns."""
    lines = source.splitlines()
    found: dict[str, tuple[str, dict[str, str]]] = {}
    body = ast.parse(source).body
    for node, after in zip(body, [*body[1:], None], strict=True):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            comments = map(_COMMENT.match, lines[node.lineno - 1 : node.end_lineno])
            told = isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)
            about = str(after.value.value) if told else ""  # type: ignore[union-attr]
            found[node.target.id] = about, {m["name"]: m["text"] for m in comments if m}
    return found
