//===- clang-concurrency.cpp - the whole program --------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/Commands.h"
#include "driver/Configuration.h"
#include "driver/Memory.h"
#include "report/CheckInfo.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/raw_ostream.h"
#include <csignal>

using namespace concurrency;

static Outcome listChecks(const Options &O) {
  Configuration Config = readConfiguration(O, "");
  llvm::outs() << "Enabled checks:\n";
  for (const CheckInfo &Info : allChecks())
    if (Config.enabled(Info.Kind))
      llvm::outs() << "    " << Info.Name << '\n';
  return Outcome::Clean;
}

static Outcome run(const Options &O) {
  if (O.ListChecks)
    return listChecks(O);
  switch (O.What) {
  case Command::Extract:
    return extractOne(O);
  case Command::Link:
    return linkFacts(O);
  case Command::Analyse:
    return analyseProject(O);
  }
  return Outcome::BadUse;
}

int main(int Argc, const char **Argv) {
  llvm::InitLLVM Crashes(Argc, Argv);
  keepFreedMemory();
  // A file that would become too long is then like a full disk: what is written
  // can do without it.
  std::signal(SIGXFSZ, SIG_IGN);
  return static_cast<int>(run(parseOptions(Argc, Argv)));
}
