"""The wording of the notes, read from the ``narrative_*`` seeds and ``metric_phrases.csv`` and compiled once.

The light syntax of the seeds (``{a|b|}`` for alternatives, ``<n>`` for a figure, ``<this>`` and ``<other>`` for the
fiscal year and another year, ``<code>`` for a code) and the search tree of the phrases belong here. Reading a sentence
with them does not (``grammar``), nor does the vocabulary of tables (``tables``).
"""

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple, get_args

from pipeline.extraction.page.text import fold
from pipeline.extraction.seeds import Seed

ECONOMIC_ALIASES = Seed("economic_aliases")
ECONOMIC_DEPARTMENT = Seed("economic_department")
FUNCTION_ALIASES = Seed("function_aliases")
FUNCTIONS = Seed("functions")
METRICS = Seed("metrics")
METRIC_PHRASES = Seed("metric_phrases")
NARRATIVE_COUNTS = Seed("narrative_counts")
NARRATIVE_FAMILIES = Seed("narrative_families")
NARRATIVE_MARKERS = Seed("narrative_markers")
NARRATIVE_SCOPES = Seed("narrative_scopes")
NARRATIVE_SECTIONS = Seed("narrative_sections")
NARRATIVE_UNITS = Seed("narrative_units")
NARRATIVE_WORDS = Seed("narrative_words")

NUMBER, THIS_YEAR, OTHER_YEAR, CODE = "\x01", "\x02", "\x03", "\x04"
"""Signs that stand for a figure, the fiscal year, another year and a code in a sentence without its digits."""

_PLACEHOLDERS = {"<n>": NUMBER, "<this>": THIS_YEAR, "<other>": OTHER_YEAR, "<code>": CODE}
_CHOICE = re.compile(r"\{([^{}]*)\}")
MONEY, PERCENT = "money", "percent"
REPORT = "report"
"""Zone of a performance report, and kind of every section in it: there an amount of the whole is the whole's."""
_CLASS_DIGITS, _SECTION_DIGITS, _ITEM_DIGITS = 3, 5, 7
_LISTS_OF_FUNCTIONS = frozenset(
    {"items", "structure", "general_public", "appropriation", "government_fund", "expenditure"}
)
"""Kinds of sections in which a bare name of a 款 or 项 names money."""


class Family(NamedTuple):
    """Which metric a phrase gives, by the kind of document, by stage, as a share and as a rate."""

    budget: str
    outcome: str
    initial: str = ""
    adjusted: str = ""
    executed: str = ""
    prior: str = ""
    share: str = ""
    completion: str = ""
    paired: bool = False
    whole: bool = False
    """It is a total: no part of an enumeration, however long the name before it is."""


class Phrase(NamedTuple):
    """One reading of a wording: the conditions under which it holds and what it then names."""

    family: str
    subject: str
    kinds: frozenset[str]
    units: frozenset[str]
    before: bool
    after: bool
    after_year: bool
    topic: str
    children: str
    child_prefix: str
    inherits: frozenset[str]
    priority: int
    listed_only: bool = False
    """Only a word of enumeration opens the children, not a heading with this wording."""


Role = Literal[
    "", "base", "verb", "share", "completion", "stage", "level", "list", "each", "reason", "purpose", "block", "edge",
    "topic", "blank", "filler",
]  # fmt: skip
"""What a word of grammar does; the other roles of the seed are parts of the grammar's own patterns."""
_ROLES: dict[str, Role] = {role: role for role in get_args(Role)}


class Word(NamedTuple):
    """A word of grammar: what it does (``role``) and how (``kind``)."""

    role: Role
    kind: str


class SectionRule(NamedTuple):
    """What a heading of this wording opens."""

    pattern: re.Pattern[str]
    kind: str
    zone: str
    suppress: bool


