"""From a finished build to a published warehouse: gate, manifest, release, diff. No Dagster, no dbt."""
