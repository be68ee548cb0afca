"""Breast tumours, malignant or benign."""

from __future__ import annotations

from nnstudio.data.dataset import MEASURED
from nnstudio.data.stored import StoredDataSet
from nnstudio.engine.declaration import Declaration
from nnstudio.text import msg

_FEATURES = (
    msg("mean radius"),
    msg("mean texture"),
    msg("mean perimeter"),
    msg("mean area"),
    msg("mean smoothness"),
    msg("mean compactness"),
    msg("mean concavity"),
    msg("mean concave points"),
    msg("mean symmetry"),
    msg("mean fractal dimension"),
    msg("radius error"),
    msg("texture error"),
    msg("perimeter error"),
    msg("area error"),
    msg("smoothness error"),
    msg("compactness error"),
    msg("concavity error"),
    msg("concave points error"),
    msg("symmetry error"),
    msg("fractal dimension error"),
    msg("worst radius"),
    msg("worst texture"),
    msg("worst perimeter"),
    msg("worst area"),
    msg("worst smoothness"),
    msg("worst compactness"),
    msg("worst concavity"),
    msg("worst concave points"),
    msg("worst symmetry"),
    msg("worst fractal dimension"),
)


class BreastCancer(StoredDataSet):
    """569 tumours, thirty measurements of their cells' nuclei."""

    declaration = Declaration(
        id="breast_cancer",
        name=msg("Breast cancer"),
        help=msg(
            "Malignant and benign tumours told apart by the shape of cell nuclei: "
            "569 cases, 30 measurements. Scale them."
        ),
        group=MEASURED,
        source="Wolberg, Mangasarian & Street 1993, doi:10.24432/C5DW2B",
        aliases=("wisconsin", "乳腺癌", "乳癌"),
    )
    licence = "W. Wolberg, O. Mangasarian and N. Street, UCI Machine Learning Repository, CC BY 4.0"
    file = "breast_cancer.csv"
    target_name = "diagnosis"
    inputs = (30,)
    class_names = ("malignant", "benign")
    feature_names = tuple(name.id for name in _FEATURES)
    words = (*_FEATURES, msg("diagnosis"), msg("malignant"), msg("benign"))
