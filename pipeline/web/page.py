"""What a page is made of: tables with links, bars, pictures; and the same tables as JSON and CSV.

The shapes and their plain forms belong here. What stands in them does not (``bodies``, ``documents``, ``findings``),
nor HTML (``templates``).
"""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from pipeline.reports.formulas import is_formula

Row = Mapping[str, Any]
Form = Literal["text", "money", "count", "percent", "long", "short"]
LEAST_BARS, MOST_BARS = 2, 15
"""Bars of names in a chart: fewer are no comparison, more cannot be read. Years are drawn all."""
WIDE = 9
"""Columns from which a table needs the whole width of a screen, and paper laid across."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes:
        name: Key in the row, and name in JSON and CSV.
        label: Heading in Chinese and English.
        form: How values are shown; money is in yuan.
        link: Address a value leads to; None for none.
        english: Key in the row of the same in English, shown beside; a name in ``_zh`` has one in ``_en``.
    """

    name: str
    label: str
    form: Form = "text"
    link: Callable[[Row], str | None] | None = None
    english: str = ""

    @property
    def beside(self) -> str:
        """Key in the row of the same in English; empty for none."""
        return self.english or (f"{self.name.removesuffix('_zh')}_en" if self.name.endswith("_zh") else "")

    def in_english(self, row: Row) -> str:
        """The English words beside the value; empty for none."""
        return str(row.get(self.beside) or "") if self.beside else ""

    def shown(self, row: Row) -> str:
        """The value as a person reads it; empty for what is not published."""
        value = row.get(self.name)
        if value is None:
            return ""
        if self.form == "money" or (isinstance(value, Decimal) and self.form == "text"):
            return f"{value:,}"
        if self.form == "count":
            return f"{value:,}"
        if self.form == "percent":
            # A rate is stored with more places than any document prints.
            return f"{value.normalize():f}%" if isinstance(value, Decimal) else f"{value}%"
        return str(value)

    def address(self, row: Row) -> str | None:
        """Where the value leads, if anywhere."""
        return self.link(row) if self.link and row.get(self.name) is not None else None


@dataclass(frozen=True, slots=True)
class Chart:
    """What of a table is drawn.

    Attributes:
        form: ``upright`` for years beside each other, ``lying`` for names, which need room.
        labels: Columns whose values name a bar.
        series: Columns of amounts; several are parts of one bar.
        within: Columns whose values are the same in one drawing: one year and stage at a time.
        most: Drawings at most, of the first rows.
        whole: Column that the parts make up, and what the rest of it is called, where they do not.
    """

    form: Literal["upright", "lying"]
    labels: Sequence[str]
    series: Sequence[str]
    within: Sequence[str] = ()
    most: int = 1
    whole: tuple[str, str] | None = None

    def amounts(self) -> Sequence[str]:
        """Columns of which a row must have one to be drawn."""
        return [*self.series, *([self.whole[0]] if self.whole else [])]

    def rest(self, row: Row) -> Decimal | None:
        """What of the whole is none of its parts; None where no whole is published."""
        whole = row[self.whole[0]] if self.whole else None
        return None if whole is None else whole - sum(row[name] or 0 for name in self.series)


