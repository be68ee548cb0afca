"""The edits, a small file for each family: what the user can do to a document, as frozen values that can be applied.

An edit is pure: it returns a new document or raises an EditError and changes nothing. Nothing here draws, trains or
saves.
"""

from nnstudio.document.edits.add import AddLayer
from nnstudio.document.edits.block import PlaceBlock
from nnstudio.document.edits.by_hand import ChangeByHand
from nnstudio.document.edits.color import SetColor
from nnstudio.document.edits.connect import Connect, Disconnect
from nnstudio.document.edits.data import SetData, SetTable
from nnstudio.document.edits.direction import SetDirection
from nnstudio.document.edits.edit import Edit, apply
from nnstudio.document.edits.group import FoldGroups, GroupLayers, RenameGroup, Ungroup
from nnstudio.document.edits.insert import InsertLayer
from nnstudio.document.edits.move import MoveLayers
from nnstudio.document.edits.notes import AddNote, EditNote, PlaceNote, RemoveNote
from nnstudio.document.edits.outline import EditOutline
from nnstudio.document.edits.parameters import RenameLayer, SetEach, SetParameters
from nnstudio.document.edits.paste import Fragment, PasteLayers, copy_layers, inputs_of
from nnstudio.document.edits.points import AddPoint, LeaveOut
from nnstudio.document.edits.regroup import Regroup
from nnstudio.document.edits.remove import RemoveLayers
from nnstudio.document.edits.repeat import RepeatBlock
from nnstudio.document.edits.several import Several
from nnstudio.document.edits.training import SetLossWeight, SetOutputLoss, SetTraining
from nnstudio.document.edits.whole import ReplaceNetwork, SetTitle

__all__ = [
    "AddLayer",
    "AddNote",
    "AddPoint",
    "ChangeByHand",
    "Connect",
    "Disconnect",
    "Edit",
    "EditNote",
    "EditOutline",
    "FoldGroups",
    "Fragment",
    "GroupLayers",
    "InsertLayer",
    "LeaveOut",
    "MoveLayers",
    "PasteLayers",
    "PlaceBlock",
    "PlaceNote",
    "Regroup",
    "RemoveLayers",
    "RemoveNote",
    "RenameGroup",
    "RenameLayer",
    "RepeatBlock",
    "ReplaceNetwork",
    "SetColor",
    "SetData",
    "SetDirection",
    "SetEach",
    "SetLossWeight",
    "SetOutputLoss",
    "SetParameters",
    "SetTable",
    "SetTitle",
    "SetTraining",
    "Several",
    "Ungroup",
    "apply",
    "copy_layers",
    "inputs_of",
]
