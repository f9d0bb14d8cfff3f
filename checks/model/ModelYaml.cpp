//===- ModelYaml.cpp - a model file ---------------------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The sections of a file as a whole, those that describe functions, and the
/// conversion of mistakes into errors. docs/models.md is the user's view.
///
//===----------------------------------------------------------------------===//

#include "model/TypeSections.h"
#include "llvm/Support/SourceMgr.h"

using namespace concurrency;
using namespace concurrency::modelyaml;
using llvm::StringRef;
using llvm::yaml::IO;

namespace {

/// Sections whose elements are functions, and methods named with their class.
enum class CallSection {
  Blocking,
  Paths,
  RunsNow,
  RunsLater,
  Fresh,
  PassesThrough,
  Confined,
  NoReturn,
};

template <CallSection S> struct Call {};
template <CallSection S> struct CallName {};
template <CallSection S> struct CallMapping {};

struct ConventionElement : Convention {};
struct File {};

} // namespace

static Reading &reading(IO &Io) {
  return *static_cast<Reading *>(Io.getContext());
}

static void addMethod(Reading &R, StringRef Qualified,
                      const EffectList &Effects) {
  size_t Colons = Qualified.rfind("::");
  EffectList &Into = R.Out.Types[Qualified.take_front(Colons)]
                         .Methods[methodKey(Qualified.substr(Colons + 2))];
  llvm::append_range(Into, Effects);
}

/// What a function of the section does that is only named.
static CallEffect plainEffect(CallSection S) {
  CallEffect E;
  switch (S) {
  case CallSection::Blocking:
    E.Kind = CallEffect::Block;
    break;
  case CallSection::Paths:
    E.Op = Operation::PathUse;
    E.Target = {Operand::Argument, 0};
    break;
  case CallSection::RunsNow:
    E.Kind = CallEffect::RunNow;
    E.Entry = {Operand::AllFrom, 0};
    break;
  case CallSection::RunsLater:
    E.Kind = CallEffect::RunLater;
    E.Entry = {Operand::AllFrom, 0};
    break;
  case CallSection::Fresh:
    E.Kind = CallEffect::Fresh;
    break;
  case CallSection::PassesThrough:
    E.Kind = CallEffect::Move;
    E.Target = {Operand::Argument, 0};
    break;
  case CallSection::Confined:
    E.Kind = CallEffect::Confined;
    break;
  case CallSection::NoReturn:
    E.Kind = CallEffect::NoReturn;
    break;
  }
  return E;
}

static void mapCall(IO &Io, CallSection S, CallEffect &E) {
  switch (S) {
  case CallSection::Blocking:
    Io.mapRequired("kind", E.Blocks);
    Io.mapOptional("handle", E.Target);
    Io.mapOptional("timed", E.Timed);
    return;
  case CallSection::Paths:
    Io.mapRequired("operation", E.Op);
    Io.mapOptional("path", E.Target);
    return;
  case CallSection::RunsNow:
  case CallSection::RunsLater:
    Io.mapOptional("callable", E.Entry);
    Io.mapOptional("arguments", E.Bound);
    Io.mapOptional("in-loop", E.InLoop);
    return;
  case CallSection::PassesThrough:
    Io.mapOptional("argument", E.Target);
    return;
  case CallSection::Confined: {
    std::string Thread;
    Io.mapOptional("thread", Thread);
    E.Name = reading(Io).Out.save(StringRef(Thread));
  }
    return;
  case CallSection::Fresh:
  case CallSection::NoReturn:
    return;
  }
}

static void readCall(IO &Io, CallSection S) {
  Reading &R = reading(Io);
  CallEffect E = plainEffect(S);
  mapCall(Io, S, E);
  mapConditions(Io, E);
  auto Functions = readNames<NameOf::Function>(Io, "functions").List;
  auto Methods = readNames<NameOf::QualifiedMethod>(Io, "methods").List;
  if (Functions.empty() && Methods.empty())
    Io.setError("key 'functions' or 'methods' is missing");
  for (const auto &N : Functions)
    R.Out.Functions[N.Text].push_back(E);
  // A blocking method's handle is its object, unless the file says otherwise.
  if (S == CallSection::Blocking && E.Target.Kind == Operand::None)
    E.Target = {Operand::This, 0};
  for (const auto &N : Methods)
    addMethod(R, N.Text, {E});
}

static StringRef readCallName(StringRef Text, CallSection S, Reading &R) {
  if (S == CallSection::Blocking || S == CallSection::Paths)
    return "expected a mapping, as in '{kind: file, functions: [name]}'";
  StringRef Mistake = checkName(Text, NameOf::Function, R);
  if (Mistake.empty())
    R.Out.Functions[Text].push_back(plainEffect(S));
  return Mistake;
}

static void readConvention(IO &Io, Convention &C) {
  using enum Event::HintTy;
  ModelDescription &Out = reading(Io).Out;
  std::vector<Convention::Spelling> Methods;
  auto List = [&](const char *Key, Event::HintTy Does,
                  LockMode Mode = LockMode::Exclusive) {
    for (const auto &N : readNames<NameOf::Method>(Io, Key).List)
      Methods.push_back({Out.save(StringRef(N.Text)), Does, Mode});
  };
  List("acquire", Acquire);
  List("acquire-shared", Acquire, LockMode::Shared);
  List("try", TryAcquire);
  List("try-shared", TryAcquire, LockMode::Shared);
  List("release", Release);
  List("release-shared", Release, LockMode::Shared);
  List("assert", AssertHeld);
  List("assert-shared", AssertHeld, LockMode::Shared);
  C.Methods = Out.save(Methods);
  C.IfWords = readWords(Io, "if-class-says");
  C.UnlessWords = readWords(Io, "unless-class-says");
}

