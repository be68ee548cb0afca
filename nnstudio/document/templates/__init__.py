"""One file for each template: adding a file adds it to the gallery, the note and the tests. Nothing else lives here.

``templates`` maps each id to its class; ``templates[id]().document()`` makes one.
"""

from nnstudio.document.model import Document
from nnstudio.document.template import Template
from nnstudio.engine.registry import Registry

templates: Registry[Template] = Registry(
    __name__,
    order=(
        *(
            "circles",
            "circles_squares",
            "perceptron",
            "xor",
            "xor_product",
            "spirals",
            "few_labels",
            "plane",
            "sine",
            "softmax_regression",
        ),
        *("mlp", "digits", "autoencoder", "iris", "wine", "breast_cancer"),
        *("lenet5", "vgg", "resnet", "inception", "auxiliary"),
        *("rnn", "lstm", "gru", "bidirectional", "encoder_decoder", "characters"),
        "transformer",
    ),
)

__all__ = ["opening_document", "template_of", "templates"]


def opening_document() -> Document:
    """Return the document that the program opens with at its first start: circles, 2-6-4-1 tanh."""
    # That one file alone: the first start must not wait for all the others.
    from nnstudio.document.templates.circles import Circles

    return Circles().document()


def template_of(document: Document) -> Template | None:
    """Return the template that a document was made of; None where there is none, or none that is known here."""
    made_of = templates.get(document.template)
    return made_of() if made_of is not None else None
