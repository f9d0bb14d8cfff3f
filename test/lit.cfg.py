#===- lit.cfg.py - how the tests are run ----------------------------------===#
#
# Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#===------------------------------------------------------------------------===#
#
# Three suites, each with a site configuration made from lit.site.cfg.py.in:
#
#   main     everything below test/, with libstdc++
#   libc++   test/checks once more, with libc++
#   unit     the unit tests, one executable
#
# In RUN lines:
#
#   %tidy       clang-tidy with the plugin and without the user's configuration
#   %configured-tidy  the same, for tests that bring a --config of their own
#   %filecheck  FileCheck on this file; what no CHECK line expects must not be
#   %clang      the C compiler; %clangxx the C++ one
#   %analyze    the Static Analyzer with the compiler plugin and its checkers
#               only, for C; %analyzexx likewise for C++
#   %compiler-plugin  that plugin
#   %confirm    runs the file under ThreadSanitizer; see test/tsan/confirm.py
#   %program    clang-concurrency
#   %lsp        plays the LSP: lines of this file to a language server:
#               %lsp FOLDER -- SERVER; see test/clangd/lsp.py
#   %clangd     clangd-concurrency
#   %plugin     the plugin; %build the build folder; %root the source tree
#   %llvm       the folder of LLVM's programs
#   %python     lit's Python, which sees the packages that the distribution has
#
#===------------------------------------------------------------------------===#

import glob
import importlib.util
import os
import shutil
import sys

import lit.formats
import lit.util

root = config.concurrency_root
build = config.concurrency_build
llvm = config.concurrency_llvm_tools
major = config.concurrency_llvm_major
suite = config.concurrency_suite

config.name = "concurrency" if suite == "main" else f"concurrency ({suite})"
config.test_exec_root = os.path.join(build, "test", "run", suite)
config.test_source_root = {
    "main": os.path.join(root, "test"),
    "libc++": os.path.join(root, "test", "checks"),
    "unit": os.path.join(build, "bin"),
}[suite]
os.makedirs(config.test_exec_root, exist_ok=True)

if suite == "unit":
    config.test_format = lit.formats.GoogleTest(".", "UnitTests")
else:
    config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".cpp", ".c", ".test"]
# Sources that are no tests: those of programs, and what tests take as input.
config.excludes = ["unit", "Inputs", "bench", "tools"]

# A hang is a failure. lit can stop a test only with the help of psutil.
if lit_config.maxIndividualTestTime == 0 and \
        lit.util.killProcessAndChildrenIsSupported()[0]:
    lit_config.maxIndividualTestTime = 300

plugin = os.path.join(build, "lib", "ConcurrencyTidy.so")
clangd = os.path.join(build, "bin", "clangd-concurrency")
tidy = [os.path.join(llvm, "clang-tidy"), f"-load={plugin}", "-quiet",
        "-header-filter=.*"]
if suite == "libc++":
    config.available_features.add("libc++")
    tidy.append("--extra-arg-before=-stdlib=libc++")
else:
    config.available_features.add("libstdc++")

compiler_plugin = os.path.join(build, "lib", "ConcurrencyClang.so")
analyze = ("--analyze --analyzer-no-default-checks "
           f"-fplugin={compiler_plugin} -Xclang -analyzer-output=text "
           "-fno-caret-diagnostics "
           "-Xclang -analyzer-checker=core,concurrency")

# lit replaces in this order, so a name comes before its prefix.
config.substitutions += [
    ("%tidy", " ".join(tidy + ["--config={}"])),
    ("%configured-tidy", " ".join(tidy)),
    ("%filecheck", f"{llvm}/FileCheck %s --allow-empty "
                   "--implicit-check-not=warning: --implicit-check-not=error: "
                   "--implicit-check-not='Error opening'"),
    ("%lsp", f"python3 {root}/test/clangd/lsp.py %s"),
    ("%clangd", clangd),
    ("%analyzexx", f"{llvm}/clang++ {analyze} -std=c++20"),
    ("%analyze", f"{llvm}/clang {analyze}"),
    ("%compiler-plugin", compiler_plugin),
    ("%clangxx", os.path.join(llvm, "clang++")),
    ("%clang", os.path.join(llvm, "clang")),
    # Whether a race is one does not depend on the library: once is enough.
    ("%confirm", f"python3 {root}/test/tsan/confirm.py" if suite == "main"
                 else "true"),
    ("%program", os.path.join(build, "bin", "clang-concurrency")),
    ("%plugin", plugin),
    ("%build", build),
    ("%root", root),
    ("%llvm", llvm),
    ("%python", sys.executable),
]

# FileCheck, split-file, count.
config.environment["PATH"] = llvm + os.pathsep + os.environ["PATH"]

config.available_features.add(f"llvm-{major}")
if os.path.exists(clangd):
    config.available_features.add("clangd")
if importlib.util.find_spec("pyte"):
    if shutil.which("nvim"):
        config.available_features.add("neovim")
    if shutil.which("emacs") and glob.glob("/usr/share/emacs/site-lisp/elpa/eglot-*"):
        config.available_features.add("eglot")
for other in ("19", "22"):
    if other != major and shutil.which(f"clang-{other}"):
        config.available_features.add(f"other-clang-{other}")
    if other != major and shutil.which(f"clang-tidy-{other}"):
        config.available_features.add(f"other-clang-tidy-{other}")
# A browser and Graphviz, for the audit's page.
for feature, program in (("chromium", "chromium"), ("graphviz", "dot")):
    if shutil.which(program):
        config.available_features.add(feature)
for name in ("CI", "CONFIRM_VERBOSE"):
    if name in os.environ:
        config.environment[name] = os.environ[name]
