//===- LocksOfC.cpp - structs that are locks ------------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A lock of C has no methods: functions that are called after it, or pointers
/// to functions, or only a lock inside and a name say that it is one.
///
//===----------------------------------------------------------------------===//

#include "extract/DeclNames.h"
#include "extract/TypeClassifier.h"
#include "facts/Words.h"
#include "clang/AST/ASTContext.h"
#include "llvm/ADT/StringExtras.h"
#include <map>

using namespace clang;
using namespace concurrency;

/// What the names of C functions begin with that work on a type: `pa_mutex_` of
/// pa_mutex, `virMutex` of virMutex, `qemu_mutex_` of QemuMutex, `l_` of l_t,
/// `osLock` of struct _osLock.
static llvm::SmallVector<std::string, 3>
functionPrefixes(llvm::StringRef Type) {
  for (llvm::StringRef End : {"_t", "_s"})
    if (Type.consume_back(End))
      break;
  Type = Type.ltrim('_');
  return {(Type + "_").str(), Type.str(), llvm::join(wordsOf(Type), "_") + "_"};
}

static constexpr llvm::StringLiteral Locks[] = {"mutex", "mtx", "lock",
                                                "rwlock", "spinlock"};

/// `struct mutex_info { pthread_mutex_t mutex; … }`: by its name, the lock
/// inside is what it is for. What functions do to it, their names say.
bool TypeClassifier::isAroundLock(const RecordDecl *R) {
  constexpr size_t MostFields = 6;
  const RecordDecl *Def = R->getDefinition();
  if (!Def ||
      size_t(std::distance(Def->field_begin(), Def->field_end())) > MostFields)
    return false;
  // (A `lock_request` is no lock, nor is a `mutex_table`.)
  static constexpr llvm::StringLiteral Kinds[] = {
      "t", "s", "info", "impl", "struct", "type", "obj", "object", "wrapper"};
  auto Words = wordsOf(plainName(*R));
  while (Words.size() > 1 && llvm::is_contained(Kinds, Words.back()))
    Words.pop_back();
  return !Words.empty() && Words.back() != "lock" &&
         llvm::is_contained(Locks, Words.back()) &&
         llvm::count_if(Def->fields(), [&](const FieldDecl *F) {
           return !F->getType()->isPointerType() &&
                  classify(F->getType()).Role == TypeRole::Lock;
         }) == 1;
}

/// `struct mutex { void (*lock)(struct mutex *); … }`: an object of C with
/// methods. (Those of a table are for another object than the table.)
bool TypeClassifier::hasPointersOfLock(const RecordDecl *R) {
  const RecordDecl *Def = R->getDefinition();
  if (!Def)
    return false;
  // (One that has much else, or other methods, is an object with a lock.)
  static constexpr llvm::StringLiteral Others[] = {
      "init", "create", "destroy", "free", "delete", "try", "trylock"};
  constexpr unsigned MostElse = 2;
  unsigned Else = 0;
  llvm::SmallVector<llvm::StringRef, 8> Names;
  for (const FieldDecl *F : Def->fields()) {
    const bool Method = F->getType()->isFunctionPointerType();
    Else += !Method;
    if (Method && !M.lockMethodHint(F->getName()) &&
        !hasWord(F->getName(), Others))
      return false;
    const auto *Type =
        Method ? F->getType()->getPointeeType()->getAs<FunctionProtoType>()
               : nullptr;
    if (!Type || Type->getNumParams() == 0 || !F->getIdentifier())
      continue;
    const RecordDecl *Of = referredRecord(Type->getParamType(0));
    if (Of && Of->getCanonicalDecl() == R->getCanonicalDecl())
      Names.push_back(F->getName());
  }
  return Else <= MostElse && M.looksLikeLock(Names, plainName(*R));
}

static bool isNamedLock(const RecordDecl &R) {
  const std::string Class = plainName(R);
  llvm::StringRef Type = Class;
  Type.consume_back("_t");
  auto Words = wordsOf(Type);
  return !Words.empty() && llvm::is_contained(Locks, Words.back());
}

