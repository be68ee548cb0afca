"""How a network ends: the layer that decides the width of the output, and the last activation before it."""

from __future__ import annotations

from dataclasses import dataclass

from nnstudio.data.samples import DataShape, Task
from nnstudio.document.edits import Edit, SetOutputLoss, SetParameters, SetTraining, Several
from nnstudio.document.facts import Facts
from nnstudio.document.kinds import value_of
from nnstudio.document.layout import insertion
from nnstudio.document.model import Node, Parameters
from nnstudio.engine.declaration import Value
from nnstudio.engine.layers import layers
from nnstudio.engine.losses import losses
from nnstudio.engine.typing import Shape
from nnstudio.text import Message, msg

_KEEPS_WIDTH = ("functions", "regularisation", "normalisation")
"""Groups of layers that give every feature back as one."""


@dataclass(frozen=True)
class Ending:
    """``output`` is the output layer, ``wide`` the dense layer that decides its width (None if it is another kind).

    ``activation`` is the id of the last function before the output, ``bent`` the node that has it (None if nothing has
    one). Both nodes are None where the way from there to the output is shared with another reader.
    """

    output: Node
    wide: Node | None
    bent: Node | None
    activation: str
    shape: Shape | None

    @property
    def width(self) -> int:
        """The number of outputs (at each step, if there are steps); 0 if it is not known."""
        return self.shape[-1] if self.shape else 0

    @property
    def places(self) -> Shape:
        """The axes before the width: the steps of a sequence."""
        return self.shape[:-1] if self.shape is not None else ()

    def fits(self, data: DataShape) -> bool:
        """Whether there is an output wherever the data have a target, and as wide as one."""
        return self.places == data.places and self.width in data.outputs


def endings_of(facts: Facts) -> tuple[Ending, ...]:
    """Return how the network ends, at each output that is fed."""
    return tuple(ending_at(facts, output) for output in facts.fed_outputs())


def ending_at(facts: Facts, output: Node) -> Ending:
    """Return how the network ends at an output that is fed."""
    bent: Node | None = None
    passed: list[Node] = []
    node = _before(facts, output)
    while node is not None and _keeps_width(facts, node):
        passed.append(node)
        bent = bent or (node if node.kind == "activation" else None)
        node = _before(facts, node)
    wide = node if node is not None and node.kind == "dense" else None
    if bent is None and wide is not None:
        bent = wide
    function, shape = _function(bent), facts.shapes.get(output.id)
    if any(_is_shared(facts, each) for each in (*passed, *([wide] if wide else []))):
        # What others read as well is not this output's to change.
        wide = bent = None
    return Ending(output, wide, bent, function, shape)


def _is_shared(facts: Facts, node: Node) -> bool:
    return sum(wire.target in facts.trained for wire in facts.network.outgoing[node.id]) > 1


def _keeps_width(facts: Facts, node: Node) -> bool:
    if layers[node.kind].declaration.group in _KEEPS_WIDTH:
        return True
    # What learns nothing and takes a sequence's last step, or its mean, gives every feature back as one, too.
    before = facts.inputs_of(node.id)
    known = len(before) == 1 and bool(before[0]) and facts.counts.get(node.id, 0) == 0
    return known and before[0] is not None and facts.shapes.get(node.id) == before[0][-1:]


def _before(facts: Facts, node: Node) -> Node | None:
    wires = facts.network.incoming[node.id]
    return facts.network.by_id[wires[0].source] if len(wires) == 1 else None


def _function(node: Node | None) -> str:
    if node is None:
        return "identity"
    return str(value_of(node, "function" if node.kind == "activation" else "activation"))


def fitted(facts: Facts, ending: Ending, data: DataShape, name: Message | None = None) -> Edit | None:
    """Return the edit that gives the output the width, activation and loss which suit the data.

    An output beside others is made as wide as the first, whose target it learns, too. None if nothing has to change.
    """
    first = endings_of(facts)[0].width
    wanted = ending.width if first not in data.outputs else first
    width = wanted if wanted in data.outputs else data.outputs[0]
    given, _ = facts.loss_at(ending.output.id)
    activation, loss = suited(data, width, given)
    edits: list[Edit] = []
    if ending.wide is not None:
        edits += _dense_edits(ending, ending.wide, width, activation)
    elif ending.width != width:
        edits.append(_appended(facts, ending, width, activation))
    if ending.bent is not None and ending.bent is not ending.wide and ending.activation != activation:
        edits.append(SetParameters(ending.bent.id, (("function", activation),)))
    if loss != given:
        edits.append(with_loss(facts, ending, loss))
    return Several(tuple(edits), name or msg("Fit the output to the data")) if edits else None


def with_loss(facts: Facts, ending: Ending, loss: str, parameters: Parameters | None = None) -> Edit:
    """Return the edit of an output's loss: of its own, if it has one, else of the training's."""
    own = len(facts.fed_outputs()) > 1 and ending.output.id in {e.output for e in facts.document.training.output_losses}
    if own:
        return SetOutputLoss(ending.output.id, loss, parameters)
    given = () if parameters is None else (("loss_parameters", parameters),)
    return SetTraining((("loss", loss), *given))


def _dense_edits(ending: Ending, wide: Node, width: int, activation: str) -> list[Edit]:
    values: list[tuple[str, Value]] = [("units", width)] if ending.width != width else []
    if ending.bent is wide and ending.activation != activation:
        values.append(("activation", activation))
    return [SetParameters(wide.id, tuple(values))] if values else []


def _appended(facts: Facts, ending: Ending, width: int, activation: str) -> Edit:
    wire = facts.network.incoming[ending.output.id][0]
    own = activation if ending.bent is None else "identity"
    return insertion(facts.document, "dense", wire, (("activation", own), ("units", width)))


def suited(data: DataShape, width: int, loss: str) -> tuple[str, str]:
    """Return the activation and the loss that suit data and width.

    The given loss if it does, with the activation it wants; a loss made for one probability gives way to the
    cross-entropy where there are several classes.
    """
    if data.task is Task.REGRESSION:
        usual, other = ("identity", "mse"), "identity"
    elif width == 1:
        usual, other = ("logistic", "binary_cross_entropy"), "logistic"
    else:
        usual, other = ("softmax", "cross_entropy"), "softmax"
    if loss not in losses or target_of(data, width) not in losses[loss].targets:
        return usual
    if "logistic" in (losses[loss].partner(), losses[loss].reads_logits) and width > 1:
        # Sound, but three yes-or-no answers are not what a student who goes from two classes to three is after.
        return usual
    if losses[loss].reads_logits:
        return "identity", loss
    return losses[loss].partner() or other, loss


def target_of(data: DataShape, width: int) -> str:
    """Return what kind of target a network of this width is trained on with these data."""
    if data.task is Task.REGRESSION:
        return "values"
    return "probability" if width == 1 else "distribution"
