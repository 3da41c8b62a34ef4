"""What a person is told while a run is at work: what the extraction did, and how far dbt is."""

from collections.abc import Callable, Iterable, Iterator
from time import monotonic
from typing import Any

from dagster import AssetCheckResult, Output

from pipeline.extraction.folder import ExtractionSummary

EVERY_SECONDS = 2.0
_PROBLEMS_SHOWN = 10


def summary_lines(summary: ExtractionSummary) -> Iterator[str]:
    """Yield what the extraction did, in sentences: what was read again, documents met twice, problems."""
    if summary.extracted or summary.removed:
        outcomes = ", ".join(f"{count} {outcome}" for outcome, count in sorted(summary.outcomes.items()))
        yield (
            f"Extraction: {summary.extracted} document(s) read, {summary.reused} unchanged, {summary.removed} removed"
            f" ({outcomes}); {summary.seconds:.1f} s"
        )
    else:
        yield f"Extraction: nothing changed, no document was extracted again ({summary.reused} reused)"
    for names in summary.duplicates:
        yield f"  one document under {len(names)} names: {', '.join(names)}"
    for problem in summary.problems[:_PROBLEMS_SHOWN]:
        yield f"  {problem}"
    if len(summary.problems) > _PROBLEMS_SHOWN:
        yield f"  … and {len(summary.problems) - _PROBLEMS_SHOWN} more, all in document_outcome"


def with_progress(events: Iterable[Any], say: Callable[[str], None]) -> Iterator[Any]:
    """Yield the events unchanged, and say every two seconds, and at the end, how many models and tests are done."""
    models = checks = 0
    spoken = monotonic()
    for event in events:
        models += isinstance(event, Output)
        checks += isinstance(event, AssetCheckResult)
        if monotonic() - spoken > EVERY_SECONDS:
            say(f"  dbt: {models} models and seeds, {checks} tests done")
            spoken = monotonic()
        yield event
    say(f"dbt: {models} models and seeds built, {checks} tests passed or warned")
