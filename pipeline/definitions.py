"""The Dagster entry point: ``dagster dev -m pipeline.definitions`` (or ``make dev``).

    raw_documents → extracted/* → staging, intermediate, reconciliation, main (dbt) → release

The folders come from ``RAW_DIR`` and ``WAREHOUSE_DIR``, the store from ``YUJUESUAN_STORE``, the cluster from
``YUJUESUAN_SCHEDULER``. The parts are in ``pipeline/orchestration/``.
"""

import os

from pipeline.locations import Locations
from pipeline.orchestration.graph import build_definitions
from pipeline.publication.store import Store

defs = build_definitions(
    Locations.resolve(), store=Store.from_environment(), scheduler=os.environ.get("YUJUESUAN_SCHEDULER")
)
