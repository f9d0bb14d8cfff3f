//===- Extraction.cpp - one compile command to facts ----------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/Extraction.h"
#include "driver/Compiling.h"
#include "extract/Extract.h"
#include "facts/Binary.h"
#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace clang;
using namespace concurrency;

namespace {

class InputReader {
public:
  explicit InputReader(CacheEntry &Out) : Out(Out) {}

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

private:
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

  CacheEntry &Out;
  llvm::StringMap<std::string> Folders;
};

} // namespace

Extraction concurrency::extractCommand(const tooling::CompileCommand &Command,
                                       const Model &Models) {
  Extraction Result;
  Result.Error =
      compileCommand(Command, [&](ASTContext &Context, Preprocessor &) {
        ExtractStats Ignored;
        ExtractOptions Options;
        Options.Sparse = true;
        Result.Entry.Facts = write(extract(Context, Models, Options, Ignored));
        InputReader(Result.Entry).readInputs(Context.getSourceManager());
      });
  return Result;
}
