"""Web pages: the content as a browser shows it, whatever surrounds it and however it is encoded."""

import base64

import pytest

from pipeline.extraction.page.document import Document, Refusal, Span
from pipeline.extraction.readers.web import claims, read

TABLE = "<table><tr><td>项目</td><td>金额</td></tr><tr><td>教育</td><td>1,234.50</td></tr></table>"


def document(page: str | bytes) -> Document:
    data = page.encode() if isinstance(page, str) else page
    assert claims(data)
    found = read(data)
    assert isinstance(found, Document), found
    return found


def lines(page: str | bytes) -> tuple[str, ...]:
    return document(page).lines


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("gb18030", "gb2312"), ("gb18030", "gbk"), ("gb18030", "utf-8"), ("gb18030", ""), ("utf-8", "gb2312"),
        ("utf-8", ""), ("utf-8-sig", "gbk"), ("utf-16", ""), ("big5", "big5"),
    ],
)  # fmt: skip
def test_the_bytes_decide_the_encoding(encoding: str, declared: str) -> None:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">' if declared else ""
    text = "財政撥款收入支出" if encoding == "big5" else "预算公开㐂" if encoding == "gb18030" else "预算公开表"
    assert lines(f"<html><head>{meta}</head><body><p>{text}</p></body></html>".encode(encoding)) == (text,)


def test_rowspan_and_colspan_stand_in_their_first_field_and_are_spans() -> None:
    found = document(
        "<table><tr><td rowspan=2>项目</td><td colspan='2'>支出</td></tr><tr><td>合计</td><td>基本</td></tr>"
        "<tr><td>教育<td>2<td>1</table>"
    )
    assert found.lines == ("项目\t支出\t", "\t合计\t基本", "教育\t2\t1")
    assert found.grids is not None
    assert found.grids[0].spans == (Span(0, 0, 2, 1), Span(0, 1, 1, 2))
    assert found.addresses[2][3].ref == "t1/r2/c2"


@pytest.mark.parametrize(
    ("opening", "printed"),
    [
        ("<ol>", ("1. 收入", "2. 支出")),
        ("<ol start=3>", ("3. 收入", "4. 支出")),
        ("<ol style='list-style: none'>", ("收入", "支出")),
        ("<ol type=A>", ("收入", "支出")),
        ("<ul>", ("收入", "支出")),
    ],
)
def test_numbers_that_a_list_prints_are_text(opening: str, printed: tuple[str, ...]) -> None:
    closing = "</ul>" if opening == "<ul>" else "</ol>"
    assert lines(f"<html><body>{opening}<li>收入</li><li>支出</li>{closing}</body></html>") == printed


def test_blank_cells_and_breaks_inside_cells() -> None:
    assert lines(
        "<table><tr><td>&nbsp;</td><td> 2020年<br>\n决算数 </td></tr>"
        "<tr><td><p>教育</p><p>支出</p></td><td>&nbsp;1&nbsp;</td></tr></table>"
    ) == ("\t2020年 决算数", "教育 支出\t1")


def test_line_breaks_of_the_source_are_none_between_ideographs() -> None:
    assert lines("<p>收入预算\n   9,101.68\n万元，\r\n  其中</p>") == ("收入预算 9,101.68 万元，其中",)


def test_navigation_footer_and_scripts_are_left_out() -> None:
    assert lines(
        "<html><head><title>某市人民政府</title><script>var a=1</script><style>p{}</style></head><body>"
        "<div class='header-nav'><ul><li><a href='/'>首页</a></li><li><a href='/a'>政务公开</a></li></ul></div>"
        "<ul><li><a href='/1'>通知一</a></li><li><a href='/2'>通知二</a></li><li><a href='/3'>通知三</a></li></ul>"
        f"<div class='article'><h1>某局2017年部门预算</h1><p>说明</p>{TABLE}</div>"
        "<div style='display:none'>隐藏</div><div class='friendLink'>友情链接</div>"
        "<div id='footer'>版权所有 电话 0591-12345678</div></body></html>"
    ) == ("某局2017年部门预算", "说明", "项目\t金额", "教育\t1,234.50")


