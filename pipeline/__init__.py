"""Yujuesuan: from published disclosures to one reconciled warehouse."""
