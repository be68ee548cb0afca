"""What the network's picture shows at a step, as numbers: layers, links, overlays, the samples' shares in a gradient.

Pure: copies of the plan's numbers and where they stand in the network. No geometry, no colours: those are the window's.
"""

from nnstudio.inspection.picture.scene import Column, Scene, inner_quantity, scene_of

__all__ = ["Column", "Scene", "inner_quantity", "scene_of"]
