import os
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ.get("TONGHOP_RELEASE_BIN", ROOT / "build/release/bin"))
PROGRAMS = ("tonghop-plans", "tonghop-reports", "tonghop-aggregation")


def said(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.fixture(params=PROGRAMS)
def program(request):
    path = BIN / request.param
    if not path.exists():
        pytest.skip(f"no release is built: {path} (cmake --preset release && cmake --build --preset release)")
    return path
