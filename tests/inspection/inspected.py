"""Networks to look into, and an evaluator of what is copied from a card that shares nothing with the program."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable

from nnstudio import engine
from nnstudio.engine import Plan, Program
from nnstudio.engine.typing import Array

FUNCTIONS: dict[str, Callable[[float], float]] = {
    "σ": lambda z: 1 / (1 + math.exp(-z)),
    "tanh": math.tanh,
    "exp": math.exp,
    "ln": math.log,
    "sign": lambda x: float((x > 0) - (x < 0)),
    "ReLU": lambda z: max(z, 0.0),
    "ReLU′": lambda z: float(z > 0),
    "√": math.sqrt,
    "softplus": lambda z: math.log1p(math.exp(z)),
    "softplus′": lambda z: 1 / (1 + math.exp(-z)),
}


def calculate(text: str) -> float:
    """Return what a copied line comes to: numbers, + − * / **, brackets and the functions above, nothing else."""
    for name in sorted(FUNCTIONS, key=len, reverse=True):
        text = text.replace(f"{name}(", f"F{list(FUNCTIONS).index(name)}(")
    return _value(ast.parse(text, mode="eval").body)


def _value(node: ast.expr) -> float:
    match node:
        case ast.Constant(value=float() | int() as number):
            return float(number)
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -_value(inner)
        case ast.BinOp(left=left, op=op, right=right):
            return _combined(op, _value(left), _value(right))
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


def primed(program: Program, x: Array, y: Array, updates: int = 0) -> Plan:
    """Return the plan after forward, loss and backward; some updates before it fill the optimiser's state."""
    plan = program.plan(len(x))
    plan.load(*program.arrange(x, y))
    for _ in range(updates):
        plan.step()
    plan.forward()
    plan.backward()
    return plan
