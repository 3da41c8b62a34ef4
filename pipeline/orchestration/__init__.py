"""Dagster only: assets, checks, jobs, schedules, sensors, resources. No parsing, no arithmetic, no SQL of meaning."""
