//===- scale.cpp - many files ---------------------------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What linking, solving and detecting cost for programs of many files. The
/// facts are made up, and go through the binary form as those of a compiler do:
/// classes with a lock each, a hundred functions a file, calls and locks across
/// files.
///
///     scale-bench FILES...
///
/// prints a row of Markdown for each number of files. Times are those of the
/// processor, of which one is used: what else the machine does counts less.
///
//===----------------------------------------------------------------------===//

#include "detect/Detect.h"
#include "driver/Memory.h"
#include "facts/Binary.h"
#include "report/Message.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"
#include <ctime>
#include <map>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace concurrency;

static constexpr unsigned FunctionsPerFile = 100;
/// Every so many functions one takes the lock, and one calls another file.
static constexpr unsigned LockEvery = 4, LeaveEvery = 10;

namespace {
class FileMaker {
public:
  FileMaker(unsigned File, unsigned Files) : File(File), Files(Files) {}

  TranslationUnit make() {
    Unit.MainFile = "/src/file" + std::to_string(File) + ".cpp";
    Unit.Files = {Unit.MainFile};
    ownClass();
    for (unsigned J = 0; J != FunctionsPerFile; ++J)
      Own.push_back(declare(File, J));
    for (unsigned J = 0; J != FunctionsPerFile; ++J)
      define(J);
    return std::move(Unit);
  }

private:
  EntityId add(EntityKind Kind, std::string Name) {
    Entity &E = Unit.Entities.emplace_back();
    E.Kind = Kind;
    E.Key = E.Name = std::move(Name);
    E.Where = place();
    return EntityId(Unit.Entities.size() - 1);
  }

  Place place() { return {FileId(0), ++Line, 3}; }

  static std::string className(unsigned File) {
    return "C" + std::to_string(File);
  }

  void ownClass() {
    Class = add(EntityKind::Record, className(File));
    Lock = add(EntityKind::Field, className(File) + "::mu_");
    State = add(EntityKind::Field, className(File) + "::state_");
    Unit.Entities[Lock.index()].Type.Role = TypeRole::Lock;
    Unit.Entities[Lock.index()].Type.Reentrant = Reentrancy::No;
    for (EntityId Field : {Lock, State}) {
      Unit.Entities[Field.index()].Parent = Class;
      Unit.Entities[Class.index()].Fields.push_back(Field);
    }
  }

  EntityId declare(unsigned OfFile, unsigned J) {
    auto [It, New] = Declared.try_emplace({OfFile, J});
    if (New) {
      It->second = add(EntityKind::Function,
                       className(OfFile) + "::f" + std::to_string(J));
      if (OfFile == File)
        Unit.Entities[It->second.index()].Parent = Class;
    }
    return It->second;
  }

  Event &emit(Function &F, EventKind Kind, Path Target) {
    Event &E = F.Events.emplace_back();
    E.Kind = Kind;
    E.Where = place();
    E.Target = std::move(Target);
    return E;
  }

  void define(unsigned J) {
    Function F;
    F.Self = Own[J];
    F.Kind = FunctionKind::Method;
    F.Where = place();
    bool Locks = J % LockEvery == 0;
    if (Locks)
      emit(F, EventKind::Acquire, Path::self().then(Step::field(Lock)))
          .Reentrant = Reentrancy::No;
    emit(F, EventKind::Access, Path::self().then(Step::field(State))).Rw =
        J % 2 ? AccessKind::Read : AccessKind::Update;
    if (Locks)
      emit(F, EventKind::Release, Path::self().then(Step::field(Lock)));
    // On to the next function; now and then to a file further on.
    if (J % LeaveEvery == 0 && File + 1 < Files)
      emit(F, EventKind::Call, Path::unknown()).Callee =
          declare(std::min(File + 1 + J / LeaveEvery, Files - 1), 1);
    if (J + 1 != FunctionsPerFile && (J + 1) % LockEvery != 0)
      emit(F, EventKind::Call, Path::self()).Callee = Own[J + 1];
    F.Blocks.emplace_back().EndEvent = F.Events.size();
    Unit.Functions.push_back(std::move(F));
  }

  unsigned File, Files;
  uint32_t Line = 0;
  TranslationUnit Unit;
  EntityId Class, Lock, State;
  List<EntityId> Own;
  std::map<std::pair<unsigned, unsigned>, EntityId> Declared;
};
} // namespace

static double since(std::clock_t &Last) {
  std::clock_t Now = std::clock();
  double Seconds = double(Now - Last) / CLOCKS_PER_SEC;
  Last = Now;
  return Seconds;
}

static void measure(unsigned Files) {
  std::vector<std::string> Written;
  for (unsigned I = 0; I != Files; ++I)
    Written.push_back(write(FileMaker(I, Files).make()));
  std::clock_t Last = std::clock();
  Linker Units(Files);
  for (std::string &Facts : Written) {
    Units.add(llvm::cantFail(read(Facts)));
    Facts = std::string();
  }
  Program Linked = std::move(Units).finish();
  double Link = since(Last);
  std::unique_ptr<Solution> S = solve(Linked, World::Closed);
  double Solve = since(Last);
  size_t Findings = report(*S, detectAll(*S)).size();
  double Detect = since(Last);
  rusage Usage;
  getrusage(RUSAGE_SELF, &Usage);
  double Total = Link + Solve + Detect;
  llvm::outs() << llvm::format(
      "| %u | %zu | %.2f s | %.2f s | %.2f s | %.3f ms | %.0f MB | %zu |\n",
      Files, Linked.functions().size(), Link, Solve, Detect,
      1000 * Total / Files, Usage.ru_maxrss / 1024.0, Findings);
  llvm::outs().flush();
}

int main(int Argc, char **Argv) {
  keepFreedMemory(); // as the tool does
  llvm::outs() << "| files | functions | link | solve | detect | a file | peak "
                  "memory | findings |\n|---|---|---|---|---|---|---|---|\n";
  llvm::outs().flush();
  // Each in a process of its own, for the sake of the memory figure.
  for (int I = 1; I < Argc; ++I) {
    pid_t Child = fork();
    if (Child == 0) {
      measure(std::max(1, std::atoi(Argv[I])));
      _exit(0);
    }
    int Status = 0;
    if (waitpid(Child, &Status, 0) < 0 || Status != 0)
      return 1;
  }
  return 0;
}
