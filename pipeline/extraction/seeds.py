"""The only door to the seeds: all wording and reference data that extraction reads.

A module that needs a seed declares it once, at the top, as ``TITLES = Seed("statement_titles")``, and asks it for its
rows when they are needed. What was declared is known here, so that the parser version is the digest of exactly the
seeds that extraction reads. What rows mean does not belong here (``wording/`` compiles them).
"""

import csv
from functools import cache
from pathlib import Path

SEEDS = Path(__file__).parents[2] / "dbt_project" / "seeds"

_declared: set[str] = set()


@cache
def _paths() -> dict[str, Path]:
    return {path.stem: path for path in sorted(SEEDS.rglob("*.csv"))}


class Seed:
    """One seed that extraction reads.

    Attributes:
        name: File name without its folder and ending: the name of the dbt seed.
    """

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name
        _declared.add(name)

    @property
    def path(self) -> Path:
        """The file, wherever below ``dbt_project/seeds`` it stands.

        Raises:
            LookupError: There is no such seed.
        """
        try:
            return _paths()[self.name]
        except KeyError:
            raise LookupError(f"no seed {self.name}.csv below {SEEDS}") from None

    def rows(self) -> list[dict[str, str]]:
        """All rows, each a mapping from column to text; an empty cell is an empty string."""
        with self.path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))


def declared_seeds() -> tuple[str, ...]:
    """Names of all seeds that the imported modules read, in order."""
    return tuple(sorted(_declared))
