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
#include "model/Packed.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/LEB128.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"
#include <map>

using namespace concurrency;
using llvm::StringRef;

namespace {

/// Puts things into the form of Packed.h. What several have in common is there
/// once.
class Packer {
public:
  template <typename T> std::vector<PackedRow> table(std::vector<Named<T>> &Of) {
    std::vector<PackedRow> Rows;
    for (Named<T> &Row : Of) {
      uint32_t Name = place(Row.Name);
      Rows.push_back({Name, uint32_t(Row.Name.size()), item(Row.What)});
    }
    return Rows;
  }
  /// Where it is from now on.
  template <typename T> uint32_t item(T &Of) {
    Stream S(*this);
    pack(S, Of);
    return S.place();
  }

  std::string Text;
  std::vector<uint8_t> Bytes;

private:
  class Stream {
  public:
    explicit Stream(Packer &In) : In(In) {}

    template <typename T> void number(T N) {
      uint8_t Digits[16];
      llvm::append_range(
          Own, llvm::ArrayRef(Digits, llvm::encodeULEB128(uint64_t(N), Digits)));
    }
    void text(StringRef Of) {
      number(In.place(Of));
      number(Of.size());
    }
    void words(llvm::ArrayRef<StringRef> Of) {
      number(Of.size());
      for (StringRef Word : Of)
        text(Word);
    }
    void spellings(llvm::ArrayRef<Convention::Spelling> Of) {
      number(Of.size());
      for (Convention::Spelling S : Of)
        pack(*this, S);
    }
    void effects(CallEffects Of) {
      Stream There(In);
      There.number(Of.size());
      for (CallEffect E : Of)
        pack(There, E);
      number(There.place());
    }
    void methods(Table<CallEffects> Of) {
      Stream There(In);
      There.number(Of.size());
      for (const Named<CallEffects> &Method : Of) {
        There.text(Method.Name);
        There.effects(Method.What);
      }
      number(There.place());
    }

    uint32_t place() {
      auto [It, New] = In.Placed.try_emplace(Own, In.Bytes.size());
      if (New)
        llvm::append_range(In.Bytes, Own);
      return It->second;
    }

  private:
    Packer &In;
    std::vector<uint8_t> Own;
  };

  uint32_t place(StringRef Of) {
    auto [It, New] = Texts.try_emplace(Of, Text.size());
    if (New)
      Text += Of;
    return It->second;
  }

  llvm::StringMap<uint32_t> Texts;
  std::map<std::vector<uint8_t>, uint32_t> Placed;
};

class Writer {
public:
  explicit Writer(llvm::raw_ostream &OS) : OS(OS) {}

  void write(Model::Listing Models) {
    Packer All;
    std::vector<PackedRow> Types = All.table(Models.Types),
                           Globals = All.table(Models.Globals),
                           Functions = All.table(Models.Functions);
    std::vector<uint32_t> Conventions;
    for (Convention &C : Models.Conventions)
      Conventions.push_back(All.item(C));
    OS << "// Made by embed-models from checks/model/data.\n"
          "#include \"model/Packed.h\"\n\n"
          "using namespace concurrency;\n\n"
          "static constexpr char Text[] =";
    for (StringRef Rest = All.Text; !Rest.empty(); Rest = Rest.substr(64)) {
      OS << "\n    \"";
      OS.write_escaped(Rest.take_front(64));
      OS << '"';
    }
    OS << ";\n";
    array("uint8_t", "Bytes", All.Bytes, [](uint8_t B) { return unsigned(B); });
    auto Row = [](const PackedRow &R) {
      return llvm::formatv("{{{0},{1},{2}}", R.Name, R.NameSize, R.What);
    };
    array("PackedRow", "Types", Types, Row);
    array("PackedRow", "Globals", Globals, Row);
    array("PackedRow", "Functions", Functions, Row);
    array("uint32_t", "Conventions", Conventions, [](uint32_t C) { return C; });
    OS << "\nconstinit const PackedModels concurrency::EmbeddedModels = {\n"
          "    {Text, sizeof(Text) - 1}, Bytes, Types, Globals, Functions, "
          "Conventions};\n";
  }

private:
  template <typename T, typename Fn>
  void array(StringRef Type, StringRef Name, const std::vector<T> &Items,
             Fn Each) {
    OS << "static constexpr " << Type << ' ' << Name << "[] = {";
    for (auto [I, Item] : llvm::enumerate(Items))
      OS << (I % 16 ? "" : "\n    ") << Each(Item) << ',';
    OS << "};\n";
  }

  llvm::raw_ostream &OS;
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
