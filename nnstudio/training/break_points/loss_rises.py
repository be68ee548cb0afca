"""A loss that has begun to rise."""

from __future__ import annotations

from nnstudio.engine import Place, Plan
from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.text import Message, msg
from nnstudio.training.break_point import BreakPoint, Names, Test
from nnstudio.training.run import Run


class LossRises(BreakPoint):
    r"""Comes true where the mean loss of the last K batches is above that of the K before by more than a share.

    .. math:: \bar L_{t-K+1 \ldots t} > (1 + s)\, \bar L_{t-2K+1 \ldots t-K}

    Single batches' losses go up and down by chance, so means are compared. What it compares begins where the run was
    last set going.
    """

    declaration = Declaration(
        id="loss_rises",
        name=msg("The loss rises"),
        help=msg("The mean loss of the last batches is above that of as many before."),
        formula=r"\bar L > (1 + s) \, \bar L_{\mathrm{before}}",
        parameters=(
            Parameter("share", msg("Share"), Kind.REAL, 0.1, msg("By how much of it."), 0.0, symbol="s"),
            Parameter("steps", msg("Batches"), Kind.INTEGER, 20, msg("Over how many."), 1, 100_000, symbol="K"),
        ),
    )

    def watch(self, run: Run) -> Test:
        """Keep two sums over the last 2K losses, which stand in a ring: the next one comes where the oldest is."""
        length, factor = int(self.steps), 1.0 + float(self.share)
        ring = [0.0] * (2 * length)
        older = newer = 0.0
        place, full = 0, False

        def test(plan: Plan) -> bool:
            nonlocal older, newer, place, full
            loss, moved = plan.loss.item(), ring[place - length]
            newer += loss - moved
            older += moved - ring[place]
            ring[place] = loss
            place += 1
            if place == 2 * length:
                place, full = 0, True
            return full and newer > factor * older

        return test

    def place(self, plan: Plan) -> Place | None:
        """Return the batch's mean loss."""
        return Place(plan.graph.sinks[0], "mean_loss", ())

    def said(self, names: Names) -> Message:
        """Say by how much."""
        return msg(
            "the mean loss of {steps} batches rises by more than {share} %",
            steps=self.steps,
            share=f"{100 * self.share:g}",
        )
