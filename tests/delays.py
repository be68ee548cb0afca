"""Late threads on purpose: ``python -m pytest --delays SEED tests/…`` makes races between threads likely, not rare.

Trainer, window and the work beside it meet at a few seams. With ``--delays`` each of them sleeps there now and then, a
moment or as long as a busy machine may let a thread wait; ticks of the display are left out, and what is put off to the
next turn of the event loop, or for a while, comes some turns later. What a tick shows at rest is now and then shown
again, as a late frame of the same moment would have it; what moves is over before one looks, or takes long; and who
waits for something looks seldom, so that what lasts a moment is missed. Nothing of this may fail a test: one that fails
has found a race, of the product's or its own. Each test, and in it each thread, draws from a generator of its own, so
that the same seed brings the same delays to a test that is run alone. Nothing is changed unless it is asked for.
"""

from __future__ import annotations

import functools
import importlib
import importlib.util
import inspect
import random
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

OFTEN = 0.15
"""The share of passages through a seam at which the thread sleeps, at first."""
PASSAGES = 400
"""Passages of a thread after which it sleeps the seldomer the more there have been: long work must come to its end."""
SHORT = 0.03
"""Seconds of such a sleep at most."""
LONG, SELDOM = 0.15, 0.05
"""Seconds of a long sleep, and the share of them among all."""
SKIPPED = 0.1
"""The share of the display timer's beats that do not come; what the trainer itself calls for always does."""
AGAIN = 0.25
"""The share of visible views that a tick at rest shows again although they show the moment already."""
SELDOM_LOOKED = 0.3
"""Seconds between two looks of a test that waits, at most."""
HASTE, SLOWNESS = 0.001, 5.0
"""Times as long as else something moves at least, and at most."""
PATIENCE = 4
"""Times as long as else a test waits before it gives up."""

SEAMS = {
    "nnstudio.training.trainer:Trainer": "submit frame take_copy give_back save_state _obey _obey_one _go_on _look",
    "nnstudio.training.handshake:Handshake": ("seize wait_parked release nudge end look_up hasten announce stay rest"),
    "nnstudio.training.mailbox:Mailbox": "begin_run write post post_measurements drain",
    "nnstudio.training.waiting:Waiting": "put take",
    "nnstudio.training.run:Run": "advance",
    "nnstudio.training.measure:Measure": "run",
    "nnstudio.training.contest:Contest": "run drain _look",
    "nnstudio.store.atomic": "_write _rename",
}
"""Where threads meet, below the window: a module or ``module:Class``, and its functions."""
SEAMS_OF_THE_WINDOW = {
    "nnstudio.ui.bridge.aside": "_do",
    "nnstudio.ui.bridge.aside:Aside": "_collect",
    "nnstudio.ui.bridge.display:Display": "_tick _release",
    "nnstudio.ui.bridge.slices:Slices": "_slice",
    "nnstudio.ui.bridge.ahead:Ahead": "_turn",
    "nnstudio.ui.data.reader": "_work",
    "pytestqt.qtbot:QtBot": "waitUntil mouseClick keyClick",
}
"""The same where there is a window."""

SPANS = {
    "nnstudio.ui.bridge.ahead": "REST PAUSE",
    "nnstudio.ui.bridge.contest_work": "_LOOK",
    "nnstudio.ui.bridge.diagnosing": "INTERVAL REST",
    "nnstudio.ui.bridge.slices": "SLICE",
    "nnstudio.ui.canvas.analysis.drawer": "_SOON",
    "nnstudio.ui.canvas.analysis.outline_page": "_PAUSE",
    "nnstudio.ui.canvas.painting": "BUDGET PATIENCE SETTLED",
    "nnstudio.ui.charts.judging.mistakes_view": "_PAUSE",
    "nnstudio.ui.charts.landscape.view": "_LOOK",
    "nnstudio.ui.charts.sequels.text_view": "_PACE",
    "nnstudio.ui.charts.train_charts": "_READING",
    "nnstudio.ui.data.reader": "_POLL",
    "nnstudio.ui.data.reading_strip": "_PATIENCE",
    "nnstudio.ui.scalars.graph_view": "_FRAME",
    "nnstudio.ui.scalars.scratch_pad": "_REST",
    "nnstudio.ui.shell.hyperparameters": "_REFRESH",
    "nnstudio.ui.shell.transport": "_REFRESH",
    "nnstudio.ui.timeline.backwards": "_BEAT",
    "nnstudio.ui.timeline.run_bar": "_REFRESH",
    "nnstudio.ui.what_if.view": "SETTLED",
}
"""Spans of time that the window gives itself, or lets pass. On a busy machine they are over before much is done, on a
quick one much is done before they are over: each is another one for each test."""
SPREAD = 0.02, 1.0, 4.0
"""Times as long as else such a span is."""


