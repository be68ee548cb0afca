"""Programs to begin with."""

from __future__ import annotations

from nnstudio.text import Message, msg

EXAMPLES: tuple[tuple[str, Message, str], ...] = (
    (
        "product",
        msg("First steps"),
        "a = Value(2.0)\nb = Value(-3.0)\nc = a * b\nL = c + a\nL.backward()\n",
    ),
    (
        "micrograd",
        msg("micrograd's example"),
        "a = Value(-4.0)\nb = Value(2.0)\nc = a + b\nd = a * b + b**3\nc += c + 1\nc += 1 + c + (-a)\n"
        "d += d * 2 + (b + a).relu()\nd += 3 * d + (b - a).relu()\ne = c - d\nf = e**2\ng = f / 2.0\ng += 10.0 / f\n"
        "g.backward()\n",
    ),
    (
        "neuron",
        msg("A tanh neuron"),
        "x1 = Value(2.0)\nx2 = Value(0.0)\nw1 = Value(-3.0)\nw2 = Value(1.0)\nb = Value(6.8813735870195432)\n"
        "n = x1 * w1 + x2 * w2 + b\no = n.tanh()\no.backward()\n",
    ),
    (
        "sigma",
        msg("σ(w x + b), both modes"),
        "x = Value(1.0)\nw = Value(0.0)\nb = Value(0.0)\nz = w * x + b\nf = 1 / (1 + exp(-z))\nf.backward()\n"
        "f.forward(w)\n",
    ),
    (
        "forgotten",
        msg("Zeroing forgotten"),
        "a = Value(3.0)\nL = a * a\nL.backward()\nL.backward()\nprint(a.grad)\nL.zero_grad()\nL.backward()\n"
        "print(a.grad)\n",
    ),
    (
        "network",
        msg("A network of scalars learns"),
        "n = MLP(2, [3, 1])\nfor k in range(3):\n    y = n([1.0, -0.5])\n    L = (y - 1)**2\n    n.zero_grad()\n"
        "    L.backward()\n    for p in n.parameters():\n        p.data += -0.1 * p.grad\n    print(L.data)\n",
    ),
)
"""Id, name, text."""
