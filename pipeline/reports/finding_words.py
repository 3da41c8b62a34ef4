"""A finding in an English sentence, beside the Chinese message of its rule.

The message itself is made where the rule is checked (``models/reconciliation``); it names what documents print, which
stays Chinese. Here stands what a reader of English needs: what must hold, both numbers, the lines.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any


def in_english(row: Mapping[str, Any]) -> str:
    """What the rule says, and what was found instead.

    Args:
        row: Of ``fct_reconciliation``, with the rule's English sentence as ``rule_en``.

    Returns:
        One or two sentences; only the rule where it compares no two numbers.
    """
    in_yuan = row["actual_yuan"] is not None
    actual, expected = (row[f"{side}_yuan" if in_yuan else f"{side}_value"] for side in ("actual", "expected"))
    lines = _lines(row["source_lines"] or ())
    if actual is None or expected is None:
        return " ".join(part for part in (row["rule_en"], f"Seen on {lines}." if lines else "") if part)
    unit = " yuan" if in_yuan else _unit(row["value_unit"] or "")
    difference = f"{_number(actual - expected, in_yuan)}{unit}"
    sides = f"{_number(actual, in_yuan)}{unit} stands against {_number(expected, in_yuan)}{unit}"
    found = f"Here {sides}, difference {difference}"
    return f"{row['rule_en'] or ''} {found}{f' ({lines})' if lines else ''}.".strip()


def _unit(unit: str) -> str:
    return unit if unit in ("", "%") else f" {unit}"


def _lines(lines: Sequence[int]) -> str:
    shown = ", ".join(str(line) for line in lines)
    return f"line{'s' if len(lines) > 1 else ''} {shown}" if shown else ""


def _number(value: Decimal, in_yuan: bool) -> str:
    """Money with its two decimals; a rate or count without the noughts behind it."""
    text = f"{value:,f}"
    return text if in_yuan else text.rstrip("0").rstrip(".") if "." in text else text
