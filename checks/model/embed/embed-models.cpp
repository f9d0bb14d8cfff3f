//===- embed-models.cpp - model files into a C++ source -------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Run at build time: reads the library models and writes them as constant
/// tables, so that a compiler or an editor loads them in no time. A mistake in
/// a model file, or a name that two of them describe, fails the build.
///
///     embed-models OUTPUT.cpp MODEL.yaml...
///
//===----------------------------------------------------------------------===//

#include "model/Description.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"
#include <map>
#include <type_traits>

using namespace concurrency;
using llvm::StringRef;

namespace {

/// Prints the members of an aggregate that differ from their defaults.
class Initialiser {
public:
  template <typename T>
  Initialiser &member(StringRef Name, const T &Value, const T &Default) {
    if (Value == Default)
      return *this;
    if constexpr (std::is_same_v<T, StringRef>)
      return printed(Name, quoted(Value));
    else if constexpr (std::is_same_v<T, bool>)
      return printed(Name, Value ? "true" : "false");
    else if constexpr (std::is_enum_v<T>)
      return printed(Name, ("decltype(" + Of + "::" + Name + ")(" +
                            llvm::Twine(unsigned(Value)) + ")")
                               .str());
    else
      return printed(Name, llvm::utostr(Value));
  }
  Initialiser &member(StringRef Name, Operand O, Operand) {
    if (O.Kind == Operand::None)
      return *this;
    return printed(Name, ("{Operand::KindTy(" + llvm::Twine(unsigned(O.Kind)) +
                          "), " + llvm::Twine(O.Index) + "}")
                             .str());
  }
  Initialiser &printed(StringRef Name, const llvm::Twine &Value) {
    Text += (Text.empty() ? "." : ", .") + Name.str() + " = " + Value.str();
    return *this;
  }

  static std::string quoted(StringRef Text) {
    std::string Result;
    llvm::raw_string_ostream(Result) << '"';
    llvm::raw_string_ostream Stream(Result);
    llvm::printEscapedString(Text, Stream);
    return Result + '"';
  }

  explicit Initialiser(StringRef Of) : Of(Of) {}
  std::string take() { return "{" + std::move(Text) + "}"; }

private:
  StringRef Of;
  std::string Text;
};

/// Arrays get names of their own; equal ones are written once.
class Arrays {
public:
  explicit Arrays(llvm::raw_ostream &OS) : OS(OS) {}

  std::string add(StringRef Type, llvm::ArrayRef<std::string> Elements) {
    if (Elements.empty())
      return "{}";
    std::string Text = llvm::join(Elements, ",\n    ");
    auto [It, New] = Known.try_emplace((Type + " " + Text).str(),
                                       "A" + llvm::utostr(Known.size()));
    if (New)
      OS << "constexpr " << Type << ' ' << It->second << "[] = {\n    " << Text
         << "};\n";
    return It->second;
  }

  std::string words(llvm::ArrayRef<StringRef> Words) {
    std::vector<std::string> Elements;
    for (StringRef W : Words)
      Elements.push_back(Initialiser::quoted(W));
    return add("StringRef", Elements);
  }

private:
  llvm::raw_ostream &OS;
  std::map<std::string, std::string> Known;
};

class Writer {
public:
  explicit Writer(llvm::raw_ostream &OS) : OS(OS), All(OS) {}

  void write(const Model::Listing &Models) {
    OS << "// Made by embed-models from checks/model/data.\n"
          "#include \"model/Embedded.h\"\n\n"
          "// A member that is not named keeps its default.\n"
          "#pragma GCC diagnostic ignored \"-Wmissing-field-initializers\"\n\n"
          "using namespace concurrency;\nusing llvm::StringRef;\n\n"
          "namespace {\n\n";
    std::string Types = table("TypeModel", Models.Types);
    std::string Globals = table("TypeModel", Models.Globals);
    std::string Functions = table("CallEffects", Models.Functions);
    std::vector<std::string> Conventions;
    for (const Convention &C : Models.Conventions)
      Conventions.push_back(convention(C));
    std::string ConventionList = All.add("Convention", Conventions);
    OS << "\n} // namespace\n\nconstinit const ModelTables concurrency::EmbeddedModels = "
          "{\n    "
       << Types << ", " << Globals << ", " << Functions << ", "
       << ConventionList << "};\n";
  }

private:
  std::string effect(const CallEffect &E) {
    const CallEffect D;
    Initialiser I("CallEffect");
    I.printed("Kind",
              "CallEffect::KindTy(" + llvm::Twine(unsigned(E.Kind)) + ")")
        .member("Target", E.Target, D.Target)
        .member("Locks", E.Locks, D.Locks)
        .member("Guard", E.Guard, D.Guard)
        .member("Entry", E.Entry, D.Entry)
        .member("Bound", E.Bound, D.Bound)
        .member("Index", E.Index, D.Index)
        .member("Flags", E.Flags, D.Flags)
        .member("Mode", E.Mode, D.Mode)
        .member("Sense", E.Sense, D.Sense)
        .member("GuardAs", E.GuardAs, D.GuardAs)
        .member("Rw", E.Rw, D.Rw)
        .member("Op", E.Op, D.Op)
        .member("Blocks", E.Blocks, D.Blocks)
        .member("Reentrant", E.Reentrant, D.Reentrant)
        .member("Atomic", E.Atomic, D.Atomic)
        .member("Timed", E.Timed, D.Timed)
        .member("Many", E.Many, D.Many)
        .member("Grouped", E.Grouped, D.Grouped)
        .member("BoundAt", E.BoundAt, D.BoundAt)
        .member("InLoop", E.InLoop, D.InLoop)
        .member("PassesToken", E.PassesToken, D.PassesToken);
    if (!E.IfArgumentTypes.empty())
      I.printed("IfArgumentTypes", All.words(E.IfArgumentTypes));
    if (E.IfArguments)
      I.printed("IfArguments", llvm::Twine(*E.IfArguments));
    I.member("Otherwise", E.Otherwise, D.Otherwise)
        .member("IfZero", E.IfZero, D.IfZero)
        .member("UnlessZero", E.UnlessZero, D.UnlessZero)
        .member("Count", E.Count, D.Count);
    if (E.UnlessUpTo)
      I.printed("UnlessUpTo", llvm::Twine(*E.UnlessUpTo));
    if (!E.IfFlags.empty())
      I.printed("IfFlags", All.words(E.IfFlags));
    if (!E.UnlessFlags.empty())
      I.printed("UnlessFlags", All.words(E.UnlessFlags));
    I.member("Name", E.Name, D.Name)
        .member("LockName", E.LockName, D.LockName);
    return I.take();
  }

