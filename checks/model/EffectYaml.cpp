//===- EffectYaml.cpp - names, operands and effects in YAML ---------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "model/EffectYaml.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace concurrency;
using namespace concurrency::modelyaml;
using llvm::StringRef;

//===----------------------------------------------------------------------===//
// Words
//===----------------------------------------------------------------------===//

WordTable<BlockKind> modelyaml::words(BlockKind) {
  static constexpr std::pair<llvm::StringLiteral, BlockKind> Table[] = {
      {"file", BlockKind::File},
      {"network", BlockKind::Network},
      {"console", BlockKind::Console},
      {"sleep", BlockKind::Sleep},
      {"thread-wait", BlockKind::ThreadWait},
      {"process", BlockKind::Process},
      {"database", BlockKind::Database},
      {"name-lookup", BlockKind::NameLookup},
      {"suspension", BlockKind::Suspension},
      {"other", BlockKind::Other},
      {"diagnostics", BlockKind::Diagnostics}};
  return Table;
}

WordTable<Reentrancy> modelyaml::words(Reentrancy) {
  static constexpr std::pair<llvm::StringLiteral, Reentrancy> Table[] = {
      {"yes", Reentrancy::Yes},
      {"no", Reentrancy::No},
      {"unlikely", Reentrancy::Unlikely},
      {"unknown", Reentrancy::Unknown}};
  return Table;
}

WordTable<LockMode> modelyaml::words(LockMode) {
  static constexpr std::pair<llvm::StringLiteral, LockMode> Table[] = {
      {"exclusive", LockMode::Exclusive}, {"shared", LockMode::Shared}};
  return Table;
}

WordTable<GuardMode> modelyaml::words(GuardMode) {
  static constexpr std::pair<llvm::StringLiteral, GuardMode> Table[] = {
      {"locked", GuardMode::Locked},
      {"deferred", GuardMode::Deferred},
      {"adopted", GuardMode::Adopted},
      {"tried", GuardMode::Tried},
      {"reversed", GuardMode::Reversed}};
  return Table;
}

WordTable<ResultSense> modelyaml::words(ResultSense) {
  static constexpr std::pair<llvm::StringLiteral, ResultSense> Table[] = {
      {"nonzero", ResultSense::NonZero}, {"zero", ResultSense::Zero}};
  return Table;
}

WordTable<Operation> modelyaml::words(Operation) {
  static constexpr std::pair<llvm::StringLiteral, Operation> Table[] = {
      {"none", Operation::None},
      {"lookup", Operation::Lookup},
      {"size-test", Operation::SizeTest},
      {"insert", Operation::Insert},
      {"remove", Operation::Remove},
      {"fetch", Operation::Fetch},
      {"iterate", Operation::Iterate},
      {"load", Operation::Load},
      {"store", Operation::Store},
      {"exchange", Operation::Exchange},
      {"compare-exchange", Operation::CompareExchange},
      {"fetch-modify", Operation::FetchModify},
      {"expired", Operation::Expired},
      {"lock-weak", Operation::LockWeak},
      {"use-count", Operation::UseCount},
      {"path-test", Operation::PathTest},
      {"path-use", Operation::PathUse},
      {"path-open", Operation::PathOpen}};
  return Table;
}

