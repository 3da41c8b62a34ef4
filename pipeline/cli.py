"""What a person types: ``yujuesuan build``, ``status``, ``sql``, ``trace``, ``coverage``, ``check``, ``docs``, ``dev``.

Arguments, exit codes and wording of errors. Every command calls one function of another module and prints its answer;
heavy imports happen inside the command that needs them, so that the others answer at once.
"""

import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from enum import StrEnum
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline import cli_releases
from pipeline.locations import SITE, Locations
from pipeline.memory import LEAST_MB, VARIABLE, remember
from pipeline.processes import end_tidily, forget_the_shell, restart_in_utf8, stoppable
from pipeline.temporary import temporary_in_one_place
from pipeline.terminal import (
    RawOption,
    ReleaseOption,
    StoreOption,
    WarehouseOption,
    chosen_release,
    explained,
    fail,
    print_lines,
    print_whatever,
    published,
    say,
    stand_somewhere,
    typed,
)

if TYPE_CHECKING:
    from pipeline.publication.store import Store

app = typer.Typer(
    name="yujuesuan",
    help="A warehouse of Chinese departmental budgets and final accounts (部门预决算公开).",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(cli_releases.releases)
app.command()(cli_releases.diff)


@app.command()
def build(
    raw: RawOption = None,
    warehouse: WarehouseOption = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes that read documents.")] = 2,
    allow_shrink: Annotated[
        bool, typer.Option("--allow-shrink", help="Publish although much of the last release is gone.")
    ] = False,
    memory: Annotated[
        int | None,
        typer.Option(min=LEAST_MB, envvar=VARIABLE, help="Memory in MB for all of it. [default: half of the machine]"),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Compute everything, also what has not changed.")] = False,
    store: StoreOption = None,
    store_data: Annotated[
        str | None,
        typer.Option(
            envvar="YUJUESUAN_STORE_DATA",
            help="Folder or s3://bucket/prefix of a new store's data. [default: beside the catalog file]",
        ),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(
            envvar="YUJUESUAN_SCHEDULER", help="Dask scheduler whose workers read documents too: tcp://host:8786."
        ),
    ] = None,
) -> None:
    """Build the warehouse from the raw documents and publish it, in a store too where one is named."""
    from pipeline.publication.release import discard_unfinished
    from pipeline.publication.target import check_target
    from pipeline.reports.summary import status_lines

    started = monotonic()
    locations = Locations.resolve(raw, warehouse)
    remember(memory)
    with (
        explained(),
        stoppable(
            lambda: f"Stopped on request: {_as_it_stands(locations)}",
            lambda: discard_unfinished(locations),
        ),
        temporary_in_one_place(),
    ):
        from pipeline.orchestration.raw_folder import list_raw_files
        from pipeline.orchestration.state import current_build

        locations = _brought(locations, workers)
        list_raw_files(locations.raw_dir)
        check_target(locations)
        lake = _reachable(store, store_data)
        unchanged = None if force else current_build(locations, workers)
        if unchanged is None:
            say(f"Building {locations.warehouse_dir} from {locations.raw_dir}")
            seconds = _run(locations, workers, allow_shrink, everything=force, store=lake, scheduler=scheduler or None)
            total = monotonic() - started
            parts = ", ".join(f"{step} {spent:.1f}" for step, spent in seconds.items())
            say(f"Done in {total:.1f} s ({parts}, start and bookkeeping {total - sum(seconds.values()):.1f}).\n")
        else:
            say(
                f"Nothing has changed since build {unchanged}: no document, no vocabulary, no model, no code."
                f" Nothing to do ({monotonic() - started:.1f} s; --force builds all the same).\n"
            )
            if lake is not None:
                say(_bring_to(lake, locations, allow_shrink))
        print_lines(status_lines(locations.published_database))


def _as_it_stands(locations: Locations) -> str:
    """Say what there is of a warehouse whose build was stopped."""
    if locations.published_database.is_file():
        return f"{locations.warehouse_dir} is published as it was before."
    return f"nothing is published in {locations.warehouse_dir} yet."


def _brought(locations: Locations, workers: int) -> Locations:
    """Bring what is new in the bucket, where the raw documents are in one: from here on its copy is the raw folder."""
    if not locations.raw_source:
        return locations
    from pipeline.orchestration.raw_bucket import bring_documents
    from pipeline.publication.lock import single_writer
    from pipeline.publication.target import check_target

    check_target(locations)
    with single_writer(locations.lock_file):
        bring_documents(locations, workers, say)
    return Locations(locations.raw_dir, locations.warehouse_dir)


def _reachable(store: str | None, data: str | None) -> "Store | None":
    """Find out before an hour of work whether its result could be put into the store."""
    if not store:
        return None
    from pipeline.publication.store import Store, newest, require_place

    lake = Store.parse(store, data)
    require_place(lake)
    newest(lake)
    return lake


def _bring_to(store: "Store", locations: Locations, allow_shrink: bool) -> str:
    """Put a release into the store that an earlier build could not put there."""
    from pipeline.publication.lake import publish_to_store
    from pipeline.publication.store import newest

    last = newest(store)
    stored = publish_to_store(store, locations, seen=last and last.build_id, allow_shrink=allow_shrink)
    return f"Store         {store} has build {stored.build_id} as snapshot {stored.version}."


def _run(
    locations: Locations,
    workers: int,
    allow_shrink: bool,
    *,
    everything: bool,
    store: "Store | None",
    scheduler: str | None,
) -> dict[str, float]:
    """Run the job; return the seconds per step."""
    from pipeline.transformation.dbt import ensure_manifest

    with ThreadPoolExecutor(1) as beside:
        # dbt parses in its own process while this one imports Dagster.
        parsed = beside.submit(ensure_manifest, locations)
        from pipeline.orchestration.run import run_nightly

        parsed.result()
    return run_nightly(
        locations, workers, allow_shrink=allow_shrink, everything=everything, store=store, scheduler=scheduler
    )


@app.command()
def status(warehouse: WarehouseOption = None, store: StoreOption = None, release: ReleaseOption = None) -> None:
    """Say what the published warehouse holds."""
    from pipeline.reports.summary import status_lines

    with explained():
        print_lines(status_lines(chosen_release(warehouse, store, release)))


@app.command()
def sql(
    query: Annotated[
        str | None, typer.Argument(callback=typed, help="One query; a prompt opens when it is left out.")
    ] = None,
    warehouse: WarehouseOption = None,
    unsafe: Annotated[
        bool, typer.Option("--unsafe", help="Let the query read and write files and load extensions.")
    ] = False,
    store: StoreOption = None,
    release: ReleaseOption = None,
) -> None:
    """Query the published warehouse, read-only and shut off from the files of this machine."""
    from pipeline.publication.reader import open_release
    from pipeline.reports.prompt import answer, prompt, terminal_width
    from pipeline.reports.query_process import QueryLimits, QueryProcess

    with explained(), ExitStack() as held:
        chosen = chosen_release(warehouse, store, release)
        if unsafe:
            connection = held.enter_context(open_release(chosen, unsafe=True))
            ask = partial(answer, connection)
        else:
            ask = held.enter_context(QueryProcess(chosen, QueryLimits.from_environment())).ask
        if query is not None:
            try:
                print(ask(query, terminal_width()), end="")
            except KeyboardInterrupt:
                fail("The query was stopped.", 128 + signal.SIGINT)
        # Who types has seen what had no answer; a file of queries has nobody who looks.
        elif not prompt(lambda typed: ask(typed, terminal_width())) and not (sys.stdin and sys.stdin.isatty()):
            raise typer.Exit(1)


@app.command()
def trace(
    figure_id: Annotated[
        str,
        typer.Argument(
            help="figure_id of fct_figure (<document>-<line>-<field>), narrative_figure_id, finding_id, or"
            " <department_year_id>:<column> of mart_department_year."
        ),
    ],
    warehouse: WarehouseOption = None,
    raw: RawOption = None,
    image: Annotated[
        Path | None, typer.Option(help="Write the page of the original there as PNG, the cell marked (PDF, scans).")
    ] = None,
) -> None:
    """Follow one figure from the printed text to the yuan; a finding or an amount of a year to what is printed."""
    from pipeline.reports.trace import trace_figure, trace_image
    from pipeline.reports.trace_other import trace_other

    with explained():
        if image is None and (lines := trace_other(published(warehouse), figure_id)):
            print_lines(iter(lines))
            return
        found = trace_figure(published(warehouse), figure_id)
        print_lines(found.lines())
        if image is not None:
            image.write_bytes(trace_image(Locations.resolve(raw, warehouse), found))
            say(f"Picture     {image}")


@app.command()
def coverage(
    warehouse: WarehouseOption = None,
    unknown: Annotated[
        bool, typer.Option("--unknown", help="Print wording that no seed knows, as rows ready for the seeds.")
    ] = False,
) -> None:
    """Show per document and table what was read, and where reading failed."""
    from pipeline.reports.coverage import coverage_lines, read_coverage
    from pipeline.reports.unknown_wording import seed_rows, unknown_wording

    with explained():
        if unknown:
            print_lines(seed_rows(unknown_wording(Locations.resolve(warehouse=warehouse).extracted_dir)))
            return
        print_lines(coverage_lines(read_coverage(Locations.resolve(warehouse=warehouse).extracted_dir)))


class ReportFormat(StrEnum):
    """How ``check`` writes its report."""

    text = "text"
    markdown = "markdown"
    html = "html"
    json = "json"


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(help="Disclosures; those of one body are compared with each other.")],
    report_format: Annotated[ReportFormat, typer.Option("--format", help="Form of the report.")] = ReportFormat.text,
    pdf: Annotated[
        Path | None, typer.Option(help="Also write the report there as a PDF, with the original's pages marked.")
    ] = None,
) -> None:
    """Check disclosures before publication. Exit code 0: nothing material; 1: material; 2: could not be checked."""
    from pipeline.extraction.limits import Limits
    from pipeline.extraction.reading_process import ReadingProcess
    from pipeline.reports.check_codes import NOT_CHECKED

    # The reading process loads while this one does.
    with explained(NOT_CHECKED), ReadingProcess(Limits.from_environment()) as first:
        from pipeline.reports import check_report
        from pipeline.reports.check import check_sheets

        sheets = check_sheets(files, lambda message: typer.echo(message, err=True), first)
        reports = [sheet.report for sheet in sheets]
        typer.echo(check_report.FORMATS[report_format.value](reports))
        if pdf is not None:
            from pipeline.reports.check_pdf import as_pdf

            pdf.write_bytes(as_pdf(sheets).pdf)
            typer.echo(f"Annotated PDF: {pdf}", err=True)
    raise typer.Exit(check_report.exit_code(reports))


