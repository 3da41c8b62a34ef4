"""What the figures of one sentence are: a walk over its tokens from left to right.

The mechanism. A *head* (财政拨款收入, 公务接待费, an item 类/款/项) governs the figures that follow it. A plain figure
needs its head in the same clause with nothing unknown between the two; a share (占), a rate (完成预算的), or a change
(与上年相比增加) belongs to the head already set. An enumeration opened by 其中 gives names it does not know the metric
of its parent; a bracket gives the head before it back. A reason (主要原因是) mutes what follows it, but for changes of
things that it names. Whatever is left has no reading: nothing is guessed.

Every step takes a ``Walk`` and gives the next; ``words`` has the steps of words, phrases and stops, ``heads`` the
search for the head of a figure. The result depends on the wording alone, since digits are replaced by signs first; it
is therefore worked out once per distinct sentence and place (:func:`read_sentence` remembers).
"""

from functools import lru_cache

from pipeline.extraction.prose.bases import KINDS_OF_PLAN, Comparison, PrintedBase, base_of, comparison_of, with_base
from pipeline.extraction.prose.heads import BARE_WORD, head_of_plain
from pipeline.extraction.prose.lexer import Token
from pipeline.extraction.prose.meaning import AROUND, head_of_pending, metric, possible, resolved, stage_of_heading
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
    metric_of,
)
from pipeline.extraction.prose.walk import Sentence, Walk, begun
from pipeline.extraction.prose.words import phrase, sign, word
from pipeline.extraction.wording.prose import MONEY, OTHER_YEAR, PERCENT

REMEMBERED_SENTENCES = 1 << 15
_STOPS_AFTER_BARE_NUMBER = ",;。"
_PEOPLE = "persons"


def _walked(sentence: Sentence, walk: Walk) -> Walk:
    """The place behind the last token."""
    last_end = 0
    previous: Token | None = None
    for number, token in enumerate(sentence.tokens):
        if token.start > last_end:
            walk = walk.unknown_text()
        match token.kind:
            case "figure":
                walk = _figure(sentence, walk, number)
            case "phrase":
                walk = phrase(sentence, walk, token)
            case "word":
                at_once = previous is not None and previous.kind == "figure" and previous.end == token.start
                walk = word(sentence, walk, token, after_figure=at_once)
            case "sign":
                walk = sign(sentence, walk, token, previous)
        last_end, previous = token.end, token
    return walk


# --- figures ----------------------------------------------------------------------------------------------------------


def _figure(sentence: Sentence, walk: Walk, number: int) -> Walk:
    token = sentence.tokens[number]
    if not token.value:
        return walk.with_clause(unknown=True)
    if not token.families and _has_unit_behind(sentence, walk, number):
        # Its unit is that of the change behind it.
        walk = _compared(sentence, walk, token._replace(families=MONEY_UNIT))
        return walk._replace(figures_seen=True).paused(token.end)
    if not token.families and not _stands_without_unit(sentence, walk, token):
        return walk.unknown_text()
    if _is_plan_of_rate(sentence, walk, number):
        return _plan_of_rate(sentence, walk, number)._replace(figures_seen=True)
    if not walk.quiet.reason or walk.clause.mode == "change":
        walk = _attributed(sentence, walk, number)
    elif MONEY in token.families and _has_changed(walk):
        # 接待费5万元，比上年减少1万元，主要是严控290万元，比上年减少26万元: the second change is of what is not read.
        walk = walk._replace(head=None)
    return walk._replace(figures_seen=True).paused(token.end)


def _is_plan_of_rate(sentence: Sentence, walk: Walk, number: int) -> bool:
    """完成全年预算84.82万元的73.2%: the plan itself, between the words of a rate and the rate."""
    if walk.clause.mode != "completion" or walk.quiet.reason:
        return False
    match sentence.tokens[number - 1 : number + 3]:
        case (words, plan, of, rate):
            adjacent = (words.end, plan.unit_end, of.word.role, of.end) == (plan.start, of.start, "filler", rate.start)
            return adjacent and MONEY in plan.families and PERCENT in rate.families
        case _:
            return False


