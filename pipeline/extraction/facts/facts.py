"""The facts of a document: what kind of disclosure it is, of which body, year and level.

Every fact is read from the text and carries its evidence. Putting the facts together belongs here; how name, region
and nature are read stands in ``cover``, ``body_name``, ``body_region`` and ``disclosure_test``. The name of the file is
never evidence: it is not even an argument. What the text does not tell stays empty.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.extraction.facts.cover import DocumentHead, HeadLine
from pipeline.extraction.facts.disclosure import verdict_on
from pipeline.extraction.facts.name import BodyName, body_name, printed_name, unit_first
from pipeline.extraction.facts.region import Region, region_of
from pipeline.extraction.facts.year import year_of
from pipeline.extraction.wording.divisions import load_divisions
from pipeline.extraction.wording.facts import compact, kind_phrases, named_kind, pattern, suffix_of
from pipeline.extraction.wording.reasons import worded

_OVERVIEW_LENGTH = 6_000
_FIRST_LINES = 8
PERFORMANCE = "performance_report"
_KINDS = (("final_", "final_accounts"), ("budget_", "budget"), ("performance_", PERFORMANCE))


@dataclass(frozen=True, slots=True)
class StatementHint:
    """A table: its statement, its printed title, the 1-based line it begins on, whether that title is a known one."""

    statement_id: str
    table_title: str
    first_line: int
    is_known_title: bool = False


Evidence = tuple[int, str]


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """Facts read from one document; an empty text or None where the document does not tell.

    Attributes:
        title: Title as printed, its lines joined without blanks.
        document_kind: ``budget``, ``final_accounts``, ``performance_report`` or ``other``.
        disclosure_level: ``department``, ``unit`` or ``government``.
        fiscal_year: The year the figures are for, never the year of publication.
        department_name: The body as the document calls it; empty for a whole government.
        unit_code: Its code where printed.
        region_code: Six digits.
        government_level: ``central``, ``province``, ``prefecture`` or ``county``.
        evidence: Fact to 1-based line and printed text.
        is_disclosure: False for a blank form, a law, an article, another text.
        reason_code: Why it is no disclosure, key of ``document_reasons.csv``; empty otherwise.
        reason: The same in words.
    """

    title: str
    document_kind: str
    disclosure_level: str
    fiscal_year: int | None
    department_name: str
    unit_code: str
    region_code: str
    government_level: str
    is_disclosure: bool
    reason_code: str
    reason: str
    evidence: Mapping[str, Evidence] = field(default_factory=dict[str, Evidence])


class _Document(DocumentHead):
    """What the single facts are read from."""

    def __init__(self, lines: Sequence[str], statements: Sequence[StatementHint], text: str) -> None:
        super().__init__(lines, text)
        self.statements = statements

    @property
    def title(self) -> Evidence:
        """Line and text of the title."""
        return self.cover.title_line, self.cover.title

    @property
    def spoken(self) -> Iterator[Evidence]:
        """Line and text of the title and then, if need be, of the first lines."""
        yield self.title
        yield from ((line.number, line.text) for line in self.head)


def document_facts(
    lines: Sequence[str], statements: Sequence[StatementHint] = (), text: str = "", amount_count: int = 0,
    site: str = "",
) -> DocumentFacts:  # fmt: skip
    """Read the facts of a document.

    Args:
        lines: All lines, the canonical text of a document.
        statements: The tables recognised so far; may be empty.
        text: The lines joined, where that is at hand.
        amount_count: Amounts placed in the tables, zeros left out.
        site: Of a web page, what it says of its site.

    Returns:
        The facts with their evidence. A text that is no disclosure keeps the facts it does tell, a blank form only
        its kind and level.
    """
    document = _Document(lines, statements, text)
    divisions = load_divisions()
    evidence: dict[str, Evidence] = {"title": document.title} if document.cover.title else {}
    kind, kind_level = _kind(document, evidence)
    name = body_name(document, divisions, [(hint.first_line, compact(hint.table_title)) for hint in statements])
    if is_government := _is_government(document, kind_level, name):
        name = None
    verdict = verdict_on(
        document,
        has_kind=kind != "other",
        has_name=name is not None or is_government,
        statement_count=sum(
            hint.statement_id != "other" or (hint.is_known_title and kind != "other" and name is not None)
            for hint in statements
        ),
        amount_count=amount_count,
    )
    superior = _superior(document, name)
    level = "government" if is_government else _level(document, name, superior, evidence)
    year, region = None, None
    if verdict.reason_code == "blank_form":
        name = None
    else:
        titles = [(hint.first_line, hint.table_title) for hint in statements]
        if found := year_of(document, kind, titles):
            year, evidence["fiscal_year"] = found.year, (found.line, found.printed)
        place = (name.text, name.line) if name else ("", 0)
        title = (document.cover.title, document.cover.title_line)
        region = region_of(place, title, document.text, year, superior, divisions, site)
    _note_body(name, region, evidence)
    return DocumentFacts(
        title=document.cover.title,
        document_kind=kind,
        disclosure_level=level,
        fiscal_year=year,
        department_name=printed_name(name.text) if name else "",
        unit_code=_unit_code(document, name, evidence),
        region_code=region.code if region else "",
        government_level=region.government_level if region else "",
        is_disclosure=verdict.is_disclosure,
        reason_code=verdict.reason_code,
        reason=worded(verdict.reason_code, verdict.detail)[1] if verdict.reason_code else "",
        evidence=evidence,
    )


def _kind(document: _Document, evidence: dict[str, Evidence]) -> tuple[str, str]:
    """The kind and the level the phrase implies: by the title, else by most of the tables, else by the headings.

    Performance sheets are appended to budgets and accounts in any number: they tell the kind only where they are alone.
    """
    for phrase in kind_phrases("title"):
        if phrase.pattern.search(document.cover.title):
            evidence["document_kind"] = document.title
            return phrase.document_kind, phrase.disclosure_level
    counts = {kind: [hint for hint in document.statements if hint.statement_id.startswith(key)] for key, kind in _KINDS}
    own = {kind: hints for kind, hints in counts.items() if hints and kind != PERFORMANCE} or counts
    kind, hints = max(own.items(), key=lambda item: len(item[1]))
    if hints:
        evidence["document_kind"] = hints[0].first_line, hints[0].table_title
        return kind, ""
    # Sentences of accounts name the budget as often as the outcome.
    headings = [line for line in document.head if not pattern("sentence_sign").search(line.text)]
    found = _by_words(headings) or _by_words(document.head)
    if not found:
        return "other", ""
    kind, heads = max(found.items(), key=lambda item: len(item[1]))
    evidence["document_kind"] = heads[0].number, heads[0].text
    return kind, ""


def _by_words(lines: Sequence[HeadLine]) -> dict[str, list[HeadLine]]:
    """The lines that name a kind, by kind."""
    found: dict[str, list[HeadLine]] = {}
    for line in lines:
        if kind := named_kind(line.text):
            found.setdefault(kind, []).append(line)
    return found


def _is_government(document: _Document, kind_level: str, name: BodyName | None) -> bool:
    """A whole government: its title says so, and neither the title nor the cover names a department."""
    title = document.cover.title
    if name is None and not document.cover.labels and _speaks_of_a_place(document):
        return True
    if kind_level != "government" or document.cover.labels:
        return False
    if pattern("level_department").search(title) or pattern("level_unit").search(title):
        return False
    suffix = suffix_of(name.text) if name else None
    is_place = suffix is not None and suffix.body_type == "township"  # the budget of a township is its government's
    return name is None or name.printed != title or is_place


def _speaks_of_a_place(document: _Document) -> bool:
    """A statement that names no body, and whose first lines speak of a whole city or county."""
    lines = (line.text for line in document.head[:_FIRST_LINES] if not line.is_row)
    return any(pattern("government_text").search(line) for line in lines)


def _superior(document: _Document, name: BodyName | None) -> str:
    """The superior of an institution, where the text names one that publishes its own disclosure."""
    suffix = suffix_of(name.text) if name else None
    if name is None or suffix is None or suffix.body_type in ("organ", "township", "court"):
        return ""
    for label in document.labels:
        superior = label.value.rstrip("0123456789")
        if label.label.fact == "superior" and suffix_of(superior) and not name.text.endswith(superior):
            return superior
    overview = compact(document.text[:_OVERVIEW_LENGTH])
    for kind in ("superior", "superior_subordinate"):
        for match in pattern(kind).finditer(overview):
            if not pattern("superior_not").search(match["superior"]) and match["superior"] not in name.text:
                return match["superior"]
    return ""


def _level(document: _Document, name: BodyName | None, superior: str, evidence: dict[str, Evidence]) -> str:
    """``unit`` or ``department``: by the cover's label, the superior, the kind of body, the words of the head."""
    for label in unit_first(document.cover.labels):
        if label.label.disclosure_level:
            evidence["disclosure_level"] = label.line, label.printed
            return label.label.disclosure_level
    if superior and name:
        evidence["disclosure_level"] = name.line, superior
        return "unit"
    if name and (suffix := suffix_of(name.text)) and suffix.disclosure_level:
        evidence["disclosure_level"] = name.line, name.text
        return suffix.disclosure_level
    for number, words in document.spoken:
        for level in ("department", "unit"):
            if pattern(f"level_{level}").search(words):
                evidence["disclosure_level"] = number, words
                return level
    return "department"


