"""The Parquet datasets that extraction writes and dbt staging reads: their Arrow schemas.

Only the derivation from the record types belongs here. Every dataset is a folder ``<extracted>/<dataset>/`` of Parquet
files, one per bucket (first hexadecimal digit of the document's sha256), rows sorted by the key that comes first.
"""

from types import NoneType, UnionType
from typing import Any, Literal, Union, cast, get_args, get_origin, get_type_hints

from pipeline.extraction.dataset.arrow import Schema, pa
from pipeline.extraction.dataset.records import (
    DocumentRecord,
    Figure,
    Indicator,
    LineRecord,
    Long,
    NarrativeFigure,
    OutcomeRecord,
    StatementRecord,
    UnplacedCell,
)

_PLAIN: dict[Any, Any] = {
    str: pa.string(),
    int: pa.int32(),
    Long: pa.int64(),
    bool: pa.bool_(),
    float: pa.float32(),  # places on a page only
    list[str]: pa.list_(pa.string()),
}

RECORDS: dict[str, type[Any]] = {
    "documents": DocumentRecord,
    "statements": StatementRecord,
    "figures": Figure,
    "unplaced_cells": UnplacedCell,
    "indicators": Indicator,
    "narrative_figures": NarrativeFigure,
    "lines": LineRecord,
    "outcomes": OutcomeRecord,
}
"""Dataset to the type of its rows."""


def _arrow_type(annotation: object) -> object:
    """The Arrow type of one annotation: ``X | None`` is X, a Literal is text, a NamedTuple a struct."""
    if get_origin(annotation) in (Union, UnionType):
        (annotation,) = (part for part in get_args(annotation) if part is not NoneType)
    if get_origin(annotation) is Literal:
        return pa.string()
    if hasattr(annotation, "_fields"):
        return pa.struct(_fields(annotation))
    return _PLAIN[annotation]


def _fields(record: object) -> list[Any]:
    return [pa.field(name, _arrow_type(kind)) for name, kind in get_type_hints(cast("type[Any]", record)).items()]


DATASETS: dict[str, Schema] = {name: pa.schema(_fields(record)) for name, record in RECORDS.items()}
"""Dataset to its Arrow schema."""
