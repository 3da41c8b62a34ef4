"""Compares what the rules find in documents with what a reader found in them.

Reading the list (``contradictions.csv``), pairing and counting belong here. Which share is enough is asked in
``test_reviewed_truth.py``; ``python -m tests.quality.truth`` prints the measure (``make quality``).
"""

import csv
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.locations import PROJECT_ROOT
from pipeline.reports.check import check_files
from pipeline.reports.check_findings import DocumentReport, Finding

LIST = Path(__file__).with_name("contradictions.csv")
SEEDS = PROJECT_ROOT / "raw"
# The development documents are beside the repository where they are at all; the seeds are inside it.
DEVELOPMENT = PROJECT_ROOT.parent / "shared" / "corpus" / "development" / "text"


@dataclass(frozen=True)
class Contradiction:
    """One contradiction as a person reads it.

    Attributes:
        file_name: the document.
        line: a line that a finding of it names.
        severity: as the reader weighs it.
        family: family of the rule that should find it.
        rules: rules of which one finds it; empty where none does yet.
        text: the contradiction in words.
    """

    file_name: str
    line: int
    severity: str
    family: str
    rules: frozenset[str]
    text: str

    def is_found_by(self, report: DocumentReport, found: Finding) -> bool:
        """Whether a finding, or one of its consequences, is this contradiction."""
        everything = [found, *found.consequences]
        return report.file_name == self.file_name and any(
            item.rule_id in self.rules and self.line in item.lines for item in everything
        )


@dataclass(frozen=True)
class Measure:
    """Findings against the list: pairs found, contradictions missed, findings that no reader listed."""

    found: list[Contradiction]
    missed: list[Contradiction]
    unlisted: list[tuple[str, Finding]]


def contradictions() -> list[Contradiction]:
    """Return the list of the readers."""
    with LIST.open(encoding="utf-8", newline="") as handle:
        return [
            Contradiction(
                row["file_name"], int(row["line"]), row["severity"], row["family"],
                frozenset(row["rules"].split("|")) - {""}, row["text"],
            )
            for row in csv.DictReader(handle)
        ]  # fmt: skip


def documents() -> list[Path]:
    """Return every reviewed document that is here: also those in which readers found nothing."""
    return sorted([*SEEDS.glob("*.txt"), *DEVELOPMENT.glob("*.txt")])


def measure(reports: Sequence[DocumentReport], listed: Sequence[Contradiction]) -> Measure:
    """Pair findings with the list; only documents that were checked count."""
    checked = {report.file_name for report in reports}
    pairs = [(report, found) for report in reports for found in report.findings]
    wanted = [item for item in listed if item.file_name in checked]
    found = [item for item in wanted if any(item.is_found_by(*pair) for pair in pairs)]
    unlisted = [
        (report.file_name, finding)
        for report, finding in pairs
        if not any(item.is_found_by(report, finding) for item in wanted)
    ]
    return Measure(found, [item for item in wanted if item not in found], unlisted)


def lines(measured: Measure) -> Iterator[str]:
    """The measure as a table: recall by family, what was missed, what no reader listed."""
    everything = measured.found + measured.missed
    for severity in ("material", "minor", "rounding", "info"):
        of_severity = [item for item in everything if item.severity == severity]
        found = [item for item in of_severity if item in measured.found]
        extra = [item for _, item in measured.unlisted if item.severity == severity]
        precision = 100 * len(found) // max(1, len(found) + len(extra))
        recall = 100 * len(found) // max(1, len(of_severity))
        counts = f"listed {len(of_severity):3}  found {len(found):3}"
        yield f"{severity:9} {counts}  recall {recall:3} %  precision {precision:3} %"
    for family in sorted({item.family for item in everything}):
        of_family = [item for item in everything if item.family == family]
        found = [item for item in of_family if item in measured.found]
        yield f"  {family:16} {len(found)} of {len(of_family)}"
    yield from (f"missed: {item.file_name}:{item.line} {item.text}" for item in measured.missed)
    yield from (f"not on the list: {name} [{found.rule_id}] {found.message}" for name, found in measured.unlisted)


def main() -> None:
    """Print the measure over the seeds and, where they are, the development documents."""
    listed = contradictions()
    sys.stdout.write("\n".join(lines(measure(check_files(documents()), listed))) + "\n")


if __name__ == "__main__":
    main()
