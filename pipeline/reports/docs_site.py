"""The documentation of every model and column, with lineage: one static page, made offline, served on this machine."""

import shutil
from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from pipeline.locations import Locations
from pipeline.publication.lock import single_writer
from pipeline.publication.release import continue_build
from pipeline.transformation.dbt import DbtError, dbt_vars, run_dbt

PAGE = "index.html"


def write_docs(locations: Locations) -> Path:
    """Write the documentation of the published warehouse and return the page.

    dbt opens the database for writing, so it gets a copy; the published file stays as it is.

    Raises:
        DbtError: when dbt cannot generate it.
        WarehouseBusyError: while a build is running.
    """
    with single_writer(locations.lock_file):
        continue_build(locations)
        try:
            run_dbt(locations, ["docs", "generate", "--static", *dbt_vars()], "generate the documentation")
        except DbtError as error:
            raise DbtError(_instead(locations, str(error))) from error
        finally:
            shutil.rmtree(locations.next_build, ignore_errors=True)
    folder = locations.warehouse_dir / "docs"
    folder.mkdir(exist_ok=True)
    return Path(shutil.copyfile(locations.dbt_target_dir / "static_index.html", folder / PAGE))


def _instead(locations: Locations, said: str) -> str:
    """What to do, before what dbt says: it reads tables of the last build, which an earlier state of the code made."""
    whole = locations.workbench_database
    reason = (
        f"The last whole build ({whole}) was made by another state of the code, or is damaged: dbt looks there for what"
        if whole.is_file()
        else f"No whole build is kept here ({whole} is missing), in which dbt would look for what"
    )
    return (
        f"The documentation was not written. {reason} the models of today ask.\n"
        f"Build first: `make warehouse` (or `yujuesuan build --force --warehouse {locations.warehouse_dir}`),"
        f" then `make docs` again.\nIn dbt's words:\n{said}"
    )


def serve_docs(page: Path, port: int, say: Callable[[str], None]) -> None:
    """Serve the page on this machine only, until interrupted.

    Raises:
        OSError: when the port is taken.
    """
    handler = partial(SimpleHTTPRequestHandler, directory=str(page.parent))
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        say(f"Serving it at http://127.0.0.1:{server.server_port}/ (Ctrl-C ends)")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            say("")
