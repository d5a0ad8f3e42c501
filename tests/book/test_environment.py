"""What is installed against the lock, in words."""

import sys

from trustbook.book.environment import (
    environment_differences,
    environment_findings,
    installed_versions,
    locked_versions,
    packages_beyond,
)

LOCK = f"""# made by a program
altair==6.0.0 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
    # via trustbook
Ruamel_Yaml==0.18 ; python_version >= "3" \\
    --hash=sha256:cc
winthing==1 ; sys_platform != "{sys.platform}" \\
    --hash=sha256:dd
"""


def test_a_lock_gives_what_is_meant_for_this_system():
    assert locked_versions(LOCK) == {"altair": "6.0.0", "ruamel-yaml": "0.18"}


def test_other_versions_and_missing_packages_are_told():
    assert environment_differences(locked_versions(LOCK), {"altair": "6.1.0", "more": "1"}) == [
        "altair: 6.1.0 is installed, the lock has 6.0.0",
        "ruamel-yaml: not installed, the lock has 0.18",
    ]


def test_packages_beyond_the_lock_are_only_named():
    assert packages_beyond({"altair": "1"}, {"altair": "1", "more": "1", "trustbook": "1"}) == [
        "more"
    ]


def test_a_changed_version_in_the_lock_is_found(tmp_path):
    version = installed_versions()["altair"]
    lock = tmp_path / "requirements.txt"
    lock.write_text(f"altair=={version} \\\n    --hash=sha256:aa\n", encoding="utf-8")
    assert environment_findings(tmp_path) == []
    lock.write_text("altair==0.0.1 \\\n    --hash=sha256:aa\n", encoding="utf-8")
    assert environment_findings(tmp_path) == [f"altair: {version} is installed, the lock has 0.0.1"]


def test_a_project_without_a_lock_is_told(tmp_path):
    (line,) = environment_findings(tmp_path)
    assert "requirements.txt is not in" in line


def test_what_pins_no_version_is_not_compared():
    lock = "trustbook @ file:///a/b\ntrustbook-0.1.0-py3-none-any.whl\nx>=1\naltair==6.0.0 # y\n"
    assert locked_versions(lock) == {"altair": "6.0.0"}
