"""An audit of what is locked and tracked: known weaknesses, licences, secrets.

Known weaknesses are asked of the advisory service of PyPI by pip-audit; where that cannot be asked,
the audit fails, for then nothing was audited. Licences are those that installed packages state.
"""

import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

from packaging.utils import canonicalize_name

from trustbook.book.environment import LOCK, locked_versions

ROOT = Path(__file__).resolve().parents[1]
OPEN = re.compile(
    r"(?i)apache|bsd|mit\b|mit-cmu|isc\b|psf|python software|mozilla|mpl|zlib|unlicense|cc0|0bsd"
    r"|hpnd|lgpl|lesser general|artistic|public domain|zpl|zope|blueoak|historical permission"
)
OF_TESTS_ALONE = {"krippendorff"}  # GPL: what is published neither holds nor imports it
SECRETS = {
    "a private key": rb"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY",
    "a key of a cloud": rb"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bAIza[0-9A-Za-z_-]{35}\b",
    "a token": rb"\b(?:gh[pousr]_[0-9A-Za-z]{36}|github_pat_\w{60,}|glpat-[\w-]{20}"
    rb"|xox[abprs]-[\w-]{10,}|pypi-[\w-]{60,}|sk-[A-Za-z0-9_-]{32,})\b",
    "an address with a password": rb"\b[a-z]{3,6}://[^\s/:@\"'<>]+:[^\s/:@\"'<>{$]{6,}@(?!example\.)[\w.-]+\.\w",
    "a key of anchors": rb"(?m)\A\s*[0-9a-f]{64}\s*\Z",
}


def known_weaknesses() -> list[str]:
    """What pip-audit says of the lock; a line where it could not be asked."""
    command = ["--requirement", LOCK, "--disable-pip", "--require-hashes", "--strict"]
    done = subprocess.run(
        [sys.executable, "-m", "pip_audit", "--progress-spinner=off", *command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if not done.returncode:
        return []
    lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
    is_answer = "known vulnerabilit" in done.stdout + done.stderr
    return lines if is_answer else [f"nothing was audited: {lines[-1] if lines else 'no answer'}"]


def licences() -> dict[str, str]:
    """The licence that each locked and installed package states; empty where it states none."""
    locked = locked_versions((ROOT / LOCK).read_text(encoding="utf-8"))
    packages = {canonicalize_name(one.name): one.metadata for one in metadata.distributions()}
    return {name: licence_of(packages[name]) for name in sorted(set(locked) & set(packages))}


def licence_of(package: metadata.PackageMetadata) -> str:
    """The licence in the metadata of a package: its expression, its classifiers or its words."""
    classifiers = [
        one.rpartition(" :: ")[2]
        for one in package.get_all("Classifier") or ()
        if one.startswith("License :: ") and not one.endswith("OSI Approved")
    ]
    words = (package.get("License") or "").strip().splitlines()[:1]
    return package.get("License-Expression") or "; ".join(classifiers or words)


def secrets(paths: list[Path]) -> list[str]:
    """Where a file has what opens something, one line each; never the secret."""
    return [
        f"{path.relative_to(ROOT)}: {what}"
        for path in paths
        for what, form in SECRETS.items()
        if re.search(form, path.read_bytes())
    ]


def tracked_files() -> list[Path]:
    """The files that git tracks."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    names = done.stdout.decode("utf-8").split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def main() -> None:
    """Print the audit, and end with 1 where anything is wrong."""
    stated = licences()
    for name, licence in stated.items():
        print(f"{name}: {licence or 'states no licence'}")
    faults = [
        *(f"licence: {name}: {words or 'none'}" for name, words in stated.items()
          if not (OPEN.search(words) or name in OF_TESTS_ALONE)),
        *(f"secret: {line}" for line in secrets(tracked_files())),
        *(f"weakness: {line}" for line in known_weaknesses()),
    ]  # fmt: skip
    print(*faults, f"{len(stated)} licences, {len(faults)} faults.", sep="\n")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
