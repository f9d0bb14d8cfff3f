//===- ReadFiles.cpp - which files a translation unit has read ------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tidy/ReadFiles.h"
#include "clang/Basic/SourceManager.h"
#include <deque>
#include <mutex>
#include <string>

using namespace concurrency;
using clang::SrcMgr::SLocEntry;

/// Preambles whose files are known at once.
static constexpr size_t MaxPreambles = 64;

static const clang::FileEntry *fileOf(const SLocEntry &Entry) {
  if (!Entry.isFile())
    return nullptr;
  auto File = Entry.getFile().getContentCache().OrigEntry;
  return File ? &File->getFileEntry() : nullptr;
}

ReadFiles::Entries ReadFiles::loaded(const clang::SourceManager &SM) {
  Entries Found;
  for (unsigned I = 0; I != SM.loaded_sloc_entry_size(); ++I)
    if (const clang::FileEntry *File = fileOf(SM.getLoadedSLocEntry(I)))
      Found.try_emplace(File->getUniqueID(), I);
  return Found;
}

ReadFiles::ReadFiles(clang::SourceManager &SM, llvm::StringRef Around)
    : SM(SM) {
  static std::mutex Mutex;
  using Known = std::pair<std::string, std::shared_ptr<const Entries>>;
  static std::deque<Known> Preambles; ///< the latest last
  if (!Around.empty()) {
    std::lock_guard<std::mutex> Lock(Mutex);
    for (const auto &[Name, Files] : Preambles)
      if (Name == Around)
        Preamble = Files;
  }
  if (Preamble)
    return;
  Preamble = std::make_shared<const Entries>(loaded(SM));
  if (Around.empty())
    return;
  std::lock_guard<std::mutex> Lock(Mutex);
  Preambles.emplace_back(Around.str(), Preamble);
  if (Preambles.size() > MaxPreambles)
    Preambles.pop_front();
}

/// Those that were read after the preamble.
const ReadFiles::Entries &ReadFiles::own() {
  if (!Own) {
    Entries Found;
    for (unsigned I = 0; I != SM.local_sloc_entry_size(); ++I)
      if (const clang::FileEntry *File = fileOf(SM.getLocalSLocEntry(I)))
        Found.try_emplace(File->getUniqueID(), I);
    Own = std::make_shared<const Entries>(std::move(Found));
  }
  return *Own;
}

clang::FileID ReadFiles::of(clang::FileEntryRef File) {
  if (SM.isMainFile(File.getFileEntry()))
    return SM.getMainFileID();
  auto At = [&](const SLocEntry &Entry) {
    return SM.getFileID(
        clang::SourceLocation::getFromRawEncoding(Entry.getOffset()));
  };
  if (auto It = Preamble->find(File.getUniqueID()); It != Preamble->end())
    return At(SM.getLoadedSLocEntry(It->second));
  if (auto It = own().find(File.getUniqueID()); It != own().end())
    return At(SM.getLocalSLocEntry(It->second));
  return {};
}
