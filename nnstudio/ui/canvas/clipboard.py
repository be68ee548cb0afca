"""Layers on the clipboard: what copy puts there as text and paste reads back, also in another window.

Beside the text stand the wires that led into the layers from others, for whoever pastes with inputs.
"""

from __future__ import annotations

import json
from typing import Final

from PySide6.QtCore import QMimeData

from nnstudio.document import Document, FormatError, Fragment, inputs_of
from nnstudio.document.fragment import fragment_from_json, fragment_to_json
from nnstudio.document.model import Wire

INPUTS: Final = "application/x-nnstudio-inputs"
"""A list of [source, its name, target, port]."""


def copied(fragment: Fragment, document: Document) -> QMimeData:
    """Return layers of a document as the clipboard holds them."""
    names = {node.id: node.name for node in document.network.nodes}
    inputs = [[w.source, names[w.source], w.target, w.port] for w in inputs_of(document, fragment.by_id)]
    data = QMimeData()
    data.setText(fragment_to_json(fragment))
    data.setData(INPUTS, json.dumps(inputs).encode())
    return data


def layers_in(data: QMimeData | None) -> Fragment | None:
    """Return the layers that the clipboard holds, None where it is anything else: it is not trusted.

    On some systems an empty clipboard has no data at all, ``None``.
    """
    if data is None:
        return None
    try:
        _name, fragment = fragment_from_json(data.text())
    except FormatError:
        return None
    return fragment if fragment.nodes else None


def inputs_in(data: QMimeData, document: Document) -> tuple[Wire, ...]:
    """Return the wires into the layers on the clipboard from others that are in ``document`` as they were.

    A layer of another document may have the same id: only one that has the same name, too, is meant.
    """
    try:
        entries = json.loads(bytes(data.data(INPUTS).data()))
        found = [(str(name), Wire(str(source), str(target), int(port))) for source, name, target, port in entries]
    except (ValueError, TypeError, RecursionError):
        return ()
    known = document.network.by_id
    return tuple(w for name, w in found if w.source in known and known[w.source].name == name and w.port >= 0)
