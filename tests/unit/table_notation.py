"""A short notation for what table reading gives, so a test shows the printed table and its meaning side by side.

``⇥`` stands for TAB. One figure is ``line:field key measure/stage/fund amount unit``; ``*`` marks an of-which figure,
``~`` one whose column was inferred. The key is a code, ``fn:``/``ec:`` with the code of a line, a ``line_id``, or the
kind of row with its label.
"""

from collections.abc import Sequence

from pipeline.extraction.dataset.records import Figure
from pipeline.extraction.page.document import Document
from pipeline.extraction.page.text import match_key
from pipeline.extraction.tables.tables import DocumentTables, read_tables


def as_document(lines: Sequence[str]) -> Document:
    """Lines as a plain text would give them."""
    return Document("text", tuple(lines))


def read(text: str) -> DocumentTables:
    """Tables of a text written with ``⇥`` for TAB; line 1 is the first line that is not empty."""
    return read_tables("d", as_document(text.strip("\n").replace("⇥", "\t").split("\n")))


def _code(figure: Figure) -> str:
    code = ""
    for part in (figure.row_code_text or "").split("|"):
        code = part if code and part.startswith(code) else code + (part.zfill(2) if code else part)
    return code


def _key(figure: Figure) -> str:
    if figure.row_kind in ("function", "economic"):
        return _code(figure)
    if figure.line_id:
        return figure.line_id
    if figure.line_function_code:
        return f"fn:{figure.line_function_code}"
    if figure.line_economic_code:
        return f"ec:{figure.line_economic_code}"
    if figure.row_kind == "total":
        return "total"
    name = figure.project_name if figure.row_kind == "project" else figure.row_label
    return f"{figure.row_kind}:{match_key(name or '')}"


def notation(figure: Figure) -> str:
    """One figure in short."""
    key = _key(figure) + (f"/{figure.column_economic_code}" if figure.column_economic_code else "")
    meaning = "/".join(part or "" for part in (figure.measure, figure.stage, figure.fund))
    marks = ("*" if figure.is_of_which else "") + ("~" if figure.placement == "inferred" else "")
    place = f"{figure.source_line}:{figure.source_field}"
    return f"{place} {key} {meaning}{marks} {figure.amount_number} {figure.unit_text or '-'}"


def figures(text: str) -> list[str]:
    """All figures of a text in short."""
    return [notation(figure) for figure in read(text).figures]


def expected(text: str) -> list[str]:
    """The lines of an expectation."""
    return [" ".join(line.split()) for line in text.strip().split("\n") if line.strip()]


def statements(text: str) -> list[str]:
    """Statement of each table, in order."""
    return [record.statement_id for record in read(text).statements]


def unplaced(text: str) -> list[tuple[str, str]]:
    """Cells that were not placed, with the code of the reason."""
    return [(cell.cell_text, cell.reason_code) for cell in read(text).unplaced]