def test_the_title_comes_first_where_the_content_does_not_print_it() -> None:
    page = f"<html><head>%s</head><body><p>说明</p>{TABLE}</body></html>"
    assert lines(page % "<title>某局2017年部门预算公开_某市人民政府</title>")[0] == "某局2017年部门预算公开"
    assert lines(page % "<meta name='ArticleTitle' content='某局部门预算'><title>政府</title>")[0] == "某局部门预算"
    assert lines(page % "<title>某市人民政府门户网站</title>")[0] == "说明"
    assert lines(page % "<meta name='ArticleTitle' content='说明'>")[0] == "说明"


def test_a_page_of_links_to_attachments_keeps_their_names() -> None:
    assert lines(
        "<html><head><title>某局2016年决算</title></head><body><div class='nav'><a href='/'>首页</a></div>"
        "<div class='fj'><a href='a.xls'>1.收支总表.xls</a><br><a href='/d/P020170301.pdf'><img src='i.gif'></a>"
        "<a href='b.doc'>说明.doc</a></div></body></html>"
    ) == ("某局2016年决算", "1.收支总表.xls", "P020170301.pdf说明.doc")


def test_a_table_that_frames_content_is_no_grid() -> None:
    found = document(f"<table><tr><td>左栏</td><td><p>一、收支总表</p>{TABLE}<p>说明</p></td></tr></table>")
    assert found.lines == ("左栏", "一、收支总表", "项目\t金额", "教育\t1,234.50", "说明")
    assert [(grid.first_line, grid.last_line) for grid in found.grids or ()] == [(3, 4)]


def test_the_last_row_of_a_word_table_makes_no_columns() -> None:
    """Word ends a table whose rows are divided differently with a row of blank cells, one a column of its grid."""
    found = document(
        "<table><tr><td colspan=2>项目</td><td colspan=3>金额</td></tr>"
        "<tr><td colspan=2>教育</td><td colspan=3>1</td></tr>"
        "<tr height=0><td width=9></td><td width=8></td><td width=7></td><td></td><td></td></tr></table>"
    )
    assert found.lines[:2] == ("项目\t金额", "教育\t1")


def test_a_cell_as_long_as_an_article_frames_it() -> None:
    found = document(f"<table><tr><td>左栏</td><td>{'<p>一般公共预算财政拨款收入情况</p>' * 300}</td></tr></table>")
    assert len(found.lines) == 301
    assert found.grids == ()


def test_a_workbook_saved_as_a_page_keeps_the_stored_numbers() -> None:
    found = document(
        "<html xmlns:x='urn:schemas-microsoft-com:office:excel'><body><table><tr><td>项目</td><td>金额</td></tr>"
        "<tr><td>教育</td><td x:num='12.3456'>12.35</td></tr>"
        "<tr><td>科技</td><td x:num>2.00</td></tr></table></body></html>"
    )
    assert found.lines[1] == "教育\t12.35"
    assert found.addresses[2][2].stored_text == "12.3456"
    assert found.addresses[3][2].stored_text is None


def test_text_set_in_a_pre_keeps_its_lines_and_tabs() -> None:
    found = document("<html><body><pre>收支总表\n项目\t金额\n教育\t1.00\n说明</pre></body></html>")
    assert found.lines == ("收支总表", "项目\t金额", "教育\t1.00", "说明")
    assert len(found.grids or ()) == 1


def test_a_web_archive_is_read_as_the_page_inside() -> None:
    body = base64.encodebytes(f"<html><body><p>部门预算</p>{TABLE}</body></html>".encode("gb18030")).decode()
    archive = (
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"b\"\r\n\r\n--b\r\nContent-Location: a.htm\r\n"
        f"Content-Transfer-Encoding: base64\r\nContent-Type: text/html; charset=\"gb2312\"\r\n\r\n{body}\r\n"
        "--b\r\nContent-Type: image/gif\r\nContent-Transfer-Encoding: base64\r\n\r\nR0lGODlhAQ==\r\n--b--\r\n"
    )  # fmt: skip
    assert lines(archive) == ("部门预算", "项目\t金额", "教育\t1,234.50")


