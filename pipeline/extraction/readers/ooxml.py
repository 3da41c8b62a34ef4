"""Parts of an Office Open XML package and how they refer to each other (ECMA-376, part 2).

Relations and the main part belong here; what a part says does not.
"""

import posixpath

from pipeline.extraction.readers.package import Package


def relationships(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """Relations of a part: id to (kind, member name); external ones are left out, for nothing is fetched."""
    folder, name = posixpath.split(part)
    rels = f"{folder}/_rels/{name}.rels".lstrip("/")
    if rels not in package:
        return {}
    found: dict[str, tuple[str, str]] = {}
    for relation in package.xml(rels):
        if relation.get("TargetMode") == "External":
            continue
        target = relation.get("Target") or ""
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        found[relation.get("Id") or ""] = ((relation.get("Type") or "").rpartition("/")[2], path)
    return found


def main_part(package: Package, usual: str) -> str:
    """The part that the package is about; ``usual`` where it does not say."""
    for kind, part in relationships(package, "").values():
        if kind == "officeDocument":
            return part
    return usual
