"""The pictures of the README, taken anew of the pages as they are.

    python -m tests.web.pictures [FOLDER]

Builds a warehouse of the typed disclosures and of one seed as a PDF, opens the pages in Debian's chromium and writes
``docs/pictures``. Look at each before you commit it.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb
from playwright.sync_api import Page, sync_playwright

from pipeline.locations import PROJECT_ROOT, Locations
from tests.web import disclosures
from tests.web.test_browser import CHROMIUM, served
from tests.writers.pdf import pdf_of_text

SEED = PROJECT_ROOT / "raw" / "hetang_final_2020.txt"
PICTURES = PROJECT_ROOT / "docs" / "pictures"
SIZE = {"width": 1080, "height": 715}


def build(folder: Path) -> Locations:
    """Write the documents and build their warehouse."""
    raw = disclosures.write(folder / "raw")
    (raw / "hetang.pdf").write_bytes(pdf_of_text(SEED.read_text(encoding="utf-8")))
    locations = Locations(raw, folder / "warehouse")
    command = Path(sys.executable).with_name("yujuesuan")
    subprocess.run([command, "build", "--raw", raw, "--warehouse", folder / "warehouse"], check=True)
    return locations


def addresses(database: Path) -> dict[str, str]:
    """The page of each picture."""
    with duckdb.connect(str(database), read_only=True) as release:

        def one(sql: str) -> str:
            return str(release.execute(sql).fetchall()[0][0])

        body = one(f"select department_id from dim_department where department_name = '{disclosures.TYPED[0].body}'")
        seed = one("select document_id from dim_document where file_name = 'hetang.pdf'")
        finding = one(
            "select finding_id from fct_reconciliation where status = 'broken' and severity = 'material'"
            f" and not is_consequence and document_id = '{seed}' order by len(source_lines), finding_id limit 1"
        )
        line = one(f"select min(source_line) from fct_figure where document_id = '{seed}' and source_page is not null"
                   " and statement_id = 'final_expenditure'")  # fmt: skip
    return {"body": f"/bodies/{body}", "finding": f"/findings/{finding}", "document": f"/documents/{seed}?line={line}"}


def take(page: Page, address: str, target: Path) -> None:
    """Open a page, bring what is marked into view, and take its picture."""
    page.goto(address, wait_until="networkidle")
    marked = page.locator("main figure, main .picture, td.marked").first
    if marked.count() and "/bodies/" not in address:
        page.evaluate("(one) => window.scrollTo(0, one.getBoundingClientRect().top + scrollY - 200)",
                      marked.element_handle())  # fmt: skip
    page.screenshot(path=target)


def main() -> None:
    """Take all three."""
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as play:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(scratch)
        locations = Locations(folder / "raw", folder / "warehouse")
        if not locations.published_database.exists():
            build(folder)
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE)
        with served(locations.raw_dir, locations.warehouse_dir) as site:
            for name, address in addresses(locations.published_database).items():
                take(page, site + address, PICTURES / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
