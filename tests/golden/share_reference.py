"""The share format a second time, written from the drawing in core/src/share/mod.rs alone.

It is the oracle of share.json and shares no code, no tables and no approach with the core: bodies
are Python integers, the check is polynomial division with log tables, the scene is divmod, the tag is
Python's own hmac.

    python3 tests/golden/share_reference.py > tests/golden/share.json
"""

import datetime
import hashlib
import hmac
import json
import re
import sys
import urllib.parse

SYMBOLS = "0123456789abcdefghjkmnpqrstvwxyz"
SCENE = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$&'()*+,/:;=?@-._~"
MARKS = "!$&'()*+,-.:;=@_"
SLUG = "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
CHANNELS = ["link", "wechat.friend", "wechat.timeline", "wechat.h5", "wechat.shop", "alipay", "web", "phrase", "poster"]
EPOCH = datetime.date(1970, 1, 1)
FIRST_DAY = datetime.date(2024, 1, 1)
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")

# GF(32) as powers of x modulo x^5 + x^2 + 1
POWERS = [1]
while len(POWERS) < 31:
    doubled = POWERS[-1] << 1
    POWERS.append(doubled ^ 0b100101 if doubled & 32 else doubled)


def times(a, b):
    return POWERS[(POWERS.index(a) + POWERS.index(b)) % 31] if a and b else 0


