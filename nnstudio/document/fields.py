"""The declarations of the training and data settings.

Ranges, units and help, for the forms, the edits and the file alike.
"""

from __future__ import annotations

from typing import Final

from nnstudio.data.settings import LARGEST_HELD_OUT, Missing, Scaling, TaskChoice, Unlabelled
from nnstudio.engine.declaration import Choice, Kind, Parameter
from nnstudio.text import msg

LARGEST_SEED: Final = 2**32 - 1

TRAINING: Final = (
    Parameter(
        "loss",
        msg("Loss function"),
        Kind.CHOICE,
        "binary_cross_entropy",
        msg("What training makes small."),
        registry="losses",
    ),
    Parameter(
        "optimizer",
        msg("Optimiser"),
        Kind.CHOICE,
        "adam",
        msg("How a gradient becomes a change of the weights."),
        registry="optimizers",
    ),
    Parameter(
        "learning_rate",
        msg("Learning rate"),
        Kind.REAL,
        0.01,
        msg("How far each step goes against the gradient."),
        0.0,
        100.0,
        open_minimum=True,
        symbol="α",
        logarithmic=True,
    ),
    Parameter(
        "batch_size",
        msg("Batch size"),
        Kind.INTEGER,
        10,
        msg("How many samples each step averages its gradient over."),
        1,
        65536,
    ),
    Parameter(
        "l1",
        msg("L1 regularisation"),
        Kind.REAL,
        0.0,
        msg("Pulls every weight towards 0 by the same force."),
        0.0,
        10.0,
        symbol="λ₁",
        logarithmic=True,
    ),
    Parameter(
        "l2",
        msg("L2 regularisation"),
        Kind.REAL,
        0.0,
        msg("Pulls every weight towards 0 the more strongly the larger it is."),
        0.0,
        10.0,
        symbol="λ₂",
        logarithmic=True,
    ),
    Parameter(
        "dtype",
        msg("Precision"),
        Kind.CHOICE,
        "float32",
        msg("How exactly numbers are kept: 32 bits train fast, 64 bits suit worked examples."),
        choices=(Choice("float32", msg("32 bits")), Choice("float64", msg("64 bits"))),
    ),
    Parameter(
        "seed",
        msg("Seed of the weights"),
        Kind.INTEGER,
        0,
        msg("Draws the first weights, the order of the samples and dropout. The same seed repeats a run exactly."),
        0,
        LARGEST_SEED,
    ),
    Parameter(
        "validate_every",
        msg("Validate every"),
        Kind.INTEGER,
        20,
        msg("How many steps lie between two measurements on the validation set."),
        1,
        1_000_000,
        unit="",
    ),
    Parameter(
        "stop_epoch",
        msg("Stop at epoch"),
        Kind.INTEGER,
        0,
        msg("Where a run pauses by itself; 0 means never."),
        0,
        1_000_000_000,
    ),
    Parameter(
        "schedule",
        msg("Schedule"),
        Kind.CHOICE,
        "constant",
        msg("How the learning rate changes in the course of training."),
        registry="schedules",
    ),
    Parameter(
        "clip_norm",
        msg("Largest gradient norm"),
        Kind.REAL,
        0.0,
        msg("A longer gradient of all weights and biases together is shortened to this; 0 means that none is."),
        0.0,
        1e6,
        symbol="c",
        logarithmic=True,
    ),
    Parameter(
        "clip_value",
        msg("Largest gradient value"),
        Kind.REAL,
        0.0,
        msg("Each number of the gradient is cut off at plus and minus this; 0 means that none is."),
        0.0,
        1e6,
        symbol="v",
        logarithmic=True,
    ),
    Parameter(
        "patience",
        msg("Patience"),
        Kind.INTEGER,
        0,
        msg(
            "After how many validations without a better loss training stops; 0 means never. Without a validation set "
            "the training set is looked at."
        ),
        0,
        1_000_000,
    ),
    Parameter(
        "minimum_change",
        msg("Smallest improvement"),
        Kind.REAL,
        0.0,
        msg("By how much the validation loss must fall to count as better."),
        0.0,
        1e6,
        logarithmic=True,
    ),
    Parameter(
        "restore_best",
        msg("Restore the best"),
        Kind.BOOLEAN,
        True,
        msg("When patience has run out, go back to the weights of the lowest validation loss."),
    ),
    Parameter(
        "gradient_tolerance",
        msg("Stop below gradient norm"),
        Kind.REAL,
        0.0,
        msg("Training stops where a batch's gradient is shorter than this at a validation; 0 means never."),
        0.0,
        1e6,
        symbol="ε",
        logarithmic=True,
    ),
)
"""The fields of ``TrainingSettings`` but for the parameters of loss, optimiser and schedule, which have theirs."""

