#!/usr/bin/python3
"""The instance metadata service, version 2 only; the server that agents install themselves from; the auto scaling group.

/machine-test/settings.json: "metadata" has the text of each path; "failures" how often a download fails first.
/machine-test/requests has a line for each request: status, method, path.
/machine-test/wires has a socket for each server of the test, named by the port that it gets here.
"""
import json, os, pathlib, secrets, socket, threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TEST = pathlib.Path("/machine-test")
SETTINGS = json.loads((TEST / "settings.json").read_text())
METADATA, FAILURES = SETTINGS["metadata"], dict(SETTINGS["failures"])
TOKENS = set()


class Handler(BaseHTTPRequestHandler):
    def answer(self, status, body=b""):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        with open(TEST / "requests", "a") as log:
            log.write(f"{status} {self.command} {self.path}\n")

    def log_message(self, *_):
        pass


class Metadata(Handler):
    def do_PUT(self):
        if self.path != "/latest/api/token":
            return self.answer(404)
        if not self.headers.get("X-aws-ec2-metadata-token-ttl-seconds", "").isdigit():
            return self.answer(400)
        TOKENS.add(token := secrets.token_hex(16))
        self.answer(200, token.encode())

    def do_GET(self):
        if self.headers.get("X-aws-ec2-metadata-token") not in TOKENS:
            return self.answer(401)
        path = self.path.removeprefix("/latest/")
        if path in METADATA:
            return self.answer(200, METADATA[path].encode())
        folder = path if path.endswith("/") else path + "/"
        below = [name.removeprefix(folder) for name in METADATA if name.startswith(folder)]
        names = sorted({part[0] + ("/" if len(part) > 1 else "") for part in (name.split("/", 1) for name in below)})
        self.answer(200 if names else 404, "\n".join(names).encode())


class Downloads(Handler):
    def do_POST(self):
        """The auto scaling group; the request is signed."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        signed = "AWS4-HMAC-SHA256 Credential=AKIA" in self.headers.get("authorization", "")
        self.path = f"/?{body}"
        self.answer(200 if signed else 403)

    def do_GET(self):
        left = TEST / f"failures{self.path.replace('/', '-')}"
        if not left.exists():
            left.write_text(str(FAILURES.get(self.path, 0)))
        failures = int(left.read_text())
        if failures > 0:
            left.write_text(str(failures - 1))
            return self.answer(503)
        file = TEST / "downloads" / self.path.lstrip("/")
        return self.answer(200, file.read_bytes()) if file.is_file() else self.answer(404)


for place, handler in ((("169.254.169.254", 80), Metadata), (("10.0.0.10", 8080), Downloads)):
    threading.Thread(target=ThreadingHTTPServer(place, handler).serve_forever).start()


def copy(source, target):
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        for end in (source, target):
            end.close()


def relay(wire):
    listening = socket.create_server(("10.0.0.10", int(wire.name)))
    while True:
        client, _ = listening.accept()
        server = socket.socket(socket.AF_UNIX)
        server.connect(str(wire))
        for ends in ((client, server), (server, client)):
            threading.Thread(target=copy, args=ends, daemon=True).start()


for wire in sorted((TEST / "wires").glob("*")):
    threading.Thread(target=relay, args=(wire,)).start()
with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ready:
    ready.sendto(b"READY=1", os.environ["NOTIFY_SOCKET"])
