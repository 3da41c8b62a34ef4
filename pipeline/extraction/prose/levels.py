"""Names of the functional classification with marks of their level: …（类）…（款）…（项）.

Which words are such a name and what it makes of the place belong here; names without marks do not (``meaning``).
"""

from pipeline.extraction.prose.lexer import Token
from pipeline.extraction.prose.meaning import metric
from pipeline.extraction.prose.readings import MONEY_UNIT, Head, Item, Subject
from pipeline.extraction.prose.walk import Sentence, Walk

Span = tuple[int, int]


def level(sentence: Sentence, walk: Walk, token: Token) -> Walk:
    """The place after a mark of level: the name before it is the head."""
    kind = token.word.kind
    span, walk = _level_name(sentence, walk, kind, token.start)
    walk = walk.with_clause(start=token.end, unknown=False, pending=None)
    walk = walk._replace(levels=walk.levels._replace(start=token.end, end=token.end, aside=walk.quiet.purpose))
    if span[0] == span[1]:
        return walk
    family, subject = "function_item", span
    if kind == "class":
        family, subject = "function_class", _class_subject(sentence, span[0], token.end)
        walk = walk._replace(item=Item(class_name=span), levels=walk.levels._replace(class_name=span, section=""))
    elif kind == "section":
        walk = walk._replace(item=Item(_class_name(sentence, walk), span), levels=walk.levels._replace(section=span))
    else:
        section = walk.levels.section or sentence.context.section
        walk = walk._replace(item=Item(_class_name(sentence, walk), section, span))
    family = sentence.vocabulary.scoped(family, sentence.context.kinds)
    head = Head(family, metric(sentence, walk, family), subject, MONEY_UNIT)
    return walk._replace(head=head, marked=True, levels=walk.levels._replace(named=True))


def _level_name(sentence: Sentence, walk: Walk, kind: str, end: int) -> tuple[Span, Walk]:
    """The name before a level; one right after the level above is whole (用于体育事业的…（项）)."""
    start = walk.levels.start
    begin, last = sentence.vocabulary.trimmed(sentence.text, start, end)
    if kind not in ("section", "item") or start != walk.levels.end or begin >= last:
        return (begin, last), walk
    lead = sentence.text[start:begin]
    begin = start + next((i for i, sign in enumerate(lead) if sign.isalpha()), len(lead))
    return (begin, last), walk._replace(quiet=walk.quiet._replace(purpose=walk.levels.aside))


def _class_name(sentence: Sentence, walk: Walk) -> Subject:
    return walk.levels.class_name or (walk.item.class_name if walk.item else "") or sentence.context.class_name


def _class_subject(sentence: Sentence, start: int, end: int) -> Span:
    following = sentence.vocabulary.class_tail.match(sentence.text, end)
    return (start, following.end() if following else end)
