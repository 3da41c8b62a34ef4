"""From a sentence without digits to its tokens: phrases, words of grammar, figures with units, punctuation.

Which token stands where belongs here; how tokens work upon each other does not (``grammar``).
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from pipeline.extraction.wording.prose import NUMBER, NarrativeVocabulary, Word

Kind = Literal["phrase", "word", "figure", "sign"]
_NO_WORD = Word("", "")
_COMMA = ","


class Token(NamedTuple):
    """One token of a sentence.

    ``word`` is set for words and for phrases that are also a word (支出预算 is a head and a stage). Of a figure,
    ``number`` is its index among the figures of the sentence, ``families`` those of its unit, ``unit_end`` the end of
    the unit, ``value`` whether it is a value at all (not the limit of a class, as in 50万元以上).
    """

    kind: Kind
    start: int
    end: int
    text: str
    word: Word = _NO_WORD
    number: int = -1
    families: frozenset[str] = frozenset()
    unit_end: int = 0
    value: bool = True


def _figure(sentence: str, start: int, number: int, vocabulary: NarrativeVocabulary) -> Token:
    end, families = vocabulary.unit_at(sentence, start + 1)
    is_limit = vocabulary.threshold.match(sentence, end) is not None
    return Token("figure", start, end, sentence[start:end], _NO_WORD, number, families, end, not is_limit)


def _longest(sentence: str, start: int, vocabulary: NarrativeVocabulary) -> Token | None:
    phrase = vocabulary.phrases.match(sentence, start)
    word = vocabulary.words.match(sentence, start)
    meaning = vocabulary.word_of_group[word.lastgroup] if word and word.lastgroup else _NO_WORD
    if phrase and (word is None or phrase.end() >= word.end()):
        shared = word is not None and word.end() == phrase.end()
        return Token("phrase", start, phrase.end(), phrase[0], meaning if shared else _NO_WORD)
    if word and word.end() > start:
        return Token("word", start, word.end(), word[0], meaning)
    return None


def tokens(sentence: str, vocabulary: NarrativeVocabulary) -> Iterator[Token]:
    """Split a sentence; text between two tokens is text that the vocabulary does not know."""
    position, signs = 0, _signs_before(sentence)
    bare_end = -1
    while match := vocabulary.starts.search(sentence, position):
        start = match.start()
        if sentence[start] == NUMBER:
            token = _figure(sentence, start, signs[start], vocabulary)
            if token.families and start == bare_end + 1 and sentence[bare_end] == _COMMA:
                # 收、支总计各是9.1，8.3万元: of two numbers with one unit nobody says which is of what.
                token = token._replace(value=False)
            bare_end = -1 if token.families else token.end
        else:
            token = _longest(sentence, start, vocabulary) or Token("sign", start, start + 1, sentence[start])
        yield token
        position = token.end


def _signs_before(sentence: str) -> list[int]:
    """For every position the number of placeholders before it: the index of the figure that stands there."""
    counts: list[int] = []
    seen = 0
    for sign in sentence:
        counts.append(seen)
        seen += "\x01" <= sign <= "\x04"
    return counts
