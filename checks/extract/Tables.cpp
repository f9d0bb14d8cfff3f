//===- Tables.cpp - functions in the initialisers of globals --------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "extract/Tables.h"
#include "extract/BodyScan.h"

using namespace clang;
using namespace concurrency;

namespace {
class TableReader {
public:
  TableReader(Session &S, Function &Out) : S(S), Out(Out) {}

  void read(const Expr *Init, const Path &To, unsigned Depth = 0);

private:
  /// More entries say no more: which of so many runs is anybody's guess.
  static constexpr size_t MaxEntries = 256;
  static constexpr unsigned MaxDepth = 16;

  Path member(const FieldDecl *F, const Path &Of);
  void list(const InitListExpr *L, const Path &To, unsigned Depth);
  void entry(const FunctionDecl *F, const Path &To, SourceLocation At);

  Session &S;
  Function &Out;
};
} // namespace

void TableReader::entry(const FunctionDecl *F, const Path &To,
                        SourceLocation At) {
  if (F->isInvalidDecl() || F->isDependentContext() || S.isSystem(F) ||
      !To.known() || Out.Events.size() == MaxEntries)
    return;
  Callable C;
  C.Target = S.Entities.function(F);
  Event E;
  E.Kind = EventKind::Assign;
  E.Where = S.Entities.place(At);
  E.Target = To;
  E.Args.push_back(Value::callable(CallableId(Out.Callables.size())));
  Out.Callables.push_back(std::move(C));
  Out.Events.push_back(std::move(E));
}

/// (A nameless member is no step of a path.)
Path TableReader::member(const FieldDecl *F, const Path &Of) {
  return F->isAnonymousStructOrUnion()
             ? Of
             : Of.then(Step::field(S.Entities.field(F)));
}

void TableReader::list(const InitListExpr *L, const Path &To, unsigned Depth) {
  if (L->isTransparent() && L->getNumInits() == 1)
    return read(L->getInit(0), To, Depth);
  if (L->getType()->isArrayType()) {
    for (unsigned I = 0; I != L->getNumInits(); ++I)
      read(L->getInit(I),
           To.then(Step::element(I + 1 < OwnElement ? I + 1 : 0)), Depth);
    return;
  }
  const RecordDecl *R = L->getType()->getAsRecordDecl();
  if (!R)
    return;
  if (R->isUnion()) {
    if (const FieldDecl *F = L->getInitializedFieldInUnion();
        F && L->getNumInits() == 1)
      read(L->getInit(0), member(F, To), Depth);
    return;
  }
  unsigned I = 0;
  if (const auto *C = dyn_cast<CXXRecordDecl>(R); C && C->hasDefinition())
    I = C->getNumBases();
  for (const FieldDecl *F : R->fields()) {
    if (F->isUnnamedBitField())
      continue;
    if (I >= L->getNumInits())
      break;
    const Expr *Init = L->getInit(I++);
    // Most members are texts and numbers, and need no name.
    if (Init && !Init->getType()->isArithmeticType() &&
        !isa<ImplicitValueInitExpr>(Init))
      read(Init, member(F, To), Depth);
  }
}

void TableReader::read(const Expr *Init, const Path &To, unsigned Depth) {
  Init = ignoreWrappers(Init);
  if (!Init || ++Depth > MaxDepth)
    return;
  if (const auto *C = dyn_cast<CastExpr>(Init))
    return read(C->getSubExpr(), To, Depth);
  // A std::function, made of something.
  if (const auto *C = dyn_cast<CXXConstructExpr>(Init);
      C && C->getNumArgs() == 1 &&
      S.Types.classify(C->getType()).Role == TypeRole::Callable)
    return read(C->getArg(0), To, Depth);
  if (const auto *L = dyn_cast<InitListExpr>(Init)) {
    if (const InitListExpr *Semantic = L->getSemanticForm())
      L = Semantic;
    return list(L, To, Depth);
  }
  if (const auto *U = dyn_cast<UnaryOperator>(Init);
      U && U->getOpcode() == UO_AddrOf)
    Init = ignoreWrappers(U->getSubExpr());
  if (const auto *D = dyn_cast<DeclRefExpr>(Init)) {
    if (const auto *F = dyn_cast<FunctionDecl>(D->getDecl()))
      entry(F, To, D->getLocation());
  } else if (const auto *Lambda = dyn_cast<LambdaExpr>(Init)) {
    if (const CXXMethodDecl *Op = Lambda->getCallOperator();
        Op && !Lambda->isGenericLambda())
      entry(Op, To, Lambda->getBeginLoc());
  }
}

std::optional<Function> concurrency::readTable(Session &S, const VarDecl *V) {
  Function Out;
  TableReader(S, Out).read(V->getInit(), Path::global(S.Entities.global(V)));
  if (Out.Events.empty())
    return std::nullopt;
  Out.Self = S.Entities.initializer(V);
  Out.Internal = true;
  Out.Where = S.Entities.place(V->getLocation());
  Block &Only = Out.Blocks.emplace_back();
  Only.EndEvent = Out.Events.size();
  return Out;
}
