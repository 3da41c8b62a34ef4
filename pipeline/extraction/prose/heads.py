"""The head of a plain figure: of what it is the amount or the number.

The ways to find it, in their order, belong here: the waiting phrase, a name inside an enumeration, the stage of the
head already set, the thing counted behind the figure, the topic, the heading above.
"""

from pipeline.extraction.prose.lexer import Token
from pipeline.extraction.prose.meaning import CODED, head_of_heading, metric, possible, resolved
from pipeline.extraction.prose.readings import MONEY_UNIT, Head, Pending, Subject, choose, head_of
from pipeline.extraction.prose.walk import Sentence, Walk
from pipeline.extraction.wording.facts import suffix_of
from pipeline.extraction.wording.prose import MONEY, NUMBER, Phrase

BARE_WORD = 0
"""Priority of bare words and of names of the classifications: they hold only where nothing more particular does."""
_LONGEST_NAME = 32
_LONGEST_GAP_AFTER_FIGURE = 12
_TOKENS_AFTER_FIGURE = 3
_PAUSES = frozenset(",;:。")
_COUNTED_BY_TOPIC = frozenset({"persons", "batches"})
_PROJECT, _PERFORMANCE = "project_amount", "performance"
_STAGES_OF_A_PROJECT = frozenset({"initial", "adjusted", "executed"})
_OPENING_MARKS = '“"‘「《'
_PER = "per"
_NOTHING = Head("", "", "", frozenset())


def head_of_plain(sentence: Sentence, walk: Walk, number: int) -> tuple[Head | None, Walk]:
    """The head of a figure.

    Args:
        sentence: The sentence.
        walk: The place before the figure.
        number: Which of the tokens the figure is.

    Returns:
        The head, None where nothing names it, and the place with what the head changes.
    """
    token = sentence.tokens[number]
    head, walk = _pending_head(sentence, walk, token)
    return (
        head
        or _named_child(sentence, walk, token)
        or _shared_head(walk, token)
        or _staged_head(sentence, walk, token)
        or _evaluated_project(sentence, walk, token)
        or _head_after(sentence, walk, number)
        or _counted_by_topic(sentence, walk, token)
        or _paid_for_the_counted(sentence, walk, number)
        or _heading_head(sentence, walk, token)
    ), walk


def _units(walk: Walk, token: Token) -> frozenset[str]:
    return token.families or walk.clause.child_units or MONEY_UNIT


def _pending_head(sentence: Sentence, walk: Walk, token: Token) -> tuple[Head | None, Walk]:
    pending, units = walk.clause.pending, _units(walk, token)
    if pending is None or _is_per_one(sentence, walk, pending):
        return None, walk
    phrase = choose(_pairs_first(sentence, possible(sentence, walk, pending.readings, units)), walk.head)
    # Of a longer name the enumeration has the say, but no whole is a part of its own enumeration.
    if phrase is None or not (
        pending.alone or _is_whole(sentence, walk, phrase) or not _named_child(sentence, walk, token)
    ):
        return None, walk
    if _follows_an_unread_plan(sentence, walk, phrase, pending.start) or _ends_a_name(sentence, walk, phrase, pending):
        return None, walk
    head, walk = resolved(sentence, walk, phrase, pending, token.start)
    children = walk.clause.children
    if children and children in phrase.inherits and not units.isdisjoint(walk.clause.child_units):
        child = _named_child(sentence, walk, token) if walk.clause.child_prefix else None
        return child or head._replace(family=children, metric=children, children=""), walk
    if phrase.priority == BARE_WORD and not children and walk.topic:
        return None, walk
    if head.metric and metric(sentence, walk, phrase.family) != metric(sentence, walk, children):
        walk = walk.with_clause(children="")
    return head, walk


def _is_per_one(sentence: Sentence, walk: Walk, pending: Pending) -> bool:
    """平均每辆运行维护费2万元: what one of them costs."""
    start = walk.clause.start
    return any(one.word.kind == _PER and start <= one.start < pending.start for one in sentence.tokens)


def _pairs_first(sentence: Sentence, readings: list[Phrase]) -> list[Phrase]:
    """Beside its budget a name is an item of the functions, not the economic category that is called the same.

    A budget has nothing to set beside itself: there 占项目支出预算6.71% only says of what the share is.
    """
    families = sentence.vocabulary.families
    if not sentence.paired or sentence.context.is_budget:
        return readings
    return sorted(readings, key=lambda phrase: phrase.family not in families or not families[phrase.family].paired)


