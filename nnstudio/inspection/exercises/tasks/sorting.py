"""Topological sort: operands before what is made of them."""

from nnstudio.inspection.exercises.exercise import Exercise, holds
from nnstudio.inspection.exercises.tasks.given_value import HEAD, SORT
from nnstudio.text import msg

_TRIAL = """

a = Value(2.0, label="a")
b = Value(-3.0, label="b")
d = a * b
e = d + a
L = e * d
print([node.operation or node.label for node in topological_sort(L)])
"""
_GRAPH = "a = Value(2.0)\nb = Value(-3.0)\nd = a * b\ne = d + a\nL = e * d\norder = topological_sort(L)\n"
_FITS = "fits = all(order.index(c) < order.index(v) for v in order for c in v.children)"
_CHAIN = "v = Value(1.0)\nfor i in range(200):\n    v = v + v\norder = topological_sort(v)\n"

EXERCISE = Exercise(
    "sorting",
    msg("Topological sort"),
    (
        msg(
            "Backward goes from the result to the operands, and a number may hand its gradient on only when all its "
            "own has arrived. So the numbers are put in an order first: operands before what is made of them."
        ),
        msg(
            "Write topological_sort(root): a list of all numbers that root is made of, each once, every child before "
            "its parent, root last."
        ),
    ),
    "def topological_sort(root):\n    order = []\n    return order\n" + _TRIAL,
    (
        msg("Visit the children first, then append the node itself: a function inside the function calls itself."),
        msg("Keep what was visited in a set; else a number that is used twice is listed twice."),
    ),
    (
        holds(
            msg("Each number once, the root last"),
            _GRAPH,
            {"len(order)": 5, "len(set(order))": 5, "order[-1] is L": True},
            msg("a, b, d, e and L: five numbers, though d and a are used twice."),
        ),
        holds(
            msg("Operands first"),
            _GRAPH + _FITS,
            {"fits": True, "len(order) > 0": True},
            msg("Append a node only after all its children."),
        ),
        holds(
            msg("A chain of 200 sums"),
            _CHAIN + _FITS,
            {"len(order)": 201, "fits": True},
            msg("Without the set of what was visited this would take 2²⁰⁰ visits."),
        ),
    ),
    SORT.lstrip("\n") + _TRIAL,
    HEAD,
)
"""The exercise."""
