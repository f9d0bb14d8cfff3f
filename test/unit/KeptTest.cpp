//===- KeptTest.cpp - findings of a text, for one that differs little -----===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "index/Kept.h"
#include "facts/Text.h"
#include "gtest/gtest.h"

using namespace concurrency;

static const auto Old = std::make_shared<const Words>(
    Words{"hash", {{1, 1}, {1, 5}, {2, 3}, {4, 1}}, {11, 12, 13, 14}});
static const auto New = std::make_shared<const Words>(
    Words{"hash", {{1, 1}, {2, 2}, {3, 9}, {9, 4}}, {11, 12, 13, 14}});
static const FileId Main(0);

TEST(Kept, PlacesGoWithTheirWords) {
  const WordMove Moved(*Old, *New);
  EXPECT_EQ(Moved({Main, 1, 1}), (Place{Main, 1, 1}));
  EXPECT_EQ(Moved({Main, 1, 5}), (Place{Main, 2, 2}));
  // The end of a word.
  EXPECT_EQ(Moved({Main, 1, 8}), (Place{Main, 2, 5}));
  EXPECT_EQ(Moved({Main, 4, 1}), (Place{Main, 9, 4}));
  EXPECT_EQ(Moved({Main, 2, 1}), std::nullopt);
  EXPECT_EQ(Moved({Main, 3, 1}), std::nullopt);
}

static std::shared_ptr<const Shape> shapeOf(llvm::StringRef File) {
  llvm::Expected<TranslationUnit> Unit =
      parseText("file \"" + File.str() +
                "\"\nfile \"a.h\"\nfunction f @2:3 params(p)\n"
                "  read $p* @4:1/1\n");
  EXPECT_TRUE(bool(Unit));
  Unit->MainFile = File.str();
  return std::make_shared<const Shape>(std::move(*Unit));
}

static KeptFindings findingsAt(llvm::StringRef File, Place Where) {
  KeptFindings Result;
  Result.Files = {"a.h", File.str()};
  Finding &F = Result.Found.emplace_back();
  F.Where = Where;
  F.Notes.push_back({"in the header", {FileId(0), 2, 3}});
  return Result;
}

TEST(Kept, PlacesStayWhereWordsHaveChanged) {
  // The third word has become two.
  const Words Other{
      "other", {{1, 1}, {1, 5}, {2, 3}, {2, 7}, {5, 1}}, {11, 12, 1, 2, 14}};
  const WordMove To(*Old, Other), Back(Other, *Old);
  EXPECT_EQ(To({Main, 1, 6}), (Place{Main, 1, 6}));
  EXPECT_EQ(To({Main, 2, 3}), std::nullopt);
  EXPECT_EQ(To({Main, 4, 2}), (Place{Main, 5, 2}));
  EXPECT_EQ(Back({Main, 2, 3}), std::nullopt);
  EXPECT_EQ(Back({Main, 2, 7}), std::nullopt);
  EXPECT_EQ(Back({Main, 5, 1}), (Place{Main, 4, 1}));
  // A word that is repeated is in one of the two parts only.
  const Words Once{"1", {{1, 1}}, {11}}, Twice{"2", {{1, 1}, {2, 1}}, {11, 11}};
  EXPECT_EQ(WordMove(Twice, Once)({Main, 1, 1}), (Place{Main, 1, 1}));
  EXPECT_EQ(WordMove(Twice, Once)({Main, 2, 1}), std::nullopt);
  EXPECT_EQ(WordMove(Once, Words{})({Main, 1, 1}), std::nullopt);
}

