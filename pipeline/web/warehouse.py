"""The published warehouse as a web server reads it: one read-only connection per release, a cursor per question.

Opening, locking down and changing over to a new release belong here; what is asked does not.
"""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from pipeline.locations import Locations
from pipeline.publication.reader import DamagedReleaseError, open_release

Words = dict[tuple[str, str], tuple[str, str]]
"""Code set and code to the Chinese and English words."""


class NoReleaseError(Exception):
    """Nothing has been published in this warehouse yet, or what was cannot be opened."""


class Warehouse:
    """Answers questions from the newest release.

    Attributes:
        locations: Where the warehouse and the raw documents stand.
    """

    def __init__(self, locations: Locations) -> None:
        self.locations = locations
        self._lock = threading.Lock()
        self._opened: Path | None = None
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._words: tuple[Path | None, Words] = (None, {})

    def _current(self) -> duckdb.DuckDBPyConnection:
        try:
            path = self.locations.published_database.resolve(strict=True)
            with self._lock:
                if path != self._opened or self._connection is None:
                    # The one before is left to the answers that still read from it; it closes with the last of them.
                    self._connection = open_release(path)
                    self._opened = path
                return self._connection.cursor()
        except (OSError, DamagedReleaseError) as error:
            message = (
                f"no release can be opened in {self.locations.warehouse_dir} ({error}): run `make warehouse` first"
            )
            raise NoReleaseError(message) from error

    def ask(self, sql: str, parameters: Sequence[object] | dict[str, object] = ()) -> list[dict[str, Any]]:
        """Ask one question.

        Args:
            sql: A query with ``?`` or ``$name`` for each parameter; never text from a request.
            parameters: Their values.

        Returns:
            The rows by name of column.

        Raises:
            NoReleaseError: There is no release, or what is asked for cannot be read from it.
        """
        try:
            found = self._current().execute(sql, parameters)
            names = [column[0] for column in found.description or ()]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
        except (duckdb.IOException, duckdb.InternalException, duckdb.FatalException) as error:
            # Nothing of a query of ours is read from elsewhere, and a crash ends the connection.
            self.close()
            reason = str(error).strip().partition("\n")[0]
            message = f"the release in {self.locations.warehouse_dir} is damaged ({reason}): run `make warehouse`"
            raise NoReleaseError(message) from error

    def words(self) -> Words:
        """What every coded value means; asked once of a release."""
        self._current()
        opened, known = self._words
        if opened != self._opened:
            opened = self._opened
            rows = self.ask("select code_set, code, name_zh, coalesce(name_en, '') as name_en from dim_code")
            known = {(row["code_set"], row["code"]): (row["name_zh"], row["name_en"]) for row in rows}
            self._words = (opened, known)
        return known

    def worded(self, rows: list[dict[str, Any]], **code_sets: str) -> list[dict[str, Any]]:
        """Put words beside codes.

        Args:
            rows: Rows of an answer; they are changed.
            code_sets: The set of the codes of a column. Column ``stage`` gets ``stage_zh`` and ``stage_en``; a code
                that no set knows stands for itself.

        Returns:
            The rows.
        """
        words = self.words()
        for row in rows:
            for column, code_set in code_sets.items():
                code = row[column]
                row[f"{column}_zh"], row[f"{column}_en"] = words.get((code_set, code), (code, None))
        return rows

    def close(self) -> None:
        """Let go of the release; the next question opens it again."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._connection, self._opened = None, None

    @property
    def build(self) -> str:
        """Id of the release that answers now.

        Raises:
            NoReleaseError: There is none.
        """
        return str(self.ask("select build_id from release")[0]["build_id"])
