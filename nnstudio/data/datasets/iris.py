"""Fisher's iris flowers."""

from __future__ import annotations

from nnstudio.data.dataset import MEASURED
from nnstudio.data.stored import StoredDataSet
from nnstudio.engine.declaration import Declaration
from nnstudio.text import msg

_FEATURES = (
    msg("sepal length (cm)"),
    msg("sepal width (cm)"),
    msg("petal length (cm)"),
    msg("petal width (cm)"),
)


class Iris(StoredDataSet):
    """150 flowers of three species, four lengths in centimetres."""

    declaration = Declaration(
        id="iris",
        name=msg("Iris"),
        help=msg(
            "Three species of iris told apart by sepals and petals: 150 flowers, 50 of each, "
            "four lengths in centimetres."
        ),
        group=MEASURED,
        source="Fisher 1936, doi:10.24432/C56C76",
        aliases=("flower", "鸢尾花", "鳶尾花"),
    )
    licence = "R. A. Fisher, UCI Machine Learning Repository, CC BY 4.0"
    file = "iris.csv"
    target_name = "species"
    inputs = (4,)
    class_names = ("setosa", "versicolor", "virginica")
    feature_names = tuple(name.id for name in _FEATURES)
    words = (*_FEATURES, msg("species"))
