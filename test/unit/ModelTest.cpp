//===- ModelTest.cpp - what library calls do ------------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "model/Model.h"
#include "llvm/ADT/STLExtras.h"
#include "gtest/gtest.h"
#include <map>

using namespace concurrency;
using llvm::StringRef;

namespace {

const Model &library() {
  static const std::unique_ptr<Model> M =
      Model::createDefault();
  return *M;
}

std::string text(Operand O) {
  switch (O.Kind) {
  case Operand::None:
    return "-";
  case Operand::This:
    return "this";
  case Operand::Result:
    return "result";
  case Operand::Argument:
    return std::to_string(O.Index);
  case Operand::AllFrom:
    return std::to_string(O.Index) + "...";
  }
  return "?";
}

llvm::ArrayRef<CallEffect> effects(const CallEffects *E) {
  EXPECT_NE(nullptr, E) << "not described";
  return E ? llvm::ArrayRef(*E) : llvm::ArrayRef<CallEffect>();
}

const CallEffect &only(const CallEffects *Effects, CallEffect::KindTy Kind) {
  static const CallEffect Missing;
  auto IsKind = [&](const CallEffect &E) { return E.Kind == Kind; };
  llvm::ArrayRef<CallEffect> All = effects(Effects);
  EXPECT_EQ(1, llvm::count_if(All, IsKind));
  const auto *Found = llvm::find_if(All, IsKind);
  return Found == All.end() ? Missing : *Found;
}

const CallEffect &method(StringRef Type, StringRef Method,
                         CallEffect::KindTy Kind) {
  SCOPED_TRACE((Type + "::" + Method).str());
  return only(library().method(Type, Method), Kind);
}

const CallEffect &function(StringRef Name, CallEffect::KindTy Kind) {
  SCOPED_TRACE(Name.str());
  return only(library().function(Name), Kind);
}

//===----------------------------------------------------------------------===//
// The data
//===----------------------------------------------------------------------===//

/// What an entry of the data needs to be of use to anybody.
TEST(ModelData, EffectsAreComplete) {
  auto Check = [](StringRef Name, const CallEffects &Effects) {
    SCOPED_TRACE(Name.str());
    EXPECT_FALSE(Effects.empty());
    bool First = true;
    for (const CallEffect &E : Effects) {
      switch (E.Kind) {
      case CallEffect::RunNow:
      case CallEffect::RunLater:
      case CallEffect::RunOnce:
      case CallEffect::Spawn:
      case CallEffect::Bind:
        EXPECT_NE(Operand::None, E.Entry.Kind);
        break;
      case CallEffect::Access: // of nothing: neutral
      case CallEffect::Block:
      case CallEffect::Confined:
      case CallEffect::Fresh:
      case CallEffect::NoReturn:
        break;
      case CallEffect::Wait:
        EXPECT_NE(Operand::None, E.Guard.Kind);
        EXPECT_NE(Operand::None, E.Target.Kind);
        break;
      case CallEffect::GuardInit:
        EXPECT_NE(Operand::None, E.Locks.Kind);
        EXPECT_NE(Operand::None, E.Target.Kind);
        break;
      default:
        EXPECT_NE(Operand::None, E.Target.Kind);
      }
      if (First)
        EXPECT_FALSE(E.Otherwise) << "otherwise than what?";
      if (!E.IfFlags.empty() || !E.UnlessFlags.empty())
        EXPECT_EQ(Operand::Argument, E.Flags.Kind);
      First = false;
    }
  };
  const Model::Listing All = library().list();
  EXPECT_GT(All.Types.size() + All.Functions.size(), 500u);
  for (const auto &T : llvm::concat<const Named<TypeModel>>(All.Types,
                                                            All.Globals))
    for (const auto &M : T.What.Methods)
      Check((T.Name + "::" + M.Name).str(), M.What);
  for (const auto &F : All.Functions)
    Check(F.Name, F.What);
}

TEST(ModelData, Locks) {
  struct {
    const char *Name;
    Reentrancy Reentrant;
    bool Shared, Timed;
  } Mutexes[] = {{"std::mutex", Reentrancy::No, false, false},
                 {"std::timed_mutex", Reentrancy::No, false, true},
                 {"std::recursive_mutex", Reentrancy::Yes, false, false},
                 {"std::recursive_timed_mutex", Reentrancy::Yes, false, true},
                 {"std::shared_mutex", Reentrancy::No, true, false},
                 {"std::shared_timed_mutex", Reentrancy::No, true, true}};
  for (const auto &M : Mutexes) {
    SCOPED_TRACE(M.Name);
    const TypeModel *T = library().type(M.Name);
    ASSERT_NE(nullptr, T);
    EXPECT_EQ(TypeRole::Lock, T->Role);
    EXPECT_EQ(M.Reentrant, T->Reentrant);
    EXPECT_EQ("this", text(method(M.Name, "lock", CallEffect::Acquire).Target));
    EXPECT_FALSE(method(M.Name, "try_lock", CallEffect::TryAcquire).Timed);
    EXPECT_EQ("this",
              text(method(M.Name, "unlock", CallEffect::Release).Target));
    EXPECT_EQ(M.Shared, library().method(M.Name, "lock_shared") != nullptr);
    EXPECT_EQ(M.Timed, library().method(M.Name, "try_lock_for") != nullptr);
    if (M.Shared)
      EXPECT_EQ(LockMode::Shared,
                method(M.Name, "lock_shared", CallEffect::Acquire).Mode);
  }
  EXPECT_TRUE(function("std::lock", CallEffect::Acquire).Grouped);
  EXPECT_EQ("0...", text(function("std::lock", CallEffect::Acquire).Target));
  EXPECT_EQ(ResultSense::Zero,
            function("pthread_mutex_trylock", CallEffect::TryAcquire).Sense);
  EXPECT_EQ(LockMode::Shared,
            function("pthread_rwlock_rdlock", CallEffect::Acquire).Mode);
  EXPECT_EQ("0", text(function("mtx_unlock", CallEffect::Release).Target));
  EXPECT_EQ(nullptr, library().type("std::string_view"));
  EXPECT_EQ(nullptr, library().function("snprintf"));
}

TEST(ModelData, Guards) {
  auto Constructors = [](StringRef Type) {
    std::string Result;
    for (const CallEffect &E :
         effects(library().method(Type, "(constructor)"))) {
      EXPECT_EQ(CallEffect::GuardInit, E.Kind);
      EXPECT_EQ("this", text(E.Target));
      static const char *const Modes[] = {"locked", "deferred", "adopted",
                                          "tried", "reversed"};
      Result += E.Otherwise ? "else " : "";
      for (llvm::StringRef Type : E.IfArgumentTypes)
        Result += "if " + Type.str() + " ";
      if (E.IfArguments)
        Result += "if " + std::to_string(*E.IfArguments) + " ";
      Result += Modes[static_cast<int>(E.GuardAs)];
      Result += (E.Grouped ? " group " : " ") + text(E.Locks) +
                (E.Mode == LockMode::Shared ? " shared\n" : "\n");
    }
    return Result;
  };
  EXPECT_EQ("if std::adopt_lock_t adopted 0\nelse locked 0\n",
            Constructors("std::lock_guard"));
  EXPECT_EQ("if std::adopt_lock_t adopted 1...\nelse if 1 locked 0\n"
            "else locked group 0...\n",
            Constructors("std::scoped_lock"));
  EXPECT_EQ("if std::adopt_lock_t adopted 0\n"
            "else if std::defer_lock_t deferred 0\n"
            "else if std::try_to_lock_t tried 0\n"
            "else if 2 tried 0\nelse locked 0\n",
            Constructors("std::unique_lock"));
  EXPECT_EQ("if std::adopt_lock_t adopted 0 shared\n"
            "else if std::defer_lock_t deferred 0 shared\n"
            "else if std::try_to_lock_t tried 0 shared\n"
            "else if 2 tried 0 shared\nelse locked 0 shared\n",
            Constructors("std::shared_lock"));
  for (StringRef G : {"std::unique_lock", "std::shared_lock"}) {
    EXPECT_EQ(TypeRole::Guard, library().type(G)->Role);
    method(G, "lock", CallEffect::GuardLock);
    method(G, "unlock", CallEffect::GuardUnlock);
    method(G, "release", CallEffect::GuardAbandon);
    method(G, "swap", CallEffect::GuardSwap);
    method(G, "owns_lock", CallEffect::GuardTest);
    method(G, "operator bool", CallEffect::GuardTest);
    EXPECT_TRUE(method(G, "try_lock_until", CallEffect::GuardTry).Timed);
  }
}

TEST(ModelData, LockInit) {
  llvm::ArrayRef<CallEffect> Init =
      effects(library().function("pthread_mutex_init"));
  ASSERT_EQ(2u, Init.size());
  EXPECT_EQ(Reentrancy::No, Init[0].Reentrant);
  EXPECT_EQ("1", text(Init[0].IfZero));
  EXPECT_EQ(Reentrancy::Unknown, Init[1].Reentrant);
  EXPECT_EQ("1", text(Init[1].UnlessZero));
  Init = effects(library().function("mtx_init"));
  ASSERT_EQ(2u, Init.size());
  EXPECT_EQ(Reentrancy::Yes, Init[0].Reentrant);
  EXPECT_EQ(std::vector<StringRef>{"mtx_recursive"}, Init[0].IfFlags.vec());
  EXPECT_EQ(Reentrancy::Yes, function("PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP",
                                      CallEffect::LockInit)
                                 .Reentrant);
  EXPECT_EQ(Reentrancy::Unlikely, library().type("pthread_mutex_t")->Reentrant);
}

TEST(ModelData, ConditionsAndThreads) {
  const CallEffect &Wait =
      method("std::condition_variable", "wait", CallEffect::Wait);
  EXPECT_EQ("this 0 1...", text(Wait.Target) + " " + text(Wait.Guard) + " " +
                               text(Wait.Entry));
  EXPECT_TRUE(
      method("std::condition_variable_any", "wait_for", CallEffect::Wait)
          .Timed);
  const CallEffect &C = function("pthread_cond_wait", CallEffect::Wait);
  EXPECT_EQ("0 1", text(C.Target) + " " + text(C.Guard));

  const CallEffect &Thread =
      method("std::thread", "(constructor)", CallEffect::Spawn);
  EXPECT_EQ("this 0 1...", text(Thread.Target) + " " + text(Thread.Entry) +
                               " " + text(Thread.Bound));
  EXPECT_TRUE(
      method("std::jthread", "(constructor)", CallEffect::Spawn).PassesToken);
  method("std::jthread", "(destructor)", CallEffect::Join);
  EXPECT_EQ(BlockKind::ThreadWait,
            method("std::future", "get", CallEffect::Block).Blocks);
  const CallEffect &P = function("pthread_create", CallEffect::Spawn);
  EXPECT_EQ("0 2 3",
            text(P.Target) + " " + text(P.Entry) + " " + text(P.Bound));
  const CallEffect &T = function("thrd_create", CallEffect::Spawn);
  EXPECT_EQ("0 1 2...",
            text(T.Target) + " " + text(T.Entry) + " " + text(T.Bound));
  const CallEffect &Once = function("std::call_once", CallEffect::RunOnce);
  EXPECT_EQ("0 1 2...", text(Once.Target) + " " + text(Once.Entry) + " " +
                            text(Once.Bound));
  llvm::ArrayRef<CallEffect> Async = effects(library().function("std::async"));
  ASSERT_EQ(2u, Async.size());
  EXPECT_EQ("std::launch", Async[0].IfArgumentTypes.front());
  EXPECT_EQ("result 1 2...", text(Async[0].Target) + " " +
                                 text(Async[0].Entry) + " " +
                                 text(Async[0].Bound));
  EXPECT_TRUE(Async[1].Otherwise);
}

TEST(ModelData, AtomicsAndContainers) {
  struct {
    const char *Type, *Method;
    AccessKind Rw;
    Operation Op;
  } Expected[] = {
      {"std::atomic", "operator int", AccessKind::Read, Operation::Load},
      {"std::atomic", "operator=", AccessKind::Write, Operation::Store},
      {"std::atomic", "operator++", AccessKind::Update, Operation::FetchModify},
      {"std::atomic_flag", "test_and_set", AccessKind::Update,
       Operation::Exchange},
      {"std::vector", "push_back", AccessKind::Write, Operation::Insert},
      {"std::vector", "operator[]", AccessKind::Read, Operation::Fetch},
      {"std::map", "operator[]", AccessKind::Write, Operation::Insert},
      {"std::map", "find", AccessKind::Read, Operation::Lookup},
      {"std::set", "contains", AccessKind::Read, Operation::Lookup},
      {"std::unordered_map", "erase", AccessKind::Write, Operation::Remove},
      {"std::queue", "front", AccessKind::Read, Operation::Fetch},
      {"std::priority_queue", "top", AccessKind::Read, Operation::Fetch},
      {"std::basic_string", "empty", AccessKind::Read, Operation::SizeTest},
      {"std::list", "begin", AccessKind::Read, Operation::Iterate},
      {"std::flat_map", "try_emplace", AccessKind::Write, Operation::Insert},
      {"std::weak_ptr", "expired", AccessKind::Read, Operation::Expired},
      {"std::weak_ptr", "lock", AccessKind::Read, Operation::LockWeak}};
  for (const auto &E : Expected) {
    const CallEffect &A = method(E.Type, E.Method, CallEffect::Access);
    SCOPED_TRACE(std::string(E.Type) + "::" + E.Method);
    EXPECT_EQ(E.Rw, A.Rw);
    EXPECT_EQ(E.Op, A.Op);
    EXPECT_EQ(library().type(E.Type)->Role == TypeRole::Atomic, A.Atomic);
  }
  EXPECT_EQ("0", text(method("std::map", "at", CallEffect::Element).Index));
  EXPECT_EQ("-",
            text(method("std::vector", "front", CallEffect::Element).Index));
  EXPECT_EQ(Operation::FetchModify,
            function("__sync_fetch_and_add_4", CallEffect::Access).Op);
  EXPECT_EQ("operator<<",
            function("std::operator<<", CallEffect::AsMethod).Name);
}

TEST(ModelData, PointersAndCallables) {
  EXPECT_TRUE(library().type("std::unique_ptr")->Owning);
  EXPECT_TRUE(library().type("std::optional")->PointerLike);
  EXPECT_FALSE(library().type("std::shared_ptr")->Owning);
  for (StringRef Method : {"get", "operator*", "operator->"})
    method("std::shared_ptr", Method, CallEffect::Deref);
  function("std::make_unique", CallEffect::Fresh);
  EXPECT_EQ(1u, function("std::move", CallEffect::Move).IfArguments);
  EXPECT_EQ(
      "this",
      text(method("std::function", "operator()", CallEffect::RunNow).Entry));
  for (StringRef Name : {"std::for_each", "std::ranges::sort", "std::erase_if"})
    EXPECT_EQ("0...", text(function(Name, CallEffect::RunNow).Entry));
  EXPECT_EQ("3", text(function("qsort", CallEffect::RunNow).Entry));
}

TEST(ModelData, Blocking) {
  struct {
    const char *Name;
    BlockKind Kind;
    const char *Handle;
  } Expected[] = {{"fsync", BlockKind::File, "0"},
                  {"fwrite", BlockKind::File, "3"},
                  {"printf", BlockKind::Console, "-"},
                  {"recv", BlockKind::Network, "0"},
                  {"getaddrinfo", BlockKind::NameLookup, "-"},
                  {"std::this_thread::sleep_for", BlockKind::Sleep, "-"},
                  {"system", BlockKind::Process, "-"},
                  {"sem_wait", BlockKind::ThreadWait, "0"},
                  {"std::filesystem::rename", BlockKind::File, "-"}};
  for (const auto &E : Expected) {
    const CallEffect &B = function(E.Name, CallEffect::Block);
    EXPECT_EQ(E.Kind, B.Blocks) << E.Name;
    EXPECT_EQ(E.Handle, text(B.Target)) << E.Name;
  }
  EXPECT_EQ(std::vector<StringRef>{"MSG_DONTWAIT"},
            function("recv", CallEffect::Block).UnlessFlags.vec());
  EXPECT_EQ(Operation::PathTest, function("stat", CallEffect::Access).Op);
  EXPECT_EQ("1", text(function("unlinkat", CallEffect::Access).Target));
  for (StringRef Quick : {"close", "time", "getpid", "gettimeofday", "lseek"})
    EXPECT_EQ(nullptr, library().function(Quick)) << Quick.str();
}

TEST(ModelData, Streams) {
  EXPECT_EQ(
      BlockKind::File,
      method("std::basic_ofstream", "operator<<", CallEffect::Block).Blocks);
  EXPECT_EQ(nullptr, library().type("std::basic_ostringstream"));
  EXPECT_EQ(nullptr, library().type("std::basic_ostream"));
  const TypeModel *Cout = library().global("std::cout");
  ASSERT_NE(nullptr, Cout);
  EXPECT_EQ(BlockKind::Console, Cout->Blocks);
  const CallEffects *Flush = Cout->method("flush");
  ASSERT_NE(nullptr, Flush);
  EXPECT_EQ(BlockKind::Console, Flush->front().Blocks);
  EXPECT_EQ(BlockKind::Diagnostics, library().global("stderr")->Blocks);
}

} // namespace