def _unit_code(document: _Document, name: BodyName | None, evidence: dict[str, Evidence]) -> str:
    if name is None:
        return ""
    if name.unit_code:
        evidence["unit_code"] = name.line, name.printed
        return name.unit_code
    for label in document.labels:
        if label.label.fact == "unit_code" and label.value.isdigit():
            evidence["unit_code"] = label.line, label.printed
            return label.value
    return _code_beside(name.text, document.text, evidence)


def _code_beside(name: str, text: str, evidence: dict[str, Evidence]) -> str:
    """A table row with the code of the body in the cell before its name."""
    position = text.find(f"\t{name}")
    while position >= 0:
        line_start = text.rfind("\n", 0, position) + 1
        code = text[line_start:position].rsplit("\t", 1)[-1].strip()
        if code.isdecimal() and code.isascii() and len(code) >= 3:  # shorter ones are serial numbers
            evidence["unit_code"] = text.count("\n", 0, position) + 1, f"{code} {name}"
            return code
        position = text.find(f"\t{name}", position + 1)
    return ""


def _note_body(name: BodyName | None, region: Region | None, evidence: dict[str, Evidence]) -> None:
    if name:
        evidence["department_name"] = name.line, name.printed
    if region:
        evidence["region_code"] = region.line, region.printed
        evidence["government_level"] = region.line, region.printed
