"""What ``packaging/dev.py`` is made of: the machine's libraries, the environments, the checks in turn.

Standard library only: this code runs before anything is installed.
"""