  std::string row(const CallEffects &Effects) {
    std::vector<std::string> Elements;
    for (const CallEffect &E : Effects)
      Elements.push_back(effect(E));
    return All.add("CallEffect", Elements);
  }

  std::string row(const TypeModel &T) {
    const TypeTraits D;
    Initialiser Traits("TypeTraits");
    Traits.member("Role", T.Role, D.Role)
        .member("Reentrant", T.Reentrant, D.Reentrant)
        .member("PointerLike", T.PointerLike, D.PointerLike)
        .member("Owning", T.Owning, D.Owning)
        .member("Thread", T.Thread, D.Thread);
    if (T.Blocks)
      Traits.printed("Blocks",
                     "BlockKind(" + llvm::Twine(unsigned(*T.Blocks)) + ")");
    return "{" + Traits.take() + ", " + table("CallEffects", T.Methods) + "}";
  }

  template <typename T>
  std::string table(StringRef Type, llvm::ArrayRef<Named<T>> Rows) {
    std::vector<std::string> Elements;
    for (const Named<T> &Row : Rows)
      Elements.push_back("{" + Initialiser::quoted(Row.Name) + ", " +
                         row(Row.What) + "}");
    return All.add(("Named<" + Type + ">").str(), Elements);
  }
  template <typename T>
  std::string table(StringRef Type, const std::vector<Named<T>> &Rows) {
    return table(Type, llvm::ArrayRef(Rows));
  }

  std::string convention(const Convention &C) {
    std::vector<std::string> Methods;
    for (const Convention::Spelling &S : C.Methods)
      Methods.push_back(("{" + Initialiser::quoted(S.Name) +
                         ", Event::HintTy(" + llvm::Twine(unsigned(S.Does)) +
                         "), LockMode(" + llvm::Twine(unsigned(S.Mode)) + ")}")
                            .str());
    return "{" + All.add("Convention::Spelling", Methods) + ", " +
           All.words(C.IfWords) + ", " + All.words(C.UnlessWords) + "}";
  }

  llvm::raw_ostream &OS;
  Arrays All;
};

/// Which file describes what.
class Homes {
public:
  /// False, with a message, where \p File describes what another one does.
  bool claim(const ModelDescription &Description, StringRef File) {
    bool Clean = true;
    auto ClaimAll = [&](StringRef Kind, const auto &Entries) {
      for (const auto &Entry : Entries) {
        auto [It, New] = Home.try_emplace(
            (Kind + " '" + Entry.first() + "'").str(), File.str());
        if (!New) {
          llvm::errs() << File << ": error: " << It->first
                       << " is described in " << It->second << " too\n";
          Clean = false;
        }
      }
    };
    ClaimAll("type", Description.Types);
    ClaimAll("global", Description.Globals);
    ClaimAll("function", Description.Functions);
    return Clean;
  }

private:
  std::map<std::string, std::string> Home;
};

} // namespace

int main(int Argc, char **Argv) {
  if (Argc < 3) {
    llvm::errs() << "usage: embed-models OUTPUT.cpp MODEL.yaml...\n";
    return 2;
  }
  Model Models;
  Homes Described;
  bool Clean = true;
  for (StringRef Name : llvm::ArrayRef(Argv, Argc).drop_front(2)) {
    auto Buffer = llvm::MemoryBuffer::getFile(Name, /*IsText=*/true);
    if (!Buffer) {
      llvm::errs() << Name << ": error: " << Buffer.getError().message()
                   << '\n';
      return 1;
    }
    auto Description = readModelYaml(**Buffer, Models);
    if (!Description) {
      llvm::errs() << llvm::toString(Description.takeError()) << '\n';
      Clean = false;
      continue;
    }
    Clean &= Described.claim(*Description, Name);
    std::move(*Description).addTo(Models);
  }
  if (!Clean)
    return 1;

  std::error_code Failed;
  llvm::raw_fd_ostream OS(Argv[1], Failed);
  if (!Failed)
    Writer(OS).write(Models.list());
  OS.close();
  if (Failed || OS.has_error()) {
    llvm::errs() << Argv[1] << ": error: cannot be written\n";
    return 1;
  }
  return 0;
}
