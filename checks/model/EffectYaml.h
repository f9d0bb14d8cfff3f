//===- EffectYaml.h - names, operands and effects in YAML -------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The small words of the model files: names, operands ("this", "0", "from 1"),
/// enumerations, and the effect that is spelt out as a mapping. The sections
/// of a file, which are made of them, are in ModelYaml.cpp.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_MODEL_EFFECTYAML_H
#define CONCURRENCY_MODEL_EFFECTYAML_H

#include "model/Description.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/YAMLTraits.h"

namespace concurrency::modelyaml {

/// What the traits share while one file is read; the IO's context.
struct Reading {
  explicit Reading(const Model &Known) : Known(Known) {}

  const Model &Known;
  ModelDescription Out;
  /// The section being read, and what it has described so far.
  llvm::StringRef Section;
  llvm::StringSet<> Seen;
  /// Of the list of names being read.
  llvm::StringSet<> Listed;
  /// Of the type being read.
  llvm::StringMap<EffectList> Methods;
  /// YAMLTraits wants messages that outlive the call which makes them.
  std::string Message;

  llvm::StringRef fail(const llvm::Twine &Text) {
    Message = Text.str();
    return Message;
  }
  /// What the file so far, or the known models, say of a type.
  std::optional<TypeDescription> findType(llvm::StringRef Name) const;
};

/// What a name stands for decides how it is checked.
enum class NameOf {
  Type,
  KnownType,
  Global,
  Function,
  Method,
  QualifiedMethod,
  Word
};

template <NameOf Of> struct Name {
  std::string Text;
};

/// One name, or a list of them.
template <NameOf Of> struct Names {
  std::vector<Name<Of>> List;
};

/// Where a list or a mapping makes no sense.
struct MisplacedMapping {};
struct MisplacedList {};

/// An object without members, for traits that want a reference.
template <typename T> T &nowhere() {
  static T Nowhere;
  return Nowhere;
}

llvm::StringRef checkName(llvm::StringRef Text, NameOf Of, Reading &R);
/// The list of a key; a name that stands twice in it is an error.
template <NameOf Of> Names<Of> readNames(llvm::yaml::IO &Io, const char *Key) {
  static_cast<Reading *>(Io.getContext())->Listed.clear();
  Names<Of> Result;
  Io.mapOptional(Key, Result);
  return Result;
}

/// The words of a key's list, kept with the description.
llvm::ArrayRef<llvm::StringRef> readWords(llvm::yaml::IO &Io, const char *Key);

/// The key under which models keep a method: "(constructor)" for "constructor".
llvm::StringRef methodKey(llvm::StringRef Name);

/// Reads the keys of an effect from the mapping at hand. Operands that are not
/// given get what is usual for the kind: \p OfMethod says which.
void mapEffect(llvm::yaml::IO &Io, CallEffect &Effect, bool OfMethod);

/// Reads the keys that say when an effect exists.
void mapConditions(llvm::yaml::IO &Io, CallEffect &Effect);

/// An effect with the keys of its own mapping, for lists of effects.
template <bool OfMethod> struct Effect : CallEffect {};

/// What `does` says: a kind, and for accesses what is done.
struct Verb {
  CallEffect::KindTy Kind = CallEffect::Access;
  AccessKind Rw = AccessKind::Read;
};

/// An item of `methods:` or `functions:`: names, and what each of them does.
/// Read into Reading::Methods or the functions of Reading::Out.
template <bool OfMethod> struct Described {};
void readDescribed(llvm::yaml::IO &Io, bool OfMethod);

/// The words of an enumeration, in the order in which messages list them.
template <typename E>
using WordTable = llvm::ArrayRef<std::pair<llvm::StringLiteral, E>>;
WordTable<BlockKind> words(BlockKind);
WordTable<Reentrancy> words(Reentrancy);
WordTable<LockMode> words(LockMode);
WordTable<GuardMode> words(GuardMode);
WordTable<ResultSense> words(ResultSense);
WordTable<Operation> words(Operation);
WordTable<Verb> words(Verb);

template <typename E>
llvm::StringRef readWord(llvm::StringRef Text, Reading &R, E &Value) {
  std::string Expected;
  for (const auto &[Word, Meaning] : words(E())) {
    if (Word == Text) {
      Value = Meaning;
      return "";
    }
    Expected += (Expected.empty() ? "" : ", ") + Word.str();
  }
  return R.fail("unknown word '" + Text + "', expected one of: " + Expected);
}

/// The half of ScalarTraits that is for writing, which nobody does.
template <typename T> struct ReadOnlyScalar {
  static void output(const T &, void *, llvm::raw_ostream &) {}
  static llvm::yaml::QuotingType mustQuote(llvm::StringRef) {
    return llvm::yaml::QuotingType::None;
  }
};

} // namespace concurrency::modelyaml

