//===- Path.h - access paths ------------------------------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// An access path names an object: a root and the steps from it. `this->a.b`
/// is This .a .b; `p->x` with a parameter p is Param(0) * .x.
///
/// A reference is a pointer with an unwritten dereference: for `T &r`, the
/// object is Param(0) *. So are smart pointers: `u->x` is u * .x, and iterators
/// and elements: `v[i]` is v [i]. Base-class conversions leave no step.
///
/// The idea is Infer's (AbstractAddress, AccessPath); see docs/architecture.md.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_FACTS_PATH_H
#define CONCURRENCY_FACTS_PATH_H

#include "facts/Ids.h"
#include "llvm/ADT/ArrayRef.h"
#include <algorithm>
#include <cassert>
#include <initializer_list>

namespace concurrency {

enum class RootKind : uint8_t {
  /// Nothing is known of the object. Unknown paths are never equal.
  Unknown,
  /// The object a method runs on. In a lambda, that of the enclosing method.
  This,
  /// A parameter, by position. A lambda's captures follow its parameters: the
  /// k-th capture of a lambda with n parameters is Param(n + k). What is
  /// captured by reference is reached through a dereference.
  Param,
  /// A local variable, an index into Function::Locals.
  Local,
  /// A variable of static storage duration; Index is its entity.
  Global,
  /// What a call returned; Index is the event of the call.
  Result,
};

enum class StepKind : uint8_t {
  /// A field; Index is its entity.
  Field,
  /// What a pointer, reference, smart pointer or optional refers to.
  Deref,
  /// An element of an array or container. Index tells elements apart: two
  /// equal non-zero values are the same element (a subscript whose variables
  /// have changed has another value); 0 is any element. Values below
  /// OwnElement are constants plus one; OwnElement itself is the one whose
  /// subscript is a variable that each thread has of its own; from
  /// ConstantElements on, numbers of subscripts, with a value for each
  /// SubscriptKind.
  Element,
};

/// What is known of a subscript that is no constant.
enum class SubscriptKind : uint8_t {
  Plain,
  Given,  ///< a parameter that never changes
  Around, ///< one past the last is the first again: `(i + 1) % n`
};
constexpr uint32_t SubscriptKinds = uint32_t(SubscriptKind::Around) + 1;

constexpr uint32_t ConstantElements = 1u << 16;
constexpr uint32_t OwnElement = ConstantElements - 1;

struct Step {
  /// Indices are less than this: a step takes four bytes.
  static constexpr uint32_t MaxIndex = 1u << 30;

  StepKind Kind : 2 = StepKind::Deref;
  uint32_t Index : 30 = 0;

  static Step field(EntityId Field) {
    assert(Field.index() < MaxIndex);
    return {StepKind::Field, Field.index()};
  }
  static Step deref() { return {StepKind::Deref, 0}; }
  static Step element(uint32_t Key) { return {StepKind::Element, Key}; }
  /// The key of the element with the subscript number \p N of its function.
  static uint32_t variableKey(uint32_t N, SubscriptKind What) {
    return ConstantElements + SubscriptKinds * N + uint32_t(What);
  }

  EntityId entity() const { return EntityId(Index); }
  /// An element whose subscript is no constant.
  bool isVariableElement() const {
    return Kind == StepKind::Element && Index >= ConstantElements;
  }
  /// \pre isVariableElement()
  SubscriptKind subscript() const {
    return SubscriptKind((Index - ConstantElements) % SubscriptKinds);
  }
  /// Likewise: the number of the subscript.
  uint32_t subscriptNumber() const {
    return (Index - ConstantElements) / SubscriptKinds;
  }
  /// One element for certain, by its number.
  bool isKnownElement() const {
    return Kind == StepKind::Element && Index != 0 && Index < OwnElement;
  }
  /// An element, and nobody knows for certain which.
  bool isAnyElement() const {
    return Kind == StepKind::Element && !isKnownElement();
  }
  friend constexpr bool operator==(const Step &, const Step &) = default;
  friend constexpr auto operator<=>(const Step &, const Step &) = default;
};

/// The steps of a path. There are few, and paths are most of what facts and
/// solutions consist of: so they need no memory of their own, and are copied
/// without a look at them.
class StepList {
public:
  static constexpr unsigned Capacity = 8;

