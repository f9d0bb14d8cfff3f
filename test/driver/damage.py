#!/usr/bin/env python3
#===- damage.py - a cache that something has happened to -----------------===#
#
# Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#===------------------------------------------------------------------------===#
"""Damages a cache in many ways, and runs a command after each.

    damage.py CACHE -- COMMAND...

The command must print the same each time, and end with the same code. Besides
the ways that files are damaged in, the command itself is killed at moments
that grow by a fixed step, and two of them run at once. Disks that are full or
read-only: full.py.
"""

import pathlib
import random
import subprocess
import sys
import time


def entries(cache):
    return sorted(file for file in cache.rglob("*") if file.is_file())


def run(command):
    done = subprocess.run(command, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True)
    return done.returncode, done.stdout, done.stderr


def main():
    at = sys.argv.index("--")
    cache, command = pathlib.Path(sys.argv[1]), sys.argv[at + 1:]
    expected = run(command)[:2]
    pick = random.Random(1)

    def check(what):
        result = run(command)
        if result[:2] != expected:
            sys.exit(f"{what}: {result}\ninstead of {expected}")
        return result[2]

    def bit(data):
        data = bytearray(data)
        place = pick.randrange(len(data))
        data[place] ^= 1 << pick.randrange(8)
        return bytes(data)

    ways = {
        "empty": lambda data: b"",
        "cut short": lambda data: data[:pick.randrange(len(data))],
        "longer": lambda data: data + b"x",
        "one bit": bit,
        "another file": lambda data: pathlib.Path(__file__).read_bytes(),
    }
    for what, way in ways.items():
        for file in entries(cache):
            file.write_bytes(way(file.read_bytes()))
        said = check(what)
        if "0 files parsed" in said and what != "longer":
            sys.exit(f"{what}: damaged entries were used")
    # The rest being whole, a changed file is really looked into.
    for file in entries(cache):
        for _ in range(8):
            whole = file.read_bytes()
            file.write_bytes(bit(whole))
            check(f"one bit of {file.name}")
            file.write_bytes(whole)
    for file in entries(cache):
        file.unlink()
        check(f"without {file.name}")

    begin = time.monotonic()
    for file in entries(cache):
        file.unlink()
    check("without any")
    whole = time.monotonic() - begin
    for step in range(12):
        for file in entries(cache):
            file.unlink()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        time.sleep(whole * step / 11)
        process.kill()
        process.wait()
        check(f"killed at {step} of 11")

    for file in entries(cache):
        file.unlink()
    two = [subprocess.Popen(command, stdout=subprocess.PIPE,
                            stderr=subprocess.DEVNULL, text=True)
           for _ in range(2)]
    for process in two:
        if (process.communicate()[0] != expected[1]
                or process.returncode != expected[0]):
            sys.exit("two at once")
    check("after two at once")
    left = [file.name for file in entries(cache) if ".tmp" in file.name]
    if len(left) > 12:
        sys.exit(f"temporary files were left: {left}")


if __name__ == "__main__":
    main()
