"""What is painted on the canvas: nodes, wires, what a gesture shows while it lasts.

An item holds a frozen *face* made from the document and paints it; it knows no document, no session and makes no edit.
"""
