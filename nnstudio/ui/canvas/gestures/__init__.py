"""Each mouse gesture as an object: it follows the mouse, and its release makes one edit of the document.

While it lasts it may touch the scene only, so that Esc, undo or a change from elsewhere can end it at any moment by
reconciling the scene. Nothing here changes a document except by handing one edit to the session.
"""
