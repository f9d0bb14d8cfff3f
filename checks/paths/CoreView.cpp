//===- CoreView.cpp - what the core says of the file ----------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "paths/CoreView.h"
#include "detect/FirstTimeOnly.h"
#include "extract/DeclNames.h"
#include "index/FileHashes.h"
#include "index/Lookup.h"
#include "solve/LatentEvents.h"

using namespace clang;
using namespace concurrency;

/// A lock is taken, or tried, or managed here, or somebody's who is a lock by
/// its methods.
static bool takesLocks(const TranslationUnit &Unit) {
  for (const Function &F : Unit.Functions)
    for (const Event &E : F.Events)
      switch (E.Kind) {
      case EventKind::Acquire:
      case EventKind::TryAcquire:
      case EventKind::GuardInit:
      case EventKind::GuardLock:
      case EventKind::GuardTry:
        return true;
      case EventKind::Call:
        if (E.Hint != Event::HintTy::None)
          return true;
        break;
      default:
        break;
      }
  return false;
}

CoreView::CoreView(ASTContext &Ctx, FileFacts Facts, llvm::StringRef Index)
    : Ctx(Ctx), Models(std::move(Facts.Models)),
      Names(Ctx, *Models, Bounds, Counts) {
  MainFile = Facts.Unit.MainFile;
  Concurrent = takesLocks(Facts.Unit);
  if (!Concurrent)
    return;
  const SourceManager &SM = Ctx.getSourceManager();
  IndexRequest Request{MainFile, hashOf(SM.getBufferData(SM.getMainFileID())),
                       Index.str(), /*WantsFacts=*/true};
  IndexAnswer Others = askIndex(Request);
  if (Others.Load)
    Others.Load(Others);
  IndexComplaint = std::move(Others.Complaint);
  HasOthers = !Others.Near.empty() || !Others.Earlier.empty();
  Linked = std::make_unique<Program>(
      linkAmong(std::move(Facts.Unit), std::move(Others)));
  for (auto [I, E] : llvm::enumerate(Linked->entities()))
    ByKey.try_emplace(E.Key, EntityId(I));
  Solved = solve(*Linked);
  Known = std::make_unique<Evidence>(*Solved);
  Handles = std::make_unique<HandleUses>(*Solved);
  findSuspects();
}

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

const CallEffects *CoreView::effects(const FunctionDecl *F,
                                     const RecordDecl *Class) {
  auto [It, New] = Effects.try_emplace({F, Class}, nullptr);
  if (!New)
    return It->second;
  const CallEffects *Found = nullptr;
  const auto *M = dyn_cast<CXXMethodDecl>(F);
  if (!M || M->isStatic()) {
    Found = Names.effects(F);
  } else if (isa<CXXConstructorDecl>(M)) {
    if (record(M->getParent()).Modelled)
      Found = Names.effects(M->getParent(), "(constructor)");
  } else {
    std::string Name = modelMethodName(*F);
    if (Class)
      Found = Names.effects(Class, Name);
    if (!Found && M->getParent() != Class)
      Found = Names.effects(M->getParent(), Name);
  }
  return Effects[{F, Class}] = Found;
}

std::string CoreView::key(const NamedDecl *D) const {
  return entityKey(*D, MainFile);
}

EntityId CoreView::entity(const NamedDecl *D) {
  if (!D)
    return EntityId();
  auto [It, New] = Entities.try_emplace(D->getCanonicalDecl());
  if (New)
    if (auto Found = ByKey.find(key(D)); Found != ByKey.end())
      It->second = Found->second;
  return It->second;
}

std::string CoreView::functionName(const FunctionDecl *F) {
  return qualifiedName(*F);
}

std::string CoreView::className(DeclClass Lock) {
  std::string Name = plainName(*Lock.D);
  if (const auto *R = dyn_cast<RecordDecl>(Lock.D->getDeclContext());
      R && R->getIdentifier())
    Name = R->getName().str() + "::" + Name;
  else if (R && R->getTypedefNameForAnonDecl())
    Name = plainName(*R) + "::" + Name;
  if (Lock.Element)
    Name += "[" + std::to_string(Lock.Element - 1) + "]";
  return Name;
}

