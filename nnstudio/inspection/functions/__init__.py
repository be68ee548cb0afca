"""What can be found out about activation functions and losses on their own: the function lab's calculations.

Every value comes from the engine's own functions in double precision; networks that demonstrate something are small
programs of the engine. Pure: nothing here draws, and a run is only read.
"""
