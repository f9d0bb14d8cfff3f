//===- FactsTextTest.cpp - facts as text ----------------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FactsSample.h"
#include "facts/Text.h"
#include "facts/Validate.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"
#include <random>

using namespace concurrency;

static std::string toText(const TranslationUnit &Unit) {
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  print(OS, Unit);
  return Text;
}

static TranslationUnit parse(llvm::StringRef Text) {
  llvm::Expected<TranslationUnit> Unit = parseText(Text);
  if (Unit)
    return std::move(*Unit);
  ADD_FAILURE() << llvm::toString(Unit.takeError()) << "\n" << Text.str();
  return {};
}

static std::string errorOf(llvm::StringRef Text) {
  llvm::Expected<TranslationUnit> Unit = parseText(Text);
  return Unit ? "none" : llvm::toString(Unit.takeError());
}

static std::string why(llvm::Error E) {
  return E ? llvm::toString(std::move(E)) : "valid";
}

//===----------------------------------------------------------------------===//
// There and back
//===----------------------------------------------------------------------===//

TEST(FactsText, SampleIsValid) {
  EXPECT_EQ(why(validate(makeSample())), "valid");
  EXPECT_EQ(why(validate(makeLarge(20))), "valid");
}

TEST(FactsText, EverythingReadsBack) {
  TranslationUnit Unit = makeSample();
  std::string Text = toText(Unit);
  TranslationUnit Back = parse(Text);
  EXPECT_EQ(toText(Back), Text);
  // Piece by piece, for a useful message.
  ASSERT_EQ(Back.Entities.size(), Unit.Entities.size());
  for (size_t I = 0; I < Unit.Entities.size(); ++I)
    EXPECT_TRUE(Back.Entities[I] == Unit.Entities[I]) << Unit.Entities[I].Name;
  ASSERT_EQ(Back.Functions.size(), Unit.Functions.size());
  for (size_t I = 0; I < Unit.Functions.size(); ++I) {
    const Function &F = Unit.Functions[I], &G = Back.Functions[I];
    ASSERT_EQ(G.Events.size(), F.Events.size());
    for (size_t E = 0; E < F.Events.size(); ++E)
      EXPECT_TRUE(G.Events[E] == F.Events[E]) << I << " event " << E;
    EXPECT_TRUE(G.Blocks == F.Blocks) << I;
    EXPECT_TRUE(G.Callables == F.Callables) << I;
    EXPECT_TRUE(G == F) << I;
  }
  EXPECT_TRUE(Back == Unit);
}

TEST(FactsText, LargeReadsBack) {
  TranslationUnit Unit = makeLarge(50);
  EXPECT_TRUE(parse(toText(Unit)) == Unit);
}

TEST(FactsText, EmptyReadsBack) {
  EXPECT_EQ(toText(TranslationUnit()), "");
  EXPECT_TRUE(parse("") == TranslationUnit());
  EXPECT_TRUE(parse("\n ; // nothing\n") == TranslationUnit());
}

/// Printing is for debugging extractors as well, so it must stand anything.
TEST(FactsText, PrintsInvalidFacts) {
  TranslationUnit Unit = makeSample();
  std::mt19937 Random(1);
  for (Function &F : Unit.Functions) {
    F.NumParams += 2;
    F.Locals.clear();
    for (Event &E : F.Events) {
      E.Callee = EntityId(Random());
      E.Target.Index = Random();
      E.Kind = static_cast<EventKind>(Random());
    }
    for (Block &B : F.Blocks) {
      B.FirstEvent = Random() % 20;
      B.EndEvent = Random() % 20;
    }
  }
  for (Entity &E : Unit.Entities) {
    E.Parent = EntityId(Random() % 100);
    E.Type.Record = EntityId(Random());
  }
  EXPECT_NE(toText(Unit), "");
}

//===----------------------------------------------------------------------===//
// Writing by hand
//===----------------------------------------------------------------------===//

