//===- Options.h - the command line -----------------------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What the user asks for on the command line.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_DRIVER_OPTIONS_H
#define CONCURRENCY_DRIVER_OPTIONS_H

#include "detect/Bug.h"
#include <string>
#include <vector>

namespace concurrency {

enum class Command {
  Analyse, ///< extract what has changed, link, report
  Extract, ///< one compile command to one facts file
  Link,    ///< facts files to a report or to another facts file
};

struct Options {
  Command What = Command::Analyse;
  /// Files, folders and globs to analyse; facts files to link.
  std::vector<std::string> Inputs;
  std::string BuildPath;
  std::vector<std::string> Exclude;
  std::vector<std::string> ExtraArgs, ExtraArgsBefore;
  std::string ModelFile;
  std::string CacheFolder;
  bool NoCache = false;
  unsigned Jobs = 0;
  unsigned Timeout = 600; ///< seconds a file

  /// As given; empty where the configuration decides.
  std::string Checks, WarningsAsErrors, HeaderFilter;
  std::string ConfigFile, Config;
  std::string MinConfidence;

  /// Files to write; "-" is stdout, empty is none.
  std::string Output, DepFile;
  std::string Sarif, Json, Html, Dot;
  std::string HelpBase;
  std::string Baseline, WriteBaseline;
  std::string ChangedSince;
  bool Quiet = false;
  bool Stats = false;
  bool VerifyPaths = false;
  bool ListChecks = false;
  bool Color = false;
  bool AbsolutePaths = false;
};

/// Exits with 2 after a message if the command line makes no sense.
Options parseOptions(int Argc, const char **Argv);

/// Bad use or bad input: says so and exits with 2.
[[noreturn]] void fail(const std::string &Message);

/// The exit codes.
enum class Outcome { Clean = 0, Findings = 1, BadUse = 2, Incomplete = 3 };

} // namespace concurrency

#endif // CONCURRENCY_DRIVER_OPTIONS_H