@dataclass(frozen=True)
class NarrativeVocabulary:
    """Everything that reading the notes needs, compiled."""

    words: re.Pattern[str]
    word_of_group: dict[str, Word]
    phrases: re.Pattern[str]
    readings: dict[str, tuple[Phrase, ...]]
    starts: re.Pattern[str]
    families: dict[str, Family]
    units: re.Pattern[str]
    unit_families: dict[str, frozenset[str]]
    counts: dict[tuple[str, str], tuple[str, str]]
    levels: re.Pattern[str]
    comparisons: re.Pattern[str]
    threshold: re.Pattern[str]
    class_tail: re.Pattern[str]
    copula: re.Pattern[str]
    name_lead: re.Pattern[str]
    name_tail: re.Pattern[str]
    name_cut: re.Pattern[str]
    title_tail: re.Pattern[str]
    evaluated_tail: re.Pattern[str]
    no_name: re.Pattern[str]
    count: re.Pattern[str]
    accounts: tuple[tuple[str, re.Pattern[str]], ...]
    markers: re.Pattern[str]
    document_rules: tuple[SectionRule, ...]
    heading_rules: tuple[SectionRule, ...]
    title_rules: tuple[SectionRule, ...]
    scopes: dict[tuple[str, str], str]
    """What an amount of a family is in a section that speaks of a part only, by kind of section and family."""

    def unit_at(self, text: str, position: int) -> tuple[int, frozenset[str]]:
        """Where the unit that begins at a position ends, and its families; without a unit there: the position, none."""
        unit = self.units.match(text, position)
        if unit is None or unit.lastgroup is None:
            return position, frozenset()
        return unit.end(), self.unit_families[unit.lastgroup]

    def scoped(self, family: str, kinds: tuple[str, ...]) -> str:
        """The family of an amount here: in a section about a part of the money it is that part's."""
        if REPORT in kinds:
            return family
        return next((self.scopes[kind, family] for kind in kinds if (kind, family) in self.scopes), family)

    def name_begin(self, sentence: str, start: int, end: int) -> int:
        """Where a name begins that ends with the wording at ``end``: after the last word that only qualifies it."""
        return max((match.end() for match in self.name_cut.finditer(sentence, start, end)), default=start)

    def account(self, wording: str) -> str:
        """Of which account an amount is, by the words that lead to it: outcome, initial, adjusted, plan, or empty."""
        return next((kind for kind, pattern in self.accounts if pattern.search(wording)), "")

    def is_adjusted(self, wording: str) -> bool:
        """Whether a budget is called the adjusted one; what else the words say (完成全年预算) does not matter."""
        return any(kind == "adjusted" and pattern.search(wording) for kind, pattern in self.accounts)

    def evaluated(self, title: str) -> str:
        """The project that the title of an evaluation names (“智慧水务”项目自评综述); empty where it names none."""
        name = self.evaluated_tail.sub("", title)
        return "" if name == title or self.no_name.search(name) else name

    def trimmed(self, sentence: str, start: int, end: int) -> tuple[int, int]:
        """The span of a name without the words that only lead to it or on to its figure."""
        while match := self.name_lead.match(sentence, start, end):
            start = match.end()
        while match := self.name_tail.search(sentence, start, end):
            end = match.start()
        return start, max(start, end)


_GRAMMAR_ONLY = (
    "account", "threshold", "class_tail", "copula", "trim_lead", "trim_tail", "cut", "title_tail", "evaluated_tail",
    "no_name", "count",
)  # fmt: skip


def _placed(pattern: str) -> str:
    for name, sign in _PLACEHOLDERS.items():
        pattern = pattern.replace(name, sign)
    return pattern


def as_regex(pattern: str) -> str:
    """Turn a pattern of the seeds into a regular expression; of alternatives the longest is tried first."""

    def choice(match: re.Match[str]) -> str:
        return f"(?:{'|'.join(sorted(match[1].split('|'), key=len, reverse=True))})"

    return _CHOICE.sub(choice, _placed(pattern))


