"""How fast is extraction? Documents per second per core, against the floor, and whether it is linear.

    python benchmarks/extraction.py [--copies 100] [--raw raw] [--profile]

The documents of ``raw/`` are replicated with changed numbers (every amount multiplied by a whole number, so that sums
still hold and nothing is remembered by content). The floor is what plain Python needs to read, decode and split the
same files into lines and TAB fields. Machines are noisy: quote the ratio, which is measured in one run, not the
seconds.
"""

import argparse
import cProfile
import gc
import pstats
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from pathlib import Path

from pipeline.extraction.document import Source
from pipeline.extraction.entries import digest, scan
from pipeline.extraction.limits import Limits
from pipeline.extraction.reading import ReadTask, read

AMOUNT = re.compile(r"(?<![\d.,])(\d{1,3}(?:,\d{3})+|\d+)\.(\d{1,4})(?![\d.])")


def changed(text: str, factor: int) -> str:
    """The text with every decimal amount multiplied."""

    def scaled(match: re.Match[str]) -> str:
        value = Decimal(match[0].replace(",", "")) * factor
        return f"{value:,}" if "," in match[0] else str(value)

    return AMOUNT.sub(scaled, text)


def replicate(raw: Path, folder: Path, copies: int) -> list[Source]:
    """Write the copies and return them as sources."""
    for path in sorted(raw.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        for number in range(copies):
            (folder / f"{path.stem}-{number}.txt").write_text(changed(text, number + 2), encoding="utf-8")
    files = scan(folder).files
    return [Source(digest(file.path).sha256, file.path, (file.name,)) for file in files]


def floor(sources: Iterable[Source]) -> int:
    """Read, decode, split lines and fields."""
    cells = 0
    for source in sources:
        for line in source.path.read_bytes().decode("utf-8").split("\n"):
            cells += len(line.split("\t"))
    return cells


def extraction(sources: Sequence[Source]) -> int:
    """All of extraction up to Arrow tables, as a reading process does it."""
    gc.freeze()
    gc.set_threshold(200_000, 20, 20)
    return sum(len(read(ReadTask(source), Limits()).tables) for source in sources)


def seconds(work: Callable[[list[Source]], int], sources: list[Source]) -> float:
    """Processor time of one run."""
    started = time.process_time()
    work(sources)
    return time.process_time() - started


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--copies", type=int, default=40)
    parser.add_argument("--raw", type=Path, default=Path("raw"))
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        sources = replicate(options.raw, Path(name), options.copies)
        half = sources[::2]
        extraction(sources[:10])
        if options.profile:
            profiler = cProfile.Profile()
            profiler.runcall(extraction, half)
            pstats.Stats(profiler, stream=sys.stdout).sort_stats("tottime").print_stats(30)
        rates = [
            seconds(floor, sources),
            seconds(extraction, half),
            seconds(extraction, sources),
            seconds(floor, sources),
        ]
    count = len(sources)
    base = (rates[0] + rates[3]) / 2
    print(f"{count} documents")
    print(f"floor       {count / base:10,.0f} documents per second per core")
    print(f"extraction  {count / rates[2]:10,.0f} documents per second per core: {rates[2] / base:.0f} times the floor")
    print(f"linear      twice the documents take {rates[2] / rates[1]:.2f} times as long")


if __name__ == "__main__":
    main()
