"""One axis of a sliding window: which input places an output place sees, and how many outputs there are."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from nnstudio.engine.layer import shape_error
from nnstudio.engine.typing import Shape
from nnstudio.text import msg

NARROW, WIDE, SAME, EXPLICIT = "narrow", "wide", "same", "explicit"


@dataclass(frozen=True)
class Span:
    """The outputs ``[first, stop)`` for which a tap of the kernel meets the input, and the inputs that it meets."""

    outputs: slice
    inputs: slice


@dataclass(frozen=True)
class Axis:
    r"""A kernel of ``K`` taps, ``D`` apart, that moves by ``S`` over ``M`` places, padded before and after.

    .. math:: K' = K + (K-1)(D-1), \qquad M' = \left\lfloor\frac{M + P_1 + P_2 - K'}{S}\right\rfloor + 1

    Output ``o`` sees the input places ``o S + k D − before``.
    """

    size: int
    kernel: int
    stride: int = 1
    dilation: int = 1
    before: int = 0
    after: int = 0

    @property
    def effective(self) -> int:
        """The effective size of the kernel, K'."""
        return self.kernel + (self.kernel - 1) * (self.dilation - 1)

    @property
    def padded(self) -> int:
        """The size of the padded input."""
        return self.size + self.before + self.after

    @property
    def length(self) -> int:
        """The number of outputs; below 1 where the kernel is larger than the padded input."""
        return (self.padded - self.effective) // self.stride + 1

    @property
    def is_padded(self) -> bool:
        """Whether anything is added at either end."""
        return self.before > 0 or self.after > 0

    @property
    def adjoint(self) -> Axis:
        """The axis along which the gradient is convolved to give the input's, where the stride is 1."""
        margin = self.effective - 1
        return Axis(self.length, self.kernel, 1, self.dilation, margin - self.before, margin - self.after)

    def span(self, tap: int) -> Span:
        """Return where a tap meets the input and not the padding."""
        shift, stride = tap * self.dilation - self.before, self.stride
        first = max(0, -(shift // stride))
        stop = max(first, min(self.length, (self.size - 1 - shift) // stride + 1))
        start = first * stride + shift
        return Span(slice(first, stop), slice(start, start + max(0, (stop - first - 1) * stride + 1), stride))

    def inputs_of(self, output: int) -> list[tuple[int, int]]:
        """Return the pairs (tap, input place) that an output sees, without the padding."""
        places = ((tap, output * self.stride + tap * self.dilation - self.before) for tap in range(self.kernel))
        return [(tap, place) for tap, place in places if 0 <= place < self.size]

    def bands(self, outputs: range) -> list[tuple[slice, slice]]:
        """Return neighbours among ``outputs`` that see the same taps, as slices of ``outputs`` and of the taps.

        A tap that only meets padding is seen by none; an output that sees nothing else is given all taps.
        """
        found, start = [], 0
        for (first, stop), band in groupby(outputs, self._taps_of):
            end = start + len(list(band))
            found.append((slice(start, end), slice(first, stop) if first < stop else slice(0, self.kernel)))
            start = end
        return found

    def _taps_of(self, output: int) -> tuple[int, int]:
        start = self.before - output * self.stride
        return max(0, -(-start // self.dilation)), min(self.kernel, (start + self.size - 1) // self.dilation + 1)

    def outputs_of(self, place: int) -> list[tuple[int, int]]:
        """Return the pairs (tap, output) in which an input place has a part."""
        found = []
        for tap in range(self.kernel):
            output, rest = divmod(place + self.before - tap * self.dilation, self.stride)
            if rest == 0 and 0 <= output < self.length:
                found.append((tap, output))
        return found


def padded_axis(size: int, kernel: int, stride: int, dilation: int, padding: str, amount: int = 0) -> Axis:
    r"""Return the axis for one of the conventions.

    ``narrow`` (valid) P = 0; ``wide`` (full) P = K' − 1; ``explicit`` P = ``amount``. ``same`` gives ⌈M/S⌉ outputs:
    :math:`\max((\lceil M/S\rceil-1)S + K' - M,\,0)` places are added, half of them before, the odd one after. For
    S = 1 that is what PyTorch calls ``same``, for other strides what TensorFlow does.
    """
    margin = (kernel - 1) * dilation
    if padding == SAME:
        total = max((-(-size // stride) - 1) * stride + margin + 1 - size, 0)
        return Axis(size, kernel, stride, dilation, total // 2, total - total // 2)
    each = {NARROW: 0, WIDE: margin, EXPLICIT: amount}[padding]
    return Axis(size, kernel, stride, dilation, each, each)


def check_axis(axis: Axis, shape: Shape) -> None:
    """Raise ShapeError where no window fits."""
    if axis.length < 1:
        raise shape_error(
            msg("at least {count} places, padding included, along each axis", count=axis.effective),
            shape,
            msg("Make the kernel or the dilation smaller, pad more, or pool less before."),
        )
