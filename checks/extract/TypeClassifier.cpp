//===- TypeClassifier.cpp - what types mean to concurrency ----------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "extract/TypeClassifier.h"
#include "Compat.h"
#include "extract/DeclNames.h"
#include "facts/Words.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace clang;
using namespace concurrency;

/// Chains of typedefs, bases and pointers end here, whatever the code does.
static constexpr unsigned MaxDepth = 16;

bool TypeClassifier::isSystem(const Decl *D) {
  SourceLocation Loc = D->getLocation();
  if (Loc.isInvalid())
    return D->isImplicit();
  Loc = Ctx.getSourceManager().getExpansionLoc(Loc);
  if (!isSystem(Loc))
    return false;
  if (!OwnHeaders) {
    OwnHeaders.emplace();
    for (const Decl *Scope : Ctx.getTraversalScope())
      if (const auto *In = dyn_cast<DeclContext>(Scope))
        findOwnHeaders(In);
  }
  return !OwnHeaders->contains(Ctx.getSourceManager().getFileID(Loc));
}

/// What is installed is the system's, even if a build asks for it as for its own
/// headers (-I/usr/include/qt5).
bool TypeClassifier::isSystem(SourceLocation Loc) {
  const SourceManager &SM = Ctx.getSourceManager();
  if (SrcMgr::isSystem(SM.getFileCharacteristic(Loc)))
    return true;
  FileID File = SM.getFileID(Loc);
  auto [It, New] = SystemFiles.try_emplace(File, false);
  if (New && File != SM.getMainFileID())
    if (OptionalFileEntryRef Entry = SM.getFileEntryRefForID(File))
      It->second = Entry->getName().starts_with("/usr/include/");
  return It->second;
}

bool TypeClassifier::isInSystemMacro(SourceLocation Loc) {
  const SourceManager &SM = Ctx.getSourceManager();
  return SM.isMacroBodyExpansion(Loc) && isSystem(SM.getSpellingLoc(Loc));
}

void TypeClassifier::findOwnHeaders(const DeclContext *In) {
  const SourceManager &SM = Ctx.getSourceManager();
  auto IsSystem = [&](const Decl *D) {
    return isSystem(SM.getExpansionLoc(D->getLocation()));
  };
  for (const Decl *D : In->decls()) {
    if (const auto *Inner = dyn_cast<NamespaceDecl>(D); Inner && !IsSystem(D))
      findOwnHeaders(Inner);
    const auto *M = dyn_cast<CXXMethodDecl>(D);
    if (!M || !M->isOutOfLine() || !M->doesThisDeclarationHaveABody() ||
        M->getTemplateSpecializationKind() != TSK_Undeclared || IsSystem(M) ||
        !IsSystem(M->getParent()))
      continue;
    OwnHeaders->insert(
        SM.getFileID(SM.getExpansionLoc(M->getParent()->getLocation())));
  }
}

Reentrancy TypeClassifier::initialisedAs(const Expr *Init) {
  SourceLocation Loc = Init ? Init->getBeginLoc() : SourceLocation();
  const SourceManager &SM = Ctx.getSourceManager();
  for (unsigned I = 0; Loc.isMacroID() && I != 8; ++I) {
    llvm::StringRef Name =
        Lexer::getImmediateMacroName(Loc, SM, Ctx.getLangOpts());
    if (const CallEffects *Effects = M.function(Name))
      for (const CallEffect &E : *Effects)
        if (E.Kind == CallEffect::LockInit)
          return E.Reentrant;
    Loc = SM.getImmediateMacroCallerLoc(Loc);
  }
  return Reentrancy::Unknown;
}

void TypeClassifier::collectModels(const RecordDecl *R, RecordInfo &Info,
                                   unsigned Depth) {
  std::string Name = qualifiedName(*R);
  if (const TypeModel *T = M.type(Name)) {
    Info.Modelled |= Depth == 0;
    Info.PointerLike |= T->PointerLike;
    Info.Owning |= T->Owning;
    if (Info.Thread.empty())
      Info.Thread = T->Thread;
    if (Info.Role == TypeRole::Plain && T->Role != TypeRole::Plain) {
      Info.Role = T->Role;
      Info.Reentrant = T->Reentrant;
    }
    Info.Models.push_back({std::move(Name), T});
  }
  const auto *C = dyn_cast<CXXRecordDecl>(R);
  if (!C || Depth >= MaxDepth)
    return;
  if (C = C->getDefinition(); !C || C->isDependentContext())
    return;
  for (const CXXBaseSpecifier &B : C->bases())
    if (const CXXRecordDecl *Base = B.getType()->getAsCXXRecordDecl())
      collectModels(Base, Info, Depth + 1);
}

