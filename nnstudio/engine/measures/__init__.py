"""What can be measured of a network while it learns, a file for each kind: statistics of layers, curvature, surfaces.

Pure functions of a program, a plan or arrays; nothing here changes a run. No pictures, no words for a diagnosis.
"""
