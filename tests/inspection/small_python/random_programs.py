"""Random programs of the small Python's language, each of which Python itself understands as well."""

from __future__ import annotations

from random import Random
from typing import Final

# In the templates N is a number, L a list, S a text, T a test, V a name of a number, I a small whole number.
EXPRESSIONS: Final = {
    "N": (
        *(
            "(N + N)",
            "(N - N)",
            "(N * N)",
            "(N / N)",
            "(N // N)",
            "(N % N)",
            "N ** 2",
            "-(N)",
            "abs(N)",
            "math.tanh(N)",
        ),
        *("max(N, N)", "min(L + [0])", "sum(L)", "(N if T else N)", "round(N, 2)", "int(N)", "(lambda x: x * N)(N)"),
        *(
            "sum(x * y for x, y in zip(p, L))",
            "p[I]",
            "(N and N)",
            "(N or N)",
            "len(L)",
            "float(N)",
            "v(N)",
            "pow(2, I)",
        ),
    ),
    "L": (
        *(
            "[x * N for x in L]",
            "[N, *L]",
            "L[::-1]",
            "L[1:]",
            "[x for x in L if x > N]",
            "sorted(L)",
            "L + L",
            "L[:2] * 2",
        ),
        *(
            "list(reversed(L))",
            "[x + y for x in L[:2] for y in p[:2]]",
            "list(map(lambda x: x + 1, L))",
            "sorted(set(L))",
        ),
        *(
            "[i * x for i, x in enumerate(L)]",
            "sorted(L, key=lambda x: -x)",
            "list({x: 1 for x in L})",
            "[N, N]",
            "list(range(I))",
        ),
    ),
    "S": (
        *(
            "(S + S)",
            "f'{N:.3f}|{s}'",
            "str(N)",
            "S.upper()",
            "'-'.join([S, 'x'])",
            "repr(S)",
            "S[1:]",
            "S.replace('a', 'bb')",
        ),
        *("f'{v} {p!r:>20}'", "str(L)", "S * 2"),
    ),
    "T": (
        *(
            "N < N",
            "N == N",
            "N <= N < 4",
            "N in p",
            "'e' in S",
            "isinstance(N, (int, Number))",
            "p != L",
            "v is w",
            "S < S",
        ),
        *("'k' in d and d['k'] > 0", "any(L)", "not T", "(T or T)", "N != N", "N > N > N", "all(x < 3 for x in L)"),
    ),
}
SIMPLE: Final = {"N": ("V", "I", "0.5", "-1.25", "len(p)", "v.x"), "L": ("p",), "S": ("s", "'k'", "'ab'")}
LINES: Final = (
    *(
        "V = N",
        "V = N",
        "V += N",
        "V -= N",
        "V *= N",
        "V /= N",
        "V //= N",
        "V %= N",
        "a, b = N, N",
        "s = S",
        "print(N, S)",
    ),
    *(
        "print(L, T)",
        "print(S, d)",
        "print(v + w, w * 2 - v, 2 * v)",
        "p.append(N)",
        "p[I] = N",
        "p += [N]",
        "d[I] = N",
    ),
    *(
        "p[I] += N",
        "p.pop()",
        "v = v + N",
        "w = w * N",
        "v.x += N",
        "v, w = w, v",
        "w = -v",
        "print(v < w, v(2), len(v))",
    ),
    *("p = L", "q = p\nq.append(N)", "print([f(N) for f in [lambda x: x + V, abs]])"),
)
BLOCKS: Final = (
    *(
        "if T:",
        "if T:\n    V = N\nelif T:",
        "if T:\n    print(S)\nelse:",
        "for i in range(I):\n    print(i)",
        "for i in p[:3]:",
    ),
    *(
        "for i, j in enumerate(p[:2]):\n    print(i, j)",
        "for x, y in zip(L, p[:3]):\n    if T:\n        break",
        "for i in sorted(L)[:2]:",
    ),
    *(
        "for i in p[:3]:\n    if T:\n        continue\n    print(i)\nelse:",
        "n@ = 0\nwhile n@ < 3:\n    n@ += 1\n    if T:\n        break",
    ),
)
FUNCTION: Final = """def f(x, y=N):
    z = x + y * I
    def inner(t):
        nonlocal z
        z = z + t
        return [z * u for u in range(2)]
    return inner(x)[1] + (lambda q: q - z)(N)
print(f(N), f(x=2, y=N))"""
HEAD: Final = """import math
class Number:
    made = 0

    def __init__(self, x, note=None):
        self.x = x
        self.note = note

    def __add__(self, other):
        other = other if isinstance(other, Number) else Number(other)
        return Number(self.x + other.x, "+")

    def __mul__(self, other):
        return Number(self.x * (other.x if isinstance(other, Number) else other), "*")

    def __rmul__(self, other):
        return self * other

    def __sub__(self, other):
        return self + -other

    def __neg__(self):
        return self * -1

    def __lt__(self, other):
        return self.x < other.x

    def __call__(self, k):
        return self.x * k

    def __len__(self):
        return 3

    def __repr__(self):
        return f"<{self.x} {self.note}>"


a, b = 3, -1.5
p, s, d = [1, 2.5, -3], "text", {"k": 1, 2: "v"}
v, w = Number(2), Number(-0.5)
"""


class Writer:
    """Writes a program of a few statements; what it names has a value by then."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def program(self) -> str:
        """Return a program."""
        count = self.random.randint(3, 9)
        return HEAD + "".join(self.statement(0) for _ in range(count)) + "print(a, b, p, s, d, v, w)\n"

    def statement(self, depth: int) -> str:
        """Return a statement, with its block if it has one."""
        draw = self.random.random()
        if depth > 2 or draw < 0.6:
            return self.filled(self.random.choice(LINES)) + "\n"
        if draw < 0.7:
            return self.filled(FUNCTION) + "\n"
        body = "".join(self.statement(depth + 1) for _ in range(self.random.randint(1, 2)))
        inside = "".join(f"    {line}\n" for line in body.splitlines())
        return self.filled(self.random.choice(BLOCKS)).replace("@", str(depth)) + "\n" + inside

    def filled(self, template: str, depth: int = 3) -> str:
        """Return a template with something in each of its places."""
        return "".join(self.part(sign, depth) for sign in template.replace("Number", "\0")).replace("\0", "Number")

    def part(self, sign: str, depth: int) -> str:
        """Return what a place is filled with; another sign stands for itself."""
        if sign == "I":
            return str(self.random.randint(-3, 4))
        if sign == "V":
            return self.random.choice("ab")
        if sign not in EXPRESSIONS:
            return sign
        if depth <= 0 or self.random.random() < 0.3:
            return "a < b" if sign == "T" else self.filled(self.random.choice(SIMPLE[sign]), 0)
        return self.filled(self.random.choice(EXPRESSIONS[sign]), depth - 1)
