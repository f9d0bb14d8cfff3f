//===- EntityTable.cpp - declarations as entities -------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "extract/EntityTable.h"
#include "extract/AnnotationReader.h"
#include "extract/DeclNames.h"
#include "extract/Extract.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/FileManager.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/Support/Path.h"

using namespace clang;
using namespace concurrency;

/// The same file under the same name in every translation unit.
static std::string absoluteName(const SourceManager &SM, llvm::StringRef Name) {
  llvm::SmallString<256> Absolute = Name;
  SM.getFileManager().makeAbsolutePath(Absolute);
  llvm::sys::path::remove_dots(Absolute, /*remove_dot_dot=*/true);
  return Absolute.str().str();
}

std::string concurrency::mainFile(const ASTContext &Ctx) {
  const SourceManager &SM = Ctx.getSourceManager();
  return fileName(SM, SM.getMainFileID());
}

std::string concurrency::fileName(const SourceManager &SM, FileID File) {
  OptionalFileEntryRef Entry = SM.getFileEntryRefForID(File);
  return Entry ? absoluteName(SM, Entry->getName()) : "";
}

EntityTable::EntityTable(ASTContext &Ctx, TypeClassifier &Types,
                         TranslationUnit &Unit, bool WithKeys)
    : Ctx(Ctx), Types(Types), Unit(Unit), WithKeys(WithKeys) {
  const SourceManager &SM = Ctx.getSourceManager();
  Unit.MainFile = mainFile(Ctx);
  if (!Unit.MainFile.empty()) {
    Files[SM.getMainFileID()] = FilesByName[Unit.MainFile] = FileId(0);
    Unit.Files.push_back(Unit.MainFile);
  }
}

Place EntityTable::place(SourceLocation Loc) {
  Place Where;
  if (Loc.isInvalid())
    return Where;
  const SourceManager &SM = Ctx.getSourceManager();
  auto [File, Offset] = SM.getDecomposedExpansionLoc(Loc);
  auto [It, New] = Files.try_emplace(File);
  if (New) {
    if (std::string Name = fileName(SM, File); !Name.empty()) {
      auto [ByName, NewName] =
          FilesByName.try_emplace(Name, FileId(Unit.Files.size()));
      if (NewName)
        Unit.Files.push_back(std::move(Name));
      It->second = ByName->second;
    }
  }
  if (!It->second.valid())
    return Where;
  bool Invalid = false;
  Where.File = It->second;
  Where.Line = SM.getLineNumber(File, Offset, &Invalid);
  Where.Column = Invalid ? 0 : SM.getColumnNumber(File, Offset, &Invalid);
  return Invalid ? Place() : Where;
}

/// The file that an internal name belongs to. An internal function of a header
/// has one body in all files that include it, so it belongs to the header.
std::string EntityTable::homeOf(const NamedDecl &D) {
  Place Where = isa<FunctionDecl>(D) ? place(D.getLocation()) : Place();
  return Where.valid() ? Unit.Files[Where.File.index()] : Unit.MainFile;
}

EntityId EntityTable::add(const NamedDecl &D, EntityKind Kind) {
  EntityId Self(Unit.Entities.size());
  Known[D.getCanonicalDecl()] = Self;
  Entity &E = Unit.Entities.emplace_back();
  E.Kind = Kind;
  E.Name = qualifiedName(D);
  if (WithKeys)
    E.Key = unique(entityKey(D, homeOf(D)));
  E.Internal = isInternal(D);
  switch (D.getAccess()) {
  case AS_private:
    E.Access = AccessSpec::Private;
    break;
  case AS_protected:
    E.Access = AccessSpec::Protected;
    break;
  default:
    break;
  }
  E.Where = place(D.getLocation());
  return Self;
}

TypeFacts EntityTable::type(QualType T) {
  const RecordDecl *Class = nullptr;
  TypeFacts Facts = Types.classify(T, &Class);
  // A library's class is told by its role; naming it would only cost.
  if (Class && !Types.record(Class).System)
    Facts.Record = record(Class);
  return Facts;
}

