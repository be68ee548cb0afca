"""The rules, a file for each family: each reads a document's facts and yields its problems. Nothing else lives here;
``bends``, ``joining`` and ``residual`` are what rules ask.

A rule never raises and changes nothing; where it can it gives the edit that mends what it found.
"""

from collections.abc import Callable, Iterable

from nnstudio.document.checks.advice import check_advice
from nnstudio.document.checks.codes import check_codes
from nnstudio.document.checks.depth import check_depth
from nnstudio.document.checks.ends import check_ends
from nnstudio.document.checks.loss import check_loss
from nnstudio.document.checks.optimizer import check_optimizer
from nnstudio.document.checks.output import check_output
from nnstudio.document.checks.shapes import check_shapes
from nnstudio.document.checks.wiring import check_left_out, check_wiring
from nnstudio.document.facts import Facts
from nnstudio.document.problem import Problem

CHECKS: tuple[Callable[[Facts], Iterable[Problem]], ...] = (
    check_ends,
    check_wiring,
    check_codes,
    check_shapes,
    check_output,
    check_loss,
    check_optimizer,
    check_advice,
    check_depth,
    check_left_out,
)

__all__ = ["CHECKS"]
