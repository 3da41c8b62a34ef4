"""Shapes of hostile or merely large documents, each a text that grows with a number.

Only the generators belong here; whether reading them stays linear is asked in ``test_time.py``. All texts are made
of the signs that our patterns look for, repeated, nested or left open, and of the tables and sentences of a disclosure
in numbers that no disclosure has.
"""

from collections.abc import Callable

HEAD = "某某市财政局2020年度部门预算\n目录\n一、部门收支总表\n二、部门收入总表\n三、部门支出总表\n\n"
TABLE = (
    "部门支出总表\n单位：万元\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n201\t一般公共服务支出\t10.00\t4.00\t6.00\n"
)
SENTENCE = "2020年本年收入合计1234.56万元，其中：财政拨款收入1000万元，占81.0%；其他收入234.56万元，占19.0%。"
CODE_ROW = "2010101\t行政运行\t10.00\t4.00\t6.00\n"
PAGE = (
    "部门支出总表\n单位：万元\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n"
    "2{n:06d}\t科目{n}\t{n}.00\t{n}.00\t0.00\n第{n}页\n"
)
STACKED = (
    '<tr><td colspan="3">部门支出总表</td></tr><tr><td colspan="3">单位：万元</td></tr>'
    "<tr><td>科目编码</td><td>科目名称</td><td>合计</td></tr><tr><td>201</td><td>支出</td><td>1.5</td></tr>"
)


