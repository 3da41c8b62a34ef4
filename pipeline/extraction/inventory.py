"""What the raw folder owes the warehouse tonight: documents by content, and the entries that are none.

Grouping files by content, and archives into their members, belong here. Walking the folder is ``entries``, reading is
``reading``, keeping is ``buckets``.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.extraction.archives import ArchiveMemory, Listing, may_hold_files
from pipeline.extraction.document import Source
from pipeline.extraction.entries import RawFolder, digest, told
from pipeline.extraction.page.document import Refusal
from pipeline.extraction.reading import ListTask, Task
from pipeline.extraction.workers import Readers


class NewArchiveError(LookupError):
    """An archive that is not known has to be opened, and nobody is there to do it."""


@dataclass(slots=True)
class _Content:
    """One content and where it stands."""

    path: Path
    names: list[str] = field(default_factory=list[str])
    containers: dict[str, str] = field(default_factory=dict[str, str])


@dataclass(slots=True)
class Inventory:
    """Documents by digest, and the outcomes that belong to no document.

    Attributes:
        contents: Digest to where its bytes are and under which names.
        refused: Entries and members that are no documents, with the reason.
        archives: Shown name of each archive to what is in it.
        unreadable: Folders that cannot be listed now.
        kept: Names that cannot be opened now and are known from before, with what stands in the way.
    """

    contents: dict[str, _Content] = field(default_factory=dict[str, _Content])
    refused: dict[str, Refusal] = field(default_factory=dict[str, Refusal])
    archives: dict[str, Listing] = field(default_factory=dict[str, Listing])
    unreadable: list[str] = field(default_factory=list[str])
    kept: dict[str, Refusal] = field(default_factory=dict[str, Refusal])
    files: int = 0

    def sources(self) -> list[Source]:
        """The documents in order of their digest; names in order, the container is that of the first name."""
        found: list[Source] = []
        for sha256, content in sorted(self.contents.items()):
            names = tuple(sorted(content.names))
            found.append(Source(sha256, content.path, names, content.containers.get(names[0])))
        return found

    def add(self, sha256: str, path: Path, name: str, container: str | None = None) -> None:
        """One more name of a content."""
        content = self.contents.setdefault(sha256, _Content(path))
        content.names.append(name)
        if container is not None:
            content.containers[name] = container

    def keep(self, name: str) -> None:
        """What was read from a name before is kept: that it cannot be opened now is no outcome of its own."""
        if name in self.refused:
            self.kept[name] = self.refused.pop(name)

    @property
    def names(self) -> int:
        """Names that owe an outcome."""
        return sum(len(content.names) for content in self.contents.values()) + len(self.refused) + len(self.archives)


def take_inventory(
    folder: RawFolder, known: Iterable[str], memory: ArchiveMemory, readers: Readers | None, members: Path, most: int
) -> Inventory:
    """Digest every file and open every archive that is new.

    Args:
        folder: The raw folder as it stands.
        known: Ids of the documents that can be taken over unread.
        memory: What was in archives before.
        readers: Do the opening; None where an archive that is not known shall be an error.
        members: Where members are laid down to be read.
        most: Bytes of a file beyond which it is not even digested; neither a document nor an archive is larger.

    Returns:
        The inventory.

    Raises:
        NewArchiveError: There is an archive that is not known, and no reader.
    """
    inventory = Inventory(refused=dict(folder.refused), unreadable=list(folder.unreadable), files=len(folder.files))
    known = set(known)
    suspects: dict[str, list[tuple[str, Path]]] = {}
    for file in folder.files:
        try:
            digested = digest(file.path, most)
        except OSError as error:
            inventory.refused[file.name] = Refusal("unreadable", told(error))
            continue
        if isinstance(digested, Refusal):
            inventory.refused[file.name] = digested
            continue
        if digested.sha256[:16] not in known and may_hold_files(digested.head):
            suspects.setdefault(digested.sha256, []).append((file.name, file.path))
        else:
            inventory.add(digested.sha256, file.path, file.name)
    listings = dict(_listed(suspects, known, memory, readers, members))
    for sha256, places in suspects.items():
        for name, path in places:
            listing = listings.get(sha256)
            if listing is None:
                inventory.add(sha256, path, name)
            else:
                _open(inventory, name, listing, members)
    if readers is not None:
        memory.keep_only(listings)
    return inventory


def _listed(
    suspects: Mapping[str, list[tuple[str, Path]]], known: set[str], memory: ArchiveMemory,
    readers: Readers | None, members: Path,
) -> Iterator[tuple[str, Listing]]:  # fmt: skip
    """What is in the archives among some files, remembered where every member was read before."""
    tasks: list[Task] = []
    for sha256, places in suspects.items():
        listing = memory.get(sha256)
        if listing is not None and all(member.sha256[:16] in known for member in listing.members):
            yield sha256, listing
        else:
            name, path = places[0]
            tasks.append(ListTask(name, path, sha256, members))
    if readers is None:
        if tasks:
            raise NewArchiveError(f"{len(tasks)} files may be archives and are not known")
        return
    for task, answer in readers.run(tasks):
        if isinstance(answer, Listing) and isinstance(task, ListTask):
            memory.put(task.sha256, answer)
            yield task.sha256, answer


def _open(inventory: Inventory, name: str, listing: Listing, members: Path) -> None:
    inventory.archives[name] = listing
    for member in listing.members:
        container = f"{name}/{member.container}".rstrip("/")
        inventory.add(member.sha256, members / member.sha256, f"{name}/{member.name}", container)
    for refused, code, detail in listing.refused:
        inventory.refused[f"{name}/{refused}"] = Refusal(code, detail)