const RecordDecl *TypeClassifier::referredRecord(QualType T) {
  if (T->isReferenceType() || T->isPointerType())
    return T->getPointeeType()->getAsRecordDecl();
  return nullptr;
}

/// `class Mutex { pthread_mutex_t mutex; int locked; … };`: how often its holder
/// has taken it.
static bool countsHolds(const RecordDecl &R) {
  static constexpr llvm::StringLiteral Counts[] = {
      "locked", "count", "counter",   "depth",   "level",
      "nesting", "nested", "recursion", "lockcount"};
  return llvm::any_of(R.fields(), [](const FieldDecl *F) {
    return F->getType()->isIntegerType() && !F->getType()->isBooleanType() &&
           F->getIdentifier() && hasWord(F->getName(), Counts);
  });
}

/// A lock of which nothing else is known: few are reentrant, and those say so,
/// keep count, or are told by who makes one: `explicit mutex(bool recursive)`.
static Reentrancy kindByName(const RecordDecl &R) {
  auto IsAsked = [](const CXXConstructorDecl *C) {
    return llvm::any_of(C->parameters(), [](const ParmVarDecl *P) {
      return saysReentrant(P->getName());
    });
  };
  const auto *Class = dyn_cast<CXXRecordDecl>(&R);
  bool Says =
      saysReentrant(plainName(R)) || countsHolds(R) ||
      (Class && Class->hasDefinition() &&
       llvm::any_of(Class->ctors(), IsAsked));
  return Says ? Reentrancy::Unknown : Reentrancy::Unlikely;
}

static Reentrancy declaredKind(const RecordDecl &Capability) {
  return CONCURRENCY_IS_REENTRANT_CAPABILITY(Capability)
             ? Reentrancy::Yes
             : kindByName(Capability);
}

/// Has no more than a guard needs: locks, other guards, and words that say what
/// is held. What has state of its own only borrows the lock.
bool TypeClassifier::isSlim(const CXXRecordDecl *R) {
  constexpr unsigned MaxFields = 6;
  unsigned Fields = 0;
  return llvm::all_of(R->fields(), [&](const FieldDecl *Field) {
    QualType T = Field->getType();
    TypeRole Role = classify(T).Role;
    return ++Fields <= MaxFields &&
           (T->isReferenceType() || T->isScalarType() ||
            Role == TypeRole::Lock || Role == TypeRole::Guard);
  });
}

/// It could be lock(). (One that returns a pointer, such as to the pixels of an
/// image, gives access to what is there; it keeps nobody out.)
static bool mayLock(const NamedDecl *D) {
  const auto *Method = dyn_cast<CXXMethodDecl>(D);
  return Method && !Method->getReturnType()->isPointerType();
}

bool TypeClassifier::onlyKeeps(const CXXConstructorDecl *C) {
  const FunctionDecl *Seen = nullptr;
  const Stmt *Body = C->getBody(Seen);
  const auto *Block = dyn_cast_or_null<CompoundStmt>(Body);
  return Block && Block->body_empty() &&
         llvm::all_of(cast<CXXConstructorDecl>(Seen)->inits(),
                      [C](const CXXCtorInitializer *I) {
                        return I->isAnyMemberInitializer() &&
                               !I->getAnyMember()->getType()->isRecordType() &&
                               !I->getInit()->HasSideEffects(
                                   C->getASTContext());
                      });
}

bool TypeClassifier::hasMethodsOfLock(const CXXRecordDecl *R) {
  std::string Class = plainName(*R);
  // Walking the members of a class from a precompiled preamble would read them
  // all from there; asking for those that matter does not.
  if (R->hasExternalLexicalStorage())
    return M.looksLikeLock(
        [&](llvm::StringRef Name) {
          return llvm::any_of(R->lookup(&Ctx.Idents.get(Name)), mayLock);
        },
        Class);
  llvm::SmallVector<llvm::StringRef, 16> Names;
  for (const CXXMethodDecl *Method : R->methods())
    if (const IdentifierInfo *II = Method->getIdentifier();
        II && mayLock(Method))
      Names.push_back(II->getName());
  return M.looksLikeLock(Names, Class);
}

