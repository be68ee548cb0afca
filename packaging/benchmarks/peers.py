"""The engine's rivals, each in a process of its own, asked over a pipe.

A peer says ``{"name": …, "variants": […]}`` when it is ready, then answers each line ``workload variant seconds`` with
``{"rate": steps per second}`` or ``{"error": why not}``.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from workloads import Workload, data

HERE = Path(__file__).resolve().parent


class Peer:
    """One process; ``missing`` says why a variant cannot run a workload."""

    def __init__(self, command: Sequence[str]) -> None:
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        hello = self._answer()
        self.name, self.variants = str(hello["name"]), [str(variant) for variant in _list(hello["variants"])]
        self.missing: dict[tuple[str, str], str] = {}

    def _answer(self) -> dict[str, object]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise OSError("it ended at once")
        found: dict[str, object] = json.loads(line)
        return found

    def rate(self, workload: str, variant: str, seconds: float) -> float | None:
        """Return steps per second, None where it has no such variant."""
        if (workload, variant) in self.missing:
            return None
        assert self._process.stdin is not None
        self._process.stdin.write(f"{workload} {variant} {seconds}\n")
        self._process.stdin.flush()
        answer = self._answer()
        if "rate" in answer:
            return float(str(answer["rate"]))
        self.missing[workload, variant] = str(answer["error"])
        return None

    def close(self) -> None:
        """End the peer."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=10)


def _list(value: object) -> list[object]:
    assert isinstance(value, list)
    return value


def connect(name: str, command: Sequence[str], advice: str) -> Peer | None:
    """Return the peer, or say why there is none."""
    try:
        return Peer(command)
    except (OSError, ValueError) as error:
        print(f"{name}: not run ({error}). {advice}")
        return None


def connect_all(torch: str, others: str, playground: str, workloads: Sequence[Workload]) -> list[Peer]:
    """Return the peers that can be had: torch and (JAX, scikit-learn) by their Pythons, nn.ts by its module's path."""
    wanted = [
        ("torch", [torch, str(HERE / "torch_peer.py")], "Name a Python that has it with --torch-python."),
        ("JAX", [others, str(HERE / "jax_peer.py")], "Name a Python that has it with --peers-python."),
        ("scikit-learn", [others, str(HERE / "sklearn_peer.py")], "Name a Python that has it with --peers-python."),
    ]
    found = [connect(*each) for each in wanted]
    if playground and shutil.which("node"):
        found.append(connect("nn.ts", ["node", str(HERE / "nn_ts_peer.js"), playground, _written(workloads)], ""))
    else:
        print("nn.ts: not run. It needs Node, and its own source made into a module (--nn-ts, see nn_ts_peer.js).")
    return [peer for peer in found if peer is not None]


def _written(workloads: Sequence[Workload]) -> str:
    """Write what nn.ts can run (dense tanh networks with one output and plain descent) into a file; return its path."""
    simple = {}
    for workload in workloads:
        widths = [part.values.get("units") for part in workload.parts if part.kind == "dense"]
        if len(widths) == len(workload.parts) and workload.optimizer == "sgd" and workload.loss == "mse":
            x, y = data(workload)
            simple[workload.id] = {
                "widths": [*workload.shape, *widths],
                "batch": workload.batch,
                "rate": workload.learning_rate,
                "x": x.tolist(),
                "y": y[:, 0].tolist(),
            }
    path = Path(tempfile.mkdtemp(prefix="nn_ts_")) / "workloads.json"
    path.write_text(json.dumps(simple))
    return str(path)