def _repeated(unit: str) -> Callable[[int], str]:
    return lambda size: HEAD + TABLE + unit * (size // len(unit))


def _alone(unit: str) -> Callable[[int], str]:
    """One enormous line in a disclosure."""
    return lambda size: HEAD + TABLE + "\n中" + unit * (size // len(unit))


def _nested(left: str, right: str) -> Callable[[int], str]:
    def made(size: int) -> str:
        count = size // (len(left) + len(right))
        return HEAD + left * count + "中" + right * count

    return made


def _cell(unit: str) -> Callable[[int], str]:
    """One enormous cell of a table."""
    return lambda size: HEAD + TABLE + "2010101\t" + unit * (size // len(unit)) + "\t10.00\t4.00\t6.00\n"


def _row(cell: str) -> Callable[[int], str]:
    """One enormously wide row."""
    return lambda size: HEAD + TABLE + "\t".join([cell] * (size // (len(cell) + 1))) + "\n"


def _header(cell: str) -> Callable[[int], str]:
    return lambda size: (
        HEAD + "部门支出总表\n单位：万元\n" + "\t".join([cell] * (size // (len(cell) + 1))) + "\n" + CODE_ROW * 3
    )


def _numbered(form: str, head: str = HEAD + TABLE) -> Callable[[int], str]:
    """Units that differ by a number, so that nothing remembered helps."""

    def made(size: int) -> str:
        parts: list[str] = []
        length = number = 0
        while length < size:
            parts.append(form.format(n=number))
            length += len(parts[-1])
            number += 1
        return head + "".join(parts)

    return made


SHAPES: dict[str, Callable[[int], str]] = {
    "plain lines": _repeated("这是一行没有数字的文字说明。\n"),
    "one long line": _alone("这是一行没有数字的文字说明"),
    "one long line of digits": _alone("1234567890"),
    "one long line of digits and commas": _alone("1,"),
    "one long number with points": _alone("1,234."),
    "blank lines": _repeated("\n"),
    "lines of blanks": _repeated("          \n"),
    "one line of blanks": _alone(" "),
    "one line of wide blanks": _alone("\u3000"),
    "one line of TABs": _alone("\t"),
    "lines of TABs": _repeated("\t\t\t\t\n"),
    "lines of one cell": _repeated("1\n"),
    "sentences": _repeated(SENTENCE + "\n"),
    "sentences in one line": _alone(SENTENCE),
    "sentences that differ": _numbered("本年支出合计{n}.5万元，其中：基本支出{n}万元，项目支出0.5万元。\n"),
    "commas": _alone("，"),
    "semicolons": _alone("；1万元"),
    "full stops": _alone("。"),
    "colons": _alone("："),
    "dashes": _alone("-"),
    "long dashes": _alone("—"),
    "quotes": _alone("“"),
    "brackets open": _alone("("),
    "brackets nested": _nested("(", ")"),
    "wide brackets nested": _nested("（", "）"),
    "square brackets": _nested("[", "]"),
    "angle brackets": _nested("《", "》"),
    "bookmarks open": _alone("[bookmark:"),
    "bookmarks nested": _nested("[bookmark:", "]"),
    "tags": _alone("<b>"),
    "tags open": _alone("<b"),
    "tags nested": _nested("<b", ">"),
    "comments open": _alone("<!--"),
    "comments": _alone("<!-- -->"),
    "comments nested": _nested("<!--", "-->"),
    "entities": _alone("&amp;"),
    "entities nested": _alone("amp;&"),
    "entities of entities": lambda size: HEAD + TABLE + "中&" + "amp;" * (size // 4),
    "entity of a long number": lambda size: HEAD + TABLE + "中&#" + "1" * size + ";",
    "backslashes": _alone("\\"),
    "stars": _alone("*"),
    "stars apart": _alone("* a"),
    "hashes": _alone("# "),
    "quotation marks of mails": _alone("> "),
    "invisible characters": _alone("\u200b"),
    "compatibility characters": _alone("\uf900"),
    "pages of one table": _numbered(PAGE, HEAD),
    "pages of one table that goes on": _numbered("部门支出总表（续）\n2{n:06d}\t科目{n}\t{n}.00\t{n}.00\t0.00\n\n"),
    "tables of one row": _numbered("<table><tr><td>2{n:06d}</td><td>科目</td><td>1.5</td></tr></table>", "<html>"),
    "rows of codes": _repeated(CODE_ROW),
    "rows of codes that differ": _numbered("201{n:06d}\t科目{n}\t{n}.00\t{n}.00\t0.00\n"),
    "rows of items that differ": _numbered("2{n:06d}\t科目\t{n}\t{n}\t5\n"),
    "rows that fit no column": _numbered("X{n}\t{n}\t\t{n}\t\t\t{n}\n"),
    "table of tags": lambda size: (
        HEAD + "<table>\n" + "<tr><td>201</td><td>支出</td><td>1.5</td></tr>\n" * (size // 44) + "</table>\n"
    ),
    "attributes of one tag": lambda size: (
        "<html><body><p " + " ".join(f'a{n}="1"' for n in range(size // 10)) + f">{HEAD}</p>"
    ),
    "classes that a style sheet hides": lambda size: (
        "<style>"
        + "".join(f".a{n}{{display:none}}" for n in range(size // 40))
        + "</style>"
        + "<table>"
        + "".join(f'<tr><td class="b{n}">1.5</td></tr>' for n in range(size // 60))
        + "</table>"
    ),
    "tables stacked in one table": lambda size: "<html><body><table>" + STACKED * (size // len(STACKED)) + "</table>",
    "rows of names that differ": _numbered("第{n}科\t{n}\t{n}.10\n"),
    "rows of text that differ": _numbered("甲{n}\t乙{n}\t丙{n}\n"),
    "tables": _repeated(TABLE),
    "tables apart": _repeated("\n文字\n" + TABLE),
    "titles": _repeated("部门支出总表\n"),
    "titles that differ": _numbered("部门支出总表{n}\n"),
    "titles with years": _repeated("2020年部门预算收支总表\n"),
    "units": _repeated("单位：万元\n"),
    "headings of sections": _repeated("一、部门收支情况说明\n"),
    "headings that differ": _numbered("{n}、部门收支情况说明\n"),
    "lists of items": _repeated("（一）一般公共服务支出（类）行政运行（款）10万元。\n"),
    "numbers of one cell": _cell("1"),
    "words of one cell": _cell("行政运行"),
    "entities of one cell": _cell("&amp;"),
    "blanks of one cell": _cell(" "),
    "wide row of numbers": _row("1.00"),
    "wide row of words": _row("行政运行"),
    "wide row of blanks": _row(" "),
    "wide header": _header("基本支出"),
    "wide header of years": _header("2020年预算数"),
    "names of departments": _repeated("某某市某某区财政局\n"),
    "names of places": _alone("湖南省株洲市石峰区"),
    "years": _alone("2020年"),
    "percentages": _alone("增长10%，"),
    "performance rows": _repeated("产出指标\t数量指标\t完成项目数\t≥10个\t10个\t10\t10\n"),
    "contents with dots": _repeated("部门支出总表..........................12\n"),
    "dots": _alone("."),
    "middle dots": _alone("…"),
    "line feeds of pages": _alone("\x0c"),
}
