#!/usr/bin/env python3
"""Front-end files from npm, pinned and checked: writes what `vendor.lock.json` names, or checks what is there.

    python tools/vendor.py          fetch each package with `npm pack`, check its sha512, write its files
    python tools/vendor.py --check  check the files that are there against the lock; fetches nothing

The pages load nothing from anybody else at run time, so the files are part of the package, with their licences.
"""

import base64
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "src" / "amends" / "console" / "static" / "vendor"
LOCK = FOLDER / "vendor.lock.json"


def sha512(data: bytes) -> str:
    """In the form in which npm writes it."""
    return "sha512-" + base64.b64encode(hashlib.sha512(data).digest()).decode()


def check(lock: dict[str, dict[str, object]]) -> list[str]:
    """What is not as the lock says, in words."""
    wrong = []
    for package in lock.values():
        for target, file in package["files"].items():  # type: ignore[attr-defined]
            path = FOLDER / target
            if not path.exists():
                wrong.append(f"{path} is missing; run tools/vendor.py")
            elif sha512(path.read_bytes()) != file["sha512"]:
                wrong.append(f"{path} is not what the lock says; run tools/vendor.py")
    return wrong


def fetch(name: str, package: dict[str, object]) -> None:
    """One package from npm; refused where its bytes are not those of the lock."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", "--silent", f"{name}@{package['version']}"], cwd=folder, check=True)
        archive = next(Path(folder).glob("*.tgz"))
        if sha512(archive.read_bytes()) != package["integrity"]:
            sys.exit(f"{name} {package['version']} is not what the lock says: nothing was written")
        with tarfile.open(archive) as tar:
            for target, file in package["files"].items():  # type: ignore[attr-defined]
                member = tar.extractfile(file["from"])
                if member is None:
                    sys.exit(f"{name} has no file {file['from']}")
                (FOLDER / target).write_bytes(member.read())


def main() -> None:
    """Fetch, unless only asked to check; then check."""
    lock = json.loads(LOCK.read_text("utf-8"))
    if "--check" not in sys.argv[1:]:
        for name, package in lock.items():
            fetch(name, package)
    wrong = check(lock)
    for words in wrong:
        print(words, file=sys.stderr)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
