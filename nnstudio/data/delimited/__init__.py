"""Reading a delimited text file (CSV and its relatives) as a table: encoding, layout, cells, in that order.

``read_table`` does it all; ``detect`` only says what it would do. Nothing here decides what a column is *for*.
"""

from nnstudio.data.delimited.errors import TableError
from nnstudio.data.delimited.layout import DELIMITERS
from nnstudio.data.delimited.reader import Detected, detect, read_table

__all__ = ["DELIMITERS", "Detected", "TableError", "detect", "read_table"]