/// `bool LockInner(LOCK *)` and `void UnlockInner(LOCK *)`: on nothing but the
/// lock, and called alike but for the word.
void TypeClassifier::findVerbsOfLocks() {
  VerbsOfLocks.emplace();
  // (Of what is read from elsewhere as it is needed, nothing is read for this.)
  if (Ctx.getExternalSource())
    return;
  std::map<std::pair<const RecordDecl *, std::string>,
           std::pair<const FunctionDecl *, const FunctionDecl *>>
      Pairs;
  for (const Decl *D : Ctx.getTranslationUnitDecl()->decls()) {
    const auto *F = dyn_cast<FunctionDecl>(D);
    if (!F || F->getNumParams() != 1 || !F->getIdentifier() ||
        F->getReturnType()->isPointerType() ||
        !F->getParamDecl(0)->getType()->isPointerType())
      continue;
    const RecordDecl *R = referredRecord(F->getParamDecl(0)->getType());
    if (!R || !isNamedLock(*R))
      continue;
    auto Words = wordsOf(F->getName());
    auto Verb = llvm::find_if(Words, [](llvm::StringRef Word) {
      return Word == "lock" || Word == "unlock";
    });
    if (Verb == Words.end())
      continue;
    const bool Unlocks = *Verb == "unlock";
    *Verb = "";
    auto &[Lock, Unlock] =
        Pairs[{cast<RecordDecl>(R->getCanonicalDecl()), llvm::join(Words, "_")}];
    (Unlocks ? Unlock : Lock) = F->getCanonicalDecl();
  }
  for (const auto &[Of, Pair] : Pairs)
    if (Pair.first && Pair.second) {
      VerbsOfLocks->try_emplace(Pair.first->getName(), "lock", Of.first);
      VerbsOfLocks->try_emplace(Pair.second->getName(), "unlock", Of.first);
    }
}

bool TypeClassifier::hasVerbsOfLock(const RecordDecl *R) {
  if (!VerbsOfLocks)
    findVerbsOfLocks();
  return llvm::any_of(*VerbsOfLocks, [&](const auto &Each) {
    return Each.second.second == R->getCanonicalDecl();
  });
}

bool TypeClassifier::hasFunctionsOfLock(const RecordDecl *R) {
  if (!isNamedLock(*R))
    return false;
  const std::string Class = plainName(*R);
  auto TakesIt = [&](const NamedDecl *D) {
    const auto *F = dyn_cast<FunctionDecl>(D);
    return F && llvm::any_of(F->parameters(), [&](const ParmVarDecl *P) {
             const RecordDecl *Of = referredRecord(P->getType());
             return Of && Of->getCanonicalDecl() == R->getCanonicalDecl();
           });
  };
  auto Prefixes = functionPrefixes(Class);
  auto HasMethod = [&](llvm::StringRef Method) {
    return llvm::any_of(Prefixes, [&](const std::string &Prefix) {
      auto It = Ctx.Idents.find(Prefix + Method.str());
      return It != Ctx.Idents.end() &&
             llvm::any_of(Ctx.getTranslationUnitDecl()->lookup(It->second),
                          TakesIt);
    });
  };
  return M.looksLikeLock(HasMethod, Class) || hasVerbsOfLock(R);
}

std::optional<llvm::StringRef>
TypeClassifier::methodOfLock(const RecordDecl *R, llvm::StringRef Function) {
  if (!record(R).LockLike)
    return std::nullopt;
  for (const std::string &Prefix : functionPrefixes(plainName(*R)))
    if (llvm::StringRef Rest = Function; Rest.consume_front(Prefix))
      return Rest;
  if (VerbsOfLocks)
    if (auto Verb = VerbsOfLocks->find(Function);
        Verb != VerbsOfLocks->end() &&
        Verb->second.second == R->getCanonicalDecl())
      return Verb->second.first;
  return std::nullopt;
}
