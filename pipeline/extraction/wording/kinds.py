"""The closed vocabularies of extraction: what a column, a table, a row, a line can be.

The words that the interface to dbt and the seeds share belong here, so that a misspelt one is an error of the type
checker. What a word leads to belongs to the module that acts on it; wording of documents is rows of the seeds.
"""

from collections.abc import Mapping
from typing import Literal, get_args

Role = Literal[
    "code", "code_part", "column_no", "name", "line_no", "serial", "unit_code", "unit_name", "project_name", "text",
    "indicator", "indicator_group", "side_revenue", "side_expenditure", "group", "generic", "subtotal_group", "amount",
    "economic", "part", "aside", "unknown",
]  # fmt: skip
"""What a heading makes of its column: ``part`` of the amount above it, ``aside`` no amount of the table."""

Axis = Literal[
    "line", "function", "economic", "project", "item", "unit", "three_public", "asset", "wages", "balance",
    "operations", "performance", "",
]  # fmt: skip
"""What the rows of a table are told apart by; as the axis of a heading, the tables it is meant for (empty: all)."""

Stage = Literal["", "budget", "adjusted_budget", "final", "prior_budget", "prior_final", "prior", "earlier"]
"""The stage of a column; ``prior`` is one of the two of the year before, as the document is one or the other,
``earlier`` any stage of another year that has no name of its own; its amounts are not placed."""

RowKind = Literal["function", "economic", "total", "line", "unit", "project", "item"]
Placement = Literal["header", "inferred"]
"""What decided the column of a figure: the headings above it, or the arithmetic of its row or column."""
MatchMethod = Literal["exact", "similar", "header", "continuation", "none"]
"""How a table found its statement."""
RowType = Literal["indicator", "execution", "total"]
"""A row of a performance table; ``execution`` is the 执行率 row, ``total`` the 总分."""
SubjectKind = Literal["department", "project"]
LineKind = Literal["table", "title", "unit", "department", "number", "note", "text"]

PRIOR = "prior"
"""The year before, alone as a stage of a column, or before a stage of that year."""

ROLES: Mapping[str, Role] = {word: word for word in get_args(Role)}
AXES: Mapping[str, Axis] = {word: word for word in get_args(Axis)}
STAGES: Mapping[str, Stage] = {word: word for word in get_args(Stage)}


def of_prior_year(stage: Stage) -> Stage:
    """The same stage in the year before."""
    return STAGES.get(f"{PRIOR}_{stage}", "earlier") if stage else PRIOR
