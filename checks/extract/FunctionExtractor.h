//===- FunctionExtractor.h - the events of one function ---------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Walks a function's CFG in order of execution. Each expression is met once,
/// as an element of its own, after its operands; what it did or made is
/// remembered for the expressions around it. Paths and values, which do
/// nothing, are read off the syntax when somebody asks.
///
/// One class, because all of it shares that memory; its parts stand in
///   FunctionExtractor.cpp  the function itself, and each kind of element
///   Blocks.cpp             the graph
///   Paths.cpp, Values.cpp  objects, values, dependences
///   Accesses.cpp           reads and writes
///   Calls.cpp              calls that no model describes
///   Effects.cpp            calls that one does: locks, guards, threads
///   EffectResults.cpp      likewise: callables, data, what is returned
///   Objects.cpp            construction, destruction, copies and moves
///   Callables.cpp          lambdas and other callable values
///   Conditions.cpp         branches
///   Directives.cpp         OpenMP
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_EXTRACT_FUNCTIONEXTRACTOR_H
#define CONCURRENCY_EXTRACT_FUNCTIONEXTRACTOR_H

#include "extract/BodyScan.h"
#include "extract/OpenMP.h"
#include "extract/OpenMPSubscripts.h"
#include "extract/Session.h"
#include "clang/Analysis/CFG.h"
#include "llvm/ADT/MapVector.h"

namespace concurrency {

/// A call about to be written: by name, by operator, of a constructor.
struct CallSite {
  const clang::Expr *E = nullptr;
  const clang::FunctionDecl *Callee = nullptr;
  /// The class of the object, as far as it is known here; derived classes
  /// rather than the base that declares the method.
  const clang::RecordDecl *Class = nullptr;
  const clang::Expr *Receiver = nullptr;
  Path Object;
  llvm::SmallVector<const clang::Expr *, 6> Args;
  std::string Name;
  Place Where;
};

/// What is remembered of an expression that was evaluated.
struct Outcome {
  EventId Event;    ///< whose result the value is
  Path P;           ///< the object that a glvalue or class value is
  Value V;          ///< the value otherwise
  Path TestedGuard; ///< it tells whether this guard holds its lock
  const clang::RecordDecl *Class = nullptr; ///< of P, better than the type
  List<Dep> Deps; ///< what it was made from, unless Event says that
};

/// A value that tells whether something was locked.
struct Answer {
  EventId Event;
  Path TestedGuard;
  bool Negated = false;

  bool tells() const { return Event.valid() || TestedGuard.known(); }
};

/// What a variable is set to that is assigned more than once.
struct Assignments {
  Answer Only; ///< the one value that tells something
  bool Zero = false, NonZero = false;
  /// The acquisition that each constant but zero follows at once.
  EventId Acquired;
  bool Others = false;
};

class FunctionExtractor {
public:
  FunctionExtractor(Session &S, const clang::FunctionDecl *F);
  /// Of a statement under a directive, which is a function of its own.
  FunctionExtractor(Session &S, const OpenMPBody &Body);

  /// Reads the body; false if it is not to be had.
  bool run();
  Function take() { return std::move(Out); }
  /// The function without its body, for one in which nothing happens.
  Function describeEmpty();
  const BodyScan &scanned() const { return Scan; }

private:
  using Expr = clang::Expr;
  using VarDecl = clang::VarDecl;

  // Blocks and elements.
  std::unique_ptr<clang::CFG> buildCfg();
  void describeFunction();
  void describeBody();
  bool isInstantiated() const;
  void addParam(const clang::ValueDecl *D, clang::QualType T, bool Reference);
  void readBlocks(const clang::CFG &Cfg);
  void readBlock(const clang::CFGBlock &B);
  void readElement(const clang::CFGElement &Element);
  void readStmt(const clang::Stmt *S);
  void readNested(const clang::Stmt *S, unsigned Depth = 0);
  Path awaitedLock(const clang::Expr *Operand);
  void noteThreadOfClass();
  void readInitializer(const clang::CXXCtorInitializer *Init);
  void readDecl(const VarDecl *V);
  void readReturn(const clang::Stmt *S, const Expr *E);
  void readInitList(const clang::InitListExpr *L);
  void startTries(const clang::Stmt *S);
  uint32_t openBlock();
  bool inLoop();
  void findCycles();
  const clang::CFGBlock *neverTaken(const clang::CFGBlock &B);
  std::optional<bool> constantTruth(const Expr *E, unsigned Depth = 0);