namespace llvm::yaml {

template <typename E>
struct ScalarTraits<E,
                    std::void_t<decltype(concurrency::modelyaml::words(E()))>>
    : concurrency::modelyaml::ReadOnlyScalar<E> {
  static StringRef input(StringRef Text, void *Context, E &Value) {
    using namespace concurrency::modelyaml;
    return readWord(Text, *static_cast<Reading *>(Context), Value);
  }
};

template <>
struct ScalarTraits<concurrency::Operand>
    : concurrency::modelyaml::ReadOnlyScalar<concurrency::Operand> {
  static StringRef input(StringRef Text, void *Context,
                         concurrency::Operand &Value);
};

template <concurrency::modelyaml::NameOf Of>
struct ScalarTraits<concurrency::modelyaml::Name<Of>>
    : concurrency::modelyaml::ReadOnlyScalar<concurrency::modelyaml::Name<Of>> {
  static StringRef input(StringRef Text, void *Context,
                         concurrency::modelyaml::Name<Of> &Value) {
    using namespace concurrency::modelyaml;
    Value.Text = Text.str();
    return checkName(Text, Of, *static_cast<Reading *>(Context));
  }
};

template <concurrency::modelyaml::NameOf Of>
struct SequenceElementTraits<concurrency::modelyaml::Name<Of>> {
  static const bool flow = true;
};

template <> struct MappingTraits<concurrency::modelyaml::MisplacedMapping> {
  static void mapping(IO &Io, concurrency::modelyaml::MisplacedMapping &) {
    Io.setError("expected a name or a list of names, not a mapping");
  }
};

template <> struct SequenceTraits<concurrency::modelyaml::MisplacedList> {
  static size_t size(IO &, concurrency::modelyaml::MisplacedList &) {
    return 0;
  }
  static auto &element(IO &Io, concurrency::modelyaml::MisplacedList &,
                       size_t) {
    Io.setError("expected a name or a mapping, not a list");
    return concurrency::modelyaml::nowhere<
        concurrency::modelyaml::MisplacedMapping>();
  }
};

template <concurrency::modelyaml::NameOf Of>
struct PolymorphicTraits<concurrency::modelyaml::Names<Of>> {
  using Names = concurrency::modelyaml::Names<Of>;
  static NodeKind getKind(const Names &) { return NodeKind::Sequence; }
  static auto &getAsScalar(Names &N) { return N.List.emplace_back(); }
  static auto &getAsSequence(Names &N) { return N.List; }
  static auto &getAsMap(Names &) {
    using namespace concurrency::modelyaml;
    return nowhere<MisplacedMapping>();
  }
};

template <bool OfMethod>
struct MappingTraits<concurrency::modelyaml::Effect<OfMethod>> {
  static void mapping(IO &Io, concurrency::modelyaml::Effect<OfMethod> &E) {
    concurrency::modelyaml::mapEffect(Io, E, OfMethod);
  }
};

template <bool OfMethod>
struct SequenceElementTraits<concurrency::modelyaml::Effect<OfMethod>> {
  static const bool flow = false;
};

template <bool OfMethod>
struct MappingTraits<concurrency::modelyaml::Described<OfMethod>> {
  static void mapping(IO &Io, concurrency::modelyaml::Described<OfMethod> &) {
    concurrency::modelyaml::readDescribed(Io, OfMethod);
  }
};

template <bool OfMethod>
struct SequenceElementTraits<concurrency::modelyaml::Described<OfMethod>> {
  static const bool flow = false;
};

} // namespace llvm::yaml

#endif // CONCURRENCY_MODEL_EFFECTYAML_H
