"""The parts of the engine that are not plain sums, and its traps: renamed totals, empty tables, dropped zeros."""

from decimal import Decimal

import duckdb
import harness
import pytest

FACTORS = {"元": 1, "万元": 10_000}


class Book:
    """One made-up document, written cell by cell as printed."""

    def __init__(self, kind: str = "final_accounts", year: int = 2022, database: str = ":memory:") -> None:
        self.connection = harness.connect(database)
        self.line = 0
        self.figure_no = 0
        self.connection.execute(
            "insert into int_documents (document_id, file_name, sha256, document_kind, disclosure_level, fiscal_year,"
            " department_id, disclosure_id) values ('d', 'd', 'd', ?, 'department', ?, 'b', 'd')",
            [kind, year],
        )

    def table(self, number: int, statement_id: str, note: str | None = None, figures: int = 1) -> "Book":
        self.connection.execute(
            "insert into stg_statements (document_id, statement_no, statement_id, table_title, title_line,"
            " figure_count, no_data_note) values ('d', ?, ?, ?, ?, ?, ?)",
            [number, statement_id, statement_id, self.line + 1, figures, note],
        )
        return self

    def row(
        self,
        number: int,
        statement_id: str,
        label: str,
        amounts: dict[str, str],
        code: str = "",
        kind: str = "function",
        line_id: str = "",
        unit: str = "万元",
        first: int = 3,
    ) -> "Book":
        """One row: measure → amount as printed, from a field on; a blank cell is left out."""
        self.line += 1
        for field, (measure, text) in enumerate(amounts.items(), start=first):
            yuan = Decimal(text.replace(",", "")) * FACTORS[unit]
            self.connection.execute(
                "insert into int_figures_valued (document_id, statement_no, statement_id, row_no, block_no, row_kind,"
                " row_label, function_code, economic_code, line_id, measure, stage, is_of_which, is_money, amount_yuan,"
                " amount_text, unit_text, unit_factor, source_line, source_field)"
                " values ('d', ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, 'final', false, true, ?, ?, ?, ?, ?, ?)",
                [
                    number, statement_id, self.line, kind, label, code if kind != "economic" and code else None,
                    code if kind == "economic" else None, line_id or None, measure, yuan, text, unit,
                    str(FACTORS[unit]), self.line, field,
                ],
            )  # fmt: skip
        return self

    def unread(self, number: int, *cells: str) -> "Book":
        """One row of a table of which nothing could be read."""
        self.line += 1
        for field, text in enumerate(cells, start=1):
            self.connection.execute(
                "insert into stg_unplaced_cells (document_id, statement_no, source_line, source_field, cell_text,"
                " reason_code, is_set_aside) values ('d', ?, ?, ?, ?, 'row_width', false)",
                [number, self.line, field, text],
            )
        return self

    def says(
        self, metric: str, subject: str, value: str, unit: str = "万元", sentence: str = "", title: str = ""
    ) -> "Book":
        self.figure_no += 1
        self.line += 1
        self.connection.execute(
            "insert into stg_narrative_figures (document_id, figure_no, metric, subject, value_text, value_number,"
            " unit_text, sentence, zone, section_no, section_title, source_line)"
            " values ('d', ?, ?, ?, ?, ?, ?, ?, 'notes', '', ?, ?)",
            [
                self.figure_no, metric, subject, value.lstrip("-"), value, unit, sentence or f"第{self.line}句", title,
                self.line,
            ],
        )  # fmt: skip
        return self

    def indicator(self, kind: str, weight: str | None, score: str | None, grade: str | None = None) -> "Book":
        self.line += 1
        self.connection.execute(
            "insert into stg_indicators (document_id, statement_no, indicator_no, row_type, subject_kind, subject,"
            " weight_text, score_text, grade_text, source_line) values ('d', 1, ?, ?, 'project', '某项目', ?, ?, ?, ?)",
            [self.line, kind, weight, score, grade, self.line],
        )
        return self

    def results(self, rule_id: str) -> list[tuple[str, str]]:
        """Status and message of every result of a rule, in reading order."""
        harness.run(self.connection)
        return self.connection.execute(
            "select status, coalesce(message, '') from fct_reconciliation where rule_id = ?"
            " order by source_lines, message",
            [rule_id],
        ).fetchall()

    def statuses(self, rule_id: str) -> list[str]:
        return [status for status, _ in self.results(rule_id)]


