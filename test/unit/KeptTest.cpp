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

static const Words Old{"hash", {{1, 1}, {1, 5}, {2, 3}, {4, 1}}};
static const Words New{"hash", {{1, 1}, {2, 2}, {3, 9}, {9, 4}}};

TEST(Kept, PlacesGoWithTheirWords) {
  const FileId Main(0);
  EXPECT_EQ(Old.moved({Main, 1, 1}, New), (Place{Main, 1, 1}));
  EXPECT_EQ(Old.moved({Main, 1, 5}, New), (Place{Main, 2, 2}));
  // The end of a word.
  EXPECT_EQ(Old.moved({Main, 1, 8}, New), (Place{Main, 2, 5}));
  EXPECT_EQ(Old.moved({Main, 4, 1}, New), (Place{Main, 9, 4}));
  EXPECT_EQ(Old.moved({Main, 2, 1}, New), std::nullopt);
  EXPECT_EQ(Old.moved({Main, 3, 1}, New), std::nullopt);
}

static Shape shapeOf(llvm::StringRef File) {
  llvm::Expected<TranslationUnit> Unit =
      parseText("file \"" + File.str() +
                "\"\nfile \"a.h\"\nfunction f @2:3 params(p)\n"
                "  read $p* @4:1/1\n");
  EXPECT_TRUE(bool(Unit));
  Unit->MainFile = File.str();
  return Shape(std::move(*Unit));
}

static KeptFindings findingsAt(llvm::StringRef File, Place Where) {
  KeptFindings Result;
  Result.Files = {"a.h", File.str()};
  Finding &F = Result.Found.emplace_back();
  F.Where = Where;
  F.Notes.push_back({"in the header", {FileId(0), 2, 3}});
  return Result;
}

TEST(Kept, OfTheSameWords) {
  keep("state", shapeOf("a.cpp"), {"around", Old},
       findingsAt("a.cpp", {FileId(1), 2, 3}));
  EXPECT_FALSE(recall("state", "b.cpp", {"around", New}));
  EXPECT_FALSE(recall("other", "a.cpp", {"around", New}));
  EXPECT_FALSE(recall("state", "a.cpp", {"others", New}));
  EXPECT_FALSE(recall("state", "a.cpp", {"around", {"another", New.Starts}}));
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
  keep("state", shapeOf("c.cpp"), {"", Old},
       findingsAt("c.cpp", {FileId(1), 2, 3}));
  EXPECT_FALSE(recall("state", "c.cpp", {"", New}));
}

TEST(Kept, NotIfAFindingIsAtNoWord) {
  keep("state", shapeOf("d.cpp"), {"around", Old},
       findingsAt("d.cpp", {FileId(1), 3, 3}));
  EXPECT_FALSE(recall("state", "d.cpp", {"around", New}));
}

TEST(Kept, AFewTextsOfAFile) {
  auto Keep = [](unsigned N) {
    keep("state", shapeOf("e.cpp"), {"around", {std::to_string(N), {}}}, {});
  };
  auto Known = [](unsigned N) {
    return recall("state", "e.cpp", {"around", {std::to_string(N), {}}})
        .has_value();
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
