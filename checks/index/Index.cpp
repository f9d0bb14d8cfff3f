//===- Index.cpp - a whole program, for single files ----------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "index/Index.h"
#include "index/FileHashes.h"
#include "report/Message.h"
#include "solve/Program.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Chrono.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include <map>

using namespace concurrency;
using llvm::StringRef;
namespace json = llvm::json;

/// More neighbours make a single file's analysis no better, only slower.
static constexpr size_t MaxNear = 48;
/// What so many units use says nothing about who belongs together.
static constexpr size_t MaxSharers = 64;

FileStamp FileStamp::of(StringRef File) {
  FileStamp Stamp{File.str(), 0, 0};
  llvm::sys::fs::file_status Status;
  if (!llvm::sys::fs::status(File, Status)) {
    Stamp.Size = Status.getSize();
    Stamp.Modified =
        Status.getLastModificationTime().time_since_epoch().count();
  }
  return Stamp;
}

//===----------------------------------------------------------------------===//
// As JSON
//===----------------------------------------------------------------------===//

static json::Array toJson(const Place &P) {
  return json::Array{P.File.valid() ? int64_t(P.File.index()) : int64_t(-1),
                     int64_t(P.Line), int64_t(P.Column)};
}

static json::Object toJson(const Finding &F) {
  json::Array Notes, Fixes;
  for (const Note &N : F.Notes)
    Notes.push_back(json::Object{{"text", N.Text},
                                 {"at", toJson(N.Where)},
                                 {"role", int64_t(N.Role)},
                                 {"thread", int64_t(N.Thread)},
                                 {"depth", int64_t(N.Depth)}});
  for (const Fix &C : F.Fixes)
    Fixes.push_back(json::Object{
        {"begin", toJson(C.Begin)}, {"end", toJson(C.End)}, {"text", C.Text}});
  return json::Object{
      {"kind", int64_t(F.Kind)},     {"what", int64_t(F.What)},
      {"sure", int64_t(F.Sure)},     {"message", F.Message},
      {"at", toJson(F.Where)},       {"notes", std::move(Notes)},
      {"fixes", std::move(Fixes)},   {"fingerprint", F.Fingerprint},
      {"blocks", int64_t(F.Blocks)}, {"serializes", F.SerializesHandle}};
}

// The last member of the file is the hash of all before it, so that no index is
// taken for whole that something has happened to.
static constexpr llvm::StringLiteral SumBegin = ",\"sum\":\"";
static constexpr llvm::StringLiteral SumEnd = "\"}\n";

static std::string withSum(std::string Text) {
  Text.pop_back(); // the last brace
  std::string Sum = hashOf(Text);
  return Text + SumBegin.str() + Sum + SumEnd.str();
}

static bool hasRightSum(StringRef Text) {
  if (!Text.consume_back(SumEnd))
    return false;
  auto [Before, Sum] = Text.rsplit(SumBegin);
  return hashOf(Before) == Sum;
}

std::string Index::write() const {
  json::Array UnitList, InputList, FindingList;
  for (const IndexedUnit &U : Units)
    UnitList.push_back(json::Object{{"file", U.File},
                                    {"hash", U.Hash},
                                    {"entry", U.Entry},
                                    {"near", json::Array(U.Near)}});
  for (const FileStamp &I : Inputs)
    InputList.push_back(
        json::Array{I.File, int64_t(I.Size), int64_t(I.Modified)});
  for (const Finding &F : Findings)
    FindingList.push_back(toJson(F));
  json::Value All = json::Object{{"format", IndexFormat},
                                 {"root", Root},
                                 {"key", Key},
                                 {"units", std::move(UnitList)},
                                 {"inputs", std::move(InputList)},
                                 {"files", json::Array(Files)},
                                 {"findings", std::move(FindingList)}};
  std::string Text;
  llvm::raw_string_ostream(Text) << All;
  return withSum(std::move(Text));
}

namespace {
/// Reads members of objects; one failure is enough to reject the whole.
class Reader {
public:
  bool Ok = true;

  std::string text(const json::Object &O, StringRef Key) {
    if (std::optional<StringRef> Text = O.getString(Key))
      return Text->str();
    Ok = false;
    return "";
  }
  int64_t number(const json::Object &O, StringRef Key, int64_t Limit) {
    std::optional<int64_t> N = O.getInteger(Key);
    if (N && *N >= 0 && *N < Limit)
      return *N;
    Ok = false;
    return 0;
  }
  const json::Array &list(const json::Object &O, StringRef Key) {
    static const json::Array None;
    if (const json::Array *List = O.getArray(Key))
      return *List;
    Ok = false;
    return None;
  }
  const json::Object &object(const json::Value &V) {
    static const json::Object None;
    if (const json::Object *O = V.getAsObject())
      return *O;
    Ok = false;
    return None;
  }
  int64_t element(const json::Array &A, size_t I) {
    std::optional<int64_t> N =
        I < A.size() ? A[I].getAsInteger() : std::nullopt;
    Ok &= N.has_value();
    return N.value_or(0);
  }
  Place place(const json::Object &O, StringRef Key, size_t NumFiles) {
    const json::Array &A = list(O, Key);
    int64_t File = element(A, 0);
    Place P;
    if (File >= int64_t(NumFiles))
      Ok = false;
    else if (File >= 0)
      P.File = FileId(File);
    P.Line = element(A, 1);
    P.Column = element(A, 2);
    return P;
  }
};
} // namespace