@app.command()
def export(
    what: Annotated[
        list[str] | None, typer.Option("--what", help="Tables of the contract, several times; all when left out.")
    ] = None,
    form: Annotated[
        str, typer.Option("--format", help="csv, parquet, xlsx (a workbook per body-year) or duckdb.")
    ] = "csv",
    region: Annotated[
        str | None, typer.Option(callback=typed, help="A division: its code, or a part of its name.")
    ] = None,
    body: Annotated[
        str | None, typer.Option(callback=typed, help="A department: its id, or a part of its name.")
    ] = None,
    year: Annotated[int | None, typer.Option(help="Fiscal year.")] = None,
    to: Annotated[Path, typer.Option("--to", help="New folder for the files.")] = Path("export"),
    site: Annotated[
        str, typer.Option(envvar="YUJUESUAN_SITE", help="Pages to which the rows of workbooks link.")
    ] = SITE,
    warehouse: WarehouseOption = None,
    store: StoreOption = None,
    release: ReleaseOption = None,
) -> None:
    """Take data away: CSV, Parquet, DuckDB or workbooks, described by datapackage.json."""
    from pipeline.reports.export import ExportFormat, Selection
    from pipeline.reports.export import export as write_export

    if form not in set(ExportFormat):
        fail(f"There is no format {form!r}: choose csv, parquet, xlsx or duckdb.")
    with explained():
        source = chosen_release(warehouse, store, release)
        selection = Selection(region=region, body=body, year=year)
        if not site.startswith(("http://", "https://")):
            fail(f"--site {site!r} is no address of pages: name one such as https://budgets.example.org.")
        for path in write_export(source, to, what or [], ExportFormat(form), selection, site):
            typer.echo(path)


