"""The seeds, compiled for matching. The words themselves are rows of ``dbt_project/seeds``."""
