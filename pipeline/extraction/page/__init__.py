"""What is on paper: documents, grids, rows, cells, text. No word of the budget belongs here."""
