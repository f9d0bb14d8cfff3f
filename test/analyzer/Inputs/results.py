#===- results.py - what is in the analyzer's output ------------------------===#
#
# Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#===------------------------------------------------------------------------===#
"""Prints checker and line of each result in a plist or SARIF file, sorted, and
complains of those that come without a path."""

import json
import plistlib
import sys


def of_sarif(data):
    for result in data["runs"][0]["results"]:
        place = result["locations"][0]["physicalLocation"]["region"]
        steps = result["codeFlows"][0]["threadFlows"][0]["locations"]
        yield result["ruleId"], place["startLine"], len(steps)


def of_plist(data):
    for result in data["diagnostics"]:
        yield (result["check_name"], result["location"]["line"],
               len(result["path"]))


name = sys.argv[1]
with open(name, "rb") as file:
    results = of_sarif(json.load(file)) if name.endswith(".sarif") else \
        of_plist(plistlib.load(file))
    for check, line, steps in sorted(results):
        print(check, line, "" if steps > 1 else "(no path)")
