"""Reading: encodings, line ends, and what is no text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extraction.document import load
from pipeline.extraction.page.document import Document, Refusal, Remark
from pipeline.extraction.readers.text import read
from pipeline.extraction.wording.reasons import worded

TEXT = "富源县审计局\n2023年度部门决算\n收入\t1,234.56\n"
LIMIT = 1_000_000
HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=4, max_size=60)


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "utf-8-sig"),
        (TEXT.encode("gb18030"), "gb18030"),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), "utf-16-le"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16-be"),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_encoding_and_line_end_gives_the_same_lines(data, encoding, line_end):
    codec = {"utf-8-sig": "utf-8"}.get(encoding, encoding)
    mark = {"utf-8-sig": 3, "utf-16-le": 2, "utf-16-be": 2}.get(encoding, 0)
    data = data[:mark] + data[mark:].decode(codec).replace("\n", line_end).encode(codec)
    result = read(data)
    assert isinstance(result, Document)
    assert (result.format, result.encoding, result.remarks) == ("text", encoding, ())
    assert result.lines == ("富源县审计局", "2023年度部门决算", "收入\t1,234.56", "")
    assert result.text == TEXT


def test_mixed_line_ends_do_not_change_the_count_of_lines():
    assert read("一\r\n二\r三\n四".encode()).lines == ("一", "二", "三", "四")


@pytest.mark.parametrize(
    ("data", "outcome", "reason_code", "words"),
    [
        (b"", "skipped", "empty", "0 bytes"),
        (b" \n\t\r\n", "skipped", "empty", "blanks"),
        (b"%PDF-1.7\n%\xe2\xe3", "quarantined", "binary", "PDF"),
        (b"PK\x03\x04rest", "quarantined", "binary", "ZIP"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "quarantined", "binary", "OLE"),
        (b"\x89PNG\r\n\x1a\n", "quarantined", "binary", "PNG"),
        (TEXT.encode() + b"\x00\x00", "quarantined", "nul_bytes", "byte"),
        (TEXT.encode("utf-16-le"), "quarantined", "nul_bytes", "UTF-16"),
        (b"\x01\x02\x03\x04\x05" * 9 + TEXT.encode(), "quarantined", "control_bytes", "45 of"),
        (b"budget 2023: 1,234.56\n", "skipped", "no_chinese", "22 characters"),
        ("数".encode("gb18030") * 3 + b"\xff\xff\n", "quarantined", "wrong_encoding", "byte 6 is not GB18030"),
        (b"\xff\xfe" + TEXT.encode("utf-16-le")[:9] + b"\xdc\xdc\xdc" * 4, "quarantined", "mixed_encoding", "utf-16"),
    ],
)
def test_what_is_no_text_is_named(data, outcome, reason_code, words):
    result = read(data)
    assert isinstance(result, Refusal)
    found, reason = worded(result.reason_code, result.detail)
    assert (found, result.reason_code) == (outcome, reason_code)
    assert words in reason


def test_damaged_utf8_is_not_taken_for_gb18030():
    data = (TEXT * 20).encode()
    result = read(data[:100] + b"\xff" + data[101:])
    assert result.reason_code == "mixed_encoding"
    assert "byte 100" in result.detail or "byte 99" in result.detail


def test_gb18030_with_a_passage_in_utf8_says_where():
    head = (TEXT * 20).encode("gb18030")
    result = read(head + "一般公共预算财政拨款支出决算表\n".encode() + head)
    assert result.reason_code == "mixed_encoding"
    assert f"byte {len(head):,}" in result.detail


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_file_cut_inside_a_character_is_read_up_to_there(encoding):
    data = (TEXT * 20 + "支").encode(encoding)[:-1]
    result = read(data)
    assert isinstance(result, Document)
    assert [(remark.reason_code, type(remark)) for remark in result.remarks] == [("cut_character", Remark)]
    assert result.encoding == encoding
    assert result.text == TEXT * 20


def test_too_large_is_put_aside_unread(tmp_path):
    path = tmp_path / "large.txt"
    path.write_bytes(TEXT.encode())
    assert load(path, size_limit=10) == Refusal("too_large", f"{len(TEXT.encode())} bytes, the limit is 10")


def test_a_file_that_cannot_be_opened_is_an_outcome(tmp_path):
    for path in (tmp_path / "absent.txt", tmp_path):
        result = load(path, size_limit=LIMIT)
        assert isinstance(result, Refusal)
        assert result.reason_code == "unreadable"


@given(HAN)
def test_utf8_round_trip(text):
    assert read(text.encode()).text == text


@given(HAN, st.sampled_from(["utf-16-le", "utf-16-be"]))
def test_utf16_round_trip(text, encoding):
    mark = b"\xff\xfe" if encoding == "utf-16-le" else b"\xfe\xff"
    result = read(mark + text.encode(encoding))
    assert (result.text, result.encoding) == (text, encoding)


@given(
    st.lists(st.sampled_from(list("一般公共预算财政拨款支出决算表行政运行项目合计年度本级")), min_size=4, max_size=80)
)
def test_gb18030_round_trip(signs):
    text = "".join(signs)
    result = read(text.encode("gb18030"))
    assert (result.text, result.encoding) == (text, "gb18030")


@given(st.binary(max_size=400))
def test_no_bytes_raise(data):
    result = read(data)
    assert isinstance(result, Document) or worded(result.reason_code, result.detail)[0] != "ok"
