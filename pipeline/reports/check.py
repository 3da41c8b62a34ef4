"""Runs extraction and all rules on documents outside the warehouse.

Putting the files into a folder of their own and building a database of them belongs here. What the report looks like
does not (:mod:`pipeline.reports.check_report`), and nothing here touches the published warehouse.
"""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from pipeline.extraction.folder import extract_folder
from pipeline.locations import DBT_PROJECT_DIR, Locations
from pipeline.reports.check_report import DocumentReport, read_reports
from pipeline.transformation.rendered import render, run

# What the report is made of; all that these read is made too.
_WANTED = ("fct_reconciliation", "dim_document")


def check_files(files: Sequence[Path], say: Callable[[str], None] = lambda _: None) -> list[DocumentReport]:
    """Extract the files, evaluate every rule, and return what the rules say, one report per document.

    Files of one body (budget and final accounts, notes and tables) are compared with each other when given together.

    Args:
        files: disclosures, wherever they are; they are only read.
        say: is told what is being done.

    Raises:
        FileNotFoundError: when a file does not exist.
        RenderError: when the rules could not be evaluated; carries what DuckDB says.
    """
    missing = [str(file) for file in files if not file.is_file()]
    if missing:
        raise FileNotFoundError(f"No such file: {', '.join(missing)}")
    with TemporaryDirectory(prefix="yujuesuan-check-") as folder:
        locations = Locations(raw_dir=Path(folder) / "raw", warehouse_dir=Path(folder) / "warehouse")
        _gather(files, locations.raw_dir)
        say(f"Reading {len(files)} files")
        extract_folder(locations.raw_dir, locations.extracted_dir, workers=1, progress=lambda _: None)
        say("Evaluating the rules")
        locations.next_build.mkdir(parents=True)
        with duckdb.connect(str(locations.next_database)) as connection:
            run(connection, render(DBT_PROJECT_DIR, locations.extracted_dir), _WANTED)
        return read_reports(locations.next_database)


def _gather(files: Sequence[Path], folder: Path) -> None:
    """Copy the files into one folder; of two with the same name the second keeps a folder of its own."""
    folder.mkdir(parents=True)
    for number, file in enumerate(files, start=1):
        target = folder / file.name
        if target.exists():
            target = folder / str(number) / file.name
            target.parent.mkdir()
        shutil.copyfile(file, target)
