//===- Model.cpp - what library calls do ----------------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "model/Model.h"
#include "model/Description.h"
#include "model/Packed.h"
#include "model/Unpacker.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace concurrency;
using llvm::StringRef;

//===----------------------------------------------------------------------===//
// Loading
//===----------------------------------------------------------------------===//

Model::Model(const PackedModels &Base)
    : Base(std::make_unique<Unpacker>(Base)) {}

Model::Model() : Model(PackedModels()) {}

Model::~Model() = default;

std::unique_ptr<Model> Model::createDefault() {
  return std::make_unique<Model>(EmbeddedModels);
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

TypeDescription::TypeDescription(const TypeModel &T) : TypeTraits(T) {
  for (const Named<CallEffects> &Method : T.Methods)
    Methods[Method.Name] = Method.What.vec();
}

static void merge(TypeDescription &Known, TypeDescription &&More) {
  if (More.Role != TypeRole::Plain)
    Known.Role = More.Role;
  if (More.Reentrant != Reentrancy::Unknown)
    Known.Reentrant = More.Reentrant;
  Known.PointerLike |= More.PointerLike;
  Known.Owning |= More.Owning;
  if (!More.Thread.empty())
    Known.Thread = More.Thread;
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

template <typename T> static void sortByName(std::vector<Named<T>> &Rows) {
  llvm::sort(Rows, [](const Named<T> &A, const Named<T> &B) {
    return A.Name < B.Name;
  });
}

void ModelDescription::addTo(Model &M) && {
  auto Copy = [&](StringRef Text) { return Text.copy(M.Memory); };
  auto CopyWords = [&](llvm::ArrayRef<StringRef> Words) {
    std::vector<StringRef> Copies(llvm::map_range(Words, Copy).begin(),
                                  llvm::map_range(Words, Copy).end());
    return llvm::ArrayRef<StringRef>(Copies).copy(M.Memory);
  };
  auto CopyEffects = [&](EffectList List) {
    for (CallEffect &E : List) {
      E.IfArgumentTypes = CopyWords(E.IfArgumentTypes);
      E.IfFlags = CopyWords(E.IfFlags);
      E.UnlessFlags = CopyWords(E.UnlessFlags);
      E.Name = Copy(E.Name);
      E.LockName = Copy(E.LockName);
    }
    return llvm::ArrayRef<CallEffect>(List).copy(M.Memory);
  };
  auto Add = [&](llvm::StringMap<TypeModel> &Into, StringRef Name,
                 const TypeModel *Known, TypeDescription &&More) {
    TypeDescription Whole = Known ? TypeDescription(*Known) : TypeDescription();
    merge(Whole, std::move(More));
    // A lock of which only the name is known has the usual methods.
    if (Whole.Role == TypeRole::Lock && Whole.Methods.empty())
      for (llvm::ArrayRef<Convention> Some :
           {M.Base->conventions(), llvm::ArrayRef(M.Conventions)})
        for (const Convention &C : Some)
          for (const Convention::Spelling &S : C.Methods)
            Whole.Methods[S.Name] = {lockEffect(S)};
    std::vector<Named<CallEffects>> Methods;
    for (auto &Method : Whole.Methods)
      Methods.push_back(
          {Copy(Method.first()), CopyEffects(std::move(Method.second))});
    sortByName(Methods);
    TypeModel T;
    static_cast<TypeTraits &>(T) = Whole;
    T.Thread = Copy(T.Thread);
    T.Methods = Table<CallEffects>(Methods).copy(M.Memory);
    Into[Name] = T;
  };

  for (Convention C : Conventions) {
    std::vector<Convention::Spelling> Methods = C.Methods.vec();
    for (Convention::Spelling &S : Methods)
      S.Name = Copy(S.Name);
    C.Methods = llvm::ArrayRef(Methods).copy(M.Memory);
    C.IfWords = CopyWords(C.IfWords);
    C.UnlessWords = CopyWords(C.UnlessWords);
    M.Conventions.push_back(C);
  }
  for (auto &T : Types)
    Add(M.Types, T.first(), M.type(T.first()), std::move(T.second));
  for (auto &G : Globals)
    Add(M.Globals, G.first(), M.global(G.first()), std::move(G.second));
  for (auto &F : Functions)
    M.Functions[F.first()] = CopyEffects(std::move(F.second));
}

Model::Listing Model::list() const {
  Listing All;
  auto Collect = [](auto &Into, const auto &Base, const auto &Added) {
    for (const auto &Row : Base)
      if (!Added.contains(Row.Name))
        Into.push_back(Row);
    for (const auto &Entry : Added)
      Into.push_back({Entry.first(), Entry.second});
    sortByName(Into);
  };
  Collect(All.Types, Base->types(), Types);
  Collect(All.Globals, Base->globals(), Globals);
  Collect(All.Functions, Base->functions(), Functions);
  llvm::append_range(All.Conventions, Base->conventions());
  llvm::append_range(All.Conventions, Conventions);
  return All;
}

//===----------------------------------------------------------------------===//
// Questions
//===----------------------------------------------------------------------===//

const CallEffects *TypeModel::method(StringRef Name) const {
  auto It = llvm::lower_bound(
      Methods, Name,
      [](const Named<CallEffects> &Row, StringRef N) { return Row.Name < N; });
  return It == Methods.end() || It->Name != Name ? nullptr : &It->What;
}

/// What was added replaces what the base says of the name.
template <typename Rows, typename Ask>
static auto addedOr(const Rows &Added, StringRef Name, Ask AskBase)
    -> decltype(AskBase(Name)) {
  auto Found = Added.find(Name);
  return Found == Added.end() ? AskBase(Name) : &Found->second;
}

const TypeModel *Model::type(StringRef QualifiedName) const {
  return addedOr(Types, QualifiedName,
                 [&](StringRef Name) { return Base->type(Name); });
}

const TypeModel *Model::global(StringRef QualifiedName) const {
  return addedOr(Globals, QualifiedName,
                 [&](StringRef Name) { return Base->global(Name); });
}

const CallEffects *Model::function(StringRef QualifiedName) const {
  // Clang turns __sync_fetch_and_add into __sync_fetch_and_add_4.
  if (QualifiedName.starts_with("__sync_"))
    QualifiedName = QualifiedName.rtrim("0123456789").rtrim('_');
  return addedOr(Functions, QualifiedName,
                 [&](StringRef Name) { return Base->function(Name); });
}

const CallEffects *Model::method(StringRef QualifiedType,
                                 StringRef Method) const {
  const TypeModel *T = type(QualifiedType);
  if (!T)
    return nullptr;
  if (const CallEffects *Found = T->method(Method))
    return Found;
  bool Conversion =
      Method.starts_with("operator ") && !Method.starts_with("operator new") &&
      !Method.starts_with("operator delete") && Method != "operator co_await";
  return Conversion ? T->method("(conversion)") : nullptr;
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

const Convention::Spelling *Model::spelling(StringRef Method) const {
  const Convention::Spelling *S = findSpelling(Base->conventions(), Method);
  return S ? S : findSpelling(Conventions, Method);
}

std::optional<Event::HintTy> Model::lockMethodHint(StringRef Method) const {
  const Convention::Spelling *S = spelling(Method);
  return S ? std::optional(S->Does) : std::nullopt;
}

LockMode Model::lockMethodMode(StringRef Method) const {
  const Convention::Spelling *S = spelling(Method);
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
  auto HasMethod = [&](StringRef Name) {
    return llvm::is_contained(MethodNames, Name);
  };
  return !MethodNames.empty() &&
         looksLikeLock(HasMethod, ClassName);
}

bool Model::looksLikeLock(llvm::function_ref<bool(StringRef)> HasMethod,
                          StringRef ClassName) const {
  auto MakesLock = [&](const Convention &C) {
    auto Has = [&](Event::HintTy What) {
      return llvm::any_of(C.Methods, [&](const Convention::Spelling &S) {
        return S.Does == What && HasMethod(S.Name);
      });
    };
    return Has(Event::HintTy::Release) && Has(Event::HintTy::Acquire) &&
           applies(C, ClassName);
  };
  return llvm::any_of(Base->conventions(), MakesLock) ||
         llvm::any_of(Conventions, MakesLock);
}