T03 = "final_expenditure"


def expenditure(total: str = "100.00", total_label_kind: str = "total") -> Book:
    book = Book().table(1, T03)
    book.row(1, T03, "合计", {"total": total, "basic": "60.00", "project": "40.00"}, kind=total_label_kind)
    book.row(1, T03, "一般公共服务支出", {"total": "70.00", "basic": "30.00", "project": "40.00"}, "201")
    book.row(1, T03, "网信事务", {"total": "70.00", "basic": "30.00", "project": "40.00"}, "20137")
    book.row(1, T03, "行政运行", {"total": "30.00", "basic": "30.00"}, "2013701")
    book.row(1, T03, "一般行政管理事务", {"total": "40.00", "project": "40.00"}, "2013702")
    book.row(1, T03, "住房保障支出", {"total": "30.00", "basic": "30.00"}, "221")
    book.row(1, T03, "住房公积金", {"total": "30.00", "basic": "30.00"}, "2210201")
    return book


def test_codes_add_up_over_the_levels_that_are_printed() -> None:
    book = expenditure()
    assert book.statuses("hierarchy_total") == ["exact"] * 3
    # The class 221 prints its item without a section between them.
    assert set(book.statuses("hierarchy_class")) == {"exact"}
    assert book.statuses("hierarchy_section") == ["exact"] * 3


def test_a_wrong_total_breaks_down_the_column_and_across_the_row() -> None:
    book = expenditure(total="100.05")
    assert book.statuses("hierarchy_total").count("broken") == 1
    assert "broken" in book.statuses("row_total_by_nature")


def test_a_renamed_total_does_not_pass_silently() -> None:
    book = expenditure(total_label_kind="line")
    assert book.statuses("hierarchy_total") == ["not_applicable"]
    assert book.statuses("presence_total_row") == ["broken"]


def test_an_empty_table_does_not_satisfy_a_sum() -> None:
    book = Book().table(1, T03, figures=0)
    for rule_id in ("hierarchy_total", "row_total_by_nature", "cross_01_03_expenditure"):
        assert book.statuses(rule_id) == ["not_applicable"]


def test_a_blank_child_under_a_printed_total_counts_as_nothing() -> None:
    book = Book().table(1, T03)
    book.row(1, T03, "合计", {"total": "50.00", "project": "20.00"}, kind="total")
    book.row(1, T03, "一般公共服务支出", {"total": "50.00"}, "201")
    book.row(1, T03, "行政运行", {"total": "50.00", "project": "20.00"}, "2013701")
    assert sorted(book.statuses("hierarchy_total")) == ["broken", "exact"]


def test_a_column_without_any_detail_does_not_apply() -> None:
    book = Book().table(1, T03)
    book.row(1, T03, "合计", {"total": "50.00", "basic": "50.00"}, kind="total")
    book.row(1, T03, "一般公共服务支出", {"total": "50.00"}, "201")
    assert sorted(book.statuses("hierarchy_total")) == ["exact", "not_applicable"]


@pytest.mark.parametrize("parent", ["1.66", "1.00"])
def test_a_local_code_may_stand_under_its_parent_or_beside_it(parent: str) -> None:
    statement = "budget_general_basic_by_economic"
    book = Book("budget").table(1, statement)
    book.row(1, statement, "工资福利支出", {"total": "11.66"}, "301", kind="economic")
    book.row(1, statement, "基本工资", {"total": "10.00"}, "30101", kind="economic")
    book.row(1, statement, "其他社会保障缴费", {"total": parent}, "30112", kind="economic")
    book.row(1, statement, "生育保险", {"total": "0.66"}, "3011201", kind="economic")
    assert "broken" not in book.statuses("hierarchy_economic_class")


