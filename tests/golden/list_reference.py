"""A virtual list a second time: plain rows, exact fractions, everything summed from the start.

It is the oracle of list.json and shares no code and no approach with the core, which keeps a tree
of floats. Where a row moved is asked of the row itself: every row has a name.

    python3 tests/golden/list_reference.py > tests/golden/list.json
"""

import json
import random
from fractions import Fraction
from math import floor, inf, isfinite, nan

LARGEST = 10**9
LONGEST = 2**47
MOST_ROWS = 10_000_000


class Refused(Exception):
    pass


def px(size):
    """To the nearest 1/64 px, a half upwards."""
    return Fraction(floor(Fraction(size) * 64 + Fraction(1, 2)), 64)


def length(size):
    if not isfinite(size) or not 0 <= size <= LARGEST:
        raise Refused("list/bad-size")
    return px(size)


def position(offset):
    if not isfinite(offset):
        raise Refused("list/bad-offset")
    return Fraction(offset)


class List:
    def __init__(self, count, estimate, lanes=1, gap=0, overscan=4, padding=(0, 0)):
        if lanes != 1:
            raise Refused("list/unsupported-lanes")
        self.estimate = length(estimate)
        if self.estimate == 0:
            raise Refused("list/bad-size")
        self.gap, self.top, self.bottom = length(gap), length(padding[0]), length(padding[1])
        self.overscan = overscan
        self.rows, self.names, self.named, self.anchor = {}, [], 0, None
        self.insert(0, count)
        self.anchor = self.names[0] if self.names else None

    def begins(self):
        at, begins = self.top, {}
        for name in self.names:
            begins[name] = at
            at += self.rows[name] + self.gap
        return begins

    def total(self):
        gaps = self.gap * max(0, len(self.names) - 1)
        return self.top + sum(self.rows.values()) + gaps + self.bottom

    def moved(self, change):
        """Does the change; how far the anchor went. If it goes away, the next row stands in for it, or
        where a next row would begin."""
        def end():
            return self.top + sum(size + self.gap for size in self.rows.values())

        before, behind = self.begins(), []
        if self.anchor is not None:
            behind = self.names[self.names.index(self.anchor):]
        was = before[behind[0]] if behind else end()
        change()
        now = self.begins()
        self.anchor = next((name for name in behind if name in now), None)
        return (now[self.anchor] if self.anchor is not None else end()) - was

    def visible(self, offset, viewport):
        begins = self.begins()
        return [i for i, name in enumerate(self.names)
                if viewport > 0 and begins[name] < offset + viewport and begins[name] + self.rows[name] > offset]

    def range(self, offset, viewport):
        offset, viewport = position(offset), position(viewport)
        if viewport < 0:
            raise Refused("list/bad-offset")
        begins, count, total = self.begins(), len(self.names), self.total()
        ended = sum(1 for name in self.names if begins[name] + self.rows[name] <= offset)

        def window(offset):
            seen = self.visible(offset, viewport)
            if seen:
                return seen[0], seen[-1] + 1
            at = sum(1 for name in self.names if begins[name] + self.rows[name] <= offset)
            return at, at

        first, last = window(offset)
        rest = max(Fraction(0), min(offset, total - viewport))
        start, end = first, last
        if rest != offset:
            low, high = window(rest)
            start, end = min(start, low), max(end, high)
        start, end = max(0, start - self.overscan), min(count, end + self.overscan)
        self.anchor = self.names[ended] if ended < count else None
        content_end = total - self.bottom
        before = begins[self.names[start]] if start < count else content_end
        after = total - (begins[self.names[end - 1]] + self.rows[self.names[end - 1]]) if end > start else total - before
        return dict(start=start, end=end, first=first, last=last, before=before, after=after, total=total)

    def index(self, index):
        if not 0 <= index < len(self.names):
            raise Refused("list/past-the-end")
        return self.names[index]

    def grow(self, growth):
        if self.total() + growth > LONGEST:
            raise Refused("list/too-long")

    def resize(self, index, size):
        name, size = self.index(index), length(size)
        self.grow(size - self.rows[name])
        return self.moved(lambda: self.rows.update({name: size}))

    def resizeMany(self, indexes, sizes):
        if len(indexes) != len(sizes):
            raise Refused("list/lengths-differ")
        new = {}
        for index, size in zip(indexes, sizes):
            new[self.index(index)] = length(size)
        return self.moved(lambda: self.rows.update(new))

    def insert(self, at, count):
        if not 0 <= at <= len(self.names):
            raise Refused("list/past-the-end")
        if len(self.names) + count > MOST_ROWS:
            raise Refused("list/too-many-rows")
        self.grow((self.estimate + self.gap) * count)
        names = list(range(self.named, self.named + count))
        self.named += count
        append = at == len(self.names)

        def change():
            self.names[at:at] = names
            self.rows.update({name: self.estimate for name in names})

        was, moved = self.anchor, self.moved(change)
        if append:
            # Behind the end nothing moves; where the anchor was the end, it is now the first new row.
            self.anchor = names[0] if was is None and names else was
            return Fraction(0)
        return moved

    def remove(self, at, count):
        if at > len(self.names) or at + count > len(self.names):
            raise Refused("list/past-the-end")
        def change():
            for name in self.names[at:at + count]:
                del self.rows[name]
            del self.names[at:at + count]

        return self.moved(change)

    def setCount(self, count):
        now = len(self.names)
        if count > now:
            self.insert(now, count - now)
        else:
            self.remove(count, now - count)
        return None

    def offsetOf(self, index, align="start", viewport=0):
        name = self.index(index)
        viewport = position(viewport)
        if viewport < 0:
            raise Refused("list/bad-offset")
        at, size = self.begins()[name], self.rows[name]
        at += {"start": 0, "center": (size - viewport) / 2, "end": size - viewport}[align]
        return max(Fraction(0), min(at, self.total() - viewport))

    def indexAt(self, offset):
        offset, begins = position(offset), self.begins()
        return max([i for i, name in enumerate(self.names) if begins[name] <= offset], default=0)