TEST(FactsText, ReadsWhatHandsWrite) {
  TranslationUnit Unit = parse(R"(
    file "bank.cpp"
    record Account
      field balance_ : scalar  // in Account
      field mu_ private : mutex
    global g_count internal : scalar

    function Account::deposit requires(shared this.mu_)
      params(amount : scalar,
             to ref : of Account)
      locals(lk : guard)
      block 0 -> 1, 2 if not #got deps($amount)
        #got = try_acquire $to*.mu_ @12:3
        acquire this.mu_ @13:3
      block 2
      block 1 -> 2; write this.balance_ @14:3; release this.mu_

    function helper private internal
      call Account::deposit(3, &::g_count) on ::g_count
      return = #0
  )");
  ASSERT_EQ(Unit.Entities.size(), 6u);
  EXPECT_EQ(Unit.MainFile, "bank.cpp");
  const Entity &Account = Unit.Entities[0], &Mu = Unit.Entities[2];
  EXPECT_EQ(Account.Key, "Account");
  EXPECT_EQ(Account.Fields, (List<EntityId>{EntityId(1), EntityId(2)}));
  EXPECT_EQ(Mu.Name, "Account::mu_");
  EXPECT_EQ(Mu.Parent, EntityId(0));
  EXPECT_EQ(Mu.Access, AccessSpec::Private);
  EXPECT_EQ(Mu.Type.Role, TypeRole::Lock);
  EXPECT_EQ(Mu.Type.Reentrant, Reentrancy::No);
  EXPECT_EQ(Unit.Entities[3].Key, "bank.cpp#g_count");
  EXPECT_EQ(Unit.Entities[5].Key, "bank.cpp#helper");
  EXPECT_EQ(Unit.Entities[5].Access, AccessSpec::Private);

  ASSERT_EQ(Unit.Functions.size(), 2u);
  const Function &Deposit = Unit.Functions[0];
  EXPECT_EQ(Unit.Entities[4].Annotations,
            (List<Annotation>{Annotation{AnnotationKind::Requires,
                                    Path::self().then(Step::field(EntityId(2))),
                                    LockMode::Shared}}));
  EXPECT_EQ(Unit.Entities[4].Parent, EntityId(0));
  EXPECT_EQ(Deposit.Kind, FunctionKind::Method);
  EXPECT_EQ(Deposit.NumParams, 2u);
  ASSERT_EQ(Deposit.Blocks.size(), 3u);
  EXPECT_EQ(Deposit.Blocks[0].Succs, (List<uint32_t, 2>{1, 2}));
  EXPECT_EQ(Deposit.Blocks[0].If->Result, EventId(0));
  EXPECT_TRUE(Deposit.Blocks[0].If->Negated);
  EXPECT_EQ(Deposit.Blocks[1].FirstEvent, 2u);
  EXPECT_EQ(Deposit.Blocks[1].EndEvent, 4u);
  EXPECT_EQ(Deposit.Blocks[2].FirstEvent, 2u);
  EXPECT_EQ(Deposit.Blocks[2].EndEvent, 2u);
  ASSERT_EQ(Deposit.Events.size(), 4u);
  EXPECT_EQ(Deposit.Events[0].Target,
            Path::param(1).then(Step::deref()).then(Step::field(EntityId(2))));
  EXPECT_EQ(Deposit.Events[0].Where, (Place{FileId(0), 12, 3}));

  const Function &Helper = Unit.Functions[1];
  ASSERT_EQ(Helper.Blocks.size(), 1u);
  EXPECT_EQ(Helper.Blocks[0].EndEvent, 2u);
  EXPECT_EQ(Helper.Events[0].Callee, EntityId(4));
  EXPECT_EQ(Helper.Events[0].Target, Path::global(EntityId(3)));
  EXPECT_EQ(Helper.Events[1].Args,
            (List<Value>{Value::copy(Path::result(EventId(0)))}));
}

TEST(FactsText, PrintsBriefly) {
  const char *Text = R"(file "a.cc"
record S
  field mu : mutex guarded_by
record T bases(S)
  field mu : recursive_mutex
declare S::S
declare run
declare f

function S::S
  params(s ref : of T)
  captures(n : scalar)
  locals(lk : guard)
  callable 0 run on &this bound(3, new)
    guard_init %lk (&this.mu, &$s*.mu) deferred group 1 @3:4
    read $s*.mu[i][3][@][]* op lookup atomic
    #2 = call f($n, ^0) on ? deps(this.S::mu)
    return = #2

function f
  block 0 -> 1 noreturn
    wait this.T::mu ^0 (-4) calls f
  block 1
)";
  // Some of it is not as the printer would have it.
  llvm::Expected<TranslationUnit> Unit = parseText(Text);
  EXPECT_EQ(Unit ? "" : llvm::toString(Unit.takeError()),
            "22:22: no callable 0");
  std::string Fixed = llvm::StringRef(Text).str();
  auto Replace = [&](const char *From, const char *To) {
    Fixed.replace(Fixed.find(From), strlen(From), To);
  };
  Replace("    wait this.T::mu ^0 (-4)", "    wait this.T::mu (-4)");
  std::string Printed = toText(parse(Fixed));
  Replace(" on ? deps(this.S::mu)", " deps(this.mu)");
  EXPECT_EQ(Printed, Fixed);
}