@dataclass(frozen=True, slots=True)
class Drawing:
    """One drawing of a chart: what it is of, and its bars as JSON for the script."""

    of: str
    bars: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a page.

    Attributes:
        name: Its name in addresses: ``?format=csv&table=NAME``.
        title: Heading in Chinese and English.
        columns: What is shown.
        rows: The rows.
        bars: Column whose amounts are also drawn as bars.
        note: A sentence below.
        more: Address and words of the rows before and after these.
        chart: A drawing of the table, for browsers with scripts; the table says the same.
    """

    name: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    bars: str = ""
    note: str = ""
    more: Sequence[tuple[str, str]] = ()
    chart: Chart | None = None

    @property
    def is_wide(self) -> bool:
        """Whether there are so many columns that they need the whole width."""
        return len(self.columns) >= WIDE

    def drawings(self) -> list[Drawing]:
        """The drawings; none where there is nothing to compare."""
        if self.chart is None:
            return []
        groups: dict[tuple[object, ...], list[Row]] = {}
        for row in self.rows:
            if any(row[name] is not None for name in self.chart.amounts()):
                groups.setdefault(tuple(row[name] for name in self.chart.within), []).append(row)
        drawn = [self._drawing(self.chart, rows) for rows in groups.values() if len(rows) >= LEAST_BARS]
        return drawn[: self.chart.most]

    def _drawing(self, chart: Chart, rows: list[Row]) -> Drawing:
        names = {column.name: column.label for column in self.columns}
        # Of many names the first are drawn, which are the largest.
        shown = rows if chart.form == "upright" else rows[:MOST_BARS]
        if chart.form == "upright":
            shown = _with_gaps(shown, chart)
        of = [str(rows[0][name]) for name in chart.within]
        if len(rows) > len(shown):
            of.append(f"（{len(rows)} 项中的 {len(shown)} 项 {len(shown)} of {len(rows)}）")
        series = [(names[name], [row[name] for row in shown]) for name in chart.series]
        rests = [chart.rest(row) for row in shown]
        if chart.whole and any(rests):
            series.append((chart.whole[1], rests))
        drawn = {
            "form": chart.form,
            "labels": [" ".join(str(row[name]) for name in chart.labels if row[name] is not None) for row in shown],
            "series": [
                {"name": name, "data": [None if value is None else float(value) for value in values]}
                for name, values in series
            ],
        }
        return Drawing(" ".join(of), json.dumps(drawn, ensure_ascii=False))

    def data_columns(self) -> list[tuple[str, Column]]:
        """Names in JSON and CSV, each with its column; English words follow what they are beside."""
        found: list[tuple[str, Column]] = []
        for column in self.columns:
            found.append((column.name, column))
            if column.beside:
                found.append((column.beside, Column(column.beside, column.label)))
        return found

    def lengths(self) -> list[int]:
        """Lengths of the bars of the rows, per cent of the longest."""
        amounts = [abs(row[self.bars] or 0) for row in self.rows]
        longest = max(amounts, default=0)
        return [int(amount * 100 / longest) if longest else 0 for amount in amounts]


def _with_gaps(rows: Sequence[Row], chart: Chart) -> list[Row]:
    """Rows of years, with an empty one for a year of which there is none, so that years stand at their distance."""
    year, filled = chart.labels[0], list[Row]()
    nothing = dict.fromkeys((*chart.labels, *chart.amounts()))
    for row in rows:
        before = filled[-1][year] if filled else None
        if before is not None and row[year] is not None and row[year] - before <= MOST_BARS:
            filled += [{**nothing, year: missing} for missing in range(before + 1, row[year])]
        filled.append(row)
    return filled


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell on the picture of a page, in points from its left and top; ``kind`` is how it looks."""

    left: float
    top: float
    width: float
    height: float
    kind: str
    address: str
    words: str


@dataclass(frozen=True, slots=True)
class PageView:
    """The picture of a page with its cells as links."""

    address: str
    caption: str
    width: int
    height: int
    spots: Sequence[Spot]
    shape: str = "page"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the text of a field; ``kind`` is how it looks, empty for plain."""

    text: str
    kind: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A field of a printed line: the whole of it looks as ``kind``, or each number in its text as its piece."""

    pieces: Sequence[Piece]
    kind: str = ""


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One printed line of an original."""

    number: int
    cells: Sequence[Cell]
    marked: bool


@dataclass(frozen=True, slots=True)
class LinesView:
    """Printed lines with their cells as links."""

    caption: str
    lines: Sequence[PrintedLine]
    shape: str = "lines"


@dataclass(frozen=True, slots=True)
class Page:
    """One page.

    Attributes:
        title: In Chinese and English.
        facts: Label and value, shown above the tables.
        tables: In order.
        views: The original, with places marked.
        around: Address and words of the pages of the original before and after.
        links: Address and words of where else to go.
        status: Of the answer: 404 for what is not there.
    """

    title: str
    facts: Sequence[tuple[str, str]] = ()
    tables: Sequence[Table] = ()
    views: Sequence[PageView | LinesView] = ()
    around: Sequence[tuple[str, str]] = ()
    links: Sequence[tuple[str, str]] = ()
    status: int = 200
    template: str = "page.html"
    extra: Mapping[str, Any] = field(default_factory=dict[str, Any])


def plain(value: object) -> object:
    """Decimals as text, so that no reader turns money into binary fractions; dates in ISO form."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value


def as_json(page: Page, build: str) -> str:
    """All tables of a page as JSON; amounts are decimal text in yuan.

    Args:
        page: The page.
        build: The release it was read from.

    Returns:
        ``{"build", "title", "tables": {name: [row, …]}}``; a value that leads somewhere has its address beside it,
        under its name and ``_address``.
    """
    tables = {table.name: [_record(table, row) for row in table.rows] for table in page.tables}
    content = {"build": build, "title": page.title, "facts": dict(page.facts), "tables": tables}
    return json.dumps(content, ensure_ascii=False, indent=1, default=plain)


def _record(table: Table, row: Row) -> dict[str, object]:
    values: dict[str, object] = {}
    for name, column in table.data_columns():
        values[name] = row.get(name)
        if address := column.address(row):
            values[f"{name}_address"] = address
    return values


def as_csv(table: Table) -> str:
    """One table as CSV with a byte order mark, so that Excel reads it as UTF-8; no cell is ever a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    names = [name for name, _ in table.data_columns()]
    writer.writerow(names)
    for row in table.rows:
        writer.writerow([_cell(row.get(name)) for name in names])
    return "\ufeff" + out.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, str) and is_formula(value):
        return f"'{value}"
    return plain(value)