LOSS_WEIGHT: Final = Parameter(
    "loss_weight",
    msg("Loss weight"),
    Kind.REAL,
    1.0,
    msg("By what this output's loss counts beside those of the others. 0: it is measured, but nothing learns from it."),
    0.0,
    100.0,
    symbol="w",
    logarithmic=True,
)
"""By what an output's loss counts where there are several outputs."""

SAME_LOSS: Final = "same"
"""The choice of an output that has no loss of its own."""

OUTPUT_LOSS: Final = Parameter(
    "output_loss",
    msg("Loss function"),
    Kind.CHOICE,
    SAME_LOSS,
    msg("What is to become small at this output. By default the loss that is set for the training."),
    choices=(Choice(SAME_LOSS, msg("As set for the training")),),
    registry="losses",
)
"""The loss of an output where there are several."""

DATA: Final = (
    Parameter(
        "dataset", msg("Data set"), Kind.CHOICE, "circles", msg("Where the samples come from."), registry="datasets"
    ),
    Parameter(
        "validation",
        msg("Validation set"),
        Kind.REAL,
        0.2,
        msg("The share of the samples that is kept from training, to watch it."),
        0.0,
        LARGEST_HELD_OUT,
    ),
    Parameter(
        "test",
        msg("Test set"),
        Kind.REAL,
        0.2,
        msg("The share of the samples that is kept for the last judgement."),
        0.0,
        LARGEST_HELD_OUT,
    ),
    Parameter(
        "scaling",
        msg("Scaling"),
        Kind.CHOICE,
        "none",
        msg("How each feature is brought to a common range, measured on the training set only."),
        choices=(
            Choice("none", msg("None")),
            Choice("min_max", msg("To the range 0 to 1")),
            Choice("standard", msg("Mean 0, standard deviation 1")),
        ),
    ),
    Parameter(
        "missing",
        msg("Missing values"),
        Kind.CHOICE,
        "mean",
        msg("What becomes of a row with a gap."),
        choices=(
            Choice("mean", msg("Fill in the mean")),
            Choice("median", msg("Fill in the median")),
            Choice("drop", msg("Drop the row")),
        ),
    ),
    Parameter(
        "shuffle", msg("Shuffle"), Kind.BOOLEAN, True, msg("Draw the order of the samples anew before they are split.")
    ),
    Parameter(
        "noise",
        msg("Noise"),
        Kind.REAL,
        0.0,
        msg("Standard deviation of the random numbers added to each feature, in units of the feature's own."),
        0.0,
        10.0,
        symbol="σ",
    ),
    Parameter(
        "seed", msg("Seed of the data"), Kind.INTEGER, 0, msg("Draws generated samples and the split."), 0, LARGEST_SEED
    ),
    Parameter(
        "task",
        msg("Task"),
        Kind.CHOICE,
        "automatic",
        msg("Whether the target is a class or a number."),
        choices=(
            Choice("automatic", msg("Found from the target")),
            Choice("classification", msg("Classification")),
            Choice("regression", msg("Regression")),
        ),
    ),
    Parameter(
        "scale_target",
        msg("Scale the target"),
        Kind.BOOLEAN,
        False,
        msg("Bring a regression's target to mean 0 and standard deviation 1."),
    ),
    Parameter(
        "labelled",
        msg("Labels known"),
        Kind.REAL,
        1.0,
        msg("The share of the training set whose labels are known; the others are hidden. Of each class one is known."),
        0.0,
        1.0,
    ),
    Parameter(
        "unlabelled",
        msg("Without a label"),
        Kind.CHOICE,
        "leave_out",
        msg("Left out, or semi-supervised: each takes the label of its nearest neighbour, the nearest first."),
        choices=(
            Choice("leave_out", msg("Left out: supervised")),
            Choice("spread", msg("Semi-supervised")),
        ),
    ),
)
"""The fields of ``DataSettings`` but for the data set's own parameters and the columns of a table."""

ENUMS: Final[dict[str, type[Scaling] | type[Missing] | type[TaskChoice] | type[Unlabelled]]] = {
    "scaling": Scaling,
    "missing": Missing,
    "task": TaskChoice,
    "unlabelled": Unlabelled,
}
"""The fields of ``DataSettings`` that hold a member of an enumeration."""
