//===- Project.cpp - the files of a project -------------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/Project.h"
#include "driver/Variants.h"
#include "clang/Tooling/Tooling.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/GlobPattern.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace clang::tooling;
using namespace concurrency;
using llvm::StringRef;
namespace path = llvm::sys::path;
namespace fs = llvm::sys::fs;

std::string concurrency::absoluteName(StringRef Name, StringRef Folder) {
  llvm::SmallString<256> Absolute(Name);
  if (!Folder.empty() && path::is_relative(Name)) {
    Absolute = Folder;
    path::append(Absolute, Name);
  }
  (void)fs::make_absolute(Absolute);
  path::remove_dots(Absolute, /*remove_dot_dot=*/true);
  return Absolute.str().str();
}

static bool isBelow(StringRef File, StringRef Folder) {
  return File.starts_with(Folder) &&
         (Folder.ends_with("/") || File.substr(Folder.size()).starts_with("/"));
}

static std::unique_ptr<CompilationDatabase> openDatabase(const Options &O,
                                                         std::string &Folder) {
  std::string Error;
  if (!O.BuildPath.empty()) {
    Folder = absoluteName(O.BuildPath);
    auto Database = CompilationDatabase::loadFromDirectory(Folder, Error);
    if (!Database)
      fail("no compile_commands.json in '" + O.BuildPath + "'\n" + Error +
           "\nCMake writes one with "
           "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON, Meson always; "
           "`bear -- make` makes one of any build.");
    return Database;
  }
  for (Folder = absoluteName("."); !Folder.empty();
       Folder = path::parent_path(Folder).str()) {
    for (const char *Below : {"", "build"}) {
      llvm::SmallString<256> Candidate(Folder);
      path::append(Candidate, Below);
      if (auto Database =
              CompilationDatabase::loadFromDirectory(Candidate, Error)) {
        Folder = absoluteName(Candidate);
        return Database;
      }
    }
  }
  fail("no compile_commands.json in this folder or one above; name its folder "
       "with -p");
}

/// The folder that holds the sources: that of the database or one above it, or
/// else what the sources have in common.
static std::string findRoot(StringRef Folder,
                            llvm::ArrayRef<CompileCommand> Commands) {
  auto HoldsAll = [&](StringRef Candidate) {
    return llvm::all_of(Commands, [&](const CompileCommand &C) {
      return isBelow(C.Filename, Candidate);
    });
  };
  // Two levels are enough for `build/debug`; the root of the file system is no
  // project.
  StringRef Candidate = Folder;
  for (unsigned Up = 0; Up != 3 && path::has_relative_path(Candidate);
       ++Up, Candidate = path::parent_path(Candidate))
    if (HoldsAll(Candidate))
      return Candidate.str();
  Candidate = path::parent_path(Commands.front().Filename);
  while (path::has_relative_path(Candidate) && !HoldsAll(Candidate))
    Candidate = path::parent_path(Candidate);
  return path::has_relative_path(Candidate) ? Candidate.str() : Folder.str();
}

namespace {
/// Names, folders and globs as the user gives them.
class Selection {
public:
  explicit Selection(llvm::ArrayRef<std::string> Wanted) {
    for (const std::string &Name : Wanted) {
      Pattern P{Name, absoluteName(Name), std::nullopt, false};
      if (Name.find_first_of("*?[{") != std::string::npos) {
        auto Glob = llvm::GlobPattern::create(P.Absolute);
        if (!Glob)
          fail("'" + Name + "': " + llvm::toString(Glob.takeError()));
        P.Glob = std::move(*Glob);
      }
      Patterns.push_back(std::move(P));
    }
  }

  bool empty() const { return Patterns.empty(); }
  bool has(StringRef File) {
    bool Any = false;
    for (Pattern &P : Patterns)
      if (File == P.Absolute || isBelow(File, P.Absolute) ||
          (P.Glob && P.Glob->match(File)))
        Any = P.Used = true;
    return Any;
  }
  /// The first that fits no file.
  std::string unused() const {
    for (const Pattern &P : Patterns)
      if (!P.Used)
        return P.Given;
    return "";
  }

private:
  struct Pattern {
    std::string Given, Absolute;
    std::optional<llvm::GlobPattern> Glob;
    bool Used;
  };
  std::vector<Pattern> Patterns;
};
} // namespace

Project concurrency::openProject(const Options &O) {
  std::string Folder;
  std::unique_ptr<CompilationDatabase> Database = openDatabase(O, Folder);
  Project Result;
  std::vector<CompileCommand> All = Database->getAllCompileCommands();
  ArgumentsAdjuster WithoutOutput = getClangStripOutputAdjuster();
  for (CompileCommand &C : All) {
    // Nobody knows from where a relative one is meant, if not from here.
    C.Directory = absoluteName(C.Directory, Folder);
    C.Filename = absoluteName(C.Filename, C.Directory);
    C.Output = targetOf(C);
    C.CommandLine = WithoutOutput(C.CommandLine, C.Filename);
  }
  llvm::stable_sort(All, [](const CompileCommand &A, const CompileCommand &B) {
    return std::tie(A.Filename, A.CommandLine, A.Directory, A.Output) <
           std::tie(B.Filename, B.CommandLine, B.Directory, B.Output);
  });
  // Several targets may compile one file alike.
  std::vector<CompileCommand> Once;
  for (CompileCommand &C : All)
    if (!Once.empty() && std::tie(C.Filename, C.CommandLine, C.Directory) ==
                             std::tie(Once.back().Filename,
                                      Once.back().CommandLine,
                                      Once.back().Directory))
      Once.back().Output += "\n" + C.Output;
    else
      Once.push_back(std::move(C));
  All = std::move(Once);
  // Assembler has no facts.
  llvm::erase_if(All, [](const CompileCommand &C) {
    return path::extension(C.Filename).lower() == ".s" ||
           path::extension(C.Filename) == ".asm";
  });
  if (All.empty())
    fail("the compile_commands.json in '" + Folder + "' names no files");
  Result.Root = findRoot(Folder, All);

  Selection Wanted(O.Inputs), Unwanted(O.Exclude);
  ArgumentsAdjuster Adjust = combineAdjusters(
      getInsertArgumentAdjuster(O.ExtraArgsBefore,
                                ArgumentInsertPosition::BEGIN),
      getInsertArgumentAdjuster(O.ExtraArgs, ArgumentInsertPosition::END));
  for (CompileCommand &C : All) {
    if ((!Wanted.empty() && !Wanted.has(C.Filename)) ||
        Unwanted.has(C.Filename))
      continue;
    C.CommandLine = Adjust(C.CommandLine, C.Filename);
    Result.Commands.push_back(std::move(C));
  }
  if (std::string Unknown = Wanted.unused(); !Unknown.empty())
    fail("'" + Unknown + "' fits no file of the compile_commands.json in '" +
         Folder + "'");
  if (Result.Commands.empty())
    fail("no file is left to analyse");
  return Result;
}
