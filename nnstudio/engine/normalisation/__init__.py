"""What the normalising layers share: over which numbers they take mean and variance, the passes, the terms.

The layers themselves are one file each in ``layers/``; nothing here is registered.
"""
