"""The sandbox that the services run in is as tight as it is said to be."""

import re
import shutil
import subprocess

import pytest
from conftest import ROOT

UNIT = ROOT / "deploy/systemd/tonghop@.service"
DROP_IN = ROOT / "deploy/systemd/tonghop@.service.d/tls.conf"
SETTINGS = ROOT / "deploy/systemd/settings.ini"
EXPOSURE_MAX = 2.0
SANDBOX = {
    "DynamicUser": "yes", "NoNewPrivileges": "yes", "CapabilityBoundingSet": "", "ProtectSystem": "strict", "ProtectHome": "yes",
    "PrivateTmp": "yes", "PrivateDevices": "yes", "ProtectKernelTunables": "yes", "ProtectKernelModules": "yes", "ProtectKernelLogs": "yes",
    "ProtectControlGroups": "yes", "ProtectClock": "yes", "ProtectHostname": "yes", "ProtectProc": "invisible", "ProcSubset": "pid",
    "RestrictAddressFamilies": "AF_INET AF_INET6 AF_UNIX", "RestrictNamespaces": "yes", "RestrictSUIDSGID": "yes", "RestrictRealtime": "yes",
    "LockPersonality": "yes", "MemoryDenyWriteExecute": "yes", "SystemCallArchitectures": "native", "UMask": "0077", "IPAddressDeny": "any",
}  # fmt: skip


def analyze(*arguments):
    if not shutil.which("systemd-analyze"):
        pytest.skip("no systemd-analyze on this machine")
    return subprocess.run(["systemd-analyze", *arguments], capture_output=True, text=True)


def test_little_of_the_machine_is_exposed():
    answer = analyze("security", "--offline=true", "--no-pager", str(UNIT))
    exposure = re.search(r"Overall exposure level for \S+: ([\d.]+)", answer.stdout)
    assert exposure, answer.stderr
    assert float(exposure.group(1)) <= EXPOSURE_MAX


def test_systemd_understands_every_line(tmp_path):
    unit = tmp_path / "tonghop@plans.service"
    unit.write_text(re.sub(r"/usr/bin/tonghop-%i \w+", "/bin/true", UNIT.read_text(encoding="utf-8")), encoding="utf-8")
    answer = analyze("verify", "--man=no", str(unit))
    assert answer.returncode == 0 and str(unit) not in answer.stderr, answer.stderr


def test_no_line_of_the_sandbox_is_missing():
    lines = dict(line.split("=", 1) for line in UNIT.read_text(encoding="utf-8").splitlines() if re.match(r"\w+=", line))
    assert {name: lines.get(name) for name in SANDBOX} == SANDBOX


def test_passwords_come_as_credentials():
    text = UNIT.read_text(encoding="utf-8")
    assert "LoadCredential=" in text and "TONGHOP_DB" not in text and "EnvironmentFile" not in text


def names_of(text):
    return dict(line.split("=", 1) for line in text.splitlines() if re.match(r"[A-Z_]+=", line))


def test_the_settings_are_those_that_the_programs_know():
    wanted = names_of(SETTINGS.read_text(encoding="utf-8"))
    for service in ("plans", "reports", "aggregation"):
        known = subprocess.run([ROOT / f"build/release/bin/tonghop-{service}", "settings"], capture_output=True, text=True, check=True).stdout
        assert not [name for name in wanted if f"`{name}`" not in known], service
    assert {"TONGHOP_KAFKA_CA", "TONGHOP_KAFKA_CERT", "TONGHOP_KAFKA_KEY", "TONGHOP_JWKS", "TONGHOP_JWKS_CA", "TONGHOP_TRUSTED_PROXIES"} <= set(wanted)


def test_what_the_settings_name_is_loaded():
    named = set(re.findall(r"/run/credentials/tonghop@SERVICE\.service/([\w.-]+)", SETTINGS.read_text(encoding="utf-8")))
    loaded = set(re.findall(r"^LoadCredential=([\w.-]+):", DROP_IN.read_text(encoding="utf-8"), re.M))
    assert named == loaded and len(named) == 3


def test_systemd_understands_the_drop_in(tmp_path):
    unit = tmp_path / "tonghop@plans.service"
    unit.write_text(re.sub(r"/usr/bin/tonghop-%i \w+", "/bin/true", UNIT.read_text(encoding="utf-8")), encoding="utf-8")
    drop_in = tmp_path / "tonghop@plans.service.d/tls.conf"
    drop_in.parent.mkdir()
    shutil.copy(DROP_IN, drop_in)
    answer = analyze("verify", "--man=no", str(unit))
    assert answer.returncode == 0 and str(tmp_path) not in answer.stderr, answer.stderr