class Delays:
    """Sleeps of random length, each thread's from a generator of its own."""

    def __init__(self, seed: str) -> None:
        self._seed, self._test = seed, ""
        self._generators: dict[str, random.Random] = {}
        self._passages: dict[str, int] = {}
        self._spans: dict[tuple[Any, str], float] = {}
        self._again = True

    def begin(self, test: str, again: bool = True) -> None:
        """Let what comes be another test's delays; not ``again``: it counts what is painted."""
        self._test, self._generators, self._passages, self._again = test, {}, {}, again
        chance = random.Random(f"{self._seed} {test} spans")
        for (module, name), usual in self._spans.items():
            span = usual * chance.choice(SPREAD)
            setattr(module, name, max(1, round(span)) if isinstance(usual, int) else span)

    def spread(self, patch: pytest.MonkeyPatch) -> None:
        """Have every test begin with spans of its own, until the patch is undone."""
        for place, names in SPANS.items():
            module = importlib.import_module(place)
            for name in names.split():
                usual = self._spans[module, name] = getattr(module, name)
                patch.setattr(module, name, usual)

    def chance(self) -> random.Random:
        """Return the generator of the present thread."""
        name = threading.current_thread().name
        if name not in self._generators:
            self._generators[name] = random.Random(f"{self._seed} {self._test} {name}")
        return self._generators[name]

    def pause(self) -> None:
        """Sleep now and then."""
        chance, name = self.chance(), threading.current_thread().name
        passages = self._passages[name] = self._passages.get(name, 0) + 1
        if chance.random() < OFTEN * min(1.0, PASSAGES / passages):
            time.sleep(LONG if chance.random() < SELDOM else chance.uniform(0.0, SHORT))

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function with a pause before and after it."""

        @functools.wraps(function)
        def late(*arguments: Any, **options: Any) -> Any:
            self.pause()
            try:
                return function(*arguments, **options)
            finally:
                self.pause()

        return late

    def waiting(self, wait: Callable[..., Any]) -> Callable[..., Any]:
        """Return one of pytest-qt's ``wait…`` that does not take delays for a failure."""

        @functools.wraps(wait)
        def longer(*arguments: Any, timeout: int, **options: Any) -> Any:
            return wait(*arguments, timeout=PATIENCE * timeout, **options)

        return longer

    def leaving_out(self, beat: Callable[[Any], None]) -> Callable[[Any], None]:
        """Return a timer's slot that does not always come."""

        @functools.wraps(beat)
        def sometimes(display: Any) -> None:
            if self.chance().random() >= SKIPPED:
                beat(display)

        return sometimes

    def putting_off(self, single_shot: Callable[..., None]) -> Callable[..., None]:
        """Return a ``QTimer.singleShot`` that is late where no time was asked for."""

        @functools.wraps(single_shot)
        def later(milliseconds: int, *rest: Any) -> None:
            late = self.chance().randrange(round(1000 * SHORT))
            single_shot(milliseconds or late, *rest)

        return later

    def showing_again(self, paint: Callable[..., None]) -> Callable[..., None]:
        """Return the display's paint that shows at rest what is shown already."""

        @functools.wraps(paint)
        def again(display: Any, frame: Any) -> None:
            paint(display, frame)
            for view in list(display._visible_views()) if self._again and not frame.running else ():
                if view.stamp == frame.stamp and self.chance().random() < AGAIN:
                    view.paint(frame)

        return again

    def looking_seldom(self, wait: Callable[..., None]) -> Callable[..., None]:
        """Return pytest-qt's ``wait``, which stands between two looks, so that much happens meanwhile now and then."""

        @functools.wraps(wait)
        def longer(bot: Any, ms: int) -> None:
            much = self.chance().random() < OFTEN
            wait(bot, ms + (self.chance().randrange(round(1000 * SELDOM_LOOKED)) if much else 0))

        return longer

    def moving(self, duration: Callable[[], int]) -> Callable[[], int]:
        """Return the theme's ``duration`` of what moves, of whatever length; what stands still goes on doing so."""

        @functools.wraps(duration)
        def other() -> int:
            usual = duration()
            return usual and max(1, round(usual * self.chance().choice((HASTE, 1.0, SLOWNESS))))

        return other

    def winding_up(self, start: Callable[..., None]) -> Callable[..., None]:
        """Return ``QTimer.start`` that has a timer of one shot come late, also one that is to come in the next turn."""

        @functools.wraps(start)
        def late(timer: Any, *milliseconds: int) -> None:
            if not timer.isSingleShot():
                start(timer, *milliseconds)
                return
            # A timer keeps the interval that it was started with: that is not what it was told.
            wound, told = getattr(timer, "_wound", (None, None))
            meant = milliseconds[0] if milliseconds else told if timer.interval() == wound else timer.interval()
            more = self.chance().randrange(round(1000 * SHORT)) if self.chance().random() < OFTEN else 0
            timer._wound = meant + more, meant
            start(timer, meant + more)

        return late


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--delays``."""
    parser.addoption("--delays", metavar="SEED", help="let threads be late where they meet, as tests/delays.py says")


def pytest_configure(config: pytest.Config) -> None:
    """Put the delays in, where they are asked for."""
    seed = config.getoption("--delays")
    if seed is not None:
        delays = Delays(seed)
        config.pluginmanager.register(_Each(delays), "delays-of-each-test")
        patch = pytest.MonkeyPatch()
        config.add_cleanup(patch.undo)
        put_in(delays, patch, window=importlib.util.find_spec("pytestqt") is not None)


def put_in(delays: Delays, patch: pytest.MonkeyPatch, *, window: bool) -> None:
    """Have every seam delayed until the patch is undone; ``window`` : those of the window too."""
    for place, names in {**SEAMS, **(SEAMS_OF_THE_WINDOW if window else {})}.items():
        module, _, owner = place.partition(":")
        found = importlib.import_module(module)
        found = getattr(found, owner) if owner else found
        for name in names.split():
            late = delays.around(getattr(found, name))
            static = isinstance(inspect.getattr_static(found, name), staticmethod)
            patch.setattr(found, name, staticmethod(late) if static else late)
    if window:
        delays.spread(patch)
        display = importlib.import_module("nnstudio.ui.bridge.display").Display
        patch.setattr(display, "_on_timer", delays.leaving_out(display._on_timer))
        patch.setattr(display, "_paint", delays.showing_again(display._paint))
        bot = importlib.import_module("pytestqt.qtbot").QtBot
        for name in ("waitUntil", "waitSignal", "waitExposed"):
            patch.setattr(bot, name, delays.waiting(getattr(bot, name)))
        patch.setattr(bot, "wait", delays.looking_seldom(bot.wait))
        theme = importlib.import_module("nnstudio.ui.theme")
        patch.setattr(theme, "duration", delays.moving(theme.duration))
        timer = importlib.import_module("PySide6.QtCore").QTimer
        patch.setattr(timer, "singleShot", delays.putting_off(timer.singleShot))
        patch.setattr(timer, "start", delays.winding_up(timer.start))


class _Each:
    """Begins each test with delays of its own."""

    def __init__(self, delays: Delays) -> None:
        self._delays = delays

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self._delays.begin(item.nodeid, again=item.get_closest_marker("counts_paints") is None)
        return (yield)
