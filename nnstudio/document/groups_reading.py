"""From the form of groups and notes to these, checked as the edits check them."""

from __future__ import annotations

from nnstudio.document.edits.color import checked_color
from nnstudio.document.edits.move import checked_place
from nnstudio.document.edits.notes import checked_size, checked_text
from nnstudio.document.edits.parameters import checked_name
from nnstudio.document.grouping import DEEPEST
from nnstudio.document.model import Group, Network, Note
from nnstudio.document.refusing import as_fault, check_id, check_unique, refuse
from nnstudio.document.schema import GroupForm, NetworkForm, NoteForm
from nnstudio.text import msg


def read_groups(form: NetworkForm, network: Network) -> tuple[Group, ...]:
    """Return the groups of a network whose layers are read.

    Raises
    ------
    FormatError : with the place of the first fault: a member that is not there, or is in two groups; a group without
    layers; a circle of groups, or too many one inside another.
    """
    groups = tuple(_group(group, form.next_id, f"network.groups[{k}]") for k, group in enumerate(form.groups))
    expected = msg("one that no other group has")
    check_unique("network.groups", "id", [group.id for group in groups], expected)
    check_unique("network.groups", "name", [group.name for group in groups], expected)
    notes = {note.id for note in form.notes}
    _check_members(groups, network.by_id.keys() | {group.id for group in groups} | notes)
    for number, group in enumerate(groups):
        if notes.issuperset(group.members):
            refuse(f"network.groups[{number}].members", msg("a layer among them"), ", ".join(group.members))
    return groups


def _group(form: GroupForm, next_id: int, place: str) -> Group:
    check_id(form.id, "g", next_id, place)
    with as_fault():
        name, color = checked_name(form.name, f"{place}.name"), checked_color(form.color, f"{place}.color")
        return Group(form.id, name, tuple(form.members), form.folded, color)


def _check_members(groups: tuple[Group, ...], known: set[str]) -> None:
    up: dict[str, str] = {}
    for number, group in enumerate(groups):
        for place, member in enumerate(group.members):
            if member not in known:
                refuse(
                    f"network.groups[{number}].members[{place}]", msg("the id of a layer, a group or a note"), member
                )
            if member in up:
                refuse(f"network.groups[{number}].members[{place}]", msg("what is in no other group"), member)
            up[member] = group.id
    for number, group in enumerate(groups):
        above, depth = group.id, 1
        while (above := up.get(above, "")) and depth <= DEEPEST:
            depth += 1
        if depth > DEEPEST:
            expected = msg("at most {most} groups one inside another", most=DEEPEST)
            refuse(f"network.groups[{number}]", expected, group.id)


def read_notes(form: NetworkForm) -> tuple[Note, ...]:
    """Return the notes.

    Raises
    ------
    FormatError : with the place of the first fault.
    """
    notes = tuple(_note(note, form.next_id, f"network.notes[{k}]") for k, note in enumerate(form.notes))
    check_unique("network.notes", "id", [note.id for note in notes], msg("one that no other note has"))
    return notes


def _note(form: NoteForm, next_id: int, place: str) -> Note:
    check_id(form.id, "t", next_id, place)
    with as_fault():
        x, y = checked_place(place, form.x, form.y)
        width, height = checked_size(form.width, form.height, place)
        color = checked_color(form.color, f"{place}.color")
        return Note(form.id, checked_text(form.text, f"{place}.text"), x, y, width, height, color)
