"""The nouns of a walk over one sentence: what is fixed of it, and what holds at one place of it.

Every step of the grammar takes a :class:`Walk` and gives the next one; nothing is changed in place. What a token does
does not belong here (``words``, ``levels``, ``heads``, ``grammar``).
"""

from typing import Literal, NamedTuple

from pipeline.extraction.prose.bases import PrintedBase
from pipeline.extraction.prose.lexer import Token, tokens
from pipeline.extraction.prose.readings import Context, Head, Item, Pending, Reading, Stage, State, Subject
from pipeline.extraction.wording.prose import MONEY, NarrativeVocabulary, narrative_vocabulary

Mode = Literal["", "share", "completion", "change", "compared"]
"""What the figures of a clause are; empty for a plain one."""

_STAGES_OF_A_PAIR = frozenset({"initial", "adjusted", "budget"})


def stage_here(kind: str, context: Context) -> str:
    """The stage that a word of this kind names; beside outcomes the plan of the year is a budget."""
    return "budget" if kind == "this_year" and not context.is_budget else kind


class Sentence(NamedTuple):
    """What is fixed while a sentence is read.

    ``paired``: it sets a budget beside its outcome. ``whole``: whose parts the sentence before it lists.
    """

    text: str
    tokens: tuple[Token, ...]
    context: Context
    vocabulary: NarrativeVocabulary
    paired: bool
    whole: Head | None = None


class Clause(NamedTuple):
    """What holds inside the present clause; a bracket keeps it and brings it back."""

    start: int = 0
    """Where a name in this clause would begin."""
    pending: Pending | None = None
    stage: str = ""
    mode: Mode = ""
    unknown: bool = False
    """Text that the vocabulary does not know has been met."""
    foreign: bool = False
    """Such text stood before a year: a name of its own, it may be (某某费2016年预算25万元)."""
    children: str = ""
    child_prefix: str = ""
    child_units: frozenset[str] = frozenset()


class Levels(NamedTuple):
    """Names of the functional classification met in this clause."""

    start: int = 0
    """Where a name of a level would begin."""
    end: int = -1
    """Where the mark of the last level ends."""
    aside: bool = False
    """Whether that level stands where a purpose is given."""
    class_name: Subject = ""
    section: Subject = ""
    named: bool = False


class Quiet(NamedTuple):
    """Why figures or names are not ours at present."""

    reason: bool = False
    """A reason is given: what follows explains, it does not report."""
    purpose: bool = False
    """A purpose is given: names in it are no enumeration."""
    block: bool = False
    """Words that no name of an enumeration holds."""


class Change(NamedTuple):
    """The comparison, share or rate that is being told."""

    comparison: str = ""
    """yoy, budget, or empty before any."""
    wording: str = ""
    """The words that name what is compared with."""
    wording_end: int = -1
    head: Head | None = None
    negative: bool = False
    verb_end: int = -1


class Listing(NamedTuple):
    """The enumeration that is open, and what its members are when they do not say (a budget, where their sum is)."""

    whole: Head | None = None
    shared: Head | None = None
    """One head of several figures (分别为)."""
    family: str = ""
    stage: str = ""
    prior: Stage = ""
    """Its sum is of another year: so are its members."""


class Walk(NamedTuple):
    """What holds at one place of a sentence."""

    head: Head | None
    topic: str
    """Like the head's, but outlives a figure that has no head."""
    item: Item | None
    marked: bool
    """The item has marks of its levels."""
    clause: Clause
    levels: Levels = Levels()
    quiet: Quiet = Quiet()
    change: Change = Change()
    listing: Listing = Listing()
    brackets: tuple[tuple[Clause, Head | None], ...] = ()
    year_end: int = -1
    figures_seen: bool = False
    bases: tuple[PrintedBase, ...] = ()
    readings: tuple[Reading, ...] = ()

    def with_clause(self, **changes: object) -> "Walk":
        """The same place with another clause."""
        return self._replace(clause=self.clause._replace(**changes))

    def unknown_text(self) -> "Walk":
        """Text without meaning for us: a phrase before it no longer reaches the figure behind it."""
        mode = "" if self.clause.mode == "change" else self.clause.mode
        return self.with_clause(unknown=True, pending=None, mode=mode)

    def new_level(self, start: int) -> "Walk":
        """The same place where a name of a level may begin."""
        return self._replace(levels=self.levels._replace(start=start))

    def paused(self, end: int, *, keep_pending: bool = False) -> "Walk":
        """The next clause; a phrase may keep its figure behind one comma (节庆活动，开支0万元)."""
        pending = self.clause.pending if keep_pending else None
        if pending is not None:
            pending = pending._replace(pauses=1) if pending.pauses == 0 else None
        return self._replace(
            clause=self.clause._replace(start=end, pending=pending, stage="", mode="", unknown=False, foreign=False),
            quiet=self.quiet._replace(block=False),
            levels=Levels(end, self.levels.end, self.levels.aside),
        )

    def state(self) -> State:
        """What the next sentence has to know."""
        clause = self.clause
        children = clause.children if MONEY in clause.child_units else ""
        return State(
            self.head,
            self.listing.whole,
            self.change.comparison,
            children,
            clause.child_prefix,
            clause.child_units,
            self.item,
            self.marked,
        )


def _first_role(sentence: Sentence) -> str:
    """Role of the first word that says anything; a year may stand before it."""
    at = 0
    for token in sentence.tokens:
        if token.start != at:
            return ""
        if token.word.role != "edge":
            return token.word.role
        at = token.end
    return ""


def _opens_with_change(sentence: Sentence, whole: Head | None) -> bool:
    """支出增加5万元: behind a sentence about the change of revenue, that of expenditure.

    So does 公务接待费减少1万元 behind a sentence that lists the changes of other parts of ``whole``.
    """
    match sentence.tokens[:2]:
        case (named, verb) if named.start == 0 and named.end == verb.start:
            if named.kind != "phrase" or verb.word.role != "verb":
                return False
            readings = sentence.vocabulary.readings[named.text]
            is_part = whole is not None and any(reading.family == whole.family for reading in readings)
            return is_part or named.word.role == "filler"
        case _:
            return False


def begun(text: str, context: Context, state: State) -> tuple[Sentence, Walk]:
    """A sentence and the place before its first token."""
    vocabulary = narrative_vocabulary()
    found = tuple(tokens(text, vocabulary))
    paired = any(
        token.word.role == "completion"
        or (token.word.role == "stage" and stage_here(token.word.kind, context) in _STAGES_OF_A_PAIR)
        for token in found
    )
    sentence = Sentence(text, found, context, vocabulary, paired, state.whole)
    opening = _first_role(sentence)
    head = state.whole if state.whole and opening == "base" else state.head
    return sentence, Walk(
        head,
        head.topic if head else "",
        state.item,
        state.marked,
        Clause(children=state.children, child_prefix=state.child_prefix, child_units=state.child_units),
        change=Change(state.base if opening in ("list", "reason") or _opens_with_change(sentence, state.whole) else ""),
        listing=Listing((state.whole or state.head) if opening == "list" else None),
    )
