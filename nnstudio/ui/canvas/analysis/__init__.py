"""The drawer under the canvas: what every layer costs and sees, as a table; what is wrong, as a list with its fixes.

``columns`` says what stands in the table and ``writing`` turns it into CSV and Markdown; nothing here computes a figure
or knows a rule: the document does.
"""
