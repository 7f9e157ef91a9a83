"""The bill of materials names what the dynamic linker really loads, and is a document that others can read."""

import json
import os
import pathlib
import re
import subprocess

import pytest
from conftest import BIN, ROOT, PROGRAMS, said

PYTHON = pathlib.Path(os.environ.get("TONGHOP_TEST_PYTHON", ROOT / "build/python/bin/python"))
JARS = pathlib.Path(os.environ.get("TONGHOP_HOME", ROOT / ".local")) / "kafka/lib"
VALIDATE = ("import sys; from cyclonedx.schema import SchemaVersion; from cyclonedx.validation.json import JsonStrictValidator as V;"
            "wrong = V(SchemaVersion.V1_6).validate_str(open(sys.argv[1]).read()); sys.exit(wrong and str(wrong))")


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    if not (BIN / PROGRAMS[0]).exists():
        pytest.skip("no release is built")
    out = tmp_path_factory.mktemp("sbom")
    jars = ["--jars", JARS] if JARS.is_dir() else []
    subprocess.run([ROOT / "deploy/sbom/sbom.py", "--bin", BIN, "--out", out, *jars], check=True)
    return out


@pytest.fixture(scope="module")
def bom(written):
    return json.loads((written / "tonghop.cdx.json").read_text(encoding="utf-8"))


def named(bom, name):
    return next(component for component in bom["components"] if component["name"] == name)


def test_it_keeps_to_the_schema(written):
    if not PYTHON.exists():
        pytest.skip("the validator is not installed (tests/run supply does it)")
    subprocess.run([PYTHON, "-c", VALIDATE, written / "tonghop.cdx.json"], check=True)


def test_every_loaded_library_is_there_with_its_version(bom):
    """Set against what dpkg says of the libraries that the loader itself lists."""
    packages = {component["name"]: component for component in bom["components"]}
    for program in PROGRAMS:
        trace = subprocess.run(["/lib64/ld-linux-x86-64.so.2", "--list", BIN / program], check=True, capture_output=True, text=True).stdout
        paths = re.findall(r"=> (/\S+)", trace)
        owners = subprocess.run(["dpkg", "-S", *(f"*{path.removeprefix('/usr')}" for path in paths)], capture_output=True, text=True).stdout
        assert len(paths) > 20
        for path in paths:
            package = re.search(rf"^([^:,]+)\S*: \S*{re.escape(path.removeprefix('/usr'))}$", owners, re.MULTILINE).group(1)
            assert packages[package]["version"] == said("dpkg-query", "-W", "-f", "${Version}\n", package).splitlines()[0]
            assert packages[package]["purl"].startswith(f"pkg:deb/debian/{package}@")


def test_what_runs_beside_is_there(bom):
    assert {"postgresql-15", "nginx"} <= {service["name"] for service in bom["services"]}
    if JARS.is_dir():
        names = [component["name"] for component in bom["components"] if component.get("purl", "").startswith("pkg:maven/")]
        assert len(names) == len(list(JARS.glob("*.jar")))
        assert named(bom, "kafka-clients")["group"] == "org.apache.kafka"


def test_licences_are_told_and_the_lgpl_is_linked_dynamically(bom, written):
    lines = (written / "licences.tsv").read_text(encoding="utf-8")
    for name in ("libulfius2.7", "librhonabwy1.1", "liborcania2.3"):
        component = named(bom, name)
        assert {"license": {"id": "LGPL-2.1-only"}} in component["licenses"]
        assert re.search(rf"^{re.escape(name)}\t.*LGPL-2\.1-only.*\tdynamic$", lines, re.MULTILINE)
    assert all(component["licenses"] for component in bom["components"])


def test_the_same_binaries_make_the_same_document(written, tmp_path):
    jars = ["--jars", JARS] if JARS.is_dir() else []
    subprocess.run([ROOT / "deploy/sbom/sbom.py", "--bin", BIN, "--out", tmp_path, *jars], check=True)
    first, second = (json.loads((folder / "tonghop.cdx.json").read_text(encoding="utf-8")) for folder in (written, tmp_path))
    first["metadata"].pop("timestamp"), second["metadata"].pop("timestamp")
    assert first == second
