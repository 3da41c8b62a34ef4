"""What a full build and a night cost, as the archive grows: processor time, memory, bytes.

    python benchmarks/scale.py [--documents 300 1000] [--news 10] [--memory 4096]

An archive is made of the templates: each is published by many bodies, in three years, its amounts multiplied by a whole
number so that every sum still holds. A body is one name of a county of the list of divisions. Then the archive is built
from nothing, and again after some documents came, changed and went. Machines are noisy: processor time is that of all
processes of the build; memory is the most that one of them held.
"""

import argparse
import csv
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.extraction import changed

ROOT = Path(__file__).parents[1]
YEARS = 3
YEAR = re.compile(r"20[12]\d(?=\s?年)")
TEMPLATES = [*sorted((ROOT / "raw").glob("*.txt")), *(ROOT / "tests/reconciliation/documents").glob("[bf][ui]*.txt")]


@dataclass(frozen=True)
class Cost:
    """What one run took."""

    cpu: float
    seconds: float
    memory_mb: int


def counties() -> list[tuple[str, str]]:
    """Name of a county and of what it stands under, of the list of divisions."""
    with (ROOT / "dbt_project" / "seeds" / "regions" / "divisions.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if not row["valid_to"]]
    names = {row["code"]: row["name"] for row in rows}
    found = [(names.get(f"{row['code'][:4]}00", ""), row["name"]) for row in rows if row["level"] == "3"]
    return [(above, name) for above, name in found if above.endswith("市") and len(name) > 2]


def places_of(text: str, places: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """The two names of the place a text is of, as far as they are listed: those it prints most often."""
    both = [(text.count(above + name), above, name) for above, name in places if above + name in text]
    if both:
        return max(both)[1:]
    above = max({above for above, _ in places}, key=text.count)
    return (above, "") if above in text else ("", max((name for _, name in places), key=text.count))


def disclosures(templates: Sequence[Path], count: int) -> Iterator[tuple[str, str]]:
    """Name and text of so many documents: two templates for every body, in each of three years."""
    places = counties()
    texts = [path.read_text(encoding="utf-8") for path in templates]
    known = [("样州市", "云溪区") if "样州市" in text else places_of(text, places) for text in texts]
    for number in range(count):
        body, rest = divmod(number, YEARS * 2)
        year, which = divmod(rest, 2)
        at = (body * 2 + which) % len(texts)
        text, (of_above, of_county) = texts[at], known[at]
        # A county stands for a body of every kind of template before it comes again under a number of its own.
        above, county = places[body % len(places)]
        round_no = body // len(places)
        text = text.replace(of_above, above) if of_above else text
        text = text.replace(of_county, county + (str(round_no) if round_no else "")) if of_county else text
        first = int(Counter(YEAR.findall(text[:2000])).most_common(1)[0][0])
        text = YEAR.sub(lambda found, moved=2020 + year - first: str(int(found[0]) + moved), text)
        yield f"{county}/{body:05}-{2020 + year}-{which}.txt", changed(text, body % 97 + 2)


def write(folder: Path, documents: Iterator[tuple[str, str]]) -> None:
    """Write documents."""
    for name, text in documents:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def build(raw: Path, warehouse: Path, *options: str) -> Cost:
    """Run the command, and measure it with all it starts."""
    started = time.perf_counter()
    command = [
        str(Path(sys.executable).with_name("yujuesuan")),
        "build",
        "--raw",
        str(raw),
        "--warehouse",
        str(warehouse),
    ]
    process = subprocess.Popen([*command, *options], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"the build ended with {status}")
    return Cost(usage.ru_utime + usage.ru_stime, time.perf_counter() - started, usage.ru_maxrss >> 10)


def night(raw: Path, news: int) -> None:
    """Add a third of the news, change a third, take a third away."""
    files = sorted(raw.rglob("*.txt"))
    step = max(len(files) // max(news, 1), 1)
    for number, file in enumerate(files[::step][:news]):
        text = file.read_text(encoding="utf-8")
        if number % 3 == 0:
            file.with_name(f"new-{file.name}").write_text(changed(text, 3), encoding="utf-8")
        elif number % 3 == 1:
            file.write_text(changed(text, 2), encoding="utf-8")
        else:
            file.unlink()


def main() -> None:
    """Measure each size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, nargs="+", default=[300, 1000])
    parser.add_argument("--news", type=int, default=0, help="documents of the night; one per cent where not given")
    parser.add_argument("--memory", default="4096", help="MB")
    arguments = parser.parse_args()
    print("documents  run     cpu s  wall s  memory MB  release KB/document")
    for count in arguments.documents:
        with tempfile.TemporaryDirectory() as folder:
            raw, warehouse = Path(folder) / "raw", Path(folder) / "warehouse"
            write(raw, disclosures(TEMPLATES, count))
            for what in ("full", "night"):
                if what == "night":
                    night(raw, arguments.news or max(count // 100, 1))
                cost = build(raw, warehouse, "--memory", arguments.memory)
                size = (warehouse / "current" / "warehouse.duckdb").stat().st_size / count / 1024
                print(
                    f"{count:9}  {what:5}  {cost.cpu:6.1f}  {cost.seconds:6.1f}  {cost.memory_mb:9}  {size:8.1f}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