WordTable<Verb> modelyaml::words(Verb) {
  static constexpr std::pair<llvm::StringLiteral, Verb> Table[] = {
      {"acquire", {CallEffect::Acquire}},
      {"try-acquire", {CallEffect::TryAcquire}},
      {"release", {CallEffect::Release}},
      {"assert-held", {CallEffect::AssertHeld}},
      {"init-lock", {CallEffect::LockInit}},
      {"guard", {CallEffect::GuardInit}},
      {"guard-acquire", {CallEffect::GuardLock}},
      {"guard-try", {CallEffect::GuardTry}},
      {"guard-release", {CallEffect::GuardUnlock}},
      {"guard-abandon", {CallEffect::GuardAbandon}},
      {"guard-swap", {CallEffect::GuardSwap}},
      {"guard-test", {CallEffect::GuardTest}},
      {"wait", {CallEffect::Wait}},
      {"notify", {CallEffect::Notify}},
      {"signal", {CallEffect::Signal}},
      {"await", {CallEffect::Await}},
      {"spawn", {CallEffect::Spawn}},
      {"join", {CallEffect::Join}},
      {"detach", {CallEffect::Detach}},
      {"block", {CallEffect::Block}},
      {"run-now", {CallEffect::RunNow}},
      {"run-once", {CallEffect::RunOnce}},
      {"run-later", {CallEffect::RunLater}},
      {"read", {CallEffect::Access, AccessKind::Read}},
      {"write", {CallEffect::Access, AccessKind::Write}},
      {"update", {CallEffect::Access, AccessKind::Update}},
      {"dereference", {CallEffect::Deref}},
      {"element", {CallEffect::Element}},
      {"pass-through", {CallEffect::Move}},
      {"fresh", {CallEffect::Fresh}},
      {"bind", {CallEffect::Bind}},
      {"confined", {CallEffect::Confined}},
      {"no-return", {CallEffect::NoReturn}},
      {"as-method", {CallEffect::AsMethod}},
      {"nonblocking-handle", {CallEffect::NonBlockingHandle}}};
  return Table;
}

//===----------------------------------------------------------------------===//
// Names and operands
//===----------------------------------------------------------------------===//

std::optional<TypeDescription> Reading::findType(StringRef Name) const {
  if (auto It = Out.Types.find(Name); It != Out.Types.end())
    return It->second;
  if (const TypeModel *T = Known.type(Name))
    return TypeDescription(*T);
  return std::nullopt;
}

StringRef modelyaml::methodKey(StringRef Name) {
  return llvm::StringSwitch<StringRef>(Name)
      .Case("constructor", "(constructor)")
      .Case("destructor", "(destructor)")
      .Case("conversion", "(conversion)")
      .Default(Name);
}

/// The name's shape: what is written differently in a program's source is the
/// mistake that would otherwise make an entry silently useless.
static StringRef checkShape(StringRef Text, NameOf Of, Reading &R) {
  if (Text.empty())
    return "a name is missing";
  if (Text.starts_with("::"))
    return R.fail("write '" + Text.drop_front(2) + "', without leading '::'");
  size_t LastColons = Text.rfind("::");
  StringRef Last =
      LastColons == StringRef::npos ? Text : Text.substr(LastColons + 2);
  bool Operator = Last.starts_with("operator");
  if (Text.contains('(') && !Operator)
    return "a name is written without its parameters";
  if (Text.drop_back(Last.size()).contains('<') ||
      (Last.contains('<') && !Operator))
    return "a name is written without template arguments";
  if (Text.contains(' ') && !Operator)
    return "a name has no spaces";
  if (Of == NameOf::Method && LastColons != StringRef::npos)
    return R.fail("the name of a method is just '" + Last + "' here");
  if (Of == NameOf::QualifiedMethod && LastColons == StringRef::npos)
    return R.fail("write the method with its class, as in 'Class::" + Text +
                  "'");
  return "";
}

StringRef modelyaml::checkName(StringRef Text, NameOf Of, Reading &R) {
  if (StringRef Mistake = checkShape(Text, Of, R); !Mistake.empty())
    return Mistake;
  switch (Of) {
  case NameOf::Word:
    return "";
  case NameOf::KnownType:
    return R.findType(Text) ? StringRef()
                            : R.fail("no type '" + Text +
                                     "' is described before this place");
  case NameOf::Method:
    return R.Listed.insert(Text).second
               ? StringRef()
               : R.fail("'" + Text + "' stands twice in this list");
  case NameOf::Type:
  case NameOf::Global:
    return R.Seen.insert(Text).second
               ? StringRef()
               : R.fail("'" + Text + "' is already described in this file");
  case NameOf::Function:
  case NameOf::QualifiedMethod:
    // A function may stand in several sections: fopen blocks and uses a path.
    return R.Seen.insert((R.Section + " " + Text).str()).second
               ? StringRef()
               : R.fail("'" + Text + "' is already described in section '" +
                        R.Section + "'");
  }
  llvm_unreachable("unknown kind of name");
}

