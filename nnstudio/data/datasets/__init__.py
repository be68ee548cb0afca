"""One file for each data set: adding a file adds it everywhere. Nothing else lives here.

``datasets`` maps each id to its class.
"""

from nnstudio.data.dataset import DataSet
from nnstudio.engine.registry import Registry

datasets: Registry[DataSet] = Registry(
    __name__,
    order=(
        *("and", "or", "nand", "xor"),
        *("circles", "moons", "spirals", "blobs"),
        *("sine", "plane"),
        *("bars", "shapes", "digits_again"),
        *("echo", "bit_recall", "adding_problem", "sine_sequence", "character_text"),
        *("iris", "wine", "breast_cancer", "digits"),
    ),
)

__all__ = ["datasets"]
