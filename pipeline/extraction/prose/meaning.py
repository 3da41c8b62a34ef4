"""What a waiting phrase means at its place in the sentence: its reading, its head, its metric.

The step from a phrase to a head belongs here. Which token makes a phrase wait, and which figure asks for it, do not
(``words``, ``heads``).
"""

from collections.abc import Iterable
from typing import Literal

from pipeline.extraction.prose.readings import (
    Head,
    Item,
    Pending,
    applicable,
    choose,
    head_of,
    metric_of,
    subject_of,
)
from pipeline.extraction.prose.walk import Sentence, Walk
from pipeline.extraction.wording.prose import MONEY, NUMBER, THIS_YEAR, Phrase

CODED = "coded"
"""Scope of a name that begins with a number of its own (2120803-城市建设支出): an item of the classification."""
AROUND = "around"
"""Scope of a whole that lists itself: what it then is."""
_PART_OF, _AMONG, _AFTER, _BESIDE = "of ", "among ", "after ", "beside "
_BARE = 2
"""Signs of a bare word for a flow (收入, 支出)."""
_FUNCTIONS = frozenset({"function_class", "function_section", "function_item"})


def possible(
    sentence: Sentence, walk: Walk, readings: Iterable[Phrase], units: frozenset[str] | None, *, after: bool = False
) -> list[Phrase]:
    """The readings of a wording that are possible here; see :func:`readings.applicable`."""
    return applicable(readings, sentence.context, units, after=after, topic=walk.topic)


def metric(sentence: Sentence, walk: Walk, family: str) -> str:
    """The metric that a family gives at the present stage."""
    stage = "" if walk.clause.stage == "this_year" else walk.clause.stage
    stage = stage or (walk.listing.stage if family == walk.listing.family else "") or stage_of_heading(sentence)
    return metric_of(family, stage, sentence.context, sentence.paired, sentence.vocabulary)


def stage_of_heading(sentence: Sentence) -> Literal["prior", ""]:
    """The stage of what says none, in a sentence that neither names the year of the document nor compares with it."""
    if not sentence.context.is_prior or THIS_YEAR in sentence.text:
        return ""
    return "" if any(token.word.role == "base" for token in sentence.tokens) else "prior"


def resolved(sentence: Sentence, walk: Walk, phrase: Phrase, pending: Pending, clause_end: int) -> tuple[Head, Walk]:
    """The head that a reading of the waiting phrase sets, and the place with the item that it names, if any."""
    vocabulary, context = sentence.vocabulary, sentence.context
    begin = vocabulary.name_begin(sentence.text, min(walk.clause.start, pending.start), pending.start)
    end = pending.start if phrase.subject == "@name" else clause_end
    name = vocabulary.trimmed(sentence.text, begin, end)
    subject = subject_of(phrase, (pending.start, pending.end), name, walk.head, context)
    family = _of_bracket(sentence, walk, phrase.family) or _in_list(sentence, walk, phrase.family)
    if sentence.text[walk.clause.start : walk.clause.start + 1] == NUMBER:
        family = vocabulary.scopes.get((CODED, family), family)
    head = head_of(phrase, subject, metric(sentence, walk, family))._replace(family=family)
    return head, _with_item(sentence, walk, phrase, (pending.start, pending.end))


def _of_bracket(sentence: Sentence, walk: Walk, family: str) -> str:
    """What a total is in a bracket: a part of the head before it (“三公”经费6万元（其中：一般公共预算支出6万元）)."""
    outer = walk.brackets[-1][1] if walk.brackets else None
    return sentence.vocabulary.scopes.get((f"{_PART_OF}{outer.family}", family), "") if outer else ""


def _in_list(sentence: Sentence, walk: Walk, family: str) -> str:
    """What an amount is in an open list of parts (项目支出9万元，其中：一般公共预算9万元); empty: nothing of ours."""
    vocabulary, whole = sentence.vocabulary, walk.listing.whole
    listed = f"{_AMONG}{whole.family}" if whole is not None and walk.clause.children else ""
    if (listed, family) in vocabulary.scopes:
        return vocabulary.scopes[listed, family]
    return vocabulary.scoped(family, sentence.context.kinds)


