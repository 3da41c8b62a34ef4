"""Reading disclosures: bytes to lines, lines to tables, tables to placed cells, prose to figures.

Plain functions without Dagster. This package decides WHERE a number stands (document, statement, row, column, line,
field) with the vocabulary of ``dbt_project/seeds``; what it is worth in yuan is decided in ``dbt_project/models``.
"""
