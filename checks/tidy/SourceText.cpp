//===- SourceText.cpp - what the compiler sees of a file ------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tidy/SourceText.h"
#include "index/FileHashes.h"
#include "index/Index.h"
#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/xxhash.h"

using namespace clang;
using namespace concurrency;

/// Files are read besides the main file and what stands in the preamble.
static bool readsOthers(const SourceManager &SM) {
  for (unsigned I = 1; I < SM.local_sloc_entry_size(); ++I) {
    const SrcMgr::SLocEntry &Entry = SM.getLocalSLocEntry(I);
    if (Entry.isFile() && Entry.getFile().getContentCache().OrigEntry &&
        Entry.getFile().getIncludeLoc().isValid())
      return true;
  }
  return false;
}

/// Words that follow each other without a space, or at the beginning of a line,
/// may mean another thing.
static Words readWords(const SourceManager &SM, const LangOptions &Language) {
  const FileID Main = SM.getMainFileID();
  const llvm::StringRef Text = SM.getBufferData(Main);
  Lexer Lex(SM.getLocForStartOfFile(Main), Language, Text.begin(), Text.begin(),
            Text.end());
  Words Result;
  uint32_t Line = 1;
  const char *LineStart = Text.begin();
  const char *Passed = Text.begin();
  for (Token T;;) {
    Lex.LexFromRawLexer(T);
    if (T.is(tok::eof))
      break;
    const char *Begin = Lex.getBufferLocation() - T.getLength();
    for (; Passed != Begin; ++Passed)
      if (*Passed == '\n') {
        ++Line;
        LineStart = Passed + 1;
      }
    Result.Starts.push_back({Line, uint32_t(Begin - LineStart) + 1});
    uint64_t Said = llvm::xxh3_64bits(llvm::StringRef(Begin, T.getLength()));
    Result.Said.push_back(Said + (T.isAtStartOfLine() ? 1 : 0) +
                          (T.hasLeadingSpace() ? 2 : 0));
  }
  Result.Hash =
      hashOf(llvm::StringRef(reinterpret_cast<const char *>(Result.Said.data()),
                             Result.Said.size() * sizeof(uint64_t)));
  return Result;
}

KeptText concurrency::readText(const ASTContext &Context,
                               llvm::StringRef Preamble) {
  KeptText Result;
  const SourceManager &SM = Context.getSourceManager();
  const FileStamp Stamp = FileStamp::of(Preamble);
  if (!Preamble.empty() && Stamp.Size != 0 && !readsOthers(SM))
    Result.Around =
        llvm::formatv("{0} {1} {2}", Preamble, Stamp.Size, Stamp.Modified);
  Result.Seen =
      std::make_shared<const Words>(readWords(SM, Context.getLangOpts()));
  return Result;
}
