"""Grids to placed figures. What a figure is worth in yuan does not belong here: that is dbt."""
