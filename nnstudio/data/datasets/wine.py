"""Wines of three cultivars."""

from __future__ import annotations

from nnstudio.data.dataset import MEASURED
from nnstudio.data.stored import StoredDataSet
from nnstudio.engine.declaration import Declaration
from nnstudio.text import msg

_FEATURES = (
    msg("alcohol"),
    msg("malic acid"),
    msg("ash"),
    msg("alcalinity of ash"),
    msg("magnesium"),
    msg("total phenols"),
    msg("flavanoids"),
    msg("nonflavanoid phenols"),
    msg("proanthocyanins"),
    msg("color intensity"),
    msg("hue"),
    msg("OD280/OD315 of diluted wines"),
    msg("proline"),
)


class Wine(StoredDataSet):
    """178 wines of three cultivars, thirteen chemical measurements."""

    declaration = Declaration(
        id="wine",
        name=msg("Wine"),
        help=msg(
            "Three cultivars of grape told apart by a chemical analysis of 178 wines: "
            "13 measurements of very different size. Scale them."
        ),
        group=MEASURED,
        source="Aeberhard & Forina 1992, doi:10.24432/C5PC7J",
        aliases=("葡萄酒",),
    )
    licence = "S. Aeberhard and M. Forina, UCI Machine Learning Repository, CC BY 4.0"
    file = "wine.csv"
    target_name = "cultivar"
    inputs = (13,)
    class_names = ("cultivar 1", "cultivar 2", "cultivar 3")
    feature_names = tuple(name.id for name in _FEATURES)
    words = (*_FEATURES, msg("cultivar"), msg("cultivar 1"), msg("cultivar 2"), msg("cultivar 3"))
