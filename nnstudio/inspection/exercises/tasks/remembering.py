"""A number that remembers what it was made of."""

from nnstudio.inspection.exercises.exercise import Exercise, against_engine, holds
from nnstudio.text import msg

_START = """class Value:
    def __init__(self, data, children=(), operation=""):
        self.data = data
        self.grad = 0.0
        self.children = children
        self.operation = operation

    def __add__(self, other):
        return Value(self.data + other.data)

    def __mul__(self, other):
        return Value(0.0)


a = Value(2.0)
b = Value(-3.0)
c = Value(10.0)
d = a * b + c
print(d.data)
"""
_SOLUTION = """class Value:
    def __init__(self, data, children=(), operation=""):
        self.data = data
        self.grad = 0.0
        self.children = children
        self.operation = operation

    def __add__(self, other):
        return Value(self.data + other.data, (self, other), "+")

    def __mul__(self, other):
        return Value(self.data * other.data, (self, other), "*")


a = Value(2.0)
b = Value(-3.0)
c = Value(10.0)
d = a * b + c
print(d.data)
"""
_NUMBERS = "a = Value(2.0)\nb = Value(-3.0)\nc = Value(10.0)\np = a * b\nd = p + c"

EXERCISE = Exercise(
    "remembering",
    msg("A number that remembers"),
    (
        msg(
            "A computational graph comes to be while one calculates: each result remembers its operands and the "
            "operation."
        ),
        msg(
            "Let __add__ and __mul__ return a Value with the result, with the tuple (self, other) as its children, "
            "and with “+” or “*” as its operation. The graph then shows how d is made."
        ),
    ),
    _START,
    (
        msg("The result is self.data + other.data, or self.data * other.data."),
        msg("Value(…, (self, other), “+”): the second and third value go to children and operation."),
    ),
    (
        against_engine(
            msg("The numbers"),
            _NUMBERS,
            _NUMBERS,
            ("p.data", "d.data"),
            msg("Calculate with self.data and other.data."),
        ),
        holds(
            msg("What they remember"),
            _NUMBERS,
            {
                "p.children[0] is a and p.children[1] is b": True,
                "d.children[0] is p and d.children[1] is c": True,
                "p.operation": "*",
                "d.operation": "+",
                "len(a.children)": 0,
            },
            msg("The children are (self, other), in this order; a number that is given has none."),
        ),
    ),
    _SOLUTION,
)
"""The exercise."""
