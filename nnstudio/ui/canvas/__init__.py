"""The Build workspace: palette, canvas, properties.

The scene shows the document and is never the truth: what a gesture does is one edit of the session, and the scene is
reconciled from the change. ``gestures/`` has an object for each mouse gesture, ``items/`` what is painted,
``adding/`` the palette and the search, ``groups/`` frames, folded boxes and notes, ``seeing/`` the map and what can be
shown, ``properties/`` the form, ``analysis/`` the drawer with table, problems and outline, ``picture/`` the network for
a report, ``previews/`` a small picture of what each layer does, ``speaking/`` what a screen reader is told. Nothing
here computes shapes or repairs graphs (the document does) or trains.
"""

from nnstudio.ui.canvas.panel import BuildPanel

__all__ = ["BuildPanel"]
