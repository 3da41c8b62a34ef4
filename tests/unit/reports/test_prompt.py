"""The prompt of ``yujuesuan sql``, whatever the shell gave it to read from."""

import sys

import duckdb
import pytest

from pipeline.reports.prompt import prompt


def test_an_input_that_the_shell_closed_is_one_that_has_ended(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with duckdb.connect() as connection:
        prompt(connection)
    assert "End a query" in capsys.readouterr().out