def _plan_of_rate(sentence: Sentence, walk: Walk, number: int) -> Walk:
    """The place behind the plan: its clause goes on to the rate."""
    token, head = sentence.tokens[number], walk.change.head
    known = sentence.vocabulary.families.get(head.family) if head is not None else None
    if head is None or known is None:
        return walk
    wording = sentence.tokens[number - 1].text
    walk = _kept(sentence, walk, token, head, "budget", wording)
    return _emitted(walk, token, head, known.adjusted if sentence.vocabulary.is_adjusted(wording) else known.initial)


def _has_changed(walk: Walk) -> bool:
    """Whether the change of the present head has been told already."""
    head = walk.head
    return head is not None and any(
        reading.subject == head.subject and reading.metric.startswith(f"{head.metric}_") for reading in walk.readings
    )


def _has_unit_behind(sentence: Sentence, walk: Walk, number: int) -> bool:
    """较上年5.15减少0.30万元: an amount of the other year whose unit only the change prints."""
    if walk.clause.mode != "compared" or walk.quiet.reason:
        return False
    match sentence.tokens[number : number + 3]:
        case (figure, verb, change) if verb.word.role == "verb":
            return figure.end == verb.start and verb.end == change.start and MONEY in change.families
        case _:
            return False


def _stands_without_unit(sentence: Sentence, walk: Walk, token: Token) -> bool:
    before, after = sentence.text[token.start - 1 : token.start], sentence.text[token.end : token.end + 1]
    in_list = before == ":" and bool(walk.clause.children)
    is_named = walk.clause.pending is not None and sentence.vocabulary.copula.match(before) is not None
    return in_list or (is_named and after in _STOPS_AFTER_BARE_NUMBER)


def _attributed(sentence: Sentence, walk: Walk, number: int) -> Walk:
    """The place after a figure has been given what it is of, if anything is."""
    token = sentence.tokens[number]
    if PERCENT in token.families and _is_rate_of_change(sentence, walk, number):
        walk = walk.with_clause(mode="change")
    if PERCENT in token.families or walk.clause.mode == "change":
        return _percent_or_change(sentence, walk, token)
    if walk.clause.mode == "compared" and MONEY in token.families:
        return _compared(sentence, walk, token)
    head, walk = head_of_plain(sentence, walk, number)
    if head is None:
        # 编制71人，某某62人，其中: what follows is told of that, not of the head before.
        is_other = walk.head is not None and _PEOPLE in walk.head.units & token.families
        return walk._replace(head=None) if MONEY in token.families or is_other else walk
    lead = sentence.text[walk.clause.start : token.start]
    walk = walk._replace(head=head, topic=head.topic)
    comparison = comparison_of(walk.clause.stage, is_budget=sentence.context.is_budget)
    walk = _kept(sentence, walk, token, head, comparison, lead)
    walk = _after_amount(walk, comparison, lead)
    walk = _around(sentence, walk, head)
    stage = _stage(sentence, walk.clause.stage, lead) or walk.listing.prior
    return _emitted(walk, token, head, head.metric, stage=stage)


def _around(sentence: Sentence, walk: Walk, head: Head) -> Walk:
    """收入决算45万元，其中：本年收入43万元: a total around the total of the year is that with what was carried over."""
    whole = walk.listing.whole
    wider = sentence.vocabulary.scopes.get((AROUND, head.family), "")
    if not wider or whole is None or whole.metric != head.metric or whole.subject == head.subject:
        return walk
    readings = tuple(
        reading._replace(metric=wider + reading.metric.removeprefix(whole.metric))
        if reading.subject == whole.subject and reading.metric.startswith(whole.metric)
        else reading
        for reading in walk.readings
    )
    return walk._replace(readings=readings, listing=walk.listing._replace(whole=whole._replace(metric=wider)))


