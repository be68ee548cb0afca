"""How the canvas words things: shapes, a node's two parameters, what a screen reader says of a node."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from nnstudio import engine
from nnstudio.document.model import Node, Parameters
from nnstudio.engine.declaration import Declaration, Kind, Parameter, Value
from nnstudio.text import Message, language, msg, tr
from nnstudio.ui.theme.numbers import compact, count

Shape = tuple[int, ...]

_THOUSAND, _HUNDRED = 1000, 100
_NO_BREAK = "\N{NO-BREAK SPACE}"
_KERNEL = ("kernel_height", "kernel_width")
"""Two parameters that are read as one: 3×3."""
_TABLE = "connections"
"""A table with a row for each filter: it is told by how many there are."""
_REGISTRIES = ("activations", "initializers", "losses", "optimizers", "layers")


@lru_cache(maxsize=1024)
def shape_text(shape: Shape | None) -> str:
    """Return ``28×28×1``, ``4``; a question mark where the shape is not known."""
    return "×".join(str(size) for size in shape) if shape else "?"


def parted(kind: str) -> tuple[str, Parameters]:
    """Return a kind of layer as the palette lists it as the engine's kind, and what is set of it.

    ``activation:relu`` is an activation layer with its function chosen: who looks for a ReLU finds one.
    """
    layer, _, function = kind.partition(":")
    return (layer, (("function", function),)) if function in _functions(layer) else (kind, ())


def readily(layer: str) -> tuple[str, ...]:
    """Return what the palette lists beside a layer when it is searched: the layer with each of its functions."""
    return tuple(f"{layer}:{function}" for function in _functions(layer))


def _functions(layer: str) -> tuple[str, ...]:
    return tuple(engine.activations) if layer == "activation" else ()


def declared(kind: str) -> Declaration:
    """Return the declaration that names and explains what the palette lists: the chosen function's, or the layer's."""
    layer, chosen = parted(kind)
    return engine.activations[str(chosen[0][1])].declaration if chosen else engine.layers[layer].declaration


def layer_name(kind: str) -> str:
    """Return the name of a kind of layer; its id where this version does not know it."""
    return tr(declared(kind).name) if parted(kind)[0] in engine.layers else kind


def note_of(parameter: Parameter) -> Message | None:
    """Return what stands under a parameter's editor: of first weights, that a network which has its own keeps them."""
    return msg("Takes effect at the next reset") if parameter.registry == "initializers" else None


def group_of(kind: str) -> str:
    """Return the group of a kind of layer, by which the palette is ordered."""
    layer, _chosen = parted(kind)
    return engine.layers[layer].declaration.group if layer in engine.layers else "other"


def family_of(kind: str) -> str:
    """Return the family of a kind of layer, which decides its glyph and colour: its group, the two ends told apart."""
    return kind if group_of(kind) == "ends" else group_of(kind)


def group_name(group: str) -> str:
    """Return the heading of a group; one that a new layer's file brings along is shown by its id."""
    return tr(_GROUPS[group]) if group in _GROUPS else group.capitalize()


_GROUPS: Mapping[str, Message] = {
    "ends": msg("Ends"),
    "neurons": msg("Neuron layers"),
    "functions": msg("Functions"),
    "convolution": msg("Convolution"),
    "recurrent": msg("Recurrent"),
    "normalisation": msg("Normalisation"),
    "attention": msg("Attention"),
    "regularisation": msg("Regularisation"),
    "joins": msg("Joins"),
    "shape": msg("Shape"),
}

GROUP_ORDER = tuple(_GROUPS)


def values_of(node: Node) -> dict[str, Value]:
    """Return all parameters of a node: what was set, and the declared default of the rest."""
    given = dict(node.parameters)
    return {p.id: given.get(p.id, p.default) for p in parameters_of(node)}


def parameters_of(node: Node) -> tuple[Parameter, ...]:
    """Return the parameters that a node has with its present values, what is set most often first.

    Those that stand on the node, then the activation with its own, then the others in the order of their declaration.
    """
    return _declared(node.kind, node.parameters) if node.kind in engine.layers else ()


