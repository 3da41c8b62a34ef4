"""The pages, asked as a browser asks: every link leads somewhere, every table is data, nothing printed is markup."""

import csv
import io
import re
from collections.abc import Iterator
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import openpyxl
import pytest
from starlette.testclient import TestClient

from pipeline.locations import Locations
from pipeline.web.app import UPLOAD_LIMIT, create_app
from pipeline.web.hosts import names_of
from pipeline.web.openapi import ASKED
from pipeline.web.page import Column, Table, as_csv
from pipeline.web.workbook import as_xlsx

from ..conftest import RAW_DIR, Build

MOST_PAGES = 400


class Links(HTMLParser):
    """Addresses and sources of one page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in ("href", "src") and value]


@pytest.fixture(scope="module")
def client(built: Build) -> Iterator[TestClient]:
    with TestClient(create_app(Locations(RAW_DIR, built.warehouse_dir))) as opened:
        yield opened


def first(client: TestClient, address: str, table: str) -> dict[str, str]:
    rows = client.get(address, params={"format": "json"}).json()["tables"][table]
    assert rows, f"{table} of {address} is empty"
    return rows[0]


def test_a_latin_word_is_found_in_capitals_or_not(client: TestClient) -> None:
    found = [client.get("/", params={"q": words, "format": "json"}).json()["tables"]["documents"]
             for words in ("hetang_final", "HETANG_Final")]  # fmt: skip
    assert [len(rows) for rows in found] == [1, 1] and found[0] == found[1]


@pytest.mark.parametrize(
    ("words", "bodies"), [("%", 0), ("_", 0), ("株洲 2020", 3), ("2021", 1), ("网信办 冷水滩", 1), ("冷水滩 2020", 0)]
)
def test_a_search_finds_the_bodies_that_hold_every_word_and_have_a_document_of_the_year(
    client: TestClient, words: str, bodies: int
) -> None:
    found = client.get("/", params={"q": words, "format": "json"}).json()["tables"]["bodies"]
    assert len(found) == bodies


@pytest.mark.parametrize(
    ("words", "files"),
    [
        ("荷塘", {"hetang_final_2020.txt"}),
        ("hetang_final", {"hetang_final_2020.txt"}),
        ("绩效自评", {"lengshuitan_performance_2021.txt"}),
        ("2021", {"lengshuitan_performance_2021.txt"}),
        # 荷塘区 prints 51.15 万元, nobody else does; 石峰区 33.34.
        ("51.15", {"hetang_final_2020.txt"}),
        ("511,500.00", {"hetang_final_2020.txt"}),
        ("51.15万元", {"hetang_final_2020.txt"}),
        ("51.15元", set[str]()),
        ("33.34 2020", {"shifeng_final_2020.txt"}),
        ("51.15 石峰", set[str]()),
        ("2013702 决算", {"shifeng_final_2020.txt"}),
        ("%", set[str]()),
        ("9999999999999999999999.99", set[str]()),
    ],
)
def test_a_search_finds_documents_by_name_title_year_code_and_amount(
    client: TestClient, words: str, files: set[str]
) -> None:
    tables = client.get("/", params={"q": words, "format": "json"}).json()["tables"]
    assert {row["file_name"] for row in tables["documents"]} == files


def test_a_search_for_an_amount_finds_the_cells_and_numbers_that_print_it(client: TestClient) -> None:
    rows = client.get("/", params={"q": "51.15", "format": "json"}).json()["tables"]["amounts"]
    assert {row["amount_text"] for row in rows} == {"51.15"} and {row["amount_yuan"] for row in rows} == {"511500.00"}
    assert any("支出决算为51.15万元" in (row["column_label"] or "") for row in rows)
    assert all(client.get(row["amount_text_address"]).status_code == 200 for row in rows)


def test_every_link_of_every_page_leads_somewhere_on_this_server(client: TestClient) -> None:
    waiting, seen = ["/"], set()
    while waiting and len(seen) < MOST_PAGES:
        address = waiting.pop(0)
        if address in seen:
            continue
        seen.add(address)
        answer = client.get(address)
        assert answer.status_code == 200, address
        if not address.startswith("/static/"):
            assert answer.headers["content-security-policy"].startswith("default-src 'none'"), address
        if answer.headers["content-type"].startswith("text/html"):
            links = Links()
            links.feed(answer.text)
            for link in links.found:
                assert link.startswith(("/", "#", "?", "data:,")), f"{address} leads away to {link}"
                if link.startswith("/"):
                    waiting.append(link)
    kinds = {address.split("?")[0].split("/")[1] for address in seen}
    assert kinds >= {
        "bodies", "regions", "functions", "economic", "cofog", "codes", "three-public", "years", "documents", "figures",
        "findings", "compare", "coverage", "release", "dictionary",
    }  # fmt: skip


def test_a_figure_shows_its_printed_line(client: TestClient) -> None:
    # 荷塘区 2020, 支出决算表, line 129: 行政运行 prints 51.15 as its total.
    rows = client.get("/", params={"q": "荷塘", "format": "json"}).json()["tables"]["bodies"]
    assert [row["department_name"] for row in rows] == ["中共株洲市荷塘区委网络安全和信息化委员会办公室"]
    page = client.get("/figures/97f8ac33118d7588-129-3").text
    marked = re.search(r'<td class="marked">(.*?)</td>', page)
    assert marked and "51.15" in marked[1]
    assert "511,500.00" in page


def test_a_finding_shows_both_sides_and_leads_to_the_cells(client: TestClient) -> None:
    rows = client.get("/findings", params={"severity": "material", "format": "csv"}).text
    messages = [row["message"] for row in csv.DictReader(io.StringIO(rows.removeprefix("\ufeff")))]
    # Line 127 of 荷塘区 2020: 59.59 in all, every part printed as 0.
    assert any("595,900.00" in message and "支出决算表 201" in message for message in messages)
    links = Links()
    links.feed(client.get("/findings", params={"severity": "material", "body": "荷塘"}).text)
    one = next(link for link in links.found if link.startswith("/findings/"))
    page = client.get(one, params={"format": "json"}).json()
    assert len(page["tables"]["operands"]) >= 2


def test_an_amount_of_a_year_names_where_it_is_printed(client: TestClient) -> None:
    # 荷塘区 2020: 59.59 万元 is the total of 支出决算表 (line 126, field 3) among others.
    years = client.get("/compare", params={"q": "荷塘"}).text
    body = re.search(r'name="body" value="([^"]+)"', years)
    assert body
    links = Links()
    links.feed(client.get(f"/bodies/{body[1]}").text)
    address = next(link for link in links.found if link.endswith("/expenditure_yuan"))
    places = client.get(address, params={"format": "json"}).json()["tables"]["places"]
    assert "595900.00" in {place["amount_yuan"] for place in places}
    links = Links()
    links.feed(client.get(address).text)
    assert "/figures/97f8ac33118d7588-126-3" in links.found


def test_bodies_are_compared_within_one_year_and_stage_only(client: TestClient) -> None:
    every = re.findall(r'name="body" value="([^"]+)"', client.get("/compare").text)
    tables = client.get("/compare", params={"body": every, "format": "json"}).json()["tables"]
    # 荷塘区 and 石峰区 publish the final accounts of 2020, 株洲市 and 栾城区 the budget.
    assert [(row["fiscal_year"], row["stage_zh"]) for row in tables["years"]] == [
        (2020, "年初预算"), (2020, "年初预算"), (2020, "决算"), (2020, "决算"),
    ]  # fmt: skip
    alone = client.get("/compare", params={"body": every[:1], "format": "json"}).json()["tables"]
    assert alone["years"] == [] and all(row["reason"] for row in alone["alone"])


def test_a_table_is_a_workbook_without_formulas(client: TestClient) -> None:
    answer = client.get("/three-public", params={"format": "xlsx", "table": "largest"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None and sheet.max_row == 5
    table = Table("t", "t", [Column("a", "A")], [{"a": "=1+1"}])
    cell = openpyxl.load_workbook(io.BytesIO(as_xlsx(table))).active
    assert cell is not None and cell["A2"].data_type == "s"


def test_amounts_are_exact_text_in_json(client: TestClient) -> None:
    body = client.get("/", params={"q": "荷塘"}).text
    address = next(iter(re.findall(r'href="(/bodies/[^"]+)"', body)))
    row = next(r for r in client.get(address, params={"format": "json"}).json()["tables"]["years"])
    assert Decimal(row["expenditure_yuan"]) == Decimal("595900.00")


def test_the_same_release_is_not_sent_twice(client: TestClient) -> None:
    etag = client.get("/release").headers["etag"]
    assert client.get("/release", headers={"If-None-Match": etag}).status_code == 304
    for sent in (f"W/{etag}", f'"another", {etag}'):
        assert client.get("/codes", headers={"If-None-Match": sent}).status_code == 304, sent
    assert client.get("/codes", headers={"If-None-Match": '"another"'}).status_code == 200


@pytest.mark.parametrize("address", ["/bodies/nobody", "/documents/none", "/figures/x", "/findings/x", "/regions/9"])
def test_what_is_not_there_is_said(client: TestClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_question_is_never_sql(client: TestClient) -> None:
    answer = client.get("/", params={"q": "'; drop table release; --", "format": "json"})
    assert answer.json()["tables"]["bodies"] == []
    assert client.get("/release").status_code == 200


def test_a_question_is_never_markup(client: TestClient) -> None:
    assert "<script>" not in client.get("/", params={"q": '"><script>alert(1)</script>'}).text


def test_a_file_can_be_checked_and_is_not_kept(client: TestClient) -> None:
    data = (RAW_DIR / "hetang_final_2020.txt").read_bytes()
    answer = client.post("/check", files=[("files", ("<b>荷塘</b>.txt", data, "text/plain"))])
    assert answer.status_code == 200
    assert "511,500" in answer.text and "<b>荷塘" not in answer.text


def test_files_of_one_body_are_compared_with_each_other(client: TestClient) -> None:
    folder = Path(__file__).parents[1] / "reconciliation" / "documents"
    final = ("final.txt", (folder / "final_accounts.txt").read_bytes(), "text/plain")
    budget = (folder / "budget.txt").read_text(encoding="utf-8")
    for old, new in (
        ("7.00\t0.00\t5.00\t0.00\t5.00\t2.00\n", "8.00\t0.00\t5.00\t0.00\t5.00\t3.00\n"),
        ("“三公”经费预算7.00万元", "“三公”经费预算8.00万元"),
        ("公务接待费2.00万元。与上年", "公务接待费3.00万元。与上年"),
    ):
        assert budget.count(old) == 1
        budget = budget.replace(old, new)
    alone = client.post("/check", files=[("files", final)])
    both = client.post("/check", files=[("files", final), ("files", ("budget.txt", budget.encode(), "text/plain"))])
    assert (alone.status_code, both.status_code) == (200, 200)
    differs = "同年部门预算“三公”经费 = 30,000.00 元"
    assert differs in both.text and differs not in alone.text
    assert "final.txt" in both.text and "budget.txt" in both.text


def test_too_much_is_refused_before_it_is_read(client: TestClient) -> None:
    answer = client.post("/check", headers={"Content-Length": str(UPLOAD_LIMIT + 1)}, content=b"x")
    assert answer.status_code == 413


def test_a_public_server_takes_no_files(built: Build) -> None:
    with TestClient(create_app(Locations(RAW_DIR, built.warehouse_dir), allows_check=False)) as public:
        assert public.post("/check").status_code == 404
        assert "/check" not in public.get("/").text


@pytest.mark.parametrize(
    ("host", "status"),
    [("127.0.0.1:8000", 200), ("localhost", 200), ("LOCALHOST:8000", 200), ("[::1]:8000", 200),
     ("evil.example:8000", 421), ("127.0.0.1.evil.example", 421), ("localhost.evil.example:8000", 421),
     ("[::1].evil.example", 421), ("", 421)],
)  # fmt: skip
def test_a_server_for_this_machine_answers_to_its_own_names(built: Build, host: str, status: int) -> None:
    names = names_of("127.0.0.1", is_public=False)
    with TestClient(create_app(Locations(RAW_DIR, built.warehouse_dir), names=names)) as own:
        assert own.get("/release", headers={"Host": host}).status_code == status


def test_a_server_for_others_answers_to_any_name() -> None:
    assert not names_of("127.0.0.1", is_public=True) and not names_of("0.0.0.0", is_public=False)


def test_without_a_release_the_answer_says_what_to_do(tmp_path) -> None:
    with TestClient(create_app(Locations(RAW_DIR, tmp_path))) as empty:
        answer = empty.get("/")
    assert answer.status_code == 503 and "make warehouse" in answer.text


@pytest.mark.parametrize(
    ("text", "taken"),
    [("=HYPERLINK(1)", "'=HYPERLINK(1)"), ("-2+3", "'-2+3"), ("-2+cmd|' /C calc'!A0", "'-2+cmd|' /C calc'!A0"),
     ("+1-1", "'+1-1"), ("＝1+1", "'＝1+1"), ("@SUM(A1)", "'@SUM(A1)"), ("-5.00", "-5.00"), ("-1,234.5%", "-1,234.5%"),
     ("行政运行", "行政运行"), (Decimal("-5.00"), "-5.00")],
)  # fmt: skip
def test_no_cell_of_a_csv_is_a_formula(text: str | Decimal, taken: str) -> None:
    (row,) = csv.DictReader(io.StringIO(as_csv(Table("t", "t", [Column("a", "A")], [{"a": text}])).lstrip("\ufeff")))
    assert row["a"] == taken


@pytest.mark.parametrize(
    ("value", "shown"), [("95.780000", "95.78%"), ("100.000000", "100%"), ("0.000000", "0%"), ("-4.60", "-4.6%")]
)
def test_a_rate_is_shown_as_it_is_printed(value: str, shown: str) -> None:
    assert Column("rate", "率 Rate", "percent").shown({"rate": Decimal(value)}) == shown


def test_every_page_is_described_as_an_interface(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert {"/", "/bodies/{department_id}", "/findings", "/coverage"} <= set(paths)
    described = {operation["get"]["operationId"]: operation["get"]["parameters"] for operation in paths.values()}
    for name, asked in ASKED.items():
        assert {*asked, "format", "table"} <= {parameter["name"] for parameter in described[name]}


@pytest.mark.parametrize(
    "address", ["/", "/codes", "/findings", "/coverage", "/release", "/dictionary", "/three-public", "/regions/430200",
                "/documents/97f8ac33118d7588", "/figures/97f8ac33118d7588-129-3"]
)  # fmt: skip
def test_an_answer_has_the_form_that_the_interface_describes(client: TestClient, address: str) -> None:
    described = client.get("/openapi.json").json()["paths"]["/codes"]["get"]["responses"]["200"]["content"]
    answer = client.get(address, params={"format": "json"})
    assert answer.headers["content-type"] == "application/json"
    jsonschema.validate(answer.json(), described["application/json"]["schema"])
    assert described["text/csv"]["schema"] == {"type": "string"}


@pytest.mark.parametrize(
    ("asked", "value"), [("severity", "info"), ("year", "2020"), ("region", "4302"), ("body", "荷塘")]
)
def test_what_the_interface_says_can_be_asked_is_heard(client: TestClient, asked: str, value: str) -> None:
    everything, some = (
        client.get("/findings", params=parameters).json()["tables"]["findings"]
        for parameters in ({"format": "json"}, {"format": "json", asked: value})
    )
    assert 0 < len(some) <= len(everything)
    assert asked == "year" or len(some) < len(everything)


def test_an_unknown_format_is_refused_with_those_that_are_known(client: TestClient) -> None:
    answer = client.get("/coverage?format=xml")
    assert (answer.status_code, answer.text) == (400, "no format 'xml': html, json, csv, xlsx")


def test_a_row_of_json_leads_to_its_page(client: TestClient) -> None:
    finding = first(client, "/findings", "findings")
    assert client.get(finding["message_address"]).status_code == 200
    assert finding["department_name_address"].startswith("/bodies/")


@pytest.mark.parametrize(("region", "is_found"), [("株洲", True), ("4302", True), ("海南", False), ("%", False)])
def test_findings_of_a_region(client: TestClient, region: str, is_found: bool) -> None:
    rows = client.get("/findings", params={"region": region, "format": "json"}).json()["tables"]["findings"]
    assert bool(rows) == is_found
    assert all("株洲" in row["department_name"] for row in rows)
