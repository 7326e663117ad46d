#!/usr/bin/python3
"""A Mesos agent, as far as its machine can tell: writes down what it starts with, keeps its name and what it
first offered in its work directory, refuses to change that while the machine runs, but for attributes that are added
under the additive policy, and answers over HTTP."""
import http.server, json, os, pathlib, re, shutil, sys, uuid

TEST = pathlib.Path("/machine-test")
BOOT = pathlib.Path("/proc/sys/kernel/random/boot_id").read_text()
ENV = dict(os.environ)
if not ENV.get("MESOS_WORK_DIR"):
    sys.exit("Missing required option --work_dir")
WORK = pathlib.Path(ENV["MESOS_WORK_DIR"])
SLAVES = WORK / "meta/slaves"
ATTRIBUTES = dict(one.split(":", 1) for one in ENV.get("MESOS_ATTRIBUTES", "").split(";") if one)
SAYS = {"resources": ENV.get("MESOS_RESOURCES"), "attributes": ATTRIBUTES}


def takes(first):
    """Whether an agent that first said this may say what it says now."""
    if ENV.get("MESOS_RECONFIGURATION_POLICY", "additive") != "additive":
        return first == SAYS
    return first["resources"] == SAYS["resources"] and first["attributes"].items() <= ATTRIBUTES.items()


def name():
    """As Mesos recovers: the former name, unless what it offers has changed; only a reboot allows that."""
    latest, former = SLAVES / "latest", None
    if latest.is_symlink():
        former = latest.resolve()
        if not takes(json.loads((former / "says").read_text())):
            if (WORK / "meta/boot_id").read_text() == BOOT:
                sys.exit("Configuration change not permitted under 'additive' policy")
            latest.unlink()
            former = None
    if former is None:
        former = SLAVES / f"{uuid.uuid4()}-S{len(list(SLAVES.glob('*-S*')))}"
        former.mkdir(parents=True)
        (former / "says").write_text(json.dumps(SAYS))
        latest.symlink_to(former)
    (WORK / "meta/boot_id").write_text(BOOT)
    return former.name


def place(path):
    return {"device": os.stat(path).st_dev, "path": str(path)}


SLAVES.mkdir(parents=True, exist_ok=True)
NAME = name()
SHARED = re.search(r"^SHARED_DIRECTORY='?([^'\n]*)", pathlib.Path("/etc/mesos-spark/agent.env").read_text(), re.M)[1]
OWNER = os.stat(SHARED)
with open(TEST / "agents", "a") as log:
    start = {"boot": BOOT, "id": NAME, "program": sys.argv[0], "env": ENV, "work": place(WORK), "shared": place(SHARED)}
    start["shared"] |= {"uid": OWNER.st_uid, "mode": oct(OWNER.st_mode & 0o7777)}
    start["disk"] = shutil.disk_usage(WORK).total
    log.write(json.dumps(start) + "\n")


def allocated():
    """What its tasks have, as a test says it."""
    try:
        return json.loads((TEST / "allocated").read_text())
    except OSError:
        return {}


class Answers(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        answers = {
            "/metrics/snapshot": {"slave/registered": 1.0, "slave/uptime_secs": 1.0},
            "/slave(1)/state": {"id": NAME},
            "/state": {"id": NAME, "attributes": ATTRIBUTES, "reserved_resources_allocated": allocated()},
            "/health": {},
            "/slave(1)/health": {},
        }
        path = self.path.split("?")[0]
        # Mesos writes no spaces, and escapes slashes.
        body = json.dumps(answers.get(path, {}), separators=(",", ":")).replace("/", "\\/").encode()
        self.send_response(200 if path in answers else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer(("0.0.0.0", int(ENV.get("MESOS_PORT", "5051"))), Answers).serve_forever()
