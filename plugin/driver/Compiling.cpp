//===- Compiling.cpp - the compiler's front end on one command ------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/Compiling.h"
#include "clang/AST/ASTConsumer.h"
#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Tooling/Tooling.h"
#include "llvm/Support/FileSystem.h"

using namespace clang;
using namespace concurrency;

namespace {

using TreeUser = llvm::function_ref<void(ASTContext &, Preprocessor &)>;

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

class TreeConsumer : public ASTConsumer {
public:
  TreeConsumer(CompilerInstance &Compiler, TreeUser Use)
      : Compiler(Compiler), Use(Use) {}
  void HandleTranslationUnit(ASTContext &Context) override {
    Use(Context, Compiler.getPreprocessor());
  }

private:
  CompilerInstance &Compiler;
  TreeUser Use;
};

class TreeAction : public ASTFrontendAction {
public:
  explicit TreeAction(TreeUser Use) : Use(Use) {}
  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &Compiler,
                                                 llvm::StringRef) override {
    return std::make_unique<TreeConsumer>(Compiler, Use);
  }

private:
  TreeUser Use;
};

class TreeActionFactory : public tooling::FrontendActionFactory {
public:
  explicit TreeActionFactory(TreeUser Use) : Use(Use) {}
  std::unique_ptr<FrontendAction> create() override {
    return std::make_unique<TreeAction>(Use);
  }

private:
  TreeUser Use;
};

} // namespace

std::string concurrency::compileCommand(const tooling::CompileCommand &Command,
                                        TreeUser Use) {
  // (The tool would end the process.)
  if (!llvm::sys::fs::is_directory(Command.Directory))
    return "there is no folder '" + Command.Directory +
           "', in which its command runs";
  std::string Error;
  OneCommand Database(Command);
  tooling::ClangTool Tool(Database, {Command.Filename});
  // Such commands may have been made for another compiler.
  Tool.appendArgumentsAdjuster(
      tooling::getInsertArgumentAdjuster({"-w", "-Wno-unknown-warning-option",
                                          "-Wno-ignored-optimization-argument"},
                                         tooling::ArgumentInsertPosition::END));
  FirstError Errors(Error);
  Tool.setDiagnosticConsumer(&Errors);
  Tool.setPrintErrorMessage(false);
  TreeActionFactory Make(Use);
  int Failed = Tool.run(&Make);
  if (Failed && Error.empty())
    Error = Command.Filename + ": the compiler cannot run this command";
  return Error;
}
