//===- ModelFiles.cpp - the models in force for a source file -------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "model/ModelFiles.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include <mutex>
#include <optional>

using namespace concurrency;
namespace path = llvm::sys::path;

static bool isFile(llvm::vfs::FileSystem &FS, llvm::StringRef Name) {
  llvm::ErrorOr<llvm::vfs::Status> Status = FS.status(Name);
  // Not only regular files: a model may come through a pipe.
  return Status && !Status->isDirectory();
}

/// \p Name in \p Folder or the nearest folder above that has it.
static std::optional<std::string> findUpwards(llvm::vfs::FileSystem &FS,
                                              llvm::StringRef Folder,
                                              llvm::StringRef Name) {
  for (; !Folder.empty(); Folder = path::parent_path(Folder)) {
    llvm::SmallString<256> Candidate(Folder);
    path::append(Candidate, Name);
    if (isFile(FS, Candidate))
      return std::string(Candidate);
  }
  return std::nullopt;
}

static std::optional<std::string> findModelFile(llvm::vfs::FileSystem &FS,
                                                llvm::StringRef SourceFolder,
                                                llvm::StringRef Name) {
  if (path::is_absolute(Name))
    return isFile(FS, Name) ? std::optional(Name.str()) : std::nullopt;
  // Not the file system's working folder: clang-tidy sets that to the one of
  // the compile command.
  llvm::SmallString<256> Here;
  if (!llvm::sys::fs::current_path(Here)) {
    path::append(Here, Name);
    if (isFile(FS, Here))
      return std::string(Here);
  }
  return findUpwards(FS, SourceFolder, Name);
}

/// The files' texts decide, not their names or times: an editor's unsaved
/// buffer changes without either.
static std::string
cacheKey(llvm::ArrayRef<std::unique_ptr<llvm::MemoryBuffer>> Buffers) {
  std::string Key;
  for (const auto &Buffer : Buffers)
    Key += (Buffer->getBufferIdentifier() + llvm::StringRef("\0", 1) +
            Buffer->getBuffer() + llvm::StringRef("\0", 1))
               .str();
  return Key;
}

static LoadedModel
readModels(llvm::ArrayRef<std::unique_ptr<llvm::MemoryBuffer>> Buffers) {
  LoadedModel Loaded;
  std::unique_ptr<Model> Models = Model::createDefault();
  for (const auto &Buffer : Buffers)
    if (llvm::Error E = Models->addText(Buffer->getBuffer(),
                                            Buffer->getBufferIdentifier()))
      Loaded.Mistakes.push_back(llvm::toString(std::move(E)));
  if (Loaded.Mistakes.empty())
    Loaded.Models = std::move(Models);
  return Loaded;
}

LoadedModel concurrency::loadModels(llvm::vfs::FileSystem &FS,
                                    llvm::StringRef SourceFile,
                                    llvm::StringRef ModelFile) {
  llvm::SmallString<256> Source(SourceFile);
  // A failure leaves the path relative, which finds files all the same.
  (void)FS.makeAbsolute(Source);
  path::remove_dots(Source, /*remove_dot_dot=*/true);
  llvm::StringRef Folder = path::parent_path(Source);

  std::vector<std::string> Names;
  if (std::optional<std::string> Found =
          findUpwards(FS, Folder, ".clang-concurrency"))
    Names.push_back(*Found);
  if (!ModelFile.empty()) {
    std::optional<std::string> Found = findModelFile(FS, Folder, ModelFile);
    if (!Found)
      return {nullptr, {("model file '" + ModelFile + "' not found").str()}, ""};
    Names.push_back(*Found);
  }

  std::vector<std::unique_ptr<llvm::MemoryBuffer>> Buffers;
  for (const std::string &Name : Names) {
    auto Buffer = FS.getBufferForFile(Name);
    if (!Buffer)
      return {nullptr,
              {"cannot read model file '" + Name +
               "': " + Buffer.getError().message()},
              ""};
    Buffers.push_back(std::move(*Buffer));
  }

  // Neighbouring files nearly always use the same models.
  static std::mutex Mutex;
  static std::string LastKey;
  static std::optional<LoadedModel> Last;
  std::string Key = cacheKey(Buffers);
  std::lock_guard<std::mutex> Lock(Mutex);
  if (!Last || LastKey != Key) {
    Last = readModels(Buffers);
    LastKey = Last->Key = std::move(Key);
  }
  return *Last;
}
