"""Handwritten digits of 8×8 pixels."""

from __future__ import annotations

from nnstudio.data.dataset import MEASURED, class_numbers
from nnstudio.data.stored import StoredDataSet
from nnstudio.engine.declaration import Declaration
from nnstudio.text import msg


class Digits(StoredDataSet):
    """1797 handwritten digits, 8×8 pixels of 0 to 16; a sample is (height, width, channels) = (8, 8, 1)."""

    declaration = Declaration(
        id="digits",
        name=msg("Digits 8×8"),
        help=msg("Ten digits written by hand: 1797 pictures of 8×8 pixels, each from 0 (paper) to 16 (ink)."),
        group=MEASURED,
        source="Alpaydin & Kaynak 1998, doi:10.24432/C50P49",
        aliases=("handwriting", "mnist", "手写数字", "手寫數字"),
    )
    licence = "E. Alpaydin and C. Kaynak, UCI Machine Learning Repository, CC BY 4.0"
    file = "digits.csv.gz"
    target_name = "digit"
    inputs = (8, 8, 1)
    class_names = class_numbers(10)
    feature_names = ()
    words = (msg("digit"),)
