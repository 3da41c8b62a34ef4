"""Rendered SQL kept from one start to the next.

Rendering fifty models takes longer than reading a document. What was rendered stands under the fingerprint of all that
it was rendered from; where nothing can be kept, it is rendered each time.
"""

import contextlib
import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile

from pipeline.locations import DBT_PROJECT_DIR
from pipeline.publication.sql import inside_pattern
from pipeline.transformation.rendered import Model, render

KEPT_DIR = DBT_PROJECT_DIR / "target" / "rendered"
_ANYWHERE = Path("any-folder-of-extracted-documents")
"""Stands in what is kept for the folder that a run reads."""


def render_once(extracted_dir: Path, wanted: Iterable[str]) -> dict[str, Model]:
    """Return what :func:`~pipeline.transformation.rendered.render` returns for the project, from what is kept of it.

    Args:
        extracted_dir: where the Parquet of the extraction is.
        wanted: these models and all that they read.

    Raises:
        RenderError: when a model refers to what does not exist.
    """
    names = sorted(wanted)
    fingerprint = _fingerprint()
    kept = KEPT_DIR / fingerprint / f"{'+'.join(names)}.json"
    models = _read(kept)
    if models is None:
        models = render(DBT_PROJECT_DIR, _ANYWHERE, names)
        # A project that cannot be written to is rendered each time.
        with contextlib.suppress(OSError):
            _keep(kept, models)
    place = inside_pattern(extracted_dir)
    return {name: _in_place(model, place) for name, model in models.items()}


def _in_place(model: Model, place: str) -> Model:
    sql = model.sql.replace(f"read_parquet('{_ANYWHERE}/", f"read_parquet('{place}/")
    return Model(model.name, model.relation, sql, model.references)


def _fingerprint() -> str:
    """A digest of everything that rendering reads: models, macros, the seeds that macros ask, and how it is done."""
    digest = hashlib.sha256(Path(__file__).with_name("rendered.py").read_bytes())
    for path in sorted(_sources()):
        content = path.read_bytes()
        digest.update(f"\0{path.relative_to(DBT_PROJECT_DIR)}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:32]


def _sources() -> Iterator[Path]:
    for folder in ("models", "macros", "seeds"):
        for suffix in ("sql", "csv"):
            yield from (DBT_PROJECT_DIR / folder).rglob(f"*.{suffix}")


def _read(path: Path) -> dict[str, Model] | None:
    """What is kept; None where there is nothing, or half of it."""
    try:
        rows: list[tuple[str, str, str, list[str]]] = json.loads(path.read_text(encoding="utf-8"))
        models = {name: Model(name, relation, sql, frozenset(references)) for name, relation, sql, references in rows}
        return models or None
    except (OSError, ValueError, TypeError):
        return None


def _keep(path: Path, models: dict[str, Model]) -> None:
    """Write it whole or not at all; what earlier states of the project left goes."""
    rows = [[model.name, model.relation, model.sql, sorted(model.references)] for model in models.values()]
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", dir=path.parent, encoding="utf-8", suffix=".tmp", delete=False) as file:
        json.dump(rows, file, ensure_ascii=False)
    Path(file.name).replace(path)
    for earlier in KEPT_DIR.iterdir():
        if earlier != path.parent:
            shutil.rmtree(earlier, ignore_errors=True)