  // Writing events.
  Event &emit(EventKind Kind, Place Where);
  EventId lastEvent() const { return EventId(Out.Events.size() - 1); }
  Place place(clang::SourceLocation Loc) { return S.Entities.place(Loc); }
  Place place(const Expr *E) { return place(E->getExprLoc()); }

  // Paths.
  Path object(const Expr *E, unsigned Depth = 0);
  Path variable(const VarDecl *V);
  Path fieldOf(Path Base, const clang::FieldDecl *F);
  Path memberObject(const clang::MemberExpr *M, unsigned Depth);
  Path bindingObject(const clang::BindingDecl *B, unsigned Depth);
  Path element(Path Base, const Expr *Subscript);
  bool goesAround(const Expr *Subscript);
  SubscriptKind subscriptKind(const Expr *Subscript);
  uint32_t elementKey(const Expr *Subscript);
  uint32_t containerKey(const Expr *Offset);
  Path numberGiven(const Expr *E);
  void ordering(const clang::BinaryOperator *B, Branch &If);
  // Numbers.
  static bool isDuration(clang::QualType T);
  std::optional<int64_t> durationCount(const Expr *E);
  static bool isNumber(clang::QualType T) {
    return T->isIntegralOrEnumerationType() && !T->isBooleanType();
  }
  bool addTerms(const Expr *E, int64_t Scale, ElementSource &Sum,
                unsigned Depth = 0);
  std::optional<ElementSource> sourceOf(const Expr *Number);
  void noteSource(uint32_t Element, const Expr *Subscript);
  /// What a value is made of, and of a number how: see Event::Injective.
  struct Dependence {
    List<Dep> On;
    bool Injective = false, Shifted = false;
    void writeTo(Event &E) && {
      E.Deps = std::move(On);
      E.Injective = Injective;
      E.Shifted = Shifted;
    }
  };
  Dependence dependence(const Expr *E);
  void dropLocalSources();
  void noteChanged(const VarDecl *V) { ++Changes[V]; }
  Path destination(const Expr *E);
  Path temporary(const Expr *E);
  uint32_t local(const VarDecl *V);
  /// The object that an operand names, be it by reference or pointer.
  Path referent(const Expr *E);
  const clang::RecordDecl *classOf(const Expr *E);

  // Values.
  Value value(const Expr *E, unsigned Depth = 0);
  Value castValue(const clang::CastExpr *C, unsigned Depth);
  Value classValue(const Expr *E, unsigned Depth);
  /// What is handed over where \p Param, or a copy, is initialised with E.
  Value argument(const Expr *E, clang::QualType Param);
  List<Dep> deps(const Expr *E);
  void addDeps(const Expr *E, List<Dep> &Deps, unsigned &Budget);
  std::optional<int64_t> constant(const Expr *E);
  const Outcome *outcome(const Expr *E) const;
  Outcome &remember(const Expr *E);
  void noteAssigned(const VarDecl *V, const Expr *Source);
  void noteValue(const VarDecl *V, const Expr *Source, const Answer &A);
  void decideLater();

  // Accesses.
  bool tracked(const Path &P);
  Event *access(const Path &P, AccessKind Rw, Place Where);
  void readRead(const clang::CastExpr *C);
  void readAssignment(const clang::BinaryOperator *B);
  void readIncrement(const clang::UnaryOperator *U);
  void readAtomic(const clang::AtomicExpr *A);
  void assign(const Path &Target, const Expr *Source, Place Where);
  void accessClass(const Expr *E, const Path &P, AccessKind Rw);
  void accessArguments(const CallSite &Site);
  void accessPointees(const CallSite &Site);
  bool isRelaxed(const Expr *E);
  bool isConstantVariable(const Expr *E);
  bool isPlainLocal(const Expr *E) const;

  // Calls.
  void readCall(const clang::CallExpr *E);
  void unknownCall(CallSite &Site);
  bool passThrough(const clang::CallExpr *E);
  bool dispatch(CallSite &Site, const clang::CXXMethodDecl *M,
                const Expr *Callee);
  bool plainAssignment(CallSite &Site);
  bool structuralCall(CallSite &Site);
  void resolveGetter(CallSite &Site, Outcome &Result);
  void addArguments(const CallSite &Site, Event &Call);
  void addHint(const CallSite &Site, Event &Call);
  std::optional<llvm::StringRef> wrappedOperation(const clang::RecordDecl *R,
                                                  llvm::StringRef Function);
  void addHintOfFunction(const CallSite &Site, Event &Call);
  /// What a function does to a lock that is not seen.
  struct LockFunction {
    Event::HintTy Does;
    LockMode Mode;
    std::string Lock; ///< the lock by the name of who takes it
  };
  std::optional<LockFunction> lockFunction(const clang::FunctionDecl *F);
  void addHintOfName(const CallSite &Site, const LockFunction &Does,
                     Event &Call);
  void finishCall(const CallSite &Site, Outcome Result);
  std::optional<int64_t> changedBits(const clang::AtomicExpr *A);
  void noteMask(const clang::BinaryOperator *B);
  bool lockByPointer(const clang::CallExpr *E);
  bool unlocksByName(const clang::CFGCleanupFunction &C);
  bool scopeGuard(const clang::VarDecl *V, const clang::Expr *Init);
  void callCallable(const clang::CallExpr *E, CallableId C,
                    llvm::ArrayRef<const Expr *> Args);

