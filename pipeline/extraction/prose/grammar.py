"""What the figures of one sentence are: a walk over its tokens from left to right.

The mechanism. A *head* (财政拨款收入, 公务接待费, an item 类/款/项) governs the figures that follow it. A plain figure
needs its head in the same clause with nothing unknown between the two; a share (占), a rate (完成预算的), or a change
(与上年相比增加) belongs to the head already set. An enumeration opened by 其中 gives names it does not know the metric
of its parent. A reason (主要原因是) mutes what follows it. Whatever is left has no reading: nothing is guessed.

The result depends on the wording alone, since digits are replaced by signs first; it is therefore worked out once per
distinct sentence and place (:func:`read_sentence` remembers).
"""

from functools import lru_cache

from pipeline.extraction.prose.bases import PrintedBases, comparison_of
from pipeline.extraction.prose.lexer import Token
from pipeline.extraction.prose.readings import (
    MONEY_UNIT,
    Base,
    Context,
    Head,
    Item,
    Pending,
    Reading,
    Stage,
    State,
    Subject,
    choose,
    head_of,
)
from pipeline.extraction.prose.walk import Walk
from pipeline.extraction.wording.prose import MONEY, PERCENT, Phrase

REMEMBERED_SENTENCES = 1 << 15
_LONGEST_NAME = 32
_LONGEST_GAP_AFTER_FIGURE = 12
_PAUSES = frozenset(",;:。")
_COUNTED_BY_TOPIC = frozenset({"persons", "batches"})
_NOTHING = Head("", "", "", frozenset())
_BARE_WORD = 0
"""Priority of bare words and of names of the classifications: they hold only where nothing more particular does."""


