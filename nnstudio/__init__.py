"""Build, train and look inside neural networks.

Each folder is one part of the house; imports point down only:
``__main__ → app → ui → lessons → exchange → inspection → training → store → document → data → engine → text``.
"""

__version__ = "0.3.0"
