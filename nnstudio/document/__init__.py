"""What the user edits: a frozen Document, pure edits, validation that names the layer and a fix. No files, no threads.

``model`` is the document, ``edits`` what can be done to it, ``analysis`` (with a rule per file in ``checks``) what is
to be said of it, ``graph`` turns it into the engine's, ``format`` into JSON and back, ``history`` is undo, ``projects``
are the samples.
"""

from nnstudio.document.analysis import Analysis, analyse
from nnstudio.document.difference import Difference, difference
from nnstudio.document.edits import (
    AddLayer,
    Connect,
    Disconnect,
    Edit,
    Fragment,
    MoveLayers,
    PasteLayers,
    RemoveLayers,
    RenameLayer,
    ReplaceNetwork,
    SetData,
    SetParameters,
    SetTable,
    SetTitle,
    SetTraining,
    Several,
    apply,
    copy_layers,
)
from nnstudio.document.errors import EditError, FormatError
from nnstudio.document.format import from_json, to_json
from nnstudio.document.graph import to_graph
from nnstudio.document.history import History
from nnstudio.document.model import Document, Network, Node, TrainingSettings, Wire
from nnstudio.document.problem import Problem, Severity
from nnstudio.document.projects import Sample, opening_document, samples

__all__ = [
    "AddLayer",
    "Analysis",
    "Connect",
    "Difference",
    "Disconnect",
    "Document",
    "Edit",
    "EditError",
    "FormatError",
    "Fragment",
    "History",
    "MoveLayers",
    "Network",
    "Node",
    "PasteLayers",
    "Problem",
    "RemoveLayers",
    "RenameLayer",
    "ReplaceNetwork",
    "Sample",
    "SetData",
    "SetParameters",
    "SetTable",
    "SetTitle",
    "SetTraining",
    "Several",
    "Severity",
    "TrainingSettings",
    "Wire",
    "analyse",
    "apply",
    "copy_layers",
    "difference",
    "from_json",
    "opening_document",
    "samples",
    "to_graph",
    "to_json",
]
