//===- CompileAction.cpp - findings and facts while compiling -------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Before code is made of a file, the core reads its syntax tree: its findings
/// become warnings of the compiler, and the file's facts are kept for the analysis
/// of the whole program.
///
//===----------------------------------------------------------------------===//

#include "detect/Detect.h"
#include "facts/Binary.h"
#include "paths/FileFacts.h"
#include "report/Message.h"
#include "report/Suppression.h"
#include "clang/AST/ASTConsumer.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Frontend/FrontendPluginRegistry.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/TimeProfiler.h"
#include "llvm/Support/xxhash.h"
#include <bitset>

using namespace clang;
using namespace concurrency;

namespace {
struct CheckName {
  FindingKind Kind;
  llvm::StringLiteral Name;
};

constexpr CheckName Names[] = {
#define CONCURRENCY_CHECK(Class, Name, Sentence, Kind, Weaknesses)             \
  {FindingKind::Kind, Name},
#include "Checks.def"
};

struct CompileOptions {
  std::bitset<std::size(Names)> Wanted;
  Confidence MinConfidence = Confidence::Likely;
  bool Errors = false;
  std::string FactsFolder;
  std::string ModelFile;
};

class CompileConsumer : public ASTConsumer {
public:
  CompileConsumer(CompilerInstance &Compiler, CompileOptions Options)
      : Compiler(Compiler), Options(std::move(Options)) {}

  void HandleTranslationUnit(ASTContext &Ctx) override;

private:
  void writeFacts(ASTContext &Ctx, const TranslationUnit &Unit);
  void warn(ASTContext &Ctx, llvm::ArrayRef<std::string> Files,
            const Finding &F);
  bool wants(const Finding &F) const {
    // What is a matter of options in clang-tidy is left out here.
    return Options.Wanted.test(unsigned(F.Kind)) && !F.SerializesHandle &&
           F.Sure >= Options.MinConfidence;
  }

  CompilerInstance &Compiler;
  CompileOptions Options;
};

class CompileAction : public PluginASTAction {
protected:
  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &Compiler,
                                                 llvm::StringRef) override {
    // Headers compiled by themselves have no users yet. The analyzer has
    // checkers of its own, which say the same; findings of the core come there
    // only where somebody asks.
    if (!isFirst())
      return std::make_unique<ASTConsumer>();
    switch (Compiler.getFrontendOpts().ProgramAction) {
    case frontend::RunAnalysis:
      if (!Explicit)
        Options.Wanted.reset();
      break;
    case frontend::GeneratePCH:
    case frontend::GenerateModule:
    case frontend::GenerateModuleInterface:
    case frontend::GenerateReducedModuleInterface:
    case frontend::GenerateHeaderUnit:
      return std::make_unique<ASTConsumer>();
    default:
      break;
    }
    return std::make_unique<CompileConsumer>(Compiler, Options);
  }

  bool ParseArgs(const CompilerInstance &Compiler,
                 const std::vector<std::string> &Args) override;

  /// Before: what comes after the code generator makes Clang keep the syntax
  /// tree while the optimiser runs, which costs more than we do.
  ActionType getActionType() override { return AddBeforeMainAction; }

private:
  /// Not another copy of the plugin, loaded as well.
  static bool isFirst();

  CompileOptions Options;
  bool Explicit = false;
};
} // namespace

static std::string allNames() {
  std::string All;
  for (const CheckName &N : Names)
    All += (All.empty() ? "" : ", ") + N.Name.str();
  return All;
}

bool CompileAction::ParseArgs(const CompilerInstance &Compiler,
                              const std::vector<std::string> &Args) {
  DiagnosticsEngine &Diags = Compiler.getDiagnostics();
  auto Wrong = [&](const llvm::Twine &Text) {
    Diags.Report(Diags.getCustomDiagID(DiagnosticsEngine::Error,
                                       "plugin ConcurrencyClang: %0"))
        << Text.str();
    return false;
  };
  Options.Wanted.set();
  for (llvm::StringRef Arg : Args) {
    auto [Key, Value] = Arg.split('=');
    if (Key == "werror" && Value.empty()) {
      Options.Errors = true;
    } else if (Key == "facts" && !Value.empty()) {
      Options.FactsFolder = Value.str();
    } else if (Key == "model-file" && !Value.empty()) {
      Options.ModelFile = Value.str();
    } else if (Key == "min-confidence" &&
               (Value == "likely" || Value == "definite")) {
      Options.MinConfidence =
          Value == "likely" ? Confidence::Likely : Confidence::Definite;
    } else if (Key == "checks") {
      Explicit = true;
      Options.Wanted.reset();
      llvm::SmallVector<llvm::StringRef> Wanted;
      Value.split(Wanted, ',', -1, /*KeepEmpty=*/false);
      for (llvm::StringRef Name : Wanted) {
        bool Known = Name == "none" || Name == "all";
        if (Name == "all")
          Options.Wanted.set();
        for (const CheckName &N : Names)
          if (N.Name == Name) {
            Options.Wanted.set(unsigned(N.Kind));
            Known = true;
          }
        if (!Known)
          return Wrong("unknown check '" + Name +
                       "'; the checks are all, "
                       "none, " +
                       allNames());
      }
    } else {
      return Wrong("unknown argument '" + Arg +
                   "'; the arguments are checks=NAME,..., facts=FOLDER, "
                   "min-confidence=likely|definite, model-file=FILE, werror");
    }
  }
  return true;
}

