//===- Link.cpp - facts files to a report ---------------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "detect/Detect.h"
#include "driver/Commands.h"
#include "driver/Configuration.h"
#include "driver/Project.h"
#include "driver/Reporting.h"
#include "facts/AtomicFile.h"
#include "facts/Binary.h"
#include "report/Message.h"
#include "solve/Program.h"

using namespace concurrency;

Outcome concurrency::linkFacts(const Options &O) {
  if (O.Inputs.empty())
    fail("no facts files to link");
  // A build system may name them in any order, and all the same is found.
  std::vector<TranslationUnit> Read;
  for (const std::string &File : O.Inputs) {
    llvm::Expected<TranslationUnit> Unit = readFile(File);
    if (!Unit)
      fail(llvm::toString(Unit.takeError()));
    Read.push_back(std::move(*Unit));
  }
  llvm::stable_sort(Read, [](const auto &A, const auto &B) {
    return std::tie(A.MainFile, A.Files) < std::tie(B.MainFile, B.Files);
  });
  Linker Units(Read.size());
  for (TranslationUnit &Unit : Read)
    Units.add(std::move(Unit));
  Program Linked = std::move(Units).finish();
  if (!O.Output.empty())
    if (llvm::Error E = writeAtomically(O.Output, write(Linked.asUnit())))
      fail(llvm::toString(std::move(E)));

  std::string Here = absoluteName(".");
  Configuration Config = readConfiguration(O, Here);
  std::unique_ptr<Solution> S = solve(Linked, World::Closed);
  const Evidence Known(*S);
  Bugs Found = detectAll(Known);
  Analysed All;
  All.Files = Linked.files().vec();
  All.Findings = report(*S, Found);
  All.Root = Here;
  std::optional<Audit> Whole;
  if (wantsAudit(O))
    Whole = audit(Known, Found);
  return writeReports(O, Config, All, Whole ? &*Whole : nullptr);
}
