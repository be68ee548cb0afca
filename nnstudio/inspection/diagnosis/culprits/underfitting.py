"""A network that can do less than its data allow."""

from __future__ import annotations

from nnstudio.document.edits import Edit, SetEach
from nnstudio.document.kinds import value_of
from nnstudio.document.layout import insertion
from nnstudio.engine.declaration import Declaration
from nnstudio.inspection.diagnosis.case import Case
from nnstudio.inspection.diagnosis.finding import Culprit, Evidence, Finding
from nnstudio.text import msg

POOR = 0.85
BEHIND = 0.15
PLATEAU_EPOCHS, PLATEAU_STEPS = 60, 1500
"""Networks that can bend may rest on a plateau for as long, and go on; straight ones have nothing to wait for."""


class Underfitting(Culprit):
    """The loss has settled, and the samples' neighbours know the targets much better than the network."""

    declaration = Declaration(
        id="underfitting",
        name=msg("Under-fitting"),
        help=msg("The training loss falls no more, but the data would allow much better answers."),
        source="Goodfellow et al. 2016, §5.2",
        aliases=("capacity", "欠拟合", "擬合不足", "欠擬合"),
    )

    def find(self, case: Case) -> Finding | None:
        """Compare the network with its samples' nearest neighbours."""
        neighbours = case.facts_of_data.neighbour_skill
        if not case.settled or not case.skill < POOR or not neighbours - case.skill > BEHIND:
            return None
        if _bends(case) and (case.epoch < PLATEAU_EPOCHS or case.step < PLATEAU_STEPS):
            return None
        return self.finding(
            msg(
                "After {epochs} epochs the training set stays at {score}; "
                "answering with the nearest samples alone gives {neighbours}.",
                epochs=case.epoch,
                score=case.score(case.skill),
                neighbours=case.score(neighbours),
            ),
            msg("Give the network more neurons or a hidden layer that bends, or other features."),
            [
                Evidence(msg("Training set"), case.score(case.skill), case.output_layer, (), case.step),
                Evidence(msg("Nearest samples"), case.score(neighbours), case.input_layer, (), 0),
            ],
            fix=_more(case),
        )


def _bends(case: Case) -> bool:
    """Whether a layer before the answer has an activation function."""
    look = case.last
    nodes = [case.node(each.layer) for each in (look.layers if look else ()) if each.hidden]
    return any(
        node is not None and (value_of(node, "activation") or value_of(node, "function") or "identity") != "identity"
        for node in nodes
    )


def _more(case: Case) -> Edit | None:
    """Return the edit that doubles the hidden dense layers; one is put in where there is none."""
    network, look = case.document.network, case.last
    hidden = [network.by_id[each.layer] for each in (look.layers if look else ()) if each.hidden and each.learns]
    dense = [node for node in hidden if node.kind == "dense"]
    if dense:
        changes = tuple((node.id, (("units", 2 * int(value_of(node, "units"))),)) for node in dense)
        return SetEach(changes, msg("Twice as many hidden neurons"))
    last = next((each.layer for each in (look.learning if look else ())), "")
    if not last or hidden or network.by_id[last].kind != "dense":
        return None
    wire = network.incoming[last][0]
    return insertion(case.document, "dense", wire, (("activation", "tanh"), ("units", 16)))