//===----------------------------------------------------------------------===//
// Questions
//===----------------------------------------------------------------------===//

Reentrancy CoreView::reentrancy(DeclClass Lock, Reentrancy AtCall) {
  if (!Lock)
    return AtCall;
  EntityId E = entity(Lock.D);
  if (!E.valid())
    return AtCall;
  Path P = Path::global(E);
  return Solved->reentrancy(P, AtCall);
}

llvm::ArrayRef<Suspect> CoreView::suspectsAt(SourceLocation Loc) const {
  auto It = Suspects.find(Loc);
  if (It == Suspects.end())
    return {};
  return It->second;
}

bool CoreView::isGuardedBy(const ValueDecl *State, const ValueDecl *Lock) {
  EntityId E = entity(State), L = entity(Lock);
  return E.valid() && L.valid() && GuardOf.lookup(E) == L;
}

llvm::ArrayRef<const ValueDecl *> CoreView::guardedBy(const ValueDecl *Lock) {
  auto [It, New] = Guarded.try_emplace(Lock);
  if (!New)
    return It->second;
  std::vector<const ValueDecl *> Found;
  auto Add = [&](const ValueDecl *D) {
    if (D != Lock && isGuardedBy(D, Lock))
      Found.push_back(D);
  };
  if (const auto *F = dyn_cast<FieldDecl>(Lock)) {
    for (const FieldDecl *Other : F->getParent()->fields())
      Add(Other);
  } else if (const auto *V = dyn_cast<VarDecl>(Lock); V && V->isFileVarDecl()) {
    for (const Decl *D : V->getDeclContext()->decls())
      if (const auto *Other = dyn_cast<VarDecl>(D))
        Add(Other);
  }
  return Guarded[Lock] = std::move(Found);
}

LockClass CoreView::lockClass(DeclClass C) { return {entity(C.D), C.Element}; }

bool CoreView::isWrapped(const FieldDecl *Lock) {
  if (Solved->WrappedLock.empty())
    return false;
  auto It = Solved->WrappedLock.find(entity(Lock->getParent()));
  return It != Solved->WrappedLock.end() && It->second == entity(Lock);
}

bool CoreView::serializes(DeclClass Lock, EntityId Handle) {
  return Lock && Handle.valid() && Handles->serializes(lockClass(Lock), Handle);
}

bool CoreView::isDoneBefore(llvm::ArrayRef<CallUnderWay> Calls,
                            const Trace *Then) {
  std::vector<Trace> Chain(Calls.size());
  CoreEvent First;
  for (size_t I = Calls.size(); I-- != 0;) {
    First = eventAt(Calls[I].Caller, Calls[I].Where);
    if (!First.At.valid())
      return false;
    Chain[I] = {place(First), entity(Calls[I].Callee), Then};
    Then = &Chain[I];
  }
  return First.At.valid() &&
         concurrency::isDoneBefore(*Solved, First.In, First.At, Then);
}

FunctionId CoreView::function(const FunctionDecl *F) {
  EntityId E = entity(F);
  return E.valid() ? Linked->body(E) : FunctionId();
}

bool CoreView::isOneTime(const FunctionDecl *F) {
  FunctionId Id = function(F);
  return Id.valid() && concurrency::isOneTime(*Solved, Id);
}

