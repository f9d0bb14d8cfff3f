//===- LastReference.cpp - what the last user of an object does -----------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "solve/LastReference.h"
#include "facts/Words.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

bool LastReference::isCounter(const Path &Counted) const {
  EntityId Counter = Counted.lastEntity();
  if (!Counter.valid())
    return false;
  llvm::StringRef Name = P[Counter].shortName();
  // (To take a name to pieces costs more than to look into it.)
  return Name.contains_insensitive("ref") &&
         llvm::any_of(wordsOf(Name), [](llvm::StringRef Word) {
           return Word == "ref" || Word == "refs" || Word == "references" ||
                  Word.starts_with("refc");
         });
}

/// `if (Release(s->ref) == 0)`: the counter is an object of its own.
static bool givesUp(const Event &Call) {
  static constexpr llvm::StringLiteral Verbs[] = {"release", "unref", "put",
                                                  "dec", "decrement", "drop"};
  return hasWord(Call.Text, Verbs);
}

void LastReference::find() {
  Asked = true;
  auto Counts = [&](const Event &E) {
    return (E.Kind == EventKind::Access && isCounter(E.Target)) ||
           (E.Kind == EventKind::Call &&
            llvm::any_of(E.Args, [&](const Value &V) {
              return (V.Kind == ValueKind::Address ||
                      (V.Kind == ValueKind::Copy && givesUp(E))) &&
                     isCounter(V.P);
            }));
  };
  llvm::SmallVector<EventId, 4> Counted;
  for (auto [I, E] : llvm::enumerate(F.Events))
    if (Counts(E))
      Counted.push_back(EventId(I));
  if (Counted.empty())
    return;
  Flow.emplace(F);
  for (uint32_t B = 0; B != F.Blocks.size(); ++B)
    if (F.Blocks[B].If &&
        llvm::any_of(Flow->sources(B), [&](EventId E) {
          return llvm::is_contained(Counted, E);
        }))
      Branches.push_back(B);
}

bool LastReference::decides(EventId E) {
  if (!Asked)
    find();
  return llvm::any_of(Branches, [&](uint32_t B) {
    return Flow->decides(B, Flow->blockOf(E));
  });
}
