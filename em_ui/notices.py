"""Messages that quote what somebody typed."""

from __future__ import annotations


def literal(message: str) -> str:
    """A message with what Markdown would read as markup taken literally."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]()#+-!<>|$~:" else c for c in message)
