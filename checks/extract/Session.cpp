//===- Session.cpp - what the functions of one file share -----------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "extract/Session.h"
#include "extract/DeclNames.h"
#include "extract/Getter.h"
#include "facts/Words.h"

using namespace clang;
using namespace concurrency;

Session::Session(ASTContext &Ctx, const Model &M, const ExtractOptions &Options,
                 ExtractStats &Stats)
    : Ctx(Ctx), M(M), Options(Options), Stats(Stats), Types(Ctx, M),
      Entities(Ctx, Types, Unit, /*WithKeys=*/!Options.Alone) {}

bool Session::isSystem(const FunctionDecl *F) {
  const FunctionDecl *Def = nullptr;
  F = F->getCanonicalDecl();
  auto [It, New] = SystemFunctions.try_emplace(F, false);
  if (!New)
    return It->second;
  if (F->getBuiltinID() != 0)
    return It->second = true;
  // An implicit member has no place of its own.
  const Decl *At = F;
  if (const auto *M = dyn_cast<CXXMethodDecl>(F); M && M->isImplicit())
    At = M->getParent();
  // What a system's macro writes is the system's (Q_DECLARE_METATYPE).
  if (F->hasBody(Def) && Types.isInSystemMacro(Def->getBody()->getBeginLoc()))
    return It->second = true;
  // What this file defines is its own, wherever it is declared.
  return It->second =
             Types.isSystem(At) && !(F->hasBody(Def) && !Types.isSystem(Def));
}

void Session::noteAddresses() {
  for (const FunctionDecl *F : AddressTaken)
    if (!visibleBody(F) && !isSystem(F))
      Unit.Entities[Entities.function(F).index()].AddressTaken = true;
}

const FunctionDecl *Session::visibleBody(const FunctionDecl *F) {
  const FunctionDecl *Def = nullptr;
  if (!F || F->isInvalidDecl() || isSystem(F) || !F->hasBody(Def) || !Def)
    return nullptr;
  if (Def->isInvalidDecl() || Def->isTemplated() ||
      Def->isLateTemplateParsed() || Def->isDependentContext())
    return nullptr;
  return Def;
}

void Session::enqueue(const FunctionDecl *F) {
  const FunctionDecl *Def = visibleBody(F);
  if (!Def || !Seen.insert(Def->getCanonicalDecl()).second)
    return;
  if (Seen.size() > Options.MaxFunctions) {
    ++Stats.Skipped;
    return;
  }
  Queue.push_back(Def);
}

const FunctionDecl *Session::next() {
  if (Queue.empty())
    return nullptr;
  const FunctionDecl *F = Queue.front();
  Queue.pop_front();
  return F;
}

/// A function of the program's that only shares its name with one of the C
/// library: it has no C linkage, or none at all.
static bool isOwnFunction(const FunctionDecl &F) {
  const ASTContext &Ctx = F.getASTContext();
  if (isa<CXXMethodDecl>(F) || F.getBuiltinID() != 0 ||
      !(F.isInAnonymousNamespace() ||
        F.getDeclContext()->getRedeclContext()->isTranslationUnit()) ||
      Ctx.getSourceManager().isInSystemHeader(
          F.getCanonicalDecl()->getLocation()))
    return false;
  return Ctx.getLangOpts().CPlusPlus ? !F.isExternC()
                                     : !F.isExternallyVisible();
}

/// `set_nonblocking(fd)`, `ber_pvt_socket_set_nonblock(fd, 1)`: what functions
/// of other files do to a descriptor, by their names.
static const CallEffects *effectsByName(const FunctionDecl &F) {
  if (!F.getIdentifier() || F.getNumParams() == 0 || F.isDefined() ||
      !F.getParamDecl(0)->getType()->isIntegerType())
    return nullptr;
  static constexpr llvm::StringLiteral Asks[] = {"is", "get", "has", "if"};
  std::string Last;
  bool Says = false;
  for (const std::string &Word : wordsOf(F.getName())) {
    if (Last.empty() && llvm::is_contained(Asks, Word))
      return nullptr;
    llvm::StringRef Way = Word;
    Says |= (Way.consume_front("non") || Last == "non" || Last == "no") &&
            (Way == "block" || Way == "blocking");
    Last = Word;
  }
  if (!Says)
    return nullptr;
  auto MakesNonBlocking = [](bool AsTold) {
    CallEffect E;
    E.Kind = CallEffect::NonBlockingHandle;
    E.Target = {Operand::Argument, 0};
    if (AsTold)
      E.UnlessZero = {Operand::Argument, 1};
    return E;
  };
  static const CallEffect Always[] = {MakesNonBlocking(false)},
                          AsTold[] = {MakesNonBlocking(true)};
  static const CallEffects Effects[] = {Always, AsTold};
  return &Effects[F.getNumParams() > 1];
}

const CallEffects *Session::effects(const FunctionDecl *F) {
  auto [It, New] = Effects.try_emplace(F->getCanonicalDecl(), nullptr);
  if (New)
    if (const auto *Method = dyn_cast<CXXMethodDecl>(F);
        (F->getIdentifier() || F->isOverloadedOperator() || !Method) &&
        !isOwnFunction(*F)) {
      It->second = M.function(qualifiedName(*F));
      if (!It->second && !Method)
        It->second = effectsByName(*F);
    }
  return It->second;
}

