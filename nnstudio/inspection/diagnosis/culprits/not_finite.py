"""A number that is no number any more."""

from __future__ import annotations

from dataclasses import replace

from nnstudio.document.edits import Edit
from nnstudio.engine import Place
from nnstudio.engine.declaration import Declaration
from nnstudio.inspection.diagnosis.case import Case
from nnstudio.inspection.diagnosis.figures import number
from nnstudio.inspection.diagnosis.finding import Culprit, Evidence, Finding
from nnstudio.inspection.diagnosis.remedies import other_function, other_rate
from nnstudio.text import Message, msg
from nnstudio.training.failure import Failure


class NotFinite(Culprit):
    """Infinity or NaN came up: in which layer, at which step, and why."""

    declaration = Declaration(
        id="not_finite",
        name=msg("Infinite or undefined numbers"),
        help=msg("A number became infinite or undefined; all that is computed from it is, too."),
        aliases=("NaN", "inf", "overflow", "溢出", "溢位"),
    )
    explains = frozenset(
        {"diverging", "dead", "saturated", "exploding", "vanishing", "learning_rate_low", "not_learning",
         "underfitting", "overfitting", "class_imbalance"}
    )  # fmt: skip

    def find(self, case: Case) -> Finding | None:
        """Tell of the failure."""
        failure = case.failure
        if failure is None:
            return None
        found = self.finding(
            msg(
                "At step {step} a number became infinite or undefined, first {quantity} of “{layer}”. {why}",
                step=failure.step,
                quantity=_symbol(failure.quantity),
                layer=case.name_of(failure.layer),
                why=_why(case, failure),
            ),
            _remedy(failure),
            [
                Evidence(
                    msg("First number that is not finite"), _symbol(failure.quantity), failure.layer, (), failure.step
                )
            ],
            fix=_fix(case, failure),
        )
        # That step itself is none of the run's any more: what is looked at is the last sound one, on the way there.
        return replace(found, neurons=_neurons(failure), step=failure.sound, number=_number(failure))


def _symbol(quantity: str) -> str:
    known = {"weight": "W", "bias": "b", "grad_z": "∂L/∂z", "grad_a": "∂L/∂a", "slope": "f′(z)", "loss": "L"}
    return known.get(quantity, f"∂L/∂{quantity.removeprefix('grad_')}" if quantity.startswith("grad_") else quantity)


def _neurons(failure: Failure) -> tuple[tuple[int, ...], ...]:
    return () if failure.parameter or failure.quantity in ("x", "loss") else (failure.index,)


def _number(failure: Failure) -> Place:
    """Return the number that has a step of its own: of a weight its gradient, beside which its next change stands."""
    if failure.quantity == "loss":
        return Place(failure.layer, "mean_loss", ())
    if failure.parameter:
        return Place(failure.layer, f"{failure.parameter}_grad", failure.index)
    return Place(failure.layer, failure.quantity, failure.index)


def _why(case: Case, failure: Failure) -> Message:
    if failure.quantity in ("a", "slope"):
        return msg("The layer’s function is not defined for such z, or too large for the number format.")
    if failure.quantity == "loss":
        return msg("The loss takes a logarithm of 0, or a power too large for the number format.")
    if failure.quantity == "z":
        return msg("Its sum of products is too large for the number format: the weights or inputs are too large.")
    looks = [look for look in case.looks if look.ratio == look.ratio]
    if looks and not failure.quantity.startswith("grad_"):
        ratio = number(looks[-1].ratio)
        return msg("The update before made it so: updates were {ratio} times as long as the weights.", ratio=ratio)
    return msg("The gradient grew too large for the number format on its way back.")


def _remedy(failure: Failure) -> Message:
    if failure.quantity in ("a", "slope"):
        return msg("Take a function that is defined everywhere, such as tanh or ReLU.")
    return msg("Take a smaller learning rate, scaled data, or smaller first weights.")


def _fix(case: Case, failure: Failure) -> Edit | None:
    if failure.quantity in ("a", "slope"):
        return other_function(case.document, [failure.layer], "tanh", msg("Use tanh"))
    return other_rate(case.document, 0.1)
