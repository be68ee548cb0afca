"""What leaves the program, and where it is safe comes in: sheets, tables, and the formats of other programs.

Pure: knows no Qt, opens no window, runs nothing that it reads. What is written is made from the inspection's
descriptions and the document; nothing is calculated here a second time.
"""
