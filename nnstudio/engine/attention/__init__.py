"""What the attention layers share: the scaled dot product, its two passes as calls, and the terms of its numbers.

The layers themselves are one file each in ``layers/``; nothing here is registered.
"""
