"""PDF: the engine, the pages, the picture of a page with a place marked."""
