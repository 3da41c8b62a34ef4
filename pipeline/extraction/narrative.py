"""Placeholder until the narrative module lands (lead, temporary)."""

from collections.abc import Sequence, Set
from typing import Any


def narrative_figures(
    document_id: str, lines: Sequence[str], table_lines: Set[int], document_kind: str | None, fiscal_year: int | None
) -> list[dict[str, Any]]:
    """Nothing yet."""
    return []
