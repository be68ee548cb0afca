"""How the picture is drawn. Pure painters: they get a QPainter, places and numbers, and keep nothing."""