class Bits:
    """An integer that grows upwards: the first field is lowest."""

    def __init__(self):
        self.value = 0
        self.length = 0

    def put(self, value, width):
        assert 0 <= value < 1 << width
        self.value |= value << self.length
        self.length += width

    def symbols(self):
        count = -(-self.length // 5)
        return [self.value >> (5 * i) & 31 for i in range(count)]


def kind_of(text):
    if re.fullmatch(r"0|[1-9][0-9]*", text, re.ASCII) and int(text) < 1 << 64:
        return 0
    if UUID.match(text):
        return 1
    return 2 if all(c in SLUG for c in text) else 3


def put_number(bits, number):
    w = next(w for w in range(4) if number < 1 << 16 * (w + 1))
    bits.put(w, 2)
    bits.put(number, 16 * (w + 1))


def put_id(bits, text):
    kind = kind_of(text)
    if kind == 0:
        put_number(bits, int(text))
    elif kind == 1:
        bits.put(int(text.replace("-", ""), 16), 128)
    elif kind == 2:
        bits.put(len(text) - 1, 6)
        for c in text:
            bits.put(SLUG.index(c), 6)
    else:
        data = text.encode()
        bits.put(len(data) - 1, 6)
        for byte in data:
            bits.put(byte, 8)


def check(body):
    """Long division of the register's first 1, the body and four zeros by z^4 + z^3 + 3z^2 + z + 1."""
    rest = [1] + list(body) + [0, 0, 0, 0]
    for i in range(len(rest) - 4):
        factor = rest[i]
        for k, coefficient in enumerate([1, 1, 3, 1, 1]):
            rest[i + k] ^= times(factor, coefficient)
    return [symbol ^ (0x2C5A7 >> shift & 31) for symbol, shift in zip(rest[-4:], (15, 10, 5, 0))]


def finish(body):
    return "".join(SYMBOLS[s] for s in list(body) + check(body))


def put_rest(bits, number):
    bits.put(number, max(number.bit_length(), -bits.length % 5))


def body_of(payload, form=None, day=None, channel=None, seal=None):
    """`seal` is (key id, tag)."""
    promoter, item, campaign = payload["promoter"], payload["item"], payload.get("campaign")
    if day is None:
        day = (EPOCH + datetime.timedelta(milliseconds=payload["at"]) - FIRST_DAY).days
    if channel is None:
        channel = CHANNELS.index(payload["channel"])
    if form is None:
        numbers = kind_of(promoter) == kind_of(item) == 0 and campaign is None
        form = (1 if seal is None else 2) if numbers else 3
    bits = Bits()
    bits.put(form, 2)
    if form in (1, 2):
        if seal:
            bits.put(seal[0], 4)
        bits.put(channel, 5)
        bits.put(day, 14)
        put_number(bits, int(promoter))
        if seal:
            bits.put(seal[1], 48)
        put_rest(bits, int(item))
    else:
        bits.put(0 if seal is None else 1, 1)
        bits.put(0 if campaign is None else 1, 1)
        bits.put(kind_of(promoter), 2)
        bits.put(kind_of(item), 2)
        bits.put(channel, 5)
        bits.put(day, 14)
        if seal:
            bits.put(seal[0], 4)
            bits.put(seal[1], 48)
        put_id(bits, promoter)
        put_id(bits, item)
        if campaign is not None:
            bits.put(kind_of(campaign), 2)
            put_id(bits, campaign)
    return bits.symbols()


def token_of(payload):
    return finish(body_of(payload))


def tag_of(payload, key_id, key):
    message = f"tuike-share-1:{key_id:02}:{token_of(payload)}"
    return int.from_bytes(hmac.new(key.encode(), message.encode(), hashlib.sha256).digest()[:6], "big")


def signed_of(payload, key_id, key):
    return finish(body_of(payload, seal=(key_id, tag_of(payload, key_id, key))))


def short_of(code):
    bits = Bits()
    bits.put(0, 5)
    put_rest(bits, code)
    symbols = bits.symbols()
    return finish(symbols + [0] * (4 - len(symbols)))


def base_82(number):
    digits = ""
    while number:
        number, digit = divmod(number, 82)
        digits = SCENE[digit] + digits
    return digits


def in_base_82(token):
    number = 0
    for c in token:
        number = number * 32 + SYMBOLS.index(c)
    return "~" + base_82(number)


def signed_scene(token):
    body = sum(SYMBOLS.index(c) << 5 * i for i, c in enumerate(token[:-4]))
    assert body & 3 == 2
    return MARKS[body >> 2 & 15] + base_82(body >> 6)


def scene_of(token):
    if len(token) <= 32:
        return token
    return signed_scene(token) if SYMBOLS.index(token[0]) & 3 == 2 else in_base_82(token)


def payload(promoter, item, channel="wechat.friend", at=1767225600000, campaign=None):
    made = {"promoter": promoter, "item": item, "channel": channel, "at": at}
    return made if campaign is None else {**made, "campaign": campaign}


def entry(made, token=None, more={}):
    token = token or token_of(made)
    scene = scene_of(token)
    entry = {"payload": made, "day": made["at"] // 86_400_000 * 86_400_000, "token": token, **more}
    return {**entry, "scene": scene} if len(scene) <= 32 else {**entry, "sceneTooLongBy": len(scene) - 32}


BIG = ["0", "1", "65535", "65536", str(2**32 - 1), str(2**32), str(2**48), str(2**53), str(2**53 + 1), str(2**64 - 1)]
UUID_ID = "0190b3c1-7e2a-7cc0-8f5e-1b2c3d4e5f60"


def tokens():
    yield from (payload(a, b) for a in BIG for b in BIG)
    yield from (payload("7", "42", channel) for channel in CHANNELS)
    # The first and the last day, a day's last millisecond, a leap day.
    yield from (payload("7", "42", at=at) for at in (1704067200000, 3119644799999, 1767311999999, 1709164800000))
    others = [UUID_ID, "lip-stick_01", "007", "18446744073709551616", "UPPER", "口红", "a.b/c", "x" * 64, "口" * 21, "0190B3C1-7E2A-7CC0-8F5E-1B2C3D4E5F60", "-", " "]
    for other in others:
        yield payload(other, "9007199254740993", "poster")
        yield payload("18446744073709551615", other, "web")
    yield payload(UUID_ID, UUID_ID, "link")
    for campaign in ("11", "double-11", "双11", "0", "a" * 32, "双" * 10):
        yield payload("9007199254740993", "42", "wechat.timeline", campaign=campaign)
    yield payload("口红" * 10, "é" * 32, "alipay", campaign="春节 🧧")
    yield payload("p-9", "4294967296", "phrase", campaign=str(2**64 - 1))
    yield payload("1", "2", "poster", campaign="lip")


KEYS = ["0123456789abcdef", "correct horse battery staple, 口令", "k" * 64, "k" * 200]


def signed():
    """Each with its key: `payload`, `day`, `token`, `scene` as in `tokens`, and `keyId`, `key`."""
    made = [payload(a, b) for a in ("0", "65536", str(2**53 + 1), str(2**64 - 1)) for b in ("0", "42", str(2**64 - 1))]
    made += [payload(a, b, "poster") for a, b in [("7", "42"), (UUID_ID, "42"), ("口红", UUID_ID), ("lip", "007")]]
    made += [payload("7", "42", campaign=campaign) for campaign in ("11", "双11", "a" * 32)]
    made += [payload(str(2**32 - 1), str(2**32 - 1), campaign="65535"), payload(str(2**48 - 1), str(2**48 - 1), campaign="65535")]
    made += [payload("x" * 64, "口" * 21, "alipay", campaign="双" * 10)]
    made += [payload("x" * 63 + "!", "!" * 64, "web", campaign="!" * 32)]
    for i, one in enumerate(made * 2):
        key_id, key = i % 16, KEYS[i % len(KEYS)]
        yield entry(one, signed_of(one, key_id, key), {"keyId": key_id, "key": key})


def verdicts():
    """Texts a server is handed. `reason` is why it is refused; null where it is good."""
    one = payload("9007199254740993", "42")
    wide = payload(str(2**64 - 1), str(2**64 - 1), "poster")
    keys = [{"keyId": 3, "key": KEYS[0]}, {"keyId": 12, "key": KEYS[1]}]
    good, wide_good = signed_of(one, 3, KEYS[0]), signed_of(wide, 12, KEYS[1])
    scene = scene_of(wide_good)
    day = 86_400_000
    midnight = one["at"] // day * day

    def case(text, reason, made=None, age=None):
        row = {"text": text, "keys": keys, "reason": reason}
        if age:
            row["age"] = age
        if made:
            row["payload"] = {**made, "at": made["at"] // day * day}
        return row

    yield case(good, None, one)
    yield case(wide_good, None, wide)
    yield case(scene, None, wide)
    yield case(scene_of(good), None, one)
    # On its own day, on the last, on the one after; a clock that is behind.
    for after, days, reason in [(0, 0, None), (1, 0, "expired"), (30, 30, None), (31, 30, "expired"), (-400, 0, None)]:
        at = midnight + after * day + (day - 1 if after >= 0 else 0)
        yield case(good, reason, None if reason else one, {"at": at, "maxAgeDays": days})
    yield case(token_of(one), "unsigned")
    yield case(scene_of(token_of(wide)), "unsigned")
    yield case(signed_of(one, 4, KEYS[0]), "unknown-key")
    # Another's key under a known number; the same secret under another number; a tag from nothing.
    yield case(signed_of(one, 3, KEYS[1]), "forged")
    yield case(finish(body_of(one, seal=(12, tag_of(one, 3, KEYS[0])))), "forged")
    for tag in (0, 2**48 - 1, tag_of(one, 3, KEYS[0]) ^ 1, tag_of(one, 3, KEYS[0]) ^ 1 << 47):
        yield case(finish(body_of(one, seal=(3, tag))), "forged")
    # The tag of one payload on another.
    for other in [{**one, "item": "43"}, {**one, "promoter": "9007199254740992"}, {**one, "channel": "web"}, {**one, "at": one["at"] + day}, {**one, "campaign": "1"}]:
        yield case(finish(body_of(other, seal=(3, tag_of(one, 3, KEYS[0])))), "forged")
    text = payload(UUID_ID, "lip", campaign="双11")
    yield case(signed_of(text, 3, KEYS[0]), None, text)
    yield case(finish(body_of(text, seal=(3, tag_of(text, 3, KEYS[0]) ^ 2))), "forged")
    # The sealed form of a forged long token's scene, where no check stands before the tag.
    yield case(signed_scene(finish(body_of(wide, seal=(12, tag_of(wide, 12, KEYS[1]) ^ 4)))), "forged")
    yield case("$" + scene[1:], "unknown-key")
    for nothing in ["", "hello", good[:-1], good[:-1] + ("0" if good[-1] != "0" else "1"), good.upper(), short_of(7), "!" + "~" * 31, scene[:-1], scene + "0"]:
        yield case(nothing, "not-a-token")


def shorts():
    for code in (0, 1, 7, 31, 32, 2**15 - 1, 2**15, 2**20 - 1, 2**20, 987_654_321, 2**32, 2**40 - 1, 2**53 + 1, 2**64 - 1):
        token = short_of(code)
        assert len(token) <= 18
        yield {"code": str(code), "token": token}


def refused():
    good = token_of(payload("9007199254740993", "42"))
    short = payload("7", "42")
    body = body_of(short)
    wide = payload(str(2**64 - 1), str(2**64 - 1))
    wide_scene = scene_of(token_of(wide))
    yield "", "share/malformed"
    yield "hello", "share/malformed"
    yield good.upper(), "share/malformed"
    yield " " + good, "share/malformed"
    yield good + "é", "share/malformed"
    yield good.replace(good[0], "o", 1), "share/malformed"
    yield "2" * 281, "share/malformed"
    yield good[:-1], "share/check-failed"
    yield good[1:], "share/check-failed"
    yield good + "0", "share/check-failed"
    yield good[1] + good[0] + good[2:], "share/check-failed"
    yield "0" * 12, "share/check-failed"
    # A symbol too many, with the check that it would have.
    yield finish(body + [0]), "share/not-canonical"
    # Form 3 where form 1 will do.
    yield finish(body_of(short, form=3)), "share/not-canonical"
    # The promoter 7 in 32 bits.
    bits = Bits()
    for value, width in [(1, 2), (1, 5), (731, 14), (1, 2), (7, 32), (42, 6)]:
        bits.put(value, width)
    yield finish(bits.symbols()), "share/not-canonical"
    # "42" as a slug; "ab" as bytes; bits left behind the last field.
    for kind, texts, width, rest in [(2, [5, 3], 6, 0), (3, list(b"ab"), 8, 0), (2, [37, 38], 6, 5)]:
        bits = Bits()
        for value, size in [(3, 2), (0, 1), (0, 1), (kind, 2), (0, 2), (1, 5), (731, 14), (len(texts) - 1, 6)]:
            bits.put(value, size)
        for value in texts:
            bits.put(value, width)
        put_number(bits, 42)
        bits.put(0, rest)
        yield finish(bits.symbols()), "share/not-canonical"
    # Bytes that are not UTF-8; an item above 2^64-1; a field that ends early.
    bits = Bits()
    for value, size in [(3, 2), (0, 1), (0, 1), (3, 2), (0, 2), (1, 5), (731, 14), (0, 6), (255, 8)]:
        bits.put(value, size)
    put_number(bits, 42)
    yield finish(bits.symbols()), "share/malformed"
    bits = Bits()
    for value, size in [(1, 2), (1, 5), (731, 14), (3, 2), (2**64 - 1, 64), (2**64, 65)]:
        bits.put(value, size)
    yield finish(bits.symbols()), "share/malformed"
    yield finish(body_of(payload(UUID_ID, "42"))[:20]), "share/malformed"
    # Channel 9; form 0 of a later kind; short codes: one that is one, one too long, one too short, one too big.
    yield finish(body_of(short, channel=9)), "share/unknown-channel"
    for kind in (1, 7):
        yield finish([kind << 2, 1, 0, 0]), "share/unsupported-version"
    yield short_of(7), "share/short-code"
    yield finish([0, 7, 0, 0, 0]), "share/not-canonical"
    yield finish([0, 7, 1]), "share/malformed"
    yield finish([0, 7, 0]), "share/malformed"
    yield finish([0] + [31] * 13), "share/malformed"
    # Signed: a body that ends in its tag; form 3 where form 2 will do; a symbol too many.
    sealed = body_of(wide, seal=(3, 2**48 - 1))
    yield finish(sealed[:26]), "share/malformed"
    yield finish(body_of(short, form=3, seal=(3, 5))), "share/not-canonical"
    yield finish(sealed + [0]), "share/not-canonical"
    # Scenes.
    yield "~0" + wide_scene[1:], "share/not-canonical"
    signed_wide = signed_scene(finish(sealed))
    yield signed_wide[0] + "0" + signed_wide[1:], "share/malformed"
    low = scene_of(finish(body_of(payload(str(2**48), "1024"), seal=(3, 5))))
    assert low[0] == "'" and len(low) < 30
    yield "'0" + low[1:], "share/not-canonical"
    yield signed_wide[:20], "share/not-canonical"
    yield signed_scene(finish(body_of(short, seal=(3, 5)))), "share/not-canonical"
    yield in_base_82(finish(body_of(payload(str(2**48), "1024"), seal=(3, 5)))), "share/not-canonical"
    yield "/" + wide_scene[1:], "share/malformed"
    yield signed_scene(finish(body_of(wide, channel=31, seal=(3, 5)))), "share/unknown-channel"
    yield in_base_82(good), "share/not-canonical"
    yield wide_scene[:-1] + ("a" if wide_scene[-1] != "a" else "b"), "share/check-failed"
    yield wide_scene[:-1] + "%", "share/malformed"
    yield in_base_82(token_of(payload(UUID_ID, UUID_ID))), "share/malformed"
    yield "~", "share/not-canonical"


def unwritable():
    yield payload("", "42"), "share/bad-id"
    yield payload("x" * 65, "42"), "share/bad-id"
    yield payload("7", "口" * 22), "share/bad-id"
    yield payload("7", "42", campaign="a" * 33), "share/bad-id"
    yield payload("7", "42", campaign=UUID_ID), "share/bad-id"
    yield payload("7", "42", "fax"), "share/unknown-channel"
    yield payload("7", "42", at=1704067199999), "share/day-out-of-range"
    yield payload("7", "42", at=3119644800000), "share/day-out-of-range"
    yield payload("7", "42", at=-1), "input/out-of-range"
    yield payload("7", 42), "input/wrong-type"
    yield {"promoter": "7", "item": "42", "at": 1767225600000}, "input/missing-field"
    yield {**payload("7", "42"), "chanel": "web"}, "input/unknown-field"


def links():
    token = token_of(payload("9007199254740993", "42"))
    quoted = urllib.parse.quote("双11 & more/100%+~", safe="")
    cases = [
        ("https://m.example.com/s", None, f"https://m.example.com/s/{token}"),
        ("https://m.example.com/s/", None, f"https://m.example.com/s/{token}"),
        ("https://m.example.com", None, f"https://m.example.com/{token}"),
        ("http://127.0.0.1:8787/s", None, f"http://127.0.0.1:8787/s/{token}"),
        ("http://[::1]:8787/s", None, f"http://[::1]:8787/s/{token}"),
        ("https://m.example.com/s?a=%20b#buy?x", None, f"https://m.example.com/s/{token}?a=%20b#buy?x"),
        ("https://m.example.com?a=1", {"source": "wx"}, f"https://m.example.com/{token}?a=1&utm_source=wx"),
        ("https://m.example.com/s?", {"source": "wx"}, f"https://m.example.com/s/{token}?utm_source=wx"),
        ("https://m.example.com/s#top", {"content": "", "campaign": "双11 & more/100%+~"}, f"https://m.example.com/s/{token}?utm_campaign={quoted}&utm_content=#top"),
        ("https://m.example.com/s?a=1&", {"term": "t", "medium": "m"}, f"https://m.example.com/s/{token}?a=1&utm_medium=m&utm_term=t"),
    ]
    for base, utm, link in cases:
        yield {"token": token, "options": {"base": base, **({"utm": utm} if utm else {})}, "link": link}
    for base in ["", "m.example.com/s", "ftp://m.example.com", "javascript:alert(1)", "https://", "https:///s", "https://a b.com/s", "https://m.example.com/分享", "https://例子.com", "https://m.example.com:99999/", "https://user@m.example.com/", "https://m.example.com:/s", "//m.example.com/s"]:
        yield {"token": token, "options": {"base": base}, "code": "share/bad-base"}
    yield {"token": token, "options": {"base": "https://m.example.com", "utm": {"sauce": "wx"}}, "code": "input/unknown-field"}


def landings():
    plain = payload("9007199254740993", "42")
    token = token_of(plain)
    wide = payload(str(2**64 - 1), str(2**64 - 1), "poster")
    wide_token = token_of(wide)
    scene = scene_of(wide_token)
    encoded = urllib.parse.quote(scene, safe="")
    assert scene != wide_token and "%" in encoded
    text_id = payload("口红", UUID_ID, "wechat.h5", campaign="春节")
    text_token = token_of(text_id)
    url = f"https://m.example.com/s/{token}?utm_source=wx"

    sealed = signed_of(wide, 12, KEYS[1])
    sealed_scene = scene_of(sealed)

    def found(given, made, source, token=None):
        day = {**made, "at": made["at"] // 86_400_000 * 86_400_000}
        expect = {"token": token or token_of(made), "payload": day, "source": source}
        return {"input": given, "expect": expect, "keyId": 12 if token else None}

    wx = {"path": "pages/product/product", "scene": 1047, "shareTicket": "", "referrerInfo": {}, "apiCategory": "default"}
    yield found({**wx, "query": {"scene": encoded}}, wide, "scene")
    yield found({**wx, "query": {"scene": urllib.parse.quote(encoded, safe="")}}, wide, "scene")
    yield found({**wx, "query": {"scene": scene}}, wide, "scene")
    yield found({**wx, "query": {"scene": token}}, plain, "scene")
    yield found({**wx, "query": {"s": token}}, plain, "query")
    yield found({**wx, "query": {"scene": "id%3D1", "s": text_token}}, text_id, "query")
    yield found({**wx, "query": {"scene": encoded, "s": token}}, wide, "scene")
    yield found({**wx, "query": {"q": urllib.parse.quote(url, safe="")}}, plain, "path")
    yield found({**wx, "query": {"q": url}}, plain, "path")
    yield found({**wx, "query": {}, "path": f"s/{token}"}, plain, "path")
    yield found({**wx, "query": {}, "path": f"/pages/p/p?s={token}"}, plain, "query")
    yield found({**wx, "query": {}, "referrerInfo": {"appId": "wx1", "extraData": {"s": token}}}, plain, "query")
    yield found({"path": "pages/p", "query": {"qrCode": url}, "scene": "1011"}, plain, "path")
    yield found({"path": "pages/p", "query": f"a=1&s={token}"}, plain, "query")
    for nothing in [
        {**wx, "query": {}},
        {"path": "pages/index/index", "scene": "1000"},  # Alipay: no query when empty
        {"query": None}, {"query": []}, {"query": {"s": 5, "scene": {}}}, {"query": {"scene": "%"}},
        {"query": {"s": token[:-1]}}, {"referrerInfo": "x"}, {},
        "", " ", "{", "{}", "[]", "null", "hello", "42", "https://m.example.com/s/42", "%%%", "~", "~~~~~~~~~~~~~~", "/", "?", "#",
        "推客带货，天天有钱赚😀", token[:-1], token + token, "abc" + token, "https://", "http://?s=&scene=",
        "\u0000", "{\"query\":", "!" + scene[1:], sealed_scene, f"https://m.example.com/{sealed_scene}", f"?s={sealed_scene}",
        token.replace("0", "u", 1), f"{token[:9]}。{token[9:]}", f"{token[:9]}/{token[9:]}", short_of(7), f"https://m.example.com/s/{short_of(7)}",
    ]:
        yield {"input": nothing, "expect": None}
    yield found({**wx, "query": {"scene": urllib.parse.quote(sealed_scene, safe="")}}, wide, "scene", sealed)
    yield found(f"pages/p?scene={urllib.parse.quote(sealed_scene, safe='')}", wide, "scene", sealed)
    yield found(f"看【{sealed}】", wide, "text", sealed)
    # As typed, and as a chat wraps it.
    spelled = token.replace("0", "O", 3).replace("1", "l").upper()
    yield found(token.upper(), plain, "text")
    yield found(spelled, plain, "text")
    yield found("".join(chr(ord(c) + 0xFEE0) for c in spelled), plain, "text")
    yield found(f"口令：{token[:5]}-{token[5:10]}-{token[10:]}，复制", plain, "text")
    yield found(f"打开App\n{token[:7]}\n{token[7:12]} {token[12:]}\n查看", plain, "text")
    yield found(f"【{token[:8]}\u200b{token[8:]}\ufeff】", plain, "text")
    yield found(f"https://m.example.com/s/{token[:8]}\r\n{token[8:]}", plain, "text")
    yield found(f"please open {token[:8]} {token[8:]} now", plain, "text")
    yield found(token, plain, "text")
    yield found(f"  {token}\n", plain, "text")
    yield found(scene, wide, "scene")
    yield found(encoded, wide, "scene")
    yield found(url, plain, "path")
    yield found(url + "#top", plain, "path")
    yield found(f"https://m.example.com/s/{token}/", plain, "path")
    yield found(f"https://m.example.com/?from=app&s={text_token}#/home", text_id, "query")
    yield found(f"https://m.example.com/?scene={encoded}", wide, "scene")
    yield found(f"https://m.example.com/#/s/{token}", plain, "path")
    yield found(f"https://m.example.com/#/p?s={token}", plain, "query")
    yield found(f"pages/product/product?scene={encoded}", wide, "scene")
    yield found(f"weixin://dl/business/?t=1&s={token}", plain, "query")
    yield found(f"看看这个：{url}，超值！", plain, "path")
    yield found(f"(see https://m.example.com/s/{token}).", plain, "path")
    yield found(f"https://jump.example.com/?to=https://m.example.com/s/{token}", plain, "text")
    yield found(urllib.parse.quote(url, safe=""), plain, "path")
    yield found(f"💄口红【{token}】复制，打开App👉", plain, "text")
    yield found(f"￥{token}￥", plain, "text")
    yield found(f"“{token}”", plain, "text")
    yield found(f"复制这段话{token}打开推客", plain, "text")
    yield found(f"{token}👍🏽", plain, "text")
    yield found(f"not0a0token0at0all0 but {token}, then {wide_token}", plain, "text")
    yield found(f"{text_token}\u3000。", text_id, "text")


def units(text):
    return len(text.encode("utf-16-le")) // 2


def kept(clusters, most):
    """Clusters are listed by hand: what people see as one character each."""
    if units("".join(clusters)) <= most:
        return "".join(clusters)
    while units("".join(clusters)) > most - 1:
        clusters = clusters[:-1]
    return "".join(clusters).rstrip() + "…"


FAMILY, RAINBOW, THUMB, FLAG, HEART = "👨\u200d👩\u200d👧\u200d👦", "🏳\ufe0f\u200d🌈", "👍🏽", "🇨🇳", "❤\ufe0f"


def titles():
    yield ["口", "红"]
    yield list("雾面哑光丝绒口红") + [FAMILY, " "] + list("限时立减") + [FLAG, FLAG]
    yield ["口"] * 19 + [FAMILY] + ["红"] * 5
    yield ["口"] * 35 + [FAMILY, "红"]
    yield ["口"] * 39 + [THUMB]
    yield ["口"] * 37 + [FLAG] + ["红"] * 9
    yield ["口"] * 36 + [FLAG, FLAG]
    yield ["口"] * 38 + [" ", " ", "a", "b"]
    yield [HEART] * 30
    yield [RAINBOW] * 10
    yield ["a"] * 41
    yield ["a"] * 40
    yield ["e\u0301"] * 30
    yield ["1\ufe0f\u20e3"] * 20


def cards():
    token = token_of(payload("9007199254740993", "42"))
    base = {"title": "口红 {earn}", "image": "https://img.example.com/1.jpg", "paid": "189.00", "list": "199.00", "earn": "18.90", "id": 42}

    def case(product, channel, template, want):
        return {"product": product, "token": token, "channel": channel, "template": template, **want}

    for clusters in titles():
        title = "".join(clusters)
        for most in (40, 20, 1):
            template = None if most == 40 else {"titleLength": most}
            want = {"title": kept(clusters, most), "query": f"s={token}"}
            yield case({"title": title}, "wechat.timeline", template, {"card": want})
    image = base["image"]
    landing = f"/pages/landing/landing?s={token}"
    title = base["title"]
    yield case(base, "wechat.friend", None, {"card": {"title": title, "path": landing, "imageUrl": image}})
    yield case(base, "wechat.friend", {"title": "¥{price} {title}", "path": "/pages/p/p?from=card", "image": "/a.png"}, {"card": {"title": "¥189.00 " + title, "path": f"/pages/p/p?from=card&s={token}", "imageUrl": "/a.png"}})
    yield case({**base, "price": "169.00"}, "alipay", None, {"card": {"title": title, "desc": "¥169.00", "path": landing}})
    yield case({"title": "口红"}, "alipay", None, {"card": {"title": "口红", "desc": "", "path": landing}})
    yield case(base, "wechat.timeline", {}, {"card": {"title": title, "query": f"s={token}", "imageUrl": image}})
    there = {"base": "https://m.example.com/s?a=1#top"}
    link = f"https://m.example.com/s/{token}?a=1#top"
    yield case(base, "wechat.h5", there, {"card": {"title": title, "desc": "¥189.00", "link": link, "imgUrl": image}})
    yield case(base, "web", {**there, "desc": "{{好价}} {title}，只要 {price} 元", "descLength": 12, "utm": {"source": "web"}}, {"card": {"title": title, "text": "{好价} 口红 {ea…", "url": f"https://m.example.com/s/{token}?a=1&utm_source=web#top"}})
    store = {"appid": "wx1234567890abcdef", "productId": "10000000000000001", "productPromotionLink": "pl/abc"}
    yield case({**base, **store}, "wechat.shop", None, {"card": store})
    yield case(store, "wechat.shop", {"title": "unused"}, {"card": store})
    for without in [base, {**store, "productPromotionLink": ""}, {**store, "productPromotionLink": None}]:
        yield case(without, "wechat.shop", None, {"code": "share/no-promotion-link", "path": "product.productPromotionLink"})
    yield case({**store, "appid": ""}, "wechat.shop", None, {"code": "input/missing-field", "path": "product.appid"})
    yield case({**store, "productId": 1}, "wechat.shop", None, {"code": "input/wrong-type", "path": "product.productId"})
    yield case({"paid": "1.00"}, "web", there, {"code": "input/missing-field", "path": "product.title"})
    yield case({**base, "paid": 189}, "web", there, {"code": "input/wrong-type", "path": "product.paid"})
    yield case(base, "web", None, {"code": "input/missing-field", "path": "template.base"})
    yield case(base, "wechat.h5", {"base": "m.example.com"}, {"code": "share/bad-base", "path": "template.base"})
    yield case(base, "wechat.friend", {"titel": ""}, {"code": "input/unknown-field", "path": "template.titel"})
    yield case(base, "wechat.friend", {"titleLength": 0}, {"code": "input/out-of-range", "path": "template.titleLength"})
    for field in ("title", "desc"):
        yield case(base, "wechat.friend", {field: "赚 ¥{earn}"}, {"code": "share/earn-shown", "path": f"template.{field}"})
        yield case(base, "alipay", {field: "{commission}"}, {"code": "share/unknown-place", "path": f"template.{field}"})
    yield case({"title": "口红"}, "alipay", {"desc": "{price}"}, {"code": "share/unknown-place", "path": "template.desc"})
    yield case(base, "poster", None, {"code": "input/wrong-type", "path": "channel"})
    yield case(base, "fax", None, {"code": "share/unknown-channel", "path": "channel"})


def phrases():
    """`pasted` is what somebody's clipboard holds; the token is found in it."""
    one = payload("9007199254740993", "42", "phrase")
    wide = payload("口红", UUID_ID, "phrase", campaign="春节")
    for token in [token_of(one), token_of(wide), signed_of(one, 3, KEYS[0]), signed_of(wide, 3, KEYS[0])]:
        plain = f"复制这段话，打开即看【{token}】"
        for text, phrase in [(None, plain), ("", f"【{token}】"), ("💄双11好价！", f"💄双11好价！【{token}】"), ("{token}", token), ("￥{token}￥ {{戳}}", f"￥{token}￥ {{戳}}"), ("https://m.example.com/s/{token} 看", f"https://m.example.com/s/{token} 看")]:
            row = {"token": token, "phrase": phrase}
            if text is not None:
                row["text"] = text
            wrapped = "\n".join(phrase[i : i + 18] for i in range(0, len(phrase), 18))
            pasted = [phrase, f"👩🏿\u200d🚀{phrase}👨\u200d👩\u200d👧", f"转发：「{phrase}」——来自微信，。！", f"https://www.example.com/a/b?c=d {phrase}", wrapped, wrapped.replace("\n", "\r\n"), "\u200b".join(phrase), f"  \ufeff{phrase}\u3000\n"]
            yield {**row, "pasted": pasted}
    token, other = token_of(one), token_of(payload("7", "42"))
    for text, code in [("a{token}", "share/bad-phrase"), ("{token}9", "share/bad-phrase"), (f"{other} {{token}}", "share/bad-phrase"), (f"{{token}} https://m.example.com/s/{other}", "share/bad-phrase"), ("{earn}{token}", "share/earn-shown"), ("{title}", "share/unknown-place"), ("{token", "share/unknown-place")]:
        yield {"token": token, "text": text, "code": code}
    # Whoever looks for a short code must not find a token, nor the other way round.
    yield {"token": short_of(7), "text": token, "code": "share/bad-phrase"}
    yield {"token": token, "text": short_of(7), "code": "share/bad-phrase"}
    yield {"token": short_of(7), "text": "看", "phrase": f"看【{short_of(7)}】", "pasted": []}


def fills():
    words = {"title": "口红{price}", "price": "189.00", "earn": "18.90", "image": 5}
    yield {"template": "分享赚 ¥{earn}", "words": words, "reader": "promoter", "text": "分享赚 ¥18.90"}
    yield {"template": "{title}，¥{price}", "words": words, "reader": "customer", "text": "口红{price}，¥189.00"}
    yield {"template": "{price}", "words": {"paid": "1.00"}, "text": "1.00"}
    yield {"template": "{{{price}}}", "words": words, "text": "{189.00}"}
    yield {"template": "赚 {earn}", "words": words, "code": "share/earn-shown", "path": "template"}
    yield {"template": "赚 {earn}", "words": words, "reader": "customer", "code": "share/earn-shown", "path": "template"}
    yield {"template": "{token}", "words": words, "reader": "promoter", "code": "share/unknown-place", "path": "template"}
    yield {"template": "", "words": {"title": 5}, "code": "input/wrong-type", "path": "words.title"}
    yield {"template": "", "words": {}, "reader": "boss", "code": "input/wrong-type", "path": "reader"}


# Room for a signed scene: channel, day, w, promoter, tag and item of the largest form 2.
assert 2 ** (5 + 14 + 2 + 64 + 48 + 64) <= 82**31


def main():
    vectors = {
        "note": "Written by share_reference.py, an independent implementation. `day` is what `at` decodes to. A land input that is an object is given as such or as its JSON text.",
        "tokens": [entry(made) for made in tokens()],
        "signed": list(signed()),
        "verdicts": list(verdicts()),
        "shorts": list(shorts()),
        "refused": [{"text": text, "code": code} for text, code in refused()],
        "unwritable": [{"payload": made, "code": code} for made, code in unwritable()],
        "links": list(links()),
        "cards": list(cards()),
        "phrases": list(phrases()),
        "fills": list(fills()),
        "land": list(landings()),
    }
    assert all("scene" in v for v in vectors["signed"][:12]), "two numbers and a tag fit a scene"
    seen = [made["token"] for made in vectors["tokens"]]
    assert len(set(seen)) == len({json.dumps({**v["payload"], "at": v["day"]}) for v in vectors["tokens"]})
    out = ["{"]
    for name, value in vectors.items():
        if isinstance(value, list):
            rows = ",\n".join("  " + json.dumps(row, ensure_ascii=False) for row in value)
            out.append(f"{json.dumps(name)}: [\n{rows}\n]" + ("," if name != "land" else ""))
        else:
            out.append(f"{json.dumps(name)}: {json.dumps(value)},")
    out.append("}")
    sys.stdout.write("\n".join(out) + "\n")


if __name__ == "__main__":
    main()
