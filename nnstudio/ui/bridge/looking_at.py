"""From a number that something is said of, to the step of Inspect that computes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nnstudio.inspection import Step

if TYPE_CHECKING:
    from nnstudio.engine import Place
    from nnstudio.ui.bridge.session import Session


def look_at(session: Session, number: Place) -> None:
    """Have Inspect stand on the step of a number of the batch: ``a``, ``grad_z``, ``mean_loss``, ``weight_grad`` …"""
    if number.quantity.endswith("_grad"):
        # It is the batch's that was looked at, not one sample's share.
        session.inspection.set_options(batch=True)
    if number.quantity == "grad_a":
        # Of a neuron with a function it has no step of its own: it is what δ is made of.
        session.inspection.go_to(Step("backward", number.layer, "grad_z", number.index))
    session.inspection.go_to(Step(_phase(number.quantity), number.layer, number.quantity, number.index))


def _phase(quantity: str) -> str:
    if quantity in ("loss", "mean_loss"):
        return "loss"
    back = quantity == "slope" or quantity.startswith("grad") or "_grad" in quantity
    return "backward" if back else "forward"
