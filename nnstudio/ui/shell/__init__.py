"""The main window: header, menus, transport, workspaces, messages, files. It arranges panels.

Panels are imported when their workspace is first shown, so that the window opens fast. Nothing here trains or edits
but through the session.
"""

from nnstudio.ui.shell.window import MainWindow

__all__ = ["MainWindow"]
