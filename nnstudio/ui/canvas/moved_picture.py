"""What the view showed last, shifted or stretched while it moves: only what comes into sight is painted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, cast

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPixmap, QRegion, QTransform

Fresh = Callable[[QPainter, QRegion, QTransform], None]
"""Paints a part of the viewport, seen by a transform of the scene."""

STRETCH: Final = 1.6
"""The picture is painted anew where it would be drawn this much too large, …"""
BARE: Final = 1 / 3
"""… or where it would leave this share of the viewport bare."""
WHOLE: Final = 1e-3
"""A shift this close to whole pixels is one."""


class MovedPicture:
    """Kept as long as nothing but the view's own transform changes; whoever changes more says so by :meth:`forget`."""

    def __init__(self, fresh: Fresh) -> None:
        self._fresh = fresh
        self._picture: QPixmap | None = None
        self._ratio = 1.0
        self._seen_by = QTransform()

    def forget(self) -> None:
        """Paint all anew next time."""
        self._picture = None

    def mend(self, areas: Iterable[QRectF]) -> None:
        """Paint parts of the scene anew that were not right yet."""
        region = QRegion()
        for area in areas:
            region += self._seen_by.mapRect(area).toAlignedRect()
        if self._picture is not None and not region.isEmpty():
            self._paint(self._picture, region, self._seen_by)

    def show(self, painter: QPainter, size: QSize, ratio: float, transform: QTransform, *, stretch: bool) -> None:
        """Paint the whole viewport; without ``stretch`` the picture serves only for the zoom that it was made for."""
        whole, picture = QRect(0, 0, size.width(), size.height()), self._picture
        if picture is None or picture.size() != size * ratio or not self._serves(whole, transform, stretch):
            picture = self._picture = QPixmap(size * ratio)
            picture.setDevicePixelRatio(ratio)
            self._ratio = ratio
            self._paint(picture, QRegion(whole), transform)
        elif transform.m11() == self._seen_by.m11():
            self._shift(picture, transform)
        else:
            self._stretch(painter, picture, whole, transform)
            return
        painter.resetTransform()
        painter.drawPixmap(0, 0, picture)

    def _serves(self, whole: QRect, transform: QTransform, stretch: bool) -> bool:
        scale = transform.m11() / self._seen_by.m11()
        if scale == 1:
            shift = self._shift_to(transform)
            if max(abs(part - round(part)) for part in shift) > WHOLE:
                return False
        elif not stretch or scale > STRETCH:
            return False
        left = self._place(whole, transform).intersected(QRectF(whole))
        return left.width() * left.height() > (1 - BARE) * whole.width() * whole.height()

    def _shift_to(self, transform: QTransform) -> tuple[float, float]:
        seen_by, ratio = self._seen_by, self._ratio
        return (transform.dx() - seen_by.dx()) * ratio, (transform.dy() - seen_by.dy()) * ratio

    def _place(self, whole: QRect, transform: QTransform) -> QRectF:
        """Return where what the picture shows lies now."""
        return (self._seen_by.inverted()[0] * transform).mapRect(QRectF(whole))

    def _paint(self, picture: QPixmap, region: QRegion, transform: QTransform) -> None:
        with QPainter(picture) as painter:
            self._fresh(painter, region, transform)
        self._seen_by = QTransform(transform)

    def _shift(self, picture: QPixmap, transform: QTransform) -> None:
        dx, dy = self._shift_to(transform)
        bare = QRegion()
        picture.scroll(round(dx), round(dy), picture.rect(), bare)
        region, smaller = QRegion(), QTransform.fromScale(1 / self._ratio, 1 / self._ratio)
        for part in cast(Iterable[QRect], bare):
            region += smaller.mapRect(QRectF(part)).toAlignedRect()
        self._seen_by = QTransform(transform)
        if not region.isEmpty():
            self._paint(picture, region, transform)

    def _stretch(self, painter: QPainter, picture: QPixmap, whole: QRect, transform: QTransform) -> None:
        place = self._place(whole, transform)
        # Its outermost pixels are mixed with nothing: those are painted afresh as well.
        inner = whole.intersected(place.adjusted(1.5, 1.5, -1.5, -1.5).toRect())
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(place, picture, QRectF(picture.rect()))
        bare = QRegion(whole) - QRegion(inner)
        if not bare.isEmpty():
            self._fresh(painter, bare, transform)