void TypeClassifier::findStructure(const CXXRecordDecl *R, RecordInfo &Info) {
  if (Info.Role != TypeRole::Plain || Info.System || R->isLambda())
    return;
  if (R->hasAttr<CapabilityAttr>()) {
    Info.Role = TypeRole::Lock;
    Info.LockLike = true;
    Info.Reentrant = declaredKind(*R);
    return;
  }
  if (R->hasAttr<ScopedLockableAttr>()) {
    Info.Role = TypeRole::Guard;
    Info.GuardLike = true;
    return;
  }
  // A guard releases in its destructor what its constructor was given. Guards
  // often have lock() and unlock() too, so they come first.
  // (What stands for an object, as smart pointers do, is none.)
  const CXXDestructorDecl *D = R->getDestructor();
  bool StandsForObject =
      !R->lookup(Ctx.DeclarationNames.getCXXOperatorName(OO_Arrow)).empty();
  if (D && D->isUserProvided() && !StandsForObject && Nesting < 100) {
    llvm::SaveAndRestore Deeper(Nesting, Nesting + 1);
    for (const NamedDecl *Found :
         R->lookup(Ctx.DeclarationNames.getCXXConstructorName(
             Ctx.getCanonicalType(D->getDeclName().getCXXNameType())))) {
      const auto *C = dyn_cast<CXXConstructorDecl>(Found);
      if (!C || C->isCopyOrMoveConstructor())
        continue;
      for (const ParmVarDecl *P : C->parameters()) {
        QualType T = P->getType();
        const RecordDecl *Lock = referredRecord(T);
        if (Lock && Lock->getCanonicalDecl() == R->getCanonicalDecl())
          continue;
        if ((Lock || T->isPointerType()) &&
            classify(T).Role == TypeRole::Lock && isSlim(R)) {
          Info.GuardLike = true;
          return;
        }
      }
    }
  }
  if (hasMethodsOfLock(R)) {
    Info.Role = TypeRole::Lock;
    Info.LockLike = true;
    Info.Reentrant = kindByName(*R);
  }
}

const RecordInfo &TypeClassifier::record(const RecordDecl *R) {
  static const RecordInfo Nothing;
  if (!R)
    return Nothing;
  auto &Slot = Records[cast<RecordDecl>(R->getCanonicalDecl())];
  if (Slot)
    return *Slot;
  // Entered before the bases and members are looked at: they may come back.
  Slot = std::make_unique<RecordInfo>();
  RecordInfo &Info = *Slot;
  if (const RecordDecl *Def = R->getDefinition())
    R = Def;
  Info.System = isSystem(R);
  if (R->isInvalidDecl() || R->isDependentContext())
    return Info;
  collectModels(R, Info, 0);
  const auto *C = dyn_cast<CXXRecordDecl>(R);
  if (C && C->isLambda())
    Info.Role = TypeRole::Callable;
  if (C && C->hasDefinition()) {
    for (const CXXBaseSpecifier &B : C->bases())
      if (const CXXRecordDecl *Base = B.getType()->getAsCXXRecordDecl()) {
        const RecordInfo &BaseInfo = record(Base);
        Info.LockLike |= BaseInfo.LockLike;
        Info.GuardLike |= BaseInfo.GuardLike;
        if (Info.Role == TypeRole::Plain) {
          Info.Role = BaseInfo.Role;
          // (It may make itself another kind.)
          Info.Reentrant = saysReentrant(plainName(*R)) ? Reentrancy::Unknown
                                                        : BaseInfo.Reentrant;
        }
      }
    findStructure(C, Info);
  }
  auto IsPlainOfC = [&] {
    return !Info.System && Info.Role == TypeRole::Plain && (!C || C->isCLike());
  };
  if (IsPlainOfC() && hasPointersOfLock(R)) {
    Info.Role = TypeRole::Lock;
    Info.LockLike = true;
    Info.Reentrant = Reentrancy::Unknown;
  }
  if (IsPlainOfC() && hasFunctionsOfLock(R)) {
    Info.Role = TypeRole::Lock;
    Info.LockLike = true;
    // (What makes one that nobody sees into may be told which kind.)
    Info.Reentrant = R->getDefinition() ? kindByName(*R) : Reentrancy::Unknown;
  }
  if (IsPlainOfC() && isAroundLock(R))
    Info.Role = TypeRole::Lock;
  if (R->hasAttr<CapabilityAttr>() && Info.Role == TypeRole::Plain) {
    Info.Role = TypeRole::Lock;
    Info.Reentrant = declaredKind(*R);
  }
  return Info;
}

