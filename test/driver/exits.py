#!/usr/bin/env python3
#===- exits.py - the exit code of a command ------------------------------===#
#
# Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#===------------------------------------------------------------------------===#
"""Runs a command that must end with a certain code.

    exits.py CODE COMMAND...
"""

import subprocess
import sys

code = subprocess.call(sys.argv[2:])
if code != int(sys.argv[1]):
    sys.exit(f"ended with {code} instead of {sys.argv[1]}")
