"""Signed requests a second time, written from the tables in core/src/backend/sign alone.

It is the oracle of sign.json and shares no code with the core: digests and HMAC are Python's hashlib and
hmac (OpenSSL's SM3), parameters go through urllib.parse, times through datetime with a time zone. The
first four cases are the examples that the platforms publish; their signatures are written out here and
must come out.

    python3 tests/golden/sign_reference.py > tests/golden/sign.json
"""

import datetime
import hashlib
import hmac
import json
import sys
import urllib.parse

BASE = "https://api.example.com"
NOW = 1_767_225_600_123
NONCE = "000102030405060708090a0b0c0d0e0f"
BEIJING = datetime.timezone(datetime.timedelta(hours=8))


def moment(kind, now):
    local = datetime.datetime.fromtimestamp(now // 1000, BEIJING)
    return {
        "ms": lambda: str(now),
        "s": lambda: str(now // 1000),
        "gmt+8": lambda: local.strftime("%Y-%m-%d %H:%M:%S"),
        "gmt+8-ms": lambda: local.strftime("%Y-%m-%d %H:%M:%S") + ".%03d" % (now % 1000) + local.strftime("%z"),
    }[kind]()


def plain(value):
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def quote(text):
    return urllib.parse.quote(text, safe="-._~")


class Sending:
    """One request on its way, as the profile's `signing` changes it."""

    def __init__(self, case):
        self.spec = case["profile"]["signing"]
        self.case = case
        self.method, self.url, self.body = case["plain"]["method"], case["plain"]["url"], case["plain"].get("body")
        self.headers = dict(case["plain"].get("headers", {}))
        self.top = self.spec["kind"].startswith("top-")
        counts = self.spec.get("body") in ("fields", "form") and self.body is not None
        self.fields = json.loads(self.body) if counts else None

    def put(self, slot, default, value):
        name = slot.get("header")
        if name is not None:
            self.headers[name.lower()] = value
            return
        name = slot.get("param", default)
        if self.fields is not None and self.spec.get("in") == "body":
            self.fields[name] = value
        else:
            self.url += ("&" if "?" in self.url else "?") + quote(name) + "=" + quote(value)

    def beside(self):
        spec, over = self.spec, self.spec.get("over", [])
        if "appKey" in spec:
            self.put(spec["appKey"], "app_key", spec["appKey"]["value"])
        if "token" in spec and self.case.get("token"):
            self.put(spec["token"], None, self.case["token"])
        time = spec.get("timestamp")
        if time is None and self.top:
            time = {"param": "timestamp"}
        if time is None and "timestamp" in over:
            time = {"header": "X-Timestamp"}
        if time is not None:
            self.time = moment(time.get("format", "gmt+8" if self.top else "ms"), self.case["now"])
            self.put(time, "timestamp", self.time)
        nonce = spec.get("nonce") or ({"header": "X-Nonce"} if "nonce" in over else None)
        if nonce is not None:
            self.put(nonce, None, NONCE)

    def part(self, name):
        split = urllib.parse.urlsplit(self.url)
        body = (self.body or "").encode()
        if name.startswith("header:"):
            return self.headers.get(name[7:].lower(), "")
        return {
            "method": lambda: self.method,
            "path": lambda: split.path or "/",
            "query": lambda: split.query,
            "timestamp": lambda: self.time,
            "nonce": lambda: NONCE,
            "body": lambda: body.decode(),
            "body-sha256": lambda: hashlib.sha256(body).hexdigest(),
            "body-sm3": lambda: hashlib.new("sm3", body).hexdigest(),
        }[name]()

    def text(self):
        if not self.top:
            return "\n".join(self.part(name) for name in self.spec["over"])
        pairs = urllib.parse.parse_qsl(urllib.parse.urlsplit(self.url).query, keep_blank_values=True)
        pairs += [(name, plain(value)) for name, value in (self.fields or {}).items()]
        pairs = [(n, v) for n, v in pairs if v != "" and n not in self.spec.get("skip", [])]
        pairs.sort(key=lambda pair: pair[0].encode())
        return "".join(n + v for n, v in pairs) + (self.body or "" if self.spec.get("body") == "append" else "")

    def sent(self):
        self.beside()
        key, text, kind = self.case["key"].encode(), self.text().encode(), self.spec["kind"]
        if kind == "top-md5":
            mac = hashlib.md5(key + text + key).hexdigest()
        else:
            digest = {"hmac-sha256": "sha256", "sm3-hmac": "sm3", "top-hmac": "md5", "top-hmac-sha256": "sha256"}[kind]
            mac = hmac.new(key, text, digest).hexdigest()
        if self.spec.get("case", "upper" if self.top else "lower") == "upper":
            mac = mac.upper()
        if "published" in self.case and mac != self.case["published"]:
            sys.exit(f"{self.case['name']}: {mac} is not the published {self.case['published']}")
        self.put({k: self.spec[k] for k in ("header", "param") if k in self.spec}, "sign", mac)
        if self.fields is not None and self.spec["body"] == "form":
            self.body = "&".join(quote(n) + "=" + quote(plain(v)) for n, v in sorted(self.fields.items()))
            self.headers["content-type"] = "application/x-www-form-urlencoded;charset=utf-8"
        elif self.fields is not None:
            self.body = json.dumps(self.fields, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        return {"method": self.method, "url": self.url, "headers": self.headers, "body": self.body}


JSON = {"content-type": "application/json"}


def get(url):
    """A resource `r` and what it sends without a signature."""
    return {"resources": {"r": {"get": url}}}, {"method": "GET", "url": BASE + url}


def post(url, body):
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return {"resources": {"r": {"post": url, "body": body}}}, {"method": "POST", "url": BASE + url, "headers": JSON, "body": text}


def case(name, ask, signing, key="secret", now=NOW, **more):
    described, unsigned = ask
    described = {"version": 1, "base": BASE, "signing": signing, **described}
    return {"name": name, "profile": described, "key": key, "now": now, "plain": unsigned, **more}


TOP = "/router/rest?fields=num_iid%2Ctitle%2Cnick%2Cprice%2Cnum&format=json&method=taobao.item.seller.get&num_iid=11223344&session=test&sign_method=md5&v=2.0"
JD = '{"end_date":null,"optional_fields":null,"order_state":"WAIT_SELLER_STOCK_OUT","page":"1","page_size":"200","start_date":null}'
PDD = {"type": "pdd.order.number.list.get", "data_type": "XML", "order_status": 1, "page": 1, "page_size": 10}
ALI = "/sync?aliexpress_category_id=200135143&method=aliexpress.logistics.redefining.getonlinelogisticsinfo&sign_method=sha256"
OVER = ["method", "path", "query", "timestamp", "nonce", "body-sha256"]
ORDER = {"item": "口红", "n": 2, "deep": {"b": [1, True, None], "a": "x"}, "none": None, "empty": ""}
SHOP = {"kind": "top-md5", "appKey": {"value": "12345678"}}

CASES = [
    case("淘宝 TOP's published example (open.taobao.com docId 101617)", get(TOP), SHOP, "helloworld", 1_451_620_800_000,
         published="66987CB115214E59E6EC978214934FB8"),
    case("京东's published example (open.jd.com dev-guide listId 2643)",
         get("/routerjson?360buy_param_json=" + quote(JD) + "&method=jingdong.pop.order.search&v=2.0&format=json&sign_method=md5"),
         {"kind": "top-md5", "appKey": {"value": "yourappkey"}, "token": {"param": "access_token"},
          "timestamp": {"format": "gmt+8-ms"}, "skip": ["format", "sign_method"]},
         "yourappSecret", 1_620_350_439_683, token="yourtoken", published="D70825340F4084360B9362B60DFD7930"),
    case("拼多多's published example (open.pinduoduo.com document 8EC06C399636041E)", post("/api/router", PDD),
         {"kind": "top-md5", "appKey": {"param": "client_id", "value": "1"}, "token": {"param": "access_token"},
          "timestamp": {"param": "timestamp", "format": "s"}, "body": "fields", "in": "body"},
         "testSecret", 1_480_411_125_000, token="asd78172s8ds9a921j9qqwda12312w1w21211", published="E4DE3ED21002510DED352819E7AE6775"),
    case("AliExpress's published example (openplatform.aliexpress.com docId 9871)", get(ALI),
         {"kind": "top-hmac-sha256", "appKey": {"value": "123456"}, "token": {"param": "access_token"}, "timestamp": {"format": "ms"}},
         "helloworld", 1_517_820_392_000, token="test", published="F7F7926B67316C9D1E8E15F7E66940ED3059B1638C497D77973F30046EFB5BBB"),
    case("top-hmac over the same parameters", get(TOP.replace("sign_method=md5", "sign_method=hmac")), {**SHOP, "kind": "top-hmac"}, "helloworld", 1_451_620_800_000),
    case("values are signed decoded, names by their bytes, empty ones not at all",
         get("/x?q=%E5%8F%A3%E7%BA%A2+a%26b%3D1&Z=1&a_=2&a1=3&a=4&empty=&alone"), SHOP, "ключ"),
    case("a form", post("/router/rest", ORDER), {**SHOP, "body": "form", "in": "body"}),
    case("fields in the body, parameters of ours in the query, the signature in a header",
         post("/router/rest?method=x", ORDER), {**SHOP, "body": "fields", "header": "X-Sign", "case": "lower"}),
    case("the body after the parameters", post("/qimen?method=x", ORDER), {**SHOP, "body": "append"}),
    case("a body that does not count", post("/qimen?method=x", ORDER), SHOP),
    case("hmac-sha256 over a GET without a query", get("/v1/%E6%8E%A8/42"), {"kind": "hmac-sha256", "header": "X-Sign", "over": OVER}),
    case("hmac-sha256 over a POST", post("/v1/orders?notify=%E5%8F%A3&b=a", ORDER), {"kind": "hmac-sha256", "header": "X-Sign", "over": OVER}),
    case("hmac-sha256 with time, nonce and signature in the query, upper case",
         get("/v1/goods?cat=beauty"), {"kind": "hmac-sha256", "param": "sig na", "over": ["query", "method"], "case": "upper",
         "timestamp": {"param": "ts", "format": "s"}, "nonce": {"param": "nonce"}}),
    case("hmac-sha256 over headers and the body itself", post("/v1/orders", ORDER),
         {"kind": "hmac-sha256", "header": "X-Sign", "over": ["header:Content-Type", "body", "header:X-None", "header:x-app", "timestamp"],
          "appKey": {"header": "X-App", "value": "app-7"}, "timestamp": {"header": "Date-Cn", "format": "gmt+8-ms"}}),
    case("hmac-sha256 with a key longer than a block", get("/v1/goods"), {"kind": "hmac-sha256", "header": "X-Sign", "over": ["path", "nonce"]}, "0123456789" * 7),
    case("sm3-hmac over a POST", post("/v1/orders", ORDER), {"kind": "sm3-hmac", "header": "X-Sign", "over": ["method", "path", "timestamp", "body-sm3"]}),
    case("sm3-hmac with a key of a block", get("/v1/goods"), {"kind": "sm3-hmac", "header": "X-Sign", "over": OVER}, "k" * 64),
]


if __name__ == "__main__":
    for one in CASES:
        one["sent"] = Sending(one).sent()
    json.dump({"nonce": NONCE, "cases": CASES}, sys.stdout, ensure_ascii=False, indent=1)
    print()
