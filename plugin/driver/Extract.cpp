//===- Extract.cpp - the facts of one file --------------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/Commands.h"
#include "driver/Extraction.h"
#include "driver/Project.h"
#include "facts/AtomicFile.h"
#include "model/ModelFiles.h"
#include "clang/Driver/Types.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace concurrency;
using clang::tooling::CompileCommand;
using llvm::StringRef;
namespace path = llvm::sys::path;

/// The source file that a compiler's arguments name.
static std::string sourceOf(llvm::ArrayRef<std::string> Arguments) {
  namespace types = clang::driver::types;
  std::string Found;
  for (size_t I = 1; I < Arguments.size(); ++I) {
    StringRef A = Arguments[I];
    if (A.starts_with("-")) {
      // Those whose next argument is a file, but not the source.
      if (llvm::is_contained({"-o", "-MF", "-MT", "-MQ", "-include", "-I",
                              "-isystem", "-x", "-D", "-U"},
                             A))
        ++I;
      continue;
    }
    types::ID Type = types::lookupTypeForExtension(
        path::extension(A).drop_front(path::has_extension(A) ? 1 : 0));
    if (Type != types::TY_INVALID && types::isSrcFile(Type))
      Found = A.str();
  }
  return Found;
}

static CompileCommand commandOf(const Options &O) {
  if (!O.BuildPath.empty()) {
    Options One = O;
    if (One.Inputs.size() != 1)
      fail("extract takes one file");
    Project P = openProject(One);
    return P.Commands.front();
  }
  CompileCommand C;
  C.CommandLine = O.Inputs;
  // `-- -Iinclude a.cpp` without the compiler's name will do.
  if (!C.CommandLine.empty() &&
      (StringRef(C.CommandLine.front()).starts_with("-") ||
       !sourceOf({"", C.CommandLine.front()}).empty()))
    C.CommandLine.insert(C.CommandLine.begin(), "clang");
  std::string Source = sourceOf(C.CommandLine);
  if (Source.empty())
    fail("no source file in the command; give it after --, or name the folder "
         "of compile_commands.json with -p");
  C.Directory = absoluteName(".");
  C.Filename = absoluteName(Source);
  return C;
}

/// As in a rule of Make.
static std::string quoted(StringRef Name) {
  std::string Text;
  for (char C : Name) {
    if (C == ' ' || C == '#')
      Text += '\\';
    if (C == '$')
      Text += '$';
    Text += C;
  }
  return Text;
}

static void writeOrFail(const std::string &File, StringRef Text) {
  if (llvm::Error E = writeAtomically(File, Text))
    fail(llvm::toString(std::move(E)));
}

Outcome concurrency::extractOne(const Options &O) {
  if (O.Output.empty())
    fail("extract needs -o FILE");
  CompileCommand Command = commandOf(O);
  auto FS = llvm::vfs::getRealFileSystem();
  LoadedModel Loaded = loadModels(*FS, Command.Filename, O.ModelFile);
  if (!Loaded.Models) {
    for (const std::string &Mistake : Loaded.Mistakes)
      llvm::errs() << Mistake << '\n';
    return Outcome::BadUse;
  }
  Extraction Made = extractCommand(Command, *Loaded.Models);
  if (!Made.Error.empty()) {
    llvm::errs() << "not analysed: " << Made.Error << '\n';
    return Outcome::Incomplete;
  }
  writeOrFail(O.Output, Made.Entry.Facts);
  if (!O.DepFile.empty()) {
    std::string Rule = quoted(O.Output) + ":";
    for (const auto &[File, Hash] : Made.Entry.Inputs)
      Rule += " \\\n  " + quoted(File);
    writeOrFail(O.DepFile, Rule + "\n");
  }
  return Outcome::Clean;
}
