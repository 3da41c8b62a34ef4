"""Running dbt without Dagster: its process, its variables, its failures."""