StringRef llvm::yaml::ScalarTraits<Operand>::input(StringRef Text,
                                                   void *Context,
                                                   Operand &Value) {
  if (Text == "none")
    Value = {Operand::None, 0};
  else if (Text == "this")
    Value = {Operand::This, 0};
  else if (Text == "result")
    Value = {Operand::Result, 0};
  else if (Text == "all")
    Value = {Operand::AllFrom, 0};
  else {
    StringRef Number = Text;
    Value.Kind =
        Number.consume_front("from ") ? Operand::AllFrom : Operand::Argument;
    if (Number.getAsInteger(10, Value.Index))
      return static_cast<Reading *>(Context)->fail(
          "'" + Text +
          "' is no operand, expected 'this', 'result', 'all', "
          "'none', the number of an argument counted from 0, or 'from' and "
          "such a number");
  }
  return "";
}

//===----------------------------------------------------------------------===//
// Effects
//===----------------------------------------------------------------------===//

static Operand argument(uint32_t Index) { return {Operand::Argument, Index}; }

static Operand argumentsFrom(uint32_t Index) {
  return {Operand::AllFrom, Index};
}

static Operand afterwards(Operand O) {
  return O.Kind == Operand::Argument ? argumentsFrom(O.Index + 1) : Operand();
}

/// What a reader of the file would take for granted.
static CallEffect usualOperands(CallEffect::KindTy Kind, bool OfMethod) {
  CallEffect Usual;
  Operand Self = OfMethod ? Operand{Operand::This, 0} : argument(0);
  switch (Kind) {
  case CallEffect::Fresh:
  case CallEffect::Confined:
  case CallEffect::NoReturn:
    break;
  case CallEffect::Block:
    Usual.Target = OfMethod ? Self : Operand();
    break;
  case CallEffect::Bind:
    Usual.Entry = argument(0);
    break;
  case CallEffect::Move:
    Usual.Target = argument(0);
    break;
  case CallEffect::NonBlockingHandle:
    Usual.Target = {Operand::Result, 0};
    break;
  case CallEffect::RunNow:
  case CallEffect::RunLater:
    Usual.Entry = argumentsFrom(0);
    break;
  case CallEffect::RunOnce:
    Usual.Target = Self;
    Usual.Entry = argument(OfMethod ? 0 : 1);
    break;
  case CallEffect::Spawn:
    Usual.Target = OfMethod ? Self : Operand{Operand::Result, 0};
    Usual.Entry = argument(0);
    break;
  case CallEffect::GuardInit:
    Usual.Target = OfMethod ? Self : Operand{Operand::Result, 0};
    Usual.Locks = argument(0);
    break;
  case CallEffect::Wait:
    Usual.Target = Self;
    Usual.Guard = argument(OfMethod ? 0 : 1);
    break;
  default:
    Usual.Target = Self;
  }
  return Usual;
}

llvm::ArrayRef<StringRef> modelyaml::readWords(llvm::yaml::IO &Io,
                                               const char *Key) {
  ModelDescription &Out = static_cast<Reading *>(Io.getContext())->Out;
  std::vector<StringRef> Words;
  for (const Name<NameOf::Word> &N : readNames<NameOf::Word>(Io, Key).List)
    Words.push_back(Out.save(StringRef(N.Text)));
  return Out.save(Words);
}

/// Reads a text that outlives the reading.
static void mapText(llvm::yaml::IO &Io, const char *Key, bool Required,
                    StringRef &Text) {
  std::string Read;
  if (Required)
    Io.mapRequired(Key, Read);
  else
    Io.mapOptional(Key, Read);
  Text = static_cast<Reading *>(Io.getContext())->Out.save(StringRef(Read));
}

