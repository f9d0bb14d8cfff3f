//===- Configuration.cpp - clang-tidy's configuration ---------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "driver/Configuration.h"
#include "facts/Names.h"
#include "report/CheckInfo.h"
#include "report/Message.h"
#include "report/Suppression.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Regex.h"
#include "llvm/Support/YAMLParser.h"
#include "llvm/Support/YAMLTraits.h"
#include "llvm/Support/raw_ostream.h"
#include <algorithm>

using namespace concurrency;
using llvm::StringRef;
namespace yaml = llvm::yaml;
namespace path = llvm::sys::path;

static std::string scalar(yaml::Node *N) {
  llvm::SmallString<128> Storage;
  if (auto *S = llvm::dyn_cast_or_null<yaml::ScalarNode>(N))
    return S->getValue(Storage).str();
  if (auto *B = llvm::dyn_cast_or_null<yaml::BlockScalarNode>(N))
    return B->getValue().str();
  return "";
}

/// A list of globs, as one text with commas or as a sequence.
static std::string globs(yaml::Node *N) {
  std::string All;
  if (auto *List = llvm::dyn_cast_or_null<yaml::SequenceNode>(N)) {
    for (yaml::Node &Item : *List)
      All += (All.empty() ? "" : ",") + scalar(&Item);
    return All;
  }
  All = scalar(N);
  std::replace(All.begin(), All.end(), '\n', ',');
  return All;
}

static void readOptions(yaml::Node *N,
                        std::map<std::string, std::string> &Into) {
  if (auto *Map = llvm::dyn_cast_or_null<yaml::MappingNode>(N)) {
    for (yaml::KeyValueNode &Entry : *Map) {
      std::string Key = scalar(Entry.getKey());
      Into[Key] = scalar(Entry.getValue());
    }
  } else if (auto *List = llvm::dyn_cast_or_null<yaml::SequenceNode>(N)) {
    // The old way: - {key: …, value: …}.
    for (yaml::Node &Item : *List) {
      std::string Key, Value;
      if (auto *Pair = llvm::dyn_cast<yaml::MappingNode>(&Item))
        for (yaml::KeyValueNode &Entry : *Pair) {
          std::string Which = scalar(Entry.getKey());
          (Which == "key" ? Key : Value) = scalar(Entry.getValue());
        }
      Into[Key] = Value;
    }
  }
}

/// True if the file says that those in the folders above count, too.
static bool readYaml(StringRef Text, StringRef Name, Configuration &Into) {
  bool Inherits = false;
  llvm::SourceMgr Sources;
  std::string Mistake;
  Sources.setDiagHandler(
      [](const llvm::SMDiagnostic &D, void *Context) {
        llvm::raw_string_ostream OS(*static_cast<std::string *>(Context));
        D.print(nullptr, OS, /*ShowColors=*/false);
      },
      &Mistake);
  yaml::Stream Stream(llvm::MemoryBufferRef(Text, Name), Sources);
  auto *Map =
      llvm::dyn_cast_or_null<yaml::MappingNode>(Stream.begin()->getRoot());
  if (Map)
    for (yaml::KeyValueNode &Entry : *Map) {
      std::string Key = scalar(Entry.getKey());
      if (Key == "Checks")
        Into.Checks += "," + globs(Entry.getValue());
      else if (Key == "WarningsAsErrors")
        Into.WarningsAsErrors += "," + globs(Entry.getValue());
      else if (Key == "HeaderFilterRegex")
        Into.HeaderFilter = scalar(Entry.getValue());
      else if (Key == "InheritParentConfig")
        Inherits = scalar(Entry.getValue()) == "true";
      else if (Key == "CheckOptions")
        readOptions(Entry.getValue(), Into.CheckOptions);
      else
        Entry.getValue()->skip();
    }
  if (Stream.failed())
    fail("broken configuration:\n" + Mistake);
  return Inherits;
}

static void readFiles(StringRef Folder, Configuration &Into) {
  for (; !Folder.empty(); Folder = path::parent_path(Folder)) {
    llvm::SmallString<256> File(Folder);
    path::append(File, ".clang-tidy");
    auto Buffer = llvm::MemoryBuffer::getFile(File, /*IsText=*/true);
    if (!Buffer)
      continue;
    // What stands above comes first, so that this file has the last word.
    Configuration Here;
    Here.Checks.clear();
    if (readYaml((*Buffer)->getBuffer(), File, Here))
      readFiles(path::parent_path(Folder), Into);
    Into.Checks += Here.Checks;
    Into.WarningsAsErrors += Here.WarningsAsErrors;
    if (!Here.HeaderFilter.empty())
      Into.HeaderFilter = Here.HeaderFilter;
    for (const auto &[Key, Value] : Here.CheckOptions)
      Into.CheckOptions[Key] = Value;
    return;
  }
}

/// As clang-tidy reads one.
static std::optional<bool> truth(StringRef Value) {
  if (std::optional<bool> Known = yaml::parseBool(Value))
    return Known;
  long long Number = 0;
  return Value.getAsInteger(10, Number) ? std::nullopt
                                        : std::optional(Number != 0);
}

