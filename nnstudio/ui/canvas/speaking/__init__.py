"""The canvas as a screen reader sees it: a tree of layers, groups and notes, with their ports below them.

Qt asks for it only while a screen reader listens; until then nothing here is made. What is said of a layer, a group or
a note is its face's ``spoken``.
"""
