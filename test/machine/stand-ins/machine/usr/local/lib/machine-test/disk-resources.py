#!/usr/bin/python3
"""What DC/OS adds to an agent's resources before its first start: its disks, once. A file that is there is left."""
import json, os, pathlib, re, sys

FILE = pathlib.Path(sys.argv[1])
if FILE.exists():
    print("Volume discovery assumed to be completed")
    sys.exit(0)
try:
    resources = json.loads(os.environ.get("MESOS_RESOURCES", "[]"))
except ValueError as error:
    sys.exit(f"Invalid MESOS_RESOURCES JSON: {error}")


def free(path):
    stat = os.statvfs(path)
    return stat.f_bavail * stat.f_frsize // 1048576 - 100


CACHE = FILE.with_suffix(".cache")
known = json.loads(CACHE.read_text()) if CACHE.exists() else {}
role = os.environ.get("MESOS_DEFAULT_ROLE", "*")
volumes = re.findall(r"^\S+ (/dcos/volume\d+) ", pathlib.Path("/proc/mounts").read_text(), re.M)
for path in volumes:
    known.setdefault(path, free(path))
CACHE.write_text(json.dumps(known))
disks = [{"disk": {"source": {"type": "MOUNT", "mount": {"root": path}}}, "scalar": {"value": known[path]}} for path in volumes]
os.makedirs(os.environ["MESOS_WORK_DIR"], exist_ok=True)
disks.append({"scalar": {"value": free(os.environ["MESOS_WORK_DIR"])}})
resources += [{"name": "disk", "type": "SCALAR", "role": role, **disk} for disk in disks]
FILE.write_text(f"MESOS_RESOURCES='{json.dumps(resources)}'\n")
