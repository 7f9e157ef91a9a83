#!/usr/bin/python3
"""Writes what the programs are made of: a CycloneDX 1.6 document and a list of licences.

Nothing is listed by hand: the libraries are those the dynamic linker finds for the binaries given, the packages those that dpkg says brought them,
the licences those of /usr/share/doc/*/copyright, and the broker's jars say themselves what they are.

    deploy/sbom/sbom.py --bin build/release/bin --jars .local/kafka/lib --out build/release/sbom
"""

import argparse
import hashlib
import json
import os
import pathlib
import re
import subprocess
import uuid
import zipfile
from datetime import datetime, timezone

ROOT = pathlib.Path(__file__).resolve().parents[2]
# What runs beside the services and comes as a Debian package.
SERVICES = [("postgresql-15", "the system of record of each service"), ("nginx", "the gateway"),
            ("openjdk-17-jre-headless", "runs the broker (Apache Kafka, see the jars)")]
# Names of licences in Debian's copyright files, as SPDX writes them.
SPDX = {"LGPL-2": "LGPL-2.0-only", "LGPL-2+": "LGPL-2.0-or-later", "LGPL-2.0+": "LGPL-2.0-or-later", "LGPL-2.1": "LGPL-2.1-only",
        "LGPL-2.1+": "LGPL-2.1-or-later", "LGPL-3": "LGPL-3.0-only", "LGPL-3+": "LGPL-3.0-or-later", "LGPL-3.0+": "LGPL-3.0-or-later",
        "GPL-2": "GPL-2.0-only", "GPL-2+": "GPL-2.0-or-later", "GPL-2.0+": "GPL-2.0-or-later", "GPL-3": "GPL-3.0-only",
        "GPL-3+": "GPL-3.0-or-later", "Expat": "MIT", "MIT": "MIT", "BSD-2-clause": "BSD-2-Clause", "BSD-3-clause": "BSD-3-Clause",
        "BSD-2-Clause": "BSD-2-Clause", "BSD-3-Clause": "BSD-3-Clause", "Apache-2.0": "Apache-2.0", "Apache-2": "Apache-2.0", "ISC": "ISC",
        "Zlib": "Zlib", "zlib": "Zlib", "PostgreSQL": "PostgreSQL", "curl": "curl", "OpenLDAP-2.8": "OLDAP-2.8", "CC0-1.0": "CC0-1.0"}
HELD_BACK = ("debian/", "test", "doc", "example", "m4", "cmake", "contrib", "tools", "lib/gnulib", "build-aux")