def shown(value):
    """Fractions as JSON numbers: each is a float without loss, or the script is of no use."""
    if isinstance(value, dict):
        return {key: shown(item) for key, item in value.items()}
    if isinstance(value, Fraction):
        assert Fraction(float(value)) == value, value
        return int(value) if value.denominator == 1 else float(value)
    return value


def given(value):
    if isinstance(value, (list, tuple)):
        return [given(item) for item in value]
    if isinstance(value, float) and not isfinite(value):
        return "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"
    return value


def script(name, options, ops):
    try:
        rows = List(**options)
    except Refused as refused:
        return {"name": name, "options": given_fields(options), "refused": str(refused)}
    done = []
    for op, *args in ops:
        try:
            expect = rows.total() if op == "total" else len(rows.names) if op == "count" else getattr(rows, op)(*args)
            expect = shown(expect)
        except Refused as refused:
            expect = {"error": str(refused)}
        done.append({"op": op, "args": given(args), "expect": expect})
    return {"name": name, "options": given_fields(options), "ops": done}


def given_fields(options):
    return {key: given(value) for key, value in options.items()}


def random_ops(seed, count):
    draw, ops = random.Random(seed), []
    rows = count
    for _ in range(120):
        kind = draw.randrange(8)
        at = draw.randrange(max(1, rows))
        size = draw.choice([draw.uniform(0, 300), draw.randrange(4000) / 64, 0, 96, 1e9])
        if kind <= 1:
            ops.append(("range", draw.uniform(-500, rows * 90), draw.choice([0, 640, draw.uniform(1, 900)])))
        elif kind <= 3 and rows:
            ops.append(("resize", at, size))
        elif kind == 4 and rows:
            ops.append(("resizeMany", [at, draw.randrange(rows), at], [size, 33.3, 10.5]))
        elif kind == 5:
            at, more = draw.randrange(rows + 1), draw.randrange(9)
            ops.append(("insert", at, more))
            rows += more
        elif kind == 6:
            less = min(draw.randrange(9), rows - at if rows else 0)
            ops.append(("remove", min(at, rows), less))
            rows -= less
        else:
            ops.append(("total",))
            ops.append(("indexAt", draw.uniform(-100, rows * 90)))
            if rows:
                ops.append(("offsetOf", at, draw.choice(["start", "center", "end"]), draw.choice([0, 640])))
    return ops + [("count",), ("total",)]


def bad_sizes(op):
    return [op(size) for size in (nan, -1, -0.001, inf, -inf, 1000000000.5)]


