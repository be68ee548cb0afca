"""Groups and notes on the canvas: what they show, where they lie, what a press on them begins, and their commands.

Which layer is in which group is the document's business; nothing here decides it.
"""
