//===- Verification.cpp - findings checked along paths --------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/Verification.h"
#include "Compat.h"
#include "driver/Compiling.h"
#include "driver/Workers.h"
#include "index/Index.h"
#if CONCURRENCY_HAS_PATHS
#include "paths/Verify.h"
#endif
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Threading.h"

using namespace concurrency;
using clang::tooling::CompileCommand;

#if CONCURRENCY_HAS_PATHS

/// What a worker sends back: the counts, and the findings with their files, as
/// an index keeps them.
static std::string look(const CompileCommand &Command, const Options &O,
                        const DoingsMap &WhatTheyDo, Index Asked) {
  VerifyCounts Counts;
  compileCommand(Command, [&](clang::ASTContext &Context,
                              clang::Preprocessor &PP) {
    Counts =
        verifyPaths(Context, PP, {O.ModelFile, /*Alone=*/false, &WhatTheyDo},
                    Asked.Files, Asked.Findings);
  });
  return std::to_string(Counts.Confirmed) + " " +
         std::to_string(Counts.Refuted) + "\n" + Asked.write();
}

/// Places of \p F refer to \p From; afterwards, to \p To.
static void moveTo(Finding &F, llvm::ArrayRef<std::string> From,
                   std::vector<std::string> &To,
                   llvm::StringMap<FileId> &Known) {
  auto Move = [&](Place &P) {
    if (!P.valid() || !P.File.valid())
      return;
    const std::string &Name = From[P.File.index()];
    auto [It, New] = Known.try_emplace(Name, FileId(To.size()));
    if (New)
      To.push_back(Name);
    P.File = It->second;
  };
  Move(F.Where);
  for (Note &N : F.Notes)
    Move(N.Where);
  for (Fix &Change : F.Fixes) {
    Move(Change.Begin);
    Move(Change.End);
  }
}

Verified concurrency::verifyFindings(const Options &O, Analysed &All,
                                     const DoingsMap &WhatTheyDo,
                                     CommandOf Find) {
  llvm::MapVector<const CompileCommand *, std::vector<Finding>> Asked;
  std::vector<Finding> Sure;
  Verified Counts;
  for (Finding &F : All.Findings) {
    const CompileCommand *Command = wantsPaths(F) && F.Where.valid()
                                        ? Find(All.Files[F.Where.File.index()])
                                        : nullptr;
    if (Command)
      Asked[Command].push_back(std::move(F));
    else
      Sure.push_back(std::move(F));
  }
  llvm::StringMap<FileId> Known;
  for (auto [I, File] : llvm::enumerate(All.Files))
    Known.try_emplace(File, FileId(I));

  auto Todo = Asked.takeVector();
  unsigned AtOnce =
      O.Jobs ? O.Jobs : llvm::hardware_concurrency().compute_thread_count();
  auto Job = [&](size_t I) {
    Index Question;
    Question.Files = All.Files;
    Question.Findings = Todo[I].second;
    return look(*Todo[I].first, O, WhatTheyDo, std::move(Question));
  };
  auto Done = [&](size_t I, JobResult Result) {
    auto [Numbers, Text] = llvm::StringRef(Result.Output).split('\n');
    llvm::Expected<Index> Answer = Index::parse(Text);
    // A worker that ends otherwise decides nothing.
    if (!Answer || !Result.Died.empty()) {
      llvm::consumeError(Answer.takeError());
      llvm::move(Todo[I].second, std::back_inserter(Sure));
      return;
    }
    unsigned Confirmed = 0, Refuted = 0;
    if (!Numbers.consumeInteger(10, Confirmed))
      Numbers.ltrim().getAsInteger(10, Refuted);
    Counts.Confirmed += Confirmed;
    Counts.Refuted += Refuted;
    for (Finding &F : Answer->Findings) {
      moveTo(F, Answer->Files, All.Files, Known);
      Sure.push_back(std::move(F));
    }
  };
  runJobs(Todo.size(), AtOnce, O.Timeout, Job, Done);
  llvm::stable_sort(Sure);
  All.Findings = std::move(Sure);
  Counts.Undecided = llvm::count_if(All.Findings, [](const Finding &F) {
    return F.Sure == Confidence::Likely;
  });
  return Counts;
}

#else

Verified concurrency::verifyFindings(const Options &, Analysed &,
                                     const DoingsMap &, CommandOf) {
  fail("--verify-paths needs LLVM 22");
}

#endif
