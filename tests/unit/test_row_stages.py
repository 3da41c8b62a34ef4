"""Rows whose labels are stages: which year is the table's own is not guessed where one of them cannot be read."""

from table_notation import read

HEAD = "“三公”经费财政拨款支出决算表\n单位：万元\n项目⇥合计⇥因公出国（境）费⇥公务接待费\n"
EARLIER, LATER = "2014年决算数⇥9.00⇥1.00⇥8.00\n", "2015年决算数⇥7.00⇥0.50⇥6.50\n"


def _stages(text: str) -> dict[str, str | None]:
    return {figure.amount_number: figure.stage for figure in read(text).figures}


def test_the_latest_year_is_the_tables_own_in_any_order() -> None:
    for text in (HEAD + EARLIER + LATER, HEAD + LATER + EARLIER):
        stages = _stages(text)
        assert {stages[amount] for amount in ("9.00", "1.00", "8.00")} == {"prior_final"}
        assert {stages[amount] for amount in ("7.00", "0.50", "6.50")} == {"final"}


def test_one_year_alone_is_the_tables_own() -> None:
    assert set(_stages(HEAD + EARLIER).values()) == {"final"}


def test_beside_a_row_that_cannot_be_read_no_year_is_placed() -> None:
    tables = read(HEAD + EARLIER + "22001155年年决决算算数数⇥88..0000⇥00..5500⇥77..5500")
    assert tables.figures == []
    assert [cell.reason_code for cell in tables.unplaced].count("context_lost") == 3


def test_a_stage_that_contradicts_its_column_is_not_placed() -> None:
    tables = read("“三公”经费支出决算表\n单位：万元\n项目⇥预算数⇥决算数\n决算数⇥5.00⇥4.00")
    assert {cell.cell_text for cell in tables.unplaced if cell.reason_code == "contradiction"} == {"5.00"}