SCRIPTS = [
    script("a feed is scrolled", dict(count=10000, estimate=96, gap=8, padding=[12, 20]), [
        ("total",), ("range", 0, 640), ("range", 520000, 640), ("range", 519999.99, 0.02), ("range", 1040000, 640),
        ("offsetOf", 5000), ("offsetOf", 5000, "center", 640), ("offsetOf", 5000, "end", 640), ("offsetOf", 9999, "start", 640),
        ("offsetOf", 0, "end", 640), ("indexAt", 520012), ("indexAt", 520011.99), ("indexAt", -5), ("indexAt", 1e12),
    ]),
    script("rows are measured above, at and below the anchor", dict(count=100, estimate=50, overscan=0), [
        ("range", 1025, 200), ("resize", 3, 80.25), ("resize", 20, 10), ("resize", 21, 70), ("resize", 19, 0), ("total",),
        ("range", 1005.25, 200), ("resizeMany", [0, 1, 99], [60, 60, 60]), ("resizeMany", [], []), ("total",),
    ]),
    script("pages are put before, behind and between", dict(count=20, estimate=100, gap=10), [
        ("range", 550, 300), ("insert", 0, 3), ("insert", 8, 2), ("insert", 25, 5), ("count",), ("total",), ("insert", 10, 1),
        ("insert", 12, 1), ("setCount", 40), ("count",), ("total",), ("range", 1200, 300), ("setCount", 5), ("range", 1200, 300), ("total",),
    ]),
    script("rows are taken out around the anchor", dict(count=20, estimate=100, gap=10, overscan=1), [
        ("range", 550, 300), ("resize", 5, 130), ("remove", 0, 2), ("remove", 10, 3), ("remove", 2, 4), ("range", 330, 300), ("remove", 0, 11),
        ("count",), ("total",), ("range", 0, 300),
    ]),
    script("iOS bounces and a list shrinks under a scroll position", dict(count=100, estimate=10, overscan=2), [
        ("range", -80, 100), ("range", -100, 100), ("range", -1000, 100), ("range", 950, 100), ("range", 1000, 100), ("range", 123456.5, 100),
    ]),
    script("sizes are rounded to 1/64 px, a half upwards", dict(count=4, estimate=0.1), [
        ("total",), ("resize", 0, 0.0078125), ("total",), ("resize", 0, 0.007812), ("total",), ("resize", 1, 33.333333), ("total",),
        ("resize", 2, 1000000000), ("total",), ("range", 0.05, 0.1),
    ]),
    script("no rows", dict(count=0, estimate=96, padding=[5, 7.5]), [
        ("total",), ("range", 0, 640), ("range", -10, 640), ("indexAt", 3), ("remove", 0, 0), ("resize", 0, 5), ("setCount", 2), ("range", 0, 640),
    ]),
    script("folded rows", dict(count=6, estimate=10, overscan=0), [
        ("resizeMany", [1, 2, 4], [0, 0, 0]), ("range", 10, 10), ("range", 5, 20), ("indexAt", 10), ("total",), ("range", 10, 0),
    ]),
    script("overscan larger than the list", dict(count=3, estimate=10, overscan=4294967295), [("range", 12, 1), ("range", 12, 0)]),
    script("what is no size", dict(count=3, estimate=10), bad_sizes(lambda size: ("resize", 1, size))
        + bad_sizes(lambda size: ("resizeMany", [0, 1], [7, size])) + [("total",)]),
    script("what is no offset", dict(count=3, estimate=10), [
        ("range", nan, 10), ("range", inf, 10), ("range", 0, nan), ("range", 0, -1), ("range", 0, inf), ("indexAt", nan),
        ("offsetOf", 0, "end", nan), ("offsetOf", 0, "end", -1), ("range", 0, 0),
    ]),
    script("past the end", dict(count=3, estimate=10), [
        ("resize", 3, 5), ("resize", 4294967295, 5), ("resizeMany", [0, 3], [5, 5]), ("resizeMany", [0, 1], [5]), ("insert", 4, 1),
        ("insert", 3, 1), ("remove", 2, 3), ("remove", 5, 0), ("offsetOf", 4), ("setCount", 10000001), ("insert", 0, 4294967295), ("total",), ("count",),
    ]),
    script("no longer than sums are exact", dict(count=140737, estimate=1e9), [
        ("insert", 0, 1), ("resize", 7, 0.015625), ("insert", 0, 1), ("total",), ("resize", 0, 0), ("total",),
    ]),
    script("an estimate of nothing", dict(count=3, estimate=0), []),
    script("an estimate below 1/64", dict(count=3, estimate=0.005), []),
    script("a negative gap", dict(count=3, estimate=10, gap=-1), []),
    script("two lanes", dict(count=3, estimate=10, lanes=2), []),
    script("no lane", dict(count=3, estimate=10, lanes=0), []),
    script("too many rows", dict(count=10000001, estimate=10), []),
    script("too long", dict(count=140738, estimate=1e9), []),
    script("random operations on few rows", dict(count=7, estimate=48.4, gap=3.3, padding=[1.7, 2.2]), random_ops(1, 7)),
    script("random operations on some rows", dict(count=90, estimate=96, gap=8, overscan=2), random_ops(2, 90)),
    script("random operations without gaps", dict(count=40, estimate=20.02, overscan=0), random_ops(3, 40)),
]

NOTE = ("Written by list_reference.py, an independent implementation. Names are those of the package's List; `total` and "
        "`count` are properties. An `expect` with `error` is the code that is thrown; a script with `refused` has no list. "
        "NaN, Infinity and -Infinity stand as texts.")
lines = []
for one in SCRIPTS:
    ops = one.pop("ops", None)
    head = json.dumps(one, ensure_ascii=False)[:-1]
    if ops is not None:
        head += ', "ops": [\n    ' + ",\n    ".join(json.dumps(op) for op in ops) + "\n  ]"
    lines.append("  " + head + "}")
print("{\n\"note\": " + json.dumps(NOTE) + ",\n\"scripts\": [\n" + ",\n".join(lines) + "\n]\n}")
