"""Rows that a line break inside a cell has cut in pieces: put together again before anything is read.

Whether pieces belong together is decided by their width and by what the vocabulary knows of the whole and of its parts.
Rows of another width for other reasons belong to ``alignment``; labels that are cut between full rows to
``broken_labels``.
"""

from collections import Counter
from collections.abc import Sequence

from pipeline.extraction.page.cells import NUMERIC, classify
from pipeline.extraction.page.grid import Row
from pipeline.extraction.page.text import match_key
from pipeline.extraction.tables.columns import LABEL_ROLES
from pipeline.extraction.tables.headings import lookup_heading
from pipeline.extraction.tables.known_names import is_known
from pipeline.extraction.tables.label_words import has_ordinal, is_total
from pipeline.extraction.tables.labels import FULL_CODE
from pipeline.extraction.wording.tables import vocabulary

MOST_PIECES = 4
LONGEST_PIECE = 24


def is_whole(start: str, rest: str) -> bool:
    """True where two texts are known as one, and not both alone: what follows the start belongs to it."""
    return is_known(start + rest) and not (is_known(start) and is_known(rest))


def usual_width(rows: Sequence[Row]) -> int:
    """The number of cells that most rows with numbers have; of equal counts the larger, 0 without such rows."""
    return commonest(Counter(len(row.cells) for row in rows if has_numbers(row)))


def commonest(widths: Counter[int]) -> int:
    """The width that is counted most; of equal counts the larger, 0 of none."""
    return max(widths, key=lambda width: (widths[width], width), default=0)


def has_numbers(row: Row) -> bool:
    """True where some cell prints a number."""
    return any(kind in NUMERIC for _, kind, _ in row.items)


def join_cut_rows(rows: Sequence[Row]) -> list[Row]:
    """Join the pieces of rows whose cells are broken over several lines.

    Args:
        rows: Rows of one block as printed.

    Returns:
        The rows; a joined one keeps for each cell the line and field in which it begins.
    """
    width = usual_width(rows)
    widest = max((len(row.cells) for row in rows), default=0)
    if all(len(row.cells) >= widest for row in rows):
        return list(rows)
    joined: list[Row] = []
    index = 0
    while index < len(rows):
        count = max(_pieces(rows, index, width), _pieces(rows, index, widest))
        whole = rows[index]
        for piece in rows[index + 1 : index + count]:
            whole = _join(whole, piece)
        joined.append(whole)
        index += count
    return joined


def _pieces(rows: Sequence[Row], index: int, width: int) -> int:
    """How many rows from an index on are one: 1 where the row is whole or nothing says what belongs to it."""
    length = len(rows[index].cells)
    text = ""
    for count in range(1, min(MOST_PIECES, len(rows) - index)):
        last, following = rows[index + count - 1], rows[index + count]
        left, right = last.cells[-1].strip(), following.cells[0].strip()
        if not _is_text(left) or not _is_text(right) or len(following.cells) >= width:
            return 1
        text = (text or left) + right
        length += len(following.cells) - 1
        if not has_numbers(following) and _is_cut_heading(text, right, certain=length == width):
            return count + 1
        if length == width:
            return count + 1 if has_numbers(following) and _is_cut(rows[index], text, right) else 1
        if length > width or len(following.cells) > 1:
            return 1
    return 1


def _is_heading(text: str) -> bool:
    words = vocabulary()
    return words.heading(words.year.sub("", match_key(text)), "") is not None


def _is_label_heading(text: str) -> bool:
    heading = vocabulary().heading(match_key(text), "")
    return heading is not None and heading.role in LABEL_ROLES


def _is_cut_heading(whole: str, right: str, *, certain: bool) -> bool:
    """True where two lines print a known heading between them; unless the width is certain not two headings of two."""
    left = whole.removesuffix(right)
    if not vocabulary().year.sub("", match_key(left)):
        return False
    return _is_heading(whole) and (certain or not (_is_heading(left) and _is_heading(right)))


def _is_text(cell: str) -> bool:
    return classify(cell)[0] == "text"


def _is_cut(first: Row, whole: str, right: str) -> bool:
    """True where a text and its rest are one name: known as a whole, or the name beside a code."""
    left = whole.removesuffix(right)
    if is_known(whole):
        return True
    if has_ordinal(right) or is_total(right) or is_known(left) or is_known(right):
        return False
    if FULL_CODE.match(right) or lookup_heading(match_key(left), ""):
        return False
    kinds = [kind for _, kind, _ in first.items]
    return not any(kind in NUMERIC for kind in kinds[kinds.index("text") :])


def _join(first: Row, second: Row) -> Row:
    places = [first.position(i) for i in range(len(first.cells))]
    places += [second.position(i) for i in range(1, len(second.cells))]
    cells = (*first.cells[:-1], first.cells[-1].strip() + second.cells[0].strip(), *second.cells[1:])
    return Row(cells, first.line, tuple(places))


def with_start(row: Row, pieces: Sequence[tuple[int, str]], *, certain: bool) -> Row | None:
    """The row with the start of its first name, which stands in lines of text right above it.

    Args:
        row: The row.
        pieces: The lines, numbered.
        certain: True where nothing but a piece of the row can stand there.

    Returns:
        The row with the whole name; None where nothing says that the lines are its start.
    """
    rest = row.cells[0].strip()
    if not pieces or len(pieces) >= MOST_PIECES or not rest:
        return None
    start = "".join(text.strip() for _, text in pieces)
    if not has_numbers(row):
        certain = False
        if not _is_cut_heading(start + rest, rest, certain=_is_label_heading(start)):
            return None
    certain = certain and not (is_total(start) or has_ordinal(rest) or is_known(start) or is_known(rest))
    known = is_known(start + rest) or not has_numbers(row)
    if any(len(text) > LONGEST_PIECE for _, text in pieces) or not (certain or known):
        return None
    places = [(pieces[0][0], 1), *(row.position(i) for i in range(1, len(row.cells)))]
    return Row((start + rest, *row.cells[1:]), row.line, tuple(places))


def with_end_of_heading(row: Row, piece: str, *, certain: bool) -> Row | None:
    """The row of a header with the end of its last heading, which stands in a line right below it; else None.

    It is certain where nothing else stands between the header and the rows.
    """
    piece = piece.strip()
    heading = row.cells[-1].strip()
    if not piece or not heading or len(piece) > LONGEST_PIECE or has_numbers(row):
        return None
    if not _is_cut_heading(heading + piece, piece, certain=certain):
        return None
    return Row((*row.cells[:-1], heading + piece), row.line, row.places)


def with_end(row: Row, piece: str) -> Row | None:
    """The row with the end of one of its names, which stands in a line of text right below it; None where none does."""
    piece = piece.strip()
    if not piece or len(piece) > LONGEST_PIECE:
        return None
    for index, kind, _ in row.items:
        name = row.cells[index].strip()
        if kind == "text" and is_whole(name, piece):
            return Row((*row.cells[:index], name + piece, *row.cells[index + 1 :]), row.line, row.places)
    return None