TEST(Kept, OfTheSameWords) {
  auto Another =
      std::make_shared<const Words>(Words{"another", New->Starts, New->Said});
  keep("state", "a.cpp", shapeOf("a.cpp"), {"around", Old},
       findingsAt("a.cpp", {FileId(1), 2, 3}));
  EXPECT_FALSE(recall("state", "b.cpp", {"around", New}));
  EXPECT_FALSE(recall("other", "a.cpp", {"around", New}));
  EXPECT_FALSE(recall("state", "a.cpp", {"others", New}));
  EXPECT_FALSE(recall("state", "a.cpp", {"around", Another}));
  std::optional<RecalledText> Same = recall("state", "a.cpp", {"around", New});
  ASSERT_TRUE(Same);
  ASSERT_EQ(Same->Findings.Found.size(), 1u);
  const Finding &F = Same->Findings.Found[0];
  EXPECT_EQ(F.Where, (Place{FileId(1), 3, 9}));
  EXPECT_EQ(F.Notes[0].Where, (Place{FileId(0), 2, 3}));
  TranslationUnit Facts = Same->Facts();
  EXPECT_EQ(Facts.Functions[0].Where, (Place{FileId(0), 3, 9}));
  EXPECT_EQ(Facts.Functions[0].Events[0].Where, (Place{FileId(1), 4, 1}));
}

TEST(Kept, NotIfNobodyKnowsWhatIsAround) {
  keep("state", "c.cpp", shapeOf("c.cpp"), {"", Old},
       findingsAt("c.cpp", {FileId(1), 2, 3}));
  EXPECT_FALSE(recall("state", "c.cpp", {"", New}));
}

TEST(Kept, NotIfAFindingIsAtNoWord) {
  keep("state", "d.cpp", shapeOf("d.cpp"), {"around", Old},
       findingsAt("d.cpp", {FileId(1), 3, 3}));
  EXPECT_FALSE(recall("state", "d.cpp", {"around", New}));
}

TEST(Kept, AFewTextsOfAFile) {
  auto Text = [](unsigned N) {
    return KeptText{"around", std::make_shared<const Words>(
                                  Words{std::to_string(N), {}, {}})};
  };
  auto Keep = [&](unsigned N) {
    keep("state", "e.cpp", shapeOf("e.cpp"), Text(N), {});
  };
  auto Known = [&](unsigned N) {
    return recall("state", "e.cpp", Text(N)).has_value();
  };
  Keep(1);
  for (unsigned N = 2; N != 5; ++N) {
    Keep(N);
    EXPECT_TRUE(Known(1));
  }
  Keep(5);
  EXPECT_FALSE(Known(1));
  EXPECT_TRUE(Known(2));
  EXPECT_TRUE(Known(5));
}

TEST(Kept, OfTheLastTextWhateverItWas) {
  KeptFindings Two = findingsAt("f.cpp", {FileId(1), 1, 5});
  Two.Found.push_back(Two.Found.front());
  Two.Found.back().Where = {FileId(1), 2, 3};
  keep("state", "f.cpp", nullptr, {"", Old}, Two);
  const Words Other{"other", {{7, 1}, {8, 1}, {9, 1}}, {11, 12, 14}};
  EXPECT_TRUE(recallNearly("g.cpp", Other).Found.empty());
  KeptFindings Near = recallNearly("f.cpp", Other);
  ASSERT_EQ(Near.Found.size(), 1u);
  EXPECT_EQ(Near.Found[0].Where, (Place{FileId(1), 8, 1}));
  EXPECT_FALSE(Near.sameAs(Two));
  // Nobody has read the facts of that text.
  EXPECT_FALSE(recall("state", "f.cpp", {"around", Old}));
}

TEST(Kept, WhatNobodyHasReadUntilTheNextText) {
  auto Text = [](unsigned N) {
    return KeptText{"around", std::make_shared<const Words>(
                                  Words{std::to_string(N), {}, {}})};
  };
  keep("state", "h.cpp", shapeOf("h.cpp"), Text(0), {});
  for (unsigned N = 1; N != 9; ++N)
    keep("", "h.cpp", nullptr, Text(N), {});
  EXPECT_TRUE(recall("state", "h.cpp", Text(0)));
}
