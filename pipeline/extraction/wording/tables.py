"""The vocabulary of disclosures, read from the seeds that dbt loads too.

Loading and look-up by normalised key belong here. The words themselves are rows of ``dbt_project/seeds``; what is done
with a match belongs to the module that asks.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from pipeline.extraction.page.text import match_key
from pipeline.extraction.seeds import Seed
from pipeline.extraction.wording.kinds import AXES, ROLES, STAGES, Axis, Role, Stage

ECONOMIC_ALIASES = Seed("economic_aliases")
ECONOMIC_DEPARTMENT = Seed("economic_department")
ECONOMIC_GOVERNMENT = Seed("economic_government")
FUNCTION_ALIASES = Seed("function_aliases")
FUNCTIONS = Seed("functions")
HEADINGS = Seed("headings")
LINE_LABELS = Seed("line_labels")
MONEY_UNITS = Seed("money_units")
NUMBERING = Seed("numbering")
PREAMBLE_LABELS = Seed("preamble_labels")
REVENUE_CODES = Seed("revenue_codes")
STATEMENT_TITLES = Seed("statement_titles")
STATEMENTS = Seed("statements")
TABLE_NOTES = Seed("table_notes")
TITLE_TERMS = Seed("title_terms")

SIMILARITY_THRESHOLD = 800
"""Least similarity, per mille, at which a wording counts as a known one."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One kind of table (``dim_statement``)."""

    statement_id: str
    document_kind: str
    official_number: str
    row_axis: Axis
    fund: str
    default_measure: str
    stage: Stage
    heading_axis: Axis
    counterpart: str = ""


@dataclass(frozen=True, slots=True)
class Title:
    """A known title: where it leads and whether any words may stand before it.

    ``stage_word`` is budget or final where the wording itself says which, beside the names of funds that contain 预算.
    """

    statement_id: str
    wording: str
    any_prefix: bool
    stage_word: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """What a column heading says."""

    role: Role
    measure: str = ""
    stage: Stage = ""
    fund: str = ""
    group_measure: str = ""
    economic_code: str = ""
    of_which: bool = False


def similarity(first: str, second: str) -> int:
    """Dice coefficient of the character pairs of two keys, per mille."""
    if not first or not second:
        return 0
    one, two = _pairs(first), _pairs(second)
    return 2000 * len(one & two) // (len(one) + len(two))


