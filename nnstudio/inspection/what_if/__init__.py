"""What a neuron and the loss make of a number that is turned. Pure; worked out in a twin, never in the run."""

from nnstudio.inspection.what_if.response import Response, neuron_of, response
from nnstudio.inspection.what_if.turnable import turnable, update_of, vocabulary_of

__all__ = ["Response", "neuron_of", "response", "turnable", "update_of", "vocabulary_of"]
