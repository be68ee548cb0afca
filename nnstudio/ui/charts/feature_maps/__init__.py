"""A network of images at work: every layer's kernels, and below each the map that it makes of one picture.

The core says what they are (``inspection.feature_maps``); here they are laid out, painted and pointed at.
"""

from nnstudio.ui.charts.feature_maps.view import FeatureMapsView

__all__ = ["FeatureMapsView"]
