"""The dbt run repeated without the documents that made it fail.

How often it is tried belongs here; who is to blame is found by ``transformation/blame``.
"""

from collections.abc import Callable, Iterator
from typing import Any

from pipeline.orchestration.resources import Warehouse
from pipeline.transformation.blame import blame
from pipeline.transformation.dbt import DbtError, DiskFullError

MOST_PASSES = 12
"""A failed model hides what fails behind it, so that offenders can come to light one after the other."""


def without_offenders(run: Callable[[], list[Any]], warehouse: Warehouse) -> Iterator[Any]:
    """Run until it holds, setting aside each time the documents without which it would have.

    Args:
        run: one pass; returns what is to be reported when it holds.
        warehouse: whose documents they are.

    Raises:
        DbtError: the failure is not due to a few documents; nothing more is set aside for it. The checks that did not
            hold are reported before.
    """
    for number in range(1, MOST_PASSES + 1):
        try:
            yield from run()
            return
        except DbtError as error:
            if number == MOST_PASSES or isinstance(error, DiskFullError):
                yield from error.checks
                raise
            warehouse.say("  dbt failed: looking for documents that are to blame")
            blamed = blame(warehouse.locations.next_database, warehouse.locations.dbt_target_dir)
            # Who is out already cannot be what fails still.
            if not blamed.keys() - warehouse.set_aside.documents().keys():
                yield from error.checks
                raise
            warehouse.set_aside.add(blamed)
            for document, told in sorted(blamed.items()):
                warehouse.say(f"  set aside: {document}: {told}")
            warehouse.extract()
