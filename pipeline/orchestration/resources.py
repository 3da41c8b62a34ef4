"""Dagster resources: the warehouse being written, and whoever is told about the progress.

Holding the writer lock for the length of a run belongs here; what is written does not.
"""

import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from dagster import ConfigurableResource, InitResourceContext
from pydantic import PrivateAttr

from pipeline.extraction.aside import SetAside
from pipeline.extraction.entries import printable
from pipeline.extraction.folder import ExtractionSummary, extract_folder
from pipeline.locations import Locations
from pipeline.memory import share_of_readers
from pipeline.orchestration.set_aside import set_aside_of
from pipeline.publication.gate import GateRefusedError
from pipeline.publication.lake import publish_to_store
from pipeline.publication.lock import single_writer
from pipeline.publication.release import published_build
from pipeline.publication.shrink import objection_to_removal
from pipeline.publication.store import Store, Stored, newest


class Warehouse(ConfigurableResource["Warehouse"]):
    """The folders of this run. Locked against a second writer while any step of the run is at work.

    Attributes:
        raw_dir: absolute path of the raw documents.
        raw_source: address of the bucket whose copy that is; empty for none.
        warehouse_dir: absolute path of the warehouse.
        workers: processes that extract.
        allow_shrink: publish although much of the last release is gone.
        everything: compute all documents, and take nothing over from the last release.
        store: address of the lake that gets the release too; empty for none.
        store_data: folder or bucket of its data, where it is not made yet.
        scheduler: address of a Dask scheduler whose workers read documents; empty for none.
    """

    raw_dir: str
    warehouse_dir: str
    workers: int = 2
    allow_shrink: bool = False
    everything: bool = False
    store: str = ""
    store_data: str = ""
    scheduler: str = ""
    raw_source: str = ""
    _seen: str | None = PrivateAttr(default=None)

    @property
    def locations(self) -> Locations:
        """The folders as paths."""
        return Locations(Path(self.raw_dir), Path(self.warehouse_dir), self.raw_source)

    @contextmanager
    def yield_for_execution(self, context: InitResourceContext) -> Generator["Warehouse"]:
        """Hold the writer lock; the executor is in-process, so one holding spans all steps of a run."""
        with single_writer(self.locations.lock_file):
            if self.store:
                last = newest(self.lake)
                self._seen = last and last.build_id
            yield self

    @property
    def lake(self) -> Store:
        """The lake, where there is one."""
        return Store.parse(self.store, self.store_data or None)

    def publish_to_store(self) -> Stored:
        """Put the release into the lake, unless another one came there since this run began."""
        return publish_to_store(self.lake, self.locations, seen=self._seen, allow_shrink=self.allow_shrink)

    @property
    def set_aside(self) -> SetAside:
        """Documents that broke an invariant of the present models."""
        return set_aside_of(self.locations)

    def extract(self) -> ExtractionSummary:
        """Bring the extracted datasets up to date with the raw folder."""
        workers, limits = share_of_readers(self.workers)
        return extract_folder(
            self.locations.raw_dir,
            self.locations.extracted_dir,
            workers=workers,
            limits=limits,
            progress=lambda message: self.say(f"  extraction: {message}"),
            set_aside=self.set_aside.documents(),
            before_removal=self._refuse_an_emptied_folder,
            scheduler=self.scheduler or None,
        )

    def _refuse_an_emptied_folder(self, known: int, gone: int) -> None:
        """Stop before what was read is given up.

        Raises:
            GateRefusedError: most documents of the last release are gone, and nobody said that they should be.
        """
        objection = objection_to_removal(known, gone)
        if objection and not self.allow_shrink and published_build(self.locations) is not None:
            raise GateRefusedError([objection])

    def say(self, message: str) -> None:
        """Tell whoever watches the run: the terminal of a command, or the run's log in the UI."""
        # The terminal itself, since the dbt step redirects sys.stdout to a file while it runs.
        print(printable(message), file=sys.__stdout__, flush=True)
