"""Everything Dagster knows, put together for one pair of folders."""

from dagster import Definitions, in_process_executor

from pipeline.locations import Locations
from pipeline.memory import remember
from pipeline.orchestration import assets
from pipeline.orchestration.assets import extracted, make_dbt_models, make_release, mart_keys, raw_documents
from pipeline.orchestration.automation import (
    commanded_job,
    failed_night,
    make_raw_folder_sensor,
    nightly_job,
    nightly_schedule,
)
from pipeline.orchestration.resources import Warehouse
from pipeline.orchestration.translation import dbt_resource
from pipeline.publication.store import PREFIX, Store
from pipeline.transformation.dbt import ensure_manifest


def build_definitions(
    locations: Locations,
    workers: int = 2,
    *,
    allow_shrink: bool = False,
    everything: bool = False,
    store: Store | None = None,
    scheduler: str | None = None,
) -> Definitions:
    """Return assets, checks, jobs, schedule, sensor and resources for the given folders.

    Parses the dbt project first when it changed, so that the graph is never older than the models.
    """
    remember(None)  # dagster-dbt hands our own environment on to dbt
    dbt_models = make_dbt_models(ensure_manifest(locations))
    return Definitions(
        assets=[
            raw_documents,
            extracted,
            dbt_models,
            make_release(mart_keys(dbt_models)),
            *([] if store is None else [assets.store]),
        ],
        jobs=[nightly_job, commanded_job],
        schedules=[nightly_schedule],
        sensors=[make_raw_folder_sensor(locations), failed_night],
        # The steps are a chain and share one lock; a process per step would only add its start.
        executor=in_process_executor,
        resources={
            "dbt": dbt_resource(locations.warehouse_dir),
            "warehouse": Warehouse(
                raw_dir=str(locations.raw_dir),
                warehouse_dir=str(locations.warehouse_dir),
                workers=workers,
                allow_shrink=allow_shrink,
                everything=everything,
                store="" if store is None else f"{PREFIX}{store.catalog}",
                store_data="" if store is None else store.data or "",
                scheduler=scheduler or "",
                raw_source=locations.raw_source,
            ),
        },
    )
