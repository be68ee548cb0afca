"""The house's limits, a file for each kind; ``packaging/house.py`` runs them all.

Each is a function from the project's files to lines of text, one for each place where a limit is passed.
"""