  // Effects of models.
  bool applyEffects(CallSite &Site, const CallEffects &Effects,
                    unsigned Depth = 0);
  bool exists(const CallSite &Site, const CallEffect &Effect);
  void apply(CallSite &Site, const CallEffect &Effect, Outcome &Result,
             unsigned Depth);
  void applyLock(CallSite &Site, const CallEffect &Effect, Outcome &Result);
  void applyGuard(CallSite &Site, const CallEffect &Effect, Outcome &Result);
  void applyThread(CallSite &Site, const CallEffect &Effect, Outcome &Result);
  void applyRun(CallSite &Site, const CallEffect &Effect, Outcome &Result);
  void applyAccess(CallSite &Site, const CallEffect &Effect, Outcome &Result);
  void applyBlock(CallSite &Site, const CallEffect &Effect, Outcome &Result);
  void applyResult(CallSite &Site, const CallEffect &Effect, Outcome &Result);
  void applyAsMethod(CallSite &Site, const CallEffect &Effect, Outcome &Result,
                     unsigned Depth);
  llvm::SmallVector<const Expr *, 4> operands(const CallSite &Site,
                                              const Operand &O);
  Path operandPath(const CallSite &Site, const Operand &O, bool Handle = false);
  llvm::SmallVector<Path, 4> operandPaths(const CallSite &Site,
                                          const Operand &O);
  Path resultPath(const CallSite &Site);
  CallableId entry(const CallEffect &Effect, const CallSite &Site,
                   const Expr *Entry);
  Reentrancy reentrancy(const CallEffect &Effect, const CallSite &Site,
                        const Operand &O);
  void escapeInserted(const CallSite &Site, const Path &Container);
  std::optional<BlockKind> chosenKind(const Expr *E, unsigned Depth = 0);
  std::optional<BlockKind> handleKind(const CallSite &Site, const Operand &O,
                                      const Path &Handle);

  // Construction and destruction.
  void readConstruct(const clang::CXXConstructExpr *E);
  bool copyOrMove(const clang::CXXConstructExpr *E);
  void construct(CallSite &Site, const clang::CXXConstructorDecl *C);
  void constructInPlace(clang::QualType T, llvm::ArrayRef<const Expr *> Args,
                        const Path &Object, const CallSite &Via);
  void destroy(clang::QualType T, const Path &Object, Place Where, bool Exact);
  void readDelete(const clang::CXXDeleteExpr *E);
  void readNew(const clang::CXXNewExpr *E);
  void endVariable(const VarDecl *V, const clang::Stmt *Trigger);
  void endTemporary(const clang::CXXBindTemporaryExpr *E);
  void initialise(const VarDecl *V, const Expr *Init);

  // Callable values.
  CallableId addCallable(Callable C);
  CallableId lambda(const clang::LambdaExpr *L);
  Value functionValue(const clang::ValueDecl *D);
  CallableId callable(const Expr *E);
  CallableId callableIn(const Value &V, clang::QualType T);
  void bindArguments(Callable &C, llvm::ArrayRef<const Expr *> Args);
  Value boundValue(const Expr *E);

  // OpenMP.
  void findDirectives(const clang::Stmt *Root);
  bool isElsewhere(const clang::CFGElement &Element) const;
  void readDirective(const clang::OMPExecutableDirective *D);
  void startFirstSection(const clang::OMPExecutableDirective *D);
  CallableId bodyCallable(OpenMPBody &Body);
  void startBody(const std::shared_ptr<OpenMPBody> &Body);
  void findEndless(llvm::ArrayRef<const clang::CFGBlock *> Order);
  void startEndless(const clang::CFGElement &Element);
  void runUnder(llvm::StringRef Lock, CallableId Body, Place Where);
  void meet(Place Where);
  void joinTasks(Place Where);
  void readAtomicDirective(const clang::OMPAtomicDirective *D);
  void combineReductions(const clang::OMPExecutableDirective *D);
  Path privateCopy(const clang::Stmt *Directive, const VarDecl *V);
  void noteSubscripts(const Expr *Object, const Event *Access);

