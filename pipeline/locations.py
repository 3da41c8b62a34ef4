"""Where things are: the raw folder, the warehouse folder, and everything inside the latter.

Paths and addresses only. Nothing here reads, creates or deletes a file; whoever owns a folder creates it.
"""

import os
from dataclasses import dataclass
from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parents[1]
DBT_PROJECT_DIR = PROJECT_ROOT / "dbt_project"
DATABASE_NAME = "warehouse.duckdb"
SITE = "http://127.0.0.1:8000"
"""Where ``yujuesuan serve`` stands when nothing else is said."""


@dataclass(frozen=True)
class Locations:
    """The two folders a build works on. Both are absolute.

    Attributes:
        raw_dir: disclosures as published; only ever read.
        warehouse_dir: everything generated.
        raw_source: address of the bucket whose copy the raw folder is; empty where it is itself the place.
    """

    raw_dir: Path
    warehouse_dir: Path
    raw_source: str = ""

    @classmethod
    def resolve(cls, raw: str | Path | None = None, warehouse: str | Path | None = None) -> "Locations":
        """Return the locations the arguments name, else ``RAW_DIR`` and ``WAREHOUSE_DIR``, else the project's own.

        Relative paths are taken from the current directory. A raw folder with ``://`` in it is the address of a bucket;
        its copy is in the warehouse folder.
        """
        raw_dir = raw or os.environ.get("RAW_DIR") or PROJECT_ROOT / "raw"
        warehouse_dir = Path(warehouse or os.environ.get("WAREHOUSE_DIR") or PROJECT_ROOT / "warehouse")
        warehouse_dir = warehouse_dir.expanduser().absolute()
        if "://" in str(raw_dir):
            return cls(warehouse_dir / "raw", warehouse_dir, str(raw_dir))
        return cls(Path(raw_dir).expanduser().absolute(), warehouse_dir)

    @property
    def extracted_dir(self) -> Path:
        """Parquet written by the extraction: ``<dataset>/<bucket>.parquet``."""
        return self.warehouse_dir / "extracted"

    @property
    def builds_dir(self) -> Path:
        """One folder per build, named by its build id."""
        return self.warehouse_dir / "builds"

    @property
    def next_build(self) -> Path:
        """The build in the making; a constant path, so that dbt's partial parse stays valid from build to build."""
        return self.builds_dir / "next"

    @property
    def next_database(self) -> Path:
        """The DuckDB file that dbt is writing."""
        return self.next_build / DATABASE_NAME

    @property
    def input_dir(self) -> Path:
        """What dbt reads in this build: a link to all that is extracted, or a folder of some documents."""
        return self.next_build / "input"

    @property
    def assembled_database(self) -> Path:
        """The analysts' file as it grows by one set of documents after the other; none where dbt saw all at once."""
        return self.next_build / "assembled" / DATABASE_NAME

    @property
    def staged_build(self) -> Path:
        """The release in the making: what analysts use of a build, until it gets its name."""
        return self.builds_dir / "staged"

    @property
    def workbench_database(self) -> Path:
        """The last published build with everything that dbt made, for whoever runs or documents single models."""
        return self.warehouse_dir / "workbench" / DATABASE_NAME

    @property
    def current(self) -> Path:
        """The pointer: a symbolic link to the published build."""
        return self.warehouse_dir / "current"

    @property
    def published_database(self) -> Path:
        """The DuckDB file that analysts open."""
        return self.current / DATABASE_NAME

    @property
    def dbt_target_dir(self) -> Path:
        """Artifacts of dbt for this warehouse: manifest, partial parse, run results, logs."""
        return self.warehouse_dir / "dbt"

    @property
    def dbt_manifest(self) -> Path:
        """The manifest from which the asset graph is made."""
        return self.dbt_target_dir / "manifest.json"

    @property
    def dagster_home(self) -> Path:
        """Dagster's own storage for this warehouse."""
        return self.warehouse_dir / "dagster"

    @property
    def history_dir(self) -> Path:
        """Runs of commands that Dagster's storage has not been told of."""
        return self.warehouse_dir / "runs"

    @property
    def lock_file(self) -> Path:
        """Held by the one process that writes this warehouse."""
        return self.warehouse_dir / "writer.lock"
