//===- TypeSections.h - the sections that describe types --------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// `locks:`, `guards:`, `containers:` and their like: each describes types, and
/// functions that do to such an object what a method would.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_MODEL_TYPESECTIONS_H
#define CONCURRENCY_MODEL_TYPESECTIONS_H

#include "model/EffectYaml.h"

namespace concurrency::modelyaml {

enum class Section {
  Locks,
  Guards,
  Conditions,
  Threads,
  Once,
  Atomics,
  Synchronized,
  Containers,
  Pointers,
  Callables,
  Streams,
  Globals,
  Types,
};

/// An element of a section: a mapping, or just a type's name. What it says goes
/// to Reading::Out at once, so that a later `like:` finds it; hence no members.
template <Section S> struct Element {};
template <Section S> struct NameElement {};
template <Section S> struct MappingElement {};
template <Section S> using Elements = std::vector<Element<S>>;

void readElement(llvm::yaml::IO &Io, Section S);
llvm::StringRef readNameElement(llvm::StringRef Text, Section S, Reading &R);

} // namespace concurrency::modelyaml

namespace llvm::yaml {

template <concurrency::modelyaml::Section S>
struct PolymorphicTraits<concurrency::modelyaml::Element<S>> {
  using Element = concurrency::modelyaml::Element<S>;
  static NodeKind getKind(const Element &) { return NodeKind::Map; }
  static auto &getAsScalar(Element &) {
    using namespace concurrency::modelyaml;
    return nowhere<NameElement<S>>();
  }
  static auto &getAsMap(Element &) {
    using namespace concurrency::modelyaml;
    return nowhere<MappingElement<S>>();
  }
  static auto &getAsSequence(Element &) {
    using namespace concurrency::modelyaml;
    return nowhere<MisplacedList>();
  }
};

template <concurrency::modelyaml::Section S>
struct SequenceElementTraits<concurrency::modelyaml::Element<S>> {
  static const bool flow = false;
};

template <concurrency::modelyaml::Section S>
struct MappingTraits<concurrency::modelyaml::MappingElement<S>> {
  static void mapping(IO &Io, concurrency::modelyaml::MappingElement<S> &) {
    concurrency::modelyaml::readElement(Io, S);
  }
};

template <concurrency::modelyaml::Section S>
struct ScalarTraits<concurrency::modelyaml::NameElement<S>>
    : concurrency::modelyaml::ReadOnlyScalar<
          concurrency::modelyaml::NameElement<S>> {
  static StringRef input(StringRef Text, void *Context,
                         concurrency::modelyaml::NameElement<S> &) {
    using namespace concurrency::modelyaml;
    return readNameElement(Text, S, *static_cast<Reading *>(Context));
  }
};

} // namespace llvm::yaml

#endif // CONCURRENCY_MODEL_TYPESECTIONS_H
