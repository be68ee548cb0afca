"""Choosing a layer to add: the list by family, the palette around it, the search at the cursor.

A list emits the id of a kind of layer; where it goes is decided by the panel. No document and no session here.
"""
