"""The notes of thirty places laid out in other ways: the same figures under the same names, none lost and none cut."""

import re
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.extraction.prose.narrative import narrative_rows

NOTES = sorted((Path(__file__).parents[1] / "reconciliation" / "documents").glob("notes_*.txt"))
_AMOUNT = re.compile(r"(?<![\d.,年月第])(\d+(?:\.\d+)?)(?=(?:万元|亿元|元))")
_WAN_YUAN = re.compile(r"(?<![\d.])(\d[\d,]*(?:\.\d+)?)万元")
_FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")
_HALF_WIDTH = str.maketrans("，；：（）", ",;:()")
_WRAP = 76
Meaning = tuple[str, str, Decimal, str, str | None]


def _with_thousands(text: str) -> str:
    return _AMOUNT.sub(lambda match: f"{Decimal(match[1]):,}", text)


def _with_blanks(text: str) -> str:
    return re.sub(r"(\d+(?:\.\d+)?%?)", r" \1 ", text)


def _full_width(text: str) -> str:
    return _AMOUNT.sub(lambda match: match[1].translate(_FULL_WIDTH), text)


def _half_width(text: str) -> str:
    return text.translate(_HALF_WIDTH)


def _in_yuan(text: str) -> str:
    return _WAN_YUAN.sub(lambda match: f"{Decimal(match[1].replace(',', '')) * 10000:,.2f}元", text)


def _wrapped(text: str) -> str:
    """Lines of 76 columns, cut wherever they are full."""
    lines: list[str] = []
    for line in text.split("\n"):
        lines.append("")
        columns = 0
        for sign in line:
            width = 2 if sign > "\u2e7f" else 1
            if columns + width > _WRAP:
                lines.append("")
                columns = 0
            lines[-1] += sign
            columns += width
    return "\n".join(lines)


def _meanings(text: str, kind: str) -> Counter[Meaning]:
    """Metric, name, value, unit and stage of all figures; equipment is named by a price, which is laid out too."""
    rows = narrative_rows("d", text.split("\n"), frozenset(), kind, 2022)
    found = Counter[Meaning]()
    for row in rows:
        unit = (row.unit_text or "").replace(" ", "").translate(_HALF_WIDTH)
        value = Decimal(row.value_number) * (10000 if unit == "万元" else 1)
        name = "" if row.metric.startswith("equipment") else re.sub(r"\s", "", row.subject or "").translate(_HALF_WIDTH)
        found[row.metric, name, value.normalize(), "元" if unit == "万元" else unit, row.stage] += 1
    return found


@pytest.mark.parametrize(
    "layout", [_with_thousands, _with_blanks, _full_width, _half_width, _in_yuan, _wrapped], ids=lambda f: f.__name__
)
@pytest.mark.parametrize("path", NOTES, ids=lambda path: path.stem)
def test_figures_are_the_same_in_another_layout(path: Path, layout: Callable[[str], str]) -> None:
    kind = "budget" if "budget" in path.stem else "final_accounts"
    text = path.read_text(encoding="utf-8")
    printed, laid_out = _meanings(text, kind), _meanings(layout(text), kind)
    assert laid_out - printed == Counter()
    # A line that begins in the middle of a sentence with what looks like an ordinal is not told from one that has it.
    assert (printed - laid_out).total() <= (2 if layout is _wrapped else 0)
