//===- Boxed.h - a value that is mostly not there ---------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// std::optional for what is large and rare: takes the room of a pointer where
/// there is none. Copies and compares what is inside.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_FACTS_BOXED_H
#define CONCURRENCY_FACTS_BOXED_H

#include <memory>

namespace concurrency {

template <typename T> class Boxed {
public:
  Boxed() = default;
  Boxed(T Value) : Held(std::make_unique<T>(std::move(Value))) {}
  Boxed(const Boxed &O) : Held(O ? std::make_unique<T>(*O) : nullptr) {}
  Boxed(Boxed &&) noexcept = default;
  Boxed &operator=(Boxed O) noexcept {
    Held = std::move(O.Held);
    return *this;
  }

  explicit operator bool() const { return Held != nullptr; }
  T &operator*() { return *Held; }
  const T &operator*() const { return *Held; }
  T *operator->() { return Held.get(); }
  const T *operator->() const { return Held.get(); }
  T &emplace() {
    Held = std::make_unique<T>();
    return *Held;
  }
  void reset() { Held.reset(); }

  friend bool operator==(const Boxed &A, const Boxed &B) {
    return A && B ? *A == *B : !A && !B;
  }

private:
  std::unique_ptr<T> Held;
};

} // namespace concurrency

#endif // CONCURRENCY_FACTS_BOXED_H