def test_broken_characters_are_said() -> None:
    data = "<html><body><p>部门预算公开说明</p></body></html>".encode().replace("公".encode(), b"\xe5\x85")
    found = document(data)
    assert found.lines[0].startswith("部门预算")
    assert [remark.reason_code for remark in found.remarks] == ["broken_characters"]


@pytest.mark.parametrize("span", ["99999999999", "-1", "0", "1e9", ""])
def test_odd_spans_cost_nothing(span: str) -> None:
    found = document(
        f"<table><tr><td colspan='{span}' rowspan='{span}'>a</td><td>b</td></tr><tr><td>c</td><td>1</td></tr></table>"
    )
    assert max(map(len, found.lines)) < 2_000


def test_deep_nesting_ends() -> None:
    assert document("<html><body>" + "<div>" * 5_000 + "<p>部门</p>").format == "html"
    assert document("<html><body>" + "<table><tr><td>" * 500 + "部门").format == "html"


def test_a_page_without_text_is_empty() -> None:
    found = read(b"<html><body><script>1</script></body></html>")
    assert isinstance(found, Refusal)
    assert found.reason_code == "empty"


@pytest.mark.parametrize("text", ["部门预算\n<table><tr><td>a</td></tr></table>", "a < b\n", "# 预算\n", ""])
def test_a_plain_text_is_no_page(text: str) -> None:
    assert not claims(text.encode())


def test_tables_below_each_other_in_one_frame_are_tables_of_their_own() -> None:
    """A workbook saved as a web page: every line is a row of one table, titles are merged over all of it."""
    found = document(
        "<table><tr><td colspan=3>收入总表</td></tr><tr><td colspan=3>单位：万元</td></tr>"
        "<tr><td>项目</td><td>合计</td><td></td></tr><tr><td>拨款</td><td>1.50</td><td></td></tr>"
        "<tr><td></td><td></td><td></td></tr><tr><td colspan=3>支出总表</td></tr>"
        "<tr><td>编码</td><td>科目</td><td>合计</td></tr><tr><td>205</td><td>教育</td><td>1.50</td></tr></table>"
    )
    assert found.lines == (
        "收入总表",
        "单位：万元",
        "项目\t合计",
        "拨款\t1.50",
        "\t",
        "支出总表",
        "编码\t科目\t合计",
        "205\t教育\t1.50",
    )
    assert found.grids is not None
    assert len(found.grids) == 2


def test_a_label_alone_on_its_row_begins_no_table() -> None:
    """A form has such rows, beside a cell that is merged over several."""
    found = document(
        "<table><tr><td rowspan=3>资金</td><td>总额</td><td>1.50</td></tr><tr><td>结转</td><td></td></tr>"
        "<tr><td>其他</td><td></td></tr><tr><td>目标</td><td>预期</td><td>实际</td></tr>"
        "<tr><td>指标</td><td>数量</td><td>10</td></tr></table>"
    )
    assert found.grids is not None
    assert len(found.grids) == 1


SITE = (
    "<table><tr><td><a href='/'>首页</a> <a href='/a'>公开</a> <a href='/b'>服务</a></td></tr>"
    "<tr><td>位置：<a href='/'>首页</a> &gt; <a href='/a'>信息公开</a> &gt; <a>财政</a> &gt; 部门预决算</td></tr>"
    "<tr><td><table><tr><td>索引号</td><td>000014349/2023-00123</td></tr></table></td><td>{article}</td></tr></table>"
)


def test_what_stands_above_the_main_heading_of_a_sites_page_is_no_content() -> None:
    article = f"<h1>某局2023年部门预算</h1><p>{'说明' * 60}</p>{TABLE}"
    assert lines(SITE.format(article=article))[:2] == ("某局2023年部门预算", "说明" * 60)


