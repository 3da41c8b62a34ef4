"""The cookbook as data: its questions, their SQL, and the results that stand in it."""

import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb

PAGE = Path(__file__).parents[2] / "docs" / "cookbook" / "README.md"
_SECTION = re.compile(r"^## (\d+)\. (.+?)\n\n```sql\n(.*?)\n```\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_TABLE = re.compile(r"^(?:\|.*\n)+", re.MULTILINE)


@dataclass(frozen=True)
class Question:
    """One section of the cookbook."""

    number: int
    title: str
    sql: str
    printed: str
    """The result as it stands in the page, a Markdown table; empty where it is missing."""
    beware: str


def questions(page: Path = PAGE) -> list[Question]:
    found: list[Question] = []
    for number, title, sql, rest in _SECTION.findall(page.read_text(encoding="utf-8")):
        table = _TABLE.search(rest)
        beware = re.search(r"^Beware: .+", rest, re.MULTILINE)
        found.append(Question(int(number), title, sql, table[0] if table else "", beware[0] if beware else ""))
    return found


def answer(connection: duckdb.DuckDBPyConnection, sql: str) -> str:
    """The result of a query as a Markdown table."""
    result = connection.execute(sql)
    rows = [[column[0] for column in result.description], *result.fetchall()]
    lines = [f"| {' | '.join(shown(cell) for cell in row)} |" for row in rows]
    lines.insert(1, "|" + "---|" * len(rows[0]))
    return "\n".join(lines) + "\n"


def shown(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return f"{cell:,f}"
    if isinstance(cell, list):
        return "、".join(str(item) for item in cell)
    return str(cell).replace("|", "\\|").replace("\n", " ")


def rewritten(connection: duckdb.DuckDBPyConnection, page: Path = PAGE) -> str:
    """The page with every result as the connection gives it, for the person who then reads the changes."""
    text = page.read_text(encoding="utf-8")
    for question in questions(page):
        table = answer(connection, question.sql)
        if question.printed:
            text = text.replace(f"{question.sql}\n```\n\n{question.printed}", f"{question.sql}\n```\n\n{table}")
        else:
            text = text.replace(f"{question.sql}\n```\n", f"{question.sql}\n```\n\n{table}")
    return text
