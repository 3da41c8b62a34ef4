"""Administrative divisions (GB/T 2260) found by their names in a text.

Looking names up and telling divisions of one name apart belong here. Which of the divisions that a document names is
the one of the body that publishes it does not (``body_region``).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.extraction.seeds import Seed

DIVISIONS = Seed("divisions")
ETHNIC_GROUPS = Seed("ethnic_groups")
FACT_PATTERNS = Seed("fact_patterns")
FUNCTIONAL_ZONES = Seed("functional_zones")

PROVINCE, PREFECTURE, COUNTY = 1, 2, 3
_LONGEST_NAME = 16
_GENERIC_LENGTH = 2  # names such as 城区 or 和县 mean a division only right behind their parent


@dataclass(frozen=True, slots=True)
class Division:
    """One division in one period.

    Attributes:
        code: Six digits.
        name: Official name, without its parents.
        level: 1 province, 2 prefecture, 3 county.
        valid_from: First year.
        valid_to: Last year; 9999 while it exists.
    """

    code: str
    name: str
    level: int
    valid_from: int
    valid_to: int

    @property
    def prefix(self) -> str:
        """The digits that its own divisions share."""
        return self.code[: 2 * self.level]

    def contains(self, other: "Division") -> bool:
        """Whether the other lies in this one, or is it."""
        return other.code.startswith(self.prefix)


@dataclass(frozen=True, slots=True)
class Mention:
    """A name of a division in a text: 0-based start, end (exclusive), and the divisions so called."""

    start: int
    end: int
    divisions: tuple[Division, ...]


class Divisions:
    """The reference list with look-ups by name and by code."""

    def __init__(
        self, rows: Iterable[Division], autonomous: re.Pattern[str], zones: Iterable[tuple[str, str]] = ()
    ) -> None:
        self._by_name: dict[str, list[Division]] = {}
        self._by_stem: dict[str, list[Division]] = {}
        self._by_code: dict[str, list[Division]] = {}
        self._counties: dict[str, list[Division]] = {}
        for division in rows:
            self._by_code.setdefault(division.code, []).append(division)
            self._by_name.setdefault(division.name, []).append(division)
            # 峨山彝族自治县 is called 峨山县, 楚雄彝族自治州 楚雄州, 广西壮族自治区 广西.
            short = autonomous.match(division.name)
            if short and division.level > PROVINCE:
                self._by_name.setdefault("".join(short.groups()), []).append(division)
            if division.level < COUNTY:
                stem = short[1] if short else division.name[:-1]
                self._by_stem.setdefault(stem, []).append(division)
            elif len(division.name) > _GENERIC_LENGTH:
                self._counties.setdefault(division.name[:-1], []).append(division)
        for zone, code in zones:
            self._by_name.setdefault(zone, []).extend(self._by_code.get(code, []))
        endings = "".join(sorted({name[-1] for name in self._by_name}))
        self._ending = re.compile(f"[{re.escape(endings)}]")
        lengths: dict[str, set[int]] = {}
        for name in self._by_name:
            lengths.setdefault(name[-1], set()).add(len(name))
        self._lengths = {ending: sorted(found, reverse=True) for ending, found in lengths.items()}

    def by_code(self, code: str, year: int | None = None) -> Division | None:
        """The division of a code, as it was in the year, or as it is last known."""
        found = self._by_code.get(code, [])
        return next(iter(in_force(found, year)), None)

    def named(self, name: str) -> tuple[Division, ...]:
        """All divisions of a name, official or short (without the ethnic group)."""
        return tuple(self._by_name.get(name, ()))

    def stem_at_start(self, text: str) -> tuple[str, tuple[Division, ...]]:
        """Provinces and prefectures whose name without its last character begins the text, the longest first."""
        for length in range(min(len(text), 8), 1, -1):
            if found := self._by_stem.get(text[:length]):
                return text[:length], tuple(found)
        return "", ()

    def stem_inside(self, text: str, outer: Division) -> tuple[Division, ...]:
        """Divisions inside another whose name without its last character begins the text: cities before counties."""
        for length in range(min(len(text), 8), 1, -1):
            for stems in (self._by_stem, self._counties):
                if found := [inner for inner in stems.get(text[:length], []) if outer.contains(inner)]:
                    return tuple(found)
        return ()

    def parent_names(self, division: Division) -> list[str]:
        """Names and stems of the province and the prefecture a division lies in."""
        codes = {division.code[:2] + "0000", division.code[:4] + "00"} - {division.code}
        parents = [parent for code in sorted(codes) for parent in self._by_code.get(code, [])]
        return [name for name, members in self._by_stem.items() if any(parent in members for parent in parents)]

    def mentions(self, text: str) -> list[Mention]:
        """All names in a text, the longest at each end, two-character names only where they follow a parent or begin.

        Args:
            text: Text without blanks inside words.

        Returns:
            The mentions in order of their end.
        """
        found: list[Mention] = []
        for match in self._ending.finditer(text):
            end = match.end()
            for length in self._lengths[match[0]]:
                start = end - length
                members = self._by_name.get(text[start:end]) if start >= 0 else None
                if members and found and found[-1].start < start < found[-1].end < end:
                    # 铜陵市|郊区: not 市郊区, which lies elsewhere.
                    start = found[-1].end if text[found[-1].end : end] in self._by_name else start
                    members = self._by_name[text[start:end]]
                if members and (length > _GENERIC_LENGTH or start == 0 or (found and found[-1].end == start)):
                    found.append(Mention(start, end, tuple(members)))
                    break
        return found


def in_force(divisions: Sequence[Division], year: int | None) -> list[Division]:
    """Divisions that existed in a year; all of them, the newest first, when none did or no year is given."""
    newest_first = sorted(divisions, key=lambda division: (-division.valid_to, division.code))
    if year is None:
        return newest_first
    return [division for division in newest_first if division.valid_from <= year <= division.valid_to] or newest_first


@cache
def load_divisions() -> Divisions:
    """The reference list of the seeds, built once per process."""
    rows = [
        Division(
            code=row["code"],
            name=row["name"],
            level=int(row["level"]),
            valid_from=int(row["valid_from"] or 0),
            valid_to=int(row["valid_to"] or 9999),
        )
        for row in DIVISIONS.rows()
    ]
    placeholders = {row.name for row in rows if row.level == PREFECTURE and row.code[2:4] in ("01", "02", "90")}
    prefectures = {(row.name, row.code) for row in rows if row.level == PREFECTURE}
    generic = {name for name in placeholders if sum(named == name for named, _ in prefectures) > 1}
    zones = [(row["zone"], row["code"]) for row in FUNCTIONAL_ZONES.rows()]
    return Divisions((row for row in rows if row.name not in generic and len(row.name) > 1), _autonomous(), zones)


def _autonomous() -> re.Pattern[str]:
    groups = sorted((row["name"] for row in ETHNIC_GROUPS.rows()), key=len, reverse=True)
    pattern = next(row["pattern"] for row in FACT_PATTERNS.rows() if row["name"] == "autonomous")
    return re.compile(pattern.replace("GROUPS", "|".join(map(re.escape, groups))))
