"""Ways to look at the network that the document knows nothing of: the small map, what is shown of a layer, the heat.

What is chosen is a preference; nothing here edits, but for the layout's direction, which the layout asks for.
"""
