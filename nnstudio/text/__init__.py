"""Messages as (id, fields), translated only when they are shown; the loader of the catalogues; finding by any language.

The lowest layer: everything above may say something to a person, so everything may import this. Nothing else lives
here, and nothing here imports another part of nnstudio.
"""

from nnstudio.text.catalogue import LANGUAGES, language, on_language_changed, set_language
from nnstudio.text.message import Message, in_a_row, msg, tr

__all__ = ["LANGUAGES", "Message", "in_a_row", "language", "msg", "on_language_changed", "set_language", "tr"]
