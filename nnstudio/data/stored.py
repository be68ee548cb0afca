"""What the data sets that come as a file in ``resources/datasets`` share."""

from __future__ import annotations

import csv
import gzip
from functools import lru_cache
from typing import ClassVar

import numpy as np

from nnstudio.data.dataset import DataSet, class_shape
from nnstudio.data.samples import DataShape, Numbers, Rows, Samples, Task
from nnstudio.engine.errors import DataError
from nnstudio.engine.typing import Shape
from nnstudio.text import msg
from nnstudio.text.places import resource


class StoredDataSet(DataSet):
    """A classification read from ``resources/datasets/<file>``: a header, then numbers with the class's name last."""

    file: ClassVar[str]
    feature_names: ClassVar[tuple[str, ...]]
    class_names: ClassVar[tuple[str, ...]]
    target_name: ClassVar[str]
    inputs: ClassVar[Shape]

    @property
    def shape(self) -> DataShape:
        """The declared shape; the file is not opened."""
        return class_shape(self.inputs, self.class_names)

    def samples(self, random: np.random.Generator) -> Samples:
        """Return the file's rows in their own order: nothing is drawn.

        Raises
        ------
        DataError : the file is not there or is damaged.
        """
        x, y = read_stored(self.file, self.class_names)
        return Samples(
            x.reshape(len(x), *self.inputs),
            y,
            Task.CLASSIFICATION,
            self.feature_names if len(self.inputs) == 1 else (),
            self.class_names,
            (self.target_name,),
        )


@lru_cache(maxsize=8)
def read_stored(file: str, class_names: tuple[str, ...]) -> tuple[Numbers, Rows]:
    """Return features ``(N, F)`` and class numbers ``(N,)`` of a file, read-only, as they are shared."""
    path = resource("datasets", file)
    number = {name: k for k, name in enumerate(class_names)}
    try:
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        rows = list(csv.reader(content.decode().splitlines()))[1:]
        x = np.array([row[:-1] for row in rows], np.float64)
        y = np.array([number[row[-1]] for row in rows], np.int64)
    except (OSError, EOFError, ValueError, KeyError) as error:
        raise DataError(
            file, msg("an undamaged data file"), msg("{value}", value=error), msg("Install nnstudio again.")
        ) from error
    x.flags.writeable = y.flags.writeable = False
    return x, y