void modelyaml::mapEffect(llvm::yaml::IO &Io, CallEffect &Effect,
                          bool OfMethod) {
  Verb Does;
  Io.mapRequired("does", Does);
  Effect = usualOperands(Does.Kind, OfMethod);
  Effect.Kind = Does.Kind;
  Effect.Rw = Does.Rw;
  Io.mapOptional("on", Effect.Target);
  Io.mapOptional("locks", Effect.Locks);
  Io.mapOptional("guard", Effect.Guard);
  if (Does.Kind == CallEffect::Wait)
    Effect.Entry = afterwards(Effect.Guard);
  Io.mapOptional("callable", Effect.Entry);
  if (Does.Kind == CallEffect::Spawn || Does.Kind == CallEffect::RunOnce ||
      Does.Kind == CallEffect::Bind)
    Effect.Bound = afterwards(Effect.Entry);
  Io.mapOptional("arguments", Effect.Bound);
  Io.mapOptional("passed-at", Effect.BoundAt);
  Io.mapOptional("index", Effect.Index);
  Io.mapOptional("mode", Effect.Mode);
  Io.mapOptional("result", Effect.Sense);
  Io.mapOptional("as", Effect.GuardAs);
  Io.mapOptional("operation", Effect.Op);
  Io.mapOptional("reentrant", Effect.Reentrant);
  if (Does.Kind == CallEffect::Block)
    Io.mapRequired("kind", Effect.Blocks);
  Io.mapOptional("atomic", Effect.Atomic);
  Io.mapOptional("timed", Effect.Timed);
  Io.mapOptional("many", Effect.Many);
  Io.mapOptional("grouped", Effect.Grouped);
  Io.mapOptional("passes-token", Effect.PassesToken);
  Io.mapOptional("in-loop", Effect.InLoop);
  if (Does.Kind == CallEffect::AsMethod)
    mapText(Io, "method", /*Required=*/true, Effect.Name);
  if (Does.Kind == CallEffect::Spawn || Does.Kind == CallEffect::RunNow ||
      Does.Kind == CallEffect::RunLater)
    mapText(Io, "method", /*Required=*/false, Effect.Name);
  if (Does.Kind <= CallEffect::AssertHeld)
    mapText(Io, "named", /*Required=*/false, Effect.LockName);
  if (Does.Kind == CallEffect::Confined)
    mapText(Io, "thread", /*Required=*/false, Effect.Name);
  mapConditions(Io, Effect);
}

void modelyaml::mapConditions(llvm::yaml::IO &Io, CallEffect &Effect) {
  Effect.IfArgumentTypes = readWords(Io, "if-type");
  Io.mapOptional("if-arguments", Effect.IfArguments);
  Io.mapOptional("otherwise", Effect.Otherwise);
  Io.mapOptional("if-zero", Effect.IfZero);
  Io.mapOptional("unless-zero", Effect.UnlessZero);
  Io.mapOptional("count", Effect.Count);
  Io.mapOptional("unless-up-to", Effect.UnlessUpTo);
  Io.mapOptional("flags", Effect.Flags);
  Effect.IfFlags = readWords(Io, "if-flags");
  Effect.UnlessFlags = readWords(Io, "unless-flags");
}

template <bool OfMethod> static EffectList readEffects(llvm::yaml::IO &Io) {
  std::vector<Effect<OfMethod>> Several;
  Io.mapOptional("effects", Several);
  EffectList Result(Several.begin(), Several.end());
  if (Result.empty())
    mapEffect(Io, Result.emplace_back(), OfMethod);
  return Result;
}

template <NameOf Of>
static void describe(llvm::yaml::IO &Io, const EffectList &Effects,
                     llvm::StringMap<EffectList> &Into) {
  bool Named = false;
  for (const char *Key : {"name", "names"})
    for (const Name<Of> &N : readNames<Of>(Io, Key).List) {
      StringRef Key =
          Of == NameOf::Method ? methodKey(N.Text) : StringRef(N.Text);
      llvm::append_range(Into[Key], Effects);
      Named = true;
    }
  if (!Named)
    Io.setError("key 'name' is missing");
}

void modelyaml::readDescribed(llvm::yaml::IO &Io, bool OfMethod) {
  Reading &R = *static_cast<Reading *>(Io.getContext());
  if (OfMethod)
    describe<NameOf::Method>(Io, readEffects<true>(Io), R.Methods);
  else
    describe<NameOf::Function>(Io, readEffects<false>(Io), R.Out.Functions);
}