@lru_cache(maxsize=1024)
def _declared(kind: str, parameters: Parameters) -> tuple[Parameter, ...]:
    declared = engine.layers[kind].parameters_for(dict(parameters))
    first = {p.id for p in _that_matter(declared)}
    if _KERNEL[0] in first:
        first.add(_KERNEL[1])
    return tuple(sorted(declared, key=lambda p: 0 if p.id in first else 1 if p.id.startswith("activation") else 2))


def _that_matter(parameters: tuple[Parameter, ...]) -> list[Parameter]:
    """Return the first two; a table of filters comes before their size, as a number of filters does."""
    found = [p for p in parameters if "." not in p.id and p.kind is not Kind.BOOLEAN]
    return sorted(found, key=lambda p: p.id != _TABLE)[:2]


def value_text(parameter: Parameter, value: Value) -> str:
    """Return a value as it stands on a node: ``16``, ``tanh``, ``0.5``."""
    if parameter.kind is Kind.CHOICE:
        return _choice_text(parameter, str(value))
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    return compact(float(value)) if isinstance(value, int | float) else str(value)


def _choice_text(parameter: Parameter, value: str) -> str:
    for choice in parameter.choices:
        if choice.id == value:
            return tr(choice.name)
    registry = getattr(engine, parameter.registry, {}) if parameter.registry in _REGISTRIES else {}
    return tr(registry[value].declaration.name) if value in registry else value


def two_parameters(node: Node) -> str:
    """Return the two parameters that matter, the first two declared: ``16 · tanh``, ``8 · 3×3``; one alone is named:
    ``Rate 0.5``."""
    return _two_parameters(node.kind, node.parameters, language())


@lru_cache(maxsize=1024)
def _two_parameters(kind: str, parameters: Parameters, _language: str) -> str:
    node = Node("", kind, "", parameters)
    values = values_of(node)
    matter = _that_matter(parameters_of(node))
    # A number that is 0 from the start stands for “as many as come in”: that is no number to show.
    chosen = [p for p in matter if p.kind is not Kind.INTEGER or p.default != 0 or values[p.id] != 0] or matter
    texts = [value_text(p, values[p.id]) for p in chosen if p.id != _KERNEL[1]]
    if _KERNEL[0] in (ids := [p.id for p in chosen]):
        texts[ids.index(_KERNEL[0])] = shape_text((int(values[_KERNEL[0]]), int(values[_KERNEL[1]])))
    if _TABLE in ids:
        texts[ids.index(_TABLE)] = str(str(values[_TABLE]).count(";") + 1)
    if len(chosen) == 1 and chosen[0].kind is not Kind.CHOICE:
        return f"{tr(chosen[0].name)} {texts[0]}"
    return " · ".join(texts)


def parameter_count(number: int) -> str:
    """Return ``1 parameter``, ``12 345 parameters``."""
    return tr("1 parameter") if number == 1 else tr("{count} parameters", count=count(number))


def multiply_adds(number: int) -> str:
    """Return ``1 multiply-add``, ``12 345 multiply-adds``."""
    return tr("1 multiply-add") if number == 1 else tr("{count} multiply-adds", count=count(number))


def bytes_text(number: int) -> str:
    """Return a number of bytes as a person reads it: ``204 B``, ``1.5 kB``, ``58.2 MB``."""
    value, unit = float(number), "B"
    for larger in ("kB", "MB", "GB", "TB"):
        if value < _THOUSAND:
            break
        value, unit = value / _THOUSAND, larger
    digits = 0 if unit == "B" or value >= _HUNDRED else 1
    return f"{value:.{digits}f}{_NO_BREAK}{unit}"


def spoken(name: str, kind: str, detail: str, shape: str, sources: Sequence[str], problem: str = "") -> str:
    """Return what a screen reader says of a node: ``detail`` are its parameters, ``shape`` is what it gives."""
    parts = [f"{name}, {layer_name(kind)}", detail, tr("output shape {shape}", shape=shape)]
    if sources:
        parts.append(tr("input from {layers}", layers=", ".join(sources)))
    if problem:
        parts.append(tr("problem: {problem}", problem=problem))
    return "; ".join(part for part in parts if part)
