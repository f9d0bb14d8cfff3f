//===- SolveTestSupport.h - asking the solver about text --------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A program written as textual facts, solved, and questions to it by the names
/// of functions and test points.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_TEST_UNIT_SOLVETESTSUPPORT_H
#define CONCURRENCY_TEST_UNIT_SOLVETESTSUPPORT_H

#include "detect/Detect.h"
#include "detect/Explain.h"
#include "facts/Text.h"
#include "report/Message.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"

namespace concurrency::test {

class Solved {
public:
  explicit Solved(std::initializer_list<llvm::StringRef> Texts,
                  World Seen = World::Open) {
    std::vector<TranslationUnit> Units;
    for (llvm::StringRef Text : Texts) {
      llvm::Expected<TranslationUnit> Unit = parseText(Text);
      if (!Unit) {
        ADD_FAILURE() << llvm::toString(Unit.takeError());
        continue;
      }
      Units.push_back(std::move(*Unit));
    }
    P = std::make_unique<Program>(std::move(Units));
    S = solve(*P, Seen);
  }
  explicit Solved(llvm::StringRef Text)
      : Solved(std::initializer_list<llvm::StringRef>{Text}) {}

  FunctionId function(llvm::StringRef Name) const {
    for (auto [I, F] : llvm::enumerate(P->functions()))
      if ((*P)[F.Self].Name == Name)
        return FunctionId(I);
    ADD_FAILURE() << "no function " << Name.str();
    return FunctionId();
  }

  /// The locks held at a test point, as "mu_ mu2_? s:rw_": `?` marks a lock
  /// held on some paths only, `s:` a shared hold.
  std::string heldAt(llvm::StringRef Point) const {
    for (auto [I, F] : llvm::enumerate(P->functions()))
      for (auto [J, E] : llvm::enumerate(F.Events)) {
        if (E.Kind != EventKind::Point || E.Text != Point)
          continue;
        const LockSet *State = S->before(FunctionId(I), EventId(J));
        return State ? print(F, State->Locks) : "unreachable";
      }
    ADD_FAILURE() << "no point " << Point.str();
    return "";
  }

  /// What is held whenever the function is entered.
  std::string heldOnEntry(llvm::StringRef Name) const {
    FunctionId F = function(Name);
    if (!F.valid())
      return "";
    return print((*P)[F], (*S)[F].At.Held);
  }

  /// The messages of a kind, in order, each with its line: "12: message".
  std::vector<std::string> messages(FindingKind Kind) {
    std::vector<std::string> Texts;
    for (const Finding &F : report(*S, detectAll(*S)))
      if (F.Kind == Kind)
        Texts.push_back(std::to_string(F.Where.Line) + ": " + F.Message);
    return Texts;
  }

  Solution &solution() { return *S; }

private:
  std::string print(const Function &F, llvm::ArrayRef<HeldLock> Locks) const {
    std::vector<std::string> Names;
    for (const HeldLock &H : Locks) {
      std::string Name = shortName(*S, F, H.Lock);
      if (H.Mode == LockMode::Shared)
        Name = "s:" + Name;
      if (!H.Must)
        Name += "?";
      Names.push_back(Name);
    }
    llvm::sort(Names);
    return llvm::join(Names, " ");
  }

  std::unique_ptr<Program> P;
  std::unique_ptr<Solution> S;
};

} // namespace concurrency::test

#endif // CONCURRENCY_TEST_UNIT_SOLVETESTSUPPORT_H
