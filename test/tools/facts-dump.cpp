//===- facts-dump.cpp - prints the facts of a file ------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What the extraction makes of a source file, for tests and debugging:
///   facts-dump -p build file.cpp
///   facts-dump file.cpp -- -std=c++20
/// and, if asked, what the solver makes of the facts.
///
//===----------------------------------------------------------------------===//

#include "detect/Explain.h"
#include "extract/Extract.h"
#include "facts/Text.h"
#include "facts/Validate.h"
#include "model/Model.h"
#include "solve/GuardInference.h"
#include "clang/AST/ASTConsumer.h"
#include "clang/AST/ASTContext.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Tooling/CommonOptionsParser.h"
#include "clang/Tooling/Tooling.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Timer.h"
#include "llvm/Support/raw_ostream.h"
#include <utility>

using namespace clang;
using namespace concurrency;
namespace cl = llvm::cl;

static cl::OptionCategory Category("facts-dump options");
static cl::opt<bool> Quiet("quiet", cl::cat(Category),
                           cl::desc("Extract, but print nothing"));
static cl::opt<bool> Counts("counts", cl::cat(Category),
                            cl::desc("Print counts and times to stderr"));
static cl::opt<unsigned> Repeat("repeat", cl::init(1), cl::cat(Category),
                                cl::desc("Extract so often, for profiling"));
static cl::list<std::string> ModelFiles("model", cl::cat(Category),
                                        cl::desc("Add a model file"));

static cl::opt<bool> Guards(
    "guards", cl::cat(Category),
    cl::desc("Print 'guard STATE LOCK GUARDED/TOTAL' for each piece of state, "
             "and no facts"));
static cl::opt<bool> Held("held", cl::cat(Category),
                          cl::desc("Print the locks held at every entry and "
                                   "access, and no facts"));

static cl::opt<bool> Linked("linked", cl::cat(Category),
                            cl::desc("With --guards or --held: of all sources "
                                     "together, as one program"));

/// What --linked has read so far.
static std::vector<TranslationUnit> Units;

/// Some file's facts contradict themselves.
static bool Failed = false;

static void printGuards(Solution &S) {
  const Program &P = S.program();
  for (const auto &[Key, Uses] : collectAccesses(S)) {
    if (Key.Pointee)
      continue;
    std::vector<SharedAccess> Accesses = inContexts(S, Uses);
    GuardVote V = vote(S, Key, Accesses);
    bool Stated = V.Guard.valid() && isConvincing(V);
    llvm::outs() << "guard " << P[Key.Entity].Name << ' '
                 << (Stated ? P[V.Guard].Name : "-") << ' ' << V.Guarded << '/'
                 << V.total() << '\n';
  }
}

static void printHeld(Solution &S) {
  const Program &P = S.program();
  auto Print = [&](const Function &F, llvm::ArrayRef<HeldLock> Locks) {
    for (const HeldLock &H : Locks)
      llvm::outs() << ' ' << shortName(S, F, H.Lock) << (H.Must ? "" : "?")
                   << (H.Mode == LockMode::Shared ? " (shared)" : "");
  };
  for (auto [I, F] : llvm::enumerate(P.functions())) {
    const SolvedFunction &Known = S[FunctionId(I)];
    llvm::outs() << P.name(FunctionId(I)) << ':';
    Print(F, Known.At.Held);
    llvm::outs() << '\n';
    for (const WayIn &W : Known.At.Ways) {
      llvm::outs() << "  way" << (W.Unknown ? " (unknown)" : "") << " from "
                   << (W.Caller.valid() ? P.name(W.Caller) : "a thread") << ':';
      Print(F, W.Held);
      llvm::outs() << '\n';
    }
    for (uint32_t J = 0; J != F.Events.size(); ++J)
      if (const LockSet *State = S.before(FunctionId(I), EventId(J))) {
        llvm::outs() << "  " << F.Events[J].Where.Line << ':'
                     << F.Events[J].Where.Column << ' '
                     << shortName(S, F, F.Events[J].Target) << ' '
                     << F.Events[J].Text << ':';
        Print(F, State->Locks);
        llvm::outs() << '\n';
      }
  }
}

/// Prints what was asked for of the units, and forgets them.
static void printSolved(World Seen) {
  Program P(std::exchange(Units, {}));
  std::unique_ptr<Solution> S = solve(P, Seen);
  (Guards ? printGuards : printHeld)(*S);
}

namespace {
class Consumer : public ASTConsumer {
public:
  explicit Consumer(const Model &M) : M(M) {}

  void HandleTranslationUnit(ASTContext &Ctx) override {
    for (unsigned I = 1; I < Repeat; ++I) {
      ExtractStats Ignored;
      extract(Ctx, M, ExtractOptions(), Ignored);
    }
    ExtractStats Done;
    llvm::TimeRecord Begin = llvm::TimeRecord::getCurrentTime();
    TranslationUnit Unit = extract(Ctx, M, ExtractOptions(), Done);
    llvm::TimeRecord Spent = llvm::TimeRecord::getCurrentTime();
    Spent -= Begin;
    if (llvm::Error Wrong = validate(Unit)) {
      llvm::errs() << "invalid facts: " << llvm::toString(std::move(Wrong))
                   << '\n';
      Failed = true;
    }
    if (Guards || Held) {
      Units.push_back(std::move(Unit));
      if (!Linked)
        printSolved(World::Open);
      return;
    }
    if (!Quiet)
      print(llvm::outs(), Unit);
    if (::Counts)
      llvm::errs() << llvm::formatv(
          "{0}: {1} functions, {2} dropped, {3} skipped, {4} truncated, {5} "
          "blocks, {6} events, {7} entities, {8} ms\n",
          Unit.MainFile, Done.Functions, Done.Dropped, Done.Skipped,
          Done.Truncated, Done.Blocks, Done.Events, Done.Entities,
          static_cast<unsigned>(Spent.getProcessTime() * 1000));
  }

private:
  const Model &M;
};

class Action : public ASTFrontendAction {
public:
  explicit Action(const Model &M) : M(M) {}
  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &,
                                                 llvm::StringRef) override {
    return std::make_unique<Consumer>(M);
  }

private:
  const Model &M;
};

class Factory : public tooling::FrontendActionFactory {
public:
  explicit Factory(const Model &M) : M(M) {}
  std::unique_ptr<FrontendAction> create() override {
    return std::make_unique<Action>(M);
  }

private:
  const Model &M;
};
} // namespace

int main(int Argc, const char **Argv) {
  auto Options = tooling::CommonOptionsParser::create(Argc, Argv, Category);
  if (!Options) {
    llvm::errs() << llvm::toString(Options.takeError());
    return 2;
  }
  std::unique_ptr<Model> M = Model::createDefault();
  for (const std::string &File : ModelFiles)
    if (llvm::Error E = M->addFile(File)) {
      llvm::errs() << llvm::toString(std::move(E)) << '\n';
      return 2;
    }
  tooling::ClangTool Tool(Options->getCompilations(),
                          Options->getSourcePathList());
  Factory Make(*M);
  int Result = Tool.run(&Make);
  if (!Units.empty())
    printSolved(World::Closed);
  return Failed ? 3 : Result;
}
