//===- FactsPruneTest.cpp - facts without what nobody asks for ------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "facts/Prune.h"
#include "facts/Text.h"
#include "facts/Validate.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"

using namespace concurrency;

/// What is left of \p Text if the functions in other files than the first one
/// are spare.
static TranslationUnit pruned(llvm::StringRef Text) {
  llvm::Expected<TranslationUnit> Unit = parseText(Text);
  if (!Unit) {
    ADD_FAILURE() << llvm::toString(Unit.takeError());
    return {};
  }
  llvm::BitVector Spare;
  for (const Function &F : Unit->Functions)
    Spare.push_back(F.Where.File != FileId(0));
  prune(*Unit, Spare);
  if (llvm::Error Invalid = validate(*Unit))
    ADD_FAILURE() << llvm::toString(std::move(Invalid));
  return std::move(*Unit);
}

static std::string functions(const TranslationUnit &Unit) {
  std::string Names;
  for (const Function &F : Unit.Functions)
    Names += (Names.empty() ? "" : " ") + Unit.Entities[F.Self.index()].Name;
  return Names;
}

static std::string entities(const TranslationUnit &Unit) {
  std::string Names;
  for (const Entity &E : Unit.Entities)
    Names += (Names.empty() ? "" : " ") + E.Name;
  return Names;
}

TEST(FactsPrune, WhatNobodyUses) {
  TranslationUnit Unit = pruned(R"(
file "a.cpp"
file "a.h"
file "b.h"
record P
  field x : scalar
  field y : scalar
function P::size @1:1/1
  read this.x @1:2
function P::grow @2:1/1
  update this.y @2:2
function used @3:1/2
  call P::size @3:2
function unused @4:1/2
  call P::grow @4:2
function f @1:1/0
  call used @2:1
)");
  EXPECT_EQ(functions(Unit), "P::size used f");
  // A field that nobody uses is not missed either.
  EXPECT_EQ(entities(Unit), "P P::x P::size used f");
}

TEST(FactsPrune, FilesOfWhatIsLeft) {
  TranslationUnit Unit = pruned(R"(
file "a.cpp"
file "a.h"
file "b.h"
function unused @4:1/1
  call f @4:2
function used @5:1/2
  call f @5:2
function f @1:1/0
  call used @2:1
)");
  EXPECT_EQ(Unit.Files, (std::vector<std::string>{"a.cpp", "b.h"}));
  EXPECT_EQ(Unit.Functions[0].Where.File, FileId(1));
}

TEST(FactsPrune, WhatMattersByItself) {
  TranslationUnit Unit = pruned(R"(
file "a.cpp"
file "a.h"
record P
  field x : scalar
record Q
  field mu : lock
  field y : scalar
record R
  field q : of Q
  field z : scalar
global g : scalar
global c : const scalar
function locks @1:1/1 params(p)
  acquire $p* @1:2
  release $p* @1:3
function lock @1:1/1 params(p)
  acquire $p* @1:2
function starts @2:1/1 params(p)
  spawn $p* @2:2
  join $p* @2:3
function changes @3:1/1 params(p)
  update $p* atomic @3:2
function global @4:1/1
  write ::g @4:2
function constant @5:1/1
  read ::c @5:2
function P::plain @6:1/1
  write this.x @6:2
function Q::beside @7:1/1
  write this.y @7:2
function R::around @8:1/1
  write this.z @8:2
function Q::one @9:1/1
  read this.y @9:2
function waits @10:1/1 params(p)
  blocks $p* sleep @10:2
)");
  EXPECT_EQ(functions(Unit),
            "locks starts changes global Q::beside R::around Q::one");
}

TEST(FactsPrune, ADestructorGoesWithItsConstructors) {
  llvm::StringRef Text = R"(
file "a.cpp"
file "a.h"
record P
  field x : scalar
function P::P @1:1/1
  write this.x @1:2
function P::~P @2:1/1
  write this.x @2:2
function f @1:1/0
)";
  EXPECT_EQ(functions(pruned(Text)), "f");
  EXPECT_EQ(functions(pruned((Text + "  call P::P @2:1\n").str())),
            "P::P P::~P f");
}

TEST(FactsPrune, CallablesLeadOn) {
  EXPECT_EQ(functions(pruned(R"(
file "a.cpp"
file "a.h"
function later @1:1/1 params(p)
  read $p* @1:2
function never @2:1/1 params(p)
  read $p* @2:2
function f @1:1/0
  callable 0 later
  call ? calls later ^0 @2:1
)")),
            "later f");
}
