"""Tables of a run: its curves, single weights and histograms over the steps."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnstudio.exchange.table import Table
from nnstudio.training.curves import RunCurves
from nnstudio.training.observation import DECADES, Name
from nnstudio.training.pyramid import Curve
from nnstudio.training.trends import Rows, Spreads


def curves_table(curves: dict[str, Curve]) -> Table:
    """Return curves as a row for each stretch of steps: name, its middle step, least, mean and largest value."""
    points = [curve.points() for curve in curves.values()]
    names = [name for name, (step, *_) in zip(curves, points, strict=True) for _ in step]
    columns = (np.concatenate(parts) for parts in zip(*points, strict=True))
    return Table(("series", "step", "minimum", "mean", "maximum"), (names, *columns))


def numbers_table(rows: Rows, names: Sequence[str]) -> Table:
    """Return single numbers' means as a column each, a row for each stretch of steps."""
    steps, means = rows.points()
    return Table(("step", *names), (steps, *means.T))


def spreads_table(name: Name, spreads: Spreads) -> Table:
    """Return spreads as a row for each bin and stretch that is not empty; bins of sizes are in powers of ten."""
    steps, shares = spreads.points()
    low, high = DECADES if name[0] == "gradients" else (-(2.0**spreads.reach), 2.0**spreads.reach)
    edges = np.linspace(low, high, shares.shape[1] + 1)
    rows, bins = np.nonzero(shares)
    return Table(("step", "from", "to", "share"), (steps[rows], edges[bins], edges[bins + 1], shares[rows, bins]))


def run_table(curves: RunCurves) -> Table:
    """Return all curves of a run, those of its layers too, as :func:`curves_table` does."""
    trends = {" ".join(name): curve for name, curve in curves.trends.curves.items()}
    return curves_table({**curves.all(), **trends})