  // Branches.
  void readBranch(const clang::CFGBlock &B);
  void condition(const Expr *E, Branch &If, bool Negated, unsigned Depth);
  void comparison(const Expr *E, Branch &If);
  const VarDecl *changingVariable(const Expr *E);
  Path steadyObject(const Expr *E);

  Session &S;
  const clang::FunctionDecl *F;
  const clang::CXXMethodDecl *Method;
  /// The part of F that is read, if it is not F.
  const OpenMPBody *Part = nullptr;
  /// Its accesses count as atomic.
  const bool MeansToRace;
  BodyScan Scan;
  /// If there are directives.
  std::unique_ptr<OpenMPScan> Directives;
  llvm::DenseMap<std::pair<const clang::Stmt *, const VarDecl *>, uint32_t>
      PrivateCopies;
  /// Directives that are never come by, as what is under them does not end.
  llvm::SmallPtrSet<const clang::Stmt *, 2> Endless;
  Function Out;

  /// What a lambda's body calls its captures.
  llvm::DenseMap<const clang::ValueDecl *, uint32_t> Captures;
  std::optional<uint32_t> CopiedThis;
  llvm::DenseMap<const VarDecl *, uint32_t> LocalIndex;
  llvm::SmallPtrSet<const VarDecl *, 8> DeclaredInLoop;
  llvm::DenseMap<const Expr *, uint32_t> TemporaryIndex;
  /// The classes of the locals that are objects.
  llvm::DenseMap<uint32_t, const clang::CXXRecordDecl *> LocalClasses;
  /// What a reference, or a pointer that never changes, leads to.
  llvm::DenseMap<const VarDecl *, Value> Aliases;
  /// The value of a variable that never changes, in terms of events.
  llvm::DenseMap<const VarDecl *, Answer> Known;
  /// Of variables that change.
  llvm::DenseMap<const VarDecl *, Assignments> Changing;
  /// Branches that ask whether such a variable is zero.
  struct Undecided {
    uint32_t Block;
    const VarDecl *Tested;
    bool Negated;
  };
  llvm::SmallVector<Undecided, 4> Later;
  /// Outcomes are large and mostly small in number: an index, and a list.
  llvm::DenseMap<const Expr *, uint32_t> OutcomeIndex;
  std::deque<Outcome> Outcomes;
  llvm::DenseMap<const clang::LambdaExpr *, CallableId> LambdaIds;
  llvm::DenseMap<unsigned, uint32_t> SubscriptKeys;
  uint32_t NumSubscripts = 0;
  /// Local variables that were last assigned a subscript that goes around.
  llvm::SmallPtrSet<const VarDecl *, 2> Around;
  /// How often a local variable was changed up to here.
  llvm::DenseMap<const VarDecl *, unsigned> Changes;
  llvm::SmallVector<Path, 2> NonBlocking;
  /// The variable whose object became the function's result.
  const VarDecl *ReturnedVariable = nullptr;

  // The graph under construction.
  const clang::CFGBlock *Current = nullptr;
  uint32_t CurrentBlock = 0;
  bool CurrentNoReturn = false;
  llvm::DenseMap<const clang::CFGBlock *, std::pair<uint32_t, uint32_t>>
      BlockIds;
  using Answers = llvm::SmallMapVector<const VarDecl *, Answer, 2>;
  llvm::DenseMap<const clang::CFGBlock *, Answers> AssignedAtEnd;
  Answers Assigned;
  llvm::DenseMap<const clang::CFGBlock *, const VarDecl *> ReturnedAtEnd;
  llvm::BitVector Cyclic; ///< blocks by number; empty until asked for
  llvm::SmallVector<std::pair<uint32_t, const clang::CXXTryStmt *>, 2>
      TryEntries;
  llvm::SmallPtrSet<const clang::CXXTryStmt *, 2> StartedTries;
  uint32_t Groups = 0;
};

/// The condition as the block evaluated it last: of `a && b`, the operand that
/// this block decides upon.
const clang::Expr *lastCondition(const clang::CFGBlock &B);

/// Removes blocks without events where no branch or loop needs them.
void simplify(Function &F);

} // namespace concurrency

#endif // CONCURRENCY_EXTRACT_FUNCTIONEXTRACTOR_H