def expansions(wording: str) -> Iterator[str]:
    """All wordings that a phrase with ``{a|b|}`` stands for, folded like the text they are looked up in."""
    parts = _CHOICE.split(_placed(wording))
    options = [part.split("|") if index % 2 else [part] for index, part in enumerate(parts)]
    for combination in itertools.product(*options):
        yield fold("".join(combination))


def _branches(words: list[str]) -> str:
    """A regular expression that finds the longest of the words, branching by one character at a time."""
    ends = "" in words
    groups = itertools.groupby(filter(None, words), lambda word: word[0])
    by_sign = {sign: [word[1:] for word in group] for sign, group in groups}
    branches = [re.escape(sign) + _branches(rest) for sign, rest in by_sign.items()]
    if not branches:
        return ""
    inner = branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
    return f"(?:{inner})?" if ends else inner


def _phrase(row: dict[str, str]) -> Phrase:
    return Phrase(
        family=row["metric"],
        subject=row["subject"],
        kinds=frozenset(filter(None, row["kinds"].split(";"))),
        units=frozenset(row["units"].split(";")),
        before=row["position"] in ("before", "both", "year"),
        after=row["position"] in ("after", "both"),
        after_year=row["position"] == "year",
        topic=row["topic"],
        children=row["children"],
        child_prefix=row["child_prefix"],
        inherits=frozenset(row["inherits"].split(";")),
        priority=int(row["priority"]),
        listed_only=row["opened_by"] == "list",
    )


def _name_readings() -> Iterator[tuple[str, Phrase]]:
    """Names of the official classifications: economic categories and functional ones of any level."""
    plain = Phrase(
        "economic_expenditure", "", frozenset(), frozenset({MONEY}), True, False, False, "", "", "", frozenset(), 0
    )
    economic = {fold(row["name"]) for seed in (ECONOMIC_DEPARTMENT, ECONOMIC_ALIASES) for row in seed.rows()}
    for name in sorted(economic):
        yield name, plain
    tail = _of_role(NARRATIVE_WORDS.rows(), "class_tail")
    levels = {
        _CLASS_DIGITS: plain._replace(family="function_class"),
        _SECTION_DIGITS: plain._replace(family="function_section", kinds=_LISTS_OF_FUNCTIONS),
        _ITEM_DIGITS: plain._replace(family="function_item", kinds=_LISTS_OF_FUNCTIONS),
    }
    for seed in (FUNCTIONS, FUNCTION_ALIASES):
        for row in seed.rows():
            name = fold(row["name"])
            if name.removesuffix(tail) in economic:
                yield name, plain
            yield name, levels[len(row["code"])]


def _readings() -> dict[str, tuple[Phrase, ...]]:
    found: dict[str, list[Phrase]] = {}
    for row in METRIC_PHRASES.rows():
        phrase = _phrase(row)
        for wording in expansions(row["wording"]):
            found.setdefault(wording, []).append(phrase)
    own = frozenset(found)
    for name, phrase in _name_readings():
        if name not in own and phrase not in found.setdefault(name, []):
            found[name].append(phrase)
    return {wording: tuple(phrases) for wording, phrases in found.items()}


def _families() -> dict[str, Family]:
    return {
        row["family"]: Family(
            row["budget_metric"],
            row["final_metric"],
            row["initial_metric"],
            row["adjusted_metric"],
            row["executed_metric"],
            row["prior_metric"],
            row["share_metric"],
            row["completion_metric"],
            row["paired"] == "yes",
            row["whole"] == "yes",
        )
        for row in NARRATIVE_FAMILIES.rows()
    }


def _sections(scope: str) -> tuple[SectionRule, ...]:
    end = r"\Z" if scope == "title" else ""
    return tuple(
        SectionRule(
            re.compile(f"(?:{as_regex(row['pattern'])}){end}"), row["kind"], row["zone"], row["suppress"] == "yes"
        )
        for row in NARRATIVE_SECTIONS.rows()
        if row["scope"] == scope
    )


def _of_role(words: list[dict[str, str]], role: str) -> str:
    return "|".join(as_regex(row["pattern"]) for row in words if row["role"] == role)