TypeClassifier::MemberTy TypeClassifier::member(QualType T) {
  switch (classify(T).Role) {
  case TypeRole::Lock:
  case TypeRole::Guard:
  case TypeRole::Condition:
  case TypeRole::OnceFlag:
  case TypeRole::Atomic:
  case TypeRole::Synchronized:
  case TypeRole::Thread:
    return MemberTy::Synchronises;
  case TypeRole::Container:
    return MemberTy::State;
  default:
    break;
  }
  T = Ctx.getBaseElementType(T);
  if (const RecordDecl *R = T->getAsRecordDecl()) {
    const RecordInfo &Info = record(R);
    // One that only points elsewhere may keep a lock there.
    if (Info.System || Info.PointerLike)
      return MemberTy::Neutral;
    return stateOf(R);
  }
  if (T->isPointerType()) {
    const RecordDecl *To = T->getPointeeType()->getAsRecordDecl();
    return !To || To->getDefinition() ? MemberTy::State : MemberTy::Neutral;
  }
  return T->isScalarType() ? MemberTy::State : MemberTy::Neutral;
}

/// `const struct ops *methods;`: a struct that is mostly functions.
static bool pointsToMethods(QualType T) {
  const RecordDecl *R =
      T->isPointerType() ? T->getPointeeType()->getAsRecordDecl() : nullptr;
  const RecordDecl *Def = R ? R->getDefinition() : nullptr;
  if (!Def)
    return false;
  unsigned Functions = 0, Others = 0;
  for (const FieldDecl *F : Def->fields())
    ++(F->getType()->isFunctionPointerType() ? Functions : Others);
  return Functions >= 2 && Functions > Others;
}

bool TypeClassifier::holdsGuard(const RecordDecl *R, unsigned Depth) {
  if (record(R).Role == TypeRole::Guard || record(R).GuardLike)
    return true;
  R = R->getDefinition();
  return R && Depth < 2 && !record(R).System &&
         llvm::any_of(R->fields(), [&](const FieldDecl *F) {
           const RecordDecl *Member = F->getType()->getAsRecordDecl();
           return Member && holdsGuard(Member, Depth + 1);
         });
}

bool TypeClassifier::isPlainData(const RecordDecl *R) {
  // Behind a pointer there may be an object of a class that adds a lock.
  const RecordDecl *Def = R ? R->getDefinition() : R;
  const auto *C = dyn_cast_or_null<CXXRecordDecl>(Def);
  if ((C && C->isPolymorphic()) || stateOf(R) != MemberTy::State)
    return false;
  return llvm::none_of(Def->fields(), [](const FieldDecl *F) {
    return pointsToMethods(F->getType());
  });
}

/// What the parts of an object amount to.
TypeClassifier::MemberTy TypeClassifier::stateOf(const RecordDecl *R) {
  const RecordDecl *Def = R ? R->getDefinition() : nullptr;
  if (!Def || Def->isInvalidDecl() || Def->isDependentContext())
    return MemberTy::Synchronises;
  auto [It, New] = StateOf.try_emplace(Def, MemberTy::Synchronises);
  if (!New)
    return It->second;
  auto Answer = [&] {
    const RecordInfo &Info = record(Def);
    if (Info.System || Info.Role != TypeRole::Plain || Info.LockLike ||
        Info.GuardLike || Info.PointerLike)
      return MemberTy::Synchronises;
    MemberTy All = MemberTy::Neutral;
    auto Add = [&](MemberTy M) {
      if (M != MemberTy::Neutral && All != MemberTy::Synchronises)
        All = M;
    };
    if (const auto *C = dyn_cast<CXXRecordDecl>(Def)) {
      if (C->getNumVBases() != 0)
        return MemberTy::Synchronises;
      for (const CXXBaseSpecifier &B : C->bases())
        if (const CXXRecordDecl *Base = B.getType()->getAsCXXRecordDecl();
            !Base || !Base->isEmpty())
          Add(stateOf(Base));
    }
    for (const FieldDecl *F : Def->fields())
      Add(F->isInvalidDecl() ? MemberTy::Synchronises : member(F->getType()));
    return All;
  };
  MemberTy Result = Answer();
  return StateOf[Def] = Result;
}

QualType TypeClassifier::pointee(const RecordDecl *R) {
  const auto *S = dyn_cast<ClassTemplateSpecializationDecl>(R);
  if (!S || S->getTemplateArgs().size() == 0)
    return QualType();
  const TemplateArgument &A = S->getTemplateArgs()[0];
  return A.getKind() == TemplateArgument::Type ? A.getAsType() : QualType();
}

QualType TypeClassifier::indirection(QualType T) {
  if (T.isNull())
    return T;
  if (T->isPointerType() || T->isReferenceType())
    return T->getPointeeType();
  if (const RecordDecl *R = T->getAsRecordDecl(); R && record(R).PointerLike)
    return pointee(R);
  return QualType();
}

