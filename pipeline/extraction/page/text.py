"""Normalisation of text for matching.

What makes two prints of one word comparable belongs here: full-width forms, radical look-alikes, traditional forms,
blanks inside words, kinds of quotes and dashes, left-over markup. What a word means does not (that is the vocabulary),
and nothing here is ever printed: the warehouse keeps the text as published.

Three strengths, each idempotent, none changing the value of a digit:

* :func:`fold` replaces character by character and keeps the length, so offsets into the printed line stay valid;
* :func:`clean` also removes markup and invisible characters, blanks are kept;
* :func:`match_key` also removes every blank and quote and joins runs of dashes; the key of all vocabulary look-ups.
"""

import html
import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from pipeline.extraction.seeds import Seed

RADICAL_LOOKALIKES = Seed("radical_lookalikes")
LONGEST_CACHED = 80
CACHED_KEYS = 1 << 16

_DASHES = "‐‑‒–—―−─━﹘﹣－"
_DOTS = "・•‧∙⋅･"
_ZEROS = "○◯"
_ROUND_OPEN, _ROUND_CLOSE = "〔【〖［[{｛﹙⟨", "〕】〗］]}｝﹚⟩"
_ANGLE = {"〈": "《", "〉": "》"}
_QUOTES = "\"'“”„‟‘’‚‛「」『』〝〞〟＂＇﹁﹂﹃﹄`´"
_INVISIBLE = (
    "\u00ad\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\ufeff"
)
_BLANKS = " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
_PRIVATE = range(0xE000, 0xF900)

# Characters without which a text carries no markup: most texts leave here.
_MARKUP_SIGN = re.compile(r"[*<&\[\\#>-]")
# No alternative may look past the beginning of its next match: a text of nothing but openings is else quadratic.
_MARKUP = re.compile(
    r"\[bookmark:[^\[\]]*\]|</?[A-Za-z][^<>]*>|\*{2,}|^\s*#{1,6}(?=\s|[^\x00-\x7f])\s*|^\s*[->*]\s+(?=[^\s\d.*#>-])"
)
_COMMENT = re.compile(r"<!--.*?-->")
_LONG_NUMBER = re.compile(r"&#(?:[0-9]{9,}|[xX][0-9A-Fa-f]{9,});?")  # no character has so high a number
_MARKUP_SIGNS = str.maketrans("", "", "*<&[\\#>]")
_MOST_LAYERS = 16
"""Layers of markup in markup that are peeled; a text with more is not written by any program but to do harm."""
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!|>~-])")
_NUMBER_OF_PAGE = r"(?:[^\W\d_] ?\d{1,4} ?[^\W\d_]|\d{1,4})"
_PAGE_NUMBER = re.compile(rf"[\W_]*{_NUMBER_OF_PAGE}(?:[\W_]*{_NUMBER_OF_PAGE})?[\W_]*")
_LONGEST_PAGE_NUMBER = 24
_DASH_RUN = re.compile(r"-{2,}")


def _replacer(table: dict[int, int | None]) -> Callable[[str], str]:
    """Compile a table for replacing single characters (None: take away) into one pass over the text.

    ``str.translate`` would do the same but looks up every character: four times slower on Chinese, where few change.
    """
    replacements = {chr(code): "" if to is None else chr(to) for code, to in table.items()}
    signs = re.compile(f"[{re.escape(''.join(replacements))}]")

    def replacement(match: re.Match[str]) -> str:
        return replacements[match[0]]

    return lambda text: signs.sub(replacement, text)


def _look_alikes() -> dict[int, int]:
    return {ord(row["look_alike"]): ord(row["standard"]) for row in RADICAL_LOOKALIKES.rows()}


def _compatibility_ideographs() -> dict[int, int]:
    pairs = ((code, unicodedata.normalize("NFKC", chr(code))) for code in range(0xF900, 0xFB00))
    return {code: ord(standard) for code, standard in pairs if len(standard) == 1 and code != ord(standard)}


