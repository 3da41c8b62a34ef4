"""A small archive that changes from night to night, built twice each night: from what is new, and from nothing.

The models are run as rendered, without a dbt process: the same SQL (tests/e2e/test_rendered_sql.py), in seconds.
"""

import json
import random
import shutil
import zipfile
from pathlib import Path

import duckdb
import yaml

from pipeline.extraction.excerpt import document_digests
from pipeline.extraction.folder import extract_folder
from pipeline.locations import DATABASE_NAME, DBT_PROJECT_DIR, Locations
from pipeline.orchestration.news import plan, take_input
from pipeline.publication.analysts import write_analysts_file
from pipeline.publication.manifest import hash_rows
from pipeline.publication.merge import Assembly, Models, begin, begin_with, merge
from pipeline.publication.release import point_to, write_digests
from pipeline.transformation.rendered import render, run

DOCUMENTS = Path(__file__).parents[1] / "reconciliation" / "documents"
TEMPLATES = {"budget": "budget.txt", "final": "final_accounts.txt"}
BODY, YEAR = "样州市云溪区档案事务局", "2022"
BODIES = (
    "株洲市石峰区档案局",
    "株洲市石峰区档案馆",
    "株洲市荷塘区教育局",
    "株洲市荷塘区教育局（本级）",
    "株洲市审计局",
    "石家庄市栾城区民政局",
)
YEARS = ("2020", "2021", "2022")
MARKS = ("", "（更正）")
CODES = (("2010601", "行政运行"), ("2019977", "行政运行"), ("2019977", "档案运行"), ("2019988", "一般管理"))
RECIPE = "recipe"


def text(body: str, year: str, kind: str, code: tuple[str, str], amount: str) -> str:
    """One disclosure: a template under another name, of another year, with another code and amount."""
    template = (DOCUMENTS / TEMPLATES[kind]).read_text(encoding="utf-8")
    renamed = template.replace(BODY, body).replace(YEAR, year)
    return renamed.replace("2010601\t行政运行", "\t".join(code)).replace("300.00", amount)


