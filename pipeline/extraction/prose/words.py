"""The words, phrases and stops of a sentence: the place after each.

Everything that a token other than a figure does belongs here; names of the classification with marks are in ``levels``,
what a figure is given is in ``heads`` and ``grammar``.
"""

from collections.abc import Sequence

from pipeline.extraction.prose.levels import level
from pipeline.extraction.prose.lexer import Token
from pipeline.extraction.prose.meaning import AROUND, governing_head, head_in_reason, head_of_heading, possible
from pipeline.extraction.prose.readings import Head, Pending, metric_of
from pipeline.extraction.prose.walk import Change, Listing, Sentence, Walk, stage_here
from pipeline.extraction.wording.prose import MONEY, NUMBER, OTHER_YEAR, THIS_YEAR, Phrase

_BARE_WORD = 0
_SUM = "total"
"""Topic of the name for several costs together."""

# --- stops ------------------------------------------------------------------------------------------------------------


def sign(sentence: Sentence, walk: Walk, token: Token, previous: Token | None) -> Walk:
    """The place after a stop."""
    match token.text:
        case "(":
            return walk._replace(brackets=(*walk.brackets, (walk.clause, walk.head))).paused(token.end)
        case ")":
            return _closed(walk)
        case "、":
            after_figure = previous is not None and previous.kind == "figure"
            return (walk.paused(token.end) if after_figure else walk).with_clause(pending=None)
        case ":":
            return _colon(sentence, walk, token.end)
        case ";":
            walk = walk.paused(token.end)
            walk = walk._replace(quiet=walk.quiet._replace(reason=False, purpose=False))
            return walk if MONEY in walk.clause.child_units else walk.with_clause(children="")
        case _:
            # What a purpose names is no subject of the clause after it (用于缴存住房公积金，完成预算的100%).
            return walk.paused(token.end, keep_pending=not walk.quiet.purpose)


def _closed(walk: Walk) -> Walk:
    """A bracket brings back the clause and the head before it."""
    if not walk.brackets:
        return walk
    clause, head = walk.brackets[-1]
    inner = walk.clause.pending
    if inner is not None and clause.pending is not None and any(one.topic == _SUM for one in inner.readings):
        clause = clause._replace(pending=inner)  # 接待费、公车运行费（“三公”经费）总额5万元: the sum of those before it
    return walk._replace(clause=clause, head=head, brackets=walk.brackets[:-1])


def _colon(sentence: Sentence, walk: Walk, end: int) -> Walk:
    if sentence.text[end : end + 1] == NUMBER:
        return walk
    # 村级运转项目：预算安排268万元: a name that the vocabulary does not know stands before the colon.
    is_named = walk.clause.unknown and walk.clause.pending is None and not walk.figures_seen
    foreign = walk.clause.foreign or is_named
    return walk.with_clause(start=end, mode="", unknown=False, foreign=foreign).new_level(end)


# --- words of grammar -------------------------------------------------------------------------------------------------


def word(sentence: Sentence, walk: Walk, token: Token, *, after_figure: bool = False) -> Walk:
    """The place after a word of grammar."""
    role, kind = token.word
    match role:
        case "base":
            return _base(sentence, walk, token)
        case "verb":
            return _verb(sentence, walk, negative=kind == "down", end=token.end)
        case "share" | "completion":
            head, walk = governing_head(sentence, walk)
            if role == "completion":
                walk = walk._replace(head=_outcome(sentence, head))
            return walk._replace(change=walk.change._replace(head=head)).with_clause(mode=role)
        case "level":
            return level(sentence, walk, token)
        case "list":
            return _open_list(sentence, walk, token)
        case "each":
            return _open_each(sentence, walk, token)
        case "edge":
            return _edge(walk, token, after_figure=after_figure)
        case "blank":
            return walk if after_figure else _blank(sentence, walk, token.end)
        case _:
            return _noted(sentence, walk, token)


def _outcome(sentence: Sentence, head: Head | None) -> Head | None:
    """决算5万元，预算6万元，完成预算的83%。其中: after the rate the outcome is told of, not the budget before it."""
    known = sentence.vocabulary.families.get(head.family) if head else None
    if head is None or known is None or sentence.context.is_budget or head.metric != known.initial:
        return head
    executed = metric_of(head.family, "executed", sentence.context, sentence.paired, sentence.vocabulary)
    return head._replace(metric=executed)


