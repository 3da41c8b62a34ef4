"""Whether a build has lost too much of what the last release had: an emptied folder looks like so many removals.

Compared are documents that were read, and the figures of those that are still there under their name or with their
bytes: whoever takes a few documents away on purpose takes their figures too. Comparing only; what is done about it is
``release.py``.
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipeline.publication.sql import literal

MOST_LOST = 20
"""Per cent of documents or figures that a release may have fewer than the one before."""

_COUNTS = """
with
before as (
    select document_id, file_name, sha256, outcome in ('ok', 'partial') as is_read from old.main.dim_document
),
after as (
    select document_id, file_name, sha256, outcome in ('ok', 'partial') as is_read from new.main.dim_document
),
stayed as (
    select distinct before.document_id
    from before join after on before.file_name = after.file_name or before.sha256 = after.sha256
),
matched as (
    select distinct after.document_id
    from before join after on before.file_name = after.file_name or before.sha256 = after.sha256
)
select
    (select count(*) from before where is_read),
    (select count(*) from after where is_read),
    (select count(*) from old.main.fct_figure semi join stayed using (document_id)),
    (select count(*) from new.main.fct_figure semi join matched using (document_id))
"""


def objection_to_removal(known: int, gone: int) -> str:
    """Say that most of the folder is missing, before what was read of it is given up; empty where it is not.

    Only the plain case: what a release may lose is judged when it is made, by what could be read.
    """
    if 2 * gone <= known:
        return ""
    return (
        f"{gone} of the {known} known documents are gone from the raw folder. Is it whole (mounted, readable)?"
        " Nothing was changed. If they are to go, build with --allow-shrink"
    )


@dataclass(frozen=True)
class Shrinkage:
    """Counts of the last release and of this build.

    Attributes:
        documents_before: documents that were read.
        documents_after: the same now.
        figures_before: figures of the documents that are still there.
        figures_after: their figures now.
    """

    documents_before: int
    documents_after: int
    figures_before: int
    figures_after: int

    def objections(self, most_lost: int = MOST_LOST) -> list[str]:
        """Say what fell too far, with the numbers."""
        pairs = (
            (self.documents_before, self.documents_after, "documents that could be read"),
            (self.figures_before, self.figures_after, "figures of the documents that are still there"),
        )
        return [
            f"{before} {what} in the last release, {after} in this build: {_lost(before, after)} % fewer, more than the"
            f" {most_lost} % that may be lost in one night. Is the raw folder whole (mounted, readable)?"
            " If so, publish with --allow-shrink"
            for before, after, what in pairs
            if 100 * (before - after) > most_lost * before
        ]


def measure(previous: Path, database: Path) -> Shrinkage:
    """Compare the published file with the one to be published; both are opened read-only.

    Raises:
        duckdb.Error: the previous file is damaged, or of a time when it had other columns.
    """
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(str(previous))} as old (read_only)")
        connection.execute(f"attach {literal(str(database))} as new (read_only)")
        return measured(connection)


def measured(connection: duckdb.DuckDBPyConnection) -> Shrinkage:
    """Compare the catalogs ``old`` and ``new`` of a connection."""
    return Shrinkage(*(connection.execute(_COUNTS).fetchone() or (0, 0, 0, 0)))


def _lost(before: int, after: int) -> int:
    return 100 * (before - after) // before
