//===- LockFunctions.cpp - functions that lock, by their names ------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A function whose body is in another file locks if its name says so and
/// another one takes that back. What it locks is the lock that it is given, or
/// else one that nobody sees here: that of the file (`list_lock()`), one of
/// several (`LockStatus(id)`), or that of an object (`channel_lock(c)`).
///
//===----------------------------------------------------------------------===//

#include "extract/FunctionExtractor.h"
#include "facts/Words.h"
#include "clang/AST/ASTContext.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;
using namespace concurrency;

/// `int os_thread_mutex_lock(pthread_mutex_t *)`, `lock_mutex(m)`: what its
/// last words say that it does to a lock of a library, if another function
/// takes it back. (Of an attempt they do not say how to read the result.)
std::optional<llvm::StringRef>
FunctionExtractor::wrappedOperation(const RecordDecl *R,
                                    llvm::StringRef Function) {
  if (S.Types.record(R).LockLike)
    return std::nullopt;
  static constexpr llvm::StringLiteral Back[] = {
      "unlock",      "Unlock",     "rdunlock",     "wrunlock",
      "read_unlock", "ReadUnlock", "write_unlock", "release",
      "Release",     "leave",      "WriteUnlock",  "Leave"};
  static constexpr llvm::StringLiteral Objects[] = {"mutex", "mtx", "rwlock",
                                                    "spinlock"};
  llvm::SmallVector<std::string, 4> Words = wordsOf(Function);
  llvm::StringRef Object;
  if (Words.size() > 1 && llvm::is_contained(Objects, Words.back())) {
    Object = Function.take_back(Words.pop_back_val().size());
    if (Function.drop_back(Object.size()).ends_with("_"))
      Object = Function.take_back(Object.size() + 1);
  }
  llvm::StringRef Does = Function.drop_back(Object.size());
  auto IsTakenBack = [&](llvm::StringRef Prefix) {
    return llvm::any_of(Back, [&](llvm::StringRef Release) {
      return S.Ctx.Idents.find((Prefix + Release + Object).str()) !=
             S.Ctx.Idents.end();
    });
  };
  size_t Length = 0;
  std::optional<llvm::StringRef> Operation;
  // `write_lock` says more than `lock` does.
  for (size_t Count = 1; Count <= 2 && Count <= Words.size(); ++Count) {
    Length += Does.drop_back(Length).ends_with("_");
    Length += Words[Words.size() - Count].size();
    llvm::StringRef Last = Does.take_back(Length);
    // (`lock(m)` may be anything's.)
    if (Last.size() == Function.size())
      break;
    auto Hint = S.M.lockMethodHint(Last);
    if (Hint == Event::HintTy::Release ||
        (Hint == Event::HintTy::Acquire && IsTakenBack(Does.drop_back(Length))))
      Operation = Last;
  }
  return Operation;
}

/// `pa_mutex_lock(&q->mutex)`, with its body elsewhere.
void FunctionExtractor::addHintOfFunction(const CallSite &Site, Event &Call) {
  if (!Site.Callee->getIdentifier())
    return;
  for (auto [I, Arg] : llvm::enumerate(Site.Args)) {
    const RecordDecl *R = nullptr;
    if (!Arg->getType()->isPointerType() ||
        S.Types.classify(Arg->getType(), &R).Role != TypeRole::Lock || !R)
      continue;
    llvm::StringRef Name = Site.Callee->getName();
    std::optional<llvm::StringRef> Method = S.Types.methodOfLock(R, Name);
    if (!Method)
      Method = wrappedOperation(R, Name);
    auto Hint = Method ? S.M.lockMethodHint(*Method) : std::nullopt;
    if (!Hint)
      return;
    Call.Target = Call.Args[I].pointee();
    Call.Hint = *Hint;
    Call.Mode = S.M.lockMethodMode(*Method);
    Call.Reentrant = S.Types.record(R).Reentrant;
    return;
  }
}

//===----------------------------------------------------------------------===//
// Locks that are not seen
//===----------------------------------------------------------------------===//

namespace {
struct Verb {
  llvm::StringLiteral Takes, GivesBack;
  LockMode Mode;
};
} // namespace

