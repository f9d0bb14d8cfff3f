#!/usr/bin/env python3
#===- commands.py - a compilation database for a test --------------------===#
#
# Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#===------------------------------------------------------------------------===#
"""Writes FOLDER/compile_commands.json for all C and C++ files below FOLDER.

    commands.py FOLDER [ARGUMENT...]

The arguments are added to each command.
"""

import json
import pathlib
import sys


def main():
    folder = pathlib.Path(sys.argv[1]).resolve()
    entries = []
    for file in sorted(folder.rglob("*.c*")):
        if file.suffix not in (".c", ".cpp") or ".cache" in file.parts:
            continue
        compiler = ["cc", "-std=c11"] if file.suffix == ".c" else \
            ["c++", "-std=c++20"]
        entries.append({
            "directory": str(folder),
            "file": str(file),
            "arguments": [*compiler, *sys.argv[2:], "-c", str(file)],
        })
    (folder / "compile_commands.json").write_text(json.dumps(entries, indent=1))


if __name__ == "__main__":
    main()
