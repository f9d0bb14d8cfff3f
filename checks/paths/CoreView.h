//===- CoreView.h - what the core says of the file --------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The flow-sensitive core reads the whole file before the first path is
/// followed, and has the facts of other files from the index. It knows what no
/// single path shows: which lock guards which state, the kinds of locks, which
/// functions run only once, which threads there are. Questions are asked with
/// declarations.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_PATHS_COREVIEW_H
#define CONCURRENCY_PATHS_COREVIEW_H

#include "detect/Detect.h"
#include "detect/GuardVotes.h"
#include "detect/HandleUses.h"
#include "detect/LockEdges.h"
#include "extract/BodyScan.h"
#include "extract/Session.h"
#include "paths/FileFacts.h"
#include "solve/Doings.h"

namespace concurrency {

/// The declaration that a lock, or a piece of state, is an instance of: a field
/// or a variable of static storage; of an array with a constant subscript, one
/// element. A node of the lock graph.
struct DeclClass {
  const clang::ValueDecl *D = nullptr;
  uint32_t Element = 0; ///< counted from 1; 0 for no subscript

  explicit operator bool() const { return D; }
  friend bool operator==(const DeclClass &, const DeclClass &) = default;
};

/// An access that breaks a rule of the file, unless the path to it holds the
/// lock.
struct Suspect {
  Pattern What;
  std::vector<std::string> Names;
  std::vector<unsigned> Counts;
  EntityId Guard;
  EntityId In;
  /// The call that leads to the access, if that is where the lock is missing:
  /// other callers of the same helper hold it.
  clang::SourceLocation Call;
  /// One access under the lock.
  BugStep Witness;
};

/// A call that is under way on a path.
struct CallUnderWay {
  const clang::FunctionDecl *Caller = nullptr;
  clang::SourceLocation Where;
  const clang::FunctionDecl *Callee = nullptr;
};

/// An event of a function, as the core has it; invalid if it has not.
struct CoreEvent {
  FunctionId In;
  EventId At;
};

class CoreView {
public:
  /// \p Index is the option of that name.
  CoreView(clang::ASTContext &Ctx, FileFacts Facts, llvm::StringRef Index);

  clang::ASTContext &Ctx;

  /// False for a file without locks, about which there is nothing to find.
  bool concurrent() const { return Concurrent; }
  /// Why the index is not used; empty if it is, or there is none.
  llvm::StringRef indexComplaint() const { return IndexComplaint; }

  /// What a call does, or null. \p Class is that of the receiver.
  const CallEffects *effects(const clang::FunctionDecl *F,
                             const clang::RecordDecl *Class);
  const RecordInfo &record(const clang::RecordDecl *R) {
    return Names.Types.record(R);
  }
  TypeFacts classify(clang::QualType T) { return Names.Types.classify(T); }
  const TypeModel *global(const clang::VarDecl *V) {
    return Names.globalModel(V);
  }
  bool isSystem(const clang::FunctionDecl *F) { return Names.isSystem(F); }
  const Model &model() const { return *Models; }

  Reentrancy reentrancy(DeclClass Lock, Reentrancy AtCall);
  llvm::ArrayRef<Suspect> suspectsAt(clang::SourceLocation Loc) const;
  EntityId entity(const clang::NamedDecl *D);
  /// The state that changes under a lock and only there, by the vote.
  llvm::ArrayRef<const clang::ValueDecl *> guardedBy(const clang::ValueDecl *L);
  bool isGuardedBy(const clang::ValueDecl *State, const clang::ValueDecl *Lock);
  /// The lock in a class or struct that is a lock by what it does.
  bool isWrapped(const clang::FieldDecl *Lock);
  bool serializes(DeclClass Lock, EntityId Handle);
  /// Every descriptor that is kept there was opened not to block.
  bool neverBlocks(EntityId Handle) const {
    return Handle.valid() && Solved->NonBlockingHandles.contains(Handle);
  }
  /// What happens under the lock happens once, and before everybody else.
  bool isOnce(DeclClass Lock) {
    EntityId E = entity(Lock.D);
    return E.valid() && Solved->isOnce(Path::global(E));
  }
  /// One of the calls, the outermost first, and on from there those along
  /// \p Then, is made by the first caller only, and that was somebody else.
  bool isDoneBefore(llvm::ArrayRef<CallUnderWay> Calls, const Trace *Then);
  bool isOneTime(const clang::FunctionDecl *F);
  /// The function runs in the only thread that changes the state; or, for all
  /// that is known, in the event loop that does, or in that of its owner.
  bool isOwn(const clang::FunctionDecl *F, const clang::ValueDecl *State);
  /// The core, too, sees that something blocks there while the lock is held,
  /// and has its reasons not to say so: nobody else ever waits for the lock.
  bool excuses(const clang::FunctionDecl *F, clang::SourceLocation Call,
               DeclClass Lock);
  /// The core, too, sees that a lock of this class is acquired there while
  /// another object's is held, and that the two always come in one order.
  bool keepsOneOrder(const clang::FunctionDecl *F, clang::SourceLocation Call,
                     DeclClass Lock);
  /// What a function of this file does, as far as this file tells.
  Doings doings(const clang::FunctionDecl *F);
  std::string key(const clang::NamedDecl *D) const;
  /// Calls leave locks held that were not held before.
  bool leavesLocks(const clang::FunctionDecl *F);
  /// Calls may leave this lock released that was held before.
  bool mayRelease(const clang::FunctionDecl *F, DeclClass Lock);
  CoreEvent eventAt(const clang::FunctionDecl *F, clang::SourceLocation Loc);
  /// Whether two threads can be at these events at the same time.
  bool mayOverlap(const CoreEvent &A, const CoreEvent &B);