TEST(FactsText, MainIsAFlagAsWell) {
  TranslationUnit Unit = parse("function f main\nmain \"a.cc\"");
  EXPECT_TRUE(Unit.Functions[0].Main);
  EXPECT_EQ(Unit.MainFile, "a.cc");
}

TEST(FactsText, FilesOfPlaces) {
  TranslationUnit Unit = parse(R"(
    file "a.cc"; file "a.h"
    function f @1:2/1
      point @3:4
      point @5:6/0
      point @7:8/?
    function g; point @9:9)");
  const auto &Events = Unit.Functions[0].Events;
  EXPECT_EQ(Events[0].Where, (Place{FileId(1), 3, 4}));
  EXPECT_EQ(Events[1].Where, (Place{FileId(0), 5, 6}));
  EXPECT_EQ(Events[2].Where, (Place{FileId(), 7, 8}));
  EXPECT_EQ(Unit.Functions[1].Events[0].Where, (Place{FileId(0), 9, 9}));
  // A short test need not name a file.
  EXPECT_EQ(parse("function f; point @1:1").Files.size(), 1u);
  EXPECT_EQ(parse("function f; point").Files.size(), 0u);
}

//===----------------------------------------------------------------------===//
// Errors
//===----------------------------------------------------------------------===//

TEST(FactsText, ErrorsSayWhere) {
  const std::pair<const char *, const char *> Cases[] = {
      {"hello", "1:1: expected a file, an entity or a function"},
      {"acquire this", "1:1: expected a file, an entity or a function"},
      {"function f\nrecord R\n  release this",
       "3:3: expected a file, an entity or a function"},
      {"file bank", "1:6: expected a string"},
      {"file \"a\" x", "1:10: unexpected 'x'"},
      {"file \"a", "1:6: string without end"},
      {"file \"\\q\"", "1:6: unknown escape in string"},
      {"record", "1:7: expected a name"},
      {"record R\n  field x what", "2:11: unexpected 'what'"},
      {"record R\nrecord R",
       "2:8: 'R' is declared twice; give one another key"},
      {"record R bases(Q)", "1:16: no record 'Q'"},
      {"record R bases(R, R", "2:1: expected ')'"},
      {"global g : of", "1:14: expected the name of a record"},
      {"global g guarded_by(this.mu)", "1:26: no field 'mu'"},
      {"global g guarded_by((", "1:20: expected ')'"},
      {"global g $", "1:10: unexpected '$'"},
      {"global g\n{", "2:1: unexpected character"},
      {"global g @1:2/1", "1:15: no file 1"},
      {"global g @x", "1:11: expected a number"},
      {"function", "1:9: expected the name of a function"},
      {"declare f key \"a\"\ndeclare f key \"b\"\nfunction f",
       "3:10: there are several 'f'; say which, as in f!1"},
      {"declare f\nfunction f!2", "2:12: there are 1 'f'"},
      {"function f\n  dance", "2:3: unexpected 'dance'"},
      {"function f\n  call g", "2:8: no function 'g'"},
      {"function f\n  acquire %lk",
       "2:12: no local 'lk', or several; say which by its number"},
      {"function f\n  acquire $0", "2:12: no parameter 0"},
      {"function f\n  acquire this.", "2:16: expected the name of a field"},
      {"function f\n  acquire this[", "2:16: expected ']'"},
      {"function f\n  acquire this[I]",
       "2:16: expected a number or lower-case letters"},
      {"function f\n  acquire this[65535]",
       "2:15: constant subscript is too large"},
      {"function f\n  acquire this*********", "2:23: path is too long"},
      {"function f\n  return = #7", "2:13: no event 7"},
      {"function f\n  return = #x", "2:13: no event with label 'x'"},
      {"function f\n  #1 = return", "2:4: this is event 0"},
      {"function f\n  #a = return\n  #a = return",
       "3:4: two events with label 'a'"},
      {"function f\n  read this op dig", "2:16: 'op' of what?"},
      {"function f\n  spawn this ^0", "2:15: no callable 0"},
      {"function f\n  callable 1 f",
       "2:12: callables are numbered in order; this is number 0"},
      {"function f\n  block 0 -> 3", "2:14: no block 3"},
      {"function f\n  block 1", "3:1: block 0 is missing above"},
      {"function f\n  block 0\n  block 0", "3:9: block 0 is there already"},
      {"function f\n  block 4000000000", "2:9: there are not so many blocks"},
      {"function f\n  return\n  block 0",
       "3:9: there are events before the first block"},
      {"function f captures(a) params(b)", "1:24: parameters after captures"},
      {"function f\n  block 0 if",
       "invalid facts: a branch does not have two successors (in function "
       "'f')"},
  };
  for (auto [Text, Message] : Cases)
    EXPECT_EQ(errorOf(std::string(Text) + "\n"), Message) << Text;
}

