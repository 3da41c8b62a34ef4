"""The words and stops of one sentence: what each does to the head, the clause and the enumeration that are open.

Everything that a token other than a figure does belongs here. What a figure is given belongs to ``narrative_grammar``.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from pipeline.extraction.prose.lexer import Token, tokens
from pipeline.extraction.prose.readings import (
    MONEY_UNIT,
    Context,
    Head,
    Item,
    Pending,
    Reading,
    State,
    Subject,
    applicable,
    choose,
    head_of,
    metric_of,
    subject_of,
)
from pipeline.extraction.wording.prose import (
    MONEY,
    NUMBER,
    OTHER_YEAR,
    THIS_YEAR,
    NarrativeVocabulary,
    Phrase,
    narrative_vocabulary,
)

FUNCTIONS = frozenset({"function_class", "function_section", "function_item"})


@dataclass(slots=True)
class Clause:
    """What holds inside the present clause; a bracket keeps it and brings it back."""

    start: int = 0
    """Where a name in this clause would begin."""
    pending: Pending | None = None
    stage: str = ""
    mode: str = ""
    """share, completion, change, compared, or empty for a plain figure."""
    unknown: bool = False
    """Text that the vocabulary does not know has been met."""
    children: str = ""
    child_prefix: str = ""
    child_units: frozenset[str] = frozenset()


class Walk:
    """The walk over one sentence, up to its figures."""

    def __init__(self, sentence: str, context: Context, state: State) -> None:
        self.vocabulary: NarrativeVocabulary = narrative_vocabulary()
        self.sentence = sentence
        self.context = context
        self.tokens: list[Token] = list(tokens(sentence, self.vocabulary))
        self.head = state.whole if state.whole and self._begins_with("base") else state.head
        self.whole = (state.whole or state.head) if self._begins_with("list") else None
        """The head whose parts are listed."""
        self.topic = self.head.topic if self.head else ""
        """Like the head's, but outlives a figure that has no head."""
        self.item, self.marked = state.item, state.marked
        self.base = state.base if self._begins_with("list", "reason") else ""
        self.base_wording = ""
        self.clause = Clause(children=state.children, child_prefix=state.child_prefix, child_units=state.child_units)
        self.readings: list[Reading] = []
        self.change_head: Head | None = None
        self.shared_head: Head | None = None
        self.negative = False
        self.figures_seen = False
        self.muted = False
        """A reason is given: what follows explains, it does not report."""
        self.aside = False
        """A purpose is given: names in it are no enumeration."""
        self.blocked = False
        self.list_family = self.list_stage = ""
        """What the members of an enumeration are when they do not say: a budget, where their sum is one."""
        self.level_start = 0
        self.level_end, self.level_aside = -1, False
        self.levels: dict[str, Subject] = {}
        self.level_named = False
        self.year_end = -1
        self.verb_end = -1
        self._brackets: list[tuple[Clause, Head | None]] = []
        self.paired = any(
            t.word.role == "completion" or (t.word.role == "stage" and t.word.kind in ("initial", "adjusted", "budget"))
            for t in self.tokens
        )

    def _begins_with(self, *roles: str) -> bool:
        """Whether the first word that says anything has one of these roles; a year may stand before it."""
        at = 0
        for token in self.tokens:
            if token.start != at or token.word.role != "edge":
                return token.start == at and token.word.role in roles
            at = token.end
        return False

    def applicable(self, readings: Iterable[Phrase], units: frozenset[str] | None, *, after: bool) -> list[Phrase]:
        """The readings of a wording that are possible here; see :func:`applicable`."""
        return applicable(readings, self.context, units, after=after, topic=self.topic)

    def metric(self, family: str) -> str:
        """The metric that a family gives at the present stage."""
        stage = "" if self.clause.stage == "this_year" else self.clause.stage
        stage = stage or (self.list_stage if family == self.list_family else "")
        return metric_of(family, stage, self.context, self.paired, self.vocabulary)

    def resolved(self, phrase: Phrase, pending: Pending, clause_end: int) -> Head:
        """The head that a reading of the waiting phrase sets."""
        begin = self.vocabulary.name_begin(self.sentence, min(self.clause.start, pending.start), pending.start)
        end = pending.start if phrase.subject == "@name" else clause_end
        name = self.vocabulary.trimmed(self.sentence, begin, end)
        subject = subject_of(phrase, (pending.start, pending.end), name, self.head, self.context)
        family = self.vocabulary.scoped(phrase.family, self.context.kinds)
        self._name_item(phrase, (pending.start, pending.end))
        return head_of(phrase, subject, self.metric(family))._replace(family=family)

    def _name_item(self, phrase: Phrase, span: tuple[int, int]) -> None:
        """A name of the classification without a mark of its level."""
        self.marked = self.marked and phrase.family not in FUNCTIONS
        match phrase.family:
            case "function_class":
                self.item = Item(class_name=span)
            case "function_section":
                self.item = Item(self.context.class_name, span)
            case "function_item":
                self.item = Item(self.context.class_name, self.context.section, span)
            case _:
                pass

    # --- text and stops -----------------------------------------------------------------------------------------------

    def unknown_text(self) -> None:
        """Text without meaning for us: a phrase before it no longer reaches the figure behind it."""
        self.clause.unknown = True
        self.clause.pending = None
        if self.clause.mode == "change":
            self.clause.mode = ""

    def pause(self, end: int, *, keep_pending: bool = False) -> None:
        """End the clause; a phrase may keep its figure behind one comma (节庆活动，开支0万元)."""
        pending = self.clause.pending if keep_pending else None
        if pending is not None:
            pending = pending._replace(pauses=1) if pending.pauses == 0 else None
        self.clause = replace(self.clause, start=end, pending=pending, stage="", mode="", unknown=False)
        self.blocked = False
        self._new_level(end)
        self.levels = {}
        self.level_named = False

    def _new_level(self, end: int) -> None:
        self.level_start = end

    def sign(self, token: Token, previous: Token | None) -> None:
        """Punctuation."""
        match token.text:
            case "(":
                self._brackets.append((self.clause, self.head))
                self.pause(token.end)
            case ")":
                if self._brackets:
                    self.clause, self.head = self._brackets.pop()
            case "、":
                if previous is not None and previous.kind == "figure":
                    self.pause(token.end)
                self.clause.pending = None
            case ":":
                self._colon(token.end)
            case ";":
                self.pause(token.end)
                self.muted = self.aside = False
                if MONEY not in self.clause.child_units:
                    self.clause.children = ""
            case _:
                self.pause(token.end, keep_pending=True)

    def _colon(self, end: int) -> None:
        if self.sentence[end : end + 1] != NUMBER:
            self.clause = replace(self.clause, start=end, mode="", unknown=False)
            self._new_level(end)

    # --- words --------------------------------------------------------------------------------------------------------

    def word(self, token: Token, after_figure: bool) -> None:
        """A word of grammar."""
        role, kind = token.word
        match role:
            case "base":
                self._base(kind, token.text)
            case "verb":
                self._verb(kind == "down", token.end)
            case "share" | "completion":
                self.change_head = self._governing_head()
                self.clause.mode = role
            case "stage":
                self.clause.stage = kind
            case "level":
                self._level(kind, token)
            case "list":
                self._open_list(token)
            case "edge":
                self._edge(token, kind, after_figure)
            case "topic":
                self.topic = kind
            case "each":
                self._open_each(token)
            case _:
                self._limit(role)

    def _limit(self, role: str) -> None:
        """Words after which figures or names are not ours."""
        if role in ("reason", "purpose", "block"):
            self.clause.pending = None
            self.muted = self.muted or role == "reason"
            self.aside = self.aside or role == "purpose"
            self.blocked = self.blocked or role == "block"

    def _edge(self, token: Token, kind: str, after_figure: bool) -> None:
        if kind == "after_number" and not after_figure:
            self.unknown_text()
            return
        self.clause.start = token.end
        self.clause.unknown = False
        if kind == "year":
            self.year_end = token.end
            self._new_level(token.end)

    def _open_list(self, token: Token) -> None:
        known = self.vocabulary.families.get(self.head.family) if self.head else None
        if self.head is not None and known is not None and not known.paired:
            self.list_family = self.head.family
            self.list_stage = "budget" if self.head.metric == known.initial else ""
        self.whole = self.whole or self.head
        if self.head is not None and self.head.children:
            self.clause.children, self.clause.child_prefix = self.head.children, self.head.child_prefix
            self.clause.child_units = self.head.units
        self.clause = replace(self.clause, start=token.end, unknown=False, pending=None)
        self._new_level(token.end)
        self.aside = False

    def _open_each(self, token: Token) -> None:
        """收、支总计分别为5万元和5万元: every figure that follows has the head before it."""
        if self.clause.pending is None:
            self._open_list(token)
        else:
            self.shared_head = self._governing_head()

    def _base(self, kind: str, text: str) -> None:
        base, _, direction = kind.partition(" ")
        self.base_wording = text
        if self.clause.pending is not None:
            self._governing_head()
            self.clause.pending = None
        named_year = THIS_YEAR in text or OTHER_YEAR in text
        self.base = "yoy" if self.context.is_budget and named_year else base
        self.clause.mode = "compared"
        if direction:
            self._verb(direction == "down", -1)

    def _verb(self, negative: bool, end: int) -> None:
        if self.clause.children and self.clause.unknown and self.clause.mode != "compared":
            self.unknown_text()
            return
        self.change_head = self._head_in_reason() if self.muted else self._governing_head()
        self.negative = negative
        self.clause.mode, self.clause.pending, self.verb_end = "change", None, end

    def _head_in_reason(self) -> Head | None:
        """A reason may say what changed (因人员经费减少20万元); what it does not name stays unread."""
        pending = self.clause.pending
        return self.head_of_pending(pending) if pending is not None and pending.alone else None

    def head_of_pending(self, pending: Pending) -> Head | None:
        """The head that a waiting phrase would set without a figure."""
        phrase = choose(self.applicable(pending.readings, None, after=False), self.head)
        return None if phrase is None else self.resolved(phrase, pending, pending.end)

    def _governing_head(self) -> Head | None:
        """The head of a share, a rate or a change: the phrase of its own clause, else the head already set."""
        pending = self.clause.pending
        if pending is None:
            return None if self.clause.unknown else self.head
        self.head = self.head_of_pending(pending) or self.head
        return self.head

    # --- names of the functional classification -----------------------------------------------------------------------

    def _level(self, kind: str, token: Token) -> None:
        span = self._level_name(kind, token.start)
        self._new_level(token.end)
        self.level_end, self.level_aside = token.end, self.aside
        self.clause = replace(self.clause, start=token.end, unknown=False, pending=None)
        if span[0] == span[1]:
            return
        family, subject = "function_item", span
        if kind == "class":
            family, subject = "function_class", self._class_subject(span[0], token.end)
            self.levels = {"class": span}
            self.item = Item(class_name=span)
        elif kind == "section":
            self.levels["section"] = span
            self.item = Item(self._class_name(), span)
        else:
            self.item = Item(self._class_name(), self.levels.get("section") or self.context.section, span)
        family = self.vocabulary.scoped(family, self.context.kinds)
        self.head = Head(family, self.metric(family), subject, MONEY_UNIT)
        self.level_named = self.marked = True

    def _level_name(self, kind: str, end: int) -> tuple[int, int]:
        """The name before a level; one right after the level above is whole (用于体育事业的…（项）)."""
        begin, last = self.vocabulary.trimmed(self.sentence, self.level_start, end)
        if kind in ("section", "item") and self.level_start == self.level_end and begin < last:
            self.aside = self.level_aside
            lead = self.sentence[self.level_start : begin]
            begin = self.level_start + next((i for i, sign in enumerate(lead) if sign.isalpha()), len(lead))
        return begin, last

    def _class_name(self) -> Subject:
        return self.levels.get("class") or (self.item.class_name if self.item else "") or self.context.class_name

    def _class_subject(self, start: int, end: int) -> tuple[int, int]:
        following = self.vocabulary.class_tail.match(self.sentence, end)
        return (start, following.end() if following else end)

    # --- phrases ------------------------------------------------------------------------------------------------------

    def phrase(self, token: Token) -> None:
        """A phrase of the vocabulary: it waits for its figure, unless it only says more of the head before it."""
        if self.clause.mode in ("share", "completion"):
            return
        if self.clause.mode == "change":
            self.change_head = None
        readings = self.vocabulary.readings[token.text]
        if token.start != self.year_end and not self._compared_at_once(token):
            readings = tuple(phrase for phrase in readings if not phrase.after_year)
        if token.start == self.level_end and token.word.role == "filler":
            return
        if self._only_qualifies(token.start, readings):
            return
        possible = self.applicable(readings, None, after=False) or self.applicable(readings, None, after=True)
        if possible and not (token.word.role == "stage" and self._continues_head(token.start)):
            self.clause.pending = Pending(readings, token.start, token.end, not self.clause.unknown)
        elif token.word.role:
            self.word(token, after_figure=False)
        else:
            self.unknown_text()

    def _compared_at_once(self, token: Token) -> bool:
        """收入较上年增加: a bare word that is all its clause says before the comparison."""
        opens = token.start == self.clause.start
        return opens and self.vocabulary.comparisons.match(self.sentence, token.end) is not None

    def _only_qualifies(self, start: int, readings: tuple[Phrase, ...]) -> bool:
        """Whether a bare word follows a head at once and only says more of it (机关运行经费 财政拨款 预算)."""
        pending = self.clause.pending
        adjacent = pending is not None and pending.end == start
        return adjacent and all(phrase.priority == 0 for phrase in readings)

    def _continues_head(self, start: int) -> bool:
        """Whether a word that may be a head of its own is the stage of the head before it (公务接待费 支出预算)."""
        if self.clause.pending is not None:
            return self.clause.pending.end == start
        known = self.vocabulary.families.get(self.head.family) if self.head else None
        return known is not None and (known.paired or bool(known.prior)) and not self.clause.unknown