@pytest.mark.parametrize("unread", [("30211", "2.00"), ("2.00",)])
def test_what_a_list_beside_another_adds_up_to_is_not_known_where_a_row_of_it_was_not_read(
    unread: tuple[str, ...],
) -> None:
    statement = "final_basic_by_economic"
    book = Book().table(1, statement)
    book.row(1, statement, "工资福利支出", {"total": "6.00"}, "301", kind="economic")
    book.line -= 1
    book.row(1, statement, "商品和服务支出", {"total": "5.00"}, "302", kind="economic", first=6)
    book.row(1, statement, "基本工资", {"total": "6.00"}, "30101", kind="economic")
    book.line -= 1
    book.row(1, statement, "办公费", {"total": "3.00"}, "30201", kind="economic", first=6)
    book.row(1, statement, "对个人和家庭的补助", {"total": "1.00"}, "303", kind="economic")
    book.row(1, statement, "退休费", {"total": "1.00"}, "30302", kind="economic")
    book.unread(1, *unread)
    assert sorted(book.statuses("hierarchy_economic_class")) == ["exact", "exact", "not_applicable"]


def test_dropped_zeros_do_not_widen_the_tolerance() -> None:
    book = Book().table(1, T03)
    book.row(1, T03, "合计", {"total": "34.43", "basic": "33.45", "project": "1"}, kind="total")
    assert book.statuses("row_total_by_nature") == ["broken"]


def test_a_cell_rounded_to_the_unit_in_a_table_that_keeps_its_zeros_is_rounding() -> None:
    book = Book().table(1, T03)
    book.row(1, T03, "合计", {"total": "86.34", "basic": "22", "project": "64.00"}, kind="total", unit="元")
    assert book.statuses("row_total_by_nature") == ["rounding"]


def test_the_message_says_place_both_sides_difference_and_line() -> None:
    book = Book().table(1, T03)
    book.row(1, T03, "行政运行", {"total": "51.15", "basic": "0", "project": "0"}, "2013701")
    ((status, message),) = book.results("row_total_by_nature")
    assert status == "broken"
    for part in ("2013701 行政运行", "511,500.00 元", "= 0.00 元", "相差 511,500.00 元", "（第 1 行）"):
        assert part in message


RATES = [
    ("113.1", "broken"),  # digits transposed
    ("111.3", "exact"),
    ("111.31", "exact"),
    ("111", "exact"),
    ("111.4", "broken"),
]


@pytest.mark.parametrize(("printed", "status"), RATES)
def test_a_completion_rate_is_recomputed_at_its_printed_precision(printed: str, status: str) -> None:
    book = Book().says("budget_initial", "财政拨款支出", "30.85").says("final", "财政拨款支出", "34.34")
    book.says("completion_rate", "财政拨款支出", printed, "%")
    assert book.statuses("percent_completion") == [status]


def growth(current: str, change: str, rate: str) -> Book:
    return (
        Book()
        .says("grand_total", "收、支总计", current)
        .says("grand_total_yoy_change", "收、支总计", change)
        .says("grand_total_yoy_pct", "收、支总计", rate, "%")
    )


def test_a_truncated_growth_rate_is_rounding() -> None:
    assert growth("34.43", "5.24", "17.9").statuses("growth_grand_total") == ["rounding"]


def test_a_growth_rate_with_the_wrong_sign_is_broken() -> None:
    assert growth("34.43", "5.24", "-18.0").statuses("growth_grand_total") == ["broken"]


def test_a_decrease_is_taken_on_what_stood_before() -> None:
    assert growth("80.00", "-20.00", "-20.0").statuses("growth_grand_total") == ["exact"]


def test_a_zero_base_does_not_apply_unless_a_rate_is_printed_for_it() -> None:
    assert growth("0", "0", "0").statuses("growth_grand_total") == ["not_applicable"]
    assert growth("5.00", "5.00", "100").statuses("growth_grand_total") == ["broken"]


def on_printed_base(base: str | None, current: str, rate: str) -> Book:
    """某项2023年执行数为 base 万元，2024年预算安排 current 万元，增加 rate%: three figures, of which two have rows."""
    metric, subject = "function_expenditure", "行政运行"
    book = Book().says(metric, subject, current, sentence="句").says(f"{metric}_yoy_pct", subject, rate, "%", "句")
    book.connection.execute(
        "update stg_narrative_figures set base_text = ?, base_number = ?, base_unit_text = '万元', base_line = 1"
        " where figure_no = 2",
        [base, base],
    )
    return book