static constexpr Verb Verbs[] = {
    {"lock", "unlock", LockMode::Exclusive},
    {"rdlock", "unlock", LockMode::Shared},
    {"rdlock", "rdunlock", LockMode::Shared},
    {"rlock", "unlock", LockMode::Shared},
    {"rlock", "runlock", LockMode::Shared},
    {"wrlock", "unlock", LockMode::Exclusive},
    {"wrlock", "wrunlock", LockMode::Exclusive},
    {"wlock", "unlock", LockMode::Exclusive},
    {"wlock", "wunlock", LockMode::Exclusive},
    {"acquire", "release", LockMode::Exclusive},
    {"enter", "leave", LockMode::Exclusive},
    {"enter", "exit", LockMode::Exclusive},
};

/// Where a word begins in a name, or npos.
static size_t findWord(llvm::StringRef Name, llvm::StringRef Word) {
  auto Follows = [&](size_t I) { // another word, at I
    return !llvm::isAlpha(Name[I]) || !llvm::isAlpha(Name[I - 1]) ||
           (llvm::isUpper(Name[I]) && llvm::isLower(Name[I - 1]));
  };
  for (size_t I = Name.find_insensitive(Word); I != llvm::StringRef::npos;
       I = Name.find_insensitive(Word, I + 1))
    if (const size_t End = I + Word.size();
        (I == 0 || Follows(I)) && (End == Name.size() || Follows(End)))
      return I;
  return llvm::StringRef::npos;
}

/// \p Word, written as \p Like is: all small, all large, or with a capital.
static std::string spelledLike(llvm::StringRef Word, llvm::StringRef Like) {
  if (!llvm::isUpper(Like[0]))
    return Word.str();
  return Like.size() > 1 && llvm::isUpper(Like[1])
             ? Word.upper()
             : Word.take_front().upper() + Word.drop_front().str();
}

static std::string exchanged(llvm::StringRef Name, size_t At,
                             llvm::StringRef Old, llvm::StringRef New) {
  return (Name.take_front(At) + spelledLike(New, Name.substr(At, Old.size())) +
          Name.drop_front(At + Old.size()))
      .str();
}

/// What such functions are about: `mutex_acquire`, `enter_critical`.
static constexpr llvm::StringLiteral LockWords[] = {"lock", "mutex", "mtx",
                                                    "critical", "spinlock"};
static constexpr llvm::StringLiteral Readers[] = {"read", "rd", "shared",
                                                  "reader"};
static constexpr llvm::StringLiteral Writers[] = {"write", "wr", "writer",
                                                  "exclusive"};

/// The name without the word that says whether the lock is taken to read or to
/// write: `list_read_lock` is list_lock.
static std::string withoutMode(llvm::StringRef Name) {
  for (llvm::ArrayRef<llvm::StringLiteral> Words :
       {llvm::ArrayRef(Readers), llvm::ArrayRef(Writers)})
    for (llvm::StringRef Word : Words)
      if (size_t At = findWord(Name, Word); At != llvm::StringRef::npos) {
        llvm::StringRef Before = Name.take_front(At),
                        After = Name.drop_front(At + Word.size());
        if (!After.consume_front("_"))
          Before.consume_back("_");
        return (Before + After).str();
      }
  return Name.str();
}

/// There is such a function beside \p F, and it is called alike.
static bool hasTwin(const FunctionDecl *F, llvm::StringRef Name) {
  const ASTContext &Ctx = F->getASTContext();
  auto Id = Ctx.Idents.find(Name);
  if (Id == Ctx.Idents.end())
    return false;
  auto ParamOf = [](const FunctionDecl *F) {
    return F->getNumParams() == 0
               ? CanQualType()
               : F->getParamDecl(0)->getType()->getCanonicalTypeUnqualified();
  };
  return llvm::any_of(
      F->getDeclContext()->getRedeclContext()->lookup(Id->second),
      [&](const NamedDecl *D) {
        const auto *Twin = dyn_cast<FunctionDecl>(D);
        return Twin && Twin->getNumParams() == F->getNumParams() &&
               ParamOf(Twin) == ParamOf(F);
      });
}

/// Another gives back what \p F takes, or the other way round.
static bool isTakenBack(const FunctionDecl *F, size_t At, llvm::StringRef Word,
                        llvm::StringRef Other) {
  const std::string Twin = exchanged(F->getName(), At, Word, Other);
  if (hasTwin(F, Twin) || hasTwin(F, withoutMode(Twin)))
    return true;
  // `list_unlock` is there for list_read_lock, too.
  const llvm::StringRef Like = F->getName().substr(At, Word.size());
  const llvm::StringRef Joint =
      F->getName().take_front(At).ends_with("_") ? "_" : "";
  auto WithMode = [&](llvm::StringRef Mode) {
    return hasTwin(F, Twin.substr(0, At) + spelledLike(Mode, Like) +
                          Joint.str() + Twin.substr(At));
  };
  return llvm::any_of(Readers, WithMode) || llvm::any_of(Writers, WithMode);
}

