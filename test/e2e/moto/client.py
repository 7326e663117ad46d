"""Asks the emulator what AWS' own clients would ask: one JSON line in, one JSON line out.

In: `{"service": "ec2", "operation": "describe_instances", "input": {…}}`.
Out: `{"output": …}` or `{"error": …}`. Times become text, bytes become base64.
"""

import base64
import json
import sys

import boto3


def plain(value):
    return base64.b64encode(value).decode() if isinstance(value, bytes) else str(value)


def main(url: str, region: str) -> None:
    session = boto3.Session("test", "test", region_name=region)
    clients = {}
    for line in sys.stdin:
        try:
            wanted = json.loads(line)
            service = wanted["service"]
            if service not in clients:
                clients[service] = session.client(service, endpoint_url=url)
            output = getattr(clients[service], wanted["operation"])(**wanted["input"])
            body = output.get("Body")
            if hasattr(body, "read"):
                output["Body"] = body.read()
            output.pop("ResponseMetadata", None)
            answer = {"output": output}
        except Exception as error:  # the other side decides
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer, default=plain), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