PRINTED_BASES = [
    ("60.13", "25.77", "-57.14", "exact"),
    ("60.13", "25.77", "-57.15", "rounding"),
    ("60.13", "25.77", "-57.1", "exact"),
    ("13.52", "14.62", "8.13", "rounding"),
    ("60.13", "25.77", "-57.18", "broken"),
    ("60.13", "25.77", "57.14", "broken"),
    ("60.13", "27.57", "-57.14", "broken"),
    ("9.00", "9.00", "0", "exact"),
    ("0.00", "0.00", "0", "not_applicable"),
    ("0.00", "25.00", "100.00", "broken"),
]


@pytest.mark.parametrize(("base", "current", "rate", "status"), PRINTED_BASES)
def test_a_growth_rate_is_recomputed_from_the_base_printed_beside_it(
    base: str, current: str, rate: str, status: str
) -> None:
    assert on_printed_base(base, current, rate).statuses("growth_printed_base") == [status]


def test_a_growth_rate_beside_no_base_is_left_to_the_change() -> None:
    book = on_printed_base(None, "25.77", "-57.14")
    assert [message for _, message in book.results("growth_printed_base")] == ["文件中没有本规则所比的数字，未作比较"]
    assert on_printed_base("60.13", "25.77", "-57.14").statuses("growth_function_expenditure") == ["not_applicable"]


def test_a_base_is_not_set_against_an_amount_of_another_sentence() -> None:
    book = on_printed_base("60.13", "25.77", "-57.14")
    book.connection.execute("update stg_narrative_figures set sentence = '另一句' where figure_no = 1")
    assert book.statuses("growth_printed_base") == ["not_applicable"]


def test_a_base_is_not_set_against_an_amount_of_another_thing() -> None:
    book = on_printed_base("60.13", "25.77", "-57.14")
    book.connection.execute("update stg_narrative_figures set subject = '事业运行' where figure_no = 1")
    assert book.statuses("growth_printed_base") == ["not_applicable"]


def test_a_rate_on_nothing_says_so() -> None:
    [(_, message)] = on_printed_base("0.00", "25.00", "100.00").results("growth_printed_base")
    assert "（25.00 万元、0.00 万元），基数为零，不符" in message


def test_a_rate_on_a_printed_base_shows_both_amounts_and_their_lines() -> None:
    book = on_printed_base("60.13", "25.77", "-50.00")
    book.connection.execute("update stg_narrative_figures set base_line = 7 where figure_no = 2")
    [(_, message)] = book.results("growth_printed_base")
    assert "25.77 万元、60.13 万元" in message
    assert "-57.14%" in message
    assert "第 1、2、7 行" in message


def test_a_rate_without_its_operands_does_not_apply() -> None:
    assert Book().says("grand_total_yoy_pct", "收、支总计", "5", "%").statuses("growth_grand_total") == [
        "not_applicable"
    ]


def three_public(rate: str, whole: str | None = "18.60") -> Book:
    """公务接待费支出决算0.61万元，占…% after the total and its budget."""
    book = Book()
    if whole is not None:
        book.says("three_public_budget", "“三公”经费", "25.00").says("three_public_final", "“三公”经费", whole)
    book.says("three_public_budget", "公务接待费", "2.00").says("three_public_final", "公务接待费", "0.61")
    return book.says("three_public_share", "公务接待费", rate, "%")


@pytest.mark.parametrize(
    ("rate", "status"), [("3.28", "exact"), ("3.27", "rounding"), ("8.23", "broken"), ("32.8", "broken")]
)
def test_a_share_of_the_three_public_total_is_recomputed(rate: str, status: str) -> None:
    assert three_public(rate).statuses("percent_three_public_share_final") == [status]
    assert three_public(rate).statuses("percent_three_public_share_budget") == ["not_applicable"]


@pytest.mark.parametrize("whole", [None, "0"])
def test_a_three_public_share_without_a_whole_does_not_apply(whole: str | None) -> None:
    rate = "0" if whole == "0" else "3.28"
    assert three_public(rate, whole).statuses("percent_three_public_share_final") == ["not_applicable"]


