"""Rows as Parquet: columns, records, files, parser version. How a value is found does not belong here."""
