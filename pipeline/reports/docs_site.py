"""The documentation of every model and column, with lineage: one static page, made offline, served on this machine."""

import shutil
from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from pipeline.locations import Locations
from pipeline.publication.lock import single_writer
from pipeline.publication.release import continue_build
from pipeline.transformation.dbt import dbt_vars, run_dbt

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
        run_dbt(locations, ["docs", "generate", "--static", *dbt_vars()], "generate the documentation")
        shutil.rmtree(locations.next_build)
    folder = locations.warehouse_dir / "docs"
    folder.mkdir(exist_ok=True)
    return Path(shutil.copyfile(locations.dbt_target_dir / "static_index.html", folder / PAGE))


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
