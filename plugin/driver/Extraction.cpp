//===- Extraction.cpp - one compile command to facts ----------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/Extraction.h"
#include "extract/Extract.h"
#include "facts/Binary.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Tooling/Tooling.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace clang;
using namespace concurrency;

namespace {

/// A database of a single command: a file can have several.
class OneCommand : public tooling::CompilationDatabase {
public:
  explicit OneCommand(const tooling::CompileCommand &C) : C(C) {}
  std::vector<tooling::CompileCommand>
  getCompileCommands(llvm::StringRef) const override {
    return {C};
  }
  std::vector<std::string> getAllFiles() const override { return {C.Filename}; }

private:
  const tooling::CompileCommand &C;
};

/// Keeps the first error, shows nothing.
class FirstError : public DiagnosticConsumer {
public:
  explicit FirstError(std::string &Text) : Text(Text) {}
  void HandleDiagnostic(DiagnosticsEngine::Level Level,
                        const Diagnostic &Info) override {
    DiagnosticConsumer::HandleDiagnostic(Level, Info);
    if (Level < DiagnosticsEngine::Error || !Text.empty())
      return;
    llvm::SmallString<256> Message;
    Info.FormatDiagnostic(Message);
    if (Info.getLocation().isValid() && Info.hasSourceManager())
      Text = Info.getSourceManager()
                 .getExpansionLoc(Info.getLocation())
                 .printToString(Info.getSourceManager()) +
             ": ";
    Text += Message;
  }

private:
  std::string &Text;
};

class FactsConsumer : public ASTConsumer {
public:
  FactsConsumer(const Model &Models, CacheEntry &Out)
      : Models(Models), Out(Out) {}

  void HandleTranslationUnit(ASTContext &Context) override {
    ExtractStats Ignored;
    ExtractOptions Options;
    Options.Sparse = true;
    Out.Facts = write(extract(Context, Models, Options, Ignored));
    readInputs(Context.getSourceManager());
  }

private:
  /// What the compiler has read, as it has read it.
  void readInputs(const SourceManager &SM) {
    for (auto It = SM.fileinfo_begin(); It != SM.fileinfo_end(); ++It) {
      std::optional<llvm::MemoryBufferRef> Buffer =
          It->second ? It->second->getBufferIfLoaded() : std::nullopt;
      if (!Buffer)
        continue;
      llvm::SmallString<256> Name(It->first.getName());
      SM.getFileManager().makeAbsolutePath(Name);
      llvm::SmallString<256> Plain(
          plainFolder(llvm::sys::path::parent_path(Name)));
      llvm::sys::path::append(Plain, llvm::sys::path::filename(Name));
      Out.Inputs.emplace_back(Plain.str().str(), hashOf(Buffer->getBuffer()));
    }
    llvm::sort(Out.Inputs);
    Out.Inputs.erase(llvm::unique(Out.Inputs), Out.Inputs.end());
  }

  /// Without `.` and `..`. What is behind a symbolic link has another parent
  /// than its name says: /lib/gcc/../../include may well be /usr/include.
  llvm::StringRef plainFolder(llvm::StringRef Folder) {
    auto [It, New] = Folders.try_emplace(Folder);
    if (New) {
      llvm::SmallString<256> Plain(Folder);
      llvm::sys::path::remove_dots(Plain, /*remove_dot_dot=*/true);
      bool Same = false;
      if (Plain != Folder &&
          (llvm::sys::fs::equivalent(Folder, Plain, Same) || !Same) &&
          llvm::sys::fs::real_path(Folder, Plain))
        Plain = Folder;
      It->second = Plain.str().str();
    }
    return It->second;
  }

  const Model &Models;
  CacheEntry &Out;
  llvm::StringMap<std::string> Folders;
};

class FactsAction : public ASTFrontendAction {
public:
  FactsAction(const Model &Models, CacheEntry &Out)
      : Models(Models), Out(Out) {}
  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &,
                                                 llvm::StringRef) override {
    return std::make_unique<FactsConsumer>(Models, Out);
  }

private:
  const Model &Models;
  CacheEntry &Out;
};

class FactsActionFactory : public tooling::FrontendActionFactory {
public:
  FactsActionFactory(const Model &Models, CacheEntry &Out)
      : Models(Models), Out(Out) {}
  std::unique_ptr<FrontendAction> create() override {
    return std::make_unique<FactsAction>(Models, Out);
  }

private:
  const Model &Models;
  CacheEntry &Out;
};

} // namespace

Extraction concurrency::extractCommand(const tooling::CompileCommand &Command,
                                       const Model &Models) {
  Extraction Result;
  OneCommand Database(Command);
  tooling::ClangTool Tool(Database, {Command.Filename});
  // Such commands may have been made for another compiler.
  Tool.appendArgumentsAdjuster(
      tooling::getInsertArgumentAdjuster({"-w", "-Wno-unknown-warning-option",
                                          "-Wno-ignored-optimization-argument"},
                                         tooling::ArgumentInsertPosition::END));
  FirstError Errors(Result.Error);
  Tool.setDiagnosticConsumer(&Errors);
  Tool.setPrintErrorMessage(false);
  FactsActionFactory Make(Models, Result.Entry);
  int Failed = Tool.run(&Make);
  if (Failed && Result.Error.empty())
    Result.Error = Command.Filename + ": the compiler cannot run this command";
  return Result;
}