QualType TypeClassifier::element(QualType Container) {
  if (Container.isNull())
    return QualType();
  if (const ArrayType *A = Ctx.getAsArrayType(Container))
    return A->getElementType();
  const auto *S = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      Container->getAsRecordDecl());
  if (!S || record(S).Role != TypeRole::Container)
    return QualType();
  // std::map<Key, T, …> has T second; for the others, the second argument is an
  // allocator, comparison or number.
  const TemplateArgumentList &Args = S->getTemplateArgs();
  QualType First = pointee(S);
  if (Args.size() < 4 || Args[1].getKind() != TemplateArgument::Type)
    return First;
  return Args[1].getAsType();
}

TypeFacts TypeClassifier::classify(QualType T, const RecordDecl **Class) {
  if (Class)
    *Class = nullptr;
  if (T.isNull() || T->isDependentType())
    return {};
  auto [It, New] = Types.try_emplace(T.getAsOpaquePtr());
  if (New) {
    const RecordDecl *Found = nullptr;
    TypeFacts Facts = classifyUncached(T, Found, 0);
    It = Types.find(T.getAsOpaquePtr()); // may have grown
    It->second = {Facts, Found};
  }
  if (Class)
    *Class = It->second.second;
  return It->second.first;
}

/// Types that something of no role of its own leads to keep their role.
static TypeFacts behindPointer(TypeFacts Inner) {
  if (Inner.Role == TypeRole::Plain)
    Inner.Role = TypeRole::Pointer;
  Inner.Indirect = true;
  Inner.Const = false;
  Inner.Scalar = false;
  return Inner;
}

TypeFacts TypeClassifier::classifyUncached(QualType T, const RecordDecl *&Class,
                                           unsigned Depth) {
  TypeFacts Facts;
  bool Const = T.isConstQualified();
  for (unsigned Sugar = 0; Sugar != MaxDepth && Depth != MaxDepth; ++Sugar) {
    Const |= T.isConstQualified();
    if (const auto *Typedef = T->getAs<TypedefType>()) {
      // C's types are known by the names of their typedefs.
      if (const TypeModel *Known = M.type(qualifiedName(*Typedef->getDecl()))) {
        if (Known->Role != TypeRole::Plain) {
          Facts.Role = Known->Role;
          Facts.Reentrant = Known->Reentrant;
          Facts.Const = Const;
          Class = T->getAsRecordDecl();
          return Facts;
        }
      }
      T = Typedef->desugar();
      continue;
    }
    break;
  }
  if (const ArrayType *A = Ctx.getAsArrayType(T)) {
    Facts = classifyUncached(A->getElementType(), Class, Depth + 1);
    Facts.Scalar = false;
    return Facts;
  }
  if (T->isReferenceType() || T->isPointerType()) {
    QualType Pointee = T->getPointeeType();
    if (Depth >= MaxDepth || Pointee->isFunctionType()) {
      Facts.Role =
          Pointee->isFunctionType() ? TypeRole::Callable : TypeRole::Pointer;
      Facts.Const = Const;
      Facts.Scalar = T->isPointerType();
      return Facts;
    }
    TypeFacts Inner = classifyUncached(Pointee, Class, Depth + 1);
    Facts = behindPointer(Inner);
    // A reference cannot be made to refer to another object; it counts as const
    // only if the object cannot be changed through it either.
    Facts.Const = T->isReferenceType() ? Inner.Const : Const;
    Facts.Scalar = T->isPointerType() && Facts.Role == TypeRole::Pointer;
    return Facts;
  }
  if (const auto *Atomic = T->getAs<AtomicType>()) {
    Facts.Role = TypeRole::Atomic;
    Class = Atomic->getValueType()->getAsRecordDecl();
  } else if (const RecordDecl *R = T->getAsRecordDecl()) {
    const RecordInfo &Info = record(R);
    Class = R;
    if (Info.PointerLike &&
        (Info.Role == TypeRole::Plain || Info.Role == TypeRole::Pointer)) {
      QualType Pointee = pointee(R);
      TypeFacts Inner;
      if (!Pointee.isNull() && Depth < MaxDepth)
        Inner = classifyUncached(Pointee, Class, Depth + 1);
      Facts = behindPointer(Inner);
    } else {
      Facts.Role = Info.Role;
      Facts.Reentrant = Info.Reentrant;
    }
  } else if (T->isMemberPointerType() || T->isBlockPointerType()) {
    Facts.Role = T->isMemberFunctionPointerType() || T->isBlockPointerType()
                     ? TypeRole::Callable
                     : TypeRole::Plain;
  } else {
    Facts.Scalar = T->isScalarType();
  }
  Facts.Const = Const;
  return Facts;
}
