"""pyarrow, which ships no types, imported in one place.

Only the import belongs here: what is read from and written to Parquet is in ``store`` and ``run``, what is brought from
a bucket in ``pipeline.orchestration.raw_bucket``.
"""

from importlib import import_module
from typing import Any

pa: Any = import_module("pyarrow")
pc: Any = import_module("pyarrow.compute")
fs: Any = import_module("pyarrow.fs")
pq: Any = import_module("pyarrow.parquet")

Table = Any
"""``pyarrow.Table``."""
Schema = Any
"""``pyarrow.Schema``."""
