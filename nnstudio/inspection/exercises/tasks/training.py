"""The loop that trains: forward, loss, zero, backward, update."""

from nnstudio.engine.scalars import MLP, total
from nnstudio.inspection.exercises.exercise import Check, Exercise, Wanted, holds
from nnstudio.inspection.exercises.tasks import given_value
from nnstudio.text import msg

_START = """def train(net, xs, ys, steps, rate):
    losses = []
    return losses


xs = [[1.0, 0.5], [-1.0, 1.0]]
ys = [1.0, -1.0]
net = MLP(2, [2, 1])
for L in train(net, xs, ys, 5, 0.1):
    print(f"{L:.5f}")
"""
_SOLUTION = """def train(net, xs, ys, steps, rate):
    losses = []
    for k in range(steps):
        L = Value(0.0)
        for x, y in zip(xs, ys):
            L = L + (net(x)[0] - y) ** 2
        for p in net.parameters():
            p.grad = 0.0
        L.backward()
        for p in net.parameters():
            p.data -= rate * p.grad
        losses.append(L.data)
    return losses


xs = [[1.0, 0.5], [-1.0, 1.0]]
ys = [1.0, -1.0]
net = MLP(2, [2, 1])
for L in train(net, xs, ys, 5, 0.1):
    print(f"{L:.5f}")
"""
_INPUTS, _TARGETS, _RATE = ([1.0, 0.5], [-1.0, 1.0], [0.5, -1.0]), (1.0, -1.0, 1.0), 0.05
_DATA = f"xs = {list(_INPUTS)}\nys = {list(_TARGETS)}\nnet = MLP(2, [2, 1])\n"
_FIXED = _DATA + "for i, p in enumerate(net.parameters()):\n    p.data = 0.25 * (i % 5) - 0.4\n"


def _engine(steps: int) -> Wanted:
    net = MLP(2, [2, 1])
    for place, parameter in enumerate(net.parameters()):
        parameter.data = 0.25 * (place % 5) - 0.4
    losses = []
    for _ in range(steps):
        loss = total((net(x)[0] - y) ** 2 for x, y in zip(_INPUTS, _TARGETS, strict=True))
        net.zero_grad()
        loss.backward()
        for parameter in net.parameters():
            parameter.data -= _RATE * parameter.grad
        losses.append(loss.data)
    shown = {f"losses[{place}]": losses[place] for place in {0, 1, steps - 1} if place < steps}
    return {"len(losses)": steps, **shown, "net.parameters()[0].data": net.parameters()[0].data}


EXERCISE = Exercise(
    "training",
    msg("Training"),
    (
        msg(
            "All parts are there: Value, Neuron, Layer, MLP. Write train(net, xs, ys, steps, rate): at every step the "
            "loss L, the sum of (net(x)[0] − y)² over all samples, then the gradients, then p.data −= rate · p.grad "
            "for every parameter."
        ),
        msg("It returns the list of the losses, L.data of each step before its update. Mind the zeroing."),
    ),
    _START,
    (
        msg("Begin the sum with L = Value(0.0), and add (net(x)[0] - y) ** 2 for x, y in zip(xs, ys)."),
        msg("The order of a step: loss, all gradients to 0, L.backward(), update."),
    ),
    (
        Check(
            msg("One step"),
            _FIXED + f"losses = train(net, xs, ys, 1, {_RATE})",
            lambda: _engine(1),
            msg("The loss is the sum over the samples; each parameter goes against its gradient."),
        ),
        Check(
            msg("Ten steps"),
            _FIXED + f"losses = train(net, xs, ys, 10, {_RATE})",
            lambda: _engine(10),
            msg("Right at the first step and wrong later: were the gradients set to 0?"),
        ),
        holds(
            msg("It learns"),
            _DATA + "losses = train(net, xs, ys, 30, 0.1)",
            {"losses[-1] < losses[0]": True},
            msg("The update goes against the gradient: data − rate · grad."),
        ),
    ),
    _SOLUTION,
    f"{given_value.VALUE}\n\n{given_value.NEURON}\n\n{given_value.LAYER}\n\n{given_value.MLP}",
)
"""The exercise."""