def _is_rate_of_change(sentence: Sentence, walk: Walk, number: int) -> bool:
    """较上年减少1.5万元（42.86%）: a rate alone in the bracket behind a change is that of the change."""
    match sentence.tokens[max(number - 2, 0) : number + 2]:
        case (change, opening, rate, closing) if (opening.text, closing.text) == ("(", ")"):
            last = walk.readings[-1] if walk.readings else None
            adjacent = change.unit_end == opening.start and opening.end == rate.start and rate.unit_end == closing.start
            return adjacent and last is not None and last.figure == change.number and last.metric.endswith("_change")
        case _:
            return False


def _after_amount(walk: Walk, comparison: str, lead: str) -> Walk:
    """上年总计5万元，增加1万元: a change right behind the amount of the other year is one against it."""
    if comparison == "yoy":
        return walk._replace(change=walk.change._replace(comparison=comparison, wording=lead))
    return walk._replace(change=walk.change._replace(comparison="")) if comparison else walk


def _stage(sentence: Sentence, stage: str, wording: str) -> Stage:
    """Of a figure of another year: planned or spent."""
    if not stage and stage_of_heading(sentence):
        return "prior_final"
    if stage != "prior":
        return ""
    account = sentence.vocabulary.account(wording)
    planned = account != "outcome" if sentence.context.is_budget else account in ("plan", "initial")
    return "prior_budget" if planned else "prior_final"


def _percent_or_change(sentence: Sentence, walk: Walk, token: Token) -> Walk:
    change, mode, pending = walk.change, walk.clause.mode, walk.clause.pending
    head = change.head
    if pending is not None and (not mode or pending.start == change.verb_end):
        head, walk = head_of_pending(sentence, walk, pending)
        mode = mode or ("share" if head is not None and PERCENT in head.units else "")
    if head is None or not head.metric:
        return walk
    if mode == "change":
        return _changed(sentence, walk, token, head)
    known = sentence.vocabulary.families.get(head.family)
    if known is None or not mode:
        return walk
    return _emitted(walk, token, head, known.share if mode == "share" else known.completion)


def _changed(sentence: Sentence, walk: Walk, token: Token, head: Head) -> Walk:
    change, percent = walk.change, PERCENT in token.families
    if not change.comparison or not (percent or not head.units.isdisjoint(token.families)):
        return walk
    account = sentence.vocabulary.account(change.wording)
    if change.comparison == "yoy" and account not in KINDS_OF_PLAN:
        head = _of_outcome(sentence, walk, head)
    suffix = f"_{'vs_budget' if change.comparison == 'budget' else 'yoy'}_{'pct' if percent else 'change'}"
    if OTHER_YEAR in change.wording and not sentence.context.is_budget and _is_told(walk, head, suffix):
        # 比上年增加39万元；比2019年减少25万元: the second change is one of several years.
        return walk
    compared = _comparison(sentence, change.comparison, head)
    # No plan is an outcome: 预决算差异率 names both.
    account = "" if change.comparison == "budget" and account == "outcome" else account
    base = base_of(walk.bases, compared, account) if walk.bases else None
    return _emitted(walk, token, head, head.metric + suffix, negative=change.negative, base=base)


def _is_told(walk: Walk, head: Head, suffix: str) -> bool:
    """Whether this sentence has printed the same change of the same thing already."""
    return any((reading.metric, reading.subject) == (head.metric + suffix, head.subject) for reading in walk.readings)


def _of_outcome(sentence: Sentence, walk: Walk, head: Head) -> Head:
    """决算6万元，占年初预算7万元的85.71%，比上年减少0.4万元: what changed is the outcome, not the plan after it."""
    if sentence.context.is_budget:
        return head
    outcome = metric_of(head.family, "executed", sentence.context, sentence.paired, sentence.vocabulary)
    told = any(reading.metric == outcome and reading.subject == head.subject for reading in walk.readings)
    return head._replace(metric=outcome) if told else head


