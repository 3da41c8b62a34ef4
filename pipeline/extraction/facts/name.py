"""The name of the body that publishes a document, as the document calls it.

Candidates and their order belong here: the title, the cover, the preambles of tables, headings, the text's fuller form
of a short name. Where the body stands in the hierarchy does not (``body_region``), nor does making one body of several
spellings (the warehouse does that by ``department_aliases.csv``).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from pipeline.extraction.facts.cover import Cover, DocumentHead, HeadLine
from pipeline.extraction.facts.labels import LabelValue
from pipeline.extraction.wording.divisions import COUNTY, Divisions
from pipeline.extraction.wording.facts import compact, pattern, short_names, suffix_of

_UNIT = "unit"
_SHORTEST, _LONGEST = 3, 50
_LONGEST_REGION = 24
_REMEMBERED_HEADINGS = 1 << 14
_BRACKETS = str.maketrans("()", "\uff08\uff09")


@dataclass(frozen=True, slots=True)
class BodyName:
    """A name with its evidence.

    Attributes:
        text: The name without blanks.
        line: 1-based line it was read from.
        printed: The printed text it was read from.
        unit_code: The code glued to it.
        is_labelled: A label such as 部门： introduced it.
    """

    text: str
    line: int
    printed: str
    unit_code: str = ""
    is_labelled: bool = False


def body_name(
    document: DocumentHead, divisions: Divisions, table_titles: Sequence[tuple[int, str]] = ()
) -> BodyName | None:
    """Find the name.

    Args:
        document: The document.
        divisions: The reference list of divisions.
        table_titles: Line and title (without blanks) of each recognised table.

    Returns:
        The first sound candidate in the order title, cover, preambles, headings, titles of tables; a name that does
        not say where its
        body is gives way to the fullest form of the same name in the text. None when the document names no body.
    """
    candidates = chain(_candidates(document, divisions), _from_table_titles(table_titles))
    sound = (name for name in candidates if is_body(name, divisions))
    if (first := next(sound, None)) is None:
        return None
    if first.is_labelled:
        first = _unbroken(first, document.labels)
    if _says_where(first.text, divisions):
        return first
    return _fullest(first, sound, document.text, divisions)


def _candidates(document: DocumentHead, divisions: Divisions) -> Iterator[BodyName]:
    yield from _from_title(document.cover, divisions)
    if byline := document.cover.byline:
        yield BodyName(_trimmed(byline.text.strip("()")), byline.number, byline.text)
    yield from _from_labels(unit_first(document.cover.labels))
    yield from _from_labels(document.labels)
    yield from _from_headings(document.head)
    yield from _from_sentences(document.head, divisions)


def unit_first(labels: Sequence[LabelValue]) -> list[LabelValue]:
    """Labels in the order in which they speak: a cover that names department and unit is that of the unit."""
    return sorted(labels, key=lambda label: label.label.disclosure_level != _UNIT)


def is_body(name: BodyName, divisions: Divisions) -> bool:
    """Whether a candidate can be the name of one body.

    Args:
        name: The candidate.
        divisions: The reference list.

    Returns:
        True for more than the name of a division that, unless a label introduced it, ends like the name of a body.
    """
    text = name.text
    if not _SHORTEST <= len(text) <= _LONGEST or pattern("name_junk").search(text):
        return False
    if suffix_of(pattern("own_tail").sub("", text)) is None and not name.is_labelled:
        return False
    return not divisions.named(text) and bool(_without_region(text, divisions))


def printed_name(name: str) -> str:
    """The name with the brackets of Chinese print."""
    return name.translate(_BRACKETS)


def _without_region(name: str, divisions: Divisions) -> str:
    end = 0
    for mention in divisions.mentions(name):
        if mention.start == end:
            end = mention.end
    return name[end:]


def _from_title(cover: Cover, divisions: Divisions) -> list[BodyName]:
    title = pattern("title_lead").sub("", cover.title)
    year = pattern("year").search(title) or pattern("year_chinese").search(title) or pattern("year_bare").search(title)
    if year and year.end() == len(title):  # a year drawn apart from its place
        title, year = title[: year.start()], None
    before, after = (title[: year.start()], title[year.end() :]) if year else (title, "")
    tail = pattern("title_tail").search(after if year else before)
    between = after[: tail.start()] if year and tail else ""
    if not year:
        before = before[: tail.start()] if tail else before
    # 株洲市2020年度石峰区财政局部门预算: the region stands before the year, the rest of the name behind it.
    joined = [before + between, between, before]
    has_between = between and not pattern("name_junk").search(between)
    if year and not has_between and (lead := pattern("title_tail").search(before)):
        before = before[: lead.start()]  # 某局部门预算公开(2018年)
    names = [*(joined if has_between else [before]), *(match["name"] for match in pattern("bracketed").finditer(title))]
    names.extend(match["name"] for match in pattern("name_behind").finditer(title))
    return [BodyName(_trimmed(name), cover.title_line, cover.title) for name in names if name]


def _trimmed(name: str) -> str:
    return pattern("name_trailer").sub("", name)


def _from_labels(labels: Sequence[LabelValue]) -> list[BodyName]:
    found: list[BodyName] = []
    for label in labels:
        if label.label.fact == "department":
            code = pattern("code_in_name").match(label.value)
            name = label.value[code.end() :] if code else label.value
            found.append(BodyName(name, label.line, label.printed, code[1] if code else "", is_labelled=True))
    return found


def _unbroken(name: BodyName, labels: Sequence[LabelValue]) -> BodyName:
    """A name broken over two lines of the cover: the preambles of the tables agree on a longer one that begins so."""
    others = [other for other in _from_labels(labels) if other.line != name.line]
    longer = {other.text for other in others if other.text.startswith(name.text)}
    if len(longer) != 1 or pattern("own_office").match(longer.pop()[len(name.text) :]):
        return name
    return next(other for other in others if other.text.startswith(name.text))


def _from_headings(head: Sequence[HeadLine]) -> list[BodyName]:
    found: list[BodyName] = []
    for kind in ("heading_name", "heading_name_year", "heading_statement", "self_subject"):
        for line in head:
            if not line.is_row and (name := _heading_name(kind, line.text)):
                found.append(BodyName(name, line.number, line.text))
    return found


def _from_sentences(head: Sequence[HeadLine], divisions: Divisions) -> Iterator[BodyName]:
    """现将某县某局2020年决算公布如下; 某县某局负责…: a body that a sentence speaks of, and that says where it is."""
    for kind in ("announced", "spoken_of"):
        for line in head:
            for match in () if line.is_row else pattern(kind).finditer(line.text):
                name = _trimmed(match["name"])
                mentions = divisions.mentions(pattern("party_prefix").sub("", name))
                if kind == "announced" or (mentions and mentions[0].start == 0):
                    yield BodyName(name, line.number, line.text)


def _from_table_titles(titles: Sequence[tuple[int, str]]) -> Iterator[BodyName]:
    """西南大学收支预算总表: the words before those that every such title has."""
    for line, title in titles:
        if match := pattern("table_title_name").match(title):
            yield BodyName(_trimmed(match["name"]), line, title)


@lru_cache(maxsize=_REMEMBERED_HEADINGS)
def _heading_name(kind: str, text: str) -> str:
    match = pattern(kind).match(text)
    return _trimmed(match["name"]) if match else ""


def _fullest(name: BodyName, others: Iterable[BodyName], text: str, divisions: Divisions) -> BodyName:
    """A name that begins with no province or prefecture gives way to a longer form of itself, if the text has one."""
    forms = {name.text} | {name.text.replace(short, full) for short, full in short_names() if short in name.text}
    longer = [other for other in others if any(other.text.endswith(form) for form in forms)]
    for form in sorted(forms, key=lambda form: (-len(form), form)):
        longer.extend(_with_region_before(form, text, divisions))
    best = max(longer, key=lambda other: (_regions_at_start(other.text, divisions), len(other.text)), default=name)
    return best if len(best.text) > len(name.text) else name


def _says_where(name: str, divisions: Divisions) -> bool:
    bare = pattern("party_prefix").sub("", name)
    mentions = divisions.mentions(bare)
    if mentions and mentions[0].start == 0:
        return any(division.level < COUNTY for division in mentions[0].divisions)
    return bool(divisions.stem_at_start(bare)[0])


def _regions_at_start(name: str, divisions: Divisions) -> int:
    bare = pattern("party_prefix").sub("", name)
    end = count = 0
    for mention in divisions.mentions(bare):
        if mention.start == end:
            end, count = mention.end, count + 1
    return count


def _with_region_before(form: str, text: str, divisions: Divisions) -> list[BodyName]:
    """Places where the text puts the names of divisions right before the form; 区委… may share its 区 with the name."""
    found: list[BodyName] = []
    for match in re.finditer(re.escape(form), text):
        line_start = text.rfind("\n", 0, match.start()) + 1
        before = compact(text[max(line_start, match.start() - _LONGEST_REGION) : match.start()])
        for shared in (1, 0):
            region = before + form[:shared]
            start = len(region)
            for mention in reversed(divisions.mentions(region)):
                if mention.end == start:
                    start = mention.start
            if start < len(before):
                prefix = _party_before(region[:start])
                line = text.count("\n", 0, match.start()) + 1
                printed = text[line_start : text.find("\n", match.end()) if "\n" in text[match.end() :] else None]
                found.append(BodyName(prefix + region[start:] + form[shared:], line, printed.strip()[:120]))
                break
    return found


def _party_before(text: str) -> str:
    for length in range(len(text)):
        if (match := pattern("party_prefix").match(text[length:])) and match.end() == len(text) - length:
            return match[0]
    return ""
