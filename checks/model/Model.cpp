//===- Model.cpp - what library calls do ----------------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "model/Model.h"
#include "model/Description.h"
#include "model/Embedded.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace concurrency;
using llvm::StringRef;

//===----------------------------------------------------------------------===//
// Loading
//===----------------------------------------------------------------------===//

llvm::Expected<std::unique_ptr<Model>> Model::createDefault() {
  auto M = std::make_unique<Model>();
  for (const EmbeddedModel &E : embeddedModels())
    if (llvm::Error Mistake = M->addText(E.Text, E.Name))
      return std::move(Mistake);
  return M;
}

llvm::Error Model::addFile(StringRef FileName) {
  auto Buffer = llvm::MemoryBuffer::getFile(FileName, /*IsText=*/true);
  if (!Buffer)
    return llvm::createFileError(FileName, Buffer.getError());
  return addText((*Buffer)->getBuffer(), FileName);
}

llvm::Error Model::addText(StringRef Text, StringRef BufferName) {
  auto Description =
      readModelYaml(llvm::MemoryBufferRef(Text, BufferName), *this);
  if (!Description)
    return Description.takeError();
  std::move(*Description).addTo(*this);
  return llvm::Error::success();
}

static void merge(TypeModel &Known, TypeModel &&More) {
  if (More.Role != TypeRole::Plain)
    Known.Role = More.Role;
  if (More.Reentrant != Reentrancy::Unknown)
    Known.Reentrant = More.Reentrant;
  Known.PointerLike |= More.PointerLike;
  Known.Owning |= More.Owning;
  if (More.Blocks)
    Known.Blocks = More.Blocks;
  for (auto &Method : More.Methods)
    Known.Methods[Method.first()] = std::move(Method.second);
}

static CallEffect lockEffect(const Convention::Spelling &S) {
  CallEffect E;
  E.Target = {Operand::This, 0};
  E.Mode = S.Mode;
  switch (S.Does) {
  case Event::HintTy::TryAcquire:
    E.Kind = CallEffect::TryAcquire;
    break;
  case Event::HintTy::Release:
    E.Kind = CallEffect::Release;
    break;
  case Event::HintTy::AssertHeld:
    E.Kind = CallEffect::AssertHeld;
    break;
  default:
    E.Kind = CallEffect::Acquire;
  }
  return E;
}

void ModelDescription::addTo(Model &M) && {
  llvm::append_range(M.Conventions, Conventions);
  for (auto &Type : Types) {
    TypeModel &Into = M.Types[Type.first()];
    merge(Into, std::move(Type.second));
    // A lock of which only the name is known has the usual methods.
    if (Into.Role == TypeRole::Lock && Into.Methods.empty())
      for (const Convention &C : M.Conventions)
        for (const Convention::Spelling &S : C.Methods)
          Into.Methods[S.Name] = {lockEffect(S)};
  }
  for (auto &Global : Globals)
    merge(M.Globals[Global.first()], std::move(Global.second));
  for (auto &Function : Functions)
    M.Functions[Function.first()] = std::move(Function.second);
}

//===----------------------------------------------------------------------===//
// Questions
//===----------------------------------------------------------------------===//

template <typename T>
static const T *lookUp(const llvm::StringMap<T> &Map, StringRef Name) {
  auto It = Map.find(Name);
  return It == Map.end() ? nullptr : &It->second;
}

const TypeModel *Model::type(StringRef QualifiedName) const {
  return lookUp(Types, QualifiedName);
}

const TypeModel *Model::global(StringRef QualifiedName) const {
  return lookUp(Globals, QualifiedName);
}

const CallEffects *Model::function(StringRef QualifiedName) const {
  // Clang turns __sync_fetch_and_add into __sync_fetch_and_add_4.
  if (QualifiedName.starts_with("__sync_"))
    QualifiedName = QualifiedName.rtrim("0123456789").rtrim('_');
  return lookUp(Functions, QualifiedName);
}

const CallEffects *Model::method(StringRef QualifiedType,
                                 StringRef Method) const {
  const TypeModel *T = type(QualifiedType);
  if (!T)
    return nullptr;
  if (const CallEffects *Found = lookUp(T->Methods, Method))
    return Found;
  bool Conversion =
      Method.starts_with("operator ") && !Method.starts_with("operator new") &&
      !Method.starts_with("operator delete") && Method != "operator co_await";
  return Conversion ? lookUp(T->Methods, "(conversion)") : nullptr;
}

//===----------------------------------------------------------------------===//
// Conventions
//===----------------------------------------------------------------------===//

static const Convention::Spelling *
findSpelling(llvm::ArrayRef<Convention> Conventions, StringRef Method) {
  for (const Convention &C : Conventions)
    for (const Convention::Spelling &S : C.Methods)
      if (S.Name == Method)
        return &S;
  return nullptr;
}

std::optional<Event::HintTy> Model::lockMethodHint(StringRef Method) const {
  const Convention::Spelling *S = findSpelling(Conventions, Method);
  return S ? std::optional(S->Does) : std::nullopt;
}

LockMode Model::lockMethodMode(StringRef Method) const {
  const Convention::Spelling *S = findSpelling(Conventions, Method);
  return S ? S->Mode : LockMode::Exclusive;
}

/// True where \p Word stands in \p ClassName as a word of it, or as several
/// that follow each other: "filelock" in FileLock, file_lock and MyFileLock,
/// but "lock" not in Block.
static bool says(StringRef ClassName, StringRef Word) {
  auto StartsWord = [&](size_t I) {
    if (I == 0 || !llvm::isAlpha(ClassName[I - 1]))
      return true;
    // aB starts a word; so does the last capital of ABc.
    return llvm::isUpper(ClassName[I]) &&
           (llvm::isLower(ClassName[I - 1]) ||
            (I + 1 < ClassName.size() && llvm::isLower(ClassName[I + 1])));
  };
  for (size_t Start = 0; Start < ClassName.size(); ++Start) {
    if (!StartsWord(Start))
      continue;
    size_t Matched = 0, End = Start;
    for (; End < ClassName.size() && Matched < Word.size(); ++End) {
      if (ClassName[End] == '_')
        continue;
      if (llvm::toLower(ClassName[End]) != Word[Matched])
        break;
      ++Matched;
    }
    if (Matched == Word.size() && (End == ClassName.size() || StartsWord(End) ||
                                   !llvm::isAlpha(ClassName[End])))
      return true;
  }
  return false;
}

static bool applies(const Convention &C, StringRef ClassName) {
  auto Says = [&](StringRef Word) { return says(ClassName, Word); };
  return (C.IfWords.empty() || llvm::any_of(C.IfWords, Says)) &&
         llvm::none_of(C.UnlessWords, Says);
}

bool Model::looksLikeLock(llvm::ArrayRef<StringRef> MethodNames,
                          StringRef ClassName) const {
  return llvm::any_of(Conventions, [&](const Convention &C) {
    auto Has = [&](Event::HintTy What) {
      return llvm::any_of(C.Methods, [&](const Convention::Spelling &S) {
        return S.Does == What && llvm::is_contained(MethodNames, S.Name);
      });
    };
    return Has(Event::HintTy::Acquire) && Has(Event::HintTy::Release) &&
           applies(C, ClassName);
  });
}