class Archive:
    """The raw folder and what has been released of it."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.locations = Locations(folder / "raw", folder / "warehouse")
        self.locations.raw_dir.mkdir(parents=True)
        self._random = random.Random(seed)
        self._models = published(self.locations.input_dir)
        self._number = 0

    def write(self, body: str, year: str, kind: str, mark: str = "", code: int = 0, amount: str = "300.00") -> Path:
        """Put a document into the raw folder; one of that name is overwritten."""
        path = self.locations.raw_dir / f"{body}{year}{kind}{mark}.txt"
        path.write_text(text(body, year, kind, CODES[code], amount), encoding="utf-8")
        return path

    def write_any(self) -> None:
        """Put a document into the raw folder, or exchange one."""
        choose = self._random.choice
        amount = f"{self._random.randrange(100, 999)}.00"
        self.write(choose(BODIES), choose(YEARS), choose(list(TEMPLATES)), choose(MARKS), choose(range(4)), amount)

    def change(self) -> str:
        """One night's change; say which."""
        files = sorted(self.locations.raw_dir.rglob("*.txt"))
        changes = ["write", "write"] + (["remove", "rename", "move", "pack", "edit"] if len(files) > 4 else [])
        what = self._random.choice(changes)
        file = self._random.choice(files) if files else None
        if what == "write" or file is None:
            self.write_any()
        elif what == "remove":
            file.unlink()
        elif what == "rename":
            file.rename(file.with_name(f"renamed-{self._number}-{file.name}"))
        elif what == "edit":
            content = file.read_text(encoding="utf-8")
            file.write_text(content.replace("300.00", f"{self._random.randrange(100, 999)}.00"), encoding="utf-8")
        elif what == "move":
            # The body of a document turns out to be another one.
            content = file.read_text(encoding="utf-8")
            was = next((body for body in sorted(BODIES, key=len, reverse=True) if body in content), BODIES[0])
            file.write_text(content.replace(was, self._random.choice(BODIES)), encoding="utf-8")
        else:
            self.pack(files, self._random.sample(range(len(files)), 2))
        return what

    def pack(self, files: list[Path], which: list[int]) -> Path:
        """Put some of the files into one archive instead, one of them without its first lines, which name the body."""
        target = self.locations.raw_dir / f"packed-{self._number}.zip"
        with zipfile.ZipFile(target, "w") as archive:
            for order, number in enumerate(which):
                content = files[number].read_text(encoding="utf-8")
                archive.writestr(f"{order}.txt", content.partition("\n\n")[2] if order else content)
                files[number].unlink()
        return target

    def night(self) -> int:
        """Build what is new, and publish it; the first night builds everything.

        Returns:
            How many documents were computed.
        """
        locations, names = self.locations, sorted(self._models.kinds)
        self._extract()
        planned = plan(locations, RECIPE)
        target = locations.assembled_database
        if planned.continues is None:
            whole = self._built_from_nothing()
            target.parent.mkdir(parents=True)
            whole.replace(target)
            begin_with(target, names, ())
            return self._release(target, len(document_digests(locations.extracted_dir)))
        locations.next_build.mkdir(parents=True)
        begin(planned.continues, target)
        (batch,) = planned.batches
        take_input(locations, batch)
        self._compute(locations.input_dir)
        merge(target, locations.next_database, self._models, batch.part)
        return self._release(target, len(batch.documents))

    def differences(self) -> list[str]:
        """The tables of the release that are not as a build of everything makes them, or whose hash is not true."""
        release, names = self.locations.current.resolve(), sorted(self._models.kinds)
        expected = _hashes(self._built_from_nothing(), names)
        merged = _hashes(release / DATABASE_NAME, names)
        noted = json.loads((release / "release.json").read_text(encoding="utf-8"))["content"]
        shutil.rmtree(self.locations.next_build)
        return [name for name in names if not merged[name] == expected[name] == noted[name]]

    def batches(self) -> tuple[dict[str, str], dict[str, str], int]:
        """Build everything in batches, and at once; nothing is published."""
        locations = self.locations
        names = sorted(self._models.kinds)
        self._extract()
        expected = _hashes(self._built_from_nothing(), names)
        planned = plan(locations, RECIPE, everything=True)
        target = locations.assembled_database
        for batch in planned.batches:
            take_input(locations, batch)
            self._compute(locations.input_dir)
            if target.is_file():
                merge(target, locations.next_database, self._models, batch.part)
            else:
                target.parent.mkdir(parents=True)
                write_analysts_file(locations.next_database, target)
                begin_with(target, names, batch.documents)
            locations.next_database.unlink()
        return _hashes(target, names), expected, len(planned.batches)

    def _extract(self) -> None:
        extract_folder(self.locations.raw_dir, self.locations.extracted_dir, workers=0, progress=lambda _: None)

    def _built_from_nothing(self) -> Path:
        """The analysts' file of all documents, computed at once."""
        locations = self.locations
        shutil.rmtree(locations.next_build, ignore_errors=True)
        locations.next_build.mkdir(parents=True)
        locations.input_dir.symlink_to(locations.extracted_dir)
        self._compute(locations.input_dir)
        whole = locations.next_build / "whole.duckdb"
        write_analysts_file(locations.next_database, whole)
        locations.next_database.unlink()
        return whole

    def _compute(self, extracted: Path) -> None:
        with duckdb.connect(str(self.locations.next_database)) as connection:
            run(connection, render(DBT_PROJECT_DIR, extracted), sorted(self._models.kinds))

    def _release(self, target: Path, computed: int) -> int:
        self._number += 1
        build = self.locations.builds_dir / f"{self._number:03}"
        shutil.rmtree(build, ignore_errors=True)
        build.mkdir(parents=True)
        content = Assembly.load(target.parent).content
        target.replace(build / DATABASE_NAME)
        noted = {"build_id": build.name, "recipe": RECIPE, "rewritten": 0, "content": content}
        (build / "release.json").write_text(json.dumps(noted), encoding="utf-8")
        write_digests(build, self.locations.extracted_dir)
        point_to(self.locations.current, build)
        shutil.rmtree(self.locations.next_build)
        return computed


def published(extracted: Path) -> Models:
    """The published tables as declared beside the models, with their SQL as rendered."""
    kinds: dict[str, str] = {}
    for path in sorted((DBT_PROJECT_DIR / "models" / "marts").glob("*.yml")):
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", ()):
            kind = model.get("config", {}).get("meta", {}).get("merge_by")
            if kind:
                kinds[model["name"]] = kind
    return Models(kinds, {name: model.sql for name, model in render(DBT_PROJECT_DIR, extracted).items()})


def _hashes(database: Path, names: list[str]) -> dict[str, str]:
    with duckdb.connect(str(database), read_only=True) as connection:
        return {name: hash_rows(connection, f'main."{name}"') for name in names}
