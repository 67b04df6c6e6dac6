"""A virtual list a second time: plain rows, exact fractions, everything summed from the start.

It is the oracle of list.json and shares no code and no approach with the core, which keeps a tree
of sums. Where a row moved is asked of the row itself: every row has a name.

    python3 tests/golden/list_reference.py > tests/golden/list.json
"""

import json
import random
from fractions import Fraction
from math import floor, inf, isfinite, nan

LARGEST = 10**9
LONGEST = 2**47
MOST_ROWS = 10_000_000
MOST_LANES = 32


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
    def __init__(self, count, estimate, lanes=1, layout="waterfall", gap=0, crossGap=0, cross=0, overscan=4,
                 padding=(0, 0), header=0, footer=0, groups=()):
        if not 1 <= lanes <= MOST_LANES:
            raise Refused("list/unsupported-lanes")
        self.lanes = lanes
        self.falls, self.lines = lanes > 1 and layout == "waterfall", layout == "grid"
        self.estimate = length(estimate)
        if self.estimate == 0:
            raise Refused("list/bad-size")
        self.gap, self.top, self.bottom = length(gap), length(padding[0]), length(padding[1])
        self.header, self.footer = length(header), length(footer)
        self.cross, self.crossGap = length(cross), length(crossGap)
        self.overscan, self.offset, self.viewport = overscan, Fraction(0), Fraction(0)
        # Rows have names. A waterfall's rows before `front` have a lane; the sizes of a grid are its lines'.
        self.rows, self.names, self.named, self.anchor = {}, [], 0, None
        self.lane, self.front, self.heights = {}, 0, []
        self.heads, self.watched = [], None
        self.insert(0, count)
        self.anchor = self.names[0] if self.names else None
        self.setGroups(list(groups))

    # ---- where everything is, from the first row on ----

    def size(self, index):
        return self.heights[index // self.lanes] if self.lines else self.rows[self.names[index]]

    def walk(self, upto=None):
        """(lane, begin, size) of each row, and where the lanes end with their gaps."""
        ends, places = [self.header + self.top] * (self.lanes if self.falls else 1), []
        for index, name in enumerate(self.names[:upto]):
            size = self.size(index)
            lane = 0
            if self.falls:
                lane = self.lane[name] if index < self.front else ends.index(min(ends))
            places.append((index % self.lanes if self.lines else lane, ends[lane], size))
            if not self.lines or index % self.lanes == self.lanes - 1 or index == len(self.names) - 1:
                ends[lane] += size + self.gap
        return places, ends

    def begins(self):
        return {name: place[1] for name, place in zip(self.names, self.walk()[0])}

    def content(self):
        """Where the last row ends."""
        if not self.names:
            return self.header + self.top
        waiting = [self.rows[name] for name in self.names[self.front:]] if self.falls else []
        if any(size != self.estimate for size in waiting):
            ends = self.walk(self.front)[1]
            spread = px((sum(ends) + sum(size + self.gap for size in waiting)) / self.lanes)
            return max(max(ends), spread) - self.gap
        return max(self.walk()[1]) - self.gap

    def total(self):
        return self.content() + self.bottom + self.footer

    def moved(self, change):
        """Does the change; how far the anchor went. If it goes away, the next row stands in for it, or
        where a next row would begin. Of a waterfall's rows without a lane only the first can be it."""
        before, behind = self.begins(), []
        if self.anchor is not None:
            behind = self.names[self.names.index(self.anchor):]
        was = before[behind[0]] if behind else min(self.walk()[1])
        change()
        now = self.begins()
        self.anchor = next((name for name in behind if name in now), None)
        if self.falls and self.anchor is not None and self.names.index(self.anchor) > self.front:
            self.anchor = self.names[self.front]
        moved = (now[self.anchor] if self.anchor is not None else min(self.walk()[1])) - was
        self.offset += moved
        return moved

    # ---- what is on screen ----

    def place_by(self, offset):
        while self.falls and self.front < len(self.names):
            ends = self.walk(self.front)[1]
            if min(ends) > offset:
                return
            self.place(ends)

    def place(self, ends):
        self.lane[self.names[self.front]] = ends.index(min(ends))
        self.front += 1

    def window(self, offset, viewport):
        places = self.walk()[0]
        open_ = [i for i, (_, begin, size) in enumerate(places) if begin + size > offset]
        begun = [i for i, (_, begin, _) in enumerate(places) if begin < offset + viewport]
        first = min(open_, default=len(places))
        last = max(begun, default=-1) + 1 if viewport > 0 else first
        return first, max(first, last)

    def range(self, offset, viewport):
        offset, viewport = position(offset), position(viewport)
        if viewport < 0:
            raise Refused("list/bad-offset")
        self.place_by(offset + viewport)
        first, last = self.window(offset, viewport)
        rest = max(Fraction(0), min(offset, self.total() - viewport))
        start, end = first, last
        if rest != offset:
            self.place_by(rest + viewport)
            low, high = self.window(rest, viewport)
            start, end = min(start, low), max(end, high)
        more, cells = self.overscan * self.lanes, self.lanes if self.lines else 1
        start, end = max(0, start - more) // cells * cells, min(len(self.names), -(-(end + more) // cells) * cells)
        while self.falls and self.front < end:
            self.place(self.walk(self.front)[1])
        self.anchor = self.names[first] if first < len(self.names) else None
        self.offset, self.viewport = offset, viewport
        total, rendered = self.total(), self.walk()[0][start:end]
        before = min((begin for _, begin, _ in rendered), default=None)
        if before is None:
            before = self.walk()[0][start][1] if start < len(self.names) else self.content()
        after = total - max((begin + size for _, begin, size in rendered), default=before)
        return dict(start=start, end=end, first=first, last=last, before=before, after=after, total=total)

    def positions(self, start, end):
        step = (self.cross - (self.lanes - 1) * self.crossGap) / self.lanes + self.crossGap if self.cross else 0
        return [number for lane, begin, size in self.walk()[0][start:end] for number in (lane, lane * step, begin, size)]

    def lane_size(self):
        return max(Fraction(0), (self.cross - (self.lanes - 1) * self.crossGap) / self.lanes)

    # ---- what changes ----

    def index(self, index):
        if not 0 <= index < len(self.names):
            raise Refused("list/past-the-end")
        return self.names[index]

    def grow(self, growth):
        start = self.header + self.top
        lanes = sum(end - start for end in self.walk()[1])
        if start + lanes + self.bottom + self.footer + growth > LONGEST:
            raise Refused("list/too-long")

    def put(self, index, size):
        if self.lines:
            self.heights[index // self.lanes] = size
        else:
            self.rows[self.names[index]] = size

    def resize(self, index, size):
        self.index(index)
        size = length(size)
        self.grow(size - self.size(index))
        return self.moved(lambda: self.put(index, size))

    def resizeMany(self, indexes, sizes):
        if len(indexes) != len(sizes):
            raise Refused("list/lengths-differ")
        for index, size in zip(indexes, sizes):
            self.index(index)
            length(size)

        def change():
            for index, size in zip(indexes, sizes):
                self.put(index, length(size))

        return self.moved(change)

    def resizeHeader(self, size):
        delta = length(size) - self.header
        self.grow(delta)
        moved = delta if self.offset > 0 and self.offset >= self.header else Fraction(0)
        self.header += delta
        self.offset += moved
        return moved

    def resizeFooter(self, size):
        self.grow(length(size) - self.footer)
        self.footer = length(size)

    def resizeCross(self, size):
        self.cross = length(size)

    def insert(self, at, count):
        now = len(self.names)
        if not 0 <= at <= now:
            raise Refused("list/past-the-end")
        if now + count > MOST_ROWS:
            raise Refused("list/too-many-rows")
        lines = -(-(now + count) // self.lanes) - -(-now // self.lanes)
        self.grow((self.estimate + self.gap) * (lines if self.lines else count))
        names = list(range(self.named, self.named + count))
        self.named += count
        append = at == now

        def change():
            ends = self.walk(at)[1]
            self.names[at:at] = names
            self.rows.update({name: self.estimate for name in names})
            if self.lines:
                line = -(-at // self.lanes)
                self.heights[line:line] = [self.estimate] * lines
            if self.falls and at < self.front:
                for name in names:
                    self.lane[name] = ends.index(min(ends))
                    ends[self.lane[name]] += self.estimate + self.gap
                self.front += count
            self.heads = [head + count if head >= at else head for head in self.heads]

        was, offset, moved = self.anchor, self.offset, self.moved(change)
        if append:
            # Behind the end nothing moves; where the anchor was the end, it is now the first new row.
            self.anchor = names[0] if was is None and names else was
            self.offset = offset
            return Fraction(0)
        return moved

    def remove(self, at, count):
        now = len(self.names)
        if at > now or at + count > now:
            raise Refused("list/past-the-end")

        def change():
            if self.lines:
                left = -(-(now - count) // self.lanes)
                line = min(-(-at // self.lanes), left)
                del self.heights[line:line + -(-now // self.lanes) - left]
            for name in self.names[at:at + count]:
                del self.rows[name]
            del self.names[at:at + count]
            self.front -= len(range(at, min(at + count, self.front)))
            self.heads = [head - count if head >= at + count else head for head in self.heads if not at <= head < at + count]

        return self.moved(change)

    def setCount(self, count):
        now = len(self.names)
        if count > now:
            self.insert(now, count - now)
        else:
            self.remove(count, now - count)
        return None

    # ---- what is asked ----

    def offsetOf(self, index, align="start", viewport=0):
        name = self.index(index)
        viewport = position(viewport)
        if viewport < 0:
            raise Refused("list/bad-offset")
        at, size = self.begins()[name], self.size(index)
        at += {"start": 0, "center": (size - viewport) / 2, "end": size - viewport}[align]
        return max(Fraction(0), min(at, self.total() - viewport))

    def indexAt(self, offset):
        """In each lane the last row that begins at or before the offset; of those the first. In a grid the
        first of the last line."""
        offset, begun = position(offset), {}
        for index, (lane, begin, _) in enumerate(self.walk()[0]):
            if begin <= offset:
                begun[lane] = index
        if self.lines and begun:
            return max(begun.values()) // self.lanes * self.lanes
        return min(begun.values(), default=0)

    def laneOf(self, index):
        self.index(index)
        return self.walk()[0][index][0]

    def sizeOf(self, index):
        self.index(index)
        return self.size(index)

    def setGroups(self, starts):
        rising = all(a < b for a, b in zip(starts, starts[1:]))
        if starts and (self.lanes > 1 or not rising or starts[-1] >= len(self.names)):
            raise Refused("list/bad-groups")
        self.heads = list(starts)

    def pinned(self, offset):
        offset, places = position(offset), self.walk()[0]
        begun = [group for group, head in enumerate(self.heads) if places[head][1] <= offset]
        if not begun:
            return None
        group = begun[-1]
        index = self.heads[group]
        size = places[index][2]
        end = places[self.heads[group + 1]][1] if group + 1 < len(self.heads) else self.content()
        return dict(group=group, index=index, pushed=max(Fraction(0), min(size, offset + size - end)), size=size)

    def exposure(self, ratio, dwell):
        if not 0 < ratio <= 1:
            raise Refused("list/bad-size")
        self.watched = dict(ratio=Fraction(ratio), dwell=dwell, since={}, told=set())

    def seen(self, now):
        watched, since, told = self.watched, {}, []
        for index, (_, begin, size) in enumerate(self.walk()[0]):
            name = self.names[index]
            shown = min(begin + size, self.offset + self.viewport) - max(begin, self.offset)
            if shown > 0 and shown >= watched["ratio"] * min(size, self.viewport) and name not in watched["told"]:
                at = watched["since"].get(name, now)
                since[name] = at if at <= now else now
                if now - since[name] >= watched["dwell"]:
                    told.append(index)
        for index in told:
            watched["told"].add(self.names[index])
            since.pop(self.names[index])
        watched["since"] = since
        return told

    def due(self):
        waits = self.watched["since"].values()
        return min(waits) + self.watched["dwell"] if waits else None

    def restored(self):
        """Made from its snapshot: nothing is to be seen of it."""


def shown(value):
    """Fractions as JSON numbers: each is a float without loss, or the script is of no use."""
    if isinstance(value, dict):
        return {key: shown(item) for key, item in value.items()}
    if isinstance(value, list):
        return [shown(item) for item in value]
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


PROPERTIES = {
    "total": List.total, "count": lambda rows: len(rows.names), "offset": lambda rows: rows.offset,
    "laneSize": List.lane_size, "due": List.due,
}


def script(name, options, ops):
    try:
        rows = List(**options)
    except Refused as refused:
        return {"name": name, "options": given_fields(options), "refused": str(refused)}
    done = []
    for op, *args in ops:
        try:
            property = PROPERTIES.get(op)
            expect = shown(property(rows) if property else getattr(rows, op)(*args))
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


def random_lanes(seed, count, ops_count=90):
    """All that a list with lanes can be asked to do; positions in quarters of a pixel, which snapshots keep."""
    draw, ops, rows = random.Random(seed), [], count
    for _ in range(ops_count):
        kind, at = draw.randrange(12), draw.randrange(max(1, rows))
        size = draw.choice([draw.randrange(12000) / 64, 0, 96, draw.randrange(50, 900)])
        if kind <= 2:
            ops.append(("range", draw.randrange(-800, rows * 160 + 800) / 4, draw.choice([0, 640, draw.randrange(3000) / 4])))
            ops.append(("offset",))
        elif kind <= 4 and rows:
            ops.append(("resize", at, size))
        elif kind == 5 and rows:
            ops.append(("resizeMany", [at, draw.randrange(rows), at], [size, 33.25, 10.5]))
        elif kind == 6:
            at, more = draw.randrange(rows + 1), draw.randrange(9)
            ops.append(("insert", at, more))
            rows += more
        elif kind == 7:
            less = min(draw.randrange(9), rows - at if rows else 0)
            ops.append(("remove", min(at, rows), less))
            rows -= less
        elif kind == 8:
            ops += [("positions", at, min(rows, at + 7)), ("restored",), ("offset",)]
        elif kind == 9:
            ops.append(("resizeHeader", draw.choice([0, 40.5, 200])))
        else:
            ops += [("total",), ("indexAt", draw.randrange(-400, rows * 160 + 400) / 4)]
            if rows:
                ops += [("laneOf", at), ("sizeOf", at), ("offsetOf", at, draw.choice(["start", "center", "end"]), draw.choice([0, 640]))]
    return ops + [("count",), ("total",), ("positions", 0, rows)]


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
    script("thirty-three lanes", dict(count=3, estimate=10, lanes=33), []),
    script("no lane", dict(count=3, estimate=10, lanes=0), []),
    script("too many rows", dict(count=10000001, estimate=10), []),
    script("too long", dict(count=140738, estimate=1e9), []),
    script("a waterfall is measured before and after it is seen", dict(count=12, estimate=100, lanes=2, gap=10, crossGap=15, cross=375, overscan=0), [
        ("total",), ("resize", 0, 250), ("total",), ("laneOf", 1), ("laneOf", 2), ("laneOf", 11), ("range", 0, 300), ("positions", 0, 12),
        ("resize", 1, 900), ("laneOf", 2), ("laneOf", 3), ("positions", 0, 12), ("total",), ("range", 700, 300), ("positions", 0, 12),
        ("indexAt", 650), ("indexAt", 0), ("indexAt", 99999), ("laneSize",), ("resizeCross", 735), ("laneSize",), ("positions", 3, 5),
    ]),
    script("rows come into a waterfall and go", dict(count=30, estimate=100, lanes=3, gap=6, overscan=1), [
        ("range", 300, 400), ("insert", 0, 4), ("positions", 0, 34), ("offset",), ("resizeMany", [0, 1, 2, 3], [40, 300, 80.5, 10]), ("offset",),
        ("range", 500, 400), ("remove", 2, 5), ("positions", 0, 29), ("offset",), ("insert", 29, 3), ("total",), ("setCount", 6), ("total",),
        ("range", 500, 400), ("setCount", 12), ("total",), ("range", 0, 400), ("total",), ("remove", 0, 12), ("range", 0, 400), ("insert", 0, 2),
        ("range", 0, 400),
    ]),
    script("rows of a waterfall that wait are measured", dict(count=40, estimate=50, lanes=2, overscan=0), [
        ("resizeMany", list(range(40)), [20 + 7 * (i * i % 23) for i in range(40)]), ("total",), ("range", 0, 100), ("total",), ("laneOf", 39),
        ("offsetOf", 39), ("range", 1200, 300), ("total",), ("laneOf", 39), ("range", 99999, 300), ("total",), ("remove", 35, 3), ("total",),
    ]),
    script("a waterfall of one size fills up evenly", dict(count=300, estimate=31.25, lanes=4, gap=1.5, overscan=0), [
        ("resize", 0, 700), ("range", 0, 10), ("total",), ("resize", 1, 4000), ("total",), ("setCount", 9), ("total",), ("setCount", 1), ("total",),
        ("setCount", 2), ("total",), ("setCount", 301), ("total",), ("setCount", 302), ("total",), ("setCount", 303), ("total",),
    ]),
    script("a grid", dict(count=20, estimate=100, lanes=3, layout="grid", gap=10, crossGap=9, cross=300, overscan=1), [
        ("total",), ("range", 250, 200), ("positions", 0, 20), ("resize", 4, 150), ("resize", 0, 120), ("offset",), ("sizeOf", 5), ("laneOf", 5),
        ("offsetOf", 19), ("indexAt", 131), ("insert", 0, 3), ("offset",), ("insert", 1, 1), ("positions", 0, 9), ("remove", 0, 6), ("total",),
        ("range", 250, 200), ("remove", 4, 14), ("total",), ("range", 0, 200), ("setCount", 7), ("total",), ("range", 9999, 10), ("laneSize",),
    ]),
    script("header and footer are measured", dict(count=50, estimate=20, header=100, footer=60, padding=[5, 7]), [
        ("total",), ("range", 0, 200), ("resizeHeader", 180), ("range", 90, 200), ("resizeHeader", 300), ("range", 300, 200), ("resizeHeader", 280.5),
        ("offset",), ("resizeFooter", 0), ("total",), ("range", 280.5, 100), ("offsetOf", 0), ("indexAt", 10), ("resizeHeader", -1), ("resizeFooter", nan),
        ("range", 99999, 100), ("offsetOf", 49, "end", 100),
    ]),
    script("sticky headers", dict(count=30, estimate=10, gap=2, groups=[2, 8, 9, 20]), [
        ("pinned", 0), ("pinned", 24), ("pinned", 90), ("pinned", 94), ("pinned", 96), ("pinned", 108), ("pinned", 300), ("pinned", 352), ("pinned", 9999),
        ("resize", 8, 30), ("pinned", 110), ("insert", 8, 2), ("pinned", 130), ("insert", 5, 1), ("remove", 11, 1), ("pinned", 200), ("remove", 0, 4),
        ("pinned", 0), ("setGroups", [0]), ("pinned", -1), ("pinned", 5), ("setGroups", [3, 3]), ("setGroups", [26]), ("setGroups", []), ("pinned", 50),
        ("pinned", nan),
    ]),
    script("groups out of order", dict(count=30, estimate=10, groups=[2, 1]), []),
    script("groups in two lanes", dict(count=30, estimate=10, lanes=2, groups=[2]), []),
    script("rows are seen long enough, once each", dict(count=100, estimate=100, gap=10), [
        ("exposure", 0.5, 1000), ("seen", 0), ("range", 0, 380), ("seen", 1000), ("due",), ("seen", 1999), ("seen", 2000), ("due",), ("range", 40, 380), ("seen", 2100),
        ("range", 55, 380), ("seen", 2200), ("due",), ("insert", 0, 2), ("seen", 3000), ("seen", 3100), ("range", 0, 380), ("seen", 4000),
        ("remove", 1, 3), ("seen", 5000), ("seen", 6000), ("seen", 5500), ("seen", 6400), ("seen", 9000), ("resize", 3, 2000), ("range", 1000, 380),
        ("seen", 9100), ("seen", 10100), ("exposure", 1, 0), ("seen", 10200), ("exposure", 0, 5), ("exposure", 1.5, 5), ("exposure", nan, 5),
    ]),
    script("rows of a waterfall are seen", dict(count=60, estimate=100, lanes=3), [
        ("exposure", 0.25, 100), ("range", 30, 200), ("seen", 10), ("seen", 120), ("resize", 1, 330), ("seen", 200), ("seen", 300), ("due",), ("range", 230, 200),
        ("seen", 310), ("insert", 2, 2), ("seen", 320), ("seen", 500), ("remove", 0, 6), ("seen", 600), ("seen", 800),
    ]),
    script("random operations on two lanes", dict(count=25, estimate=80, lanes=2, gap=8, padding=[4, 6], overscan=1), random_lanes(11, 25)),
    script("random operations on five lanes", dict(count=60, estimate=47.5, lanes=5, header=30, overscan=2), random_lanes(12, 60)),
    script("random operations on two lanes without gaps", dict(count=8, estimate=33, lanes=2, overscan=0), random_lanes(13, 8)),
    script("random operations on a grid", dict(count=31, estimate=80, lanes=4, layout="grid", gap=8, header=10, footer=5), random_lanes(14, 31)),
    script("random operations and snapshots on one lane", dict(count=31, estimate=80, gap=8, groups=[0, 4, 9], footer=5), random_lanes(15, 31)),
    script("random operations on few rows", dict(count=7, estimate=48.4, gap=3.3, padding=[1.7, 2.2]), random_ops(1, 7)),
    script("random operations on some rows", dict(count=90, estimate=96, gap=8, overscan=2), random_ops(2, 90)),
    script("random operations without gaps", dict(count=40, estimate=20.02, overscan=0), random_ops(3, 40)),
]

NOTE = ("Written by list_reference.py, an independent implementation. Names are those of the package's List; `total`, "
        "`count`, `offset` and `laneSize` are properties. `exposure`, `seen` and `due` are one exposure's; `restored` goes on with "
        "the list of its own snapshot. An `expect` with `error` is the code that is thrown; a script with `refused` has no list. "
        "NaN, Infinity and -Infinity stand as texts.")
lines = []
for one in SCRIPTS:
    ops = one.pop("ops", None)
    head = json.dumps(one, ensure_ascii=False)[:-1]
    if ops is not None:
        head += ', "ops": [\n    ' + ",\n    ".join(json.dumps(op) for op in ops) + "\n  ]"
    lines.append("  " + head + "}")
print("{\n\"note\": " + json.dumps(NOTE) + ",\n\"scripts\": [\n" + ",\n".join(lines) + "\n]\n}")
