//===- Symbols.cpp - what a name means in the text form -------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "facts/Symbols.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Twine.h"
#include <algorithm>

using namespace concurrency;
using llvm::StringRef;

void Symbols::add(EntityId E) {
  const Entity &Added = (*this)[E];
  ByName[Added.Name].push_back(E);
  if (Added.Kind == EntityKind::Field)
    FieldsByShortName[Added.shortName()].push_back(E);
}

llvm::SmallVector<EntityId, 2> Symbols::named(StringRef Name,
                                              KindSet Kinds) const {
  llvm::SmallVector<EntityId, 2> Found;
  if (auto It = ByName.find(Name); It != ByName.end())
    llvm::copy_if(It->second, std::back_inserter(Found),
                  [&](EntityId E) { return Kinds & kindSet((*this)[E].Kind); });
  return Found;
}

EntityId Symbols::field(StringRef Name, EntityId Record) const {
  if (auto It = FieldsByShortName.find(Name); It != FieldsByShortName.end()) {
    if (It->second.size() == 1)
      return It->second.front();
    llvm::SmallVector<EntityId, 2> Own;
    if (Record.valid())
      llvm::copy_if(It->second, std::back_inserter(Own),
                    [&](EntityId E) { return (*this)[E].Parent == Record; });
    if (Own.size() == 1)
      return Own.front();
  }
  auto Exact = named(Name, kindSet(EntityKind::Field));
  return Exact.size() == 1 ? Exact.front() : EntityId();
}

EntityId Symbols::parentByName(StringRef Name) const {
  size_t Colons = Name.rfind("::");
  if (Colons == StringRef::npos)
    return {};
  for (EntityKind Kind : {EntityKind::Record, EntityKind::Function}) {
    auto Found = named(Name.take_front(Colons), kindSet(Kind));
    if (!Found.empty())
      return Found.size() == 1 ? Found.front() : EntityId();
  }
  return {};
}

FunctionKind Symbols::kindByName(EntityId Function) const {
  if (!has(Function) || !has((*this)[Function].Parent))
    return FunctionKind::Function;
  const Entity &Self = (*this)[Function];
  const Entity &Parent = (*this)[Self.Parent];
  if (Parent.Kind == EntityKind::Function)
    return FunctionKind::Lambda;
  if (Self.shortName() == Parent.shortName())
    return FunctionKind::Constructor;
  if (Self.shortName().starts_with("~"))
    return FunctionKind::Destructor;
  return FunctionKind::Method;
}

EntityId Symbols::recordOfThis(EntityId Self) const {
  // A lambda's `this` is that of the method around it. The bound keeps a file
  // whose parents form a circle from hanging us.
  for (unsigned I = 0; I < 16 && has(Self); ++I) {
    if ((*this)[Self].Kind == EntityKind::Record)
      return Self;
    Self = (*this)[Self].Parent;
  }
  return {};
}

List<EntityId> Symbols::fieldsOf(EntityId Record) const {
  List<EntityId> Fields;
  for (uint32_t I = 0; I < Unit.Entities.size(); ++I)
    if (Unit.Entities[I].Kind == EntityKind::Field &&
        Unit.Entities[I].Parent == Record)
      Fields.push_back(EntityId(I));
  return Fields;
}

EntityId RecordTracker::atRoot(RootKind Root, uint32_t Index) const {
  auto RecordOf = [&](const List<Variable> &Variables) {
    return Index < Variables.size() ? Variables[Index].Type.Record : EntityId();
  };
  switch (Root) {
  case RootKind::This:
    return Names.recordOfThis(Self);
  case RootKind::Param:
    return Frame ? RecordOf(Frame->Params) : EntityId();
  case RootKind::Local:
    return Frame ? RecordOf(Frame->Locals) : EntityId();
  case RootKind::Global:
    return Names.has(EntityId(Index)) ? Names[EntityId(Index)].Type.Record
                                      : EntityId();
  case RootKind::Unknown:
  case RootKind::Result:
    return {};
  }
  return {};
}

EntityId RecordTracker::after(EntityId Record, Step S) const {
  if (S.Kind != StepKind::Field)
    return Record;
  return Names.has(S.entity()) ? Names[S.entity()].Type.Record : EntityId();
}

std::string concurrency::defaultKey(const Entity &E, StringRef MainFile) {
  return E.Internal ? (MainFile + llvm::Twine("#") + E.Name).str() : E.Name;
}

std::optional<uint32_t>
concurrency::variableNamed(llvm::ArrayRef<Variable> Variables, StringRef Name) {
  std::optional<uint32_t> Found;
  for (auto [I, V] : llvm::enumerate(Variables)) {
    if (V.Name != Name)
      continue;
    if (Found)
      return std::nullopt;
    Found = I;
  }
  return Found;
}

// Bijective base 26: a, b, ..., z, aa, ab, ...
std::string concurrency::subscriptLetters(uint32_t Number) {
  std::string Letters;
  for (uint64_t Rest = uint64_t(Number) + 1; Rest;
       Rest = (Rest - 1) / 26)
    Letters.push_back(static_cast<char>('a' + (Rest - 1) % 26));
  std::reverse(Letters.begin(), Letters.end());
  return Letters;
}

std::optional<uint32_t> concurrency::subscriptNumber(StringRef Letters) {
  uint64_t Rest = 0;
  if (Letters.empty() || Letters.size() > 7)
    return std::nullopt;
  for (char C : Letters) {
    if (C < 'a' || C > 'z')
      return std::nullopt;
    Rest = Rest * 26 + (C - 'a') + 1;
  }
  constexpr uint64_t Most = (Step::MaxIndex - ConstantElements) / SubscriptKinds;
  return Rest <= Most ? std::optional<uint32_t>(Rest - 1) : std::nullopt;
}
