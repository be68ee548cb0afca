"""The README's examples do what it says: each is taken from the page itself and run."""

from __future__ import annotations

import importlib.util
import re
import runpy
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from nnstudio import engine
from nnstudio.engine import Graph, GraphNode, gradient_check, layers, losses
from nnstudio.engine.layer import Layer

README = Path(__file__).resolve().parents[2] / "README.md"
CONTRACTS = Path(__file__).resolve().parents[1] / "contracts"


def example(word: str) -> str:
    """Return the page's one Python block that holds ``word``."""
    blocks = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    (found,) = [block for block in blocks if word in block]
    return found


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder; the files of its ``activations`` and ``layers`` count as those of the engine's."""
    for shared in (CONTRACTS, CONTRACTS.parent / "inspection"):
        monkeypatch.syspath_prepend(str(shared))
    for package in (engine.activations, engine.layers):
        module = __import__(package.package, fromlist=["__path__"])
        own = tmp_path / package.package.rpartition(".")[2]
        own.mkdir()
        monkeypatch.setattr(module, "__path__", [*module.__path__, str(own)])
        # Forget what was found, so that the next look finds the new file too; put back afterwards.
        monkeypatch.setattr(package, "_found", None)
    return tmp_path


def through(layer: Layer) -> Graph:
    """Return x → dense → ``layer`` → output."""
    return Graph(
        (
            GraphNode("x", layers["input"](shape=(3,))),
            GraphNode("dense", layers.make("dense", units=2), ("x",)),
            GraphNode("new", layer, ("dense",)),
            GraphNode("out", layers.make("output"), ("new",)),
        )
    )


def contracts(name: str) -> ModuleType:
    """Return a module of the contract tests, which look at everything that is registered."""
    found = importlib.util.spec_from_file_location(f"contracts_{name}", CONTRACTS / f"{name}.py")
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def worst_gradient(graph: Graph) -> float:
    random = np.random.default_rng(0)
    return max(
        gradient_check(graph, losses.make("mse"), random.normal(size=(5, 3)), random.normal(size=(5, 2))).values()
    )


def test_the_script_solves_xor(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = tmp_path / "script.py"
    script.write_text(example("program.predict"), encoding="utf-8")
    runpy.run_path(str(script))
    assert capsys.readouterr().out.startswith("[0. 1. 1. 0.]")


def test_the_script_goes_on_with_scalars(capsys: pytest.CaptureFixture[str]) -> None:
    module = ModuleType("readme")
    for word in ("program.predict", "expand_graph"):
        assert len(example(word).splitlines()) <= 11, "ten lines and a blank one"
        exec(compile(example(word), str(README), "exec"), vars(module))
    assert capsys.readouterr().out.endswith("0.5 0.25 0.25\n")


def test_one_file_adds_an_activation(folder: Path) -> None:
    (folder / "activations" / "sine.py").write_text(example("class Sine"), encoding="utf-8")
    sine = engine.activations.make("sine")
    x = np.linspace(-4, 4, 81) + 0.01
    value, slope = engine.plot(sine, x)
    np.testing.assert_allclose(value, np.sin(x), rtol=1e-14)
    h = 1e-6
    difference = (engine.plot(sine, x + h)[0] - engine.plot(sine, x - h)[0]) / (2 * h)
    np.testing.assert_allclose(slope, difference, rtol=1e-7, atol=1e-9)
    assert worst_gradient(through(layers.make("dense", units=2, activation="sine"))) <= 1e-7
    declarations = contracts("test_function_declarations")
    declarations.test_declaration_is_complete(type(sine), declarations.ACTIVATION_GROUPS)
    declarations.test_defaults_are_valid_and_ranges_are_kept(type(sine), {})
    assert type(sine).__doc__
    contracts("test_written_functions").test_what_is_written_is_what_is_computed("sine", {})
    contracts("test_cards_calculate").test_every_activation("sine")


def test_one_file_adds_a_layer(folder: Path) -> None:
    (folder / "layers" / "scale.py").write_text(example("class Scale"), encoding="utf-8")
    assert worst_gradient(through(layers.make("scale", factor=-3.0))) <= 1e-7
    contracts("test_layers").test_it_declares_itself("scale")
    contracts("test_reading").test_the_scalar_graph_goes_down_to_the_weights("scale")
    contracts("test_cards_calculate").test_every_layer("scale", "float64")