@app.command()
def docs(
    warehouse: WarehouseOption = None,
    port: Annotated[int, typer.Option(help="Port on this machine to serve at.")] = 8080,
    serve: Annotated[bool, typer.Option(help="Serve the page; otherwise only write it.")] = True,
) -> None:
    """Write the documentation of every table, with lineage, and serve it on this machine."""
    from pipeline.reports.docs_site import serve_docs, write_docs

    locations = published(warehouse)
    with explained():
        page = write_docs(locations)
        typer.echo(f"Documentation: {page}")
        if serve:
            serve_docs(page, port, typer.echo)


@app.command()
def serve(
    raw: RawOption = None,
    warehouse: WarehouseOption = None,
    port: Annotated[int, typer.Option(help="Port to serve at.")] = 8000,
    host: Annotated[str, typer.Option(help="Address to serve at; the default is this machine alone.")] = "127.0.0.1",
    public: Annotated[bool, typer.Option("--public", help="Without uploads, for a public server.")] = False,
) -> None:
    """Serve pages on the published warehouse: bodies, documents, findings, every number with its place."""
    import uvicorn

    from pipeline.web.app import create_app
    from pipeline.web.hosts import names_of

    locations = Locations(Locations.resolve(raw, warehouse).raw_dir, published(warehouse).warehouse_dir)
    with explained():
        say(f"Pages: http://{host}:{port}/ (Ctrl-C ends)")
        uvicorn.run(
            create_app(locations, allows_check=not public, names=names_of(host, is_public=public)),
            host=host,
            port=port,
            log_level="warning",
            # A check of somebody's files may take minutes: whoever stops the server does not wait for it.
            timeout_graceful_shutdown=3,
        )


@app.command()
def dev(
    raw: RawOption = None,
    warehouse: WarehouseOption = None,
    port: Annotated[int, typer.Option(help="Port on this machine.")] = 3000,
) -> None:
    """Open the Dagster UI: assets, checks, runs, schedule, sensor."""
    from pipeline.orchestration.ui import serve_ui

    locations = Locations.resolve(raw, warehouse)
    with explained():
        serve_ui(locations, port)


def main() -> None:
    """Run the command line."""
    restart_in_utf8()
    print_whatever()
    forget_the_shell()
    stand_somewhere()
    end_tidily()
    app()


if __name__ == "__main__":
    main()