/// As clang-tidy's checks, which warn of them; a gate had better not go on.
static void checkOptions(const Configuration &C) {
  for (const CheckInfo &Info : allChecks()) {
    auto Given = [&](StringRef Name) {
      return std::pair((Info.Name + "." + Name).str(),
                       C.option(Info.Kind, Name, ""));
    };
    if (auto [Name, Value] = Given("MinConfidence");
        !Value.empty() && Value != "likely" && Value != "definite")
      fail("invalid value '" + Value + "' of the option '" + Name +
           "'; it can be likely or definite");
    if (auto [Name, Value] = Given("WarnOnSerializingLocks");
        !Value.empty() && !truth(Value))
      fail("invalid value '" + Value + "' of the option '" + Name +
           "'; it can be true or false");
    auto [Name, Value] = Given("Kinds");
    llvm::SmallVector<StringRef, 8> Kinds;
    StringRef(Value).split(Kinds, ';', -1, /*KeepEmpty=*/false);
    for (StringRef Kind : Kinds)
      if (!blockKindNamed(Kind.trim()))
        fail("unknown kind '" + Kind.trim().str() + "' in option '" + Name +
             "'; the kinds are " + allBlockKinds());
  }
}

Configuration concurrency::readConfiguration(const Options &O,
                                             StringRef Folder) {
  Configuration C;
  if (!O.Config.empty()) {
    readYaml(O.Config, "--config", C);
  } else if (!O.ConfigFile.empty()) {
    auto Buffer = llvm::MemoryBuffer::getFile(O.ConfigFile, /*IsText=*/true);
    if (!Buffer)
      fail("cannot read '" + O.ConfigFile +
           "': " + Buffer.getError().message());
    readYaml((*Buffer)->getBuffer(), O.ConfigFile, C);
  } else {
    readFiles(Folder, C);
  }
  // A project's list says what it wants of clang-tidy; that these checks are
  // wanted, the use of this program says. Only what turns them off by their name
  // counts.
  auto Any = [&] {
    return llvm::any_of(allChecks(), [&](const CheckInfo &Info) {
      return C.enabled(Info.Kind);
    });
  };
  if (!Any() && !StringRef(C.Checks).contains("-concurrency-"))
    C.Checks = "concurrency-*";
  C.Checks += "," + O.Checks;
  C.WarningsAsErrors += "," + O.WarningsAsErrors;
  if (!O.HeaderFilter.empty())
    C.HeaderFilter = O.HeaderFilter;
  std::string Mistake;
  if (!C.HeaderFilter.empty() &&
      !llvm::Regex(C.HeaderFilter).isValid(Mistake))
    fail("'" + C.HeaderFilter + "' is no regular expression: " + Mistake);
  const std::string Asked = Configuration().Checks + "," + O.Checks;
  if (llvm::none_of(allChecks(), [&](const CheckInfo &Info) {
        return matchesGlobs(Asked, Info.Name);
      }))
    fail("no checks enabled by '" + O.Checks + "'; --list-checks without it "
         "shows those that there are");
  if (!O.MinConfidence.empty())
    for (const CheckInfo &Info : allChecks())
      C.CheckOptions[(Info.Name + ".MinConfidence").str()] = O.MinConfidence;
  checkOptions(C);
  return C;
}

const Configuration &Configurations::of(StringRef AbsoluteFile) {
  const std::string Folder = path::parent_path(AbsoluteFile).str();
  auto It = Known.find(Folder);
  if (It == Known.end())
    It = Known.emplace(Folder, readConfiguration(O, Folder)).first;
  return It->second;
}

bool Configuration::enabled(FindingKind Kind) const {
  return matchesGlobs(Checks, checkInfo(Kind).Name);
}

bool Configuration::gates(FindingKind Kind) const {
  return !namesGates() || matchesGlobs(WarningsAsErrors, checkInfo(Kind).Name);
}

bool Configuration::namesGates() const {
  return StringRef(WarningsAsErrors).find_first_not_of(",") != StringRef::npos;
}

std::string Configuration::option(FindingKind Kind, StringRef Name,
                                  StringRef Default) const {
  auto It = CheckOptions.find((checkInfo(Kind).Name + "." + Name).str());
  return It == CheckOptions.end() ? Default.str() : It->second;
}

bool Configuration::wants(const Finding &F) const {
  if (!enabled(F.Kind))
    return false;
  if (F.Sure == Confidence::Likely &&
      option(F.Kind, "MinConfidence", "likely") == "definite")
    return false;
  if (F.Kind != FindingKind::IoUnderLock)
    return true;
  if (F.SerializesHandle &&
      !truth(option(F.Kind, "WarnOnSerializingLocks", "false")).value_or(false))
    return false;
  std::string Kinds = option(F.Kind, "Kinds", "");
  if (Kinds.empty())
    return true;
  llvm::SmallVector<StringRef, 8> Wanted;
  StringRef(Kinds).split(Wanted, ';');
  return llvm::any_of(
      Wanted, [&](StringRef K) { return K.trim() == blockKindName(F.Blocks); });
}
