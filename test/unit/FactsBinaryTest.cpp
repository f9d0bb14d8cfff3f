//===- FactsBinaryTest.cpp - facts in files -------------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FactsSample.h"
#include "facts/Binary.h"
#include "facts/KeyNames.h"
#include "facts/Text.h"
#include "facts/Validate.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Testing/Support/SupportHelpers.h"
#include "gtest/gtest.h"
#include <random>

using namespace concurrency;

static TranslationUnit get(llvm::Expected<TranslationUnit> Unit) {
  if (Unit)
    return std::move(*Unit);
  ADD_FAILURE() << llvm::toString(Unit.takeError());
  return {};
}

static std::string errorOf(llvm::Expected<TranslationUnit> Unit) {
  return Unit ? "none" : llvm::toString(Unit.takeError());
}

//===----------------------------------------------------------------------===//
// There and back
//===----------------------------------------------------------------------===//

TEST(FactsBinary, EverythingReadsBack) {
  for (const TranslationUnit &Unit :
       {TranslationUnit(), makeSample(), makeLarge(50)}) {
    EXPECT_TRUE(get(read(write(Unit))) == Unit);
    EXPECT_TRUE(get(payload::decode(payload::encode(Unit))) == Unit);
  }
}

TEST(FactsBinary, ThroughText) {
  TranslationUnit Unit = get(read(write(makeSample())));
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  print(OS, Unit);
  EXPECT_EQ(write(get(parseText(Text))), write(Unit));
}

TEST(FactsBinary, SameFactsSameBytes) {
  EXPECT_EQ(write(makeSample()), write(makeSample()));
  EXPECT_EQ(write(get(read(write(makeSample())))), write(makeSample()));
}

TEST(FactsBinary, LongSharedStringsReadBack) {
  TranslationUnit Unit = get(parseText("function f"));
  Unit.Functions[0].Events.resize(500);
  for (Event &E : Unit.Functions[0].Events)
    E.Text.assign(10000, 'x');
  EXPECT_TRUE(get(read(write(Unit))) == Unit);
}

TEST(FactsBinary, IsSmall) {
  TranslationUnit Unit = makeLarge(100);
  size_t Events = 0;
  for (const Function &F : Unit.Functions)
    Events += F.Events.size();
  size_t Size = write(Unit).size();
  RecordProperty("bytes", static_cast<int>(Size));
  EXPECT_LT(Size, Events * 6) << payload::encode(Unit).size() << " unpacked";
}

TEST(FactsBinary, Unaligned) {
  TranslationUnit Unit = makeSample();
  std::string Buffer = "123" + write(Unit);
  EXPECT_TRUE(get(read(llvm::StringRef(Buffer).drop_front(3))) == Unit);
}

//===----------------------------------------------------------------------===//
// Files
//===----------------------------------------------------------------------===//

TEST(FactsBinary, Files) {
  llvm::unittest::TempDir Folder("facts", /*Unique=*/true);
  std::string File = std::string(Folder.path("a.facts"));
  TranslationUnit Unit = makeSample();
  EXPECT_EQ(llvm::toString(writeFile(File, Unit)), "");
  EXPECT_TRUE(get(readFile(File)) == Unit);
  EXPECT_EQ(llvm::toString(writeFile(File, TranslationUnit())), "");
  EXPECT_TRUE(get(readFile(File)) == TranslationUnit());

  // Nothing is left beside it.
  unsigned Files = 0;
  std::error_code EC;
  for (llvm::sys::fs::directory_iterator It(Folder.path(), EC), End;
       It != End && !EC; It.increment(EC))
    ++Files;
  EXPECT_EQ(Files, 1u);

  EXPECT_EQ(errorOf(readFile(Folder.path("none.facts"))),
            "'" + std::string(Folder.path("none.facts")) +
                "': No such file or directory");
  EXPECT_NE(llvm::toString(writeFile(Folder.path("no/b.facts"), Unit)), "");
}

//===----------------------------------------------------------------------===//
// What is not ours, or not whole
//===----------------------------------------------------------------------===//

TEST(FactsBinary, Foreign) {
  EXPECT_EQ(errorOf(read("")), "facts file is empty");
  EXPECT_EQ(errorOf(read("hello")), "not a facts file");
  EXPECT_EQ(errorOf(read(std::string(1000, '\0'))), "not a facts file");
  EXPECT_EQ(errorOf(read("\x7f"
                         "ELF\2\1\1 and more than that")),
            "not a facts file");
  EXPECT_EQ(errorOf(read("0000CCFA and more than that")),
            "facts file is truncated or corrupt");
}