def _follows_an_unread_plan(sentence: Sentence, walk: Walk, phrase: Phrase, start: int) -> bool:
    """年初预算为90万元，支出决算为86万元 without a name: the outcome is no total, it is that of the plan before it."""
    known = sentence.vocabulary.families.get(phrase.family)
    if known is None or not (known.whole and sentence.paired and walk.figures_seen) or walk.readings:
        return False
    names_a_stage = any(token.start == start and token.word.role == "stage" for token in sentence.tokens)
    return names_a_stage and (walk.head is None or not walk.head.metric)


def _ends_a_name(sentence: Sentence, walk: Walk, phrase: Phrase, pending: Pending) -> bool:
    """资源勘探信息支出5万元: a bare word for a whole, behind a name that the vocabulary does not know, is no total."""
    known = sentence.vocabulary.families.get(phrase.family)
    if pending.alone or known is None:
        return False
    is_short = phrase.subject[:1] not in ("", "@") and phrase.kinds.isdisjoint(sentence.context.kinds)
    if phrase.kinds and is_short:
        return True  # 车均运行费2万元: a short form that only the topic explains is a whole name or none
    if pending.is_bare or (phrase.priority == BARE_WORD and known.whole):
        return True
    if any(token.end == pending.start and token.kind == "word" for token in sentence.tokens):
        return False  # 相应安排支出预算: a word stands between
    before = sentence.text[walk.clause.start : pending.start]
    return known.whole and _begins_bare(sentence, pending) and suffix_of(before) is None


def _begins_bare(sentence: Sentence, pending: Pending) -> bool:
    """转移支付补助支出预算数: the phrase adds a stage to a bare word, which with what stands before it is a name."""
    wording = sentence.text[pending.start : pending.end]
    shorter = (sentence.vocabulary.readings.get(wording[:end], ()) for end in range(1, len(wording)))
    return any(reading.priority == BARE_WORD for readings in shorter for reading in readings)


def _is_whole(sentence: Sentence, walk: Walk, phrase: Phrase) -> bool:
    known = sentence.vocabulary.families.get(phrase.family)
    lists_the_same = bool(phrase.children) and phrase.children == walk.clause.children
    return (known is not None and known.whole) or (lists_the_same and phrase.priority != BARE_WORD)


def _named_child(sentence: Sentence, walk: Walk, token: Token) -> Head | None:
    """A name the vocabulary does not know, inside an enumeration: it takes the metric of the enumeration."""
    clause, quiet = walk.clause, walk.quiet
    if not clause.children or quiet.purpose or quiet.block or _units(walk, token).isdisjoint(clause.child_units):
        return None
    start, end = sentence.vocabulary.trimmed(sentence.text, clause.start, token.start)
    if not 2 <= end - start <= _LONGEST_NAME or (not clause.unknown and clause.pending is None):
        return None
    subject: Subject = clause.child_prefix + sentence.text[start:end] if clause.child_prefix else (start, end)
    family = sentence.vocabulary.scoped(clause.children, sentence.context.kinds)
    if sentence.text[start] == NUMBER:
        family = sentence.vocabulary.scopes.get((CODED, family), family)
    return Head(family, metric(sentence, walk, family), subject, clause.child_units, walk.topic)


def _shared_head(walk: Walk, token: Token) -> Head | None:
    head = walk.listing.shared
    if head is None or walk.clause.unknown or walk.clause.pending is not None:
        return None
    return None if head.units.isdisjoint(token.families) else head


def _staged_head(sentence: Sentence, walk: Walk, token: Token) -> Head | None:
    """年初预算为…，支出决算为…: the figure of a stage, of the item or head already set."""
    head = (head_of_heading(sentence, walk) if walk.clause.stage else None) or walk.head
    is_foreign = walk.clause.foreign and walk.item is None and not walk.levels.named
    if walk.clause.unknown or is_foreign or head is None or MONEY not in token.families:
        return None
    first_of_item = walk.item is not None and head.family.startswith("function_") and not walk.readings
    if not (walk.clause.stage or walk.levels.named or first_of_item):
        return None
    known = sentence.vocabulary.families.get(head.family)
    if known is None or not (known.paired or known.prior):
        return None
    return head._replace(metric=metric(sentence, walk, head.family))


