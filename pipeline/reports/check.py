"""Runs extraction and all rules on documents outside the warehouse.

Putting the files into a folder of their own and making the models of them in memory belongs here. What the report
looks like does not (:mod:`pipeline.reports.check_report`), and nothing here touches the published warehouse.
"""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb

from pipeline.extraction.folder import extract_folder
from pipeline.extraction.reading_process import ReadingProcess
from pipeline.reports.check_findings import DocumentReport, read_reports
from pipeline.reports.check_places import Sheet, read_sheets
from pipeline.temporary import TemporaryFolder
from pipeline.transformation.rendered import run
from pipeline.transformation.rendered_once import render_once

# What the report is made of; all that these read is made too.
_WANTED = ("fct_reconciliation", "dim_rule", "dim_document", "stg_lines")


def check_files(files: Sequence[Path], say: Callable[[str], None] = lambda _: None) -> list[DocumentReport]:
    """Extract the files, evaluate every rule, and return what the rules say, one report per document.

    Files of one body (budget and final accounts, notes and tables) are compared with each other when given together.
    The SQL is that of the dbt models (:mod:`pipeline.transformation.rendered`), without starting dbt.

    Args:
        files: disclosures of any supported format, wherever they are; they are only read.
        say: is told what is being done.

    Raises:
        FileNotFoundError: when a file does not exist.
        RenderError: when the rules could not be evaluated; carries what DuckDB says.
    """
    return [sheet.report for sheet in check_sheets(files, say)]


def check_sheets(
    files: Sequence[Path],
    say: Callable[[str], None] = lambda _: None,
    first: ReadingProcess | None = None,
) -> list[Sheet]:
    """The same with the places of what was found, for reports that show them; raises the same.

    A reading process that is loading already may be given; it is ended.
    """
    for said, wrong in (
        ("No such file", [file for file in files if not file.exists()]),
        ("No regular file, so it is not read", [file for file in files if not file.is_file()]),
    ):
        if wrong:
            raise FileNotFoundError(f"{said}: {', '.join(map(str, wrong))}")
    with TemporaryFolder("yujuesuan-check-") as folder:
        raw, extracted = Path(folder) / "raw", Path(folder) / "extracted"
        _gather(files, raw)
        say(f"Reading {len(files)} files")
        extract_folder(raw, extracted, workers=1, progress=lambda _: None, first=first)
        say("Evaluating the rules")
        with duckdb.connect() as connection:
            # A few documents: handing rows between threads would cost more than it saves.
            connection.execute("set threads = 1")
            run(connection, render_once(extracted, _WANTED), _WANTED)
            return read_sheets(connection, read_reports(connection), raw)


def _gather(files: Sequence[Path], folder: Path) -> None:
    """Copy the files into one folder; of two with the same name the second keeps a folder of its own."""
    folder.mkdir(parents=True)
    for number, file in enumerate(files, start=1):
        target = folder / file.name
        if target.exists():
            target = folder / str(number) / file.name
            target.parent.mkdir()
        shutil.copyfile(file, target)
