"""Small disclosures typed by hand from the forms of other years and provinces, and what a person reads in them.

A file is the page (``⇥`` for TAB), a line of equals signs, ``body|region|year|kind``, then per table ``# statement``
and its figures as ``key measure/stage/fund amount unit``. Every page is read twice: as a text and as a web page.
"""

import hashlib
import html
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from pipeline.extraction.document import Source, extract_guarded

FORMS = sorted((Path(__file__).parent / "forms").glob("*.txt"))


@dataclass(frozen=True)
class Form:
    """One page and its golden reading."""

    page: str
    body: str
    region: str
    year: str
    kind: str
    figures: Counter[tuple[str, str]]


def load(path: Path) -> Form:
    """Page and golden reading of a file."""
    page, _, wanted = path.read_text(encoding="utf-8").partition("\n=====\n")
    first, *lines = wanted.strip().split("\n")
    body, region, year, kind = first.split("|")
    figures: Counter[tuple[str, str]] = Counter()
    statement = ""
    for line in lines:
        if line.startswith("# "):
            statement = line[2:]
        else:
            figures[statement, line] += 1
    return Form(page.replace("⇥", "\t"), body, region, year, kind, figures)


def as_html(page: str) -> str:
    """The page as a publisher's web page: paragraphs, and a table for each run of lines with TABs."""
    parts: list[str] = []
    rows: list[str] = []
    for line in [*page.split("\n"), ""]:
        if "\t" in line:
            rows.append("<tr>" + "".join(f"<td>{html.escape(c)}</td>" for c in line.split("\t")) + "</tr>")
            continue
        if rows:
            parts.append("<table>" + "".join(rows) + "</table>")
            rows = []
        parts.append(f"<p>{html.escape(line)}</p>" if line else "")
    title = html.escape(page.partition("\n")[0])
    return f"<html><head><meta charset='utf-8'><title>{title}</title></head><body>{''.join(parts)}</body></html>"


def extracted(page: str, suffix: str, folder: Path):
    """Rows of the extracted page."""
    text = as_html(page) if suffix == "html" else page
    file = folder / f"page.{suffix}"
    file.write_text(text, encoding="utf-8")
    return extract_guarded(Source(hashlib.sha256(text.encode()).hexdigest(), file, (file.name,)))