def test_a_cover_above_a_heading_stays_where_no_site_is_around_it() -> None:
    page = f"<p>某局2023年部门预算</p><h1>第一部分概况</h1><p>{'说明' * 60}</p>"
    assert lines(f"<html><body>{page}</body></html>")[0] == "某局2023年部门预算"


def test_the_line_that_says_where_on_the_site_a_page_stands_is_no_content() -> None:
    article = f"<div>某局2023年部门预算</div><p>{'说明' * 60}</p>{TABLE}"
    assert not any("信息公开" in line for line in lines(SITE.format(article=article)))


@pytest.mark.parametrize("shape", ["<div>", "<ul><li>", "<dl><dd>", "<b></p>"])
def test_elements_nested_without_an_end_are_refused_at_once(shape: str) -> None:
    found = read(f"<html><body>{shape * 100_000}预算".encode())
    assert isinstance(found, Refusal)
    assert found.reason_code == "too_nested"


@pytest.mark.parametrize("form", ['a{}="1"', "a{}", "a{}='>'", 'a{}=""b{}=""'])
def test_a_tag_with_more_attributes_than_any_has_is_refused_at_once(form: str) -> None:
    """The parser compares each with all: sixty thousand take it half a minute."""
    many = " ".join(form.format(number, number) for number in range(60_000))
    found = read(f"<html><body><p {many}>预算</p></body></html>".encode())
    assert isinstance(found, Refusal)
    assert found.reason_code == "too_nested"
    few = " ".join(form.format(number, number) for number in range(200))
    assert document(f"<html><body><p {few}>预算</p></body></html>").lines == ("预算",)


def test_what_a_style_sheet_hides_is_left_out_by_class_and_by_id() -> None:
    sheet = ".a{display:none} td.b{display:none} #c{display:none} span#d{display:none} tr.e{display:none}"
    cells = '<td class="x a">1</td><td class="b">2</td><td id="c">3</td><td class="e">4</td><td class="A">5</td>'
    last = "<td><span id='d'>6</span>7<span class='b'>8</span></td>"
    page = f"<style>{sheet}</style><table><tr>{cells}{last}</tr></table>"
    assert document(f"<!DOCTYPE html><html><body>{page}</body></html>").lines == ("4\t5\t78",)


@pytest.mark.parametrize("at", [0.3, 0.6, 0.9])
def test_a_page_that_was_cut_off_says_so(at: float) -> None:
    page = f"<html><body><p>某局2023年部门预算</p>{TABLE}<p>说明</p></body></html>"
    found = document(page[: int(len(page) * at)])
    assert [remark.reason_code for remark in found.remarks] == ["cut_page"]
    assert not document(page).remarks
    assert not document(f"<p>某局2023年部门预算</p>{TABLE}").remarks


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("", "<tr hidden>"),
        ("", "<tr style='visibility: collapse'>"),
        ("<style>.gone, .far{display:none}</style>", "<tr class='x gone'>"),
        ("<style><!-- tr.gone { color:red; display : none !important } --></style>", "<tr class=gone>"),
    ],
)
def test_hidden_rows_are_left_out(head: str, row: str) -> None:
    table = f"<table><tr><td>项目<td>金额{row}<td>合计<td>9.00<tr><td>教育<td>1.00</table>"
    assert lines(f"<html><head>{head}</head><body>{table}</body></html>") == ("项目\t金额", "教育\t1.00")


@pytest.mark.parametrize(
    "rule",
    [
        "@media print{.gone{display:none}}",
        ".gone{display:none}.gone{display:table-row}",
        "/*.gone{display:none}*/",
        ".tabs .gone{display:none}",
    ],
)
def test_a_row_that_a_screen_shows_stays(rule: str) -> None:
    table = "<table><tr><td>项目<td>金额<tr class=gone><td>合计<td>9.00<tr><td>教育<td>1.00</table>"
    assert len(lines(f"<html><head><style>{rule}</style></head><body>{table}</body></html>")) == 3