def test_parts_of_another_whole_are_not_mixed_in() -> None:
    book = Book().says("expenditure_total", "本年支出合计", "100.00")
    book.says("expenditure_by_nature", "基本支出", "60.00").says("expenditure_by_nature", "项目支出", "40.00")
    book.says("expenditure_total", "支出", "90.00")
    book.says("expenditure_by_nature", "基本支出", "55.00").says("expenditure_by_nature", "项目支出", "34.00")
    assert book.statuses("prose_expenditure_parts") == ["exact", "broken"]


def test_a_partial_list_is_not_added_up() -> None:
    book = Book().says("expenditure_total", "本年支出合计", "100.00").says("expenditure_by_nature", "项目支出", "40.00")
    assert book.statuses("prose_expenditure_parts") == ["not_applicable"]


def test_notes_on_appropriation_are_compared_with_the_appropriation_table() -> None:
    book = expenditure().table(2, "final_general_expenditure")
    book.row(
        2, "final_general_expenditure", "合计", {"total": "90.00", "basic": "50.00", "project": "40.00"}, kind="total"
    )
    book.says("expenditure_by_nature", "基本支出", "50.00", title="一般公共预算财政拨款支出决算情况说明")
    assert book.statuses("note_appropriation_nature") == ["exact"]
    assert "broken" not in book.statuses("note_expenditure_by_nature")


def test_a_name_of_another_code_is_found_and_an_unknown_name_is_not_judged() -> None:
    book = Book().table(1, T03).row(1, T03, "行政运行", {"total": "1.00"}, "2013702")
    assert book.statuses("code_name") == ["broken"]
    assert Book().table(1, T03).row(1, T03, "某事务", {"total": "1.00"}, "2013702").statuses("code_name") == [
        "not_applicable"
    ]
    assert Book().table(1, T03).row(1, T03, "行政运行", {"total": "1.00"}, "2013701").statuses("code_name") == ["exact"]


def test_a_table_with_numbers_and_a_note_that_there_are_none() -> None:
    book = Book().table(1, T03, note="本表无数据").row(1, T03, "合计", {"total": "1.00"}, kind="total")
    assert book.statuses("presence_no_note") == ["broken"]
    assert Book().table(1, T03, figures=0).statuses("presence_note") == ["broken"]
    assert Book().table(1, T03, note="本表无数据", figures=0).statuses("presence_note") == ["exact"]


def test_a_missing_table_of_the_national_form_is_named() -> None:
    book = Book()
    for number, row in enumerate(["summary", "revenue", "expenditure", "appropriation_summary", "general_expenditure",
                                  "basic_by_economic", "three_public", "government_fund"], start=1):  # fmt: skip
        book.table(number, f"final_{row}", figures=0)
    assert sorted(book.statuses("presence_table")) == ["broken"] + ["exact"] * 8


def sheet(*rows: tuple[str, str | None, str | None]) -> Book:
    book = Book().table(1, "performance_project_evaluation", figures=0)
    for row in rows:
        book.indicator(*row)
    return book


def test_weights_and_scores_of_a_performance_table() -> None:
    rows = (("execution", "10", "10"), ("indicator", "50", "50"), ("indicator", "40", "38"))
    assert sheet(*rows, ("total", "100", "98")).statuses("performance_weights") == ["exact"]
    assert sheet(*rows, ("total", "100", "98")).statuses("performance_scores") == ["exact"]
    assert sheet(*rows, ("total", "100", "97")).statuses("performance_scores") == ["broken"]
    assert sheet(("indicator", "50", None), ("indicator", "45", None)).statuses("performance_weights") == ["broken"]
    assert sheet(("indicator", "50", None), ("indicator", "40", None)).statuses("performance_weights") == ["exact"]
    assert sheet(("indicator", None, None)).statuses("performance_weights") == ["not_applicable"]


@pytest.mark.parametrize(("grade", "status"), [("优", "exact"), ("良", "broken")])
def test_the_grade_fits_the_score(grade: str, status: str) -> None:
    book = sheet(("indicator", "100", "95")).indicator("total", "100", "95", grade)
    assert book.statuses("performance_grade") == [status]


