"""dagster-dbt without dbt: its classes, imported as they are where dbt-core is not installed.

dbt runs in a process of its own (:mod:`pipeline.transformation.dbt_process`); here dagster-dbt only starts it and reads
what it says, and would import half of dbt for a few names of states: more than a second at every start. It has names
of its own for who has no dbt-core. Whatever needs dagster-dbt imports it from here.
"""

import sys
from collections.abc import Generator
from contextlib import contextmanager

_ASKED = "dbt.version"
"""The module by which dagster-dbt finds out whether dbt-core is there."""


@contextmanager
def _absent(module: str) -> Generator[None]:
    """While the block runs, importing the module fails as if it were not installed."""
    known = sys.modules.get(module)
    sys.modules[module] = None  # pyright: ignore[reportArgumentType]
    try:
        yield
    finally:
        del sys.modules[module]
        if known is not None:
            sys.modules[module] = known


with _absent(_ASKED):
    from dagster_dbt import DagsterDbtTranslator, DbtCliResource, DbtProject, dbt_assets
    from dagster_dbt.errors import DagsterDbtCliRuntimeError

__all__ = ["DagsterDbtCliRuntimeError", "DagsterDbtTranslator", "DbtCliResource", "DbtProject", "dbt_assets"]
