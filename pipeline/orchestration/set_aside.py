"""The documents of one warehouse that broke an invariant of the present parser and models."""

from pipeline.extraction.aside import SetAside
from pipeline.extraction.dataset.version import parser_version
from pipeline.locations import Locations
from pipeline.transformation.dbt import project_fingerprint


def set_aside_of(locations: Locations) -> SetAside:
    """Return the list; another parser or other models begin an empty one."""
    return SetAside(locations.warehouse_dir / "set_aside.json", f"{parser_version()} {project_fingerprint()}")
