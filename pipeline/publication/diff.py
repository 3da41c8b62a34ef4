"""What changed between two releases: documents that came, went or changed, and figures that are no longer the same.

Compares two published files; it knows nothing of how either was made.
"""

from collections.abc import Collection
from dataclasses import dataclass

import duckdb

from pipeline.publication.reader import Release, opened_beside

_DOCUMENTS = """
with
before as (select file_name, sha256 from old.main.dim_document),
after as (select file_name, sha256 from new.main.dim_document)
select
    list(after.file_name order by after.file_name) filter (where before.file_name is null),
    list(before.file_name order by before.file_name) filter (where after.file_name is null),
    list(after.file_name order by after.file_name) filter (where before.sha256 <> after.sha256)
from before full join after using (file_name)
"""

# Same document, same place on the page, another reading: only the pipeline can have caused it.
_FIGURES = """
select
    count(*) filter (where before.figure_id is null),
    count(*) filter (where after.figure_id is null),
    count(*) filter (where (before.amount_yuan, before.statement_id, before.measure, before.stage, before.fund,
                            before.function_code, before.economic_code, before.line_id)
        is distinct from (after.amount_yuan, after.statement_id, after.measure, after.stage, after.fund,
                          after.function_code, after.economic_code, after.line_id)
        and before.figure_id is not null and after.figure_id is not null)
from (select * from old.main.fct_figure semi join new.main.dim_document using (document_id) {asked}) as before
full join (select * from new.main.fct_figure semi join old.main.dim_document using (document_id) {asked}) as after
    using (figure_id)
"""


@dataclass(frozen=True)
class ReleaseDiff:
    """The difference of two releases.

    Attributes:
        documents_added: file names only the newer one has.
        documents_removed: file names only the older one has.
        documents_changed: file names whose bytes differ.
        figures_added: figures, of documents both have, that only the newer one reads.
        figures_removed: figures, of documents both have, that only the older one reads.
        figures_changed: figures both read at the same place, but differently.
    """

    documents_added: list[str]
    documents_removed: list[str]
    documents_changed: list[str]
    figures_added: int
    figures_removed: int
    figures_changed: int

    def sentences(self) -> list[str]:
        """Return the difference in words, one sentence per kind of change; empty when nothing changed."""
        documents = [
            f"{len(names)} document(s) {change}: {_listed(names)}"
            for names, change in (
                (self.documents_added, "added"),
                (self.documents_removed, "removed"),
                (self.documents_changed, "changed"),
            )
            if names
        ]
        figures = [
            f"{count} figure(s) {change} in documents that did not change"
            for count, change in (
                (self.figures_added, "added"),
                (self.figures_removed, "removed"),
                (self.figures_changed, "read differently"),
            )
            if count
        ]
        return documents + figures


def diff_releases(old: Release, new: Release, documents: Collection[str] | None = None) -> ReleaseDiff:
    """Compare two releases; both are opened read-only.

    Args:
        old: the earlier file, or the earlier release of a lake.
        new: the later file, or the later release of the same lake.
        documents: documents whose figures can differ, where that is known.

    Raises:
        StoreError: the lake cannot be reached, or has no such release.
    """
    with opened_beside(old, new) as connection:
        return compare(connection, documents)


def compare(connection: duckdb.DuckDBPyConnection, documents: Collection[str] | None = None) -> ReleaseDiff:
    """Compare the catalogs ``old`` and ``new`` of a connection.

    Args:
        connection: a connection that may make a table in its memory.
        documents: documents whose figures can differ, where that is known.
    """
    named = connection.execute(_DOCUMENTS).fetchone() or (None, None, None)
    connection.execute(
        "create or replace table memory.main.asked as select unnest(?::varchar[]) as document_id",
        [sorted(documents or ())],
    )
    asked = "" if documents is None else "semi join memory.main.asked using (document_id)"
    figures = connection.execute(_FIGURES.format(asked=asked)).fetchone() or (0, 0, 0)
    added, removed, changed = (list(names or []) for names in named)
    return ReleaseDiff(added, removed, changed, *figures)


def _listed(names: list[str], limit: int = 5) -> str:
    shown = ", ".join(names[:limit])
    return shown if len(names) <= limit else f"{shown} and {len(names) - limit} more"