/// Two objects may be made of one source file, and two files of one name.
void CompileConsumer::writeFacts(ASTContext &Ctx, const TranslationUnit &Unit) {
  llvm::SmallString<256> Output(Compiler.getFrontendOpts().OutputFile);
  Compiler.getFileManager().makeAbsolutePath(Output);
  uint64_t Hash = llvm::xxh3_64bits(Unit.MainFile + "\n" + Output.str().str());
  llvm::SmallString<256> File(Options.FactsFolder);
  llvm::sys::path::append(File, llvm::sys::path::filename(Unit.MainFile) + "." +
                                    llvm::utohexstr(Hash, true, 16) + ".facts");
  std::error_code Made = llvm::sys::fs::create_directories(Options.FactsFolder);
  llvm::Error Failed =
      Made ? llvm::createFileError(File, Made) : writeFile(File, Unit);
  if (!Failed)
    return;
  DiagnosticsEngine &Diags = Ctx.getDiagnostics();
  Diags.Report(Diags.getCustomDiagID(DiagnosticsEngine::Error,
                                     "cannot write facts to %0"))
      << llvm::toString(std::move(Failed));
}

void CompileConsumer::warn(ASTContext &Ctx, llvm::ArrayRef<std::string> Files,
                           const Finding &F) {
  SourceLocation Where = locate(Ctx, Files, F.Where);
  DiagnosticsEngine &Diags = Ctx.getDiagnostics();
  if (Where.isInvalid() || Ctx.getSourceManager().isInSystemHeader(Where))
    return;
  // Texts go in as arguments: names such as operator% are no format.
  unsigned Id =
      Options.Errors
          ? Diags.getCustomDiagID(DiagnosticsEngine::Error, "%0 [%1]")
          : Diags.getCustomDiagID(DiagnosticsEngine::Warning, "%0 [%1]");
  Diags.Report(Where, Id) << F.Message << Names[unsigned(F.Kind)].Name;
  unsigned Note = Diags.getCustomDiagID(DiagnosticsEngine::Note, "%0");
  for (const concurrency::Note &Step : F.Notes)
    if (SourceLocation At = locate(Ctx, Files, Step.Where); At.isValid())
      Diags.Report(At, Note) << Step.Text;
}

void CompileConsumer::HandleTranslationUnit(ASTContext &Ctx) {
  DiagnosticsEngine &Diags = Ctx.getDiagnostics();
  if (Diags.hasErrorOccurred() ||
      (Options.FactsFolder.empty() && Options.Wanted.none()))
    return;
  llvm::TimeTraceScope Trace("Concurrency");
  FileFacts Facts = readFacts(Ctx, Options.ModelFile);
  reportMistakes(Diags, Facts);
  if (!Facts.Models)
    return;
  if (!Options.FactsFolder.empty())
    writeFacts(Ctx, Facts.Unit);
  if (Options.Wanted.none())
    return;
  std::vector<TranslationUnit> Units;
  Units.push_back(std::move(Facts.Unit));
  Program Linked(std::move(Units));
  std::unique_ptr<Solution> Solved = solve(Linked);
  Sources Texts(Linked.files(), "");
  Suppressions Comments(Texts);
  for (const Finding &F : report(*Solved, detectAll(*Solved)))
    if (wants(F) && !Comments.suppress(F))
      warn(Ctx, Linked.files(), F);
}

// Without dashes, because the driver takes what follows one for the argument.
static constexpr char Name[] = "ConcurrencyClang";
static constexpr char What[] = "Finds concurrency bugs.";
static FrontendPluginRegistry::Add<CompileAction> Action(Name, What);

bool CompileAction::isFirst() {
  auto First = llvm::find_if(FrontendPluginRegistry::entries(),
                             [](const auto &E) { return E.getName() == Name; });
  return First == FrontendPluginRegistry::end() ||
         First->getDesc().data() == What;
}