def _with_item(sentence: Sentence, walk: Walk, phrase: Phrase, span: tuple[int, int]) -> Walk:
    """The place after a name of the classification that has no mark of its level."""
    context = sentence.context
    match phrase.family:
        case "function_class":
            item = Item(class_name=span)
        case "function_section":
            item = Item(context.class_name, span)
        case "function_item":
            item = Item(context.class_name, context.section, span)
        case _:
            return walk
    return walk._replace(item=item, marked=False)


def head_of_pending(sentence: Sentence, walk: Walk, pending: Pending) -> tuple[Head | None, Walk]:
    """The head that a waiting phrase would set without a figure."""
    phrase = choose(possible(sentence, walk, pending.readings, None), walk.head)
    return (None, walk) if phrase is None else resolved(sentence, walk, phrase, pending, pending.end)


def governing_head(sentence: Sentence, walk: Walk) -> tuple[Head | None, Walk]:
    """The head of a share, a rate or a change: the phrase of its own clause, which it sets, else the head before."""
    pending = walk.clause.pending
    if pending is None:
        return (None if walk.clause.unknown else walk.head), walk
    is_bare = pending.end - pending.start <= _BARE
    if is_bare and not pending.alone and walk.head is not None:
        return walk.head, walk  # 事业收入8万元，为开展业务取得的收入，比上年减少1万元
    head, walk = head_of_pending(sentence, walk, pending)
    before = walk.head
    if head is not None and before is not None:
        # 一般公共预算财政拨款支出9万元，财政拨款支出比上年增加1万元: a shorter word for what the sentence speaks of.
        scopes = sentence.vocabulary.scopes
        if (f"{_AFTER}{before.family}", head.family) in scopes or _is_shortened(sentence, pending, before):
            head = before
        elif is_bare and (f"{_BESIDE}{before.family}", head.family) in scopes:
            # 收入总计9万元，支出总计8万元。与上年相比，收入增加1万元，支出增加2万元: the words for the totals.
            beside = scopes[f"{_BESIDE}{before.family}", head.family]
            head = head._replace(family=beside, metric=metric(sentence, walk, beside))
    head = head or before
    return head, walk._replace(head=head)


def _is_shortened(sentence: Sentence, pending: Pending, before: Head) -> bool:
    """一般公共预算财政拨款支出9万元，一般公共预算财政拨款比上年增加1万元: 支出 is left out the second time."""
    vocabulary = sentence.vocabulary
    if pending.end - pending.start <= _BARE:
        return False
    whole_word = sentence.text[pending.start : pending.end] + vocabulary.class_tail.pattern
    return any(reading.family == before.family for reading in vocabulary.readings.get(whole_word, ()))


def head_of_heading(sentence: Sentence, walk: Walk) -> Head | None:
    """What the heading names, where nothing in the text has the stage that follows (团组0个。预算1万元，决算0万元)."""
    families, heading = sentence.vocabulary.families, sentence.context.heading
    named = families.get(heading.family) if heading is not None else None
    if named is None or not named.prior or walk.clause.unknown:
        return None
    own = families.get(walk.head.family) if walk.head is not None else None
    return None if own is not None and (own.paired or own.prior or own.whole) else heading


def head_in_reason(sentence: Sentence, walk: Walk) -> tuple[Head | None, Walk]:
    """A reason may say what changed (因人员经费减少20万元); what it does not name stays unread."""
    pending = walk.clause.pending
    if pending is None or not pending.alone:
        return None, walk
    head, after = head_of_pending(sentence, walk, pending)
    # 因公务用车保有量减少4辆: nobody says against what.
    return (head, after) if head is None or MONEY in head.units else (None, walk)
