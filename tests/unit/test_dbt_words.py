"""Words of the dbt project: every model and seed has its own YAML, every column a description that says something."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

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


def test_every_way_into_the_lineage_leads_to_a_model_and_every_name_of_the_overview_is_one() -> None:
    overview = (PROJECT / "models" / "_overview.md").read_text(encoding="utf-8")
    links = re.findall(r"\]\((\?lineage=\d+#!/overview\?[^)]*)\)", overview)
    models = {path.stem for path in MODELS}
    # The pages of dbt keep one selection for each address: numbers apart make each link a new one.
    assert len(links) >= 6 and len({link.partition("#")[0] for link in links}) == len(links)
    for link in links:
        asked = parse_qs(link.partition("#!/overview?")[2])
        (chosen,) = asked["g_i"]
        kind, _, path = chosen.rpartition(":")
        assert (PROJECT / path).is_dir() if kind == "path" else re.sub(r"^\d*\+", "", chosen) in models, link
        assert all((PROJECT / left.removeprefix("path:")).is_dir() for left in asked.get("g_e", [])), link
    named = set(re.findall(r"`((?:fct|dim|mart)_\w+)`", overview))
    assert named and named <= models
