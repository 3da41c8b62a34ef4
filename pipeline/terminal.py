"""What the commands share: their options, how they speak, and how they fail."""

import io
import locale
import os
import sys
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from pipeline.extraction.entries import printable
from pipeline.locations import DATABASE_NAME, Locations
from pipeline.processes import asked_to_end

if TYPE_CHECKING:
    from pipeline.publication.reader import Release


def typed(text: str | None) -> str | None:
    """Read what is text, and no name of a file, in the signs of the terminal, where these are not UTF-8."""
    try:
        return None if text is None else os.fsencode(text).decode(locale.getencoding())
    except UnicodeError:
        return text


def _in_utf8(folder: Path | None) -> Path | None:
    """Refuse a folder that DuckDB could not open: it knows names in UTF-8 only."""
    try:
        str(folder).encode()
    except UnicodeEncodeError:
        raise typer.BadParameter(
            f"the name {printable(str(folder))} is not UTF-8, and the database opens no other: name another folder."
        ) from None
    return folder


RawOption = Annotated[
    str | None,
    typer.Option(
        "--raw",
        envvar="RAW_DIR",
        metavar="<path>",
        help="Folder of the disclosures, read with its sub-folders, or s3://bucket/prefix. [default: raw]",
    ),
]
WarehouseOption = Annotated[
    Path | None,
    typer.Option(
        "--warehouse",
        envvar="WAREHOUSE_DIR",
        callback=_in_utf8,
        help="Folder of everything generated. [default: warehouse]",
    ),
]
StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store",
        envvar="YUJUESUAN_STORE",
        help="Lake of the releases: ducklake:FILE or ducklake:postgres:dbname=… host=… [default: none]",
    ),
]
ReleaseOption = Annotated[
    str | None, typer.Option("--release", help="Build id of an earlier release (`yujuesuan releases` lists them).")
]


def published(warehouse: Path | None) -> Locations:
    """Return the folders of a warehouse that has a release; ends the command where it has none."""
    locations = Locations.resolve(warehouse=warehouse)
    if not locations.published_database.is_file():
        fail(
            f"No warehouse is published in {locations.warehouse_dir} ({locations.published_database} is missing).\n"
            "Build it with `make warehouse` (or `yujuesuan build`), or name another folder with --warehouse."
        )
    return locations


def print_whatever() -> None:
    """Print a question mark for what the terminal's signs cannot write, instead of failing in the middle of a line."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.errors == "strict":  # none where the shell closed it
            stream.reconfigure(errors="replace")


def stand_somewhere() -> None:
    """End where the current folder is gone: no name would mean anything there, and no program starts in it."""
    try:
        Path.cwd()
    except FileNotFoundError:
        sys.exit("Error: the current folder does not exist any more: change into another one and try again.")


@contextmanager
def explained(code: int = 1) -> Generator[None]:
    """Turn the errors that have an explanation into that explanation and an exit code; others keep their traceback."""
    try:
        yield
        if sys.stdout:  # none where the shell closed it
            sys.stdout.flush()
    except typer.Exit:  # a RuntimeError too, and explained already
        raise
    except BrokenPipeError:
        # Whoever read the output, such as `head`, has seen enough: what is still to be flushed goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from None
    except OSError as error:
        place = f": {error.filename}" if error.filename else ""
        fail(f"{error.strerror}{place}" if error.strerror else str(error), code)
    except (RuntimeError, LookupError) as error:
        fail(str(error), code)
    except Exception as error:
        import duckdb  # only now: no command should wait for it before it begins

        if not isinstance(error, duckdb.Error):
            raise
        fail(str(error), code)


def fail(message: str, code: int = 1) -> NoReturn:
    """End the command with a message and an exit code; one that was asked to end has said so, and fails of nothing."""
    if asked := asked_to_end():
        raise typer.Exit(128 + asked)
    typer.echo(f"Error: {printable(message)}", err=True)
    raise typer.Exit(code)


def say(message: str) -> None:
    """Print a line that may hold what a document prints."""
    typer.echo(printable(message))


def print_lines(lines: Iterable[str]) -> None:
    """Print lines that may hold what a document prints."""
    for line in lines:
        say(line)


def chosen_release(warehouse: Path | None, store: str | None, build_id: str | None) -> "Release":
    """Return the release that the options mean: of the store where one is named, else of the warehouse folder."""
    from pipeline.publication.store import Store, StoredRelease

    if store:
        return StoredRelease(Store.parse(store), build_id)
    locations = published(warehouse)
    if build_id is None:
        return locations.published_database
    database = locations.builds_dir / build_id / DATABASE_NAME
    if Path(build_id).name != build_id or not database.is_file():
        kept = ", ".join(sorted(path.parent.name for path in locations.builds_dir.glob(f"*-*/{DATABASE_NAME}")))
        fail(f"There is no release {build_id} in {locations.warehouse_dir}; it keeps: {kept}.")
    return database
