//===- PathEngine.cpp - the analyzer, for single functions ----------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "paths/PathEngine.h"
#include "paths/PathChecker.h"
#include "paths/Register.h"
#include "clang/Analysis/Analyses/LiveVariables.h"
#include "clang/CrossTU/CrossTranslationUnit.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/AnalysisManager.h"
#include "clang/StaticAnalyzer/Core/PathSensitive/ExprEngine.h"
#include "clang/StaticAnalyzer/Frontend/CheckerRegistry.h"

using namespace clang;
using namespace ento;
using namespace concurrency;

/// Nodes of the graph of one function. Most functions need a few hundred; this
/// many take a second or two.
static constexpr unsigned MaxNodes = 300000;

namespace {
class Collector : public PathDiagnosticConsumer {
public:
  explicit Collector(std::vector<PathFinding> &Found) : Found(Found) {}

  llvm::StringRef getName() const override { return "concurrency"; }
  bool supportsLogicalOpControlFlow() const override { return true; }
  bool supportsCrossFileDiagnostics() const override { return true; }
  void FlushDiagnosticsImpl(std::vector<const PathDiagnostic *> &Reports,
                            FilesMade *) override;

private:
  std::vector<PathFinding> &Found;
};
} // namespace

void Collector::FlushDiagnosticsImpl(
    std::vector<const PathDiagnostic *> &Reports, FilesMade *) {
  for (const PathDiagnostic *Report : Reports) {
    llvm::StringRef Checker = Report->getCheckerName();
    if (!Checker.consume_front("concurrency."))
      continue;
    PathFinding F{Checker.str(),
                  Report->getLocation().asLocation(),
                  Report->getShortDescription().str(),
                  {}};
    PathPieces Path = Report->path.flatten(/*ShouldFlattenMacros=*/true);
    auto Add = [&](bool Notes) {
      for (const PathDiagnosticPieceRef &Piece : Path)
        if (isa<PathDiagnosticNotePiece>(*Piece) == Notes &&
            !Piece->getString().empty())
          F.Steps.push_back({Piece->getString().str(),
                             Piece->getLocation().asLocation(), Notes});
    };
    Add(/*Notes=*/false);
    // The last is the message once more.
    if (!F.Steps.empty() && F.Steps.back().Text == F.Message)
      F.Steps.pop_back();
    Add(/*Notes=*/true);
    Found.push_back(std::move(F));
  }
}

//===----------------------------------------------------------------------===//
// Making an engine
//===----------------------------------------------------------------------===//

/// The analyzer's defaults are in the reader of command lines and nowhere else.
static std::shared_ptr<CompilerInvocation>
analyzerDefaults(llvm::StringRef ModelFile) {
  static constexpr const char *Args[] = {
      "-analyzer-checker=core,apiModeling,concurrency",
      // Numbers may change when they are made shorter, or lose their sign.
      "-analyzer-config", "support-symbolic-integer-casts=true",
      // A loop that goes on for long can leave everything in any state.
      "-analyzer-config", "widen-loops=true",
      // The number of nodes is bound enough.
      "-analyzer-config", "max-times-inline-large=10000", "-"};
  DiagnosticOptions Options;
  IgnoringDiagConsumer Nobody;
  DiagnosticsEngine Silent(llvm::makeIntrusiveRefCnt<DiagnosticIDs>(), Options,
                           &Nobody, /*ShouldOwnClient=*/false);
  auto Invocation = std::make_shared<CompilerInvocation>();
  CompilerInvocation::CreateFromArgs(*Invocation, Args, Silent);
  Invocation->getAnalyzerOpts().Config["concurrency:ModelFile"] =
      ModelFile.str();
  // Findings of the whole program are asked about already.
  Invocation->getAnalyzerOpts().Config["concurrency:Index"] = "none";
  return Invocation;
}

static PathDiagnosticConsumers consumers(std::vector<PathFinding> &Found) {
  PathDiagnosticConsumers All;
  All.push_back(std::make_unique<Collector>(Found));
  return All;
}

struct PathEngine::Parts {
  Parts(ASTContext &Ctx, Preprocessor &PP, llvm::StringRef ModelFile)
      : Compiler(analyzerDefaults(ModelFile)),
        CrossTU((Compiler.setASTContext(&Ctx), Compiler)),
        Checkers(Ctx, Compiler.getAnalyzerOpts(), PP, {},
                 {[](CheckerRegistry &R) { registerPathCheckers(R); }}),
        Manager(Ctx, PP, consumers(Found), CreateRegionStoreManager,
                CreateRangeConstraintManager, &Checkers,
                Compiler.getAnalyzerOpts()),
        WholeFile(Manager) {}

