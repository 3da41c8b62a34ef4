"""The dbt project as Dagster sees it: its command line as a resource, its nodes as assets.

Names and the resource only; running dbt without Dagster is ``dbt.py``.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

from dagster import AssetCheckSpec, AssetKey, AssetSpec
from packaging.version import Version

from pipeline.locations import DBT_PROJECT_DIR
from pipeline.orchestration.checks import description_of
from pipeline.orchestration.dbt_by_name import DagsterDbtTranslator, DbtCliResource, DbtProject
from pipeline.transformation.dbt import dbt_command

_KINDS = {"bridge": "dimensions", "dim": "dimensions", "fct": "facts", "mart": "marts"}


class QuietDbt(DbtCliResource):
    """The dbt command line, without the two processes and the call home that dagster-dbt makes by default."""

    @cached_property
    def _cli_version(self) -> Version:
        # `dbt --version` asks a server for news; the installed package knows its version.
        return Version(version("dbt-core"))

    def _initialize_dbt_core_adapter(self, args: Sequence[str]) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        # Only column metadata fetched by Dagster needs an adapter in this process; it costs two seconds of imports.
        return


class Translator(DagsterDbtTranslator):
    """Names dbt sources after the extracted datasets; models, seeds and tests keep dagster-dbt's names."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> AssetKey:
        """Return ``extracted/<dataset>`` for a source, ``<schema>/<name>`` for everything else."""
        if dbt_resource_props["resource_type"] == "source":
            return AssetKey(["extracted", dbt_resource_props["name"]])
        return super().get_asset_key(dbt_resource_props)

    def get_asset_check_spec(
        self, asset_spec: AssetSpec, manifest: Mapping[str, Any], unique_id: str, project: DbtProject | None
    ) -> AssetCheckSpec | None:
        """Return the check that a test is, with what the test says of itself."""
        spec = super().get_asset_check_spec(asset_spec, manifest, unique_id, project)
        if spec is None:
            return None
        return AssetCheckSpec(
            spec.name,
            asset=spec.asset_key,
            description=description_of(manifest["nodes"][unique_id]) or None,
            additional_deps=spec.additional_deps,
            blocking=spec.blocking,
            metadata=spec.metadata,
        )

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """Return the station of the way: the schema the node is built in; of what analysts use, its kind."""
        if dbt_resource_props["resource_type"] == "source":
            return "extracted"
        schema: str = dbt_resource_props["schema"]
        if schema != "main":
            return schema
        return _KINDS.get(dbt_resource_props["name"].partition("_")[0], "views")


def dbt_resource(warehouse_dir: Path) -> QuietDbt:
    """Return the dbt command line for this project and one warehouse."""
    executable, *flags = dbt_command(warehouse_dir)
    return QuietDbt(
        project_dir=str(DBT_PROJECT_DIR),
        profiles_dir=str(DBT_PROJECT_DIR),
        dbt_executable=executable,
        global_config_flags=flags,
    )
