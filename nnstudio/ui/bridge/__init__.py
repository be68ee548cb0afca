"""The only tie between Qt and the rest: the session's signals, undo, the display timer, the user's settings.

No widget and no drawing lives here; no panel reads the trainer or edits the document except through this folder.
"""