def _folding() -> dict[int, int]:
    table: dict[int, int] = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
    table |= _compatibility_ideographs() | _look_alikes()
    table |= {ord(sign): ord("-") for sign in _DASHES}
    table |= {ord(sign): ord("·") for sign in _DOTS} | {ord(sign): ord("〇") for sign in _ZEROS}
    table |= {ord(sign): ord(blank) for sign, blank in zip("\xa0\u3000\u202f\u205f", "    ", strict=True)}
    table |= {code: ord(" ") for code in range(0x2000, 0x200B)}
    table |= {ord(sign): ord(plain) for sign, plain in _ANGLE.items()}
    # A radical stands for a traditional form, and that for the simplified one.
    return {code: table.get(to, to) for code, to in table.items()}


def _key_table() -> dict[int, int | None]:
    table: dict[int, int | None] = {**_folding()}
    table |= {ord(sign): ord("(") for sign in _ROUND_OPEN} | {ord(sign): ord(")") for sign in _ROUND_CLOSE}
    return table | dict.fromkeys(map(ord, _BLANKS + _INVISIBLE + _QUOTES)) | dict.fromkeys(_PRIVATE)


_fold = _replacer({**_folding()})
_clean = _replacer({**_folding(), **dict.fromkeys(map(ord, _INVISIBLE))})
_bare = _replacer(_key_table())


def fold(text: str) -> str:
    """Replace look-alikes by the standard character, one for one.

    Args:
        text: Any text.

    Returns:
        Text of the same length: half-width digits, letters and signs, standard ideographs, plain dashes and blanks.
    """
    return text if text.isascii() else _fold(text)


def visible(text: str) -> str:
    """Fold the text and take away invisible characters, which programs leave around what was copied.

    Args:
        text: One cell.

    Returns:
        The text as it looks.
    """
    return text if text.isascii() else _clean(text)


def _without_markup(text: str) -> str:
    if "&" in text:
        text = html.unescape(_LONG_NUMBER.sub("\ufffd", text))
    if "\\" in text:
        text = _ESCAPED.sub(r"\1", text)
    if "<!--" in text:
        # Behind the last end no comment can end, and looking for it from every beginning is quadratic.
        commented, end, rest = text.rpartition("-->")
        text = _COMMENT.sub("", commented + end) + rest
    return _MARKUP.sub("", text)


def clean(text: str) -> str:
    """Fold the text and take away markup and invisible characters; words stay separated as printed.

    Args:
        text: One line or one cell.

    Returns:
        The text without Markdown, HTML, word-processor bookmarks and zero-width characters.
    """
    text = visible(text)
    # Taking one mark away can bring two halves of another together: go on until nothing changes.
    for _ in range(_MOST_LAYERS):
        if not _MARKUP_SIGN.search(text):
            return text
        stripped = _clean(_without_markup(text))
        if stripped == text:
            return text
        text = stripped
    return _clean(_without_markup(text.translate(_MARKUP_SIGNS)))


def printed(text: str) -> str:
    """The text as published: without the markup of the export and blanks around it, every character as it stands.

    Args:
        text: One cell.

    Returns:
        What the warehouse keeps as the printed text.
    """
    return (_without_markup(text) if _MARKUP_SIGN.search(text) else text).strip()


def _key(text: str) -> str:
    if _MARKUP_SIGN.search(text):
        text = clean(text)
    key = _bare(text)
    if "--" in key:
        key = _DASH_RUN.sub("-", key)
    return key


def _stable_key(text: str) -> str:
    key = _key(text)
    for _ in range(_MOST_LAYERS):
        if not _MARKUP_SIGN.search(key) or (again := _key(key)) == key:
            return key
        key = again
    return _key(key.translate(_MARKUP_SIGNS))


_cached_key = lru_cache(maxsize=CACHED_KEYS)(_stable_key)


def match_key(text: str) -> str:
    """Reduce a text to the key under which vocabulary is looked up.

    Args:
        text: One label, heading, title or line.

    Returns:
        The text folded, without markup, blanks, quotes and private-use signs; brackets round and half-width; every
        run of dashes one hyphen. Short keys are remembered, since labels repeat from document to document.
    """
    return _cached_key(text) if len(text) <= LONGEST_CACHED else _stable_key(text)


def is_page_number(text: str) -> bool:
    """True for a line that prints the number of a page and nothing else: bare, between dashes, or between two signs.

    A number with one sign beside it says what is counted.
    """
    return len(text) <= _LONGEST_PAGE_NUMBER and _PAGE_NUMBER.fullmatch(fold(text)) is not None
