"""Forgotten zeroing: gradients of steps that are over add up."""

from nnstudio.inspection.exercises.exercise import Exercise, against_engine
from nnstudio.inspection.exercises.tasks.given_value import VALUE
from nnstudio.text import msg

_START = """def step(w, rate):
    L = (w * 2.0 - 6.0) ** 2
    L.backward()
    w.data -= rate * w.grad
    return L


w = Value(0.0)
for k in range(6):
    L = step(w, 0.1)
    print(k, f"{L.data:.3f}", f"{w.grad:.3f}")
"""
_SOLUTION = _START.replace("    L.backward()", "    w.grad = 0.0\n    L.backward()")


def _engine(times: int) -> str:
    return (
        f"w = Value(0.0)\nfor k in range({times}):\n    L = (w * 2.0 - 6.0)**2\n    w.grad = 0\n    L.backward()\n"
        "    w.data -= 0.1 * w.grad\n"
    )


EXERCISE = Exercise(
    "zeroing",
    msg("Zeroing forgotten"),
    (
        msg(
            "Gradient descent on L = (2w − 6)², whose minimum is at w = 3. Run it: the loss falls and then rises "
            "again, for w.grad still holds the steps before."
        ),
        msg(
            "In the graph each backward pass adds to the last one's sum. Mend step(w, rate), so that every step has "
            "its own gradient."
        ),
    ),
    _START,
    (
        msg("backward() adds to grad; nobody but you sets it back."),
        msg("Write w.grad = 0.0 before L.backward()."),
    ),
    (
        against_engine(
            msg("After one step"),
            "w = Value(0.0)\nL = step(w, 0.1)",
            _engine(1),
            ("w.grad", "w.data"),
            msg("The first step was right already: leave the rest of it as it is."),
        ),
        against_engine(
            msg("After two steps"),
            "w = Value(0.0)\nfor k in range(2):\n    L = step(w, 0.1)",
            _engine(2),
            ("w.grad", "w.data"),
            msg("The second gradient has the first one in it: set it to 0 before the pass."),
        ),
        against_engine(
            msg("After ten steps"),
            "w = Value(0.0)\nfor k in range(10):\n    L = step(w, 0.1)",
            _engine(10),
            ("L.data", "w.data"),
            msg("Set w.grad to 0 at each step, not only at the first one."),
        ),
    ),
    _SOLUTION,
    VALUE,
)
"""The exercise."""