class Nearest:
    """Known keys by their pairs of characters, so that the nearest is found without comparing with each."""

    def __init__(self, keys: Iterable[str]) -> None:
        self.keys = tuple(keys)
        self._sizes = [len(_pairs(key)) for key in self.keys]
        self._by_pair: dict[str, list[int]] = {}
        for number, key in enumerate(self.keys):
            for pair in _pairs(key):
                self._by_pair.setdefault(pair, []).append(number)

    def scores(self, key: str, threshold: int) -> list[tuple[int, int]]:
        """Position and score of every known key that is as near as the threshold, in order of the known keys."""
        pairs = _pairs(key)
        shared: Counter[int] = Counter()
        for pair in pairs:
            shared.update(self._by_pair.get(pair, ()))
        size = len(pairs)
        found = ((number, 2000 * count // (size + self._sizes[number])) for number, count in shared.items())
        return sorted(item for item in found if item[1] >= threshold)


def _pairs(key: str) -> set[str]:
    return {key[i : i + 2] for i in range(-1, len(key))}


@dataclass(frozen=True)
class Vocabulary:
    """All wording that table reading needs, keyed by :func:`match_key`."""

    statements: dict[str, Statement]
    titles: dict[str, Title]
    reduced_titles: dict[str, Title]
    beheaded_titles: dict[str, Title]
    filler_terms: tuple[str, ...]
    headings: dict[tuple[str, str], Heading]
    lines: dict[tuple[str, str], str]
    class_codes: dict[str, str]
    economic_codes: dict[str, str]
    government_codes: dict[str, str]
    revenue_names: frozenset[str]
    names: frozenset[str]
    codes: dict[str, frozenset[str]]
    economic_class_codes: dict[str, str]
    fiscal_terms: tuple[str, ...]
    neutral_terms: tuple[str, ...]
    tail_terms: tuple[str, ...]
    table_terms: tuple[str, ...]
    no_data_phrases: tuple[str, ...]
    of_which: tuple[str, ...]
    comparisons: tuple[str, ...]
    fund_terms: tuple[tuple[str, str], ...]
    continued: re.Pattern[str]
    count_units: frozenset[str]
    unit_labels: tuple[str, ...]
    department_labels: tuple[str, ...]
    money_units: dict[str, str]
    ordinal: re.Pattern[str]
    title_prefix: re.Pattern[str]
    official_number: re.Pattern[str]
    unit_line: re.Pattern[str]
    unit_in_heading: re.Pattern[str]
    metadata_start: re.Pattern[str]
    year: re.Pattern[str]
    form_labels: dict[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])

    @cached_property
    def near_headings(self) -> tuple[Nearest, tuple[tuple[str, Heading], ...]]:
        """Index of headings and economic categories, with the axis and the meaning of each."""
        economic = {(key, ""): Heading("economic", economic_code=code) for key, code in self.economic_codes.items()}
        known = [*self.headings.items(), *economic.items()]
        return Nearest(key for (key, _), _ in known), tuple((axis, heading) for (_, axis), heading in known)

    def heading(self, key: str, axis: str) -> Heading | None:
        """Look a heading up for a kind of table, then for any."""
        return self.headings.get((key, axis)) or self.headings.get((key, ""))

    def reduce(self, key: str) -> str:
        """Take the words out of a title that do not change what it says (``情况``, ``汇总``)."""
        for term in self.filler_terms:
            key = key.replace(term, "")
        return key

    def strip_ordinal(self, key: str) -> str:
        """Take ``一、``, ``1.``, ``（一）`` off the beginning of a key."""
        match = self.ordinal.match(key)
        return key[match.end() :] if match else key


def _names(seed: Seed, length: int | None) -> dict[str, str]:
    """Name key to code; the name in force latest wins, a name of several codes leads to the first."""
    found: dict[str, str] = {}
    for row in sorted(seed.rows(), key=lambda r: (r["code"], r["valid_from"])):
        if length is None or len(row["code"]) == length:
            found.setdefault(match_key(row["name"]), row["code"])
    return found


def _aliases(seed: Seed, known: dict[str, str], length: int | None) -> dict[str, str]:
    for row in seed.rows():
        if length is None or len(row["code"]) == length:
            known.setdefault(match_key(row["name"]), row["code"])
    return known


def _names_by_code() -> dict[str, frozenset[str]]:
    """Every code of every classification with the keys of all its names."""
    found: dict[str, set[str]] = {}
    for seed in (
        FUNCTIONS,
        FUNCTION_ALIASES,
        ECONOMIC_DEPARTMENT,
        ECONOMIC_GOVERNMENT,
        ECONOMIC_ALIASES,
        REVENUE_CODES,
    ):
        for row in seed.rows():
            found.setdefault(row["code"], set()).add(match_key(row["name"]))
    return {code: frozenset(names) for code, names in found.items()}


def _headings() -> dict[tuple[str, str], Heading]:
    return {
        (match_key(row["heading"]), row["axis"]): Heading(
            role=ROLES[row["role"]],
            measure=row["measure"],
            stage=STAGES[row["stage"]],
            fund=row["fund"],
            group_measure=row["group_measure"],
            economic_code=row["economic_code"],
        )
        for row in HEADINGS.rows()
    }


def _titles(terms: list[dict[str, str]]) -> dict[str, Title]:
    funds = sorted((match_key(r["term"]) for r in terms if r["kind"] == "stageless"), key=len, reverse=True)
    stages = [(match_key(r["term"]), r["kind"].removeprefix("stage_")) for r in terms if r["kind"].startswith("stage_")]
    found: dict[str, Title] = {}
    for row in STATEMENT_TITLES.rows():
        key = bare = match_key(row["title"])
        for fund in funds:
            bare = bare.replace(fund, "")
        stage = next((stage for term, stage in stages if term in bare), "")
        found[key] = Title(row["statement_id"], row["title"], row["prefix"] == "any", stage)
    return found


def _unambiguous(titles: dict[str, Title], change: Callable[[str], str]) -> dict[str, Title]:
    """Known titles by a changed key, without keys that lead to several statements or are titles themselves."""
    found: dict[str, Title] = {}
    ambiguous: set[str] = set()
    for key, title in titles.items():
        changed = change(key)
        if found.setdefault(changed, title).statement_id != title.statement_id:
            ambiguous.add(changed)
    return {key: title for key, title in found.items() if key not in ambiguous and len(key) > 2}


def _alternatives(words: list[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """Read the seeds once per process."""
    terms = TITLE_TERMS.rows()
    notes = TABLE_NOTES.rows()
    labels = PREAMBLE_LABELS.rows()
    numbering = NUMBERING.rows()
    patterns = {
        kind: [r["pattern"] for r in numbering if r["kind"] == kind]
        for kind in ("ordinal", "annex", "year", "official_number")
    }
    units = {match_key(row["unit"]): row["yuan"] for row in MONEY_UNITS.rows()}
    unit_labels = [match_key(r["label"]) for r in labels if r["kind"] == "unit"]
    department_labels = [match_key(r["label"]) for r in labels if r["kind"] == "department"]
    unit_words = _alternatives(list(units))
    any_label = _alternatives(unit_labels + department_labels)
    titles = _titles(terms)
    continued = [match_key(r["term"]) for r in terms if r["kind"] == "continued"]
    fillers = tuple(match_key(r["term"]) for r in terms if r["kind"] == "filler")

    def reduced(key: str) -> str:
        for term in fillers:
            key = key.replace(term, "")
        return key

    codes = _names_by_code()
    economic = _names(ECONOMIC_DEPARTMENT, None)
    _aliases(ECONOMIC_ALIASES, economic, None)
    return Vocabulary(
        statements={
            row["statement_id"]: Statement(
                row["statement_id"],
                row["document_kind"],
                match_key(row["official_number"]),
                AXES[row["row_axis"]],
                row["fund"],
                row["default_measure"],
                STAGES[row["stage"]],
                AXES[row["heading_axis"]],
                row["counterpart"],
            )
            for row in STATEMENTS.rows()
        },
        titles=titles,
        reduced_titles=_unambiguous(titles, reduced),
        beheaded_titles=_unambiguous(titles, lambda key: key[1:]),
        filler_terms=fillers,
        headings=_headings(),
        lines={(match_key(row["label"]), row["side"]): row["line_id"] for row in LINE_LABELS.rows()},
        class_codes=_aliases(FUNCTION_ALIASES, _names(FUNCTIONS, 3), 3),
        economic_codes=economic,
        revenue_names=frozenset(_names(REVENUE_CODES, None)),
        names=frozenset(name for names in codes.values() for name in names),
        codes=codes,
        government_codes=_names(ECONOMIC_GOVERNMENT, None),
        economic_class_codes={name: code for name, code in economic.items() if len(code) == 3},
        fiscal_terms=tuple(match_key(r["term"]) for r in terms if r["kind"] == "fiscal"),
        neutral_terms=tuple(match_key(r["term"]) for r in terms if r["kind"] == "neutral"),
        tail_terms=tuple(match_key(r["term"]) for r in terms if r["kind"] == "tail"),
        table_terms=tuple(match_key(r["term"]) for r in terms if r["kind"] == "table"),
        no_data_phrases=tuple(match_key(r["phrase"]) for r in notes if r["kind"] == "no_data"),
        continued=re.compile(f"(?:{_alternatives(continued)})\\Z"),
        count_units=frozenset(match_key(r["phrase"]) for r in notes if r["kind"] == "count_unit"),
        of_which=tuple(match_key(r["phrase"]) for r in notes if r["kind"] == "of_which"),
        comparisons=tuple(match_key(r["phrase"]) for r in notes if r["kind"] == "comparison"),
        fund_terms=tuple(
            (match_key(r["term"]), r["kind"].removeprefix("fund_")) for r in terms if r["kind"].startswith("fund_")
        ),
        unit_labels=tuple(unit_labels),
        department_labels=tuple(department_labels),
        money_units=units,
        ordinal=re.compile("(?:" + "|".join(patterns["ordinal"]) + ")+"),
        title_prefix=re.compile(
            "(?:" + "|".join(patterns["annex"] + patterns["ordinal"] + patterns["year"]) + "|[-#*:、.])+"
        ),
        official_number=re.compile("|".join(patterns["official_number"])),
        unit_line=re.compile(rf"(?:{_alternatives(unit_labels)})[:;]?({unit_words})(?![\u4e00-\u9fff])"),
        unit_in_heading=re.compile(rf"\((?:{_alternatives(unit_labels)})?[:;]?({unit_words})\)"),
        metadata_start=re.compile(rf"(?:{any_label})[:;]"),
        year=re.compile("|".join(patterns["year"])),
    )
