//===- QuietScan.cpp - files without any concurrency ----------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "extract/QuietScan.h"
#include "extract/AnnotationReader.h"
#include "facts/Words.h"
#include "clang/AST/Attr.h"
#include "clang/AST/StmtOpenMP.h"

using namespace clang;
using namespace concurrency;

/// What means something only where there are locks, threads or atomics as well.
/// Whatever is not listed counts.
static bool meansLittle(const CallEffect &E) {
  switch (E.Kind) {
  case CallEffect::Block:
  case CallEffect::RunNow:
  case CallEffect::RunLater:
  case CallEffect::Deref:
  case CallEffect::Element:
  case CallEffect::Move:
  case CallEffect::Fresh:
  case CallEffect::NoReturn:
  case CallEffect::NonBlockingHandle:
  case CallEffect::Bind:
    return true;
  case CallEffect::Access:
    return !E.Atomic &&
           (E.Op == Operation::None || E.Op == Operation::PathUse ||
            E.Op == Operation::PathOpen);
  default:
    return false;
  }
}

static bool meansLittle(TypeRole Role) {
  return Role == TypeRole::Plain || Role == TypeRole::Pointer ||
         Role == TypeRole::Container || Role == TypeRole::Callable ||
         Role == TypeRole::Stream;
}

/// A function of another file that is given one to run: its name may say that
/// it starts a thread.
static bool mayStartThread(const FunctionDecl &F) {
  return F.getIdentifier() &&
         llvm::any_of(F.parameters(),
                      [](const ParmVarDecl *P) {
                        return P->getType()->isFunctionPointerType();
                      }) &&
         startsByName(F.getName());
}

bool QuietScan::mattersUncached(const ValueDecl *D) {
  if (isAnnotated(*D))
    return true;
  const auto *F = dyn_cast<FunctionDecl>(D);
  if (!F)
    return !meansLittle(S.Types.classify(D->getType()).Role) &&
           !D->getType()->isAtomicType();
  if (const CallEffects *Effects = S.effects(F))
    if (!llvm::all_of(*Effects,
                      [](const CallEffect &E) { return meansLittle(E); }))
      return true;
  if (const FunctionDecl *Body = S.visibleBody(F)) {
    // A parameter may be a guard that the caller made.
    for (const ParmVarDecl *P : Body->parameters())
      if (!meansLittle(S.Types.classify(P->getType()).Role))
        return true;
    Work.push_back(Body);
    return false;
  }
  return mayStartThread(*F);
}

bool QuietScan::matters(const ValueDecl *D) {
  auto [It, New] = Known.try_emplace(D->getCanonicalDecl(), false);
  if (!New)
    return It->second;
  bool Result = mattersUncached(D);
  return Known[D->getCanonicalDecl()] = Result;
}

bool QuietScan::matters(const Stmt *Root) {
  llvm::SmallVector<const Stmt *, 64> Stack{Root};
  while (!Stack.empty()) {
    const Stmt *Node = Stack.pop_back_val();
    if (!Node)
      continue;
    switch (Node->getStmtClass()) {
    case Stmt::DeclRefExprClass:
      // A local variable has been looked at where it was declared.
      if (const ValueDecl *D = cast<DeclRefExpr>(Node)->getDecl();
          !isa<ParmVarDecl, EnumConstantDecl>(D) && matters(D))
        return true;
      continue;
    case Stmt::MemberExprClass:
      if (matters(cast<MemberExpr>(Node)->getMemberDecl()))
        return true;
      break;
    case Stmt::DeclStmtClass:
      for (const Decl *D : cast<DeclStmt>(Node)->decls())
        if (const auto *V = dyn_cast<VarDecl>(D)) {
          if (matters(V))
            return true;
          if (const auto *Cleanup = V->getAttr<CleanupAttr>();
              Cleanup && matters(Cleanup->getFunctionDecl()))
            return true;
        }
      break;
    // Who only reads an atomic has nothing to decide. Of one that is declared
    // so, all that is read and written is.
    case Stmt::BinaryOperatorClass:
    case Stmt::CompoundAssignOperatorClass:
      if (const auto *B = cast<BinaryOperator>(Node);
          B->isAssignmentOp() && B->getLHS()->getType()->isAtomicType())
        return true;
      break;
    case Stmt::UnaryOperatorClass:
      if (const auto *U = cast<UnaryOperator>(Node);
          U->isIncrementDecrementOp() &&
          U->getSubExpr()->getType()->isAtomicType())
        return true;
      break;
    case Stmt::AtomicExprClass:
      return true;
    default:
      if (isa<OMPExecutableDirective>(Node))
        return true;
      break;
    }
    for (const Stmt *Child : Node->children())
      Stack.push_back(Child);
  }
  return false;
}

bool QuietScan::isQuiet(llvm::ArrayRef<const FunctionDecl *> Functions) {
  if (S.Ctx.getLangOpts().CPlusPlus || S.Ctx.getLangOpts().ObjC)
    return false;
  for (const FunctionDecl *F : Functions)
    if (matters(F))
      return false;
  while (!Work.empty()) {
    const FunctionDecl *F = Work.back();
    Work.pop_back();
    if (matters(F->getBody()))
      return false;
  }
  return true;
}
