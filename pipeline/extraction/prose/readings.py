"""What a phrase means in its place: which of its readings holds, and which metric it then gives.

The choice among the readings of one wording (by section, unit, neighbour) and the step from reading and stage to metric
belong here; following a sentence does not (``grammar``).
"""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from pipeline.extraction.wording.prose import MONEY, Family, NarrativeVocabulary, Phrase

Subject = str | tuple[int, int]
"""A literal text, or the span of the sentence that holds it."""

MONEY_UNIT = frozenset({MONEY})

Stage = Literal["", "prior_final", "prior_budget"]
"""Of a figure of another year: whether it was spent or planned; empty for a figure of the year itself."""


class Head(NamedTuple):
    """The thing of which a sentence speaks at present."""

    family: str
    metric: str
    subject: Subject
    units: frozenset[str]
    topic: str = ""
    children: str = ""
    child_prefix: str = ""
    listed_only: bool = False


class Item(NamedTuple):
    """Functional classification as the prose prints it: names of 类, 款 and 项."""

    class_name: Subject = ""
    section: Subject = ""
    item: Subject = ""


class Context(NamedTuple):
    """All that the reading of a sentence depends on outside the paragraph."""

    kinds: tuple[str, ...]
    is_budget: bool
    heading: Head | None = None
    open_heading: str = ""
    project: str = ""
    class_name: str = ""
    section: str = ""
    is_prior: bool = False
    """A heading of a budget says that what stands below it was spent in another year (二、2021年“三公”经费决算情况)."""


class State(NamedTuple):
    """What one sentence hands on to the next of its paragraph."""

    head: Head | None = None
    whole: Head | None = None
    """The head whose parts the sentence lists: a comparison that opens the next sentence speaks of it."""
    base: str = ""
    children: str = ""
    child_prefix: str = ""
    child_units: frozenset[str] = frozenset()
    item: Item | None = None
    marked: bool = False
    """The item has marks of its levels (类、款、项): the paragraph below it goes on about it."""


class Pending(NamedTuple):
    """A phrase that waits for its figure."""

    readings: tuple[Phrase, ...]
    start: int
    end: int
    alone: bool
    """Nothing unknown stands before it in its clause: it is a whole name, not the end of a longer one."""
    pauses: int = 0
    is_bare: bool = False
    """The phrase is a word of grammar too (支出): it ends longer names."""


class Base(NamedTuple):
    """The amount that a comparison is made with: which of the figures, and how long its unit is."""

    figure: int
    unit_length: int


class Reading(NamedTuple):
    """One figure that the prose names: which of the sentence's figures, and as what."""

    figure: int
    metric: str
    subject: Subject
    negative: bool
    unit_length: int
    item: Item | None
    base: Base | None = None
    stage: Stage = ""


def applicable(
    readings: Iterable[Phrase], context: Context, units: frozenset[str] | None, *, after: bool, topic: str = ""
) -> list[Phrase]:
    """The readings of a wording that are possible here.

    Args:
        readings: All readings of the wording.
        context: Where the sentence stands.
        units: Families of the figure's unit; None when there is no figure yet.
        after: Whether the wording stands after its figure (1个项目).
        topic: What the sentence has been about so far; it counts as a kind of section.

    Returns:
        Those whose section, unit, position and heading fit, in the order of the vocabulary.
    """
    return [
        phrase
        for phrase in readings
        if (phrase.after if after else phrase.before)
        and (not phrase.kinds or topic in phrase.kinds or not phrase.kinds.isdisjoint(context.kinds))
        and (units is None or not phrase.units.isdisjoint(units))
        and (phrase.subject != "@heading" or context.open_heading)
    ]


def choose(possible: list[Phrase], neighbour: Head | None) -> Phrase | None:
    """Take the reading with the highest priority; among equals that of the neighbour in the list, then the first."""
    if not possible:
        return None
    family = neighbour.family if neighbour else ""
    return max(possible, key=lambda phrase: (phrase.priority, phrase.family == family))


def subject_of(
    phrase: Phrase, span: tuple[int, int], name: tuple[int, int], head: Head | None, context: Context
) -> Subject:
    """Of what the figure speaks, as the reading says: the wording itself, the whole clause, the heading above."""
    match phrase.subject:
        case "":
            return span
        case "@clause" | "@name":
            return name
        case "@heading":
            return context.open_heading
        case "@project":
            return context.project or span
        case "@head":
            return head.subject if head and head.subject else span
        case literal:
            return literal


def head_of(phrase: Phrase, subject: Subject, metric: str) -> Head:
    """The head that a chosen reading sets."""
    return Head(
        phrase.family,
        metric,
        subject,
        phrase.units,
        phrase.topic,
        phrase.children,
        phrase.child_prefix,
        phrase.listed_only,
    )


def metric_of(family: str, stage: str, context: Context, paired: bool, vocabulary: NarrativeVocabulary) -> str:
    """The metric of a plain amount.

    Args:
        family: Family of the head; empty for things the contract has no metric for.
        stage: initial, adjusted, budget, executed, prior or empty.
        context: Where the sentence stands.
        paired: Whether the sentence sets a budget beside its outcome.
        vocabulary: The compiled seeds.

    Returns:
        The metric, or an empty text when the contract has none for it.
    """
    known = vocabulary.families.get(family)
    if known is None:
        return family
    default = known.budget if context.is_budget else known.outcome
    if stage == "prior":
        return known.prior or default
    if context.is_budget and (known.paired or not known.prior):
        return default
    # A plan is no outcome: of totals whose plan has no metric (财政拨款收、支总计) it has no reading.
    without_reading = known.whole and stage in ("initial", "adjusted") and not known.initial
    return _staged(known, stage, paired or "items" in context.kinds) or ("" if without_reading else default)


def _staged(known: Family, stage: str, paired: bool) -> str:
    if stage in ("initial", "budget"):
        return known.initial
    if stage == "adjusted":
        return known.adjusted
    if stage == "executed" and (paired or not known.paired):
        return known.executed
    return ""