def _evaluated_project(sentence: Sentence, walk: Walk, token: Token) -> Head | None:
    """自评得分98.5分。全年预算数为600万元，执行数为580万元: plan and outcome of the project that is evaluated."""
    context, stage = sentence.context, walk.clause.stage
    if _PERFORMANCE not in context.kinds or MONEY not in token.families or stage not in _STAGES_OF_A_PROJECT:
        return None
    name: Subject = context.open_heading or _quoted_project(sentence, token)
    if not name or walk.clause.unknown:
        return None
    return Head(_PROJECT, metric(sentence, walk, _PROJECT), name, MONEY_UNIT)


def _quoted_project(sentence: Sentence, token: Token) -> Subject:
    """The last name in quotation marks that is said to be a project, before the figure."""
    for before in reversed(sentence.tokens[: sentence.tokens.index(token)]):
        readings = sentence.vocabulary.readings[before.text] if before.kind == "phrase" else ()
        if any(reading.family == _PROJECT and reading.subject == "@name" for reading in readings):
            start = max(sentence.text.rfind(mark, 0, before.start) for mark in _OPENING_MARKS) + 1
            return (start, before.start) if 2 <= before.start - start <= _LONGEST_NAME else ""
    return ""


def _head_after(sentence: Sentence, walk: Walk, number: int) -> Head | None:
    """3个内设机构: the thing counted stands after its figure."""
    token = sentence.tokens[number]
    for following in sentence.tokens[number + 1 : number + 1 + _TOKENS_AFTER_FIGURE]:
        gap = sentence.text[token.end : following.start]
        if len(gap) > _LONGEST_GAP_AFTER_FIGURE or not _PAUSES.isdisjoint(gap) or following.kind == "figure":
            return None
        if following.kind == "phrase":
            readings = sentence.vocabulary.readings[following.text]
            phrase = choose(possible(sentence, walk, readings, token.families, after=True), walk.head)
            if phrase is not None:
                return head_of(phrase, (token.unit_end, following.end), phrase.family)
    return None


def _counted_by_topic(sentence: Sentence, walk: Walk, token: Token) -> Head | None:
    """团组0个，累计0人次: persons and groups of what is spoken of."""
    pending, head = walk.clause.pending, walk.head or _NOTHING
    topic = next((phrase.topic for phrase in pending.readings if phrase.topic), "") if pending else head.topic
    if walk.clause.unknown and _COUNTED_BY_TOPIC.isdisjoint(token.families):
        return None
    counts = sentence.vocabulary.counts
    for family in sorted(token.families):
        if (topic, family) in counts:
            name, subject = counts[topic, family]
            return head._replace(family=name, metric=name, subject=subject, units=token.families, topic=topic)
    return None


def _paid_for_the_counted(sentence: Sentence, walk: Walk, number: int) -> Head | None:
    """公务接待24批次，210人次，支出2万元: the word that was counted names a cost as well."""
    counted, token = walk.head, sentence.tokens[number]
    if counted is None or MONEY in counted.units or MONEY not in token.families or not _is_all_known(sentence, number):
        return None
    for before in reversed(sentence.tokens[:number]):
        if before.kind == "phrase" and before.word.role != "filler":
            readings = possible(sentence, walk, sentence.vocabulary.readings[before.text], MONEY_UNIT)
            cost = next((one for one in readings if one.topic == counted.topic), None)
            subject = cost and (cost.subject or (before.start, before.end))
            return cost and head_of(cost, subject or "", metric(sentence, walk, cost.family))
    return None


def _is_all_known(sentence: Sentence, number: int) -> bool:
    """Whether a number, stops and words without meaning, and nothing else, part the last phrase from the figure."""
    end, is_counted = sentence.tokens[number].start, False
    for before in reversed(sentence.tokens[:number]):
        if max(before.end, before.unit_end) != end or (before.kind == "word" and before.word.role != "filler"):
            return False
        if before.kind == "phrase" and before.word.role != "filler":
            return is_counted
        end, is_counted = before.start, is_counted or before.kind == "figure"
    return False


def _heading_head(sentence: Sentence, walk: Walk, token: Token) -> Head | None:
    """The figure of a paragraph that names nothing itself belongs to the heading above it."""
    heading = sentence.context.heading
    if heading is None or walk.head is not None or walk.figures_seen or "pieces" in token.families:
        return None
    is_other = walk.clause.unknown or walk.clause.foreign
    if is_other or walk.clause.pending is not None or heading.units.isdisjoint(token.families):
        return None
    return heading._replace(metric=metric(sentence, walk, heading.family))