def test_a_block_that_a_click_shows_stays() -> None:
    page = f"<html><head><style>.tab{{display:none}}</style></head><body><div class=tab>{TABLE}</div></body></html>"
    assert lines(page) == ("项目\t金额", "教育\t1,234.50")


def test_the_foot_of_a_table_stands_at_its_end_wherever_the_source_has_it() -> None:
    assert lines(
        "<table><tfoot><tr><td>合计<td>3</tfoot><thead><tr><th>项目<th>金额</thead>"
        "<tbody><tr><td>教育<td>1</tbody><tbody><tr><td>科技<td>2</tbody></table>"
    ) == ("项目\t金额", "教育\t1", "科技\t2", "合计\t3")


def test_menus_and_the_trail_of_a_site_set_with_tables_are_left_out() -> None:
    menu = "".join(f"<tr><td><a href='/{word}'>{word}</a></td></tr>" for word in ("机构设置", "政策法规", "财政预算"))
    above = "".join(f"<a href='/{word}'>{word}</a> | " for word in ("首页", "政务公开", "办事大厅"))
    assert lines(
        f"<html><body><table width=980><tr><td>{above}</td></tr></table>"
        f"<table><tr><td width=200><table><tr><td>信息分类</td></tr>{menu}</table></td><td>"
        "<table><tr><td>您的位置：<a href='/'>首页</a> → <a href='/cz'>财政公开</a> → 正文</td></tr>"
        f"<tr><td>某局2016年部门决算</td></tr><tr><td>{TABLE}</td></tr></table></td></tr></table></body></html>"
    ) == ("某局2016年部门决算", "项目\t金额", "教育\t1,234.50")


def test_a_table_of_links_with_amounts_or_attachments_stays() -> None:
    links = "".join(f"<tr><td><a href='/{year}'>{year}年收支总表</a></td></tr>" for year in (2016, 2017, 2018))
    files = "".join(f"<tr><td><a href='/{word}.xls'>{word}</a></td></tr>" for word in ("收入表", "支出表", "三公表"))
    page = f"<html><body><p>{'说明' * 100}</p><table>{links}</table><table>{files}</table></body></html>"
    assert lines(page)[1:] == ("2016年收支总表", "2017年收支总表", "2018年收支总表", "收入表", "支出表", "三公表")


@pytest.mark.parametrize("by_class", [False, True])
def test_blocks_that_are_shown_as_a_table_are_one(by_class: bool) -> None:
    names = {"table": "display:table", "tr": "display: table-row", "td": "display:table-cell;padding:2px"}
    sheet = "".join(f".x-{name} {{{style}}} " for name, style in names.items())
    rows = [["项目", "预算数"], ["教育支出", "1.50"], ["合计", "1.50"]]

    def block(name: str, inside: str) -> str:
        return f"<div class='a x-{name}'>{inside}</div>" if by_class else f'<div style="{names[name]}">{inside}</div>'

    table = block("table", "".join(block("tr", "".join(block("td", cell) for cell in row)) for row in rows))
    head = f"<style>{sheet}</style>" if by_class else ""
    page = f"<html><head>{head}</head><body><p>2023年部门预算</p>{table}<p>说明</p></body></html>"
    document = read(page.encode())
    assert isinstance(document, Document)
    assert document.lines == ("2023年部门预算", "项目\t预算数", "教育支出\t1.50", "合计\t1.50", "说明")


def test_columns_of_a_page_that_are_cells_by_style_are_no_table() -> None:
    inside = "<div style='display:table-cell'><p>2023年部门预算</p></div><div style='display:table-cell'>导航</div>"
    page = f"<html><body><div style='display:table'><div style='display:table-row'>{inside}</div></div></body></html>"
    document = read(page.encode())
    assert isinstance(document, Document)
    assert document.lines[0] == "2023年部门预算"
    assert not document.grids