  std::vector<PathFinding> Found;
  /// Compiles nothing. It carries options, and the syntax tree to where the
  /// engine, which could load others, wants it.
  CompilerInstance Compiler;
  cross_tu::CrossTranslationUnitContext CrossTU;
  CheckerManager Checkers;
  AnalysisManager Manager;
  BugReporter WholeFile;
  FunctionSummariesTy Summaries;
};

PathEngine::PathEngine(ASTContext &Ctx, Preprocessor &PP,
                       llvm::StringRef ModelFile)
    : Engine(std::make_unique<Parts>(Ctx, PP, ModelFile)) {
  Checker = Engine->Checkers.getChecker<PathChecker>();
  Engine->Checkers.runCheckersOnASTDecl(Ctx.getTranslationUnitDecl(),
                                        Engine->Manager, Engine->WholeFile);
}

PathEngine::~PathEngine() = default;

//===----------------------------------------------------------------------===//
// Running it
//===----------------------------------------------------------------------===//

static bool sameLocks(const ProgramStateRef &A, const ProgramStateRef &B) {
  auto Holds = holds(A), Others = holds(B);
  return Holds.size() == Others.size() &&
         llvm::all_of(Holds,
                      [&](const Hold &H) { return findHold(Others, H.Lock); });
}

/// A loop was left after some turns. Whether the next would show anything new:
/// not if the locks were the same at an earlier turn, as after those turns
/// nothing else is taken for known.
static bool turnsAlike(const ExplodedNode *Cut) {
  auto Block = [](const ExplodedNode *N) -> const CFGBlock * {
    if (auto Edge = N->getLocationAs<BlockEdge>())
      return Edge->getDst();
    if (auto Entrance = N->getLocationAs<BlockEntrance>())
      return Entrance->getBlock();
    return nullptr;
  };
  const CFGBlock *Head = Block(Cut);
  for (const ExplodedNode *N = Cut->getFirstPred(); N && Head;
       N = N->getFirstPred())
    if (N->getStackFrame() == Cut->getStackFrame() && Block(N) == Head &&
        N->getState() != Cut->getState() &&
        sameLocks(N->getState(), Cut->getState()))
      return true;
  return false;
}

/// A path may end because the program does, or would: nothing comes behind the
/// use of a null pointer. Then it is whole. For any other reason, something may
/// come behind.
static bool isWhole(const ExplodedNode *Sink) {
  const ProgramPoint At = Sink->getLocation();
  llvm::StringRef Tag = At.getTag() ? At.getTag()->getDebugTag() : "";
  if (At.getAs<BlockEntrance>() || At.getAs<BlockEdge>())
    return turnsAlike(Sink);
  return Tag.contains("NoReturn") || Tag.contains("BuiltinFunctions") ||
         Tag.contains("DereferenceChecker") ||
         Tag.contains("NonNullParamChecker") ||
         Tag.contains(PathWatch::OverTag);
}

const CFG *PathEngine::graph(const FunctionDecl *F) {
  Engine->Manager.ClearContexts();
  return Engine->Manager.getCFG(F);
}

bool PathEngine::explore(const FunctionDecl *F) {
  AnalysisManager &Manager = Engine->Manager;
  AnalysisDeclContext *Context = Manager.getAnalysisDeclContext(F);
  if (Context->isBodyAutosynthesized())
    return false;
  const CFG *Graph = Manager.getCFG(F);
  if (!Graph || !Context->getAnalysis<RelaxedLiveVariables>())
    return false;
  ExprEngine Paths(Engine->CrossTU, Manager, nullptr, &Engine->Summaries,
                   ExprEngine::Inline_Regular);
  Paths.ExecuteWorkList(
      Manager.getAnalysisDeclContextManager().getStackFrame(F), MaxNodes);
  // No path leads into the handlers of exceptions.
  bool All = Paths.hasEmptyWorkList() &&
             Graph->try_blocks_begin() == Graph->try_blocks_end();
  for (const ExplodedNode &N : Paths.getGraph().nodes())
    All = All && (!N.isSink() || isWhole(&N));
  Paths.getBugReporter().FlushReports();
  return All;
}

std::vector<PathFinding> PathEngine::finish() {
  Engine->Checkers.runCheckersOnEndOfTranslationUnit(
      Engine->Manager.getASTContext().getTranslationUnitDecl(), Engine->Manager,
      Engine->WholeFile);
  Engine->WholeFile.FlushReports();
  Engine->Manager.FlushDiagnostics();
  return std::move(Engine->Found);
}
