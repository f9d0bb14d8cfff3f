//===- FileFacts.cpp - facts of the file being compiled -------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "paths/FileFacts.h"
#include "extract/Extract.h"
#include "model/ModelFiles.h"
#include "clang/AST/ASTContext.h"
#include "clang/Basic/FileManager.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;
using namespace concurrency;

void concurrency::reportMistakes(DiagnosticsEngine &Diags,
                                 const FileFacts &Facts) {
  for (const std::string &Mistake : Facts.Mistakes)
    Diags.Report(Diags.getCustomDiagID(
        DiagnosticsEngine::Error,
        "mistake in a model file, so no concurrency was analysed:\n%0"))
        << llvm::StringRef(Mistake).rtrim();
}

FileFacts concurrency::readFacts(ASTContext &Ctx, llvm::StringRef ModelFile) {
  const SourceManager &SM = Ctx.getSourceManager();
  llvm::StringRef MainName;
  if (OptionalFileEntryRef Main = SM.getFileEntryRefForID(SM.getMainFileID()))
    MainName = Main->getName();
  LoadedModel Loaded = loadModels(SM.getFileManager().getVirtualFileSystem(),
                                  MainName, ModelFile);
  FileFacts Facts;
  Facts.Models = std::move(Loaded.Models);
  Facts.Mistakes = std::move(Loaded.Mistakes);
  if (!Facts.Models)
    return Facts;
  ExtractStats Stats;
  Facts.Unit = extract(Ctx, *Facts.Models, ExtractOptions(), Stats);
  return Facts;
}

SourceLocation concurrency::locate(ASTContext &Ctx,
                                   llvm::ArrayRef<std::string> Files,
                                   const Place &P) {
  if (!P.valid() || !P.File.valid() || P.File.index() >= Files.size())
    return {};
  FileID Read = findRead(Ctx, Files[P.File.index()]);
  return Read.isValid()
             ? Ctx.getSourceManager().translateLineCol(Read, P.Line, P.Column)
             : SourceLocation();
}

FileID concurrency::findRead(ASTContext &Ctx, llvm::StringRef Name) {
  const SourceManager &SM = Ctx.getSourceManager();
  // Which may be the standard input.
  if (Name == mainFile(Ctx))
    return SM.getMainFileID();
  // Never opens a file: one that this translation unit has read is cached.
  auto File = SM.getFileManager().getOptionalFileRef(Name, /*OpenFile=*/false);
  return File ? SM.translateFile(&File->getFileEntry()) : FileID();
}