def _compared(sentence: Sentence, walk: Walk, token: Token) -> Walk:
    """较2020年0.03万元增加…: the amount of the other year, or of the plan, itself."""
    pending, head = walk.clause.pending, walk.head
    if pending is not None:
        found, walk = head_of_pending(sentence, walk, pending)
        head = found or head
    change = walk.change
    if head is None or not _is_known(sentence, change.wording_end, token.start):
        return walk
    walk = _kept(sentence, walk, token, head, change.comparison, change.wording, within=True)
    known = sentence.vocabulary.families.get(head.family)
    if change.comparison == "yoy":
        walk = walk.with_clause(stage="prior")
        stage = _stage(sentence, "prior", change.wording)
        return _emitted(walk, token, head, metric(sentence, walk, head.family), stage=stage)
    return _emitted(walk, token, head, known.initial if known is not None else "")


def _is_known(sentence: Sentence, start: int, end: int) -> bool:
    """Whether the vocabulary knows all of a stretch (of 比上年减2万元 it may not know 减)."""
    return sum(token.end - token.start for token in sentence.tokens if start <= token.start < end) == end - start


def _comparison(sentence: Sentence, kind: str, head: Head) -> Comparison:
    return Comparison(kind, head.family, _literal(head.subject, sentence.text))


def _kept(
    sentence: Sentence, walk: Walk, token: Token, head: Head, kind: str, wording: str, *, within: bool = False
) -> Walk:
    """The place with an amount that later comparisons may be made with."""
    if not kind or MONEY not in token.families:
        return walk
    base = Base(token.number, token.unit_end - token.start - 1)
    found = PrintedBase(_comparison(sentence, kind, head), sentence.vocabulary.account(wording), base)
    return walk._replace(bases=with_base(walk.bases, found, within=within))


def _emitted(
    walk: Walk,
    token: Token,
    head: Head,
    name: str,
    *,
    negative: bool = False,
    base: Base | None = None,
    stage: Stage = "",
) -> Walk:
    """The place with one figure more that a metric names."""
    if not name:
        return walk
    item = walk.item if head.family.startswith("function_") else None
    unit_length = token.unit_end - token.start - 1
    reading = Reading(token.number, name, head.subject, negative, unit_length, item, base, stage)
    return walk._replace(readings=(*walk.readings, reading))


# --- what others ask --------------------------------------------------------------------------------------------------


@lru_cache(maxsize=REMEMBERED_SENTENCES)
def read_sentence(text: str, context: Context, state: State) -> tuple[tuple[Reading, ...], State]:
    """Read one sentence.

    Args:
        text: The sentence without digits, blanks and line breaks.
        context: Section, kind of document, heading above.
        state: What the sentences before it in the paragraph handed on; subjects in it are literal texts.

    Returns:
        The figures that have a metric, in order, and the state for the next sentence. Subjects that stand in this
        sentence are spans of it.
    """
    walk = _walked(*begun(text, context, state))
    return walk.readings, walk.state()


def read_heading(title: str, printed: str, context: Context) -> tuple[Head | None, Item | None]:
    """What a heading speaks of.

    Args:
        title: The heading, folded.
        printed: The same characters as published.
        context: Where it stands.

    Returns:
        The first thing in it that the vocabulary knows, and the names of 类, 款 and 项 in it, as literal texts.
    """
    sentence, walk = begun(title, context, State())
    walk = _walked(sentence, walk)
    item = walk.item and Item(*(_literal(part, printed) for part in walk.item))
    return _first_head(sentence, walk, printed), item


def _first_head(sentence: Sentence, walk: Walk, printed: str) -> Head | None:
    """The first phrase of the text that has a reading here."""
    for token in sentence.tokens:
        readings = sentence.vocabulary.readings[token.text] if token.kind == "phrase" else ()
        found = choose(possible(sentence, walk, readings, None), None)
        if found is not None and found.priority != BARE_WORD:
            pending = Pending(readings, token.start, token.end, alone=True)
            head, _ = resolved(sentence, walk, found, pending, token.end)
            return head._replace(subject=_literal(head.subject, printed))
    return None


def _literal(subject: Subject, printed: str) -> str:
    return subject if isinstance(subject, str) else printed[subject[0] : subject[1]]
