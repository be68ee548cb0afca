"""What the attention layers share: the scaled dot product, the projections around it, and the terms of both.

The layers themselves are one file each in ``layers/``; nothing here is registered.
"""
