//===- Baseline.cpp - findings that are known already ---------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "report/Baseline.h"
#include "report/CheckInfo.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include <tuple>

using namespace concurrency;

static constexpr int64_t FormatVersion = 1;

static llvm::Error wrong(llvm::StringRef Name, const llvm::Twine &What) {
  return llvm::createStringError("baseline '" + Name + "': " + What);
}

llvm::Expected<Baseline> Baseline::parse(llvm::StringRef Text,
                                         llvm::StringRef Name) {
  llvm::Expected<llvm::json::Value> Json = llvm::json::parse(Text);
  if (!Json)
    return wrong(Name, "no JSON: " + llvm::toString(Json.takeError()));
  const llvm::json::Object *Top = Json->getAsObject();
  std::optional<int64_t> Version;
  if (Top)
    Version = Top->getInteger("version");
  if (!Version)
    return wrong(Name, "no 'version', so this is no baseline");
  if (*Version != FormatVersion)
    return wrong(Name, "version " + llvm::Twine(*Version) + ", but only " +
                           llvm::Twine(FormatVersion) + " can be read");
  const llvm::json::Array *List = Top->getArray("findings");
  if (!List)
    return wrong(Name, "no list 'findings'");

  Baseline B;
  for (size_t I = 0; I != List->size(); ++I) {
    std::string Entry = "finding " + std::to_string(I + 1) + " ";
    const llvm::json::Object *Fields = (*List)[I].getAsObject();
    std::optional<llvm::StringRef> Print;
    if (Fields)
      Print = Fields->getString("fingerprint");
    if (!Print || Print->empty())
      return wrong(Name, Entry + "has no 'fingerprint'");
    int64_t Count = 1;
    if (const llvm::json::Value *Stated = Fields->get("count")) {
      std::optional<int64_t> Number = Stated->getAsInteger();
      if (!Number || *Number < 1 || *Number > INT32_MAX)
        return wrong(Name, Entry + "has a 'count' that is no positive number");
      Count = *Number;
    }
    B.Counts[Print->str()] += unsigned(Count);
  }
  return B;
}

llvm::Expected<Baseline> Baseline::read(llvm::StringRef File) {
  auto Buffer = llvm::MemoryBuffer::getFile(File);
  if (!Buffer)
    return wrong(File, Buffer.getError().message());
  return parse((*Buffer)->getBuffer(), File);
}

Baseline::Match Baseline::match(llvm::ArrayRef<Finding> Findings) const {
  std::map<std::string, unsigned> Left = Counts;
  Match M;
  for (const Finding &F : Findings) {
    auto It = Left.find(F.Fingerprint);
    bool Known = It != Left.end() && It->second > 0;
    if (Known)
      --It->second;
    M.Known.push_back(Known);
  }
  for (const auto &[Print, Count] : Left)
    M.Gone += Count;
  return M;
}

void concurrency::writeBaseline(llvm::raw_ostream &OS,
                                llvm::ArrayRef<Finding> Findings,
                                const Sources &Files) {
  // What decides is the fingerprint; the rest is for whoever reads the file.
  // The message is the first one's: counts in it are no identity.
  struct Entry {
    unsigned Count = 0;
    std::string Message;
  };
  using Key = std::tuple<llvm::StringRef, std::string, std::string>;
  std::map<Key, Entry> Entries;
  for (const Finding &F : Findings) {
    Entry &E = Entries[{checkInfo(F.Kind).Name, utf8(Files.shown(F.Where.File)),
                        F.Fingerprint}];
    if (E.Count++ == 0)
      E.Message = utf8(F.Message);
  }
  OS << "{\n \"version\": " << FormatVersion << ",\n \"findings\": [";
  const char *Comma = "\n";
  for (const auto &[K, E] : Entries) {
    const auto &[Check, File, Print] = K;
    OS << Comma << "  ";
    llvm::json::OStream J(OS);
    J.object([&, &Check = Check, &File = File, &Print = Print, &E = E] {
      J.attribute("check", Check);
      J.attribute("file", File);
      J.attribute("fingerprint", Print);
      J.attribute("count", E.Count);
      J.attribute("message", E.Message);
    });
    Comma = ",\n";
  }
  OS << "\n ]\n}\n";
}