def _noted(sentence: Sentence, walk: Walk, token: Token) -> Walk:
    """The place after a word that asks for nothing but to be kept in mind."""
    role, kind = token.word
    match role:
        case "stage":
            walk = _of_another_year(walk) if kind == "this_year" else walk
            return walk.with_clause(stage=stage_here(kind, sentence.context))
        case "topic":
            return walk._replace(topic=kind)
        case "reason" | "purpose" | "block":
            return walk._replace(quiet=walk.quiet._replace(**{role: True})).with_clause(pending=None)
        case _:
            return walk


def _edge(walk: Walk, token: Token, *, after_figure: bool) -> Walk:
    """A word before which no name begins."""
    if token.word.kind == "after_number" and not after_figure:
        return walk.unknown_text()
    if token.word.kind == "date" and walk.clause.start == token.start:
        walk = walk._replace(quiet=walk.quiet._replace(reason=False, purpose=False))
    is_year = token.word.kind in ("year", "date")
    foreign = walk.clause.foreign or (is_year and walk.clause.unknown)
    pending = walk.clause.pending
    if pending is not None and pending.pauses:
        pending = None  # 无下属预算单位，下设3个处室: another thing is told
    walk = walk.with_clause(start=token.end, unknown=False, foreign=foreign, pending=pending)
    walk = _of_another_year(walk) if is_year else walk
    return walk._replace(year_end=token.end).new_level(token.end) if is_year else walk


def _of_another_year(walk: Walk) -> Walk:
    """2017年总收入9万元，其中：财政拨款9万元；2018年总收入8万元: the parts of the other year end here."""
    return walk._replace(listing=Listing()).with_clause(children="") if walk.listing.prior else walk


def _blank(sentence: Sentence, walk: Walk, end: int) -> Walk:
    """出国费为XX万元，比上年减少0万元: an amount left open; what follows speaks of it, not of the head before."""
    named = walk.clause.pending is not None
    _, walk = governing_head(sentence, walk) if named else (None, walk)
    if not named and not walk.clause.mode:
        walk = walk._replace(head=None)
    return walk.with_clause(mode="").paused(end)


def _open_list(sentence: Sentence, walk: Walk, token: Token) -> Walk:
    """其中: the head is a whole, its parts follow."""
    head, listing = walk.head, walk.listing
    known = sentence.vocabulary.families.get(head.family) if head else None
    if head is not None and known is not None and not known.paired:
        listing = listing._replace(family=head.family, stage="budget" if head.metric == known.initial else "")
    if head is not None and walk.readings and walk.readings[-1].subject == head.subject:
        prior = walk.readings[-1].stage
        listing = listing._replace(prior=prior, stage="prior" if prior else listing.stage)
    clause = walk.clause._replace(start=token.end, unknown=False, pending=None)
    if head is not None and head.children:
        clause = clause._replace(children=head.children, child_prefix=head.child_prefix, child_units=head.units)
    listing = listing._replace(whole=listing.whole or head)
    return walk._replace(clause=clause, listing=listing, quiet=walk.quiet._replace(purpose=False)).new_level(token.end)


def _open_each(sentence: Sentence, walk: Walk, token: Token) -> Walk:
    """收、支总计分别为5万元和5万元: every figure that follows has the head before it."""
    if walk.clause.pending is None:
        return _open_list(sentence, walk, token)
    head, walk = governing_head(sentence, walk)
    return walk._replace(listing=walk.listing._replace(shared=head))


def _base(sentence: Sentence, walk: Walk, token: Token) -> Walk:
    """与上年相比: what follows is compared with another year, or with the plan."""
    comparison, _, direction = token.word.kind.partition(" ")
    if (pending := walk.clause.pending) is not None:
        readings = possible(sentence, walk, pending.readings, None)
        # 全市“三公”经费较上年减少: what stands before a name that is one by itself says whose it is.
        is_name = not walk.clause.children and any(reading.priority > _BARE_WORD for reading in readings)
        _, walk = governing_head(sentence, walk)
        walk = walk.with_clause(pending=None, unknown=walk.clause.unknown and not is_name)
    elif walk.clause.start == token.start:
        # 主要原因是厉行节约，与上年相比减少: a comparison with a clause of its own speaks of the head again.
        walk = walk._replace(quiet=walk.quiet._replace(reason=False))
    # In a budget the plan of a named year is that of the year before.
    if sentence.context.is_budget and (THIS_YEAR in token.text or OTHER_YEAR in token.text):
        comparison = "yoy"
    walk = walk._replace(change=_compared_with(walk, comparison, token))
    walk = walk.with_clause(mode="compared")
    return _verb(sentence, walk, negative=direction == "down", end=-1) if direction else walk


