//===- ModelFileTest.cpp - users' model files -----------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "model/Model.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"

using namespace concurrency;
using llvm::StringRef;

namespace {

std::unique_ptr<Model> library() {
  return Model::createDefault();
}

std::unique_ptr<Model> with(StringRef Text) {
  auto M = library();
  llvm::Error E = M->addText(Text, "user.yaml");
  EXPECT_FALSE(bool(E)) << llvm::toString(std::move(E));
  return M;
}

/// The message about a mistake; the model must not have changed.
std::string mistake(StringRef Text) {
  auto M = library();
  const Model::Listing Before = M->list();
  std::string Message = llvm::toString(M->addText(Text, "user.yaml"));
  const Model::Listing After = M->list();
  EXPECT_EQ(Before.Types.size(), After.Types.size());
  EXPECT_EQ(Before.Functions.size(), After.Functions.size());
  return Message;
}

CallEffect::KindTy first(const CallEffects *Effects) {
  EXPECT_TRUE(Effects && !Effects->empty());
  return Effects && !Effects->empty() ? Effects->front().Kind
                                      : CallEffect::NoReturn;
}

//===----------------------------------------------------------------------===//
// Mistakes
//===----------------------------------------------------------------------===//

TEST(ModelFile, UnknownKey) {
  EXPECT_EQ("user.yaml:3:5: error: unknown key 'aquire'\n"
            "    aquire: [Lock]\n"
            "    ^~~~~~",
            mistake("locks:\n"
                    "  - type: my::Mutex\n"
                    "    aquire: [Lock]\n"));
}

TEST(ModelFile, UnknownSection) {
  EXPECT_EQ("user.yaml:1:1: error: unknown key 'lokcs'\n"
            "lokcs:\n"
            "^~~~~",
            mistake("lokcs:\n  - my::Mutex\n"));
}

TEST(ModelFile, KeyOfAnotherSection) {
  EXPECT_EQ("user.yaml:1:27: error: unknown key 'join'\n"
            "locks: [{type: my::Mutex, join: x}]\n"
            "                          ^~~~",
            mistake("locks: [{type: my::Mutex, join: x}]\n"));
}

TEST(ModelFile, WrongWord) {
  EXPECT_EQ(
      "user.yaml:2:11: error: unknown word 'disk', expected one of: file, "
      "network, console, sleep, thread-wait, process, database, "
      "name-lookup, suspension, other, "
          "diagnostics\n"
      "  - kind: disk\n"
      "          ^~~~",
      mistake("blocking:\n"
              "  - kind: disk\n"
              "    functions: my::read\n"));
}

TEST(ModelFile, WrongOperand) {
  EXPECT_TRUE(StringRef(mistake("functions:\n"
                                "  - {name: f, does: acquire, on: first}\n"))
                  .starts_with("user.yaml:2:34: error: 'first' is no operand"));
}

TEST(ModelFile, NotYaml) {
  EXPECT_EQ("user.yaml:2:4: error: Could not find closing ]!\n"
            "c: d\n"
            "   ^",
            mistake("a: [b\nc: d"));
  EXPECT_EQ("user.yaml:1:1: error: not a mapping\n"
            "int main() {}\n"
            "^~~~~~~~~~~~~",
            mistake("int main() {}\n"));
  EXPECT_EQ("user.yaml: not a model file", mistake("%%%%% {{{"));
  EXPECT_EQ("user.yaml: more than one YAML document",
            mistake("fresh: [f]\n---\nfresh: [g]\n"));
}

TEST(ModelFile, DescribedTwice) {
  EXPECT_EQ("user.yaml:2:5: error: 'my::Mutex' is already described in this "
            "file\n"
            "  - my::Mutex\n"
            "    ^~~~~~~~~",
            mistake("synchronized:\n"
                    "  - my::Mutex\n"
                    "locks:\n"
                    "  - my::Mutex\n"));
  EXPECT_EQ("user.yaml:1:12: error: 'f' is already described in section "
            "'fresh'\n"
            "fresh: [f, f]\n"
            "           ^",
            mistake("fresh: [f, f]\n"));
  EXPECT_EQ("user.yaml:1:34: error: 'get' stands twice in this list\n"
            "pointers: [{type: P, read: [get, get]}]\n"
            "                                 ^~~",
            mistake("pointers: [{type: P, read: [get, get]}]\n"));
  // Not in one section: what is opened blocks, too.
  with("fresh: [f]\nblocking: [{kind: file, functions: f}]\n");
}

TEST(ModelFile, NamesAsNobodyAsksForThem) {
  EXPECT_TRUE(StringRef(mistake("containers: [my::Vector<int>]"))
                  .contains("without template arguments"));
  EXPECT_TRUE(StringRef(mistake("fresh: ['::make']"))
                  .contains("write 'make', without leading '::'"));
  EXPECT_TRUE(StringRef(mistake("fresh: ['make()']"))
                  .contains("without its parameters"));
  EXPECT_TRUE(StringRef(mistake("blocking: [{kind: file, methods: [read]}]"))
                  .contains("write the method with its class"));
  EXPECT_TRUE(StringRef(mistake("locks: [{type: M, acquire: 'M::lock'}]"))
                  .contains("the name of a method is just 'lock' here"));
  EXPECT_TRUE(StringRef(mistake("locks: [{type: M, like: my::Unknown}]"))
                  .contains("no type 'my::Unknown' is described"));
  with("functions: [{name: 'my::operator<', does: fresh}]\n"
       "types: [{type: T, methods: [{name: 'operator<<', does: read}]}]\n");
}

TEST(ModelFile, Incomplete) {
  for (StringRef Text :
       {"locks: [{reentrant: yes}]", "functions: [{does: acquire}]",
        "functions: [{name: f}]", "blocking: [{kind: file}]",
        "blocking: [{functions: f}]", "blocking: [f]", "locks: [[a, b]]",
        "locks: a", "streams: [my::Stream, {type: my::Other}]"})
    EXPECT_TRUE(StringRef(mistake(Text)).starts_with("user.yaml:1:"))
        << Text.str();
}

//===----------------------------------------------------------------------===//
// Meaning
//===----------------------------------------------------------------------===//

TEST(ModelFile, EmptyFileIsFine) {
  with("");
  with("# nothing yet\n");
  with("locks: []\n");
}

TEST(ModelFile, LibraryInSixLines) {
  auto M = with("locks:\n"
                "  - type: my::Mutex\n"
                "    acquire: Lock\n"
                "    release: Unlock\n"
                "guards:\n"
                "  - my::MutexGuard\n");
  EXPECT_EQ(TypeRole::Lock, M->type("my::Mutex")->Role);
  EXPECT_EQ(CallEffect::Acquire, first(M->method("my::Mutex", "Lock")));
  EXPECT_EQ(TypeRole::Guard, M->type("my::MutexGuard")->Role);
  EXPECT_EQ(CallEffect::GuardInit,
            first(M->method("my::MutexGuard", "(constructor)")));
}

TEST(ModelFile, LockKnownByNameHasTheUsualMethods) {
  auto M = with("locks: [my::Door]\n");
  EXPECT_EQ(CallEffect::Acquire, first(M->method("my::Door", "lock")));
  EXPECT_EQ(CallEffect::Release, first(M->method("my::Door", "Unlock")));
  EXPECT_EQ(LockMode::Shared,
            M->method("my::Door", "ReaderLock")->front().Mode);
}

TEST(ModelFile, LikeAnotherType) {
  auto M = with("containers:\n"
                "  - type: my::Vector\n"
                "    like: std::vector\n"
                "    remove: [dropAll]\n"
                "  - type: my::SmallVector\n"
                "    like: my::Vector\n"
                "guards:\n"
                "  - {type: my::UniqueLock, like: std::unique_lock}\n");
  EXPECT_EQ(Operation::Remove,
            M->method("my::SmallVector", "dropAll")->front().Op);
  EXPECT_EQ(Operation::Insert,
            M->method("my::SmallVector", "push_back")->front().Op);
  EXPECT_EQ(5u, M->method("my::UniqueLock", "(constructor)")->size());
}

TEST(ModelFile, AddsToKnownType) {
  auto M = with("types:\n"
                "  - type: std::mutex\n"
                "    methods:\n"
                "      - {name: native_handle, does: pass-through, on: this}\n"
                "      - {name: lock, does: block, kind: thread-wait}\n");
  EXPECT_EQ(TypeRole::Lock, M->type("std::mutex")->Role);
  EXPECT_EQ(Reentrancy::No, M->type("std::mutex")->Reentrant);
  EXPECT_EQ(CallEffect::Release, first(M->method("std::mutex", "unlock")));
  EXPECT_EQ(CallEffect::Move, first(M->method("std::mutex", "native_handle")));
  ASSERT_EQ(1u, M->method("std::mutex", "lock")->size());
  EXPECT_EQ(CallEffect::Block, first(M->method("std::mutex", "lock")));
}

TEST(ModelFile, ReplacesKnownFunction) {
  auto M = with("blocking: [{kind: database, functions: fsync}]\n");
  ASSERT_EQ(1u, M->function("fsync")->size());
  EXPECT_EQ(BlockKind::Database, M->function("fsync")->front().Blocks);
}

TEST(ModelFile, MethodsInFunctionSections) {
  auto M = with("blocking:\n"
                "  - {kind: database, methods: [my::Db::query, "
                "my::Db::constructor]}\n"
                "confined:\n"
                "  - {functions: [my::assertUi], thread: UI}\n");
  EXPECT_EQ(Operand::This, M->method("my::Db", "query")->front().Target.Kind);
  EXPECT_EQ(CallEffect::Block, first(M->method("my::Db", "(constructor)")));
  EXPECT_EQ("UI", M->function("my::assertUi")->front().Name);
}

TEST(ModelFile, Effects) {
  auto M =
      with("functions:\n"
           "  - name: my::submit\n"
           "    effects:\n"
           "      - {does: spawn, on: none, callable: 1, arguments: from 3, "
           "many: yes}\n"
           "      - {does: block, kind: network, on: 0, flags: 2, "
           "unless-flags: [A, B]}\n");
  const CallEffects &E = *M->function("my::submit");
  ASSERT_EQ(2u, E.size());
  EXPECT_TRUE(E[0].Many);
  EXPECT_EQ((Operand{Operand::Argument, 1}), E[0].Entry);
  EXPECT_EQ((Operand{Operand::AllFrom, 3}), E[0].Bound);
  EXPECT_EQ(Operand::None, E[0].Target.Kind);
  EXPECT_EQ(BlockKind::Network, E[1].Blocks);
  EXPECT_EQ((Operand{Operand::Argument, 2}), E[1].Flags);
  EXPECT_EQ((std::vector<StringRef>{"A", "B"}), E[1].UnlessFlags.vec());
}

TEST(ModelFile, FromDisk) {
  llvm::SmallString<128> FileName;
  int Fd = -1;
  ASSERT_FALSE(
      llvm::sys::fs::createTemporaryFile("model", "yaml", Fd, FileName));
  llvm::raw_fd_ostream(Fd, /*shouldClose=*/true) << "locks: [my::Mutex]\n";
  auto M = library();
  EXPECT_FALSE(bool(M->addFile(FileName)));
  EXPECT_NE(nullptr, M->type("my::Mutex"));
  llvm::sys::fs::remove(FileName);
  std::string Message = llvm::toString(M->addFile(FileName));
  EXPECT_TRUE(StringRef(Message).contains(FileName)) << Message;
}

/// What users copy from the documentation works.
TEST(ModelFile, ExamplesOfTheDocumentation) {
  auto Page =
      llvm::MemoryBuffer::getFile(CONCURRENCY_SOURCE_DIR "/docs/models.md");
  ASSERT_TRUE(bool(Page));
  StringRef Rest = (*Page)->getBuffer();
  unsigned Examples = 0;
  for (; Rest.contains("```yaml\n"); ++Examples) {
    auto [Example, After] = Rest.split("```yaml\n").second.split("```");
    with(Example);
    Rest = After;
  }
  EXPECT_GE(Examples, 15u);
}

//===----------------------------------------------------------------------===//
// Conventions
//===----------------------------------------------------------------------===//

TEST(Conventions, Hints) {
  auto M = library();
  using Hint = Event::HintTy;
  EXPECT_EQ(Hint::Acquire, M->lockMethodHint("lock"));
  EXPECT_EQ(Hint::Acquire, M->lockMethodHint("Lock"));
  EXPECT_EQ(Hint::TryAcquire, M->lockMethodHint("tryLock"));
  EXPECT_EQ(Hint::Release, M->lockMethodHint("Unlock"));
  EXPECT_EQ(Hint::AssertHeld, M->lockMethodHint("AssertHeld"));
  EXPECT_EQ(std::nullopt, M->lockMethodHint("push_back"));
  EXPECT_EQ(LockMode::Shared, M->lockMethodMode("ReaderLock"));
  EXPECT_EQ(LockMode::Shared, M->lockMethodMode("lock_shared"));
  EXPECT_EQ(LockMode::Exclusive, M->lockMethodMode("WriterLock"));
}

TEST(Conventions, Classes) {
  auto M = library();
  EXPECT_TRUE(M->looksLikeLock({"lock", "unlock", "name"}, "Latch"));
  EXPECT_TRUE(M->looksLikeLock({"Lock", "Unlock"}, "Mutex"));
  EXPECT_TRUE(M->looksLikeLock({"ReadLock", "ReadUnlock"}, "RWMutex"));
  // A pointer that locks has no unlock.
  EXPECT_FALSE(M->looksLikeLock({"lock", "expired"}, "WeakPtr"));
  EXPECT_FALSE(M->looksLikeLock({"lock"}, "Mutex"));
  // Locks against other processes.
  EXPECT_FALSE(M->looksLikeLock({"lock", "unlock"}, "FileLock"));
  EXPECT_FALSE(M->looksLikeLock({"lock", "unlock"}, "lock_file"));
  EXPECT_TRUE(M->looksLikeLock({"lock", "unlock"}, "Profile"));
  // Words of much else.
  EXPECT_FALSE(M->looksLikeLock({"acquire", "release"}, "Resource"));
  EXPECT_FALSE(M->looksLikeLock({"acquire", "release"}, "Block"));
  EXPECT_FALSE(M->looksLikeLock({"acquire", "release"}, "Semaphore"));
  EXPECT_TRUE(M->looksLikeLock({"acquire", "release"}, "SpinLock"));
  EXPECT_TRUE(M->looksLikeLock({"acquire", "release"}, "spinlock"));
  EXPECT_TRUE(M->looksLikeLock({"enter", "leave"}, "CriticalSection"));
  EXPECT_TRUE(M->looksLikeLock({"Enter", "Leave"}, "critical_section"));
}

} // namespace
