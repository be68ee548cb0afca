"""What would come of an edit: the resulting shape, or why it is impossible, before it is made."""

from __future__ import annotations

from dataclasses import dataclass

from nnstudio import engine
from nnstudio.document import Analysis, Document, Edit, Problem, analyse, apply
from nnstudio.document.kinds import infer
from nnstudio.engine.errors import NnstudioError
from nnstudio.text import tr
from nnstudio.ui.canvas.snapshot import Snapshot
from nnstudio.ui.canvas.wording import shape_text


@dataclass(frozen=True)
class Verdict:
    """Whether an edit can be made, whether its layer then works, and what to say of it at the cursor."""

    possible: bool
    sound: bool
    text: str

    @property
    def doubtful(self) -> bool:
        """Whether the edit can be made, and something then has to be mended."""
        return self.possible and not self.sound


def try_edit(document: Document, edit: Edit, target: str) -> Verdict:
    """Return the verdict on ``edit`` as seen at node ``target``."""
    try:
        after = apply(document, edit)
    except NnstudioError as error:
        return Verdict(False, False, why_not(error))
    snapshot, analysis = Snapshot(after), analyse(after)
    if _waits_for_more(snapshot, target):
        return Verdict(True, True, tr("waits for another input"))
    refused = _refused(snapshot, analysis, target)
    if refused is not None:
        return Verdict(True, False, why_not(refused))
    shape = analysis.shapes.get(target)
    errors = [problem for problem in analysis.problems_of(target) if problem.is_error]
    if shape is not None or not errors:
        return Verdict(True, True, tr("shape {shape}", shape=shape_text(shape)))
    return Verdict(True, False, sentence(errors[0]))


def _waits_for_more(snapshot: Snapshot, target: str) -> bool:
    layer = engine.layers[snapshot.nodes[target].kind]
    return len(snapshot.into(target)) < (2 if layer.variadic else len(layer.ports))


def _refused(snapshot: Snapshot, analysis: Analysis, target: str) -> NnstudioError | None:
    """Return why the layer cannot take what comes to it. The analysis supposes a shape there for those after it, and
    of a layer that nothing leads on from it only advises."""
    node = snapshot.nodes[target]
    shapes = [analysis.shapes.get(wire.source) for wire in snapshot.into(target)]
    known = tuple(shape for shape in shapes if shape is not None)
    return infer(node.kind, node.parameters, known).error if known and len(known) == len(shapes) else None


def why_not(error: NnstudioError) -> str:
    """Return a refused edit's reason, without the place: it is where the cursor is."""
    return tr(
        "Expected {expected}, received {received}. {advice}",
        expected=error.expected,
        received=error.received,
        advice=error.advice,
    )


def sentence(problem: Problem) -> str:
    """Return a problem in plain words."""
    return tr(problem.message)
