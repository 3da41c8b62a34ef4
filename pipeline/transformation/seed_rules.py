"""The rules that the YAML beside each seed states, applied to the seeds: every breach with seed, line and word.

dbt runs the same rules as tests and says how many rows break one; whoever mistyped a word wants to know which. Only the
rules belong here: what a seed means is in its YAML, who reads it in ``extraction.seeds`` and the models.
"""

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, cast

import yaml

from pipeline.locations import DBT_PROJECT_DIR

SEEDS_DIR = DBT_PROJECT_DIR / "seeds"
CODE_WORDS = "code_words"

Row = tuple[int, Mapping[str, str]]
"""A line of a seed, 1-based and the header counted, with its cells by column."""


class SeedError(RuntimeError):
    """Some seed breaks its own rules; the message names every seed, line and word."""


@dataclass(frozen=True)
class Breach:
    """One cell that breaks a rule of its seed."""

    seed: str
    line: int
    column: str
    word: str
    expected: str
    is_wording: bool = False
    """A matter of description alone: told by the tests, no reason to stop a build."""

    def __str__(self) -> str:
        return f"{self.seed}.csv, line {self.line}, {self.column}: {self.word!r} {self.expected}"


def check_seeds(folder: Path = SEEDS_DIR) -> None:
    """Check every seed of a folder against the YAML beside it.

    Raises:
        SeedError: with every breach found, but for those of description alone.
    """
    breaches = [breach for breach in breaches_of(folder) if not breach.is_wording]
    if breaches:
        lines = "\n".join(f"  - {breach}" for breach in breaches)
        raise SeedError(f"{len(breaches)} word(s) in the seeds are not what their columns may hold:\n{lines}")


def breaches_of(folder: Path = SEEDS_DIR) -> Iterator[Breach]:
    """Yield what breaks the rules, seed by seed and line by line."""
    seeds = _Seeds({path.stem: path for path in sorted(folder.rglob("*.csv"))})
    for name, path in seeds.files.items():
        description = path.with_suffix(".yml")
        if not description.is_file():
            yield Breach(name, 1, "", description.name, "is missing: describe the seed in a YAML file beside it", True)
            continue
        declared = yaml.safe_load(description.read_text(encoding="utf-8"))["seeds"][0]
        yield from _shape(name, declared, seeds)
        for column in declared.get("columns", []):
            for test in column.get("data_tests", []):
                yield from _column_breaches(name, column["name"], test, seeds)
        for test in declared.get("data_tests", []):
            yield from _combination_breaches(name, test, seeds)


@dataclass(frozen=True)
class _Seeds:
    files: Mapping[str, Path]

    def rows(self, name: str) -> list[Row]:
        return _rows(self.files[name])

    def values(self, name: str, column: str) -> set[str]:
        return {row[column] for _, row in self.rows(name)}

    def words(self, code_set: str) -> set[str]:
        return {row["code"] for _, row in self.rows(CODE_WORDS) if row["code_set"] == code_set}


@cache
def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        return [(reader.line_num, row) for row in reader]


def _shape(name: str, declared: Mapping[str, Any], seeds: _Seeds) -> Iterator[Breach]:
    """A column without words, words without a column, and rows that are too long or too short."""
    rows = seeds.rows(name)
    documented = {column["name"] for column in declared.get("columns", [])}
    if rows:
        printed = set(rows[0][1]) - {cast(str, None)}
        for column in sorted(printed - documented):
            yield Breach(name, 1, column, column, f"is not described in {name}.yml", True)
        for column in sorted(documented - printed):
            yield Breach(name, 1, column, column, f"is described in {name}.yml, but is no column", True)
    for line, row in rows:
        cells = cast("Mapping[str | None, str | None]", row)
        if None in cells or None in cells.values():
            yield Breach(name, line, "", next(iter(row.values())), "stands in a row with too many or too few cells")


def _column_breaches(name: str, column: str, test: str | Mapping[str, Any], seeds: _Seeds) -> Iterator[Breach]:
    kind, options = _named(test)
    arguments: Mapping[str, Any] = options.get("arguments", {})
    rows = [(line, row) for line, row in _selected(seeds.rows(name), options) if column in row]
    if kind == "not_null":
        yield from (Breach(name, line, column, "", "is empty") for line, row in rows if not row[column])
    elif kind == "unique":
        yield from _repeated(name, column, rows, lambda row: row[column])
    elif kind in {"accepted_values", "relationships", "in_code_set", "words_in_code_set", "in_any_list"}:
        allowed, what = _allowed(kind, arguments, seeds)
        for line, row in rows:
            words = row[column].split() if kind == "words_in_code_set" else [row[column]]
            for word in words:
                if word and word not in allowed:
                    yield Breach(name, line, column, word, f"is not {what}{_suggestion(word, allowed)}")


def _named(test: str | Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """Name and options of a test as dbt's YAML writes it: a bare name, or a name with options under it."""
    if isinstance(test, str):
        return test, {}
    return next(iter(test.items()))


def _allowed(kind: str, arguments: Mapping[str, Any], seeds: _Seeds) -> tuple[set[str], str]:
    if kind == "accepted_values":
        values = {str(value) for value in arguments["values"]}
        return values, f"one of {', '.join(sorted(values))}"
    if kind == "relationships":
        target = re.sub(r"ref\('(\w+)'\)", r"\1", arguments["to"])
        if target not in seeds.files:
            # A reference to a model is checked by dbt alone.
            return _Everything(), ""
        return seeds.values(target, arguments["field"]), f"a {arguments['field']} of {target}.csv"
    if kind == "in_any_list":
        lists = [cast(str, name).split(".") for name in arguments["lists"]]
        known = {value for seed, field in lists for value in seeds.values(seed, field)}
        return known | set(arguments["words"]), f"in {' or '.join(arguments['lists'])}"
    return seeds.words(arguments["code_set"]), f"a {arguments['code_set']} of {CODE_WORDS}.csv"


class _Everything(set[str]):
    def __contains__(self, item: object) -> bool:
        return True


def _combination_breaches(name: str, test: Mapping[str, Any], seeds: _Seeds) -> Iterator[Breach]:
    kind, options = _named(test)
    if kind == "unique_combination":
        columns: list[str] = options["arguments"]["columns"]
        yield from _repeated(
            name, " + ".join(columns), seeds.rows(name), lambda row: " + ".join(row[column] for column in columns)
        )


def _repeated(name: str, column: str, rows: list[Row], key: Callable[[Mapping[str, str]], str]) -> Iterator[Breach]:
    first: dict[str, int] = {}
    for line, row in rows:
        word = key(row)
        if word and first.setdefault(word, line) != line:
            yield Breach(name, line, column, word, f"is there already, in line {first[word]}")


def _selected(rows: list[Row], options: Mapping[str, Any]) -> Iterator[Row]:
    """Rows that a ``where`` of the form ``column <> 'word'`` keeps; a condition of another form is left to dbt."""
    where = str(options.get("config", {}).get("where", ""))
    condition = re.fullmatch(r"(\w+) <> '(\w+)'", where)
    if where and not condition:
        return
    yield from ((line, row) for line, row in rows if not condition or row[condition[1]] != condition[2])


def _suggestion(word: str, allowed: set[str]) -> str:
    close = get_close_matches(word, sorted(allowed), n=1)
    return f"; did you mean {close[0]!r}?" if close else ""
