"""Convolution of images in which a table says which map of the input each filter sees."""

from __future__ import annotations

from nnstudio.engine.declaration import Declaration, Kind, Parameter
from nnstudio.engine.layer import Weight, shape_error
from nnstudio.engine.reach import Mask, through_windows
from nnstudio.engine.site import Site
from nnstudio.engine.typing import Array, Shape
from nnstudio.engine.windows import options, reading
from nnstudio.engine.windows.convolution import Convolution
from nnstudio.engine.windows.geometry import Geometry
from nnstudio.engine.windows.links import Row, Table, read_table
from nnstudio.text import msg

_Z = r"z_{hwf} = \sum_{c \in M_f}\;\;\sum_{i,j} x_{hS+iD-P,\;wS+jD-P,\;c}\,w_{ijcf} + b_f"


class TableConvolution2d(Convolution):
    r"""Images ``(H, W, C)`` to ``(H', W', F)``, filter f seeing the maps :math:`M_f` of its row of the table.

    .. math:: z_{hwf} = \sum_{c \in M_f}\sum_{i,j} x_{h+i,\,w+j,\,c}\,w_{ijcf} + b_f

    The weight is ``(K_h, K_w, links)``, the links filter by filter: a kernel that the table does not name is no
    parameter. The matrices are those of a convolution whose missing kernels stay zero; they are kept in a copy, which
    the forward pass fills and whose gradient the backward pass reads out.

    Source: LeCun, Bottou, Bengio & Haffner 1998, table I.
    """

    declaration = Declaration(
        id="table_convolution2d",
        name=msg("Convolution by table"),
        help=msg("A convolution whose filters see only some maps of the input each; a table says which."),
        group="convolution",
        formula=_Z,
        derivative=reading.GRADIENTS,
        parameters=(
            options.height(3),
            options.width(3),
            Parameter(
                "connections",
                msg("Connections"),
                Kind.TEXT,
                "*; *; *; *",
                msg(
                    "For each filter the maps of the input that it sees, counted from 1; a semicolon ends a filter, "
                    "* means all maps: 1 2; 2 3; * are three filters."
                ),
                maximum=20_000,
                symbol="M",
                reads=read_table,
            ),
            options.stride(1, Kind.PER_AXIS),
            *options.padding("same", Kind.PER_AXIS),
            options.dilation(Kind.PER_AXIS),
            options.flip(),
            *options.learning(),
        ),
        source="LeCun, Bottou, Bengio & Haffner 1998",
        glyph="convolution",
        aliases=("connection table", "partial connection", "LeNet", "C3", "sparse", "连接表", "連接表"),
    )
    groups = 1
    moves_copy = True

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows of the table."""
        return read_table(self.connections, f"{self.declaration.id}.connections")

    @property
    def filters(self) -> int:
        """The number of filters: of rows."""
        return len(self.rows)

    def links(self, geometry: Geometry) -> Table:
        """Return the table for so many maps."""
        every = tuple(range(geometry.channels))
        return Table(tuple(every if row is None else row for row in self.rows), geometry.channels)

    def check(self, shape: Shape) -> None:
        """Raise ShapeError where the table names a map that there is not, or leaves one out."""
        super().check(shape)
        maps = shape[-1]
        largest = max((row[-1] for row in self.rows if row is not None), default=0) + 1
        if largest > maps:
            raise shape_error(
                msg("at least {count} maps, as the table of connections names them", count=largest),
                shape,
                msg("Change the table, or give the layer before it more filters."),
            )
        named = set[int]().union(*(range(maps) if row is None else row for row in self.rows))
        missing = sorted(set(range(maps)) - named)
        if missing:
            raise shape_error(
                msg("a table of connections with every map in it; no filter sees map {number}", number=missing[0] + 1),
                shape,
                msg("Change the table, or give the layer before it fewer filters."),
            )

    def kernel_weights(self, geometry: Geometry) -> tuple[Weight, ...]:
        """Return a kernel for each link; what they are drawn by is the mean number of links of a filter, of a map."""
        taps, count = self.sizes[0] * self.sizes[1], len(self.links(geometry).pairs)
        fans = (round(taps * count / self.filters), round(taps * count / geometry.channels))
        return (Weight("weight", (*self.sizes, count), self.chosen("initializer"), *fans, regularised=True),)

    def reach(self, inputs: tuple[Shape, ...], port: int, mask: Mask, back: bool) -> Mask:
        """Return the windows' places, in the channels that links lead to."""
        geometry = self.geometry(inputs[0])
        joined = self.links(geometry).joined
        mixed: Mask = mask @ (joined.T if back else joined)
        channels = mixed.shape[-1]
        alone = Geometry(geometry.rows, geometry.columns, channels, channels, channels)
        return through_windows(alone, mixed, to_wide=back, groups=channels)

    @property
    def net_input_formula(self) -> str:
        """How z comes about, in LaTeX."""
        return _Z

    def moved_kernel(self, site: Site) -> Array:
        """Return the copy with zeros where there is no link, ``(K_h, K_w, C, F)``."""
        geometry = self.geometry(site.inputs[0].shape)
        return site.emit.keep("whole kernel", (*self.sizes, geometry.channels, geometry.filters))

    def emit_kernel(self, site: Site) -> Array:
        """Emit the weights into their places among the zeros; turned round where the layer does so."""
        whole, weight = self.moved_kernel(site), site.parameter("weight")
        site.emit.call(whole.reshape(-1).__setitem__, self._places(site), weight)
        return whole

    def emit_read_out(self, site: Site, moved: Array) -> None:
        """Emit the gradients of the links out of those of the whole kernel."""
        # Clipping only spares a buffer: every place is within.
        site.emit.call(moved.reshape(-1).take, self._places(site), None, site.gradient("weight"), "clip")

    def _places(self, site: Site) -> Array:
        links = self.links(self.geometry(site.inputs[0].shape))
        found: Array = site.own.setdefault("places", links.places(self.sizes, turned=bool(self.flip)))
        return found
