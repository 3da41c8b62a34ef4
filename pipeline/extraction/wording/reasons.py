"""The wording of outcomes: why a document was not read, or is no disclosure.

Only the look-up of ``document_reasons.csv`` belongs here; deciding which reason applies does not.
"""

from functools import cache
from typing import cast

from pipeline.extraction.page.document import Outcome
from pipeline.extraction.seeds import Seed

DOCUMENT_REASONS = Seed("document_reasons")


@cache
def _reasons() -> dict[str, dict[str, str]]:
    return {row["reason_code"]: row for row in DOCUMENT_REASONS.rows()}


def worded(reason_code: str, detail: str) -> tuple[Outcome, str]:
    """Word one reason.

    Args:
        reason_code: Key of ``document_reasons.csv``.
        detail: What was found there instead, in English; printed Chinese may be quoted in it.

    Returns:
        The outcome (``partial``, ``quarantined``, ``skipped``) and the reason: English, then the gist in Chinese.

    Raises:
        KeyError: The seed has no such reason.
    """
    row = _reasons()[reason_code]
    return cast("Outcome", row["outcome"]), f"{row['english'].format(detail=detail)} ({row['chinese']})"