  LockClass lockClass(DeclClass C);
  /// The orders in which other files take locks.
  std::vector<LockEdge> ordersElsewhere() const;
  /// The locks that a call from this file into another one takes.
  llvm::ArrayRef<LatentAtEvent>
  takenElsewhere(const clang::FunctionDecl *Caller,
                 const clang::FunctionDecl *Callee, clang::SourceLocation Call);
  /// How a call may block.
  llvm::ArrayRef<LatentAtEvent> blockingAt(const clang::FunctionDecl *Caller,
                                           clang::SourceLocation Call);
  /// The core, too, sees that \p F blocks there, and leaves it out on the way up
  /// those calls, the outermost first: it is a message, or the last of all.
  bool isLeftOut(llvm::ArrayRef<CallUnderWay> Calls,
                 const clang::FunctionDecl *F, clang::SourceLocation Where,
                 BlockKind Kind, llvm::StringRef Text);
  const Solution &solution() const { return *Solved; }
  const Place &place(const CoreEvent &E) const {
    return (*Linked)[E.In].Events[E.At.index()].Where;
  }
  /// `Account::mu_`
  std::string className(DeclClass Lock);
  /// `Account::deposit`
  static std::string functionName(const clang::FunctionDecl *F);
  /// Invalid in files that this translation unit has not read.
  clang::SourceLocation locate(const Place &P) const;
  /// In another file, which is read to show its line.
  clang::SourceLocation open(const Place &P);

private:
  FunctionId function(const clang::FunctionDecl *F);
  void findSuspects();
  bool isLeftToVote(const GuardVote &V, const Deviation &D,
                    const AccessSite &Forgot) const;
  bool isCallback(FunctionId F, unsigned Depth = 4) const;
  void suspect(const GuardVote &V, const SharedAccess &A,
               const SharedAccess *Witness);

  std::shared_ptr<const Model> Models;
  ExtractOptions Bounds;
  ExtractStats Counts;
  /// Only asked for names; what it writes nobody reads.
  Session Names;
  std::string MainFile;
  std::unique_ptr<Program> Linked;
  std::unique_ptr<Solution> Solved;
  std::unique_ptr<Evidence> Known;
  std::unique_ptr<HandleUses> Handles;
  std::optional<Bugs> Blocking, Orders; ///< once somebody asks
  bool Concurrent = false;
  /// There are facts of other files.
  bool HasOthers = false;
  std::string IndexComplaint;
  /// By FileId: what the files were read into.
  mutable std::vector<std::optional<clang::FileID>> Read;
  using LatentByCall =
      llvm::DenseMap<clang::SourceLocation, std::vector<LatentAtEvent>>;
  /// What a call leads to and that counts; remembered in \p Known.
  llvm::ArrayRef<LatentAtEvent>
  latentAt(LatentByCall &Known, const clang::FunctionDecl *Caller,
           clang::SourceLocation Call,
           llvm::function_ref<bool(const LatentAtEvent &)> Counts);
  LatentByCall Taken, Blocked;
  llvm::StringMap<EntityId> ByKey;
  llvm::DenseMap<const clang::Decl *, EntityId> Entities;
  using CallKey =
      std::pair<const clang::FunctionDecl *, const clang::RecordDecl *>;
  llvm::DenseMap<CallKey, const CallEffects *> Effects;
  llvm::DenseMap<clang::SourceLocation, std::vector<Suspect>> Suspects;
  llvm::DenseMap<EntityId, EntityId> GuardOf;
  /// Of state that one thread alone changes, which.
  llvm::DenseMap<EntityId, unsigned> WriterOf;
  /// State that only callbacks change.
  llvm::DenseSet<EntityId> InCallbacks;
  llvm::DenseMap<const clang::ValueDecl *,
                 std::vector<const clang::ValueDecl *>>
      Guarded;
};

} // namespace concurrency

#endif // CONCURRENCY_PATHS_COREVIEW_H
