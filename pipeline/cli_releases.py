"""Commands about releases: which there are, and how two of them differ."""

from typing import Annotated

import typer

from pipeline.locations import DATABASE_NAME
from pipeline.terminal import StoreOption, WarehouseOption, chosen_release, explained, published, say


def releases(warehouse: WarehouseOption = None, store: StoreOption = None) -> None:
    """List the releases that can be read: those the warehouse folder keeps, or all of a store."""
    from pipeline.publication.reader import changes_of
    from pipeline.publication.store import Store, list_releases

    with explained():
        if store:
            for stored in list_releases(Store.parse(store)):
                _tell(stored.build_id, stored.changes)
            return
        for file in sorted(published(warehouse).builds_dir.glob(f"*-*/{DATABASE_NAME}")):
            _tell(file.parent.name, changes_of(file))


def diff(
    old: Annotated[str, typer.Argument(help="Build id of one release.")],
    new: Annotated[str | None, typer.Argument(help="Build id of the other. [default: the newest]")] = None,
    warehouse: WarehouseOption = None,
    store: StoreOption = None,
) -> None:
    """Say what changed between two releases: documents, and figures of those that stayed."""
    from pipeline.publication.diff import diff_releases

    with explained():
        before, after = (chosen_release(warehouse, store, build_id) for build_id in (old, new))
        for sentence in diff_releases(before, after).sentences() or ["nothing changed"]:
            say(sentence)


def _tell(build_id: str, changes: list[str]) -> None:
    say(f"{build_id}  {'; '.join(changes)}")
