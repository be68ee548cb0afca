"""How the bundled fonts are made from Debian's: which characters, under which names, with which measures.

Used by ``packaging/fonts.py`` alone; the program only loads the results from ``resources/fonts``.
"""
