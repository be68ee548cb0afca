"""Training: a run of a program over data, the worker thread that advances it, commands in, events out.

No Qt, no files. ``run`` advances (thread or not, the same code), ``trainer`` is the thread, ``handshake`` and
``mailbox`` are its two ties to a window, ``frame`` is what a window may read. Nothing here draws, saves or edits.
"""
