"""Tables as publishers cut them: where a page ends the table ends, and another one begins right below."""

import html
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import docx

from tests.writers.office import cells, parts

_NUMBER = re.compile(r"-?[\d,]+\.\d+%?|-|0|\d{3}|\d{5}|\d{7}")

Rows = Sequence[Sequence[str]]


def head_of(rows: Rows) -> int:
    """How many rows stand above the first with a code or an amount; 0 where none has one."""
    return next((index for index, row in enumerate(rows) if any(map(_NUMBER.fullmatch, row))), 0)


@dataclass(frozen=True)
class Cut:
    """How tables are cut: so many rows a part, with the head again or not, with or without lines between."""

    rows: int
    head_again: bool = False
    between: str = ""

    def parts(self, rows: Rows) -> list[Rows]:
        """The parts of a table; one without a number is a head alone and stays whole."""
        head = head_of(rows)
        body = rows[head:]
        found: list[Rows] = []
        for start in range(0, len(body), self.rows):
            above = rows[:head] if self.head_again or not start else []
            found.append([*above, *body[start : start + self.rows]])
        return found


def _html_table(rows: Rows) -> str:
    lines = ("".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in rows)
    return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


def page(text: str, cut: Cut) -> bytes:
    """A web page."""
    out: list[str] = []
    _write(
        text,
        cut,
        lambda line: out.append(f"<p>{html.escape(line) or '&nbsp;'}</p>"),
        lambda rows: out.append(_html_table(rows)),
    )
    title = html.escape(text.partition("\n")[0])
    return f"<html><head><title>{title}</title></head><body>{''.join(out)}</body></html>".encode()


def word(text: str, cut: Cut) -> bytes:
    """A DOCX file."""
    document = docx.Document()

    def add(rows: Rows) -> None:
        table = document.add_table(len(rows), len(rows[0]))
        for row, printed in zip(table.rows, rows, strict=True):
            for cell, written in zip(row.cells, printed, strict=True):
                cell.text = written

    _write(text, cut, document.add_paragraph, add)
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def _write(text: str, cut: Cut, line: Callable[[str], object], table: Callable[[Rows], object]) -> None:
    for kind, lines in parts(text):
        if kind == "line":
            line(lines[0])
            continue
        for number, rows in enumerate(cut.parts(cells(lines))):
            if number and cut.between:
                line(cut.between)
            table(rows)
