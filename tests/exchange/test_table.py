"""Columns as comma-separated values."""

from __future__ import annotations

import csv
import io

import numpy as np

from nnstudio.exchange.table import Table, to_csv


def test_numbers_come_back_to_their_last_bit() -> None:
    x = np.array([0.1, 1 / 3, -2e-300])
    text = to_csv(Table(("x", "n", "名, “称”"), (x, np.array([1, 2, 3]), ["a", "b,c", 'd"e'])))
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["x", "n", "名, “称”"]
    assert [float(row[0]) for row in rows[1:]] == x.tolist()
    assert [row[1:] for row in rows[1:]] == [["1", "a"], ["2", "b,c"], ["3", 'd"e']]


def test_short_columns_and_holes_are_empty() -> None:
    text = to_csv(Table(("a", "b"), (np.array([1.0, np.nan, np.inf]), np.array([2.0], np.float32))))
    assert text == "a,b\n1.0,2.0\n,\n,\n"
