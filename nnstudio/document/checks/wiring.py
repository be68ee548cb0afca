"""Every layer gets what it needs, and leads to the output."""

from __future__ import annotations

from collections.abc import Iterator

from nnstudio.document.edits import Connect, Edit, RemoveLayers
from nnstudio.document.facts import Facts, is_complete
from nnstudio.document.kinds import INPUT, OUTPUT, is_variadic, ports
from nnstudio.document.model import Network, Node
from nnstudio.document.paths import descendants
from nnstudio.document.problem import Problem, Severity
from nnstudio.text import Message, msg


def check_wiring(facts: Facts) -> Iterator[Problem]:
    """Yield the layers that lack an input."""
    network = facts.network
    for node in network.nodes:
        if node.id in facts.trained and not is_complete(network, node):
            yield _unfed(network, node)


def check_left_out(facts: Facts) -> Iterator[Problem]:
    """Yield the layers that the output does not depend on. Last of all: what else is wrong with them is mended first,
    for this may be mended by taking them away."""
    for node in facts.network.nodes:
        if node.id not in facts.trained:
            yield _left_out(facts.network, node)


def _unfed(network: Network, node: Node) -> Problem:
    wired = len(network.incoming[node.id])
    fix = connection(network, node)
    advice = msg("Drag a wire from an earlier layer to its left side.")
    if isinstance(fix, Connect):
        advice = msg("Connect {layer} to it.", layer=network.by_id[fix.source].name)
    elif is_variadic(node.kind) and wired == 1:
        advice = msg("Drag a second wire to it, or delete it.")
        fix = RemoveLayers((node.id,))
    return Problem(node.id, Severity.ERROR, node.name, _needs(node), _has(wired), advice, fix)


def _needs(node: Node) -> Message:
    count = len(ports(node.kind))
    if is_variadic(node.kind):
        return msg("two inputs or more")
    return msg("an input") if count == 1 else msg("{count} inputs", count=count)


def _has(wired: int) -> Message:
    return msg("none") if not wired else msg("one") if wired == 1 else msg("{count}", count=wired)


def connection(network: Network, node: Node) -> Edit | None:
    """Return the edit that feeds a layer from the only layer whose output leads nowhere yet.

    None if the choice is open.
    """
    later = descendants(network, [node.id])
    loose = [n for n in network.nodes if n.kind != OUTPUT and n.id not in later and not network.outgoing[n.id]]
    return Connect(loose[0].id, node.id) if len(loose) == 1 else None


def _left_out(network: Network, node: Node) -> Problem:
    outputs = [output for output in network.of_kind(OUTPUT) if not network.incoming[output.id]]
    # Without its input a network would be worse off.
    fix: Edit | None = RemoveLayers((node.id,)) if network.of_kind(INPUT) != (node,) else None
    if len(outputs) == 1 and not network.outgoing[node.id] and node.kind != INPUT:
        fix = Connect(node.id, outputs[0].id)
    return Problem(
        node.id,
        Severity.ADVICE,
        node.name,
        msg("a way to the output"),
        msg("none"),
        msg("It takes no part in training. Connect it, or delete it."),
        fix,
    )
