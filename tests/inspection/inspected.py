"""Networks to look into, and an evaluator of what is copied from a card that shares nothing with the program."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Callable, Sequence

from nnstudio import engine
from nnstudio.engine import Plan, Program
from nnstudio.engine.typing import Array


def _sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-z)) if z > 0 else math.exp(z) / (1 + math.exp(z))


FUNCTIONS: dict[str, Callable[[float], float]] = {
    "σ": _sigmoid,
    "tanh": math.tanh,
    "exp": math.exp,
    "ln": math.log,
    "√": math.sqrt,
    "erf": math.erf,
    "abs": abs,
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "arctan": math.atan,
    "sinh": math.sinh,
    "cosh": math.cosh,
    "sign": lambda x: float((x > 0) - (x < 0)),
    "step": lambda z: float(z >= 0),
    "id": lambda z: z,
    "ReLU": lambda z: max(z, 0.0),
    "ReLU′": lambda z: float(z > 0),
    "ReLU6": lambda z: min(max(z, 0.0), 6.0),
    "ReLU6′": lambda z: float(0 < z < 6),
    "hardtanh": lambda z: max(-1.0, min(z, 1.0)),
    "hardtanh′": lambda z: float(-1 < z < 1),
    "softplus": lambda z: max(z, 0.0) + math.log1p(math.exp(-abs(z))),
}
"""Every function that a card may write. Another one is a mistake, and told."""

_CALLED = re.compile(r"([^\W\d_][^\W_]*′?|√)\(")
"""A function's name before its bracket."""


def calculate(text: str) -> float:
    """Return what a copied line comes to: numbers, + − * / **, brackets, max and the functions above.

    Raises
    ------
    ValueError : anything else stands there, such as a function that this evaluator does not know.
    """
    names = list(FUNCTIONS)
    unknown = set(_CALLED.findall(text)) - {*names, "max"}
    if unknown:
        raise ValueError(f"functions unknown to the evaluator: {unknown} in {text}")
    plain = _CALLED.sub(lambda found: "max(" if found[1] == "max" else f"F{names.index(found[1])}(", text)
    try:
        return _value(ast.parse(plain, mode="eval").body)
    except SyntaxError as error:
        raise ValueError(text) from error


def _value(node: ast.expr) -> float:
    match node:
        case ast.Constant(value=float() | int() as number):
            return float(number)
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -_value(inner)
        case ast.BinOp(left=left, op=op, right=right):
            return _combined(op, _value(left), _value(right))
        case ast.Call(func=ast.Name(id="max"), args=[*rivals]):
            return max(map(_value, rivals))
        case ast.Call(func=ast.Name(id=name), args=[argument]):
            return FUNCTIONS[list(FUNCTIONS)[int(name[1:])]](_value(argument))
    raise ValueError(ast.dump(node))


def _combined(op: ast.operator, left: float, right: float) -> float:
    match op:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
        case ast.Div():
            return left / right
        case ast.Pow():
            return left**right
    raise ValueError(op)


def network(
    widths: tuple[int, ...],
    activations: tuple[str, ...],
    *,
    loss: str = "half_mse",
    optimizer: str = "sgd",
    dtype: str = "float32",
    rate: float = 0.1,
    seed: int = 0,
    penalties: tuple[float, float] = (0.0, 0.0),
    dropout: float = 0.0,
) -> Program:
    """Return a chain of dense layers with names h1, h2 …"""
    nodes = [engine.GraphNode("x", engine.layers.make("input", shape=(widths[0],)))]
    for number, (units, activation) in enumerate(zip(widths[1:], activations, strict=True), start=1):
        layer = engine.layers.make("dense", units=units, activation=activation)
        nodes.append(engine.GraphNode(f"h{number}", layer, (nodes[-1].name,)))
        if dropout and number == 1:
            nodes.append(engine.GraphNode("d", engine.layers.make("dropout", rate=dropout), ("h1",)))
    nodes.append(engine.GraphNode("y", engine.layers.make("output"), (nodes[-1].name,)))
    made = engine.losses.make(loss), engine.optimizers.make(optimizer)
    l1, l2 = penalties
    return engine.compile(engine.Graph(tuple(nodes)), *made, learning_rate=rate, dtype=dtype, seed=seed, l1=l1, l2=l2)


def primed(program: Program, x: Array | Sequence[Array], y: Array, updates: int = 0) -> Plan:
    """Return the plan after forward, loss and backward; some updates before it fill the optimiser's state."""
    plan = program.plan(len(y))
    plan.load(*program.arrange(x, y))
    for _ in range(updates):
        plan.step()
    plan.forward()
    plan.backward()
    return plan
