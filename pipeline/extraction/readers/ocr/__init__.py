"""Recognition of pages that are pictures: an optional extra (``make setup-ocr``)."""
