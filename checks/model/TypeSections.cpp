//===- TypeSections.cpp - the sections that describe types ----------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "model/Operations.h"
#include <map>

using namespace concurrency;
using namespace concurrency::modelyaml;
using llvm::StringRef;
using llvm::yaml::IO;

namespace {

/// What `tags` says: types of arguments that choose a way of construction.
struct GuardTags {
  std::map<std::string, GuardMode> List;
};

/// `functions:` of an element: lists as for methods, the object an argument.
struct FunctionLists {
  Section Of;
  BlockKind Kind;
  bool Given = false;
};

} // namespace

namespace llvm::yaml {

template <> struct MappingTraits<FunctionLists> {
  static void mapping(IO &Io, FunctionLists &Lists) {
    Lists.Given = true;
    Operand Self = {Operand::Argument, 0};
    Io.mapOptional("argument", Self);
    Reading &R = *static_cast<Reading *>(Io.getContext());
    readOperations({Io, R.Out.Functions, Self}, Lists.Of, Lists.Kind);
  }
};

template <> struct CustomMappingTraits<GuardTags> {
  static void inputOne(IO &Io, StringRef Key, GuardTags &Tags) {
    std::string Name = Key.str(); // Older versions of LLVM take no StringRef.
    Io.mapRequired(Name.c_str(), Tags.List[Name]);
  }
  static void output(IO &, GuardTags &) {}
};

} // namespace llvm::yaml

static Reading &reading(IO &Io) {
  return *static_cast<Reading *>(Io.getContext());
}

static CallEffect guardInit() {
  CallEffect Init;
  Init.Kind = CallEffect::GuardInit;
  Init.Target = {Operand::This, 0};
  Init.Locks = {Operand::Argument, 0};
  return Init;
}

static void guardConstructors(IO &Io, EffectList &Constructors,
                              bool Inherited) {
  CallEffect Init = guardInit();
  std::optional<Operand> Lock;
  std::optional<LockMode> Mode;
  bool Timed = false;
  GuardTags Tags;
  Io.mapOptional("lock", Lock);
  Io.mapOptional("mode", Mode);
  Io.mapOptional("timed", Timed);
  Io.mapOptional("tags", Tags);
  if (Inherited && !Lock && !Mode && !Timed && Tags.List.empty())
    return;
  Init.Locks = Lock.value_or(Init.Locks);
  Init.Mode = Mode.value_or(Init.Mode);
  if (Init.Locks.Kind == Operand::None)
    return;

  auto Add = [&](CallEffect Alternative) {
    Alternative.Otherwise = !Constructors.empty();
    Constructors.push_back(std::move(Alternative));
  };
  for (auto &[Tag, As] : Tags.List) {
    CallEffect Tagged = Init;
    ModelDescription &Out = reading(Io).Out;
    Tagged.IfArgumentTypes =
        Out.save(std::vector<StringRef>{Out.save(StringRef(Tag))});
    Tagged.GuardAs = As;
    Add(std::move(Tagged));
  }
  if (Timed) {
    CallEffect Tried = Init;
    Tried.Timed = true;
    Tried.IfArguments = 2;
    Tried.GuardAs = GuardMode::Tried;
    Add(std::move(Tried));
  }
  Add(Init);
}

static TypeRole roleOf(Section S) {
  switch (S) {
  case Section::Locks:
    return TypeRole::Lock;
  case Section::Guards:
    return TypeRole::Guard;
  case Section::Conditions:
    return TypeRole::Condition;
  case Section::Threads:
    return TypeRole::Thread;
  case Section::Once:
    return TypeRole::OnceFlag;
  case Section::Atomics:
    return TypeRole::Atomic;
  case Section::Synchronized:
    return TypeRole::Synchronized;
  case Section::Containers:
    return TypeRole::Container;
  case Section::Pointers:
    return TypeRole::Pointer;
  case Section::Callables:
    return TypeRole::Callable;
  case Section::Streams:
  case Section::Globals:
    return TypeRole::Stream;
  case Section::Types:
    return TypeRole::Plain;
  }
  llvm_unreachable("unknown section");
}

static TypeDescription plainModel(Section S) {
  TypeDescription T;
  T.Role = roleOf(S);
  T.PointerLike = S == Section::Pointers;
  return T;
}

/// I/O on an object of a known kind is of that kind in inherited methods too.
static void setKind(TypeDescription &T, BlockKind Kind) {
  T.Blocks = Kind;
  for (auto &Method : T.Methods)
    for (CallEffect &E : Method.second)
      if (E.Kind == CallEffect::Block)
        E.Blocks = Kind;
}

static void add(Reading &R, Section S, StringRef Name, TypeDescription T) {
  auto &Into = S == Section::Globals ? R.Out.Globals : R.Out.Types;
  Into[Name] = std::move(T);
}

StringRef modelyaml::readNameElement(StringRef Text, Section S, Reading &R) {
  StringRef Mistake = checkName(Text, NameOf::Type, R);
  if (!Mistake.empty())
    return Mistake;
  TypeDescription T = plainModel(S);
  if (S == Section::Guards)
    T.Methods["(constructor)"] = {guardInit()};
  add(R, S, Text, std::move(T));
  return "";
}

void modelyaml::readElement(IO &Io, Section S) {
  Reading &R = *static_cast<Reading *>(Io.getContext());
  bool Global = S == Section::Globals;
  std::vector<Name<NameOf::Type>> Declared =
      readNames<NameOf::Type>(Io, Global ? "name" : "type").List;
  for (auto &N : readNames<NameOf::Type>(Io, Global ? "names" : "types").List)
    Declared.push_back(std::move(N));

  TypeDescription T = plainModel(S);
  std::optional<Name<NameOf::KnownType>> Like;
  Io.mapOptional("like", Like);
  if (std::optional<TypeDescription> Original =
          Like ? R.findType(Like->Text) : std::nullopt) {
    T = std::move(*Original);
    T.Role = roleOf(S);
  }
  if (S == Section::Locks)
    Io.mapOptional("reentrant", T.Reentrant);
  Io.mapOptional("pointer-like", T.PointerLike);
  Io.mapOptional("owning", T.Owning);
  std::string Thread;
  Io.mapOptional("confined", Thread);
  if (!Thread.empty())
    T.Thread = R.Out.save(StringRef(Thread));

  BlockKind Kind = BlockKind::File;
  if (S == Section::Streams || Global) {
    Io.mapRequired("kind", Kind);
    setKind(T, Kind);
  }

  // Methods given here replace those of the type that this one is like.
  llvm::StringMap<EffectList> &Own = R.Methods;
  Own.clear();
  Operations Ops{Io, Own, {Operand::This, 0}};
  if (S == Section::Guards)
    guardConstructors(Io, Own["(constructor)"], Like.has_value());
  readOperations(Ops, S, Kind);
  std::vector<Described<true>> Methods;
  Io.mapOptional("methods", Methods);
  for (auto &Method : Own)
    if (!Method.second.empty())
      T.Methods[Method.first()] = std::move(Method.second);

  FunctionLists Lists{S, Kind};
  if (S != Section::Types && !Global)
    Io.mapOptional("functions", Lists);
  if (Declared.empty() && !Lists.Given)
    Io.setError(Global ? "key 'name' is missing" : "key 'type' is missing");
  for (const auto &N : Declared)
    add(R, S, N.Text, T);
}
