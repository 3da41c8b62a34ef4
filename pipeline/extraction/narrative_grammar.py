"""What the figures of one sentence are: a walk over its tokens from left to right.

The mechanism. A *head* (财政拨款收入, 公务接待费, an item 类/款/项) governs the figures that follow it. A plain figure
needs its head in the same clause with nothing unknown between the two; a share (占), a rate (完成预算的), or a change
(与上年相比增加) belongs to the head already set. An enumeration opened by 其中 gives names it does not know the metric
of its parent. A reason (主要原因是) mutes what follows it. Whatever is left has no reading: nothing is guessed.

The result depends on the wording alone, since digits are replaced by signs first; it is therefore worked out once per
distinct sentence and place (:func:`read_sentence` remembers).
"""

from functools import lru_cache
from typing import NamedTuple

from pipeline.extraction.narrative_lexer import Token, tokens
from pipeline.extraction.narrative_readings import (
    MONEY_UNIT,
    Context,
    Head,
    Item,
    Reading,
    State,
    Subject,
    applicable,
    choose,
    head_of,
    metric_of,
    subject_of,
)
from pipeline.extraction.narrative_vocabulary import NUMBER, NarrativeVocabulary, Phrase, narrative_vocabulary

REMEMBERED_SENTENCES = 1 << 15
_LONGEST_NAME = 32
_LONGEST_GAP_AFTER_FIGURE = 12
_PAUSES = frozenset(",;:。")
_COUNTED_BY_TOPIC = frozenset({"persons", "batches"})


class _Pending(NamedTuple):
    """A phrase that waits for its figure."""

    readings: tuple[Phrase, ...]
    start: int
    end: int
    alone: bool
    """Nothing unknown stands before it in its clause: it is a whole name, not the end of a longer one."""
    pauses: int = 0


