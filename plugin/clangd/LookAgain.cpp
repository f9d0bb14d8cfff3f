//===- LookAgain.cpp - has the server build a tree once more --------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LookAgain.h"
#include "Wrapped.h"
#include "index/Later.h"
#include "clang/Tooling/CompilationDatabase.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include <cerrno>
#include <cstdio>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <poll.h>
#include <set>
#include <string>
#include <unistd.h>

using namespace concurrency;
using clang::tooling::CompileCommand;
using llvm::StringRef;

namespace clang::clangd {
class ClangdServer;
class CommandMangler;
enum class WantDiagnostics;
} // namespace clang::clangd
using clang::clangd::ClangdServer;
using clang::clangd::CommandMangler;
using clang::clangd::WantDiagnostics;

/// Somebody who stops typing sees what is new soon after; in between two words
/// nothing is computed that would be old at once.
static constexpr std::chrono::milliseconds Pause(250);

namespace {
struct State {
  std::mutex Mutex;
  std::set<std::string> Wanted;          ///< files to be looked at again
  std::map<std::string, unsigned> Times; ///< how often each was
  /// A byte in it wakes the thread that reads what the editor says; only that
  /// one may talk to the server.
  int Wake[2] = {-1, -1};
  ClangdServer *Server = nullptr;
  std::unique_ptr<Later> Worker;
};
} // namespace

static State &state() {
  static State Known;
  return Known;
}

//===- Compile commands ---------------------------------------------------===//

static void mark(CompileCommand &Command, StringRef File) {
  State &S = state();
  std::lock_guard<std::mutex> Lock(S.Mutex);
  if (auto It = S.Times.find(File.str()); It != S.Times.end())
    Command.Output += "#" + std::to_string(It->second);
}

#define ADJUST                                                                 \
  "_ZNK5clang6clangd14CommandManglerclERNS_7tooling14CompileCommandEN4llvm9"   \
  "StringRefE"
void clangdsAdjust(const CommandMangler *Self, CompileCommand &Command,
                   StringRef File) CLANGDS(ADJUST);
void adjust(const CommandMangler *Self, CompileCommand &Command, StringRef File)
    INSTEAD_OF(ADJUST);

void adjust(const CommandMangler *Self, CompileCommand &Command,
            StringRef File) {
  clangdsAdjust(Self, Command, File);
  mark(Command, File);
}

#define TRANSFER                                                               \
  "_ZN5clang7tooling22transferCompileCommandENS0_14CompileCommandEN4llvm9"     \
  "StringRefE"
CompileCommand clangdsTransfer(CompileCommand Command, StringRef File)
    CLANGDS(TRANSFER);
CompileCommand transfer(CompileCommand Command, StringRef File)
    INSTEAD_OF(TRANSFER);

/// A header has the command of a file that includes it.
CompileCommand transfer(CompileCommand Command, StringRef File) {
  CompileCommand Result = clangdsTransfer(std::move(Command), File);
  mark(Result, File);
  return Result;
}

//===- The server ---------------------------------------------------------===//

#define ADD                                                                    \
  "_ZN5clang6clangd12ClangdServer11addDocumentEN4llvm9StringRefES3_S3_NS0_15"  \
  "WantDiagnosticsEb"
void clangdsAdd(ClangdServer *Self, StringRef File, StringRef Text,
                StringRef Version, WantDiagnostics Want, bool Rebuild)
    CLANGDS(ADD);
void add(ClangdServer *Self, StringRef File, StringRef Text, StringRef Version,
         WantDiagnostics Want, bool Rebuild) INSTEAD_OF(ADD);

static void wake(const std::string &File) {
  State &S = state();
  {
    std::lock_guard<std::mutex> Lock(S.Mutex);
    S.Wanted.insert(File);
  }
  // If it fails, the pipe is full of reasons to wake up.
  (void)!write(S.Wake[1], "", 1);
}

void add(ClangdServer *Self, StringRef File, StringRef Text, StringRef Version,
         WantDiagnostics Want, bool Rebuild) {
  State &S = state();
  S.Server = Self;
  if (!S.Worker) {
    S.Worker = std::make_unique<Later>(Pause, wake);
    setLater(S.Worker.get());
  }
  clangdsAdd(Self, File, Text, Version, Want, Rebuild);
}

#define REPARSE                                                                \
  "_ZN5clang6clangd12ClangdServer24reparseOpenFilesIfNeededEN4llvm12function_" \
  "refIFbNS2_9StringRefEEEE"
void clangdsReparse(ClangdServer *Self,
                    llvm::function_ref<bool(StringRef)>) asm(REPARSE);

/// False if nobody wants it.
static bool lookAgain() {
  State &S = state();
  std::set<std::string> Wanted;
  {
    std::lock_guard<std::mutex> Lock(S.Mutex);
    std::swap(Wanted, S.Wanted);
    for (const std::string &File : Wanted)
      ++S.Times[File];
  }
  if (Wanted.empty())
    return false;
  clangdsReparse(S.Server,
                 [&](StringRef File) { return Wanted.contains(File.str()); });
  return true;
}

#define IDLE                                                                   \
  "_ZN5clang6clangd12ClangdServer21blockUntilIdleForTestESt8optionalIdE"
bool clangdsIdle(ClangdServer *Self, std::optional<double> Seconds)
    CLANGDS(IDLE);
bool idle(ClangdServer *Self, std::optional<double> Seconds) INSTEAD_OF(IDLE);

/// What is to be computed later, and what becomes of it, is part of it.
bool idle(ClangdServer *Self, std::optional<double> Seconds) {
  while (clangdsIdle(Self, Seconds)) {
    if (Later *Worker = state().Worker.get())
      Worker->finish();
    if (!lookAgain())
      return true;
  }
  return false;
}

//===- What the editor says -----------------------------------------------===//

static ssize_t readOrWake(void *, char *Buffer, size_t Size) {
  State &S = state();
  for (;;) {
    pollfd Ready[] = {{STDIN_FILENO, POLLIN, 0}, {S.Wake[0], POLLIN, 0}};
    if (poll(Ready, 2, -1) < 0)
      return -1; // clangd looks why it was interrupted.
    if (Ready[1].revents) {
      char Bytes[64];
      (void)!read(S.Wake[0], Bytes, sizeof(Bytes));
      lookAgain();
    }
    if (Ready[0].revents)
      return read(STDIN_FILENO, Buffer, Size);
  }
}

LookAgain::LookAgain() {
  if (pipe(state().Wake) != 0)
    return;
  if (FILE *Input = fopencookie(nullptr, "r", {readOrWake, {}, {}, {}}))
    stdin = Input;
}

LookAgain::~LookAgain() {
  setLater(nullptr);
  state().Worker.reset();
}