bool CoreView::excuses(const FunctionDecl *F, SourceLocation Call,
                       DeclClass Lock) {
  FunctionId Id = function(F);
  if (!Id.valid() || !Lock)
    return false;
  const Function &In = (*Linked)[Id];
  for (auto [I, E] : llvm::enumerate(In.Events)) {
    const LockSet *State = Solved->before(Id, EventId(I));
    if (!State || locate(E.Where) != Call)
      continue;
    for (const LatentAtEvent &L : latentUnderLocks(*Solved, Id, EventId(I))) {
      if (L.Kind != LatentEvent::Block)
        continue;
      const HeldLock *H = blockedHold(*Solved, *State, L);
      if (!H || !(concurrency::lockClass(H->Lock) == lockClass(Lock)))
        continue;
      if (!Blocking)
        Blocking = detectIoUnderLock(*Known);
      // Of a critical section, the core reports one place.
      Place Taken = H->Via ? H->Via->Where : In.Where;
      return llvm::none_of(*Blocking, [&](const Bug &B) {
        return B.In == In.Self && llvm::any_of(B.Steps, [&](const BugStep &S) {
                 return S.Where == Taken;
               });
      });
    }
  }
  return false;
}

bool CoreView::keepsOneOrder(const FunctionDecl *F, SourceLocation Call,
                             DeclClass Lock) {
  FunctionId Id = function(F);
  if (!Id.valid() || !Lock)
    return false;
  const LockClass Class = lockClass(Lock);
  const Function &In = (*Linked)[Id];
  for (auto [I, E] : llvm::enumerate(In.Events)) {
    const LockSet *State = Solved->before(Id, EventId(I));
    // (What is held on some ways only, the core says nothing of.)
    auto IsHeld = [&](const HeldLock &H) {
      return H.Must && concurrency::lockClass(H.Lock) == Class;
    };
    auto IsTaken = [&](const LatentAtEvent &L) {
      return L.Kind == LatentEvent::Acquire &&
             concurrency::lockClass(L.Target) == Class;
    };
    if (!State || locate(E.Where) != Call ||
        llvm::none_of(State->Locks, IsHeld) ||
        llvm::none_of(latentUnderLocks(*Solved, Id, EventId(I)), IsTaken))
      continue;
    if (!Orders)
      Orders = detectLockOrderInversion(*Known);
    return llvm::none_of(*Orders, [&](const Bug &B) {
      return B.In == In.Self && (B.What == Pattern::InstanceOrder ||
                                 B.What == Pattern::RingOrder);
    });
  }
  return false;
}

Doings CoreView::doings(const FunctionDecl *F) {
  FunctionId Id = function(F);
  return Id.valid() ? Doings::of(*Linked, (*Solved)[Id].Effects) : Doings();
}

bool CoreView::leavesLocks(const FunctionDecl *F) {
  FunctionId Id = function(F);
  if (!Id.valid())
    return false;
  const Summary &Does = (*Solved)[Id].Effects;
  return !Does.Solved || !Does.Acquires.empty() ||
         !Does.AcquiresIfNonZero.empty() || !Does.AcquiresIfZero.empty();
}

bool CoreView::mayRelease(const FunctionDecl *F, DeclClass Lock) {
  FunctionId Id = function(F);
  if (!Id.valid() || !Lock)
    return false;
  const Summary &Does = (*Solved)[Id].Effects;
  auto IsIt = [&](const concurrency::Path &P) {
    return P.lastEntity().valid() && P.lastEntity() == entity(Lock.D);
  };
  return llvm::any_of(Does.Releases, IsIt) || llvm::any_of(Does.Requires, IsIt);
}

CoreEvent CoreView::eventAt(const FunctionDecl *F, SourceLocation Loc) {
  CoreEvent E{function(F), EventId()};
  if (E.In.valid())
    for (auto [I, Event] : llvm::enumerate((*Linked)[E.In].Events))
      if (locate(Event.Where) == Loc) {
        E.At = EventId(I);
        break;
      }
  return E;
}

bool CoreView::mayOverlap(const CoreEvent &A, const CoreEvent &B) {
  return !A.At.valid() || !B.At.valid() ||
         Known->Running.mayOverlap(A.In, A.At, B.In, B.At);
}

