"""Random edit sequences: undo to the start and redo to the end give the same documents, each of them sound.

Ten thousand of them: ``pytest --soak -k ten_thousand tests/document/test_random_edits.py``.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from nnstudio.data import Column, ImportedTable
from nnstudio.document import (
    COLORS,
    AddLayer,
    AddNote,
    Connect,
    Disconnect,
    Document,
    Edit,
    EditError,
    EditNote,
    FoldGroups,
    GroupLayers,
    History,
    InsertLayer,
    MoveLayers,
    PasteLayers,
    PlaceNote,
    Regroup,
    RemoveLayers,
    RemoveNote,
    RenameGroup,
    RenameLayer,
    RepeatBlock,
    ReplaceNetwork,
    SetColor,
    SetData,
    SetParameters,
    SetTable,
    SetTitle,
    SetTraining,
    Several,
    Ungroup,
    analyse,
    apply,
    copy_layers,
    from_json,
    inputs_of,
    templates,
    to_graph,
    to_json,
)
from nnstudio.document.edits import SetEach
from nnstudio.document.edits.block import PlaceBlock
from nnstudio.document.edits.outline import EditOutline
from nnstudio.document.grouping import layers_in
from nnstudio.document.outline import written_outline
from nnstudio.document.paths import topological_order
from nnstudio.engine import infer_shapes
from nnstudio.engine.activations import activations
from nnstudio.engine.errors import ParameterError
from nnstudio.engine.layers import layers
from nnstudio.engine.losses import losses
from nnstudio.text import msg

KINDS = st.sampled_from(sorted(layers))
PLACES = st.integers(-50, 50).map(lambda k: 8.0 * k)
PICK = st.integers(0, 30)
TABLE = ImportedTable("t.csv", (Column("a", (1.0, 2.0, 4.0)), Column("b", texts=("x", "y", "x"))))
TRAINING = st.one_of(
    st.tuples(st.just("learning_rate"), st.floats(-0.1, 2.0)),
    st.tuples(st.just("batch_size"), st.integers(0, 50)),
    st.tuples(st.just("loss"), st.sampled_from(sorted(losses))),
    st.tuples(st.just("optimizer"), st.sampled_from(["sgd", "adam"])),
)
DATA = st.one_of(
    st.tuples(st.just("dataset"), st.sampled_from(["circles", "iris", "digits", "sine", "table"])),
    st.tuples(st.just("noise"), st.floats(-0.1, 1.0)),
    st.tuples(st.just("scaling"), st.sampled_from(["none", "standard"])),
)


class Editing(RuleBasedStateMachine):
    """A student who edits at random, and now and then undoes and redoes. ``ended``: those taken back to the start."""

    ended = 0

    def __init__(self) -> None:
        super().__init__()
        self.document = self.start = Document()
        self.history = History()
        self.refused: EditError | ParameterError | None = None

    def edit(self, edit: Edit, merge: bool = False) -> None:
        """Make the edit if it can be made; a refusal has its reason and changes nothing."""
        before, text = self.document, to_json(self.document)
        try:
            after = apply(before, edit)
        except (EditError, ParameterError) as error:
            self.refused = error
            return
        finally:
            assert to_json(before) == text
        assert str(edit.name)
        self.history = self.history.push(before, after, edit, merge=merge)
        self.document = after

    def node(self, pick: int) -> str:
        nodes = self.document.network.nodes
        return nodes[pick % len(nodes)].id if nodes else "n0"

    @rule(kind=KINDS, x=PLACES, after=st.none() | PICK)
    def add(self, kind: str, x: float, after: int | None) -> None:
        self.edit(AddLayer(kind, x, 0.0, connect_from="" if after is None else self.node(after)))

    @rule(kind=KINDS, pick=PICK)
    def insert(self, kind: str, pick: int) -> None:
        if wires := self.document.network.wires:
            self.edit(AddLayer(kind, insert_on=wires[pick % len(wires)]))

    @rule(start=PICK, end=PICK, port=st.none() | st.integers(-1, 3))
    def connect(self, start: int, end: int, port: int | None) -> None:
        self.edit(Connect(self.node(start), self.node(end), port))

    @rule(pick=PICK)
    def disconnect(self, pick: int) -> None:
        if wires := self.document.network.wires:
            self.edit(Disconnect(wires[pick % len(wires)]))

    @rule(picks=st.lists(PICK, min_size=1, max_size=3))
    def remove(self, picks: list[int]) -> None:
        self.edit(RemoveLayers(tuple(dict.fromkeys(self.node(pick) for pick in picks))))

    @rule(pick=PICK, x=PLACES, merge=st.booleans())
    def move(self, pick: int, x: float, merge: bool) -> None:
        self.edit(MoveLayers(((self.node(pick), x, -x),)), merge)

    @rule(pick=PICK, units=st.integers(0, 9), activation=st.sampled_from(sorted(activations)), merge=st.booleans())
    def change(self, pick: int, units: int, activation: str, merge: bool) -> None:
        self.edit(SetParameters(self.node(pick), (("activation", activation), ("units", units))), merge)

    @rule(pick=PICK, name=st.text(max_size=6))
    def rename(self, pick: int, name: str) -> None:
        self.edit(RenameLayer(self.node(pick), name))

    @rule(picks=st.lists(PICK, max_size=4))
    def paste(self, picks: list[int]) -> None:
        if len(self.document.network.nodes) < 30:
            self.edit(PasteLayers(copy_layers(self.document, [self.node(pick) for pick in picks])))

    def group_id(self, pick: int) -> str:
        groups = self.document.network.groups
        return groups[pick % len(groups)].id if groups else "g0"

    def note_id(self, pick: int) -> str:
        notes = self.document.network.notes
        return notes[pick % len(notes)].id if notes else "t0"

    @rule(picks=st.lists(PICK, min_size=1, max_size=5), title=st.text(max_size=4))
    def group(self, picks: list[int], title: str) -> None:
        self.edit(GroupLayers(tuple(self.node(pick) for pick in picks), title))

    @rule(pick=PICK, folded=st.booleans(), title=st.text(max_size=4))
    def fold(self, pick: int, folded: bool, title: str) -> None:
        self.edit(FoldGroups((self.group_id(pick),), folded))
        self.edit(RenameGroup(self.group_id(pick), title))

    @rule(pick=PICK)
    def ungroup(self, pick: int) -> None:
        self.edit(Ungroup((self.group_id(pick),)))

    @rule(picks=st.lists(PICK, min_size=1, max_size=3), note=st.none() | PICK, into=st.none() | PICK)
    def regroup(self, picks: list[int], note: int | None, into: int | None) -> None:
        ids = (*(self.node(pick) for pick in picks), *(() if note is None else (self.note_id(note),)))
        self.edit(Regroup(ids, "" if into is None else self.group_id(into)))

    @rule(pick=PICK)
    def remove_group(self, pick: int) -> None:
        if members := layers_in(self.document.network).get(self.group_id(pick)):
            self.edit(RemoveLayers(members))

    @rule(pick=PICK)
    def paste_group(self, pick: int) -> None:
        members = layers_in(self.document.network).get(self.group_id(pick), ())
        if members and len(self.document.network.nodes) < 30:
            self.edit(PasteLayers(copy_layers(self.document, members)))

    @rule(picks=st.lists(PICK, min_size=1, max_size=3))
    def paste_with_inputs(self, picks: list[int]) -> None:
        if len(self.document.network.nodes) < 30:
            ids = [self.node(pick) for pick in picks]
            inputs = inputs_of(self.document, ids)
            self.edit(PasteLayers(copy_layers(self.document, ids), inputs=inputs))

    @rule(node=PICK, wire=PICK)
    def insert_what_is_there(self, node: int, wire: int) -> None:
        if wires := self.document.network.wires:
            self.edit(InsertLayer(self.node(node), wires[wire % len(wires)]))

    @rule(picks=st.lists(PICK, min_size=1, max_size=4))
    def cut(self, picks: list[int]) -> None:
        """The last inputs first, as the canvas cuts; any order is refused whole or done whole."""
        wires = self.document.network.wires
        chosen = dict.fromkeys(wires[pick % len(wires)] for pick in picks) if wires else {}
        order = sorted(chosen, key=lambda wire: -wire.port)
        self.edit(Several(tuple(Disconnect(wire) for wire in order), msg("Cut")))
        assert not set(order) & set(self.document.network.wires) or any(wire.port for wire in wires)

    @rule(picks=st.lists(PICK, max_size=3), x=PLACES, after=st.none() | PICK)
    def place_block(self, picks: list[int], x: float, after: int | None) -> None:
        fragment = copy_layers(self.document, [self.node(pick) for pick in picks])
        if fragment.nodes and len(self.document.network.nodes) < 30:
            self.edit(PlaceBlock(fragment, "Block", x, -x, "" if after is None else self.node(after)))

    @rule(picks=st.lists(PICK, min_size=1, max_size=3), units=st.integers(0, 9))
    def change_each(self, picks: list[int], units: int) -> None:
        changes = tuple((self.node(pick), (("units", units + number),)) for number, pick in enumerate(picks))
        self.edit(SetEach(changes, msg("Change")))

    @rule()
    def outline(self) -> None:
        """The network written as text is read back as it was."""
        self.edit(EditOutline(written_outline(self.document.network)))

    @rule(picks=st.lists(PICK, min_size=1, max_size=3), times=st.integers(1, 3))
    def repeat(self, picks: list[int], times: int) -> None:
        if len(self.document.network.nodes) < 30:
            self.edit(RepeatBlock(tuple(self.node(pick) for pick in picks), times))

    @rule(pick=PICK, what=st.integers(0, 2), color=st.sampled_from(["", *COLORS, "#ff0000"]))
    def color(self, pick: int, what: int, color: str) -> None:
        self.edit(SetColor(((self.node, self.group_id, self.note_id)[what](pick),), color))

    @rule(text=st.text(max_size=8), x=PLACES)
    def note(self, text: str, x: float) -> None:
        self.edit(AddNote(text, x, x))

    @rule(pick=PICK, text=st.text(max_size=8), x=PLACES, width=st.none() | st.floats(0, 5000), merge=st.booleans())
    def change_note(self, pick: int, text: str, x: float, width: float | None, merge: bool) -> None:
        self.edit(EditNote(self.note_id(pick), text))
        self.edit(PlaceNote(self.note_id(pick), x, -x, width), merge)

    @rule(pick=PICK)
    def remove_note(self, pick: int) -> None:
        self.edit(RemoveNote(self.note_id(pick)))

    @rule(value=TRAINING, merge=st.booleans())
    def train(self, value: tuple[str, Any], merge: bool) -> None:
        self.edit(SetTraining((value,)), merge)

    @rule(value=DATA, merge=st.booleans())
    def data(self, value: tuple[str, Any], merge: bool) -> None:
        self.edit(SetData((value,)), merge)

    @rule(pick=st.integers(0, 8))
    def replace(self, pick: int) -> None:
        self.edit(ReplaceNetwork(list(templates.values())[pick]().document().network))

    @rule(table=st.sampled_from([TABLE, None]), title=st.text(max_size=5))
    def bring(self, table: ImportedTable | None, title: str) -> None:
        self.edit(SetTable(table))
        self.edit(SetTitle(title))

    @rule()
    def fix(self) -> None:
        """A fix can always be made."""
        for problem in analyse(self.document).problems:
            if problem.fix is not None:
                apply(self.document, problem.fix)

    @rule(steps=st.integers(1, 5))
    def undo_and_redo(self, steps: int) -> None:
        history, document = self.history, self.document
        steps = min(steps, len(history.done))
        for _ in range(steps):
            history, document = history.undo()
        for _ in range(steps):
            history, document = history.redo()
        assert document == self.document

    @invariant()
    def refused_with_reason(self) -> None:
        """Whoever is refused is told what was expected, what was received and what to try."""
        if self.refused is not None:
            assert all(str(part) for part in (self.refused.expected, self.refused.received, self.refused.advice))

    @invariant()
    def sound(self) -> None:
        """No circle, no id twice, ports in order; the file gives back the same; what is in order compiles.

        Reading the file checks that the groups are a tree of layers that are there.
        """
        network = self.document.network
        assert len(topological_order(network)) == len(network.nodes) == len(network.by_id)
        assert len({node.name for node in network.nodes}) == len(network.nodes)
        assert len({(wire.target, wire.port) for wire in network.wires}) == len(network.wires)
        assert from_json(to_json(self.document)) == self.document
        analysis = analyse(self.document)
        if analysis.is_trainable:
            assert analysis.data is not None
            shapes = infer_shapes(to_graph(self.document, analysis.data))
            assert shapes == {node: analysis.shapes[node] for node in shapes}

    def teardown(self) -> None:
        """Undo to the start, redo to the end."""
        history, document, seen = self.history, self.document, [self.document]
        while history.can_undo:
            history, document = history.undo()
            seen.append(document)
        assert document == self.start
        for expected in reversed(seen[:-1]):
            history, document = history.redo()
            assert document == expected
        assert not history.can_redo
        type(self).ended += 1


def test_random_sequences() -> None:
    before = Editing.ended
    run_state_machine_as_test(Editing, settings=settings(max_examples=40, stateful_step_count=25))
    assert Editing.ended - before >= 40


@pytest.mark.soak
@pytest.mark.parametrize("share", range(10))
def test_ten_thousand_random_sequences(share: int) -> None:
    """A thousand of them at a time, each thousand with examples of its own."""
    before = Editing.ended
    run_state_machine_as_test(Editing, settings=settings(max_examples=1_000, stateful_step_count=25))
    assert Editing.ended - before >= 1_000
