//===- Variants.cpp - one file, compiled for several programs -------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/Variants.h"
#include "facts/Binary.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Path.h"
#include <map>

using namespace concurrency;
using llvm::StringRef;
namespace path = llvm::sys::path;
using clang::tooling::CompileCommand;

std::string concurrency::targetOf(const CompileCommand &C) {
  llvm::SmallString<256> Output(C.Output);
  if (Output.empty())
    for (auto [Option, Value] :
         llvm::zip(C.CommandLine, llvm::drop_begin(C.CommandLine)))
      if (Option == "-o")
        Output = Value;
  if (!path::is_absolute(Output)) {
    llvm::SmallString<256> Full(C.Directory);
    path::append(Full, Output);
    Output = Full;
  }
  for (StringRef Folder = path::parent_path(Output); !Folder.empty();
       Folder = path::parent_path(Folder))
    if (path::extension(Folder) == ".dir" || path::extension(Folder) == ".p")
      return Folder.str();
  return path::parent_path(Output).str();
}

static llvm::SmallVector<StringRef, 2> targetsOf(const CompileCommand &C) {
  llvm::SmallVector<StringRef, 2> Targets;
  StringRef(C.Output).split(Targets, '\n');
  return Targets;
}

/// What the file itself defines.
static void addDefined(const TranslationUnit &Unit, llvm::StringSet<> &Keys) {
  auto IsHere = [&](const Place &P) {
    return P.File.valid() && Unit.Files[P.File.index()] == Unit.MainFile;
  };
  for (const Entity &E : Unit.Entities)
    if (E.Kind == EntityKind::Global && IsHere(E.Where))
      Keys.insert(E.Key);
  for (const Function &F : Unit.Functions)
    if (IsHere(F.Where))
      Keys.insert(Unit.Entities[F.Self.index()].Key);
}

Variants::Variants(llvm::ArrayRef<Unit> Units) {
  std::map<StringRef, llvm::SmallVector<const Unit *, 1>> OfFile;
  for (const Unit &U : Units)
    OfFile[U.Command->Filename].push_back(&U);
  auto Differs = [](const auto &File) {
    return llvm::any_of(File.second, [&](const Unit *U) {
      return U->Facts != File.second.front()->Facts;
    });
  };
  if (llvm::none_of(OfFile, Differs))
    return;
  // What is compiled alike calls what is not. (In the order of the commands, so
  // that every run is the same.)
  std::vector<std::pair<StringRef, const Unit *>> Several;
  for (const Unit &U : Units)
    if (OfFile[U.Command->Filename].size() > 1)
      for (StringRef Target : targetsOf(*U.Command))
        Several.emplace_back(Target, &U);
  // Whoever is no program itself is there for others.
  llvm::StringSet<> Programs;
  for (const Unit &U : Units)
    if (llvm::Expected<TranslationUnit> Facts = read(U.Facts)) {
      if (llvm::any_of(Facts->Functions,
                       [](const Function &F) { return F.Main; }))
        for (StringRef Target : targetsOf(*U.Command))
          Programs.insert(Target);
    } else {
      llvm::consumeError(Facts.takeError());
    }
  llvm::stable_sort(Several, [&](const auto &A, const auto &B) {
    return Programs.contains(A.first) < Programs.contains(B.first);
  });
  // (One of them may define what another leaves empty, or out.)
  llvm::StringMap<llvm::StringSet<>> Defined;
  for (const auto &[Target, U] : Several) {
    llvm::Expected<TranslationUnit> Facts = read(U->Facts);
    if (Facts)
      addDefined(*Facts, Defined[U->Command->Filename]);
    else
      llvm::consumeError(Facts.takeError());
  }
  for (const auto &[Target, U] : Several)
    for (const auto &Key : Defined[U->Command->Filename])
      if (auto &Targets = TargetsOf[Key.first()];
          !llvm::is_contained(Targets, Target))
        Targets.push_back(Target.str());
  for (const auto &Key : TargetsOf)
    for (const std::string &Target : llvm::drop_begin(Key.second))
      Others.insert(Target);
  for (const auto &Key : TargetsOf)
    Others.erase(Key.second.front());
}

void Variants::tellApart(TranslationUnit &Facts,
                         const CompileCommand &Command) const {
  if (TargetsOf.empty())
    return;
  const auto Own = targetsOf(Command);
  // What one program does with an object says nothing of another's.
  const auto Apart = llvm::all_of(Own, [&](StringRef Target) {
                       return Others.contains(Target);
                     })
                         ? Own.front().str() + "|"
                         : std::string();
  for (Entity &E : Facts.Entities) {
    if (E.Kind == EntityKind::Record || E.Kind == EntityKind::Field) {
      E.Key = Apart + E.Key;
      continue;
    }
    auto It = TargetsOf.find(E.Key);
    if (It == TargetsOf.end())
      continue;
    auto Target = llvm::find_if(It->second, [&](const std::string &T) {
      return llvm::is_contained(Own, T);
    });
    // The first one keeps its name, by which others know it.
    if (Target != It->second.end() && Target != It->second.begin())
      E.Key = *Target + "|" + E.Key;
  }
}
