"""Words of the codes that a check report shows, as the seed ``code_words`` has them.

Looking them up belongs here. A report is made without the published warehouse, so there is no ``dim_code`` to ask.
"""

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

CODE_WORDS = Path(__file__).parents[2] / "dbt_project" / "seeds" / "codes" / "code_words.csv"


class Words(NamedTuple):
    """What a code is called, and what it means."""

    zh: str
    en: str
    about: str

    @property
    def both(self) -> str:
        """Chinese, and English beside."""
        return f"{self.zh} {self.en}"


@cache
def _words() -> dict[tuple[str, str], Words]:
    with CODE_WORDS.open(encoding="utf-8", newline="") as file:
        return {
            (row["code_set"], row["code"]): Words(row["name_zh"], row["name_en"], row["description_zh"])
            for row in csv.DictReader(file)
        }


def words_of(code_set: str, code: str) -> Words:
    """Words of one code; a code that the seed does not know stands for itself."""
    return _words().get((code_set, code), Words(code, code, ""))