//===----------------------------------------------------------------------===//
// Traits
//===----------------------------------------------------------------------===//

namespace llvm::yaml {

template <CallSection S> struct PolymorphicTraits<Call<S>> {
  static NodeKind getKind(const Call<S> &) { return NodeKind::Map; }
  static auto &getAsScalar(Call<S> &) { return nowhere<CallName<S>>(); }
  static auto &getAsMap(Call<S> &) { return nowhere<CallMapping<S>>(); }
  static auto &getAsSequence(Call<S> &) { return nowhere<MisplacedList>(); }
};

template <CallSection S> struct SequenceElementTraits<Call<S>> {
  static const bool flow = false;
};

template <CallSection S>
struct ScalarTraits<CallName<S>> : ReadOnlyScalar<CallName<S>> {
  static StringRef input(StringRef Text, void *Context, CallName<S> &) {
    return readCallName(Text, S, *static_cast<Reading *>(Context));
  }
};

template <CallSection S> struct MappingTraits<CallMapping<S>> {
  static void mapping(IO &Io, CallMapping<S> &) { readCall(Io, S); }
};

template <> struct MappingTraits<ConventionElement> {
  static void mapping(IO &Io, ConventionElement &C) { readConvention(Io, C); }
};

template <> struct SequenceElementTraits<ConventionElement> {
  static const bool flow = false;
};

template <> struct MappingTraits<File> {
  static void mapping(IO &Io, File &);
};

} // namespace llvm::yaml

template <typename Elements>
static Elements readSection(IO &Io, const char *Key) {
  reading(Io).Section = Key;
  Elements Result;
  Io.mapOptional(Key, Result);
  return Result;
}

template <Section S> static void readTypes(IO &Io, const char *Key) {
  readSection<Elements<S>>(Io, Key);
}

template <CallSection S> static void readCalls(IO &Io, const char *Key) {
  readSection<std::vector<Call<S>>>(Io, Key);
}

void llvm::yaml::MappingTraits<File>::mapping(IO &Io, File &) {
  readTypes<Section::Types>(Io, "types");
  readTypes<Section::Locks>(Io, "locks");
  readTypes<Section::Guards>(Io, "guards");
  readTypes<Section::Conditions>(Io, "conditions");
  readTypes<Section::Threads>(Io, "threads");
  readTypes<Section::Once>(Io, "once");
  readTypes<Section::Atomics>(Io, "atomics");
  readTypes<Section::Containers>(Io, "containers");
  readTypes<Section::Synchronized>(Io, "synchronized");
  readTypes<Section::Pointers>(Io, "pointers");
  readTypes<Section::Callables>(Io, "callables");
  readTypes<Section::Streams>(Io, "streams");
  readTypes<Section::Globals>(Io, "globals");
  readCalls<CallSection::Blocking>(Io, "blocking");
  readCalls<CallSection::Paths>(Io, "paths");
  readCalls<CallSection::RunsNow>(Io, "runs-callback-now");
  readCalls<CallSection::RunsLater>(Io, "runs-callback-later");
  readCalls<CallSection::Fresh>(Io, "fresh");
  readCalls<CallSection::PassesThrough>(Io, "passes-through");
  readCalls<CallSection::Confined>(Io, "confined");
  readCalls<CallSection::NoReturn>(Io, "no-return");
  readSection<std::vector<Described<false>>>(Io, "functions");
  auto Conventions =
      readSection<std::vector<ConventionElement>>(Io, "conventions");
  for (ConventionElement &C : Conventions)
    reading(Io).Out.Conventions.push_back(std::move(C));
}

//===----------------------------------------------------------------------===//
// Mistakes
//===----------------------------------------------------------------------===//

static void collect(const llvm::SMDiagnostic &Diagnostic, void *Context) {
  auto &Text = *static_cast<std::string *>(Context);
  // One mistake often causes more; the first is the one to correct.
  if (!Text.empty())
    return;
  llvm::raw_string_ostream Stream(Text);
  Diagnostic.print(/*ProgName=*/nullptr, Stream, /*ShowColors=*/false);
}

llvm::Expected<ModelDescription>
concurrency::readModelYaml(llvm::MemoryBufferRef Text, const Model &Known) {
  Reading R(Known);
  std::string Mistakes;
  llvm::yaml::Input In(Text, &R, collect, &Mistakes);
  // Not `In >>`: after an empty file there is no next document to look for.
  if (In.setCurrentDocument()) {
    File Whole;
    llvm::yaml::EmptyContext Context;
    yamlize(In, Whole, /*Required=*/true, Context);
    if (!In.error() && In.nextDocument())
      Mistakes =
          (Text.getBufferIdentifier() + ": more than one YAML document").str();
  }
  if (!In.error() && Mistakes.empty())
    return std::move(R.Out);
  if (Mistakes.empty())
    Mistakes = (Text.getBufferIdentifier() + ": not a model file").str();
  return llvm::createStringError(
      std::make_error_code(std::errc::invalid_argument),
      StringRef(Mistakes).rtrim());
}
