"""A student's way through the window, by mouse and keys only: hands that press, and the stations of the way.

The test of the journey and ``benchmarks/journey.py`` walk the same way with different hands. Nothing here reaches past
what a student could: it reads the window's state to know where to press and when to go on, and changes none of it.
"""
