"""The wording by which the facts of a document are recognised, read from the seeds once per process.

Only loading and compiling belongs here. Wording itself stands in the seeds, its use in the modules of each fact.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.extraction.page.text import CACHED_KEYS, LONGEST_CACHED, clean
from pipeline.extraction.seeds import Seed

CENTRAL_BODIES = Seed("central_bodies")
CLASSIFICATION_YEARS = Seed("classification_years")
COVER_LABELS = Seed("cover_labels")
DEPARTMENT_ALIASES = Seed("department_aliases")
DEPARTMENT_SUFFIXES = Seed("department_suffixes")
DOCUMENT_KIND_PHRASES = Seed("document_kind_phrases")
FACT_PATTERNS = Seed("fact_patterns")
LEVEL_SIGNS = Seed("level_signs")

_BLANK = re.compile(r"\s+")
_BLANK_IN_LABEL = r"[ \u3000\xa0]*"
BEFORE_LABEL = "\n\t \u3000\xa0*"
"""A line may open with one cell more (a number, a title), which the label then follows behind a TAB or a blank."""


@dataclass(frozen=True, slots=True)
class KindPhrase:
    """A phrase that tells the kind of document, where it may stand, and the level it implies (or none)."""

    pattern: re.Pattern[str]
    document_kind: str
    disclosure_level: str


@dataclass(frozen=True, slots=True)
class Suffix:
    """An ending of the names of bodies, with the level that is usual for such a body (or none)."""

    text: str
    body_type: str
    disclosure_level: str


@dataclass(frozen=True, slots=True)
class Label:
    """A label such as 部门：, the fact that follows it, and the level it implies (or none)."""

    text: str
    fact: str
    disclosure_level: str


@dataclass(frozen=True, slots=True)
class ClassificationYears:
    """A printed category and the years in which the classification knew it."""

    printed: str
    first_year: int
    last_year: int


def _compact(text: str) -> str:
    return _BLANK.sub("", clean(text))


_remembered_compact = lru_cache(maxsize=CACHED_KEYS)(_compact)


def compact(text: str) -> str:
    """A line for matching: clean, without any blank. Short lines are remembered, since titles and headings repeat."""
    return _remembered_compact(text) if len(text) <= LONGEST_CACHED else _compact(text)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {row["name"]: re.compile(row["pattern"], re.MULTILINE) for row in FACT_PATTERNS.rows()}


def pattern(name: str) -> re.Pattern[str]:
    """The compiled pattern of ``fact_patterns.csv``; ``^`` and ``$`` mean line ends.

    Raises:
        KeyError: The seed has no such pattern.
    """
    return _patterns()[name]


@cache
def kind_phrases(scope: str) -> tuple[KindPhrase, ...]:
    """Phrases for the kind of document in ``title`` or ``heading``, the most telling first."""
    rows = (row for row in DOCUMENT_KIND_PHRASES.rows() if row["scope"] == scope)
    return tuple(
        KindPhrase(re.compile(row["pattern"]), row["document_kind"], row["disclosure_level"] or "") for row in rows
    )


def named_kind(heading: str) -> str:
    """The kind of document that a heading names, or an empty string."""
    return next((phrase.document_kind for phrase in kind_phrases("heading") if phrase.pattern.search(heading)), "")


@cache
def suffixes() -> dict[str, Suffix]:
    """Endings of names of bodies."""
    rows = DEPARTMENT_SUFFIXES.rows()
    return {row["suffix"]: Suffix(row["suffix"], row["body_type"], row["disclosure_level"]) for row in rows}


@cache
def _longest_suffix() -> int:
    return max(map(len, suffixes()))


def suffix_of(name: str) -> Suffix | None:
    """The longest known ending of a name; a bracketed addition at the end is not part of it."""
    name = name.split("(")[0].split("\uff08")[0]
    known = suffixes()
    return next((known[name[-n:]] for n in range(min(len(name), _longest_suffix()), 0, -1) if name[-n:] in known), None)


@cache
def labels() -> dict[str, Label]:
    """Labels in front of the name or the code of a body."""
    rows = COVER_LABELS.rows()
    return {row["label"]: Label(row["label"], row["fact"], row["disclosure_level"]) for row in rows}


@cache
def label_line() -> re.Pattern[str]:
    """A label, a colon (or, for a project sheet, a TAB) and a value; what stands before it is for the caller to see.

    The pattern begins with the labels, so that the search skips to their first characters: ten times faster.
    """
    alternatives = (
        _spaced(row["label"], r"\t+" if row["separator"] == "tab" else "[ \u3000\xa0*]*[:\uff1a]")
        for row in sorted(COVER_LABELS.rows(), key=lambda row: -len(row["label"]))
    )
    return re.compile(f"(?P<label>{'|'.join(alternatives)})(?P<value>[^\\n]*)")


@cache
def label_start() -> re.Pattern[str]:
    """A label with its colon or TAB where it may stand, behind a blank or a line feed; many times faster to search.

    The first character comes first in the pattern, since the search skips to it, and what stands before it second.
    """
    alternatives: list[str] = []
    rows = COVER_LABELS.rows()
    for row in rows:
        first, separator = row["label"][0], r"\t" if row["separator"] == "tab" else "[ \u3000\xa0*]*[:\uff1a]"
        alternatives.append(f"(?<={re.escape(first)}){_BLANK_IN_LABEL}{_spaced(row['label'][1:], separator)}")
    firsts = "".join(sorted({re.escape(row["label"][0]) for row in rows}))
    return re.compile(f"[{firsts}](?<=[{BEFORE_LABEL}].)(?:{'|'.join(alternatives)})")


def _spaced(label: str, separator: str) -> str:
    return _BLANK_IN_LABEL.join(map(re.escape, label)) + separator


@cache
def central_bodies() -> tuple[str, ...]:
    """Names with which bodies of the central government begin."""
    return tuple(row["name"] for row in CENTRAL_BODIES.rows())


@cache
def short_names() -> tuple[tuple[str, str], ...]:
    """Abbreviations inside names of bodies with what they stand for, the longest first."""
    rows = (row for row in DEPARTMENT_ALIASES.rows() if row["rule"] == "short" and row["name"])
    return tuple(sorted(((row["alias"], row["name"]) for row in rows), key=lambda pair: -len(pair[0])))


@cache
def classification_years() -> tuple[ClassificationYears, ...]:
    """Categories that came or went with a year."""
    return tuple(
        ClassificationYears(row["printed"], int(row["first_year"]), int(row["last_year"] or 9999))
        for row in CLASSIFICATION_YEARS.rows()
    )


@cache
def level_signs() -> dict[str, int]:
    """The character for a level of government with the level of division it speaks of."""
    return {row["sign"]: int(row["level"]) for row in LEVEL_SIGNS.rows()}
