"""Fetch the libraries that the book serves itself, and check it against vendor.json.

`python assets/vendor.py` fetches the files through the npm client, puts them into place and checks
them; with `--check` it checks what is in place, without the network.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ASSETS = Path(__file__).resolve().parent
RECORD = ASSETS / "vendor.json"


def main(arguments: list[str]) -> int:
    """0 when every vendored file has its recorded digest, else 1."""
    packages = json.loads(RECORD.read_text(encoding="utf-8"))["packages"]
    if "--check" not in arguments:
        for package in packages:
            fetch(package)
    faults = [fault for package in packages for fault in faults_of(package)]
    print("\n".join(faults) or f"{sum(len(p['files']) for p in packages)} vendored files are right")
    return 1 if faults else 0


def fetch(package: dict[str, object]) -> None:
    """Unpack the recorded files of an npm package into their places."""
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm is needed to fetch the vendored files; use --check without it")
    with tempfile.TemporaryDirectory() as folder:
        wanted = f"{package['name']}@{package['version']}"
        subprocess.run([npm, "pack", wanted, "--silent"], cwd=folder, check=True)
        (archive,) = Path(folder).glob("*.tgz")
        with tarfile.open(archive) as files:
            for entry in package["files"]:
                source = files.extractfile(f"package/{entry['from']}")
                target = ASSETS / entry["to"]
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(source.read())


def faults_of(package: dict[str, object]) -> list[str]:
    """A line for each file of the package that is absent or differs from its recorded digest."""
    faults = []
    for entry in package["files"]:
        path = ASSETS / entry["to"]
        if not path.is_file():
            faults.append(f"{entry['to']}: absent; run python assets/vendor.py")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != entry["sha256"]:
            faults.append(f"{entry['to']}: differs from vendor.json; fetch it again")
    return faults


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
