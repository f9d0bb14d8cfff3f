//===- Messages.cpp - what a program tells its users ----------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "solve/Messages.h"
#include "facts/Words.h"

using namespace concurrency;

bool concurrency::writesText(const LatentEvent &L) {
  return L.Text.contains("print") || L.Text.contains("put") ||
         L.Text.contains("write") || L.Text.contains("flush") ||
         L.Text == "operator<<";
}

/// A method of a class that writes messages, by its name. (A `Log` may be one of
/// data, if there can be several of them.)
static bool isOfLogger(const Program &P, const Function &F) {
  EntityId Class = P.recordOf(F.Self);
  if (!Class.valid() || !P[Class].shortName().contains_insensitive("log"))
    return false;
  auto Words = wordsOf(P[Class].shortName());
  return Words.back() == "logger" || Words.back() == "logging" ||
         (Words.back() == "log" && F.Static);
}

/// `fprintf(log_file, …)`, `fprintf(GetLogFile(), …)`: formatted text for a stream
/// that is a log by its name. (Who writes bytes there may keep them.)
static bool printsToLog(const Program &P, const Function &F,
                        const LatentEvent &L) {
  if (!L.Text.contains("print") && !L.Text.contains("puts"))
    return false;
  const Path &Stream = L.Target;
  llvm::StringRef Name;
  if (EntityId Last = Stream.lastEntity(); Last.valid())
    Name = P[Last].shortName();
  else if (Stream.Root == RootKind::Local)
    Name = F.Locals[Stream.Index].Name;
  else if (Stream.Root == RootKind::Result &&
           F.Events[Stream.Index].Callee.valid())
    Name = P[F.Events[Stream.Index].Callee].shortName();
  return Name.contains_insensitive("log") &&
         hasWord(Name, {"log", "logs", "logfile", "logfp", "logstream"});
}

bool concurrency::isMessage(const Program &P, const Function &F,
                            const LatentEvent &L) {
  if (L.Kind != LatentEvent::Block)
    return false;
  switch (L.Blocks) {
  case BlockKind::Diagnostics:
    return true;
  case BlockKind::File:
  case BlockKind::Console:
    return L.Target.Root != RootKind::Param &&
           ((F.Variadic && writesText(L)) || isOfLogger(P, F) ||
            printsToLog(P, F, L));
  default:
    return false;
  }
}