EntityId EntityTable::parentOf(const DeclContext *DC) {
  while (DC) {
    if (const auto *R = dyn_cast<CXXRecordDecl>(DC); R && R->isLambda())
      DC = R->getDeclContext();
    else if (const auto *R = dyn_cast<RecordDecl>(DC)) {
      if (!R->isAnonymousStructOrUnion())
        return record(R);
      DC = R->getDeclContext();
    } else if (const auto *F = dyn_cast<FunctionDecl>(DC))
      return function(F);
    else if (isa<LinkageSpecDecl, CapturedDecl, BlockDecl, EnumDecl>(DC))
      DC = DC->getParent();
    else
      break;
  }
  return EntityId();
}

bool EntityTable::mentioned(const FunctionDecl *F) const {
  return Known.count(F->getCanonicalDecl());
}

EntityId EntityTable::function(const FunctionDecl *F) {
  auto It = Known.find(F->getCanonicalDecl());
  if (It != Known.end())
    return It->second;
  EntityId Self = add(*F, EntityKind::Function);
  EntityId Parent = parentOf(F->getDeclContext());
  List<Annotation> Annotations = readAnnotations(*F, *this);
  Entity &E = Unit.Entities[Self.index()];
  E.Parent = Parent;
  E.Annotations = std::move(Annotations);
  if (const auto *M = dyn_cast<CXXMethodDecl>(F); M && !M->isStatic())
    OnObjects.insert(Self);
  return Self;
}

EntityId EntityTable::record(const RecordDecl *R, bool Complete) {
  auto It = Known.find(R->getCanonicalDecl());
  EntityId Self;
  if (It != Known.end()) {
    Self = It->second;
  } else {
    const RecordDecl *Def = R->getDefinition();
    Self = add(Def ? *Def : *R, EntityKind::Record);
    const RecordInfo &Info = Types.record(R);
    EntityId Parent = parentOf(R->getDeclContext());
    Entity &E = Unit.Entities[Self.index()];
    E.Parent = Parent;
    E.Type.Role = Info.Role;
    E.Type.Reentrant = Info.Reentrant;
    E.LockLike = Info.LockLike;
    E.PlainData = Types.isPlainData(R);
    E.Incomplete = true; // until its fields are asked for
  }
  if (Complete && Completed.insert(R->getCanonicalDecl()).second) {
    Pending.push_back(R);
    drain();
  }
  return Self;
}

void EntityTable::drain() {
  if (Draining)
    return;
  Draining = true;
  while (!Pending.empty()) {
    const RecordDecl *R = Pending.back();
    Pending.pop_back();
    complete(R, record(R));
  }
  Draining = false;
}

/// A wrapper of a lock, or a guard, is small. Of larger classes only those
/// fields count that something is said about, by an attribute or by a use.
static bool keepsAllFields(const RecordDecl *R) {
  constexpr unsigned Small = 8;
  return unsigned(std::distance(R->field_begin(), R->field_end())) <= Small;
}

void EntityTable::addFields(const RecordDecl *R, EntityId Self,
                            unsigned Depth) {
  bool All = keepsAllFields(R);
  for (const FieldDecl *F : R->fields()) {
    if (F->isInvalidDecl() || F->getType().isNull())
      continue;
    // An unnamed struct's fields belong to the class around it.
    if (F->isAnonymousStructOrUnion()) {
      if (const RecordDecl *Inner = F->getType()->getAsRecordDecl();
          Inner && Depth < 8)
        addFields(Inner, Self, Depth + 1);
      continue;
    }
    if (F->isUnnamedBitField())
      continue;
    if (!All && !F->hasAttrs())
      continue;
    EntityId Id = field(F);
    List<EntityId> &Fields = Unit.Entities[Self.index()].Fields;
    if (!llvm::is_contained(Fields, Id))
      Fields.push_back(Id);
  }
}

