"""What a published warehouse owes its readers: the tables of the contract, and when each of them may be empty.

Names and due-conditions only. How the gate checks them is ``gate.py``; what the columns are is dbt's contract.
"""

from dataclasses import dataclass

_REVENUE = "statement_id in ('final_revenue', 'budget_revenue') and is_money"
_EXPENDITURE = "statement_id in ('final_expenditure', 'budget_expenditure', 'final_general_expenditure') and is_money"
_ECONOMIC = "row_code_system like 'economic%' and statement_id like '%basic%' and is_money"


@dataclass(frozen=True)
class Mart:
    """One table of the contract.

    Attributes:
        name: table in schema ``main``.
        dataset: extracted dataset whose rows oblige the mart to have rows; None when it must have rows always.
        condition: which rows of the dataset oblige it, as a SQL predicate.
        one_to_one: every such row of the dataset is exactly one row of the mart.
    """

    name: str
    dataset: str | None = None
    condition: str = "true"
    one_to_one: bool = False


MARTS: tuple[Mart, ...] = (
    Mart("dim_document", "documents"),
    Mart("dim_department", "documents", "department_name is not null"),
    Mart("dim_region"),
    Mart("dim_function"),
    Mart("dim_economic"),
    Mart("dim_statement"),
    Mart("dim_rule"),
    Mart("dim_code"),
    Mart("fct_statement", "statements"),
    Mart("fct_figure", "figures", one_to_one=True),
    Mart("fct_revenue", "figures", _REVENUE),
    Mart("fct_expenditure", "figures", _EXPENDITURE),
    Mart("fct_expenditure_economic", "figures", _ECONOMIC),
    Mart("fct_three_public", "figures", "statement_id = 'final_three_public' and is_money"),
    Mart("fct_project", "figures", "statement_id = 'budget_projects' and project_name is not null and is_money"),
    Mart("fct_budget_execution", "narrative_figures", "metric = 'budget_initial' and function_item is not null"),
    Mart("fct_narrative_figure", "narrative_figures", one_to_one=True),
    Mart("fct_performance_indicator", "indicators", "row_type = 'indicator'"),
    Mart("fct_reconciliation", "figures", _EXPENDITURE),
    Mart("fct_unplaced_cell", "unplaced_cells", one_to_one=True),
    Mart("mart_department_year", "figures", _EXPENDITURE),
    # Bodies of no known region are of none.
    Mart("mart_region_spending", "figures", "false"),
    Mart("document_outcome", "outcomes"),
    Mart("expenditure", "figures", _EXPENDITURE),
    Mart("expenditure_economic", "figures", _ECONOMIC),
    Mart("revenue", "figures", _REVENUE),
    # Rows of earlier years alone, or of projects in words alone, leave these two with nothing to say.
    Mart("three_public", "figures", "false"),
    Mart("projects", "figures", "false"),
    Mart("department_year", "figures", _EXPENDITURE),
)

RELEASE_TABLE = "release"