class _Reader(Walk):
    """The walk with its figures."""

    def __init__(self, sentence: str, context: Context, state: State) -> None:
        super().__init__(sentence, context, state)
        self.bases = PrintedBases(sentence, self.vocabulary)

    def read(self) -> tuple[tuple[Reading, ...], State]:
        """Walk, and return what was found and what the next sentence has to know."""
        last_end = 0
        previous: Token | None = None
        for number, token in enumerate(self.tokens):
            if token.start > last_end:
                self.unknown_text()
            if token.kind == "figure":
                self._figure(token, number)
            elif token.kind == "phrase":
                self.phrase(token)
            elif token.kind == "word":
                self.word(token, previous is not None and previous.kind == "figure" and previous.end == token.start)
            else:
                self.sign(token, previous)
            last_end, previous = token.end, token
        children = self.clause.children if MONEY in self.clause.child_units else ""
        state = State(
            self.head,
            self.whole,
            self.base,
            children,
            self.clause.child_prefix,
            self.clause.child_units,
            self.item,
            self.marked,
        )
        return tuple(self.readings), state

    def first_head(self, printed: str) -> Head | None:
        """The first phrase of the text that has a reading here."""
        for token in self.tokens:
            readings = self.vocabulary.readings[token.text] if token.kind == "phrase" else ()
            phrase = choose(self.applicable(readings, None, after=False), None)
            if phrase is not None and phrase.priority != _BARE_WORD:
                head = self.resolved(phrase, Pending(readings, token.start, token.end, alone=True), token.end)
                return head._replace(subject=_literal(head.subject, printed))
        return None

    def _figure(self, token: Token, number: int) -> None:
        if not token.value:
            self.clause.unknown = True
            return
        if not token.families and not self._stands_without_unit(token):
            self.unknown_text()
            return
        if not self.muted or self.clause.mode == "change":
            self._attribute(token, number)
        self.figures_seen = True
        self.pause(token.end)

    def _stands_without_unit(self, token: Token) -> bool:
        before, after = self.sentence[token.start - 1 : token.start], self.sentence[token.end : token.end + 1]
        return (before == ":" and bool(self.clause.children)) or (
            self.clause.pending is not None and self.vocabulary.copula.match(before) is not None and after in ",;。"
        )

    def _attribute(self, token: Token, number: int) -> None:
        if PERCENT in token.families or self.clause.mode == "change":
            self._percent_or_change(token)
        elif self.clause.mode == "compared" and MONEY in token.families:
            self._compared(token)
        elif (head := self._head_of_plain(token, number)) is not None:
            self.head, self.topic = head, head.topic
            comparison = comparison_of(self.clause.stage, is_budget=self.context.is_budget)
            self._keep_base(token, head, comparison, within=False)
            self._emit(token, head, head.metric, stage=self._stage(self.sentence[self.clause.start : token.start]))
        elif MONEY in token.families:
            self.head = None

    def _stage(self, wording: str) -> Stage:
        """Of a figure of another year: planned or spent."""
        if self.clause.stage != "prior":
            return ""
        account = self.vocabulary.account(wording)
        planned = account != "outcome" if self.context.is_budget else account in ("plan", "initial")
        return "prior_budget" if planned else "prior_final"

    def _percent_or_change(self, token: Token) -> None:
        head, mode, pending = self.change_head, self.clause.mode, self.clause.pending
        if pending is not None and (not mode or pending.start == self.verb_end):
            head = self.head_of_pending(pending)
            mode = mode or ("share" if head is not None and PERCENT in head.units else "")
        if head is None or not head.metric:
            return
        known = self.vocabulary.families.get(head.family)
        percent = PERCENT in token.families
        if mode == "change":
            if self.base and (percent or not head.units.isdisjoint(token.families)):
                suffix = f"_{'vs_budget' if self.base == 'budget' else 'yoy'}_{'pct' if percent else 'change'}"
                base = self.bases.of(self.base, head, self.base_wording)
                self._emit(token, head, head.metric + suffix, negative=self.negative, base=base)
        elif known is not None and mode:
            self._emit(token, head, known.share if mode == "share" else known.completion)

    def _compared(self, token: Token) -> None:
        """较2020年0.03万元增加…: the amount of the other year, or of the plan, itself."""
        pending, head = self.clause.pending, self.head
        if pending is not None:
            head = self.head_of_pending(pending) or head
        if head is None:
            return
        self._keep_base(token, head, self.base, within=True)
        known = self.vocabulary.families.get(head.family)
        if self.base == "yoy":
            self.clause.stage = "prior"
            self._emit(token, head, self.metric(head.family), stage=self._stage(self.base_wording))
        elif known is not None and known.initial:
            self._emit(token, head, known.initial)

    def _keep_base(self, token: Token, head: Head, comparison: str, *, within: bool) -> None:
        if comparison and MONEY in token.families:
            wording = self.base_wording if within else self.sentence[self.clause.start : token.start]
            self.bases.add(comparison, head, token, wording, within=within)

    def _emit(
        self,
        token: Token,
        head: Head,
        metric: str,
        *,
        negative: bool = False,
        base: Base | None = None,
        stage: Stage = "",
    ) -> None:
        if metric:
            item = self.item if head.family.startswith("function_") else None
            unit_length = token.unit_end - token.start - 1
            self.readings.append(Reading(token.number, metric, head.subject, negative, unit_length, item, base, stage))

    # --- the head of a plain figure -----------------------------------------------------------------------------------

    def _head_of_plain(self, token: Token, number: int) -> Head | None:
        return (
            self._pending_head(token)
            or self._named_child(token)
            or self._shared_head(token)
            or self._staged_head(token)
            or self._head_after(token, number)
            or self._counted_by_topic(token)
            or self._heading_head(token)
        )

    def _units(self, token: Token) -> frozenset[str]:
        return token.families or self.clause.child_units or MONEY_UNIT

    def _pending_head(self, token: Token) -> Head | None:
        pending, units = self.clause.pending, self._units(token)
        if pending is None:
            return None
        phrase = choose(self.applicable(pending.readings, units, after=False), self.head)
        # Of a longer name the enumeration has the say, but no whole is a part of its own enumeration.
        if phrase is None or not (pending.alone or self._is_whole(phrase) or not self._named_child(token)):
            return None
        head = self.resolved(phrase, pending, token.start)
        children = self.clause.children
        if children and children in phrase.inherits and not units.isdisjoint(self.clause.child_units):
            return head._replace(family=children, metric=children, children="")
        if phrase.priority == _BARE_WORD and not children and self.topic:
            return None
        if self.metric(phrase.family) != self.metric(children):
            self.clause.children = ""
        return head

    def _is_whole(self, phrase: Phrase) -> bool:
        known = self.vocabulary.families.get(phrase.family)
        lists_the_same = bool(phrase.children) and phrase.children == self.clause.children
        return (known is not None and known.whole) or (lists_the_same and phrase.priority != _BARE_WORD)

    def _named_child(self, token: Token) -> Head | None:
        """A name the vocabulary does not know, inside an enumeration: it takes the metric of the enumeration."""
        clause = self.clause
        if not clause.children or self.aside or self.blocked or self._units(token).isdisjoint(clause.child_units):
            return None
        start, end = self.vocabulary.trimmed(self.sentence, clause.start, token.start)
        if not 2 <= end - start <= _LONGEST_NAME or (not clause.unknown and clause.pending is None):
            return None
        subject: Subject = clause.child_prefix + self.sentence[start:end] if clause.child_prefix else (start, end)
        family = self.vocabulary.scoped(clause.children, self.context.kinds)
        return Head(family, self.metric(family), subject, clause.child_units, self.topic)

    def _shared_head(self, token: Token) -> Head | None:
        head = self.shared_head
        if head is None or self.clause.unknown or self.clause.pending is not None:
            return None
        return None if head.units.isdisjoint(token.families) else head

    def _staged_head(self, token: Token) -> Head | None:
        """年初预算为…，支出决算为…: the figure of a stage, of the item or head already set."""
        if self.clause.unknown or self.head is None or MONEY not in token.families:
            return None
        first_of_item = self.item is not None and self.head.family.startswith("function_") and not self.readings
        if not (self.clause.stage or self.level_named or first_of_item):
            return None
        known = self.vocabulary.families.get(self.head.family)
        if known is None or not (known.paired or known.prior):
            return None
        return self.head._replace(metric=self.metric(self.head.family))

    def _head_after(self, token: Token, number: int) -> Head | None:
        """3个内设机构: the thing counted stands after its figure."""
        for following in self.tokens[number + 1 : number + 4]:
            gap = self.sentence[token.end : following.start]
            if len(gap) > _LONGEST_GAP_AFTER_FIGURE or not _PAUSES.isdisjoint(gap) or following.kind == "figure":
                return None
            if following.kind == "phrase":
                readings = self.vocabulary.readings[following.text]
                phrase = choose(self.applicable(readings, token.families, after=True), self.head)
                if phrase is not None:
                    return head_of(phrase, (token.unit_end, following.end), phrase.family)
        return None

    def _counted_by_topic(self, token: Token) -> Head | None:
        """团组0个，累计0人次: persons and groups of what is spoken of."""
        pending, head = self.clause.pending, self.head or _NOTHING
        topic = next((phrase.topic for phrase in pending.readings if phrase.topic), "") if pending else head.topic
        if self.clause.unknown and _COUNTED_BY_TOPIC.isdisjoint(token.families):
            return None
        for family in sorted(token.families):
            if (topic, family) in self.vocabulary.counts:
                metric, subject = self.vocabulary.counts[topic, family]
                return head._replace(family=metric, metric=metric, subject=subject, units=token.families, topic=topic)
        return None

    def _heading_head(self, token: Token) -> Head | None:
        """The figure of a paragraph that names nothing itself belongs to the heading above it."""
        heading = self.context.heading
        if heading is None or self.head is not None or self.figures_seen or "pieces" in token.families:
            return None
        if self.clause.unknown or self.clause.pending is not None or heading.units.isdisjoint(token.families):
            return None
        return heading._replace(metric=self.metric(heading.family))


@lru_cache(maxsize=REMEMBERED_SENTENCES)
def read_sentence(sentence: str, context: Context, state: State) -> tuple[tuple[Reading, ...], State]:
    """Read one sentence.

    Args:
        sentence: The sentence without digits, blanks and line breaks.
        context: Section, kind of document, heading above.
        state: What the sentences before it in the paragraph handed on; subjects in it are literal texts.

    Returns:
        The figures that have a metric, in order, and the state for the next sentence. Subjects that stand in this
        sentence are spans of it.
    """
    return _Reader(sentence, context, state).read()


def read_heading(title: str, printed: str, context: Context) -> tuple[Head | None, Item | None]:
    """What a heading speaks of.

    Args:
        title: The heading, folded.
        printed: The same characters as published.
        context: Where it stands.

    Returns:
        The first thing in it that the vocabulary knows, and the names of 类, 款 and 项 in it, as literal texts.
    """
    reader = _Reader(title, context, State())
    _, state = reader.read()
    item = state.item and Item(*(_literal(part, printed) for part in state.item))
    return reader.first_head(printed), item


def _literal(subject: Subject, printed: str) -> str:
    return subject if isinstance(subject, str) else printed[subject[0] : subject[1]]