void EntityTable::complete(const RecordDecl *R, EntityId Self) {
  const RecordDecl *Def = R->getDefinition();
  if (!Def || Def->isInvalidDecl() || Def->isDependentContext() ||
      Types.record(Def).System)
    return;
  bool Incomplete = false;
  if (const auto *C = dyn_cast<CXXRecordDecl>(Def)) {
    if (C->isLambda())
      return;
    for (const CXXBaseSpecifier &B : C->bases()) {
      const CXXRecordDecl *Base = B.getType()->getAsCXXRecordDecl();
      if (!Base || !Base->hasDefinition()) {
        Incomplete = true;
        continue;
      }
      EntityId Id = record(Base, /*Complete=*/true);
      Unit.Entities[Self.index()].Bases.push_back(Id);
    }
    Unit.Entities[Self.index()].HasFriends = C->hasFriends();
  } else if (!Def->field_empty()) {
    // In C, a struct derives from its first field's.
    const RecordDecl *Base =
        Def->field_begin()->getType()->getAsRecordDecl();
    if (Base && Base->getDefinition() && !Base->isUnion() &&
        Base->getDeclName()) {
      EntityId Id = record(Base, /*Complete=*/true);
      Unit.Entities[Self.index()].Bases.push_back(Id);
    }
  }
  Unit.Entities[Self.index()].Incomplete = Incomplete;
  addFields(Def, Self, 0);
}

EntityId EntityTable::field(const FieldDecl *F) {
  const Decl *Canonical = F->getCanonicalDecl();
  auto It = Known.find(Canonical);
  if (It != Known.end())
    return It->second;
  EntityId Self = add(*F, EntityKind::Field);
  TypeFacts Type = type(F->getType());
  EntityId Parent = parentOf(F->getDeclContext());
  {
    Entity &E = Unit.Entities[Self.index()];
    E.Type = Type;
    E.Parent = Parent;
    E.Mutable = F->isMutable();
    E.BitField = F->isBitField();
    E.Volatile = F->getType().isVolatileQualified();
  }
  // The rest of the class, for whoever asks which locks it has.
  const RecordDecl *R = F->getParent();
  while (R->isAnonymousStructOrUnion() && isa<RecordDecl>(R->getDeclContext()))
    R = cast<RecordDecl>(R->getDeclContext());
  EntityId Class = record(R, /*Complete=*/true);
  if (!keepsAllFields(F->getParent())) {
    List<EntityId> &Fields = Unit.Entities[Class.index()].Fields;
    if (!llvm::is_contained(Fields, Self))
      Fields.push_back(Self);
  }
  if (F->hasAttrs()) {
    List<Annotation> Annotations = readAnnotations(*F, *this);
    Unit.Entities[Self.index()].Annotations = std::move(Annotations);
  }
  return Self;
}

/// `#define LOG(…) do { static struct log *found; if (!found) found = …`: in C,
/// each place where the macro stands has one of its own, and who wrote that once
/// for all of them meant it.
static bool isStaticOfMacro(const VarDecl *V) {
  const ASTContext &Ctx = V->getASTContext();
  return !Ctx.getLangOpts().CPlusPlus && V->isStaticLocal() &&
         V->getType()->isPointerType() &&
         Ctx.getSourceManager().isMacroBodyExpansion(V->getLocation());
}

/// `struct log theLog = {PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP, …};`. (Of a
/// field, one object that has it reentrant speaks for all.)
void EntityTable::readLockFields(const Expr *Init) {
  const auto *List = dyn_cast_or_null<InitListExpr>(Init);
  const RecordDecl *R = List ? List->getType()->getAsRecordDecl() : nullptr;
  if (!R || R->isUnion())
    return;
  for (auto [Field, Value] : llvm::zip(R->fields(), List->inits())) {
    if (Field->isUnnamedBitField()) // takes no value
      return;
    if (Types.classify(Field->getType()).Role != TypeRole::Lock)
      readLockFields(Value);
    else if (Types.initialisedAs(Value) == Reentrancy::Yes)
      Unit.Entities[field(Field).index()].Type.Reentrant = Reentrancy::Yes;
  }
}