const CallEffects *Session::effects(const RecordDecl *R,
                                    llvm::StringRef Method) {
  for (const auto &[Name, Type] : Types.record(R).Models)
    if (const CallEffects *E = M.method(Name, Method))
      return E;
  return nullptr;
}

const TypeModel *Session::globalModel(const VarDecl *V) {
  auto [It, New] = GlobalModels.try_emplace(V->getCanonicalDecl(), nullptr);
  if (New) {
    It->second = M.global(qualifiedName(*V));
    if (It->second)
      GlobalModelsById[Entities.global(V)] = It->second;
  }
  return It->second;
}

const TypeModel *Session::globalModel(EntityId E) const {
  return GlobalModelsById.lookup(E);
}

bool Session::destructorMatters(const CXXRecordDecl *R) {
  R = R->getDefinition();
  if (!R || R->isInvalidDecl() || R->isDependentContext() ||
      R->hasTrivialDestructor())
    return false;
  auto [It, New] = Destructors.try_emplace(R, false);
  if (!New)
    return It->second;
  auto Matters = [&] {
    const RecordInfo &Info = Types.record(R);
    if (Info.Modelled &&
        (Info.Role == TypeRole::Guard || effects(R, "(destructor)")))
      return true;
    if (Info.Owning) {
      // A guard in an optional or unique_ptr ends with it.
      QualType Pointee = TypeClassifier::pointee(R);
      const CXXRecordDecl *Inner =
          Pointee.isNull() ? nullptr : Pointee->getAsCXXRecordDecl();
      if (Inner && Types.holdsGuard(Inner))
        return destructorMatters(Inner);
    }
    if (Info.System)
      return false;
    if (const CXXDestructorDecl *D = R->getDestructor();
        D && (D->isUserProvided() || D->isVirtual()))
      return true;
    for (const CXXBaseSpecifier &B : R->bases())
      if (const CXXRecordDecl *Base = B.getType()->getAsCXXRecordDecl();
          Base && destructorMatters(Base))
        return true;
    for (const FieldDecl *F : R->fields())
      if (const CXXRecordDecl *Member =
              F->getType()->getBaseElementTypeUnsafe()->getAsCXXRecordDecl();
          Member && destructorMatters(Member))
        return true;
    return false;
  };
  bool Result = Matters();
  return Destructors[R] = Result;
}

/// Initialisers like `= 0` and `{}`, in which nothing happens.
static bool isPlainConstant(const Expr *E) {
  if (!E)
    return false;
  if (const auto *L = dyn_cast<InitListExpr>(E))
    return L->getNumInits() == 0 ||
           (L->getNumInits() == 1 && isPlainConstant(L->getInit(0)));
  E = E->IgnoreParenImpCasts();
  if (const auto *U = dyn_cast<UnaryOperator>(E))
    return isPlainConstant(U->getSubExpr());
  if (const auto *D = dyn_cast<DeclRefExpr>(E))
    return isa<EnumConstantDecl>(D->getDecl());
  return isa<IntegerLiteral, FloatingLiteral, CXXBoolLiteralExpr,
             CXXNullPtrLiteralExpr, CharacterLiteral, StringLiteral,
             ImplicitValueInitExpr>(E);
}

bool Session::constructorMatters(const CXXConstructorDecl *C) {
  if (C->isUserProvided())
    return !isSystem(C);
  const CXXRecordDecl *R = C->getParent()->getDefinition();
  if (!R || C->isTrivial() || C->isCopyOrMoveConstructor() ||
      Types.record(R).System)
    return false;
  auto [It, New] = Constructors.try_emplace(R, false);
  if (!New)
    return It->second;
  auto Default = [&](const CXXRecordDecl *Part) {
    if (effects(Part, "(constructor)"))
      return true;
    for (const CXXConstructorDecl *D : Part->ctors())
      if (D->isDefaultConstructor())
        return constructorMatters(D);
    return false;
  };
  bool Result = false;
  for (const CXXBaseSpecifier &B : R->bases())
    if (const CXXRecordDecl *Base = B.getType()->getAsCXXRecordDecl();
        Base && Base->hasDefinition())
      Result |= Default(Base);
  for (const FieldDecl *F : R->fields()) {
    if (F->hasInClassInitializer())
      Result = !isPlainConstant(F->getInClassInitializer());
    else if (const CXXRecordDecl *Member =
                 F->getType()->getBaseElementTypeUnsafe()->getAsCXXRecordDecl();
             Member && Member->hasDefinition())
      Result |= Default(Member);
    if (Result)
      break;
  }
  return Constructors[R] = Result;
}

const Value *Session::getter(const FunctionDecl *F) {
  const FunctionDecl *Def = visibleBody(F);
  if (!Def)
    return nullptr;
  auto [It, New] = Getters.try_emplace(Def->getCanonicalDecl());
  if (New)
    if (std::optional<Value> V = returnedPart(*Def, *this))
      Getters[Def->getCanonicalDecl()] = std::make_unique<Value>(std::move(*V));
  return Getters[Def->getCanonicalDecl()].get();
}
