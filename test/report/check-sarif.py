#!/usr/bin/env python3
#===- check-sarif.py - what SARIF and its readers ask for -----------------===#
#
# Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#===------------------------------------------------------------------------===#
"""Checks a SARIF file and prints its results in short: check-sarif.py FILE

Knows the objects that our reports consist of: which properties they may and
must have, and of what kind; and the limits of code-scanning services. A step
that is essential has a mark: `16:2!`.
"""

import json
import re
import sys

TEXT, NUMBER, TRUTH = str, int, bool
MESSAGE = {"text": TEXT, "markdown": TEXT}


def one_of(*words):
    return lambda value: value in words


def uri(value):
    return bool(re.fullmatch(r"[a-z]+:[^\s]*|(?:[\w.~/-]|%[0-9A-F]{2})+", value))


def positive(value):
    return isinstance(value, int) and value > 0


ARTIFACT = {"uri!": uri, "uriBaseId": TEXT}
REGION = {"startLine!": positive, "startColumn": positive,
          "endLine": positive, "endColumn": positive}
LOCATION = {"id": positive, "message": MESSAGE, "physicalLocation!": {
    "artifactLocation!": ARTIFACT, "region": REGION}}
RULE = {
    "id!": TEXT, "shortDescription!": MESSAGE, "fullDescription!": MESSAGE,
    "help!": MESSAGE, "helpUri!": re.compile(r"https://\S+").fullmatch,
    "defaultConfiguration": {"level": one_of("error", "warning", "note")},
    "properties": {"tags": [TEXT], "problem.severity":
                   one_of("error", "warning", "recommendation")},
}
RESULT = {
    "ruleId!": TEXT, "ruleIndex": lambda value: value >= 0,
    "level!": one_of("error", "warning", "note"), "message!": MESSAGE,
    "locations!": [LOCATION], "relatedLocations": [LOCATION],
    "partialFingerprints!": None, "properties": None,
    "codeFlows": [{"threadFlows!": [{
        "id": TEXT, "message": MESSAGE, "locations!": [{
            "location": LOCATION, "nestingLevel": lambda value: value >= 0,
            "importance": one_of("important", "essential", "unimportant")}]}]}],
    "fixes": [{"artifactChanges!": [{
        "artifactLocation!": ARTIFACT,
        "replacements!": [{"deletedRegion!": REGION,
                           "insertedContent": {"text": TEXT}}]}]}],
}
LOG = {
    "$schema": uri, "version!": one_of("2.1.0"), "runs!": [{
        "tool!": {"driver!": {"name!": TEXT, "version": TEXT, "rules": [RULE]}},
        "invocations": [{
            "executionSuccessful!": TRUTH, "toolExecutionNotifications": [{
                "level": one_of("error", "warning"), "message!": MESSAGE}]}],
        "originalUriBaseIds": None,
        "columnKind": one_of("unicodeCodePoints", "utf16CodeUnits"),
        "results": [RESULT],
    }],
}
MISTAKES = []


def check(value, shape, where):
    if shape is None:
        return
    if isinstance(shape, list):
        if not isinstance(value, list):
            MISTAKES.append(f"{where}: no list")
            return
        for index, item in enumerate(value):
            check(item, shape[0], f"{where}[{index}]")
    elif isinstance(shape, dict):
        if not isinstance(value, dict):
            MISTAKES.append(f"{where}: no object")
            return
        names = {name.rstrip("!"): inner for name, inner in shape.items()}
        for name in value.keys() - names.keys():
            MISTAKES.append(f"{where}: unknown {name}")
        for name in shape:
            if name.endswith("!") and name[:-1] not in value:
                MISTAKES.append(f"{where}: no {name[:-1]}")
        for name, inner in value.items():
            if name in names:
                check(inner, names[name], f"{where}.{name}")
    elif isinstance(shape, type):
        if type(value) is not shape:
            MISTAKES.append(f"{where}: {value!r}")
    elif not shape(value):
        MISTAKES.append(f"{where}: {value!r}")


def limit(count, most, what):
    if count > most:
        MISTAKES.append(f"{count} {what}, of which services take {most}")


def limits(run):
    limit(len(run["results"]), 25000, "results")
    for rule in run["tool"]["driver"]["rules"]:
        limit(len(rule["properties"]["tags"]), 10, "tags")
        limit(len(rule["fullDescription"]["text"]), 1024, "characters of a rule")
    for result in run["results"]:
        steps = sum(len(thread["locations"]) for flow in
                    result.get("codeFlows", []) for thread in flow["threadFlows"])
        limit(steps, 1000, "steps")
        limit(len(result.get("relatedLocations", [])), 100, "locations")
        limit(len(result["message"]["text"]), 1024, "characters of a message")


def consistent(run):
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    bases = run.get("originalUriBaseIds", {})
    for base in bases.values():
        if not re.fullmatch(r"file:///\S*/", base["uri"]):
            MISTAKES.append(f"base {base['uri']}")
    for result in run["results"]:
        if rules[result["ruleIndex"]] != result["ruleId"]:
            MISTAKES.append(f"{result['ruleId']} has another index")
        for location in result["locations"]:
            artifact = location["physicalLocation"]["artifactLocation"]
            if artifact.get("uriBaseId", next(iter(bases), None)) not in bases:
                MISTAKES.append(f"{artifact} has no base")


def spot(location):
    region = location["physicalLocation"]["region"]
    return f"{region['startLine']}:{region['startColumn']}"


def show(run):
    print(len(run["results"]), "results")
    for result in run["results"]:
        place = result["locations"][0]
        name = place["physicalLocation"]["artifactLocation"]["uri"]
        print(result["level"], result["ruleId"], f"{name}:{spot(place)}")
        for flow in result.get("codeFlows", []):
            for thread in flow["threadFlows"]:
                steps = [spot(step["location"]) +
                         ("!" if step["importance"] == "essential" else "")
                         for step in thread["locations"]]
                print(f"  {thread['id']}:", *steps)
        if "codeFlows" not in result:
            print("  related:", len(result.get("relatedLocations", [])))


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        log = json.load(file)
    check(log, LOG, "log")
    if not MISTAKES:
        limits(log["runs"][0])
        consistent(log["runs"][0])
    if MISTAKES:
        sys.exit("\n".join(MISTAKES))
    show(log["runs"][0])


if __name__ == "__main__":
    main()
