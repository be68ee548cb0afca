"""Data sets (a file each), CSV import, pre-processing and splits.

``prepare`` is the one way from settings to the sets that training reads. No Qt, no network, nothing of the engine but
its declarations, registries, errors and types; no files but the resources and the one that the user names.
"""

from nnstudio.data.dataset import GROUPS, DataSet
from nnstudio.data.datasets import datasets
from nnstudio.data.delimited import Detected, TableError, detect, read_table
from nnstudio.data.encode import encode
from nnstudio.data.overview import ColumnView, DataTable, Membership, Role, table_of
from nnstudio.data.prepare import prepare
from nnstudio.data.sample_columns import spelled
from nnstudio.data.samples import DataShape, Prepared, Samples, Subset, Task
from nnstudio.data.settings import TABLE, DataSettings, FeatureStep, Missing, Scaling, TaskChoice, Unlabelled
from nnstudio.data.source import raw_samples, shape_of, shown
from nnstudio.data.table import Column, ImportedTable
from nnstudio.data.transforms import transforms

__all__ = [
    "GROUPS",
    "TABLE",
    "Column",
    "ColumnView",
    "DataSet",
    "DataSettings",
    "DataShape",
    "DataTable",
    "Detected",
    "FeatureStep",
    "ImportedTable",
    "Membership",
    "Missing",
    "Prepared",
    "Role",
    "Samples",
    "Scaling",
    "Subset",
    "TableError",
    "Task",
    "TaskChoice",
    "Unlabelled",
    "datasets",
    "detect",
    "encode",
    "prepare",
    "raw_samples",
    "read_table",
    "shape_of",
    "shown",
    "spelled",
    "table_of",
    "transforms",
]
