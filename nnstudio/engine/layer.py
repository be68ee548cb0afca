"""What a layer is: a shape rule, the weights it wants, and the calls it emits for its forward and backward pass."""

from __future__ import annotations

import importlib
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from nnstudio.engine.activation import Activation
from nnstudio.engine.axes import size
from nnstudio.engine.declaration import Declared, Parameter
from nnstudio.engine.errors import ShapeError
from nnstudio.engine.initializer import Initializer
from nnstudio.engine.registry import Registry
from nnstudio.engine.terms import Factor, Function, Term
from nnstudio.engine.typing import Array, Shape
from nnstudio.text import Message, msg

if TYPE_CHECKING:
    from nnstudio.engine.reach import Mask
    from nnstudio.engine.site import Site


@dataclass(frozen=True)
class Weight:
    """A parameter that a layer learns, in the outside order; ``initial`` fills it first.

    ``regularised`` says whether L1 and L2 act on it: on weights, not on biases.
    """

    name: str
    shape: Shape
    initial: Initializer | float
    fan_in: int = 1
    fan_out: int = 1
    regularised: bool = False


class Layer(Declared, ABC):
    """Base of the layers.

    ``ports`` names the inputs; a ``variadic`` layer takes two or more of the same kind. Every layer has one output. A
    parameter that chooses from a registry (``activation``) brings the chosen one's own parameters along, as
    ``activation.gamma``. A layer that ``owns_net_input`` computes ``z`` itself, before its activation.
    One that ``mixes_samples`` (batch normalisation) makes a sample's output depend on the rest of the batch.
    """

    ports: ClassVar[tuple[str, ...]] = ("input",)
    variadic: ClassVar[bool] = False
    is_source: ClassVar[bool] = False
    is_sink: ClassVar[bool] = False
    owns_net_input: ClassVar[bool] = False
    mixes_samples: ClassVar[bool] = False

    def __init__(self, **given: Any) -> None:
        """Check the parameters; those of a choice not taken any more are dropped."""
        parameters = self.parameters_for(given)
        known = {parameter.id for parameter in parameters}
        kept = {name: value for name, value in given.items() if name in known or not self._nested(name)}
        self._keep(replace(self.declaration, parameters=parameters).complete(kept))

    @classmethod
    def parameters_for(cls, values: Mapping[str, Any]) -> tuple[Parameter, ...]:
        """Return all parameters of the layer when it has these ``values``: its own and those of what it chooses.

        Raises
        ------
        ParameterError : a choice that its registry does not have.
        """
        found: list[Parameter] = []
        for parameter in cls.declaration.parameters:
            found.append(parameter)
            if parameter.registry:
                choice = str(values.get(parameter.id, parameter.default))
                chosen = _registry(parameter.registry).resolve(choice, f"{cls.declaration.id}.{parameter.id}")
                found += [replace(inner, id=f"{parameter.id}.{inner.id}") for inner in chosen.declaration.parameters]
        return tuple(found)

    @classmethod
    def _nested(cls, name: str) -> bool:
        """Whether ``name`` belongs to some member of a registry that one of the parameters chooses from."""
        outer, _, inner = name.partition(".")
        return any(
            parameter.registry and parameter.id == outer and _known(parameter.registry, inner)
            for parameter in cls.declaration.parameters
        )

    def chosen(self, parameter: str) -> Any:
        """Return the instance that a parameter chooses from its registry, made with its own parameters."""
        prefix = f"{parameter}."
        own = {name.removeprefix(prefix): value for name, value in self.values.items() if name.startswith(prefix)}
        registry = _registry(self.declaration.parameter(parameter).registry)
        return registry.make(str(self.values[parameter]), parameter, **own)

    @property
    def joins_gradients(self) -> bool:
        """Whether all its weights' gradient is ``[x; 1] δᵀ``, so that those of several layers may be one product."""
        return False

    @property
    def activation_function(self) -> Activation | None:
        """The activation composed into this layer, if it has one."""
        return None

    def without_activation(self) -> Layer | None:
        """Return the layer with the identity as its activation, if what follows may apply it instead."""
        return None

    def activated_by(self, function: Activation) -> Layer | None:
        """Return the layer with a function applied to what it gives, if that may have been applied to its input."""
        return None

    @abstractmethod
    def infer_shape(self, inputs: tuple[Shape, ...]) -> Shape:
        """Return the outside shape of one output sample; ShapeError if there is none (the graph adds the name)."""

    def weights(self, inputs: tuple[Shape, ...]) -> tuple[Weight, ...]:
        """Return what the layer learns; in this order, without a gap, it lies in the arena."""
        return ()

    def running(self, inputs: tuple[Shape, ...]) -> tuple[Weight, ...]:
        """Return what the layer carries from step to step without learning it by gradient: running statistics.

        It lies in an arena of its own, belongs to the saved state, and is read by :meth:`Site.running`.
        """
        return ()

    def workspace(self, inputs: tuple[Shape, ...]) -> int:
        """Return about how many numbers a training plan needs for one sample beside z, a, slope and their gradients."""
        return 0

    def multiply_adds(self, inputs: tuple[Shape, ...]) -> int:
        """Return how many products one sample's forward pass adds up in its weighted sums.

        By default each weight is used once at each place of the output. As in published figures (Sze et al. 2017) a
        bias, a mean, a maximum and a function of each number by itself do not count.
        """
        weights = sum(size(weight.shape) for weight in self.weights(inputs) if weight.regularised)
        return weights * size(self.infer_shape(inputs)[:-1])

    def check_data(self, name: str, values: Array) -> None:
        """Check numbers that come straight from the input layer ``name``, ``(N, *shape)``; DataError if they won't do.

        Called where data are arranged, once; nothing is asked of them by default but that they are finite.
        """

    def reach(self, inputs: tuple[Shape, ...], port: int, mask: Mask, back: bool) -> Mask:
        """Return which places of input number ``port`` the output's places in ``mask`` depend on.

        With ``back`` False the other way round: which places of the output the input's places in ``mask`` move. By
        default each on all. Masks are boolean, in the outside order (see :mod:`nnstudio.engine.reach`).
        """
        goal = inputs[port] if back else self.infer_shape(inputs)
        found: Mask = np.full(goal, bool(mask.any()))
        return found

    @abstractmethod
    def emit_forward(self, site: Site) -> None:
        """Emit the forward calls and set ``site.output``."""

    def emit_backward(self, site: Site) -> None:
        """Emit the backward calls: from ``site.grad_output`` to the weights' gradients and one for each port."""

    def terms(self, site: Site, quantity: str, index: tuple[int, ...], sample: int) -> Sequence[Term]:
        """Return the terms of a quantity of this layer, from the operands in the plan; KeyError if it cannot say."""
        raise KeyError(quantity)

    def rivals(self, site: Site, quantity: str, index: tuple[int, ...], sample: int) -> Sequence[Factor]:
        """Return the numbers of which a quantity of this layer is the largest; none where it is no maximum."""
        return ()

    def function(self, site: Site, quantity: str, index: tuple[int, ...], sample: int) -> Function | None:
        """Return the function that a number of this layer is of others, where it is no sum of products; else None.

        (Not the activation: every layer's ``a`` and ``slope`` are known to be that.)
        """
        return None

    def gradient_terms(self, site: Site, port: int, index: tuple[int, ...], sample: int) -> Sequence[Term]:
        """Return the terms of what this layer adds to ``∂L/∂input`` at a place of its input number ``port``."""
        raise KeyError(port)


def _registry(name: str) -> Registry[Any]:
    # By name, since a layer's file must not load every activation when it is imported.
    registry = getattr(importlib.import_module(f"nnstudio.engine.{name}"), name)
    assert isinstance(registry, Registry)
    return registry


def _known(registry: str, parameter: str) -> bool:
    members: list[type[Declared]] = list(_registry(registry).values())
    return any(parameter == inner.id for member in members for inner in member.declaration.parameters)


def shape_text(shape: Shape) -> str:
    """Return a shape as a person reads it: ``28×28×1``, a single number's as ``()``."""
    return "×".join(str(length) for length in shape) or "()"


def shape_error(expected: Message, received: Shape, advice: Message) -> ShapeError:
    """Return the error of a layer that cannot take ``received``; the graph fills in the layer's name."""
    return ShapeError("", expected, msg("shape {shape}", shape=shape_text(received)), advice)


def check_sequence(shape: Shape, advice: Message | None = None) -> None:
    """Raise ShapeError unless it is the shape of a sequence, ``(T, F)``."""
    if len(shape) != 2:
        usual = msg("Feed it data with a time axis, or reshape it.")
        raise shape_error(msg("a sequence: time steps × features"), shape, advice or usual)
