"""What can be measured of a network while it learns, a file for each kind of question.

Statistics of layers, dead and saturated units, recurrent states, curvature, loss surfaces: functions of a program, a
plan or arrays, and of an ``Objective``, which works on a copy; nothing here changes a run. No pictures, no words for
a diagnosis.
"""