/// Other things are locked, too: files, surfaces, records, doors; and functions
/// of locks may do something else.
static bool isOfOtherThings(llvm::StringRef Name) {
  static constexpr llvm::StringLiteral Other[] = {
      "try",     "file",   "flock",       "fd",       "path",    "dir",
      "page",    "pages",  "surface",     "texture",  "bits",    "rect",
      "screen",  "key",    "keys",        "keyboard", "caps",    "num",
      "scroll",  "door",   "account",     "user",     "row",     "rows",
      "record",  "mem",    "memory",      "pll",      "init",    "create",
      "destroy", "is",     "has",         "check",    "wait",    "set",
      "assert",  "timed",  "db",          "disk",     "fs",      "window",
      "dialog",  "mouse",  "cursor",      "pointer",  "session", "device",
      "port",    "bus",    "tape",        "drive",    "update",  "updates",
      "buffer",  "layout", "orientation", "exposure", "bitmap",  "image"};
  return hasWord(Name, Other);
}

/// What is locked goes by the first parameter: none, one of several by its
/// number, or an object.
static bool saysWhich(const FunctionDecl *F) {
  if (F->getNumParams() == 0)
    return true;
  const QualType T = F->getParamDecl(0)->getType();
  return T->isPointerType() || T->isIntegralOrEnumerationType() ||
         (T->isLValueReferenceType() && T->getPointeeType()->isRecordType());
}

std::optional<FunctionExtractor::LockFunction>
FunctionExtractor::lockFunction(const FunctionDecl *F) {
  if (!F->getIdentifier() || isa<CXXMethodDecl>(F))
    return std::nullopt;
  llvm::StringRef Name = F->getName();
  auto Contains = [&](llvm::StringRef Object) {
    return Name.contains_insensitive(Object);
  };
  if (llvm::none_of(LockWords, Contains) || !saysWhich(F) ||
      isOfOtherThings(Name))
    return std::nullopt;
  for (const Verb &V : Verbs)
    for (bool Takes : {true, false}) {
      llvm::StringRef Word = Takes ? V.Takes : V.GivesBack;
      const size_t At = findWord(Name, Word);
      // (`lock()` is anything's, and `acquire_node` no lock's.)
      if (At == llvm::StringRef::npos || Word.size() == Name.size() ||
          (!Word.ends_with("lock") && !hasWord(Name, LockWords)))
        continue;
      if (!isTakenBack(F, At, Word, Takes ? V.GivesBack : V.Takes))
        continue;
      llvm::StringRef Base = V.Takes.ends_with("lock") ? "lock" : V.Takes;
      // (Each namespace has its own.)
      const std::string Qualified = F->getQualifiedNameAsString();
      llvm::StringRef Around = Qualified;
      if (!Around.consume_back(Name))
        Around = "";
      return LockFunction{
          Takes ? Event::HintTy::Acquire : Event::HintTy::Release,
          hasWord(Name, Readers) ? LockMode::Shared : V.Mode,
          Around.str() + withoutMode(exchanged(Name, At, Word, Base))};
    }
  return std::nullopt;
}

void FunctionExtractor::addHintOfName(const CallSite &Site,
                                      const LockFunction &Does, Event &Call) {
  Path Lock;
  if (Site.Args.empty()) {
    Lock = Path::global(S.Entities.unseenLock(Does.Lock));
  } else if (QualType T = Site.Callee->getParamDecl(0)->getType();
             T->isIntegralOrEnumerationType()) {
    Lock =
        element(Path::global(S.Entities.unseenLock(Does.Lock)), Site.Args[0]);
  } else {
    const Path Object =
        T->isPointerType() ? Call.Args[0].pointee() : object(Site.Args[0]);
    Lock = Object.then(Step::field(S.Entities.unseenLock(
        Does.Lock, T->getPointeeType()->getAsRecordDecl(), /*OfObject=*/true)));
  }
  Call.Target = std::move(Lock);
  Call.Hint = Does.Does;
  Call.Mode = Does.Mode;
}
