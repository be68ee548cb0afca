"""What the translation tool is made of: finding messages in the source, reading and writing catalogues, and checks.

Used by ``packaging/translations.py`` and by the build hook; knows the tree's layout but never imports nnstudio.
"""
