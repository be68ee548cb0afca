"""The document as JSON, and back.

Every fault of a file is named with its place, and nothing in it is believed unchecked.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any, Final

from nnstudio.data.datasets import datasets
from nnstudio.data.settings import DataSettings
from nnstudio.data.table import ImportedTable
from nnstudio.data.transforms import transforms
from nnstudio.document.errors import FormatError
from nnstudio.document.kinds import completed
from nnstudio.document.model import Document, Network, TrainingSettings
from nnstudio.engine.layers import layers
from nnstudio.engine.losses import losses
from nnstudio.engine.optimizers import optimizers
from nnstudio.engine.schedules import schedules
from nnstudio.text import Message, msg

FORMAT: Final = "nnstudio document"
VERSION: Final = 7
LONGEST: Final = 512 * 2**20
"""The most characters that are read: a table of a million cells takes some 20 million."""


def to_json(document: Document, *, with_table: bool = True) -> str:
    """Return the document as JSON text. The imported table may be left out, to be kept apart (it never changes)."""
    content = {
        "format": FORMAT,
        "version": VERSION,
        "title": document.title,
        "template": document.template,
        "network": network_content(document.network),
        "data": _data(document.data),
        "training": training_content(document.training),
        "table": _table(document.table) if document.table is not None and with_table else None,
    }
    return json.dumps(content, allow_nan=False)


def from_json(text: str, table: ImportedTable | None = None) -> Document:
    """Return the document that a JSON text holds; ``table`` is the imported one where it was kept apart.

    Raises
    ------
    FormatError : no JSON, another format or a newer version, an entry that is missing, unknown, out of range or in
    contradiction to another; its ``place`` is the way to the entry, as ``network.nodes[3].kind``.
    """
    if len(text) > LONGEST:
        raise FormatError(
            "", msg("a document"), msg("{count} characters", count=len(text)), msg("Choose another file.")
        )
    content = parsed(text, FORMAT, VERSION)
    # Here, not at the top: pydantic takes a fifth of a second to import, and a new document needs none of it.
    from nnstudio.document.reading import read

    return read(content, table)


def parsed(text: str, form: str, newest: int) -> dict[str, Any]:
    """Return the JSON of a text that says of itself that it is of this format.

    Raises
    ------
    FormatError : no JSON, another format, or a newer version.
    """
    advice = msg("The file is damaged, or was made by another program.")
    try:
        content = json.loads(text)
    except RecursionError:
        raise FormatError("", msg("a document in JSON"), msg("lists nested too deep"), advice) from None
    except ValueError as error:
        place = f"line {error.lineno}, column {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
        raise FormatError(place, msg("a document in JSON"), msg("something else"), advice) from None
    if not isinstance(content, dict) or content.get("format") != form:
        raise FormatError("format", msg("{value}", value=repr(form)), _shown(content), advice)
    _check_version(content, newest)
    return content


def _shown(content: object) -> Message:
    value = content.get("format") if isinstance(content, dict) else content
    return msg("{value}", value=repr(value)[:40])


def _check_version(content: dict[str, Any], newest: int) -> None:
    version = content.get("version")
    if isinstance(version, int) and version > newest:
        raise FormatError(
            "version",
            msg("version {known} or older", known=newest),
            msg("version {version}", version=version),
            msg("It was made by a newer nnstudio: update the program to open it."),
        )


def network_content(network: Network) -> dict[str, Any]:
    """Return a network as JSON has it."""
    return {
        "nodes": [
            {
                "id": n.id,
                "kind": n.kind,
                "name": n.name,
                "parameters": completed(layers[n.kind], n.parameters),
                "x": n.x,
                "y": n.y,
                "color": n.color,
            }
            for n in network.nodes
        ],
        "wires": [{"source": w.source, "target": w.target, "port": w.port} for w in network.wires],
        "next_id": network.next_id,
        "groups": [asdict(group) for group in network.groups],
        "notes": [asdict(note) for note in network.notes],
        "down": network.down,
    }


def _data(settings: DataSettings) -> dict[str, Any]:
    declared = datasets.get(settings.dataset)
    parameters = completed(declared.declaration, settings.parameters) if declared else {}
    steps = [
        asdict(step) | {"parameters": completed(transforms[step.kind].declaration, step.parameters)}
        for step in settings.steps
    ]
    return asdict(settings) | {"parameters": parameters, "steps": steps}


def training_content(settings: TrainingSettings) -> dict[str, Any]:
    """Return training settings as JSON has them."""
    return asdict(settings) | {
        "loss_weights": dict(settings.loss_weights),
        "output_losses": [
            asdict(each) | {"parameters": completed(losses[each.loss].declaration, each.parameters)}
            for each in settings.output_losses
        ],
        "loss_parameters": completed(losses[settings.loss].declaration, settings.loss_parameters),
        "optimizer_parameters": completed(optimizers[settings.optimizer].declaration, settings.optimizer_parameters),
        "schedule_parameters": completed(schedules[settings.schedule].declaration, settings.schedule_parameters),
    }


def _table(table: ImportedTable) -> dict[str, Any]:
    columns = [
        {"name": column.name, "texts": list(column.texts)}
        if column.is_text
        else {"name": column.name, "numbers": [None if v != v else v for v in column.values.tolist()]}
        for column in table.columns
    ]
    return {
        "name": table.name,
        "encoding": table.encoding,
        "delimiter": table.delimiter,
        "has_header": table.has_header,
        "decimal": table.decimal,
        "columns": columns,
    }
