#!/usr/bin/python3
"""Waits until the machine has come to rest, does what the test asks and writes down what there is to see."""
import glob, gzip, json, os, pathlib, subprocess, time, urllib.error, urllib.request

TEST = pathlib.Path("/machine-test")
SETTINGS = json.loads((TEST / "settings.json").read_text())
UNITS = ["mesos-spark-*", "spark-shuffle@*", "docker.service", "docker.socket", "containerd.service", "dcos-*", "mesos-slave.service"]
SHOWN = [
    *("Id", "LoadState", "ActiveState", "SubState", "Result", "UnitFileState", "NRestarts", "ConditionResult"),
    *("InactiveExitTimestampMonotonic", "ActiveEnterTimestampMonotonic"),
    *("ExecMainStartTimestampMonotonic", "ExecMainExitTimestampMonotonic"),
]


def say(*command):
    return subprocess.run(command, capture_output=True, text=True).stdout


def read(path):
    try:
        return pathlib.Path(path).read_text()
    except OSError:
        return None


def rest():
    """No job is left, twice in a row; units that systemd restarts for ever have none either."""
    say("cloud-init", "status", "--wait")
    calm = 0
    while calm < 2:
        calm = calm + 1 if not say("systemctl", "list-jobs", "--no-legend").strip() else 0
        time.sleep(0.2)
    look()
    # A new agent tells its group of itself, which takes some looks.
    limit = time.time() + 30
    while registered() and launching() and time.time() < limit:
        time.sleep(0.3)
    look()


def look():
    say("systemctl", "start", "mesos-spark-health.service")


def registered():
    return '"agent":{"registered":true' in (read("/run/mesos-spark/health.json") or "")


def launching():
    return (read("/run/mesos-spark/status/launch-hook") or "").startswith("running")


def units():
    names = {line.split()[0] for line in say("systemctl", "list-units", "--all", "--plain", "--no-legend", *UNITS).splitlines()}
    blocks = say("systemctl", "show", "-p", ",".join(SHOWN), *sorted(names)).split("\n\n") if names else []
    shown = [dict(line.split("=", 1) for line in block.splitlines() if "=" in line) for block in blocks]
    return {unit["Id"]: unit for unit in shown if "Id" in unit}


def mounts():
    listed = json.loads(say("findmnt", "-J", "-l", "-o", "TARGET,SOURCE,FSTYPE,OPTIONS,FSROOT") or "{}")
    return {mount["target"]: mount for mount in listed.get("filesystems", [])}


def ask(url):
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:
            return {"status": answer.status, "body": answer.read().decode()}
    except urllib.error.HTTPError as error:
        return {"status": error.code, "body": error.read().decode()}
    except OSError as error:
        return {"error": str(error)}


def schema():
    given = pathlib.Path("/var/lib/cloud/seed/nocloud/user-data").read_bytes()
    plain = pathlib.Path("/run/machine-test-user-data")
    plain.write_bytes(gzip.decompress(given) if given[:2] == b"\x1f\x8b" else given)
    return say("cloud-init", "schema", "--config-file", str(plain))


def owner(path):
    try:
        stat = os.stat(path)
    except OSError:
        return None
    return {"uid": stat.st_uid, "mode": oct(stat.st_mode & 0o7777), "device": stat.st_dev}


def lines(path):
    return [json.loads(line) for line in (read(path) or "").splitlines()]


def disk(device):
    probed = subprocess.run(["blkid", "-p", "-o", "export", device], capture_output=True, text=True)
    return dict(line.split("=", 1) for line in probed.stdout.splitlines() if "=" in line)


rest()
probe = subprocess.run(["sh", "-c", SETTINGS["probe"]], capture_output=True, text=True, timeout=120)
report = {
    "probe": {"status": probe.returncode, "stdout": probe.stdout, "stderr": probe.stderr},
    "health": ask("http://127.0.0.1:61337/"),
    "units": units(),
    "mounts": mounts(),
    "xfs": say("xfs_info", SETTINGS["mountPoint"]),
    "owners": {path: owner(path) for path in SETTINGS["owners"]},
    "steps": {pathlib.Path(path).name: read(path).splitlines() for path in glob.glob("/run/mesos-spark/status/*")},
    "files": {path: read(path) for path in SETTINGS["files"]},
    "disks": {path: disk(path) for path in sorted(glob.glob("/dev/nvme?n1"))},
    "agents": [start for start in lines(TEST / "agents") if start["boot"] == read("/proc/sys/kernel/random/boot_id")],
    "dockers": [start for start in lines(TEST / "dockers") if start["boot"] == read("/proc/sys/kernel/random/boot_id")],
    "cloudInit": json.loads(say("cloud-init", "status", "--format", "json") or "{}"),
    "schema": schema(),
    "failed": say("systemctl", "--failed", "--plain", "--no-legend").split("\n"),
    "journal": say("journalctl", "-b", "--no-pager", "-o", "short-monotonic"),
    "requests": (read(TEST / "requests") or "").splitlines(),
}
(TEST / "report.json").write_text(json.dumps(report))