TEST(FactsText, ValidationFinds) {
  auto Broken = [](auto Break) {
    TranslationUnit Unit = makeSample();
    Break(Unit);
    return why(validate(Unit));
  };
  EXPECT_EQ(Broken([](auto &U) { U.Entities[1].Key = U.Entities[0].Key; }),
            "invalid facts: another entity has the same key (in entity "
            "'bank::Account::balance_')");
  EXPECT_EQ(Broken([](auto &U) { U.Entities[0].Parent = EntityId(1); }),
            "invalid facts: an entity is its own parent (in file 'bank.cpp')");
  EXPECT_EQ(Broken([](auto &U) { U.Entities[0].Bases = {EntityId(3)}; }),
            "invalid facts: a record is its own base (in file 'bank.cpp')");
  EXPECT_EQ(Broken([](auto &U) { U.Entities[0].Fields = {EntityId(0)}; }),
            "invalid facts: a field is none (in entity 'bank::Account')");
  EXPECT_EQ(Broken([](auto &U) { U.Files.clear(); }),
            "invalid facts: a file does not exist (in entity 'Saved')");
  auto BrokenBody = [&](auto Break) {
    std::string Why =
        Broken([&](TranslationUnit &U) { Break(U.Functions[0]); });
    llvm::StringRef Rest = Why;
    Rest.consume_front("invalid facts: a ");
    Rest.consume_back(" (in function 'bank::Account::deposit')");
    return Rest.str();
  };
  EXPECT_EQ(BrokenBody([](auto &F) { F.Locals.clear(); }),
            "path begins in no local variable");
  EXPECT_EQ(BrokenBody([](auto &F) {
              F.Params.clear();
              F.NumParams = 0;
            }),
            "path begins in no parameter");
  EXPECT_EQ(BrokenBody([](auto &F) {
              F.Events[0].Target = Path::global(EntityId(0));
            }),
            "path begins in no global");
  EXPECT_EQ(BrokenBody([](auto &F) { F.Blocks[0].Succs = {1}; }),
            "block's successor does not exist");
  EXPECT_EQ(BrokenBody([](auto &F) {
              F.Callables[0].This = Value::callable(CallableId(1));
            }),
            "callable is among its own values");
}

/// Whatever is done to a text, it is read or refused.
TEST(FactsText, SurvivesDamage) {
  std::string Text = toText(makeSample());
  std::mt19937 Random(7);
  auto Any = [&](size_t N) { return Random() % N; };
  unsigned Valid = 0;
  for (unsigned I = 0; I < 1000; ++I) {
    std::string Damaged = Text;
    size_t At = Any(Damaged.size()), Length = Any(8);
    switch (Any(4)) {
    case 0:
      Damaged.resize(At);
      break;
    case 1:
      Damaged.erase(At, Length);
      break;
    case 2:
      Damaged[At] = static_cast<char>(Any(256));
      break;
    case 3:
      Damaged.insert(At, Damaged.substr(Any(Damaged.size()), Length));
      break;
    }
    llvm::Expected<TranslationUnit> Unit = parseText(Damaged);
    if (!Unit) {
      llvm::consumeError(Unit.takeError());
      continue;
    }
    ++Valid;
    std::string Again = toText(*Unit);
    EXPECT_EQ(toText(parse(Again)), Again);
  }
  EXPECT_GT(Valid, 10u);
}