def _compared_with(walk: Walk, comparison: str, token: Token) -> Change:
    return walk.change._replace(comparison=comparison, wording=token.text, wording_end=token.end)


def _verb(sentence: Sentence, walk: Walk, *, negative: bool, end: int) -> Walk:
    """增加, 减少: the figure that follows is a change."""
    clause = walk.clause
    if clause.children and clause.unknown and clause.mode != "compared":
        return walk.unknown_text()
    head, walk = head_in_reason(sentence, walk) if walk.quiet.reason else governing_head(sentence, walk)
    walk = walk._replace(change=walk.change._replace(head=head, negative=negative, verb_end=end))
    return walk.with_clause(mode="change", pending=None)


# --- phrases ----------------------------------------------------------------------------------------------------------


def phrase(sentence: Sentence, walk: Walk, token: Token) -> Walk:
    """The place after a phrase: it waits for its figure, unless it only says more of the head before it."""
    if walk.clause.mode in ("share", "completion"):
        return walk
    if walk.clause.mode == "change":
        walk = walk._replace(change=walk.change._replace(head=None))
    readings = sentence.vocabulary.readings[token.text]
    if token.start != walk.year_end and not _compared_at_once(sentence, walk, token):
        readings = tuple(reading for reading in readings if not reading.after_year)
    if token.start == walk.levels.end and token.word.role == "filler":
        return walk
    if _only_qualifies(sentence, walk, token.start, readings):
        return word(sentence, walk, token) if token.word.role == "stage" else walk
    is_stage = token.word.role == "stage" and _continues_head(sentence, walk, token.start)
    is_stage = is_stage and not _names_the_whole(sentence, walk, token, readings)
    has_reading = possible(sentence, walk, readings, None) or possible(sentence, walk, readings, None, after=True)
    if has_reading and not is_stage:
        is_bare = token.word.role == "filler"
        return walk.with_clause(
            pending=Pending(readings, token.start, token.end, not walk.clause.unknown, is_bare=is_bare)
        )
    return word(sentence, walk, token) if token.word.role else walk.unknown_text()


def _names_the_whole(sentence: Sentence, walk: Walk, token: Token, readings: tuple[Phrase, ...]) -> bool:
    """支出预算9万元，其中：教育支出5万元。支出预算较上年增加1万元: the whole again, not its last part."""
    if walk.readings or sentence.whole is None or not _compared_at_once(sentence, walk, token):
        return False
    return any(one.family == sentence.whole.family for one in possible(sentence, walk, readings, None))


def _compared_at_once(sentence: Sentence, walk: Walk, token: Token) -> bool:
    """收入较上年增加: a bare word that is all its clause says before the comparison."""
    opens = token.start == walk.clause.start
    return opens and sentence.vocabulary.comparisons.match(sentence.text, token.end) is not None


def _only_qualifies(sentence: Sentence, walk: Walk, start: int, readings: tuple[Phrase, ...]) -> bool:
    """Whether a word follows a head at once and only says more of it (机关运行经费 财政拨款 预算, 三公经费 总支出)."""
    pending = walk.clause.pending
    if pending is None or pending.end != start:
        return False
    here = possible(sentence, walk, readings, None)
    if all(reading.priority == _BARE_WORD for reading in here):
        return True
    names = [reading for reading in possible(sentence, walk, pending.readings, None) if reading.priority > _BARE_WORD]
    return bool(names) and not _has_total(sentence, names) and all(_has_total(sentence, [one]) for one in here)


def _has_total(sentence: Sentence, readings: Sequence[Phrase]) -> bool:
    """Whether one of the readings is a total of revenue or expenditure."""
    return any((AROUND, reading.family) in sentence.vocabulary.scopes for reading in readings)


def _continues_head(sentence: Sentence, walk: Walk, start: int) -> bool:
    """Whether a word that may be a head of its own is the stage of the head before it (公务接待费 支出预算)."""
    if walk.clause.pending is not None:
        return walk.clause.pending.end == start
    if walk.clause.start == start and head_of_heading(sentence, walk) is not None:
        return True
    known = sentence.vocabulary.families.get(walk.head.family) if walk.head else None
    return known is not None and (known.paired or bool(known.prior)) and not walk.clause.unknown
