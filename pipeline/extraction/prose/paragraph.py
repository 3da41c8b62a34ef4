"""What a whole paragraph says: its sentences one after the other, each handing its state to the next.

Splitting into sentences and carrying head, item and enumeration from one to the next belong here, and remembering the
result: paragraphs of one template differ in their numbers only, so the second document of a place costs one look-up
per paragraph. Reading one sentence belongs to ``grammar``, pages and lines to ``narrative``.
"""

from bisect import bisect_left
from functools import lru_cache
from typing import NamedTuple

from pipeline.extraction.prose.grammar import read_sentence
from pipeline.extraction.prose.readings import Base, Context, Item, Stage, State, Subject
from pipeline.extraction.wording.prose import CODE, NUMBER, narrative_vocabulary

REMEMBERED_PARAGRAPHS = 1 << 14
_STOP, _CLOSING = "。", ")"
_HEAD, _CLASS, _SECTION, _ITEM, _WHOLE = "\x10", "\x11", "\x12", "\x13", "\x14"
"""Stand for subjects that earlier sentences set, so that a sentence is not read anew for each of them."""


class Span(NamedTuple):
    """A stretch of the paragraph without digits, and how many figures stand before each of its ends."""

    start: int
    figures_before_start: int
    end: int
    figures_before_end: int


Reference = str | Span


class NamedFigure(NamedTuple):
    """One figure of the paragraph that has a metric."""

    figure: int
    metric: str
    subject: Reference
    negative: bool
    unit_length: int
    item: tuple[Reference, Reference, Reference] | None
    sentence: Span
    base: Base | None
    stage: Stage


class Outcome(NamedTuple):
    """What is left after the paragraph; subjects are references into it."""

    subject: Reference
    whole: Reference
    item: tuple[Reference, Reference, Reference] | None
    state: State


class _Known(NamedTuple):
    """Where the subjects of the state were set."""

    head: Reference
    whole: Reference
    item: tuple[Reference, Reference, Reference]


def _masked(state: State) -> State:
    head = state.head and state.head._replace(subject=_HEAD if state.head.subject else "")
    whole = state.whole and state.whole._replace(subject=_WHOLE if state.whole.subject else "")
    item = state.item
    if item is not None:
        item = Item(_CLASS if item.class_name else "", _SECTION if item.section else "", _ITEM if item.item else "")
    return state._replace(head=head, whole=whole, item=item)


def _reference(subject: Subject, offset: int, places: list[int], known: _Known) -> Reference:
    """A subject of one sentence as a reference into the paragraph."""
    match subject:
        case str():
            class_name, section, item = known.item
            masks = {_HEAD: known.head, _WHOLE: known.whole, _CLASS: class_name, _SECTION: section, _ITEM: item}
            return masks.get(subject, subject)
        case (start, end):
            return _span(start + offset, end + offset, places)


def _span(start: int, end: int, places: list[int]) -> Span:
    return Span(start, bisect_left(places, start), end, bisect_left(places, end))


def _sentences(skeleton: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    start = 0
    while start < len(skeleton):
        stop = skeleton.find(_STOP, start)
        end = len(skeleton) if stop < 0 else stop + 1
        while skeleton[end : end + 1] == _CLOSING:  # (…为40万元。)比上年增加: the bracket is closed first
            stop = skeleton.find(_STOP, end)
            end = len(skeleton) if stop < 0 else stop + 1
        spans.append((start, end))
        start = end
    return spans


@lru_cache(maxsize=REMEMBERED_PARAGRAPHS)
def read_paragraph(skeleton: str, context: Context, state: State) -> tuple[tuple[NamedFigure, ...], Outcome]:
    """Read one paragraph.

    Args:
        skeleton: The paragraph without digits, blanks and line breaks.
        context: Section, kind of document, heading above.
        state: What paragraphs before it handed on; its subjects are literal texts.

    Returns:
        The figures that have a metric, in order, and what is left for the next paragraph.
    """
    levels = narrative_vocabulary().levels
    places = [place for place, sign in enumerate(skeleton) if NUMBER <= sign <= CODE]
    item = state.item or Item()
    known = _Known(
        _literal(state.head.subject if state.head else ""),
        _literal(state.whole.subject if state.whole else ""),
        (_literal(item.class_name), _literal(item.section), _literal(item.item)),
    )
    found: list[NamedFigure] = []
    for start, end in _sentences(skeleton):
        sentence = skeleton[start:end]
        if NUMBER not in sentence and not levels.search(sentence):
            continue
        readings, state = read_sentence(sentence, context, _masked(state))
        figures_before, span = bisect_left(places, start), _span(start, end, places)
        for reading in readings:
            parts = reading.item and _items(reading.item, start, places, known)
            subject = _reference(reading.subject, start, places, known)
            found.append(
                NamedFigure(
                    reading.figure + figures_before,
                    reading.metric,
                    subject,
                    reading.negative,
                    reading.unit_length,
                    parts,
                    span,
                    reading.base and Base(reading.base.figure + figures_before, reading.base.unit_length),
                    reading.stage,
                )
            )
        known = _Known(
            _reference(state.head.subject if state.head else "", start, places, known),
            _reference(state.whole.subject if state.whole else "", start, places, known),
            _items(state.item or Item(), start, places, known),
        )
    return tuple(found), Outcome(known.head, known.whole, known.item if state.item else None, state)


def _items(item: Item, offset: int, places: list[int], known: _Known) -> tuple[Reference, Reference, Reference]:
    return (
        _reference(item.class_name, offset, places, known),
        _reference(item.section, offset, places, known),
        _reference(item.item, offset, places, known),
    )


def _literal(subject: Subject) -> str:
    return subject if isinstance(subject, str) else ""
