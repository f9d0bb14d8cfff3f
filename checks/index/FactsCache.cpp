//===- FactsCache.cpp - facts that were extracted before ------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "index/FactsCache.h"
#include "facts/AtomicFile.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace concurrency;
using llvm::StringRef;
namespace path = llvm::sys::path;

static constexpr llvm::StringLiteral Magic = "clang-concurrency facts 1";

std::string CommandKey::hash() const {
  std::string All;
  // With lengths, so that no two lists read alike.
  auto Add = [&](StringRef Text) {
    All += std::to_string(Text.size()) + ":" + Text.str() + "\n";
  };
  Add(Version);
  Add(Models);
  Add(File);
  Add(Directory);
  for (const std::string &A : Arguments)
    Add(A);
  return hashOf(All);
}

// An entry is a few lines of text and then the facts:
//
//   clang-concurrency facts 1
//   <hash of all that follows>
//   <number of inputs>
//   <hash> <name>                     for each input
//   <facts>
std::string CacheEntry::write() const {
  std::string Body = std::to_string(Inputs.size()) + "\n";
  for (const auto &[File, Hash] : Inputs)
    Body += Hash + " " + File + "\n";
  Body += Facts;
  return (Magic + "\n" + hashOf(Body) + "\n").str() + Body;
}

std::optional<CacheEntry> CacheEntry::read(StringRef Text) {
  auto Line = [&] {
    auto [First, Rest] = Text.split('\n');
    Text = Rest;
    return First;
  };
  if (Line() != Magic)
    return std::nullopt;
  StringRef Hash = Line();
  if (hashOf(Text) != Hash)
    return std::nullopt;
  size_t Count = 0;
  if (Line().getAsInteger(10, Count))
    return std::nullopt;
  CacheEntry Entry;
  for (size_t I = 0; I != Count; ++I) {
    auto [InputHash, File] = Line().split(' ');
    if (File.empty())
      return std::nullopt;
    Entry.Inputs.emplace_back(File, InputHash);
  }
  Entry.Facts = Text.str();
  return Entry;
}

/// The first line of an entry in its file says which one it is.
static std::string nameLine(StringRef Hash) {
  return ("entry " + Hash + "\n").str();
}

std::string FactsCache::fileOf(StringRef Hash) const {
  // A folder for each of 256 groups: some file systems are slow with more.
  llvm::SmallString<256> File(Root);
  path::append(File, Hash.take_front(2), Hash + ".facts");
  return File.str().str();
}

std::optional<CacheEntry> FactsCache::load(StringRef Hash) const {
  auto Buffer = llvm::MemoryBuffer::getFile(
      fileOf(Hash), /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!Buffer)
    return std::nullopt;
  // Somebody may have copied it here from another place.
  StringRef Text = (*Buffer)->getBuffer();
  if (!Text.consume_front(nameLine(Hash)))
    return std::nullopt;
  return CacheEntry::read(Text);
}

std::optional<CacheEntry> FactsCache::find(const CommandKey &Key,
                                           FileHashes &Now) const {
  std::optional<CacheEntry> Entry = load(Key.hash());
  if (!Entry || llvm::any_of(Entry->Inputs, [&](const auto &Input) {
        return Now.of(Input.first) != Input.second;
      }))
    return std::nullopt;
  return Entry;
}

llvm::Error FactsCache::store(const CommandKey &Key,
                              const CacheEntry &Entry) const {
  const std::string Hash = Key.hash();
  const std::string File = fileOf(Hash);
  if (std::error_code Failed =
          llvm::sys::fs::create_directories(path::parent_path(File)))
    return llvm::createFileError(path::parent_path(File), Failed);
  return writeAtomically(File, nameLine(Hash) + Entry.write());
}

void FactsCache::keepOnly(llvm::ArrayRef<std::string> Kept) const {
  llvm::StringSet<> Names;
  for (const std::string &Hash : Kept)
    Names.insert(Hash + ".facts");
  std::error_code Failed;
  for (llvm::sys::fs::recursive_directory_iterator It(Root, Failed), End;
       It != End && !Failed; It.increment(Failed))
    if (StringRef(It->path()).ends_with(".facts") &&
        !Names.contains(path::filename(It->path())))
      (void)llvm::sys::fs::remove(It->path());
}
