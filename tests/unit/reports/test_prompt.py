"""The prompt of ``yujuesuan sql``, whatever the shell gave it to read from and whatever becomes of a query."""

import sys

import pytest

from pipeline.reports.prompt import prompt


def echo(query: str) -> str:
    return f"<{query}>\n"


def test_an_input_that_the_shell_closed_is_one_that_has_ended(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert prompt(echo)
    assert "End a query" in capsys.readouterr().out


def test_a_query_without_an_answer_does_not_end_the_others(capsys: pytest.CaptureFixture[str]) -> None:
    def ask(query: str) -> str:
        if query == "stop;":
            raise KeyboardInterrupt
        if query == "wrong;":
            raise RuntimeError("it is wrong \x1b[31m")
        return echo(query)

    assert not prompt(ask, ["wrong;", "stop;", "select", "1;"])
    assert capsys.readouterr().out.splitlines()[1:] == [
        r"it is wrong \x1b[31m",
        "",
        "The query was stopped.",
        "<select",
        "1;>",
    ]
    assert prompt(ask, ["select 1;"])
