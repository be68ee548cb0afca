"""Small pictures of what a layer does, for the palette and the searches.

``pictures.py`` names a drawing for each ``glyph`` of the layers' declarations, so that a new layer with a known glyph
has its picture, and one without has its family's. Numbers in them are computed by the engine from the layer's declared
defaults. No document, no session, no widget here.
"""
