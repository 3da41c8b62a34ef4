"""Reading a document takes time in proportion to its size, whatever its shape.

Processor time is compared with itself at another size, never with a clock; a shape is superlinear when four times the
size takes more than nine times the time, and the time is long enough to be measured.
"""

import hashlib
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.extraction.document import Source, extract_bytes

from .conftest import FULL
from .shapes import SHAPES

SMALL = 64_000 if FULL else 16_000
TIMES = 4
MOST_GROWTH = 9
MEASURABLE = 1.0
"""Seconds of processor time; what takes less is lost in the noise of the machine."""


def cost(name: str, size: int) -> float:
    data = SHAPES[name](size).encode()
    source = Source(hashlib.sha256(data).hexdigest(), Path(name), (name,))
    started = time.process_time()
    extract_bytes(source, data)
    return time.process_time() - started


def test_no_shape_of_a_document_takes_more_than_linear_time(
    told: Callable[[str, int, int], None], capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(SHAPES) >= 60
    cost("tables", SMALL)  # what is compiled at first use is not the shape's
    superlinear: dict[str, tuple[float, float]] = {}
    for name in SHAPES:
        small, large = cost(name, SMALL), cost(name, SMALL * TIMES)
        if large > MEASURABLE and large > MOST_GROWTH * small:
            # Once more: the first may have been disturbed.
            small, large = cost(name, SMALL), cost(name, SMALL * TIMES)
            if large > MOST_GROWTH * small:
                superlinear[name] = (small, large)
    with capsys.disabled():
        told(f"shapes read in linear time up to {SMALL * TIMES:,} signs", len(SHAPES), len(superlinear))
    assert superlinear == {}
