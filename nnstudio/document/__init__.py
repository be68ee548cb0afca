"""What the user edits: a frozen Document, pure edits, validation that names the layer and a fix. No files, no threads.

``model`` is the document, ``edits`` what can be done to it, ``analysis`` (with a rule per file in ``checks``) what is
to be said of it, ``graph`` turns it into the engine's, ``format`` into JSON and back, ``history`` is undo,
``templates`` are networks to begin with.
"""

from nnstudio.document.analysis import Analysis, analyse
from nnstudio.document.difference import Difference, difference
from nnstudio.document.edits import (
    AddLayer,
    AddNote,
    Connect,
    Disconnect,
    Edit,
    EditNote,
    EditOutline,
    FoldGroups,
    Fragment,
    GroupLayers,
    MoveLayers,
    PasteLayers,
    PlaceBlock,
    PlaceNote,
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
    apply,
    copy_layers,
)
from nnstudio.document.errors import EditError, FormatError
from nnstudio.document.format import from_json, to_json
from nnstudio.document.graph import to_graph
from nnstudio.document.history import History
from nnstudio.document.model import COLORS, Document, Group, Network, Node, Note, TrainingSettings, Wire
from nnstudio.document.problem import Problem, Severity
from nnstudio.document.template import FAMILIES, Look, Template
from nnstudio.document.templates import opening_document, template_of, templates

__all__ = [
    "COLORS",
    "FAMILIES",
    "AddLayer",
    "AddNote",
    "Analysis",
    "Connect",
    "Difference",
    "Disconnect",
    "Document",
    "Edit",
    "EditError",
    "EditNote",
    "EditOutline",
    "FoldGroups",
    "FormatError",
    "Fragment",
    "Group",
    "GroupLayers",
    "History",
    "Look",
    "MoveLayers",
    "Network",
    "Node",
    "Note",
    "PasteLayers",
    "PlaceBlock",
    "PlaceNote",
    "Problem",
    "RemoveLayers",
    "RemoveNote",
    "RenameGroup",
    "RenameLayer",
    "RepeatBlock",
    "ReplaceNetwork",
    "SetColor",
    "SetData",
    "SetParameters",
    "SetTable",
    "SetTitle",
    "SetTraining",
    "Several",
    "Severity",
    "Template",
    "TrainingSettings",
    "Ungroup",
    "Wire",
    "analyse",
    "apply",
    "copy_layers",
    "difference",
    "from_json",
    "opening_document",
    "template_of",
    "templates",
    "to_graph",
    "to_json",
]
