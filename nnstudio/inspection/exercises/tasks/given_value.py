"""The class that a student has written in the first exercises, complete, for those that build on it."""

from __future__ import annotations

from typing import Final

HEAD: Final = """import math


class Value:
    def __init__(self, data, children=(), operation="", label=""):
        self.data = data
        self.grad = 0.0
        self.children = children
        self.operation = operation
        self.label = label
        self._backward = lambda: None

    def __repr__(self):
        return f"Value(data={self.data:.4f}, grad={self.grad:.4f})"

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other), "+")

        def _backward():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = _backward
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other), "*")

        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = _backward
        return out

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + (-other)
"""
"""Sums and products with _backward."""

TANH: Final = """
    def tanh(self):
        t = math.tanh(self.data)
        out = Value(t, (self,), "tanh")

        def _backward():
            self.grad += (1 - t * t) * out.grad

        out._backward = _backward
        return out
"""

POWERS: Final = """
    def exp(self):
        out = Value(math.exp(self.data), (self,), "exp")

        def _backward():
            self.grad += out.data * out.grad

        out._backward = _backward
        return out

    def __pow__(self, n):
        out = Value(self.data**n, (self,), f"**{n}")

        def _backward():
            self.grad += n * self.data ** (n - 1) * out.grad

        out._backward = _backward
        return out

    def __truediv__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return self * other**-1
"""

SORT: Final = """
def topological_sort(root):
    order, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for child in node.children:
                visit(child)
            order.append(node)

    visit(root)
    return order
"""

BACKWARD: Final = """
    def backward(self):
        self.grad = 1.0
        for node in reversed(topological_sort(self)):
            node._backward()
"""

VALUE: Final = HEAD + TANH + POWERS + BACKWARD + "\n" + SORT
"""All of it."""

NEURON: Final = """import random


class Neuron:
    def __init__(self, num_input):
        self.w = [Value(random.uniform(-1, 1)) for _ in range(num_input)]
        self.b = Value(random.uniform(-1, 1))

    def __call__(self, x):
        z = self.b
        for wi, xi in zip(self.w, x):
            z = z + wi * xi
        return z.tanh()

    def parameters(self):
        return self.w + [self.b]
"""

LAYER: Final = """class Layer:
    def __init__(self, num_input, num_output):
        self.neurons = [Neuron(num_input) for _ in range(num_output)]

    def __call__(self, x):
        return [neuron(x) for neuron in self.neurons]

    def parameters(self):
        return [p for neuron in self.neurons for p in neuron.parameters()]
"""

MLP: Final = """class MLP:
    def __init__(self, num_input, widths):
        sizes = [num_input] + widths
        self.layers = [Layer(sizes[i], sizes[i + 1]) for i in range(len(widths))]

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

    def parameters(self):
        return [p for layer in self.layers for p in layer.parameters()]
"""
