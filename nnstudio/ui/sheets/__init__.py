"""Tape to paper: the dialog that shows a sheet before it is saved or copied, and the sheet as PDF.

What a sheet says is made in ``exchange.sheet``; here it is set on a page, which the preview and the PDF share.
"""

from nnstudio.ui.sheets.dialog import SheetDialog, open_sheet, sheet_button

__all__ = ["SheetDialog", "open_sheet", "sheet_button"]
