"""The bill of materials (SBOM): every package that the lock pins, for programs to look through.

Form: CycloneDX 1.6 (ECMA-424) as JSON. No time and no serial number, so that the same lock gives
the same bytes; hashes are those of the lock, which is beside it.
"""

import json

from trustbook.book.environment import OWN, pinned_versions


def bill_text(lock: str, *, version: str) -> str:
    r"""The bill of materials of the packages in a lock; `version` is that of trustbook.

    >>> bill = json.loads(bill_text('altair==6.0.0\nx==1 ; python_version < "3"\n', version="1"))
    >>> [one["purl"] for one in bill["components"]]
    ['pkg:pypi/altair@6.0.0', 'pkg:pypi/x@1']
    """
    components = [
        _component(name, *pin.split(" ; "))
        for name, pins in pinned_versions(lock).items()
        for pin in pins.split(" | ")
    ]
    bill = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": _component(OWN, version) | {"type": "application"}},
        "components": components,
    }
    return json.dumps(bill, ensure_ascii=False, indent=1) + "\n"


def _component(name: str, version: str, marker: str = "") -> dict[str, object]:
    purl = f"pkg:pypi/{name}@{version}"
    reference = f"{purl}#{marker}" if marker else purl
    component: dict[str, object] = {
        "type": "library",
        "bom-ref": reference,
        "name": name,
        "version": version,
    }
    only_where = {"properties": [{"name": "python:marker", "value": marker}]} if marker else {}
    return {**component, "purl": purl, **only_where}