llvm::ArrayRef<LatentAtEvent>
CoreView::latentAt(LatentByCall &Known, const FunctionDecl *Caller,
                   SourceLocation Call,
                   llvm::function_ref<bool(const LatentAtEvent &)> Counts) {
  auto [It, New] = Known.try_emplace(Call);
  if (!New)
    return It->second;
  std::vector<LatentAtEvent> Found;
  FunctionId In = function(Caller);
  if (In.valid())
    for (auto [I, E] : llvm::enumerate((*Linked)[In].Events))
      if (locate(E.Where) == Call)
        for (LatentAtEvent &L : latentEvents(*Solved, In, EventId(I)))
          if (Counts(L))
            Found.push_back(std::move(L));
  return Known[Call] = std::move(Found);
}

llvm::ArrayRef<LatentAtEvent>
CoreView::blockingAt(const FunctionDecl *Caller, SourceLocation Call) {
  return latentAt(Blocked, Caller, Call, [](const LatentAtEvent &L) {
    return L.Kind == LatentEvent::Block;
  });
}

bool CoreView::isLeftOut(llvm::ArrayRef<CallUnderWay> Calls,
                         const FunctionDecl *F, SourceLocation Where,
                         BlockKind Kind, llvm::StringRef Text) {
  FunctionId In = function(F);
  if (!In.valid())
    return false;
  auto Blocks = [&](auto &&Indexed) {
    auto [I, E] = Indexed;
    return E.Blocks == Kind && E.Text == Text && locate(E.Where) == Where &&
           blocksItself(*Solved, In, EventId(I));
  };
  auto IsKnown = [&](const FunctionDecl *At, SourceLocation Loc) {
    return llvm::any_of(blockingAt(At, Loc), [&](const LatentAtEvent &L) {
      return L.Blocks == Kind && L.Text == Text;
    });
  };
  return llvm::any_of(llvm::enumerate((*Linked)[In].Events), Blocks) &&
         (!IsKnown(F, Where) ||
          !llvm::all_of(Calls, [&](const CallUnderWay &C) {
            return IsKnown(C.Caller, C.Where);
          }));
}

//===----------------------------------------------------------------------===//
// Other files
//===----------------------------------------------------------------------===//

std::vector<LockEdge> CoreView::ordersElsewhere() const {
  if (!HasOthers)
    return {};
  std::vector<LockEdge> Edges = lockEdges(*Known);
  // Of this file, the paths tell.
  llvm::erase_if(Edges, [&](const LockEdge &E) {
    const Place &P = (*Linked)[E.In].Where;
    return !P.File.valid() || Linked->files()[P.File.index()] == MainFile;
  });
  return Edges;
}

llvm::ArrayRef<LatentAtEvent>
CoreView::takenElsewhere(const FunctionDecl *Caller, const FunctionDecl *Callee,
                         SourceLocation Call) {
  if (!HasOthers || !Caller || !Callee || Callee->hasBody())
    return {};
  return latentAt(Taken, Caller, Call, [](const LatentAtEvent &L) {
    return L.Kind == LatentEvent::Acquire && L.Via &&
           concurrency::lockClass(L.Target).valid();
  });
}

SourceLocation CoreView::locate(const Place &P) const {
  if (!P.valid() || !P.File.valid() || P.File.index() >= Linked->files().size())
    return {};
  const SourceManager &SM = Ctx.getSourceManager();
  Read.resize(Linked->files().size());
  std::optional<FileID> &Into = Read[P.File.index()];
  if (!Into)
    Into = findRead(Ctx, Linked->files()[P.File.index()]);
  return Into->isValid() ? SM.translateLineCol(*Into, P.Line, P.Column)
                         : SourceLocation();
}

SourceLocation CoreView::open(const Place &P) {
  SourceLocation Here = locate(P);
  if (Here.isValid() || !P.valid() || !P.File.valid())
    return Here;
  SourceManager &SM = Ctx.getSourceManager();
  if (auto File = SM.getFileManager().getOptionalFileRef(
          Linked->files()[P.File.index()]))
    Read[P.File.index()] = SM.createFileID(*File, {}, SrcMgr::C_User);
  return locate(P);
}
