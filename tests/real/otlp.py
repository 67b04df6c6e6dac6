"""Reads an ExportLogsServiceRequest in OTLP's JSON with the protocol's own definitions and prints it.

Protobuf's parser refuses unknown fields and values of another type. OTLP writes trace and span ids in hex
where protobuf's JSON has base64: they are turned before and after.
"""

import base64
import json
import sys

from google.protobuf import json_format
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest


def records(request):
    for resource in request["resourceLogs"]:
        for scope in resource["scopeLogs"]:
            yield from scope["logRecords"]


request = json.load(sys.stdin)
for record in records(request):
    for name in ("traceId", "spanId"):
        if name in record:
            record[name] = base64.b64encode(bytes.fromhex(record[name])).decode()
message = json_format.ParseDict(request, ExportLogsServiceRequest(), ignore_unknown_fields=False)
again = json_format.MessageToDict(message, use_integers_for_enums=True)
for record in records(again):
    for name in ("traceId", "spanId"):
        if name in record:
            record[name] = base64.b64decode(record[name]).hex()
json.dump(again, sys.stdout)
