"""Words of the dbt project: every model and seed has its own YAML, every column a description that says something."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

PROJECT = Path(__file__).parents[2] / "dbt_project"
MODELS = sorted((PROJECT / "models").rglob("*.sql"))
SEEDS = sorted((PROJECT / "seeds").rglob("*.csv"))
FILLER = re.compile(r"\bTODO\b|of the figure or rule|as in the model it comes from|^[\w ]{1,12}\.?$")
HAN = re.compile(r"[一-鿿]")


def blocks() -> dict[str, str]:
    text = "".join(path.read_text(encoding="utf-8") for path in (PROJECT / "models").rglob("*.md"))
    return dict(re.findall(r"{% docs (\w+) %}\n(.*?)\n{% enddocs %}", text, re.DOTALL))


def described(path: Path) -> Iterator[tuple[str, str]]:
    """Names of the relation and its columns with their words, docs blocks filled in."""
    known = blocks()
    declared: dict[str, Any] = yaml.safe_load(path.with_suffix(".yml").read_text(encoding="utf-8"))
    (relation,) = declared.get("models") or declared["seeds"]
    assert relation["name"] == path.stem
    for thing in (relation, *relation["columns"]):
        words = re.sub(r"{{ doc\('(\w+)'\) }}", lambda found: known[found[1]], thing["description"])
        yield thing["name"], words.strip()


@pytest.mark.parametrize("path", [*MODELS, *SEEDS], ids=lambda path: path.stem)
def test_every_relation_and_column_says_what_it_is(path: Path) -> None:
    assert [name for name, text in described(path) if FILLER.search(text) or not text] == []


@pytest.mark.parametrize("path", [path for path in MODELS if path.parent.name == "marts"], ids=lambda path: path.stem)
def test_what_analysts_see_is_described_in_both_languages(path: Path) -> None:
    words = list(described(path))
    assert [name for name, text in words if not (HAN.search(text) and re.search("[A-Za-z]{3}", text))] == []


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_every_model_begins_with_its_grain(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith("-- grain: ")