def _role(row: dict[str, str]) -> Role:
    try:
        return _ROLES[row["role"]]
    except KeyError:
        known = ", ".join(sorted({*_ROLES, *_GRAMMAR_ONLY} - {""}))
        raise ValueError(
            f"narrative_words.csv: no role {row['role']!r} (pattern {row['pattern']!r}); expected one of {known}"
        ) from None


def _groups(patterns: Iterable[str]) -> str:
    return "|".join(f"(?P<w{index}>{pattern})" for index, pattern in enumerate(patterns))


@lru_cache(maxsize=1)
def narrative_vocabulary() -> NarrativeVocabulary:
    """Read and compile the seeds once per process."""
    all_words = NARRATIVE_WORDS.rows()
    words = [row for row in all_words if row["role"] not in _GRAMMAR_ONLY]
    patterns = [as_regex(row["pattern"]) for row in words]
    readings = _readings()
    phrase_tree = _branches(sorted(readings))
    units = NARRATIVE_UNITS.rows()
    unit_families = {f"u{index}": frozenset(row["family"].split(";")) for index, row in enumerate(units)}
    word_groups = _groups(patterns)
    markers = [(row["level"], row["pattern"]) for row in NARRATIVE_MARKERS.rows()]
    return NarrativeVocabulary(
        words=re.compile(word_groups),
        word_of_group={f"w{index}": Word(_role(row), row["kind"]) for index, row in enumerate(words)},
        phrases=re.compile(phrase_tree),
        readings=readings,
        starts=re.compile(f"{NUMBER}|[,;:。、()]|{phrase_tree}|{'|'.join(patterns)}"),
        families=_families(),
        units=re.compile("|".join(f"(?P<u{i}>{row['unit']})" for i, row in enumerate(units))),
        unit_families=unit_families,
        counts={(row["topic"], row["unit_family"]): (row["metric"], row["subject"]) for row in NARRATIVE_COUNTS.rows()},
        comparisons=re.compile(_of_role(all_words, "base")),
        levels=re.compile(_of_role(all_words, "level")),
        threshold=re.compile(_of_role(all_words, "threshold")),
        class_tail=re.compile(_of_role(all_words, "class_tail")),
        copula=re.compile(_of_role(all_words, "copula")),
        name_lead=re.compile(_of_role(all_words, "trim_lead")),
        name_tail=re.compile(f"(?:{_of_role(all_words, 'trim_tail')})\\Z"),
        name_cut=re.compile(_of_role(all_words, "cut")),
        title_tail=re.compile(f"(?:{_of_role(all_words, 'title_tail')})\\Z"),
        evaluated_tail=re.compile(f"(?:{_of_role(all_words, 'evaluated_tail')})\\Z"),
        no_name=re.compile(_of_role(all_words, "no_name")),
        count=re.compile(_of_role(all_words, "count")),
        accounts=tuple(
            (row["kind"], re.compile(as_regex(row["pattern"]))) for row in all_words if row["role"] == "account"
        ),
        markers=re.compile("|".join(f"(?P<l{level}_{i}>{pattern})" for i, (level, pattern) in enumerate(markers))),
        document_rules=_sections("document"),
        heading_rules=_sections("heading"),
        title_rules=_sections("title"),
        scopes={(row["kind"], row["family"]): row["becomes"] for row in NARRATIVE_SCOPES.rows()},
    )


@lru_cache(maxsize=1)
def changes_of_metrics() -> dict[str, tuple[str, str]]:
    """For each amount that has them, the metrics of its change against another year: in money, in per cent."""
    found: dict[str, dict[str, str]] = {}
    for row in METRICS.rows():
        found.setdefault(row["base_metric"], {})[row["comparison"]] = row["metric"]
    return {
        base: (kinds["yoy_change"], kinds["yoy_pct"])
        for base, kinds in found.items()
        if kinds.keys() >= {"yoy_change", "yoy_pct"}
    }
