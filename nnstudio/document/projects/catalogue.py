"""The sample projects, one declaration each. The first is what the program opens with."""

from __future__ import annotations

from typing import Final

from nnstudio.data.settings import DataSettings, Scaling
from nnstudio.document.model import TrainingSettings
from nnstudio.document.projects.sample import Hidden, Sample
from nnstudio.text import msg

BINARY: Final = "binary_cross_entropy"
CLASSES: Final = "cross_entropy"
SQUARED: Final = "mse"

SAMPLES: Final = (
    Sample(
        "circles",
        msg("Circles"),
        msg("Six lines, bent by tanh, close into a ring around the inner class. Watch the boundary."),
        DataSettings("circles", noise=0.05),
        (Hidden(6), Hidden(4)),
        TrainingSettings(BINARY, learning_rate=0.01, batch_size=10),
    ),
    Sample(
        "xor",
        msg("XOR"),
        msg("Four samples that no single line can part. Look at each hidden neuron's line."),
        DataSettings("xor"),
        (Hidden(4),),
        TrainingSettings(BINARY, learning_rate=0.05, batch_size=4),
    ),
    Sample(
        "spirals",
        msg("Two spirals"),
        msg("Two arms wound about one another: two hidden layers are needed, and some patience."),
        DataSettings("spirals"),
        (Hidden(8), Hidden(8)),
        TrainingSettings(BINARY, learning_rate=0.01, batch_size=16),
    ),
    Sample(
        "iris",
        msg("Iris"),
        msg("Three species by four lengths. One class is easy, the other two overlap a little."),
        DataSettings("iris", scaling=Scaling.STANDARD),
        (Hidden(16),),
        TrainingSettings(CLASSES, learning_rate=0.01, batch_size=16),
    ),
    Sample(
        "wine",
        msg("Wine"),
        msg("Three growers by thirteen measurements. Turn scaling off and see what becomes of it."),
        DataSettings("wine", scaling=Scaling.STANDARD),
        (Hidden(12),),
        TrainingSettings(CLASSES, learning_rate=0.01, batch_size=16),
    ),
    Sample(
        "breast_cancer",
        msg("Breast cancer"),
        msg("Thirty measurements, two diagnoses: more features than such a problem needs. Try L2."),
        DataSettings("breast_cancer", scaling=Scaling.STANDARD),
        (Hidden(16),),
        TrainingSettings(BINARY, learning_rate=0.003, batch_size=32, l2=0.001),
    ),
    Sample(
        "digits",
        msg("Handwritten digits"),
        msg("Eight by eight grey pixels, ten classes. Look at the weights of a hidden neuron as a picture."),
        DataSettings("digits", scaling=Scaling.MIN_MAX),
        (Hidden(32, "relu"),),
        TrainingSettings(CLASSES, learning_rate=0.003, batch_size=32),
    ),
    Sample(
        "sine",
        msg("Sine"),
        msg("A curve from one number: each hidden neuron gives one bend."),
        DataSettings("sine", noise=0.05),
        (Hidden(8), Hidden(8)),
        TrainingSettings(SQUARED, learning_rate=0.01, batch_size=16),
        group="regression",
    ),
    Sample(
        "plane",
        msg("Plane"),
        msg("A single linear neuron finds a plane: the loss is a bowl, and gradient descent rolls to its bottom."),
        DataSettings("plane", noise=0.05),
        (),
        TrainingSettings(SQUARED, optimizer="sgd", learning_rate=0.05, batch_size=16),
        group="regression",
    ),
)