static Finding readFinding(Reader &R, const json::Object &O, size_t NumFiles) {
  Finding F;
  F.Kind = FindingKind(R.number(O, "kind", 64));
  F.What = Pattern(R.number(O, "what", 64));
  F.Sure = Confidence(R.number(O, "sure", 2));
  F.Message = R.text(O, "message");
  F.Where = R.place(O, "at", NumFiles);
  for (const json::Value &V : R.list(O, "notes")) {
    const json::Object &N = R.object(V);
    F.Notes.push_back({R.text(N, "text"), R.place(N, "at", NumFiles),
                       NoteRole(R.number(N, "role", 3)),
                       unsigned(R.number(N, "thread", 1 << 20)),
                       unsigned(R.number(N, "depth", 1 << 20))});
  }
  for (const json::Value &V : R.list(O, "fixes")) {
    const json::Object &C = R.object(V);
    F.Fixes.push_back({R.place(C, "begin", NumFiles),
                       R.place(C, "end", NumFiles), R.text(C, "text")});
  }
  F.Fingerprint = R.text(O, "fingerprint");
  F.Blocks = BlockKind(R.number(O, "blocks", 64));
  F.SerializesHandle = O.getBoolean("serializes").value_or(false);
  return F;
}

llvm::Expected<Index> Index::parse(StringRef Text) {
  llvm::Expected<json::Value> All = json::parse(Text);
  if (!All)
    return All.takeError();
  Reader R;
  const json::Object &O = R.object(*All);
  if (O.getInteger("format") != IndexFormat)
    return llvm::createStringError("written by another version");
  if (!hasRightSum(Text))
    return llvm::createStringError("broken");
  Index Result;
  Result.Root = R.text(O, "root");
  Result.Key = R.text(O, "key");
  const json::Array &Units = R.list(O, "units");
  for (const json::Value &V : Units) {
    const json::Object &U = R.object(V);
    IndexedUnit &Unit = Result.Units.emplace_back();
    Unit.File = R.text(U, "file");
    Unit.Hash = R.text(U, "hash");
    Unit.Entry = R.text(U, "entry");
    for (const json::Value &N : R.list(U, "near"))
      if (int64_t Near = N.getAsInteger().value_or(-1);
          Near >= 0 && Near < int64_t(Units.size()))
        Unit.Near.push_back(Near);
  }
  for (const json::Value &V : R.list(O, "inputs")) {
    const json::Array *I = V.getAsArray();
    if (!I || I->size() != 3 || !(*I)[0].getAsString())
      return llvm::createStringError("broken");
    Result.Inputs.push_back({(*I)[0].getAsString()->str(),
                             uint64_t(R.element(*I, 1)), R.element(*I, 2)});
  }
  for (const json::Value &V : R.list(O, "files"))
    Result.Files.push_back(V.getAsString().value_or("").str());
  for (const json::Value &V : R.list(O, "findings"))
    Result.Findings.push_back(readFinding(R, R.object(V), Result.Files.size()));
  if (!R.Ok)
    return llvm::createStringError("broken");
  return Result;
}

const IndexedUnit *Index::unitOf(StringRef File) const {
  auto It = llvm::find_if(Units,
                          [&](const IndexedUnit &U) { return U.File == File; });
  return It == Units.end() ? nullptr : &*It;
}

std::vector<std::string> Index::changed() const {
  std::vector<std::string> Files;
  for (const FileStamp &I : Inputs)
    if (!(FileStamp::of(I.File) == I))
      Files.push_back(I.File);
  return Files;
}

//===----------------------------------------------------------------------===//
// Neighbours
//===----------------------------------------------------------------------===//

std::vector<std::vector<unsigned>>
concurrency::findNear(const Program &P, llvm::ArrayRef<unsigned> UnitOf,
                      size_t NumUnits) {
  // How much two units have to do with each other. What is called counts most:
  // without it nothing is known of the locks it takes.
  std::vector<std::map<unsigned, unsigned>> Weights(NumUnits);
  auto Relate = [&](unsigned A, unsigned B, unsigned Weight) {
    if (A != B) {
      Weights[A][B] += Weight;
      Weights[B][A] += Weight;
    }
  };
  llvm::DenseMap<EntityId, std::vector<unsigned>> Users;
  for (auto [I, F] : llvm::enumerate(P.functions().take_front(UnitOf.size()))) {
    unsigned Here = UnitOf[I];
    auto Uses = [&](EntityId E) {
      std::vector<unsigned> &Known = Users[E];
      if ((Known.empty() || Known.back() != Here) && Known.size() <= MaxSharers)
        Known.push_back(Here);
    };
    for (const Event &E : F.Events) {
      if (FunctionId Body = P.body(E.Callee); Body.valid())
        Relate(Here, UnitOf[P.original(Body).index()], 4);
      if (EntityId Last = E.Target.lastEntity(); Last.valid())
        Uses(Last);
      for (const Value &V : E.Args)
        if (EntityId Last = V.P.lastEntity(); Last.valid())
          Uses(Last);
    }
  }
  for (auto &[Entity, Units] : Users) {
    llvm::sort(Units);
    Units.erase(llvm::unique(Units), Units.end());
    if (Units.size() > MaxSharers)
      continue;
    for (size_t I = 0; I != Units.size(); ++I)
      for (size_t J = I + 1; J != Units.size(); ++J)
        Relate(Units[I], Units[J], 1);
  }

  std::vector<std::vector<unsigned>> Near(NumUnits);
  for (size_t U = 0; U != NumUnits; ++U) {
    std::vector<std::pair<unsigned, unsigned>> Ordered;
    for (auto [Other, Weight] : Weights[U])
      Ordered.push_back({Weight, Other});
    llvm::sort(Ordered, [](const auto &A, const auto &B) {
      return std::tie(B.first, A.second) < std::tie(A.first, B.second);
    });
    for (const auto &[Weight, Other] : Ordered)
      if (Near[U].size() < MaxNear)
        Near[U].push_back(Other);
  }
  return Near;
}
