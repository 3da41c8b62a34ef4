"""Wording of documents that no seed knows, as rows ready for the seeds.

For whoever extends the vocabulary: titles of tables kept as ``other``, headings above numbers, lines of summary tables,
each with how often and where it stands. What a word means is for a person to fill in; nothing is guessed here.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from pipeline.extraction.page.cells import classify
from pipeline.extraction.page.text import match_key
from pipeline.extraction.wording.tables import vocabulary
from pipeline.publication.sql import inside_pattern

SEED_COLUMNS: dict[str, tuple[str, ...]] = {
    "statement_titles": ("title", "statement_id", "prefix"),
    "headings": ("heading", "axis", "role", "measure", "stage", "fund", "group_measure", "economic_code"),
    "line_labels": ("label", "side", "line_id"),
}
"""Seed to its columns; the wording is the first, the others are for a person to fill in."""
LONGEST = 60
"""A longer text is a sentence, no wording."""

_TITLES = """
select table_title as wording,
    min(file_name || ':' || coalesce(title_line, first_line)) as place, count(*) as times
from read_parquet('{extracted}/statements/*.parquet') inner join read_parquet('{extracted}/documents/*.parquet')
    using (document_id)
where statement_id = 'other' and table_title is not null and disclosure_level is distinct from 'government'
group by table_title order by times desc, wording
"""
_HEADERS = """
select header_text, file_name || ':' || first_line as place
from read_parquet('{extracted}/statements/*.parquet') inner join read_parquet('{extracted}/documents/*.parquet')
    using (document_id)
where header_text is not null and statement_id <> 'other' order by place
"""
_LINES = """
select row_label as wording, min(file_name || ':' || source_line) as place, count(*) as times
from read_parquet('{extracted}/figures/*.parquet') inner join read_parquet('{extracted}/documents/*.parquet')
    using (document_id)
where row_kind = 'line' and line_id is null and line_function_code is null and line_economic_code is null
    and statement_id <> 'other' and row_label is not null
group by row_label order by times desc, wording
"""


@dataclass(frozen=True, slots=True)
class UnknownWording:
    """One wording that a seed does not know.

    Attributes:
        seed: Name of the seed it would belong to.
        wording: As printed.
        times: How often it is printed.
        place: File and line of one of them.
    """

    seed: str
    wording: str
    times: int
    place: str


def unknown_wording(extracted_dir: Path) -> list[UnknownWording]:
    """Find what the seeds do not know in all extracted documents.

    Args:
        extracted_dir: Where the Parquet of the extraction stands.

    Returns:
        Seed by seed, the most frequent first.

    Raises:
        FileNotFoundError: when nothing has been extracted into this folder yet.
    """
    if not any((extracted_dir / "documents").glob("*.parquet")):
        raise FileNotFoundError(f"Nothing is extracted in {extracted_dir} yet. Run: yujuesuan build")
    extracted = inside_pattern(extracted_dir)
    with duckdb.connect() as connection:

        def rows(query: str) -> list[tuple[Any, ...]]:
            return connection.execute(query.format(extracted=extracted)).fetchall()

        found = [UnknownWording("statement_titles", title, times, place) for title, place, times in rows(_TITLES)]
        found += _headings(rows(_HEADERS))
        found += [UnknownWording("line_labels", label, times, place) for label, place, times in rows(_LINES)]
    return [unknown for unknown in found if len(unknown.wording) <= LONGEST]


def _headings(headers: Iterable[tuple[str, str]]) -> list[UnknownWording]:
    words = vocabulary()
    known = {key for key, _ in words.headings} | set(words.economic_codes) | set(words.government_codes)
    times: Counter[str] = Counter()
    places: dict[str, str] = {}
    for header, place in headers:
        for cell in header.replace(" | ", "\u21e5").split("\u21e5"):
            if classify(cell)[0] == "text" and match_key(cell) not in known:
                times[cell.strip()] += 1
                places.setdefault(cell.strip(), place)
    ranked = sorted(times.items(), key=lambda item: (-item[1], item[0]))
    return [UnknownWording("headings", heading, count, places[heading]) for heading, count in ranked]


def seed_rows(found: Iterable[UnknownWording]) -> Iterator[str]:
    """Yield, seed by seed, the header and a row for each wording, with count and place behind it as a comment."""
    seed = ""
    for unknown in found:
        columns = SEED_COLUMNS[unknown.seed]
        if unknown.seed != seed:
            seed = unknown.seed
            yield f"# dbt_project/seeds/tables/{seed}.csv: {','.join(columns)}"
        out = io.StringIO()
        csv.writer(out, lineterminator="").writerow([unknown.wording.replace("\n", " "), *[""] * (len(columns) - 1)])
        yield f"{out.getvalue()}  # {unknown.times} x, {unknown.place}"
    if not seed:
        yield "The seeds know every title, heading and line of these documents."
