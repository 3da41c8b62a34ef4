# Dagster and pyarrow leave type arguments open.
# pyright: reportUnknownVariableType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
"""The assets, in the order of the way: raw documents, extracted tables, dbt models, release.

Each function calls one helper that has the tests and turns its answer into metadata. Nothing is computed here.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
from dagster import (
    AssetExecutionContext,
    AssetKey,
    AssetObservation,
    AssetsDefinition,
    AssetSpec,
    FreshnessPolicy,
    MaterializeResult,
    asset,
    multi_asset,
)

from pipeline.extraction.dataset.schemas import DATASETS
from pipeline.extraction.folder import STORE_DIGEST
from pipeline.orchestration import metadata
from pipeline.orchestration.checks import with_first_rows
from pipeline.orchestration.dbt_by_name import DagsterDbtCliRuntimeError, dbt_assets
from pipeline.orchestration.news import Plan, plan, take_input, told
from pipeline.orchestration.offenders import without_offenders
from pipeline.orchestration.progress import summary_lines, with_progress
from pipeline.orchestration.raw_bucket import bring_documents
from pipeline.orchestration.raw_folder import list_raw_files
from pipeline.orchestration.resources import Warehouse
from pipeline.orchestration.state import build_state, recipe
from pipeline.orchestration.translation import QuietDbt, Translator
from pipeline.publication.assembly import absorb, begin_assembly
from pipeline.publication.reader import open_release
from pipeline.publication.release import (
    continue_build,
    keep_artifacts,
    publish,
    start_build,
)
from pipeline.transformation.dbt import (
    TESTS_OF_SEEDS,
    DbtError,
    captured_output,
    dbt_failure,
    dbt_vars,
    nightly_manifest,
)

# One pool with one slot: whatever the UI starts by hand, only one run writes at a time.
WRITER_POOL = "warehouse_writer"

# The nightly run starts at 02:00; by 03:00 there should be a release.
_FRESHNESS = FreshnessPolicy.cron(
    deadline_cron="0 3 * * *", lower_bound_delta=timedelta(hours=2), timezone="Asia/Shanghai"
)


@asset(key="raw_documents", group_name="raw", kinds={"text"}, pool=WRITER_POOL)
def raw_documents(warehouse: Warehouse) -> MaterializeResult[Any]:
    """The disclosures as published: every file below the raw folder, however deep. Only ever read."""
    bring_documents(warehouse.locations, warehouse.workers, warehouse.say)
    folder = list_raw_files(warehouse.locations.raw_dir)
    warehouse.say(f"Raw documents: {len(folder.files)} file(s) in {warehouse.locations.raw_dir}")
    return MaterializeResult(metadata=metadata.of_raw_files(folder, warehouse.locations.raw_dir))


@multi_asset(
    specs=[
        AssetSpec(
            AssetKey(["extracted", dataset]),
            deps=["raw_documents"],
            group_name="extracted",
            kinds={"python", "parquet"},
            description=f"What the documents print, as placed by the extraction: dataset `{dataset}` in Parquet.",
            skippable=False,
        )
        for dataset in DATASETS
    ],
    pool=WRITER_POOL,
)
def extracted(warehouse: Warehouse) -> Iterator[MaterializeResult[Any]]:
    """Documents to placed cells, narrative figures and outcomes; only what changed is read again."""
    locations = warehouse.locations
    summary = warehouse.extract()
    for line in summary_lines(summary):
        warehouse.say(line)
    for dataset in DATASETS:
        yield MaterializeResult(
            asset_key=AssetKey(["extracted", dataset]),
            metadata=metadata.of_dataset(locations.extracted_dir / dataset, summary),
        )


def make_dbt_models(manifest: Path) -> AssetsDefinition:
    """Return one asset per model and seed of the manifest, and one check per test of a model."""
    nodes = nightly_manifest(manifest)

    @dbt_assets(manifest=nodes, dagster_dbt_translator=Translator(), name="dbt_models", pool=WRITER_POOL)
    def dbt_models(context: AssetExecutionContext, dbt: QuietDbt, warehouse: Warehouse) -> Iterator[Any]:
        def run() -> list[Any]:
            return _passes(context, dbt, warehouse)

        # What a failed pass reported is not repeated: an asset is materialized once, by the pass that holds.
        yield from without_offenders(run, warehouse)

    return dbt_models


def _passes(context: AssetExecutionContext, dbt: QuietDbt, warehouse: Warehouse) -> list[Any]:
    """Run dbt over what is to be computed: once over everything, or over some documents at a time and merged.

    A release into which nothing can be put, because its file or its notes are damaged, is not taken over.
    """
    locations = warehouse.locations
    (continue_build if context.is_subset else start_build)(locations)
    planned = Plan() if context.is_subset else plan(locations, recipe(), everything=warehouse.everything)
    try:
        return _computed(planned, context, dbt, warehouse)
    except (duckdb.Error, LookupError, TypeError, ValueError) as error:
        if planned.continues is None:
            raise
        warehouse.say(f"The last release cannot be taken over: {str(error).splitlines()[0]}")
    start_build(locations)
    return _computed(plan(locations, recipe(), everything=True), context, dbt, warehouse)


def _computed(planned: Plan, context: AssetExecutionContext, dbt: QuietDbt, warehouse: Warehouse) -> list[Any]:
    """Compute what was planned."""
    locations = warehouse.locations
    warehouse.say(told(planned))
    if planned.continues is not None:
        begin_assembly(locations, planned.continues)
    reported: dict[Any, Any] = {}
    for batch in planned.batches or (None,):
        if batch is not None:
            take_input(locations, batch)
        for event in _events(context, dbt, warehouse):
            # Of the batches of one build the one is told that has something to say.
            key = tuple(getattr(event, name, None) for name in ("asset_key", "check_name", "output_name"))
            if getattr(reported.get(key), "passed", True):
                reported[key] = event
        keep_artifacts(locations)
        if batch is not None:
            absorb(locations, batch.part)
    return list(reported.values())


def _events(context: AssetExecutionContext, dbt: QuietDbt, warehouse: Warehouse) -> list[Any]:
    """Run dbt once; what it reported, with the first rows of the checks that do not hold.

    Raises:
        DbtError: with the checks that did not hold.
    """
    database, target_dir = warehouse.locations.next_database, warehouse.locations.dbt_target_dir
    events: list[Any] = []
    try:
        for event in with_progress(_stream(context, dbt, warehouse), warehouse.say):
            events.append(event)
    except DbtError as error:
        failed = [event for event in events if getattr(event, "passed", True) is False]
        error.checks = with_first_rows(failed, database, target_dir)
        raise
    return with_first_rows(events, database, target_dir)


def _stream(context: AssetExecutionContext, dbt: QuietDbt, warehouse: Warehouse) -> Iterator[Any]:
    """Run dbt once over the input of the build.

    Raises:
        DbtError: naming what failed.
    """
    locations = warehouse.locations
    (locations.dbt_target_dir / "run_results.json").unlink(missing_ok=True)
    output_file = locations.next_build / "dbt.txt"
    with captured_output(output_file):
        invocation = dbt.cli(
            ["build", "--exclude-resource-type", "unit_test", "--exclude", TESTS_OF_SEEDS, *dbt_vars()],
            context=context,
            target_path=locations.dbt_target_dir,
            raise_on_error=True,
        )
        try:
            yield from invocation.stream()
        except DagsterDbtCliRuntimeError as error:
            raise dbt_failure(locations.dbt_target_dir, output_file) from error


def make_release(marts: list[AssetKey]) -> AssetsDefinition:
    """Return the asset that publishes; it waits for the given marts."""

    @asset(
        key="release",
        deps=marts,
        group_name="release",
        kinds={"duckdb"},
        freshness_policy=_FRESHNESS,
        pool=WRITER_POOL,
    )
    def release(context: AssetExecutionContext, warehouse: Warehouse) -> MaterializeResult[Any]:
        """The published warehouse: `current` points to the build that passed the gate."""
        locations = warehouse.locations
        state = build_state((locations.extracted_dir / STORE_DIGEST).read_text(encoding="utf-8"))
        manifest = publish(locations, allow_shrink=warehouse.allow_shrink, state=state, recipe=recipe())
        for question in manifest.questions:
            warehouse.say(f"To be looked at: {question}")
        warehouse.say(f"Published: {locations.published_database} (build {manifest.build_id})")
        with open_release(locations.published_database) as connection:
            for key in marts:
                context.log_event(AssetObservation(key, metadata=metadata.of_mart(connection, key.path[-1])))
        return MaterializeResult(metadata=metadata.of_release(manifest, locations))

    return release


@asset(key="store", deps=["release"], group_name="release", kinds={"duckdb", "parquet"}, pool=WRITER_POOL)
def store(warehouse: Warehouse) -> MaterializeResult[Any]:
    """The lake: the release as its newest snapshot, every earlier one beside it."""
    stored = warehouse.publish_to_store()
    warehouse.say(f"Published: {warehouse.lake} (build {stored.build_id}, snapshot {stored.version})")
    return MaterializeResult(metadata=metadata.of_stored(stored))


def mart_keys(models: AssetsDefinition) -> list[AssetKey]:
    """Return the keys of the models that readers see: schema ``main``."""
    return sorted(key for key in models.keys if key.path[0] == "main")