  StepList() = default;
  StepList(std::initializer_list<Step> From) {
    append(From.begin(), From.end());
  }

  size_t size() const { return Size; }
  bool empty() const { return Size == 0; }
  const Step *begin() const { return Items; }
  const Step *end() const { return Items + Size; }
  Step *begin() { return Items; }
  Step *end() { return Items + Size; }
  const Step &operator[](size_t I) const {
    assert(I < Size);
    return Items[I];
  }
  const Step &front() const { return (*this)[0]; }
  const Step &back() const { return (*this)[Size - 1]; }
  operator llvm::ArrayRef<Step>() const { return {Items, size()}; }

  void push_back(Step S) {
    assert(Size < Capacity);
    Items[Size++] = S;
  }
  void append(const Step *From, const Step *To) {
    assert(Size + (To - From) <= Capacity);
    Size = std::copy(From, To, end()) - Items;
  }
  void pop_back() { truncate(Size - 1); }
  void truncate(size_t Length) {
    assert(Length <= Size);
    Size = Length;
  }

  friend bool operator==(const StepList &A, const StepList &B) {
    return std::equal(A.begin(), A.end(), B.begin(), B.end());
  }
  friend bool operator<(const StepList &A, const StepList &B) {
    return std::lexicographical_compare(A.begin(), A.end(), B.begin(), B.end());
  }

private:
  uint8_t Size = 0;
  Step Items[Capacity];
};

struct Path {
  /// Deeper paths become Unknown.
  static constexpr unsigned MaxSteps = StepList::Capacity;

  RootKind Root = RootKind::Unknown;
  uint32_t Index = 0;
  StepList Steps;

  static Path unknown() { return {}; }
  static Path self() { return {RootKind::This, 0, {}}; }
  static Path param(uint32_t I) { return {RootKind::Param, I, {}}; }
  static Path local(uint32_t I) { return {RootKind::Local, I, {}}; }
  static Path global(EntityId E) { return {RootKind::Global, E.index(), {}}; }
  static Path result(EventId E) { return {RootKind::Result, E.index(), {}}; }

  bool known() const { return Root != RootKind::Unknown; }
  EntityId global() const {
    return Root == RootKind::Global ? EntityId(Index) : EntityId();
  }
  /// The field or global that ends the path, over trailing dereferences and
  /// elements; none for a path that ends in a bare local, parameter or `this`.
  EntityId lastEntity() const;
  /// This path with one more step; Unknown beyond MaxSteps.
  Path then(Step S) const;
  Path then(llvm::ArrayRef<Step> More) const;
  /// True where this path is \p Other or leads to a part of it.
  bool startsWith(const Path &Other) const;
  /// True where a step leaves the object that the root names.
  bool hasDeref() const;

  friend bool operator==(const Path &A, const Path &B) {
    return A.Root == B.Root && A.Index == B.Index && A.Steps == B.Steps;
  }
  friend bool operator<(const Path &A, const Path &B);
};

/// What an argument, an assignment or a return hands over.
enum class ValueKind : uint8_t {
  Unknown,
  /// The value read from P: a copy of an object, or a pointer held in P.
  Copy,
  /// A pointer or reference to P.
  Address,
  /// A callable: Callable of the function.
  Callable,
  /// An object made here and known to nobody else (new, make_unique, malloc).
  Fresh,
  /// A constant; Number is its value (null pointers and false are 0).
  Constant,
};

struct Value {
  ValueKind Kind = ValueKind::Unknown;
  Path P;
  CallableId Callable;
  int64_t Number = 0;

  static Value unknown() { return {}; }
  static Value copy(Path P);
  static Value address(Path P);
  static Value callable(CallableId C);
  static Value fresh() { return {ValueKind::Fresh, {}, {}, 0}; }
  static Value constant(int64_t N) { return {ValueKind::Constant, {}, {}, N}; }

  /// The path of what this value points or refers to.
  Path pointee() const;
  friend bool operator==(const Value &, const Value &) = default;
};

} // namespace concurrency

#endif // CONCURRENCY_FACTS_PATH_H
