"""A picture of the whole network for a report: drawn by the canvas' own items on a scene of its own, so that the two
cannot differ. ``drawing`` makes the files, ``dialog`` asks which.
"""
