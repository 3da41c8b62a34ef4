"""Test files written in the formats of publishers, so that a test shows what is printed beside what is read."""
