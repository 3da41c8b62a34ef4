"""Documents set aside because they broke an invariant further on, remembered until something changes.

Keeping the list belongs here. Who finds such documents is ``transformation/blame``; what their outcome says is worded
like any other refusal.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from pipeline.extraction.page.document import Refusal

REASON = "invariant_broken"


class SetAside:
    """The list of one warehouse.

    Args:
        path: where it is kept.
        version: what judged the documents; a list of another version is forgotten, and they are tried again.
    """

    def __init__(self, path: Path, version: str) -> None:
        self._path = path
        self._version = version

    def documents(self) -> dict[str, Refusal]:
        """Document to the reason; empty where the list is missing, damaged or of another version."""
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
            if kept["version"] != self._version:
                return {}
            return {str(document): Refusal(REASON, str(told)) for document, told in kept["documents"].items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return {}

    def add(self, blamed: Mapping[str, str]) -> None:
        """Set more documents aside: document to what it broke."""
        told = {document: refusal.detail for document, refusal in self.documents().items()} | dict(blamed)
        unfinished = self._path.with_suffix(".tmp")
        unfinished.write_text(
            json.dumps({"version": self._version, "documents": told}, ensure_ascii=False, indent=1, sort_keys=True),
            encoding="utf-8",
        )
        unfinished.replace(self._path)
