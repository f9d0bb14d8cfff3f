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
///
//===----------------------------------------------------------------------===//

#include "extract/Extract.h"
#include "facts/Text.h"
#include "facts/Validate.h"
#include "model/Model.h"
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

/// Some file's facts contradict themselves.
static bool Failed = false;

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
  return Failed ? 3 : Result;
}