def said(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def needed(path):
    """The libraries that a program or library asks for by itself."""
    return re.findall(r"\(NEEDED\)\s+Shared library: \[([^\]]+)\]", said("readelf", "-dW", path))


def link_map(program):
    """All that is loaded with it: name -> path."""
    return dict(re.findall(r"^\s*(\S+) => (/\S+) \(", said("ldd", program), re.MULTILINE))


def packages_of(paths):
    """The Debian packages that brought the files, by path; where /lib became /usr/lib a file may be known by either name."""
    names = {path: {path, os.path.realpath(path), os.path.realpath(path).removeprefix("/usr")} for path in paths}
    found = subprocess.run(["dpkg-query", "-S", *set().union(*names.values())], capture_output=True, text=True)
    brought = {name: packages.split(",")[0] for packages, _, name in (line.rpartition(": ") for line in found.stdout.splitlines())}
    unknown = [path for path in paths if not names[path] & brought.keys()]
    if unknown:
        raise SystemExit(f"no package brought {', '.join(unknown)}")
    return {path: next(brought[name] for name in sorted(names[path]) if name in brought) for path in paths}


def package_facts(package):
    line = said("dpkg-query", "-W", "-f", "${Package}\t${Version}\t${Architecture}\t${Homepage}\t${binary:Summary}\n", package).splitlines()[0]
    return dict(zip(("name", "version", "architecture", "homepage", "summary"), line.split("\t")))


def copyright_text(name):
    return (pathlib.Path("/usr/share/doc") / name / "copyright").read_text(encoding="utf-8", errors="replace")


def licences_of(name):
    """Names of the licences of what is linked; of a file that is no machine-readable one, those whose text it points to."""
    text = copyright_text(name)
    named = []
    if "copyright-format/1.0" in text:
        for paragraph in re.split(r"\n\s*\n", text):
            files = re.search(r"^Files:\s*((?:.|\n[ \t])*)", paragraph, re.MULTILINE)
            licence = re.search(r"^License:[ \t]*(\S.*)$", paragraph, re.MULTILINE)
            if files and licence and not files.group(1).strip().startswith(HELD_BACK):
                named += [word.strip(" ,()") for word in re.split(r"\s+(?:and|or)\s+|,\s+", licence.group(1))]
    named = named or re.findall(r"/usr/share/common-licenses/((?:L?GPL|Apache|BSD)-?[\d.]*\d|BSD)", text)
    return sorted({SPDX.get(name, name) for name in named if name}) or ["see the copyright file"]


def licence_entries(names):
    known = set(SPDX.values())
    return [{"license": {"id": name} if name in known else {"name": name}} for name in names]


def package_component(package, linked):
    facts = package_facts(package)
    purl = f"pkg:deb/debian/{facts['name']}@{facts['version'].replace('+', '%2B').replace(':', '%3A')}?arch={facts['architecture']}&distro=debian-12"
    component = {"type": "library" if linked else "application", "bom-ref": purl, "name": facts["name"], "version": facts["version"],
                 "description": facts["summary"], "purl": purl, "licenses": licence_entries(licences_of(facts["name"])),
                 "properties": [{"name": "tonghop:linking", "value": "dynamic" if linked else "none: a process of its own"}]}
    if facts["homepage"]:
        component["externalReferences"] = [{"type": "website", "url": facts["homepage"]}]
    return component


def jar_facts(jar):
    """Group, name, version and licence that a jar has in itself; its file name where it says nothing."""
    name, version = re.fullmatch(r"(.+?)-(\d.*)", jar.stem).groups()
    facts = {"group": None, "name": name, "version": version, "licence": None}
    with zipfile.ZipFile(jar) as archive:
        inside = archive.namelist()
        for entry in inside:
            if re.fullmatch(rf"META-INF/maven/[^/]+/{re.escape(name)}/pom.properties", entry):
                facts["group"] = entry.split("/")[2]
            if re.fullmatch(rf"META-INF/maven/[^/]+/{re.escape(name)}/pom.xml", entry):
                licence = re.search(rb"<license>.*?<name>\s*(.*?)\s*</name>", archive.read(entry), re.DOTALL)
                facts["licence"] = licence and licence.group(1).decode()
        if not facts["licence"] and "META-INF/MANIFEST.MF" in inside:
            manifest = archive.read("META-INF/MANIFEST.MF").decode(errors="replace").replace("\r\n ", "")
            licence = re.search(r"^Bundle-License: *([^;\r\n]+)", manifest, re.MULTILINE)
            facts["licence"] = licence and licence.group(1).strip()
        if not facts["licence"] and any(re.fullmatch(r"(META-INF/)?LICENSE(\.txt)?", entry) for entry in inside):
            text = next(archive.read(entry) for entry in inside if re.fullmatch(r"(META-INF/)?LICENSE(\.txt)?", entry))
            facts["licence"] = "Apache-2.0" if b"Apache License" in text and b"Version 2.0" in text else None
    return facts


def jar_licence(text):
    if text and re.search(r"apache", text, re.IGNORECASE):
        return "Apache-2.0"
    return "MIT" if text and re.search(r"\bMIT\b", text) else text or "see the project"


def jar_component(jar):
    facts = jar_facts(jar)
    group = facts["group"] or ("org.apache.kafka" if facts["name"].startswith("kafka") else "unknown")
    purl = f"pkg:maven/{group}/{facts['name']}@{facts['version']}"
    return {"type": "library", "bom-ref": purl, "group": group, "name": facts["name"], "version": facts["version"], "purl": purl,
            "hashes": [{"alg": "SHA-256", "content": hashlib.sha256(jar.read_bytes()).hexdigest()}],
            "licenses": licence_entries([jar_licence(facts["licence"])]),
            "properties": [{"name": "tonghop:linking", "value": "none: part of the broker"}]}


def program_component(program, version):
    return {"type": "application", "bom-ref": f"tonghop:{program.name}", "name": program.name, "version": version,
            "hashes": [{"alg": "SHA-256", "content": hashlib.sha256(program.read_bytes()).hexdigest()}],
            "licenses": licence_entries(["Apache-2.0"])}


def document(programs, jars):
    version = re.search(r"project\(tonghop VERSION (\S+)", (ROOT / "CMakeLists.txt").read_text(encoding="utf-8")).group(1)
    components, edges = [], {}
    loaded = {name: path for program in programs for name, path in link_map(program).items()}
    brought = packages_of(sorted(set(loaded.values())))
    packages = {name: brought[path] for name, path in loaded.items()}
    linked = {package: package_component(package, True) for package in sorted(set(packages.values()))}
    for program in programs:
        own = program_component(program, version)
        components.append(own)
        edges[own["bom-ref"]] = sorted({linked[packages[name]]["bom-ref"] for name in needed(program) if name in packages})
    for name, path in loaded.items():
        own = linked[packages[name]]["bom-ref"]
        others = {linked[packages[other]]["bom-ref"] for other in needed(path) if other in packages} - {own}
        edges[own] = sorted(set(edges.get(own, [])) | others)
    beside = [package_component(name, False) for name, _ in SERVICES]
    components += list(linked.values()) + beside + [jar_component(jar) for jar in jars]
    refs = [component["bom-ref"] for component in components]
    broker = next((component for component in components if component["name"].startswith("kafka_")), None)
    services = [{"bom-ref": f"service:{facts['name']}", "name": facts["name"], "version": facts["version"], "description": why}
                for facts, (_, why) in zip(beside, SERVICES)]
    if broker:
        services.append({"bom-ref": "service:kafka", "name": "kafka", "version": broker["version"], "description": "the event log"})
    moment = datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", datetime.now().timestamp())), timezone.utc)
    return {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
            "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(components, sort_keys=True))}",
            "metadata": {"timestamp": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
                         "component": {"type": "application", "bom-ref": "tonghop", "name": "tonghop", "version": version,
                                       "licenses": licence_entries(["Apache-2.0"])}},
            "components": components, "services": services,
            "dependencies": [{"ref": "tonghop", "dependsOn": [f"tonghop:{program.name}" for program in programs]}]
            + [{"ref": ref, "dependsOn": edges.get(ref, [])} for ref in refs]}


def licence_list(bom):
    """One line a component. Dynamic linking is what the LGPL asks for: whoever has the programs can put another build of the library in."""
    lines = ["# component\tversion\tlicences\tlinked"]
    for component in bom["components"]:
        names = ", ".join(entry["license"].get("id") or entry["license"]["name"] for entry in component["licenses"])
        how = next((entry["value"] for entry in component.get("properties", [])), "is Tonghop")
        lines.append("\t".join((component["name"], component["version"], names, how)))
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", type=pathlib.Path, required=True, help="folder of the release binaries")
    parser.add_argument("--jars", type=pathlib.Path, help="folder of the broker's jars")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="folder for tonghop.cdx.json and licences.tsv")
    arguments = parser.parse_args()
    programs = sorted(arguments.bin.glob("tonghop-*"))
    if not programs:
        raise SystemExit(f"no programs in {arguments.bin}")
    bom = document(programs, sorted(arguments.jars.glob("*.jar")) if arguments.jars else [])
    arguments.out.mkdir(parents=True, exist_ok=True)
    (arguments.out / "tonghop.cdx.json").write_text(json.dumps(bom, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (arguments.out / "licences.tsv").write_text(licence_list(bom), encoding="utf-8")


if __name__ == "__main__":
    main()
