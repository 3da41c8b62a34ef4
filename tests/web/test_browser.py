"""The pages in a real browser: no errors, nothing from elsewhere, accessible, wide and narrow; three people's tasks."""

import re
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pypdfium2 as pdfium
import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from pipeline.locations import Locations
from pipeline.web.app import create_app

from ..conftest import RAW_DIR, Build
from . import disclosures

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium: apt-get install chromium")
SIZES = {"desk": (1280, 900), "phone": (390, 844)}
ADDRESSES = (
    "/", "/?q=网络", "{body}", "{region}", "/codes", "/functions/201", "/economic/301", "/cofog/01", "/three-public",
    "/compare", "{compare}", "/findings", "{finding}", "{document}", "{figure}", "{year}", "/coverage", "/release",
    "/dictionary", "/check", "/bodies/nobody",
)  # fmt: skip


@contextmanager
def served(raw: Path, warehouse: Path) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(create_app(Locations(raw, warehouse)), port=0, log_level="error"))
    running = threading.Thread(target=server.run, daemon=True)
    running.start()
    deadline = time.monotonic() + 30
    while not server.started:
        assert time.monotonic() < deadline, "the server did not start"
        time.sleep(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    running.join(timeout=10)


@pytest.fixture(scope="module")
def site(built: Build) -> Iterator[str]:
    with served(RAW_DIR, built.warehouse_dir) as address:
        yield address


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site of seven bodies, three years each."""
    raw, build = disclosures.built(tmp_path_factory)
    with served(raw, build.warehouse_dir) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def addresses(built: Build) -> dict[str, str]:
    """One page of each kind."""
    with duckdb.connect(str(built.database), read_only=True) as warehouse:
        year, body, region = warehouse.execute(
            "select department_year_id, department_id, region_code from mart_department_year order by 1 limit 1"
        ).fetchall()[0]
        bodies = [
            row[0] for row in warehouse.execute("select distinct department_id from mart_department_year").fetchall()
        ]
        finding = warehouse.execute(
            "select finding_id from fct_reconciliation where status = 'broken' and severity = 'material'"
            " and not is_consequence order by 1 limit 1"
        ).fetchall()[0][0]
    return {
        "body": f"/bodies/{body}", "region": f"/regions/{region}", "finding": f"/findings/{finding}",
        "compare": "/compare?" + "&".join(f"body={one}" for one in bodies), "year": f"/years/{year}/expenditure_yuan",
        "document": "/documents/97f8ac33118d7588?line=127", "figure": "/figures/97f8ac33118d7588-129-3",
    }  # fmt: skip


class Watched:
    """A page with everything that went wrong on it."""

    def __init__(self, browser: Browser, size: str = "desk", *, scripts: bool = True) -> None:
        width, height = SIZES[size]
        self.context = browser.new_context(
            viewport={"width": width, "height": height}, java_script_enabled=scripts, accept_downloads=True
        )
        self.page: Page = self.context.new_page()
        self.wrong: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.wrong.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        self.page.on("request", lambda request: self.asked.append(request.url))


@pytest.mark.parametrize("size", SIZES)
def test_every_page_is_sound(browser: Browser, site: str, addresses: dict[str, str], size: str) -> None:
    watched = Watched(browser, size)
    page, complaints = watched.page, []
    for address in ADDRESSES:
        page.goto(site + address.format(**addresses))
        page.wait_for_load_state("networkidle")
        # A page that does not exist is the one whose status the console repeats.
        wrong = [line for line in watched.wrong if not (address == "/bodies/nobody" and "404" in line)]
        complaints += [f"{address}: {line}" for line in wrong]
        watched.wrong.clear()
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 1:
            complaints.append(f"{address}: {wide} px too wide")
        assert page.locator("html").get_attribute("lang") == "zh-CN"
        title = page.locator("h1").inner_text()
        assert title.strip(), address
        nav = page.locator("header nav").inner_text()
        assert "不符" in nav and "Findings" in nav
        found = Axe().run(page)
        complaints += [
            f"{address}: {each['id']}: {each['nodes'][0]['html'][:160]}" for each in found.response["violations"]
        ]
    assert not complaints, "\n".join(complaints)
    assert [url for url in watched.asked if not url.startswith((site, "data:"))] == []
    watched.context.close()


def test_charts_are_drawn_and_the_page_says_the_same_without_them(
    browser: Browser, site: str, addresses: dict[str, str]
) -> None:
    with_scripts = Watched(browser).page
    with_scripts.goto(site + addresses["compare"])
    chart = with_scripts.locator(".chart svg").first
    chart.wait_for()
    assert "基本" in (chart.text_content() or "")
    without = Watched(browser, scripts=False).page
    without.goto(site + addresses["compare"])
    assert without.locator(".chart").first.is_hidden()
    assert without.locator("table").first.inner_text() == with_scripts.locator("table").first.inner_text()


def test_a_journalist_finds_whose_three_public_is_largest_and_its_printed_cell(browser: Browser, site: str) -> None:
    page = Watched(browser).page
    page.goto(site)
    page.get_by_role("link", name="三公 Three public").click()
    row = page.locator("section#largest tbody tr").first
    # 株洲市 2020 plans 13.00 万元: the largest of the five disclosures.
    assert "中共株洲市委网络安全和信息化委员会办公室" in row.inner_text() and "130,000.00" in row.inner_text()
    row.get_by_role("link", name="130,000.00").click()
    page.locator("section#places tbody tr td a").first.click()
    assert re.search(r"13(\.00)?", page.locator(".marked a, .marked").first.inner_text())


def test_an_accountant_sees_both_printed_cells_of_a_finding(browser: Browser, site: str) -> None:
    page = Watched(browser).page
    page.goto(site)
    page.get_by_role("link", name="不符 Findings").click()
    page.get_by_label("程度 Severity").select_option("material")
    page.get_by_label("部门 Body").fill("荷塘")
    page.get_by_role("button", name="筛选 Filter").click()
    page.get_by_role("link", name=re.compile("支出决算表 201")).click()
    marked = [cell.inner_text() for cell in page.locator("td.marked").all()]
    # Line 127: 59.59 in all, 0 in each of the five parts.
    assert marked == ["59.59", "0", "0", "0", "0", "0"]


def test_a_file_is_checked_and_its_report_taken_along(browser: Browser, site: str, tmp_path: Path) -> None:
    from tests.writers.pdf import pdf_of_text

    disclosure = tmp_path / "荷塘.pdf"
    disclosure.write_bytes(pdf_of_text((RAW_DIR / "hetang_final_2020.txt").read_text(encoding="utf-8")))
    watched = Watched(browser)
    page = watched.page
    page.goto(site)
    page.get_by_role("link", name="核对文件 Check a file").click()
    page.get_by_label("一份公开文件").set_input_files(disclosure)
    page.get_by_role("button", name="核对 Check").click(timeout=120_000)
    page.wait_for_selector("a.take", timeout=120_000)
    assert "595,900.00" in page.locator("article").inner_text()
    assert page.locator("figure img").count() >= 1
    assert "Findings" in page.locator("header nav").inner_text()
    with page.expect_download() as download:
        page.locator("a.take").click()
    document = pdfium.PdfDocument(download.value.path())
    assert "595,900.00" in document[0].get_textpage().get_text_bounded()
    assert watched.wrong == []


def test_a_journalist_finds_the_five_largest_rises_and_both_printed_cells_of_one(browser: Browser, years: str) -> None:
    watched = Watched(browser)
    page = watched.page
    page.goto(years)
    page.get_by_role("link", name="三公 Three public").click()
    page.get_by_label("年度 Year").select_option("2023")
    page.get_by_label("阶段 Stage").select_option("final")
    page.get_by_role("button", name="筛选 Filter").click()
    rows = [row.locator("td").all_inner_texts() for row in page.locator("section#rise tbody tr").all()[:5]]
    # disclosures.py: 2023 less 2022 of operation and reception together.
    assert [(row[0], row[4], row[5], row[6]) for row in rows] == [
        ("株洲市石峰区档案局", "53,000.00", "113,000.00", "60,000.00"),
        ("株洲市审计局", "94,000.00", "117,000.00", "23,000.00"),
        ("石家庄市栾城区民政局", "38,000.00", "54,000.00", "16,000.00"),
        ("长沙市岳麓区司法局", "86,000.00", "93,000.00", "7,000.00"),
        ("苏州市吴江区统计局", "26,000.00", "28,000.00", "2,000.00"),
    ]
    for amount, printed in (("53,000.00", "5.30"), ("113,000.00", "11.30")):
        page.locator("section#rise").get_by_role("link", name=amount, exact=True).click()
        page.locator("section#places tbody tr td a").first.click()
        assert printed in page.locator("td.marked").first.inner_text()
        page.go_back()
        page.go_back()
    assert watched.wrong == []
    watched.context.close()


def test_an_accountant_sees_why_the_notes_and_the_table_disagree(browser: Browser, years: str) -> None:
    page = Watched(browser).page
    page.goto(years)
    page.get_by_role("link", name="不符 Findings").click()
    row = page.locator("section#findings tbody tr").filter(has_text=disclosures.WRONG[0])
    # What the rule is stands in English beside; what documents print stays Chinese.
    assert row.count() == 1 and "Material" in row.inner_text() and "three-public" in row.inner_text()
    row.get_by_role("link", name="三公").click()
    marked = " ".join(cell.inner_text() for cell in page.locator("table.printed .marked").all())
    # Line 26 prints 11.70 in the table, line 33 says 12.70.
    assert "11.70" in marked and "12.70" in marked
    assert "repeat the three-public table" in page.locator("dl").inner_text()


def test_findings_are_read_on_a_phone_without_moving_sideways(browser: Browser, site: str) -> None:
    watched = Watched(browser, "phone")
    page = watched.page
    page.goto(f"{site}/findings")
    width = SIZES["phone"][0]
    links = page.locator("section#findings td.long a").all()
    assert links
    for link in links[:20]:
        box = link.bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= width, link.inner_text()
    scrolled = page.locator("section#findings .scroll").first.evaluate("one => [one.scrollWidth, one.clientWidth]")
    assert scrolled[0] <= scrolled[1] + 1
    links[0].click()
    assert "/findings/" in page.url
    watched.context.close()


def test_a_comparison_of_many_is_readable_on_a_desk_and_on_paper(browser: Browser, years: str, tmp_path: Path) -> None:
    page = Watched(browser).page
    page.goto(f"{years}/compare")
    for box in page.locator("input[name=body]").all():
        box.check()
    page.get_by_role("button", name="比较 Compare").click()
    page.locator(".chart svg").last.wait_for()
    charts = page.locator("section#years .chart")
    # One for each year, every name in full.
    assert charts.count() == len(disclosures.YEARS)
    for typed in disclosures.TYPED:
        assert typed.body in (charts.first.text_content() or "")
    names = [box for text in charts.first.locator("svg text").all() if (box := text.bounding_box())]
    for number, one in enumerate(names):
        for other in names[number + 1 :]:
            apart = (
                one["x"] + one["width"] <= other["x"] + 1 or other["x"] + other["width"] <= one["x"] + 1
                or one["y"] + one["height"] <= other["y"] + 3 or other["y"] + other["height"] <= one["y"] + 3
            )  # fmt: skip
            assert apart, "two names of a chart stand on each other"
    for table in page.locator(".scroll").all():
        wide, shown = table.evaluate("one => [one.scrollWidth, one.clientWidth]")
        assert wide <= shown + 1, table.get_attribute("aria-label")
    page.emulate_media(media="print")
    assert charts.first.is_visible()
    page.pdf(path=tmp_path / "printed.pdf", prefer_css_page_size=True)
    printed = pdfium.PdfDocument(tmp_path / "printed.pdf")
    width, height = printed[0].get_size()
    assert width > height, "a wide table is printed across"
    words = "".join(printed[number].get_textpage().get_text_bounded() for number in range(len(printed)))
    assert all(f"{typed.body}" in words for typed in disclosures.TYPED) and "Material" in words
    # Of the chart of the newest year, and of the last column of the table.
    assert "1,200 万" in words and words.count("2023") >= len(disclosures.TYPED)


def test_a_region_shows_where_its_money_goes(browser: Browser, years: str) -> None:
    page = Watched(browser).page
    page.goto(f"{years}/regions/430200")
    wide, shown = page.locator("section#trend .scroll").evaluate("one => [one.scrollWidth, one.clientWidth]")
    assert wide <= shown + 1, "all of the sums stand on a desk"
    trend = page.locator("section#trend tbody tr").last.locator("td").all_inner_texts()
    # 株洲市 2023: 283 + 1205 + 819 万元 of three bodies; 2022 was 265 + 1135 + 805: 4.6 % less.
    assert trend[2] == "3" and "23,070,000.00" in trend and "4.6%" in trend
    sections = {section.get_attribute("id") for section in page.locator("main section").all()}
    assert sections >= {"trend", "functions", "economic", "by_nature", "by_fund", "three_public", "projects",
                        "execution", "findings", "years", "regions"}  # fmt: skip
    page.locator("section#functions tbody a").first.click()
    rows = page.locator("section#bodies tbody tr")
    # Three years of three bodies, a year of 荷塘区 and of 株洲市.
    assert rows.count() == 11, "the code is asked of the bodies of the region alone"


def test_what_documents_print_is_shown_as_text(browser: Browser, built: Build, tmp_path: Path) -> None:
    hostile = "<script>document.title='x'</script><img src=x onerror=alert(1)>=1+1"
    folder = tmp_path / "builds" / "hostile"
    folder.mkdir(parents=True)
    shutil.copyfile(built.database, folder / "warehouse.duckdb")
    with duckdb.connect(str(folder / "warehouse.duckdb")) as warehouse:
        for table, column in (
            ("dim_department", "department_name"), ("dim_document", "title"), ("fct_project", "project_name"),
            ("fct_figure", "row_label"), ("fct_reconciliation", "message"), ("dim_region", "region_name"),
        ):  # fmt: skip
            warehouse.execute(f"update {table} set {column} = ?", [hostile])
        body = warehouse.execute("select department_id from mart_department_year limit 1").fetchall()[0][0]
    (tmp_path / "current").symlink_to(folder)
    watched = Watched(browser)
    with served(RAW_DIR, tmp_path) as here:
        for address in ("/", f"/bodies/{body}", f"/compare?body={body}", "/findings", "/three-public", "/coverage",
                        "/documents/97f8ac33118d7588?line=127", "/figures/97f8ac33118d7588-129-3"):  # fmt: skip
            watched.page.goto(here + address)
            assert watched.page.title() != "x" and watched.page.locator("main img").count() == 0, address
            assert hostile in watched.page.content().replace("&lt;", "<").replace("&gt;", ">"), address
    assert watched.wrong == []
