#===- drb.py - DataRaceBench ----------------------------------------------===#
#
# Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#===------------------------------------------------------------------------===#
"""OpenMP programs: a name ends in -yes if the program has a race, else in -no."""

import os
import re

from suites import expect

LABEL = re.compile(r"-(yes|no)\.(?:c|cpp)$")


def cases(path, left_out):
    for file in expect.sources(path, ".c", ".cpp"):
        label = LABEL.search(file)
        if not label:
            left_out["files without a label"] += 1
            continue
        flags = ["-fopenmp", "-Wno-everything",
                 "-Wno-error=implicit-function-declaration", "-Wno-error=implicit-int",
                 "-I", os.path.join(os.path.dirname(file), "utilities"),
                 "-DPOLYBENCH_NO_FLUSH_CACHE", "-D_GNU_SOURCE"]
        case = expect.Case(file, flags)
        case.items.append(expect.whole_file("race", label[1] == "yes", file))
        yield case