class _Reader:
    """The walk over one sentence."""

    def __init__(self, sentence: str, context: Context, state: State) -> None:
        self.vocabulary: NarrativeVocabulary = narrative_vocabulary()
        self.sentence = sentence
        self.context = context
        self.tokens: list[Token] = list(tokens(sentence, self.vocabulary))
        self.head = state.head
        self.base = state.base if self._begins_with_list() else ""
        self.children, self.child_prefix, self.child_units = state.children, state.child_prefix, state.child_units
        self.item = state.item
        self.readings: list[Reading] = []
        self.pending: _Pending | None = None
        self.stage = self.mode = ""
        self.negative = self.muted = self.aside = self.blocked = self.unknown = False
        self.change_head: Head | None = None
        self.clause = self.name_start = 0
        self.year_end = -1
        self.level_named = False
        self.levels: dict[str, Subject] = {}
        self.brackets: list[tuple[_Pending | None, str, str, int, str, str, frozenset[str]]] = []
        self.paired = any(
            t.word.role == "completion" or (t.word.role == "stage" and t.word.kind in ("initial", "adjusted", "budget"))
            for t in self.tokens
        )

    def _begins_with_list(self) -> bool:
        return bool(self.tokens) and self.tokens[0].word.role == "list" and self.tokens[0].start == 0

    def read(self) -> tuple[tuple[Reading, ...], State]:
        """Walk, and return what was found and what the next sentence has to know."""
        last_end = 0
        previous: Token | None = None
        for number, token in enumerate(self.tokens):
            if token.start > last_end:
                self._unknown_text()
            if token.kind == "figure":
                self._figure(token, number)
            elif token.kind == "phrase":
                self._phrase(token)
            elif token.kind == "word":
                self._word(token, previous is not None and previous.kind == "figure" and previous.end == token.start)
            else:
                self._sign(token, previous)
            last_end, previous = token.end, token
        return tuple(self.readings), State(
            self.head, self.base, self.children, self.child_prefix, self.child_units, self.item
        )

    # --- text, punctuation, words -----------------------------------------------------------------------------------

    def _unknown_text(self) -> None:
        self.unknown = True
        self.pending = None
        if self.mode == "change":
            self.mode = ""

    def _sign(self, token: Token, previous: Token | None) -> None:
        if token.text == "(":
            self.brackets.append(
                (self.pending, self.stage, self.mode, self.clause, self.children, self.child_prefix, self.child_units)
            )
            self._pause(token.end, keep=False)
        elif token.text == ")":
            self._close_bracket()
        elif token.text == "、":
            if previous is not None and previous.kind == "figure":
                self._pause(token.end, keep=False)
        elif token.text != ":" or self.sentence[token.end : token.end + 1] != NUMBER:
            self._pause(token.end, keep=token.text != ";", same_clause=token.text == ":")
            if token.text == ";":
                self.muted = self.aside = False

    def _close_bracket(self) -> None:
        if self.brackets:
            (self.pending, self.stage, self.mode, self.clause, self.children, self.child_prefix, self.child_units) = (
                self.brackets.pop()
            )

    def _pause(self, end: int, *, keep: bool, same_clause: bool = False) -> None:
        """End a clause: what was said before it is over, but for a phrase whose figure may follow the comma."""
        pending = self.pending if keep else None
        if pending is not None and not same_clause:
            pending = pending._replace(pauses=pending.pauses + 1) if pending.pauses == 0 else None
        self.pending = pending
        if not same_clause:
            self.stage = ""
        self.mode = ""
        self.unknown = self.blocked = False
        self.clause = self.name_start = end
        self.levels = {}
        self.level_named = False

    def _word(self, token: Token, after_figure: bool) -> None:
        role, kind = token.word
        match role:
            case "base":
                self._base(kind, token)
            case "verb":
                self._verb(kind == "down")
            case "share" | "completion":
                self.change_head = self._governing_head()
                self.mode = role
            case "stage":
                self.stage = "" if kind == "this_year" else kind
            case "level":
                self._level(kind, token)
            case "list":
                self._open_list(token)
            case "reason":
                self.muted, self.pending = True, None
            case "purpose":
                self.aside, self.pending = True, None
            case "block":
                self.blocked, self.pending = True, None
            case "edge":
                self._edge(token, kind, after_figure)
            case _:
                pass

    def _edge(self, token: Token, kind: str, after_figure: bool) -> None:
        if kind == "after_number" and not after_figure:
            self._unknown_text()
            return
        self.clause = token.end
        if kind == "year":
            self.name_start = self.year_end = token.end
        self.unknown = False

    def _open_list(self, token: Token) -> None:
        if self.head is not None and self.head.children:
            self.children, self.child_prefix = self.head.children, self.head.child_prefix
            self.child_units = self.head.units
        self.clause = self.name_start = token.end
        self.unknown = self.aside = False
        self.pending = None

    def _base(self, kind: str, token: Token) -> None:
        base, _, direction = kind.partition(" ")
        named_year = "\x02" in token.text or "\x03" in token.text
        self.base = "yoy" if self.context.is_budget and named_year else base
        self.mode = "compared"
        if direction:
            self._verb(direction == "down")

    def _verb(self, negative: bool) -> None:
        self.change_head = self._governing_head()
        self.negative = negative
        self.mode = "change"

    def _governing_head(self) -> Head | None:
        """The head of a share, a rate or a change: the phrase of its own clause, else the head already set."""
        if self.pending is None:
            return None if self.unknown else self.head
        phrase = choose(applicable(self.pending.readings, self.context, None, after=False), self.head)
        if phrase is None:
            return self.head
        self.head = self._resolved(phrase, self.pending, self.pending.end)
        return self.head

    # --- names of the functional classification -----------------------------------------------------------------------

    def _level(self, kind: str, token: Token) -> None:
        span = self.vocabulary.trimmed(self.sentence, self.name_start, token.start)
        self.name_start = self.clause = token.end
        self.unknown = False
        self.pending = None
        if span[0] == span[1]:
            return
        if kind == "class":
            self.levels = {"class": span}
            self.head = Head("function_class", "", self._class_subject(span[0], token.end), MONEY_UNIT)
            self.item = Item(class_name=span)
        elif kind == "section":
            self.levels["section"] = span
            self.head = Head("function_item", "", span, MONEY_UNIT)
            self.item = Item(self._class_name(), span)
        else:
            self.head = Head("function_item", "", span, MONEY_UNIT)
            self.item = Item(self._class_name(), self.levels.get("section") or self.context.section, span)
        self.head = self.head._replace(metric=self._metric(self.head.family))
        self.level_named = True

    def _class_name(self) -> Subject:
        return self.levels.get("class") or (self.item.class_name if self.item else "") or self.context.class_name

    def _class_subject(self, start: int, end: int) -> tuple[int, int]:
        following = self.vocabulary.class_tail.match(self.sentence, end)
        return (start, following.end() if following else end)

    # --- phrases and figures ------------------------------------------------------------------------------------------

    def _phrase(self, token: Token) -> None:
        if self.mode in ("share", "completion"):
            return
        if self.mode == "change":
            self.change_head = None
        readings = self.vocabulary.readings[token.text]
        if token.start != self.year_end:
            readings = tuple(phrase for phrase in readings if not phrase.after_year)
        stage_reading = token.word.role == "stage" and self._continues_head(token.start)
        if stage_reading or not (
            applicable(readings, self.context, None, after=False) or applicable(readings, self.context, None, after=True)
        ):
            if token.word.role:
                self._word(token, after_figure=False)
            else:
                self._unknown_text()
            return
        self.pending = _Pending(readings, token.start, token.end, not self.unknown)

    def _continues_head(self, start: int) -> bool:
        """Whether a word that may be a head of its own is the stage of the head before it (公务接待费 支出预算)."""
        if self.pending is not None:
            return self.pending.end == start
        known = self.vocabulary.families.get(self.head.family) if self.head else None
        return known is not None and (known.paired or bool(known.prior)) and not self.unknown

    def _metric(self, family: str) -> str:
        return metric_of(family, self.stage, self.context, self.paired, self.vocabulary)

    def _resolved(self, phrase: Phrase, pending: _Pending, clause_end: int) -> Head:
        clause = self.vocabulary.trimmed(self.sentence, min(self.clause, pending.start), clause_end)
        subject = subject_of(phrase, (pending.start, pending.end), clause, self.head, self.context)
        return head_of(phrase, subject, self._metric(phrase.family))

    def _figure(self, token: Token, number: int) -> None:
        if not token.value:
            self.unknown = True
            return
        if not token.families and not self._stands_without_unit(token):
            self._unknown_text()
            return
        if not self.muted:
            self._attribute(token, number)
        self._pause(token.end, keep=False)

    def _stands_without_unit(self, token: Token) -> bool:
        before, after = self.sentence[token.start - 1 : token.start], self.sentence[token.end : token.end + 1]
        return (before == ":" and bool(self.children)) or (
            self.pending is not None and self.vocabulary.copula.match(before) is not None and after in ",;。"
        )

    def _attribute(self, token: Token, number: int) -> None:
        if "percent" in token.families or self.mode == "change":
            self._percent_or_change(token)
            return
        if self.mode == "compared" and self.pending is None:
            self._prior(token)
            return
        head = self._head_of_plain(token, number)
        if head is not None:
            self.head = head
            self._emit(token, head, head.metric)
        elif "money" in token.families:
            self.head = None

    def _percent_or_change(self, token: Token) -> None:
        head = self.change_head
        if head is None or not head.metric:
            return
        known = self.vocabulary.families.get(head.family)
        if self.mode == "share" and known:
            self._emit(token, head, known.share)
        elif self.mode == "completion" and known:
            self._emit(token, head, known.completion)
        elif self.mode == "change" and self.base:
            percent = "percent" in token.families
            if percent or not head.units.isdisjoint(token.families):
                suffix = f"_{'vs_budget' if self.base == 'budget' else 'yoy'}_{'pct' if percent else 'change'}"
                self._emit(token, head, head.metric + suffix, negative=self.negative)

    def _prior(self, token: Token) -> None:
        known = self.vocabulary.families.get(self.head.family) if self.head else None
        if self.head is not None and known is not None and self.base == "yoy" and "money" in token.families:
            self._emit(token, self.head, known.prior)

    def _emit(self, token: Token, head: Head, metric: str, *, negative: bool = False) -> None:
        if metric:
            item = self.item if head.family.startswith("function_") else None
            unit_length = token.unit_end - token.start - 1
            self.readings.append(Reading(token.index, metric, head.subject, negative, unit_length, item))

    def _head_of_plain(self, token: Token, number: int) -> Head | None:
        return (
            self._pending_head(token)
            or self._named_child(token)
            or self._staged_head(token)
            or self._head_after(token, number)
            or self._counted_by_topic(token)
            or self._heading_head(token)
        )

    def _units(self, token: Token) -> frozenset[str]:
        return token.families or self.child_units or MONEY_UNIT

    def _pending_head(self, token: Token) -> Head | None:
        pending = self.pending
        if pending is None or (self.children and not pending.alone and not self.aside and self._named_child(token)):
            return None
        units = self._units(token)
        phrase = choose(applicable(pending.readings, self.context, units, after=False), self.head)
        if phrase is None:
            return None
        head = self._resolved(phrase, pending, token.start)
        if self.children in phrase.inherits and self.children and not units.isdisjoint(self.child_units):
            return head._replace(family=self.children, metric=self.children, children="")
        if phrase.family != self.children:
            self.children = ""
        return head

    def _named_child(self, token: Token) -> Head | None:
        """A name the vocabulary does not know, inside an enumeration: it takes the metric of the enumeration."""
        if not self.children or self.aside or self.blocked or self._units(token).isdisjoint(self.child_units):
            return None
        span = self.vocabulary.trimmed(self.sentence, self.clause, token.start)
        if not 2 <= span[1] - span[0] <= _LONGEST_NAME or (not self.unknown and self.pending is None):
            return None
        subject: Subject = span
        if self.child_prefix:
            subject = self.child_prefix + self.sentence[span[0] : span[1]]
        return Head(self.children, self.children, subject, self.child_units)

    def _staged_head(self, token: Token) -> Head | None:
        """年初预算为…，支出决算为…: the figure of a stage, of the item or head already set."""
        if self.unknown or self.head is None or "money" not in token.families:
            return None
        first_of_item = self.item is not None and self.head.family.startswith("function_") and not self.readings
        if not (self.stage or self.level_named or first_of_item):
            return None
        known = self.vocabulary.families.get(self.head.family)
        if known is None or not (known.paired or known.prior):
            return None
        return self.head._replace(metric=self._metric(self.head.family))

    def _head_after(self, token: Token, number: int) -> Head | None:
        """3个内设机构: the thing counted stands after its figure."""
        for following in self.tokens[number + 1 : number + 4]:
            gap = self.sentence[token.end : following.start]
            if len(gap) > _LONGEST_GAP_AFTER_FIGURE or not _PAUSES.isdisjoint(gap) or following.kind == "figure":
                return None
            if following.kind == "phrase":
                readings = self.vocabulary.readings[following.text]
                phrase = choose(applicable(readings, self.context, token.families, after=True), self.head)
                if phrase is not None:
                    return head_of(phrase, (token.unit_end, following.end), phrase.family)
        return None

    def _counted_by_topic(self, token: Token) -> Head | None:
        topic = self.head.topic if self.head else ""
        if self.head is None or not topic or (self.unknown and _COUNTED_BY_TOPIC.isdisjoint(token.families)):
            return None
        for family in sorted(token.families):
            if (topic, family) in self.vocabulary.counts:
                metric, subject = self.vocabulary.counts[topic, family]
                return self.head._replace(family=metric, metric=metric, subject=subject, units=token.families)
        return None

    def _heading_head(self, token: Token) -> Head | None:
        """The figure of a paragraph that names nothing itself belongs to the heading above it."""
        heading = self.context.heading
        if heading is None or self.head is not None or self.unknown or heading.units.isdisjoint(token.families):
            return None
        return heading._replace(metric=self._metric(heading.family))


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


def read_heading(title: str, context: Context) -> tuple[Head | None, Item | None]:
    """What a heading speaks of: the first thing in it that the vocabulary knows, and the names of 类/款/项 in it."""
    reader = _Reader(title, context, State())
    for token in reader.tokens:
        if token.kind != "phrase":
            continue
        readings = reader.vocabulary.readings[token.text]
        phrase = choose(applicable(readings, context, None, after=False), None)
        if phrase is not None:
            pending = _Pending(readings, token.start, token.end, alone=True)
            head = reader._resolved(phrase, pending, token.end)  # pyright: ignore[reportPrivateUsage]
            return head._replace(subject=_literal(head.subject, title)), reader.read()[1].item
    return None, reader.read()[1].item


def _literal(subject: Subject, text: str) -> str:
    return subject if isinstance(subject, str) else text[subject[0] : subject[1]]
