"""ClickHouse (chdb) behind the part of its HTTP interface that takes inserts.

POST /?query=INSERT…   the body are the rows: 200 and nothing, or a status, the exception and its code
GET  /?query=SELECT…   rows as JSONEachRow

What a status is for which code: ClickHouse's src/Server/HTTP/exceptionCodeToHTTPStatus.cpp.
"""

import re
import sys
import tempfile
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

from chdb import session

NOT_FOUND = {60, 81}
BAD = {6, 26, 27, 33, 38, 41, 43, 44, 47, 53, 62, 69, 72, 107, 117, 130, 131, 376, 467}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.carry_out(self.query())

    def do_POST(self):
        rows = self.rfile.read(int(self.headers["content-length"])).decode()
        self.carry_out(self.query() + "\n" + rows)

    def query(self):
        return parse_qs(urlsplit(self.path).query)["query"][0]

    def carry_out(self, query):
        try:
            answer = str(self.server.clickhouse.query(query, "JSONEachRow"))
        except Exception as error:
            code = int(re.search(r"Code: (\d+)", str(error)).group(1))
            status = 404 if code in NOT_FOUND else 400 if code in BAD else 500
            self.send_response(status)
            self.send_header("X-ClickHouse-Exception-Code", str(code))
            answer = str(error)
        else:
            self.send_response(200)
        answer = answer.encode()
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


with tempfile.TemporaryDirectory() as directory:
    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.clickhouse = session.Session(directory)
    print(f"listening on http://127.0.0.1:{server.server_port}", flush=True)
    sys.stdout.flush()
    server.serve_forever()
