"""Which statement a table is: titles, units, department lines before it.

Matching of titles belongs here: exact after normalisation, then by similarity above a threshold, and the match is
recorded. The columns of the table do not.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from pipeline.extraction.page.text import match_key
from pipeline.extraction.wording.kinds import MatchMethod
from pipeline.extraction.wording.tables import SIMILARITY_THRESHOLD, Title, Vocabulary, similarity, vocabulary

EXACT = 1000
"""Score of a title that is printed as it is known."""
LONGEST_TITLE = 60
LONGEST_LINE = 120
"""A line of more characters is prose: no title, unit or department is looked for in it."""
LINES_LOOKED_BACK = 14
LEAST_BELOW_CONTENTS = 4
"""Lines of other text below a list of contents from which on its last title is not that of the table below."""
LONGEST_TAB = 31
"""Signs of the name on a tab; programs cut a longer title there."""
LEAST_OF_CUT_TITLE = 6
"""Signs of a title that its beginning must have at least to tell it."""
_TRAILING = re.compile(r"(?:[.·…\s]{3,}\d*|(?<!\d)\d{2}-\d{1,2}|(?<![\d.-])[01]\d)\Z")
_TITLE_MARKS = re.compile("[《》]")
_SENTENCE = re.compile(r"[。;!?]|,.*,")


@dataclass(frozen=True, slots=True)
class TitleMatch:
    """A title found, with how it was matched."""

    statement_id: str
    wording: str
    method: MatchMethod
    score: int
    prefix: str = ""
    stage_word: str = ""


@dataclass(frozen=True, slots=True)
class Caption:
    """All that stands before a table about it."""

    match: TitleMatch | None
    title: str
    title_line: int
    official_number: str
    unit_text: str
    unit_line: int
    department: str
    project: str = ""


def _is_neutral(prefix: str, words: Vocabulary) -> bool:
    """True where words before a known title name a body or a year, not another kind of table."""
    for term in words.neutral_terms:
        prefix = prefix.replace(term, "")
    return not any(term in prefix for term in words.fiscal_terms)


def _without_year(key: str, words: Vocabulary) -> str:
    return words.year.sub("", key)


def _by_suffix(key: str, words: Vocabulary) -> TitleMatch | None:
    for start in range(len(key) - 1):
        title = words.titles.get(key[start:])
        if title is None:
            continue
        prefix = key[:start]
        if start == 1 and (beheaded := words.beheaded_titles.get(key)):
            return _near(key, beheaded)
        if title.any_prefix or _is_neutral(prefix, words):
            return TitleMatch(title.statement_id, title.wording, "exact", EXACT, prefix, title.stage_word)
        return None
    return None


def _near(key: str, title: Title, prefix: str = "") -> TitleMatch:
    reduce = vocabulary().reduce
    score = similarity(reduce(key.removeprefix(prefix)), reduce(match_key(title.wording)))
    return TitleMatch(title.statement_id, title.wording, "similar", score, prefix, title.stage_word)


def _by_known_change(key: str, words: Vocabulary) -> TitleMatch | None:
    """A known title whose first character is lost, or that differs in words that do not change what it says."""
    if title := words.beheaded_titles.get(key):
        return _near(key, title)
    reduced = words.reduce(key)
    for start in range(len(reduced) - 1):
        title = words.reduced_titles.get(reduced[start:])
        if title is None:
            continue
        prefix = reduced[:start]
        return _near(reduced, title, prefix) if title.any_prefix or _is_neutral(prefix, words) else None
    return None


def _variants(key: str, words: Vocabulary) -> list[str]:
    found = [key]
    for tail in words.tail_terms:
        if key.endswith(tail):
            found.append(key.removesuffix(tail) + ("" if key[: -len(tail)].endswith(key[-1]) else key[-1]))
            found.append(key.removesuffix(tail))
    if key.endswith(")") and "(" in key:
        found.append(key[: key.rindex("(")])
    return found


def _terms(key: str, words: Vocabulary) -> frozenset[str]:
    return frozenset(term for term in words.fiscal_terms if term in key)


@lru_cache(maxsize=1)
def _titles_like() -> dict[tuple[frozenset[str], str], list[str]]:
    """Known titles by their fiscal terms and last character: only these can be near enough."""
    words = vocabulary()
    found: dict[tuple[frozenset[str], str], list[str]] = {}
    for known in words.titles:
        found.setdefault((_terms(known, words), known[-1]), []).append(known)
    return found


def _by_similarity(key: str, words: Vocabulary) -> TitleMatch | None:
    """The nearest known title, only when both name the same fiscal terms."""
    terms = _terms(key, words)
    if not terms:
        return None
    best: TitleMatch | None = None
    for known in _titles_like().get((terms, key[-1]), ()):
        score = similarity(key, known)
        if score >= SIMILARITY_THRESHOLD and (best is None or score > best.score):
            title = words.titles[known]
            best = TitleMatch(title.statement_id, title.wording, "similar", score, "", title.stage_word)
    return best


@lru_cache(maxsize=1 << 14)
def match_title(text: str) -> TitleMatch | None:
    """Match one line (or joined lines) with the known titles.

    Args:
        text: A line as printed; numbering, years and the body's name may stand before the title.

    Returns:
        The match, or None where nothing known is near enough.
    """
    if _is_long(text):
        return None
    words = vocabulary()
    key = _TITLE_MARKS.sub("", match_key(text))
    cut = words.metadata_start.search(key)
    if cut and cut.start() > 0:
        key = key[: cut.start()]
    if not 2 <= len(key) <= LONGEST_TITLE or _SENTENCE.search(key):
        return None
    prefix = words.title_prefix.match(key)
    if prefix:
        key = key[prefix.end() :]
    number = words.official_number.search(key)
    if number and number.end() == len(key) and number.start() > 2:
        key = key[: number.start()]
    key = words.continued.sub("", _TRAILING.sub("", _without_year(key, words)))
    for variant in _variants(key, words):
        found = _by_suffix(variant, words)
        if found:
            return found
    for variant in _variants(key, words):
        found = _by_known_change(variant, words)
        if found:
            return found
    return _by_similarity(key, words) if len(key) >= 5 else None  # a shorter word is like too many


def _is_long(text: str) -> bool:
    """Whether a line is too long for one of a few words, whatever the blanks that set them apart."""
    return len(text) > LONGEST_LINE and len("".join(text.split())) > LONGEST_LINE


@lru_cache(maxsize=1 << 14)
def is_metadata(text: str) -> bool:
    """True for a line that only carries unit, department, number of a table or a date."""
    if _is_long(text):
        return False
    words = vocabulary()
    key = match_key(text)
    rest = words.year.sub("", words.official_number.sub("", key))
    return not rest.strip(":、.()-#") or bool(words.metadata_start.match(key))


@lru_cache(maxsize=1 << 14)
def find_unit(text: str) -> str:
    """The unit of money that a line names (``单位：万元``), or an empty string."""
    if _is_long(text):
        return ""
    found = vocabulary().unit_line.findall(match_key(text))
    return found[-1] if found else ""


def is_unit_alone(text: str) -> bool:
    """True for a cell that names a unit of money with its label, and nothing else."""
    return not _is_long(text) and vocabulary().unit_line.fullmatch(match_key(text).strip("()")) is not None


@lru_cache(maxsize=1 << 14)
def find_heading_unit(text: str) -> str:
    """The unit of money in brackets of a heading (``金额（万元）``), or an empty string."""
    found = vocabulary().unit_in_heading.search(match_key(text))
    return found[1] if found else ""


@lru_cache(maxsize=1 << 14)
def _official_number(text: str) -> str:
    if _is_long(text):
        return ""
    found = vocabulary().official_number.search(match_key(text))
    return found[0] if found else ""


@lru_cache(maxsize=1 << 14)
def _department(text: str) -> str:
    """What follows ``部门：`` or ``单位名称：``, up to the next label."""
    if _is_long(text):
        return ""
    words = vocabulary()
    key = match_key(text)
    for label in words.department_labels:
        for separator in (":", ";"):
            if key.startswith(label + separator):
                rest = key[len(label) + 1 :]
                cut = words.metadata_start.search(rest)
                return rest[: cut.start()] if cut else rest
    return ""


def find_title(lines: Sequence[tuple[int, str]]) -> tuple[TitleMatch, str, int] | None:
    """The title nearest to the end of some lines.

    A title broken over two lines is tried joined, and the longer wording wins.

    Args:
        lines: Numbered lines of text before a table, in order.

    Returns:
        Match, printed title and its line; None where no line within reach is a title.
    """
    considered = list(lines)[-LINES_LOOKED_BACK:]
    for index in range(len(considered) - 1, -1, -1):
        number, text = considered[index]
        single = match_title(text)
        if single and _ends_contents(considered, index):
            return None
        joined = None
        whole = single is not None and single.prefix
        if index and not whole and not is_metadata(text) and not is_metadata(considered[index - 1][1]):
            joined = match_title(considered[index - 1][1].strip() + text.strip())
        if joined and joined.method == "exact" and (single is None or len(joined.wording) > len(single.wording)):
            return joined, considered[index - 1][1].strip() + text.strip(), considered[index - 1][0]
        if single:
            return single, text.strip(), number
    return None


def _ends_contents(lines: Sequence[tuple[int, str]], index: int) -> bool:
    """Whether a title is the last of a list of contents, with other text between it and the table.

    Two other titles stand right above it, and no unit, number or body below it.
    """
    above = [match_title(text) for _, text in lines[max(index - 2, 0) : index]]
    below = [text for _, text in lines[index + 1 :]]
    listed = len(above) == 2 and all(above)
    return listed and len(below) >= LEAST_BELOW_CONTENTS and not any(map(is_metadata, below))


def end_of_empty_caption(lines: Sequence[tuple[int, str]]) -> int:
    """Where the caption of a table without rows ends, if another caption without a title follows it.

    Args:
        lines: Numbered lines of text since the table before.

    Returns:
        Number of leading lines that are the empty table's; 0 where the last title is that of the rows below. A caption
        is told from the next by its unit and its body or number, printed twice below one title.
    """
    found = find_title(lines)
    start = next((i for i, (number, _) in enumerate(lines) if found and number == found[2]), len(lines)) + 1
    units = [i for i in range(start, len(lines)) if find_unit(lines[i][1])]
    if len(units) < 2:
        return 0
    first, second = (
        [text for _, text in lines[a:b]] for a, b in ((start, units[0] + 1), (units[0] + 1, units[-1] + 1))
    )
    told = any(any(map(find, first)) and any(map(find, second)) for find in (_department, _official_number))
    return units[0] + 1 if told else 0


def caption(lines: Sequence[tuple[int, str]]) -> Caption:
    """Read what stands before a table.

    Args:
        lines: Numbered lines of text since the table before.

    Returns:
        The caption; a unit or number counts when it stands beside or after the title, or right before it.
    """
    found = find_title(lines)
    near = list(lines)[-LINES_LOOKED_BACK:]
    if found:
        near = [(n, t) for n, t in near if n >= found[2] - 3]
    unit_text, unit_line, number, department = "", 0, "", ""
    for line, text in near:
        if unit := find_unit(text):
            unit_text, unit_line = unit, line
        if official := _official_number(text):
            number = official
        if name := _department(text):
            department = name
    title = found[1] if found else _nearest_heading(near)
    return Caption(
        found[0] if found else None, title, found[2] if found else 0, number, unit_text, unit_line, department
    )


def titled_by_tab(found: Caption, tab: str) -> Caption:
    """What stands before the first table of a sheet; where nothing there is the title of a table, the tab may print it.

    Args:
        found: What the lines say.
        tab: Name on the tab of the sheet.
    """
    if not tab or found.match is not None or _names_a_table(match_key(found.title), vocabulary()):
        return found
    match = match_tab(tab)
    return found if match is None else replace(found, match=match, title=tab)


def _names_a_table(key: str, words: Vocabulary) -> bool:
    """True for a title that nobody knows; that of a part of the document says no more than budget or accounts."""
    return key.endswith(words.table_terms) and not _is_neutral(words.title_prefix.sub("", key), words)


@lru_cache(maxsize=1 << 12)
def match_tab(name: str) -> TitleMatch | None:
    """Match the name on a tab with the known titles; of one that is cut the beginning of a title is enough.

    Args:
        name: As on the tab.
    """
    match = match_title(name)
    return _by_beginning(match_key(name), vocabulary()) if match is None and len(name) >= LONGEST_TAB else match


def _by_beginning(key: str, words: Vocabulary) -> TitleMatch | None:
    """The statement of all known titles that begin with the end of a key, the longest such end."""
    for start in range(len(key) - LEAST_OF_CUT_TITLE + 1):
        titles = [title for known, title in words.titles.items() if known.startswith(key[start:])]
        if not titles:
            continue
        told = {title.statement_id for title in titles}
        first = titles[0]
        of_a_kind = {first.statement_id, words.statements[first.statement_id].counterpart}
        prefix = key[:start]
        if not told <= of_a_kind or not (first.any_prefix or _is_neutral(prefix, words)):
            return None
        stage_word = first.stage_word if len(told) == 1 else ""
        score = 1000 * len(key[start:]) // len(match_key(first.wording))
        return TitleMatch(first.statement_id, first.wording, "similar", score, prefix, stage_word)
    return None


def _nearest_heading(lines: Sequence[tuple[int, str]]) -> str:
    """The last short line that is neither metadata nor a sentence: what an unknown table is called."""
    for _, text in reversed(lines):
        bare = text.strip()
        if len(bare) <= LONGEST_TITLE and not is_metadata(text) and not _SENTENCE.search(match_key(text)):
            return bare
    return ""