EntityId EntityTable::global(const VarDecl *V) {
  auto It = Known.find(V->getCanonicalDecl());
  if (It != Known.end())
    return It->second;
  EntityId Self = add(*V, EntityKind::Global);
  TypeFacts Type = type(V->getType());
  EntityId Parent = parentOf(V->getDeclContext());
  Entity &E = Unit.Entities[Self.index()];
  E.Type = Type;
  E.Type.Const |= V->isConstexpr() || isStaticOfMacro(V);
  if (Type.Role == TypeRole::Lock && !isSettled(Type.Reentrant))
    if (const VarDecl *Def = V->getInitializingDeclaration())
      if (Reentrancy Given = Types.initialisedAs(Def->getInit());
          Given != Reentrancy::Unknown)
        E.Type.Reentrant = Given;
  E.Parent = Parent;
  E.ThreadLocal = V->getTLSKind() != VarDecl::TLS_None ||
                  V->hasAttr<OMPThreadPrivateDeclAttr>();
  E.Volatile = V->getType().isVolatileQualified();
  E.StaticLocal = V->isStaticLocal();
  if (V->hasAttrs()) {
    List<Annotation> Annotations = readAnnotations(*V, *this);
    Unit.Entities[Self.index()].Annotations = std::move(Annotations);
  }
  if (!V->getASTContext().getLangOpts().CPlusPlus)
    readLockFields(V->getInit());
  return Self;
}

/// Lambdas in one macro, and what Clang's scheme forgets to tell apart, get a
/// number.
std::string EntityTable::unique(std::string Key) {
  if (unsigned Times = Keys[Key]++)
    Key += "~" + std::to_string(Times);
  return Key;
}

EntityId EntityTable::body(const FunctionDecl *Around, llvm::StringRef What,
                           SourceLocation At) {
  EntityId Parent = function(Around);
  EntityId Self(Unit.Entities.size());
  Entity &E = Unit.Entities.emplace_back();
  const Entity &Outer = Unit.Entities[Parent.index()];
  E.Kind = EntityKind::Function;
  E.Name = (What + " in " + Outer.Name).str();
  E.Key = unique((Outer.Key + "#" + What).str());
  E.Parent = Parent;
  E.Internal = true;
  E.Where = place(At);
  return Self;
}

EntityId EntityTable::initializer(const VarDecl *V) {
  EntityId Variable = global(V);
  EntityId Self(Unit.Entities.size());
  Entity &E = Unit.Entities.emplace_back();
  const Entity &Of = Unit.Entities[Variable.index()];
  E.Kind = EntityKind::Function;
  E.Name = "initializer of " + Of.Name;
  E.Key = unique(Of.Key + "#initializer");
  E.Internal = true;
  E.Where = Of.Where;
  return Self;
}

EntityId EntityTable::lock(std::string Key, llvm::StringRef Name,
                           EntityKind Kind, EntityId Class) {
  auto [It, New] = Locks.try_emplace(Key, Unit.Entities.size());
  if (!New)
    return It->second;
  Entity &E = Unit.Entities.emplace_back();
  E.Kind = Kind;
  E.Key = std::move(Key);
  E.Name = Name.str();
  E.Parent = Class;
  E.Type.Role = TypeRole::Lock;
  return It->second;
}

EntityId EntityTable::namedLock(llvm::StringRef Name) {
  return lock(namedLockKey(Name), Name, EntityKind::Global, EntityId());
}

EntityId EntityTable::unseenLock(llvm::StringRef Function,
                                 const RecordDecl *Of, bool OfObject) {
  if (!OfObject)
    return lock(unseenLockKey(Function, ""), Function, EntityKind::Global,
                EntityId());
  const EntityId Class = Of ? record(Of) : EntityId();
  std::string Owner = "*";
  if (Class.valid()) {
    const Entity &E = Unit.Entities[Class.index()];
    Owner = WithKeys ? E.Key : E.Name;
  }
  return lock(unseenLockKey(Function, Owner), Function, EntityKind::Field,
              Class);
}