TEST(FactsBinary, OtherFormat) {
  // The version is the only byte of its value that changing gives this error.
  const std::string Other = std::to_string(FormatVersion + 1);
  std::string Buffer = write(makeSample());
  unsigned Found = 0;
  for (size_t I = 0; I < Buffer.size(); ++I) {
    if (Buffer[I] != FormatVersion)
      continue;
    Buffer[I] = FormatVersion + 1;
    std::string Error = errorOf(read(Buffer));
    if (llvm::StringRef(Error).starts_with(
            "facts file has format " + Other +
            ", written by 'clang-concurrency, LLVM ") &&
        llvm::StringRef(Error).ends_with("which reads format " +
                                         std::to_string(FormatVersion)))
      ++Found;
    Buffer[I] = FormatVersion;
  }
  EXPECT_EQ(Found, 1u);
}

/// Whatever the bytes are, they are valid facts or an error.
static bool accepted(llvm::Expected<TranslationUnit> Unit) {
  if (!Unit) {
    EXPECT_NE(llvm::toString(Unit.takeError()), "");
    return false;
  }
  llvm::Error Invalid = validate(*Unit);
  EXPECT_FALSE(static_cast<bool>(Invalid));
  llvm::consumeError(std::move(Invalid));
  return true;
}

TEST(FactsBinary, Truncated) {
  std::string Buffer = write(makeSample());
  // The last three bytes may be padding.
  for (size_t Length = 0; Length + 3 < Buffer.size(); ++Length)
    EXPECT_FALSE(accepted(read(std::string(Buffer, 0, Length)))) << Length;
  // Without the envelope.
  std::string Payload = payload::encode(makeSample());
  for (size_t Length = 0; Length < Payload.size(); Length += 3)
    accepted(payload::decode(std::string(Payload, 0, Length)));
}

TEST(FactsBinary, FlippedBits) {
  std::mt19937 Random(42);
  auto Flip = [&](std::string Buffer, unsigned Times) {
    while (Times--)
      Buffer[Random() % Buffer.size()] ^= 1 << Random() % 8;
    return Buffer;
  };
  TranslationUnit Unit = makeSample();
  std::string Buffer = write(Unit);
  for (unsigned I = 0; I < 10000; ++I) {
    llvm::Expected<TranslationUnit> Read = read(Flip(Buffer, 1 + I % 3));
    // The checksum leaves nothing but what does not matter.
    if (Read)
      EXPECT_TRUE(*Read == Unit);
    else
      llvm::consumeError(Read.takeError());
  }
  std::string Payload = payload::encode(Unit);
  unsigned Accepted = 0;
  for (unsigned I = 0; I < 10000; ++I)
    Accepted += accepted(payload::decode(Flip(Payload, 1 + I % 3)));
  // Or else this does not reach the checks behind the verifier.
  EXPECT_GT(Accepted, 100u);
}

/// A vector's length is what does most damage.
TEST(FactsBinary, HugeNumbers) {
  std::string Payload = payload::encode(makeLarge(5));
  for (size_t At = 0; At + 4 <= Payload.size(); At += 4)
    for (uint32_t Number : {0xFFFFFFFFu, 0x7FFFFFFFu, 0x00FFFFFFu, 0x1000u}) {
      std::string Damaged = Payload;
      memcpy(Damaged.data() + At, &Number, 4);
      accepted(payload::decode(Damaged));
    }
}

TEST(FactsBinary, NamesInKeys) {
  EXPECT_EQ(nameOfKey("c:@N@ns@S@Account@F@add#I#"), "ns::Account::add");
  EXPECT_EQ(nameOfKey("c:@S@Account@FI@sum_"), "Account::sum_");
  EXPECT_EQ(nameOfKey("c:@S@Account@F@~Account#"), "Account::~Account");
  EXPECT_EQ(nameOfKey("/src/a.c|c:a.c@F@helper"), "helper");
  EXPECT_EQ(nameOfKey("/src/a.cc|c:a.cc@N@ns@aN@S@Hidden"), "ns::Hidden");
  EXPECT_EQ(nameOfKey("c:@counter"), "counter");
  EXPECT_EQ(nameOfKey(""), "");
  EXPECT_EQ(nameOfKey("no USR"), "");
}

TEST(FactsBinary, StringsWithEveryCharacterReadBack) {
  TranslationUnit Unit = get(parseText("function f\n  point \"\""));
  for (std::string Text : {std::string(), std::string("\0", 1),
                           std::string("a\0b", 3), std::string("\0\0", 2)}) {
    Unit.Functions[0].Events.emplace_back().Text = Text;
    Unit.Functions[0].Blocks[0].EndEvent = Unit.Functions[0].Events.size();
  }
  EXPECT_TRUE(get(payload::decode(payload::encode(Unit))) == Unit);
}
