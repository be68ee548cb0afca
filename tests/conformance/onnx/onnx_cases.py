"""The cases that the package ``onnx`` brings along: a node, its inputs, and the outputs that are right.

Node cases are built in memory by ``onnx.backend.test``; those recorded from PyTorch are files in the package. A case
of several nodes (PyTorch writes Transpose and MatMul for a linear layer) is followed node by node.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Tensor = npt.NDArray[Any]
RECORDED = ("pytorch-operator", "pytorch-converted")
PLUMBING = frozenset({"Constant", "Transpose", "Unsqueeze", "Squeeze", "Cast"})
"""Operators that only bring tensors into another form; they are no layers."""


class NotApplicableError(Exception):
    """The case asks for something that no layer of the engine offers; the message says what."""


@dataclass(frozen=True)
class Left:
    """In the place of an output: why the engine has no such thing."""

    reason: str


Found = tuple[Tensor | Left | None, ...]
"""What an adapter gives for a node's outputs; None for one that no case asks for."""


@dataclass(frozen=True, eq=False)
class Node:
    """One operator: inputs in order (None where one is left out), and which of its outputs are asked for."""

    op: str
    attributes: dict[str, Any]
    inputs: tuple[Tensor | None, ...]
    outputs: tuple[str, ...]

    def input(self, place: int) -> Tensor | None:
        """Return an input, None where there is none."""
        return self.inputs[place] if place < len(self.inputs) else None

    def given(self, place: int) -> Tensor:
        """Return an input that must be there."""
        found = self.input(place)
        assert found is not None
        return found


@dataclass(frozen=True, eq=False)
class Case:
    """A graph with inputs by name and the right outputs by name; ``group`` is where it comes from."""

    name: str
    group: str
    graph: Any
    values: dict[str, Tensor]
    expected: dict[str, Tensor]

    @property
    def op(self) -> str:
        """The operator that the case is about: its first that is no plumbing."""
        kinds = [node.op_type for node in self.graph.node]
        return next((kind for kind in kinds if kind not in PLUMBING), kinds[0])

    @property
    def kinds(self) -> set[str]:
        """All operators of the graph, plumbing aside."""
        return {node.op_type for node in self.graph.node} - PLUMBING


def node_cases() -> Iterator[Case]:
    """Yield the node cases; those written out as the function's body (``_expanded``) only repeat others."""
    with warnings.catch_warnings():
        # Some cases overflow on purpose while they are built.
        warnings.simplefilter("ignore")
        from onnx.backend.test.loader import load_model_tests

        built = load_model_tests(kind="node")
    for found in built:
        if found.name.endswith(("_expanded", "_expanded_ver18", "_expanded_ver14")) or not found.data_sets:
            continue
        inputs, outputs = found.data_sets[0]
        graph = found.model.graph
        names, results = [value.name for value in graph.input], [value.name for value in graph.output]
        yield Case(
            found.name, "node", graph, dict(zip(names, inputs, strict=False)), dict(zip(results, outputs, strict=False))
        )


def recorded_cases() -> Iterator[Case]:
    """Yield the cases recorded from PyTorch."""
    import onnx
    from onnx import numpy_helper

    root = Path(onnx.__file__).parent / "backend" / "test" / "data"
    for group in RECORDED:
        for folder in sorted((root / group).iterdir()):
            graph = onnx.load(folder / "model.onnx").graph
            values = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
            free = [value.name for value in graph.input if value.name not in values]
            data = folder / "test_data_set_0"
            values |= {name: _read(data / f"input_{k}.pb") for k, name in enumerate(free)}
            expected = {value.name: _read(data / f"output_{k}.pb") for k, value in enumerate(graph.output)}
            yield Case(folder.name, group, graph, values, expected)


def _read(path: Path) -> Tensor:
    from onnx import TensorProto, numpy_helper

    tensor = TensorProto()
    tensor.ParseFromString(path.read_bytes())
    return np.asarray(numpy_helper.to_array(tensor))


def nodes(case: Case, values: dict[str, Tensor]) -> Iterator[Node]:
    """Yield the nodes in order, each with what ``values`` holds by then."""
    from onnx import helper

    for proto in case.graph.node:
        attributes = {attribute.name: helper.get_attribute_value(attribute) for attribute in proto.attribute}
        inputs = tuple(values[name] if name else None for name in proto.input)
        yield Node(proto.op_type, attributes, inputs, tuple(proto.output))


def plumbed(node: Node) -> Tensor:
    """Return what a node that only brings a tensor into another form gives."""
    if node.op == "Constant":
        from onnx import numpy_helper

        return np.asarray(numpy_helper.to_array(node.attributes["value"]))
    x = node.given(0)
    if node.op == "Transpose":
        return x.transpose(node.attributes.get("perm"))
    if node.op == "Cast":
        raise NotApplicableError("converts types")
    axes = node.attributes.get("axes", node.input(1))
    if axes is None:
        return x.squeeze()
    places = tuple(int(axis) for axis in axes)
    return np.expand_dims(x, places) if node.op == "Unsqueeze" else x.squeeze(places)
