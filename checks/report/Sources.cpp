//===- Sources.cpp - the files that findings are in -----------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "report/Sources.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace concurrency;
namespace path = llvm::sys::path;

static constexpr size_t MaxFilesRead = 64;

struct Sources::Text {
  std::unique_ptr<llvm::MemoryBuffer> Buffer;
  std::vector<size_t> LineStarts;
};

static std::string normal(llvm::StringRef Name, llvm::StringRef Base) {
  llvm::SmallString<256> Full(Name);
  if (!Base.empty() && path::is_relative(Full)) {
    Full = Base;
    path::append(Full, Name);
  }
  path::remove_dots(Full, /*remove_dot_dot=*/true);
  return path::convert_to_slash(Full);
}

Sources::Sources(llvm::ArrayRef<std::string> Files, llvm::StringRef Root,
                 bool ShowAbsolute)
    : Files(Files), Root(normal(Root, "")), ShowAbsolute(ShowAbsolute),
      Shown(Files.size()) {
  if (this->Root == ".")
    this->Root.clear();
}

Sources::~Sources() = default;

std::string Sources::absolute(FileId File) const {
  return File.valid() && File.index() < Files.size()
             ? normal(Files[File.index()], Root)
             : "";
}

std::string Sources::belowRoot(FileId File) const {
  std::string Full = absolute(File);
  llvm::StringRef Rest = Full;
  if (Root.empty())
    return path::is_relative(Full) ? Full : "";
  if (!Rest.consume_front(Root) ||
      (!llvm::StringRef(Root).ends_with("/") && !Rest.consume_front("/")))
    return "";
  return Rest.str();
}

llvm::StringRef Sources::shown(FileId File) const {
  if (!File.valid() || File.index() >= Files.size())
    return "";
  std::string &Name = Shown[File.index()];
  if (Name.empty() && !ShowAbsolute)
    Name = utf8(belowRoot(File));
  if (Name.empty())
    Name = utf8(absolute(File));
  return Name;
}

void Sources::provide(FileId File, llvm::StringRef Contents) {
  Provided[File] = Contents;
}

const Sources::Text &Sources::text(FileId File) {
  auto It = Read.find(File);
  if (It == Read.end()) {
    if (Read.size() >= MaxFilesRead)
      Read.clear();
    It = Read.try_emplace(File).first;
    Text &T = It->second;
    if (auto Known = Provided.find(File); Known != Provided.end())
      T.Buffer = llvm::MemoryBuffer::getMemBuffer(
          Known->second, "", /*RequiresNullTerminator=*/false);
    else if (auto Buffer = llvm::MemoryBuffer::getFile(absolute(File),
                                                       /*IsText=*/true))
      T.Buffer = std::move(*Buffer);
    if (T.Buffer) {
      llvm::StringRef All = T.Buffer->getBuffer();
      T.LineStarts.push_back(0);
      for (size_t I = All.find('\n'); I != llvm::StringRef::npos;
           I = All.find('\n', I + 1))
        T.LineStarts.push_back(I + 1);
    }
  }
  return It->second;
}

unsigned Sources::lineCount(FileId File) {
  return File.valid() && File.index() < Files.size()
             ? text(File).LineStarts.size()
             : 0;
}

llvm::StringRef Sources::rawLine(FileId File, unsigned Line) {
  if (!File.valid() || File.index() >= Files.size() || Line == 0)
    return "";
  const Text &T = text(File);
  if (Line > T.LineStarts.size())
    return "";
  llvm::StringRef Rest = T.Buffer->getBuffer().substr(T.LineStarts[Line - 1]);
  return Rest.take_until([](char C) { return C == '\n'; }).rtrim('\r');
}

std::string Sources::line(FileId File, unsigned Line) {
  return utf8(rawLine(File, Line));
}

unsigned Sources::characterColumn(const Place &Where) {
  llvm::StringRef Before = rawLine(Where.File, Where.Line)
                               .take_front(std::max(Where.Column, 1u) - 1);
  unsigned Continued = llvm::count_if(Before, [](char C) {
    return (static_cast<unsigned char>(C) & 0xC0) == 0x80;
  });
  return std::max(Where.Column, 1u) - Continued;
}

std::string concurrency::utf8(llvm::StringRef Text) {
  return llvm::json::isUTF8(Text) ? Text.str() : llvm::json::fixUTF8(Text);
}