def test_names_listed_in_the_notes_are_the_rows_of_the_table() -> None:
    statement = "final_basic_by_economic"
    book = Book().table(1, statement)
    book.row(1, statement, "基本工资", {"total": "10.00"}, "30101", kind="economic")
    book.row(1, statement, "奖金", {"total": "5.00"}, "30103", kind="economic")
    book.says("personnel", "人员经费", "15.00", sentence="人员经费15.00万元，主要包括基本工资、津贴补贴。")
    # 津贴补贴 is named without a row, 奖金 has a row without being named.
    assert sorted(book.statuses("note_items_named")) == ["broken", "broken", "exact"]


def test_kinds_of_staff_never_exceed_their_total() -> None:
    def staff(*kinds: str) -> Book:
        book = Book().says("staff_actual", "在职人数", "10", "名", "在职人数")
        for kind, persons in zip(("正科级", "副科级", "科员"), kinds, strict=True):
            book.says("staff_actual", kind, persons, "人", "在职人数")
        return book

    assert staff("1", "3", "6").statuses("staff_parts") == ["exact"]
    assert staff("1", "3", "7").statuses("staff_parts") == ["broken"]


def test_a_name_of_several_codes_is_the_one_that_the_table_prints() -> None:
    statement = "final_basic_by_economic"
    book = Book().table(1, statement)
    book.row(1, statement, "办公设备购置", {"total": "10.00"}, "31002", kind="economic")
    book.says("public", "公用经费", "10.00", sentence="公用经费10.00万元，主要包括办公设备购置。")
    assert book.statuses("note_items_named") == ["exact"]


def test_kinds_of_vehicles_make_up_the_total_where_the_rest_is_named() -> None:
    def vehicles(total: str, *kinds: tuple[str, str]) -> Book:
        book = Book().says("vehicles", "车辆", total, "辆", "共有车辆")
        for kind, number in kinds:
            book.says("vehicles", kind, number, "辆", "共有车辆")
        return book

    some, rest = ("机要通信用车", "2"), ("其他用车", "3")
    assert vehicles("5", some, rest).statuses("vehicle_parts") == ["exact"]
    assert vehicles("6", some, rest).statuses("vehicle_parts") == ["broken"]
    assert vehicles("6", some, ("应急保障用车", "3")).statuses("vehicle_parts") == ["exact"]
    assert vehicles("4", some, ("应急保障用车", "3")).statuses("vehicle_parts") == ["broken"]


@pytest.mark.parametrize(("share", "status"), [("65.0", "exact"), ("66.0", "broken")])
def test_the_share_of_small_firms_is_of_all_procurement(share: str, status: str) -> None:
    book = Book().says("procurement_total", "政府采购支出总额", "100.00")
    book.says("procurement_sme", "授予中小企业合同金额", "65.00")
    book.says("procurement_sme_share", "授予中小企业合同金额", share, "%")
    assert book.statuses("percent_procurement_sme") == [status]


def test_every_rule_speaks_about_every_document() -> None:
    book = expenditure()
    harness.run(book.connection)
    silent = book.connection.execute(
        "select rule_id from dim_rule anti join (select distinct rule_id from fct_reconciliation) using (rule_id)"
    ).fetchall()
    assert silent == []
    unexplained = (
        "select count(*) from fct_reconciliation"
        " where coalesce(message, '') = '' and status not in ('exact', 'rounding')"
    )
    assert book.connection.execute(unexplained).fetchone() == (0,)


def test_results_have_keys_of_their_own() -> None:
    book = expenditure()
    harness.run(book.connection)
    doubled = "select reconciliation_id from fct_reconciliation group by all having count(*) > 1"
    assert book.connection.execute(doubled).fetchall() == []


def test_no_amount_passes_through_a_floating_point_number() -> None:
    connection: duckdb.DuckDBPyConnection = expenditure().connection
    harness.run(connection)
    doubles = connection.execute(
        "select table_name, column_name from duckdb_columns()"
        " where data_type in ('DOUBLE', 'FLOAT') and schema_name = 'main' and not internal"
    ).fetchall()
    assert doubles == []
