//===- FactsSample.cpp - facts in which everything occurs -----------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FactsSample.h"
#include "facts/Names.h"
#include "llvm/ADT/Twine.h"
#include <limits>

using namespace concurrency;

//===----------------------------------------------------------------------===//
// Guards against forgetting
//===----------------------------------------------------------------------===//

namespace {
struct Anything {
  template <typename T> operator T() const;
};
} // namespace

template <typename T, typename... Members> consteval unsigned numMembers() {
  if constexpr (requires { T{Members()..., Anything()}; })
    return numMembers<T, Members..., Anything>();
  else
    return sizeof...(Members);
}

// Who adds a member has to teach it to Text.h, facts.fbs and Visit.h (flags:
// Names.h alone), and to the sample below. Then count up here.
static_assert(numMembers<TypeFacts>() == 6);
static_assert(numMembers<Annotation>() == 4);
static_assert(numMembers<Entity>() == 21);
static_assert(numMembers<Dep>() == 2);
static_assert(numMembers<Event>() == 32);
static_assert(numMembers<Callable>() == 5);
static_assert(numMembers<Variable>() == 5);
static_assert(numMembers<Branch>() == 10);
static_assert(numMembers<Subscript>() == 9);
static_assert(numMembers<Term>() == 2);
static_assert(numMembers<ElementSource>() == 4);
static_assert(numMembers<Block>() == 6);
static_assert(numMembers<Function>() == 26);
static_assert(numMembers<TranslationUnit>() == 4);
static_assert(numMembers<Place>() == 3);
static_assert(numMembers<Path>() == 3);
static_assert(numMembers<Value>() == 4);

/// Whether Value is one of the enumerators: Clang and GCC print it as a cast
/// otherwise, `(Enum)7`.
template <auto Value> consteval bool isEnumerator() {
  llvm::StringRef Name = __PRETTY_FUNCTION__;
  size_t Start = 0;
  for (size_t I = 0; I + 7 < Name.size(); ++I)
    if (Name.data()[I] == 'V' && Name.data()[I + 1] == 'a' &&
        Name.data()[I + 5] == ' ' && Name.data()[I + 6] == '=')
      Start = I + 8;
  return Start && Name.data()[Start] != '(';
}

template <typename... Enums> consteval bool allNamed() {
  return ((isEnumerator<static_cast<Enums>(numEnumerators<Enums>() - 1)>() &&
           !isEnumerator<static_cast<Enums>(numEnumerators<Enums>())>()) &&
          ...);
}
static_assert(
    allNamed<LockMode, Reentrancy, BlockKind, EntityKind, TypeRole, AccessSpec,
             AnnotationKind, EventKind, GuardMode, AccessKind, Operation,
             ResultSense, Event::HintTy, FunctionKind, ValueKind>(),
    "a table in Names.h does not fit its enumeration");

template <typename T> consteval bool flagsDiffer() {
  for (const Flag<T> &A : FlagsOf<T>::Of)
    for (const Flag<T> &B : FlagsOf<T>::Of)
      if (&A != &B && A.Member == B.Member)
        return false;
  return true;
}
static_assert(flagsDiffer<TypeFacts>() && flagsDiffer<Entity>() &&
              flagsDiffer<Event>() && flagsDiffer<Variable>() &&
              flagsDiffer<Subscript>() && flagsDiffer<ElementSource>() &&
              flagsDiffer<Block>() && flagsDiffer<Branch>() &&
              flagsDiffer<Function>());

//===----------------------------------------------------------------------===//
// The sample
//===----------------------------------------------------------------------===//

namespace {
class Sample {
public:
  TranslationUnit make();

private:
  EntityId entity(EntityKind Kind, std::string Name, EntityId Parent = {}) {
    Entity &E = Unit.Entities.emplace_back();
    E.Kind = Kind;
    E.Name = Name;
    E.Key = "c:@" + Name + "#" + std::to_string(Unit.Entities.size());
    E.Parent = Parent;
    return EntityId(Unit.Entities.size() - 1);
  }
  Entity &operator[](EntityId E) { return Unit.Entities[E.index()]; }

  void entities();
  void types();
  Function everyEvent();
  Function everyBlock();
  Function everyVariable();

  template <typename E, typename T, typename Fn>
  static void forEach(List<T> &Ts, Fn Set) {
    for (unsigned I = 0; I < numEnumerators<E>(); ++I)
      Set(Ts.emplace_back(), static_cast<E>(I));
  }
  template <typename T> static void eachFlag(List<T> &Ts) {
    for (const Flag<T> &F : FlagsOf<T>::Of)
      Ts.emplace_back().*F.Member = true;
  }

  TranslationUnit Unit;
  EntityId Account, Balance, Mu, Count, Deposit, Overload, LambdaOp;
};
} // namespace

void Sample::entities() {
  Account = entity(EntityKind::Record, "bank::Account");
  Balance = entity(EntityKind::Field, "bank::Account::balance_", Account);
  Mu = entity(EntityKind::Field, "bank::Account::mu_", Account);
  EntityId Saved = entity(EntityKind::Record, "Saved");
  entity(EntityKind::Field, "Saved::mu_", Saved);
  entity(EntityKind::Field, "bank::Account::mu_",
         Saved); // Another of the name.
  entity(EntityKind::Field, "orphan");
  entity(EntityKind::Record, "pair<int, \"x\\\n\t\xC3\xA4\">");
  Count = entity(EntityKind::Global, "count");
  entity(EntityKind::Record, "count"); // As with struct stat and stat().
  entity(EntityKind::Global, "");
  Deposit = entity(EntityKind::Function, "bank::Account::deposit", Account);
  Overload = entity(EntityKind::Function, "bank::Account::deposit", Account);
  entity(EntityKind::Function, "bank::Account::Account", Account);
  entity(EntityKind::Function, "bank::Account::~Account", Account);
  entity(EntityKind::Function, "bank::Account::operator==", Account);
  LambdaOp =
      entity(EntityKind::Function, "bank::Account::deposit::(lambda)", Deposit);
  EntityId Plain = entity(EntityKind::Function, "plain");
  (*this)[Plain].Key = "plain";
  EntityId Hidden = entity(EntityKind::Function, "hidden");
  (*this)[Hidden].Key = "bank.cpp#hidden";
  (*this)[Hidden].Internal = true;

  (*this)[Account].Fields = {Balance, Mu};
  (*this)[Saved].Fields = {Mu, Balance}; // Not what its name would suggest.
  (*this)[Saved].Bases = {Account, EntityId(7)};
  (*this)[Saved].Where = {FileId(1), 7, 0};
  (*this)[Mu].Where = {FileId(), 3, 4};
  (*this)[Count].Where = {FileId(2), 0, 0};
  (*this)[Deposit].Where = {FileId(0), 4000000000u, 3000000000u};

  for (unsigned I = 0; I < numEnumerators<AnnotationKind>(); ++I) {
    Annotation A{static_cast<AnnotationKind>(I), {}};
    (*this)[Deposit].Annotations.push_back(A);
    A.Lock = Path::self().then(Step::field(Mu));
    (*this)[Balance].Annotations.push_back(A);
    A.Mode = LockMode::Shared;
    (*this)[Balance].Annotations.push_back(A);
    A.Lock = Path::param(3).then(Step::deref());
    A.Success = false;
    (*this)[Deposit].Annotations.push_back(A);
    A.Lock = Path::unknown();
    (*this)[Deposit].Annotations.push_back(A);
  }
  for (unsigned I = 0; I < numEnumerators<AccessSpec>(); ++I)
    (*this)[entity(EntityKind::Global, "access" + std::to_string(I))].Access =
        static_cast<AccessSpec>(I);
  unsigned I = 0;
  for (const Flag<Entity> &F : FlagsOf<Entity>::Of)
    (*this)[entity(EntityKind::Global, "flag" + std::to_string(I++))].*
        F.Member = true;
}

void Sample::types() {
  auto Next = [&, I = 0]() mutable -> TypeFacts & {
    return (*this)[entity(EntityKind::Global, "type" + std::to_string(I++))]
        .Type;
  };
  for (unsigned R = 0; R < numEnumerators<TypeRole>(); ++R)
    for (unsigned L = 0; L < numEnumerators<Reentrancy>(); ++L) {
      TypeFacts &T = Next();
      T.Role = static_cast<TypeRole>(R);
      T.Reentrant = static_cast<Reentrancy>(L);
    }
  for (const Flag<TypeFacts> &F : FlagsOf<TypeFacts>::Of)
    Next().*F.Member = true;
  Next().Record = Account;
  (*this)[Balance].Type.Record = Account;
}

Function Sample::everyEvent() {
  Function F;
  F.Self = Deposit;
  F.Kind = FunctionKind::Method;
  F.Where = {FileId(1), 10, 1};
  F.NumParams = 1;
  F.Params.resize(3);
  F.Params[0].Name = "amount";
  F.Params[1].Name = "this";
  F.Params[2].Name = "amount";
  F.Locals.resize(2);
  F.Locals[0].Name = "lk";

  List<Path> Paths = {Path::unknown(),
                             Path::self(),
                             Path::param(0),
                             Path::param(1),
                             Path::param(2),
                             Path::local(0),
                             Path::local(1),
                             Path::global(Count),
                             Path::global(EntityId(10)),
                             Path::result(EventId(5)),
                             Path::self().then(Step::field(Mu)),
                             Path::self().then(Step::field(EntityId(4))),
                             Path::self().then(Step::field(EntityId(5))),
                             Path::self().then(Step::field(EntityId(6))),
                             Path::local(0)
                                 .then(Step::deref())
                                 .then(Step::field(Balance))
                                 .then(Step::field(Mu))};
  Path Deep = Path::param(0);
  for (uint32_t Key : {0u, 1u, 2u, ConstantElements - 1, ConstantElements,
                       ConstantElements + 25, ConstantElements + 26, ~0u})
    Deep = Deep.then(Step::element(Key));
  Paths.push_back(Deep);

  List<Value> Values = {Value::unknown(), Value::fresh()};
  for (const Path &P : Paths) {
    Values.push_back(Value::copy(P));
    Values.push_back(Value::address(P));
  }
  for (int64_t N : {int64_t(0), int64_t(-1), int64_t(42),
                    std::numeric_limits<int64_t>::min(),
                    std::numeric_limits<int64_t>::max()})
    Values.push_back(Value::constant(N));

  // Callables first refer to each other, then have each part alone.
  F.Callables.resize(5);
  F.Callables[0].Target = LambdaOp;
  F.Callables[0].Captures = Values;
  F.Callables[1].Bound = {Value::callable(CallableId(0)),
                          Value::callable(CallableId(2))};
  F.Callables[2].Holder = Path::local(0);
  F.Callables[3].This = Value::address(Path::self());
  F.Callables[4] = {Overload, Path::local(1), Value::fresh(), Values, Values};
  Values.push_back(Value::callable(CallableId(4)));

  auto &Es = F.Events;
  forEach<EventKind>(Es, [](Event &E, EventKind K) { E.Kind = K; });
  forEach<EventKind>(Es, [&](Event &E, EventKind K) {
    E.Kind = K;
    E.Where = {FileId(1), 20 + static_cast<unsigned>(K), 3};
    E.Target = Paths[10];
    E.Args = {Values[1]};
    E.Callee = Overload;
    E.Callable = CallableId(1);
    E.Deps = {{Paths[1], {}}};
    E.Text = "text";
    E.Rw = AccessKind::Update;
    E.Blocks = BlockKind::Network;
  });
  forEach<LockMode>(Es, [](Event &E, LockMode M) { E.Mode = M; });
  forEach<Reentrancy>(Es, [](Event &E, Reentrancy R) { E.Reentrant = R; });
  forEach<GuardMode>(Es, [](Event &E, GuardMode G) { E.Guard = G; });
  forEach<ResultSense>(Es, [](Event &E, ResultSense S) { E.Sense = S; });
  forEach<AccessKind>(Es, [](Event &E, AccessKind A) { E.Rw = A; });
  forEach<AccessKind>(Es, [](Event &E, AccessKind A) {
    E.Kind = EventKind::Access;
    E.Rw = A;
  });
  forEach<Operation>(Es, [](Event &E, Operation O) { E.Op = O; });
  forEach<BlockKind>(Es, [](Event &E, BlockKind B) {
    E.Kind = EventKind::Block;
    E.Blocks = B;
  });
  forEach<Event::HintTy>(Es, [](Event &E, Event::HintTy H) { E.Hint = H; });
  eachFlag(Es);
  for (const Path &P : Paths) {
    Event &E = Es.emplace_back();
    E.Target = P;
    E.Deps = {{P, {}}, {P, EventId(3)}, {{}, EventId(4)}};
  }
  for (EventKind K : {EventKind::Call, EventKind::GuardInit, EventKind::Return})
    Es.emplace_back().Kind = K, Es.back().Args = Values;
  Es.emplace_back().Group = 77;
  Es.emplace_back().Text = "with \"quotes\", \\ and \n a line";
  Es.emplace_back().Where = {FileId(), 5, 5};
  Es.emplace_back().Where = {FileId(0), 5, 5};
  Es.emplace_back().Where = {FileId(2), 0, ~0u};
  F.Blocks.resize(1);
  F.Blocks[0].EndEvent = Es.size();
  return F;
}

Function Sample::everyBlock() {
  Function F;
  F.Self = Overload;
  F.Kind = FunctionKind::Lambda; // Not what its name would suggest.
  F.Locals.resize(1);
  F.Events.resize(10);
  // Blocks in another order than their events, some events in no block.
  F.Blocks.resize(8);
  auto Set = [&](unsigned B, uint32_t First, uint32_t End,
                 List<uint32_t, 2> Succs) {
    F.Blocks[B].FirstEvent = First;
    F.Blocks[B].EndEvent = End;
    F.Blocks[B].Succs = std::move(Succs);
  };
  Set(0, 6, 8, {1, 2});
  Set(1, 1, 3, {2, 3});
  Set(2, 3, 3, {0, 0});
  Set(3, 3, 4, {4, 5});
  Set(4, 0, 0, {5, 6});
  Set(5, 8, 9, {6, 7});
  Set(6, 9, 9, {});
  Set(7, 9, 9, {0, 1, 2});
  F.Blocks[6].NoReturn = true;
  F.Blocks[6].Throws = true;
  for (unsigned B = 0; B < 6; ++B)
    F.Blocks[B].If.emplace();
  F.Blocks[1].If->Result = EventId(9);
  F.Blocks[2].If->P = Path::local(0).then(Step::deref());
  F.Blocks[3].If->Negated = true;
  F.Blocks[4].If->ComparesAddresses = true;
  *F.Blocks[5].If = {EventId(1),
                    Path::result(EventId(2)),
                    Path::local(0),
                    12,
                    -8,
                    Path::local(0),
                    -3,
                    true,
                    {{Path::self(), {}}, {{}, EventId(3)}},
                    true};
  eachFlag(F.Subscripts);
  F.Subscripts.push_back(
      {EventId(3), 7, 2, -1, 5, 9, false, true, int64_t(1) << 40});
  for (Subscript &X : F.Subscripts)
    X.At = EventId(3);
  eachFlag(F.Elements);
  F.Elements.push_back(
      {0,
       {{Path::local(0), 1}, {Path::self().then(Step::deref()), -4}},
       -3,
       true});
  for (auto [I, X] : llvm::enumerate(F.Elements))
    X.Element = Step::variableKey(I, SubscriptKind::Given);
  return F;
}

Function Sample::everyVariable() {
  Function F;
  F.Self = EntityId(17);
  F.Access = AccessSpec::Private;
  F.NumParams = 2;
  eachFlag(F.Params);
  eachFlag(F.Locals);
  F.Params[0].Type.Role = TypeRole::Lock;
  F.Params[0].Type.Reentrant = Reentrancy::No;
  F.Params[1].Type = {
      TypeRole::Guard, Account, Reentrancy::Yes, true, true, true};
  F.Params.emplace_back().Name = "operator weird";
  F.Locals.emplace_back().Name = "x";
  F.Locals.emplace_back();
  F.Locals.emplace_back().Name = "x";
  return F;
}

TranslationUnit Sample::make() {
  Unit.MainFile = "bank.cpp";
  Unit.Files = {"include/a \"b\".h", "bank.cpp", ""};
  entities();
  types();
  Unit.Functions = {everyEvent(), everyBlock(), everyVariable()};
  for (unsigned I = 0; I < numEnumerators<FunctionKind>(); ++I)
    for (unsigned A = 0; A < numEnumerators<AccessSpec>(); ++A) {
      Function &F = Unit.Functions.emplace_back();
      F.Self = EntityId(Deposit.index() + I);
      F.Kind = static_cast<FunctionKind>(I);
      F.Access = static_cast<AccessSpec>(A);
    }
  for (const Flag<Function> &Flag : FlagsOf<Function>::Of) {
    Function &F = Unit.Functions.emplace_back();
    F.Self = LambdaOp;
    F.*Flag.Member = true;
  }
  // Events without a block.
  Function &F = Unit.Functions.emplace_back();
  F.Self = LambdaOp;
  F.Events.resize(2);
  return std::move(Unit);
}

TranslationUnit concurrency::makeSample() { return Sample().make(); }

TranslationUnit concurrency::makeLarge(unsigned Functions) {
  TranslationUnit Unit;
  Unit.MainFile = "server/session_manager.cc";
  Unit.Files = {Unit.MainFile, "server/session_manager.h"};
  auto Add = [&](EntityKind Kind, const llvm::Twine &Name,
                 const llvm::Twine &Key, EntityId Parent) {
    Entity &E = Unit.Entities.emplace_back();
    E.Kind = Kind;
    E.Name = ("server::net::" + Name).str();
    E.Key = ("c:@N@server@N@net@S@" + Key).str();
    E.Parent = Parent;
    E.Where = {FileId(1), static_cast<unsigned>(3 * Unit.Entities.size()), 8};
    return EntityId(Unit.Entities.size() - 1);
  };
  EntityId Class, Mu, Map;
  unsigned Line = 10;
  for (unsigned I = 0; I < Functions; ++I) {
    if (I % 8 == 0) {
      std::string Name = "SessionManager" + std::to_string(I / 8);
      Class = Add(EntityKind::Record, Name, Name, {});
      Mu =
          Add(EntityKind::Field, Name + "::mutex_", Name + "@FI@mutex_", Class);
      Unit.Entities.back().Type.Role = TypeRole::Lock;
      Map =
          Add(EntityKind::Field, Name + "::by_id_", Name + "@FI@by_id_", Class);
      Unit.Entities.back().Type.Role = TypeRole::Container;
      Unit.Entities[Class.index()].Fields = {Mu, Map};
    }
    std::string Name = llvm::StringRef(Unit.Entities[Class.index()].Name)
                           .drop_front(strlen("server::net::"))
                           .str();
    std::string Method = "handleRequest" + std::to_string(I);
    Function &F = Unit.Functions.emplace_back();
    F.Self = Add(EntityKind::Function, Name + "::" + Method,
                 Name + "@F@" + Method +
                     "#&1$@N@std@N@__cxx11@S@basic_string>#C#$@N@std@S@char_"
                     "traits>#C#$@N@std@S@allocator>#C#",
                 Class);
    F.Kind = FunctionKind::Method;
    F.Where = {FileId(0), Line, 1};
    F.NumParams = 1;
    F.Params.resize(1);
    F.Params[0].Name = "request";
    F.Locals.resize(2);
    F.Locals[0].Name = "lock";
    F.Locals[1].Name = "it";
    Path Map_ = Path::self().then(Step::field(Map));
    for (unsigned B = 0; B < 6; ++B) {
      Block &Here = F.Blocks.emplace_back();
      Here.FirstEvent = F.Events.size();
      auto Event = [&](EventKind Kind, Path Target) -> concurrency::Event & {
        concurrency::Event &E = F.Events.emplace_back();
        E.Kind = Kind;
        E.Target = std::move(Target);
        E.Where = {FileId(0), Line += 1 + (I * B) % 3, 3 + (I + B * 7) % 40};
        return E;
      };
      Event(EventKind::GuardInit, Path::local(0)).Args = {
          Value::address(Path::self().then(Step::field(Mu)))};
      Event(EventKind::Access, Map_).Op = Operation::Lookup;
      auto &Call = Event(EventKind::Call, Path::unknown());
      Call.Callee = EntityId((I * 7 + B) % Unit.Entities.size());
      if (Unit.Entities[Call.Callee.index()].Kind != EntityKind::Function)
        Call.Callee = F.Self;
      Call.Args = {Value::copy(Path::param(0)), Value::constant(B)};
      Event(EventKind::Access, Map_.then(Step::element(0))).Rw =
          AccessKind::Write;
      Event(EventKind::GuardEnd, Path::local(0));
      Here.EndEvent = F.Events.size();
      if (B < 5)
        Here.Succs = {B + 1};
      if (B < 4) {
        Here.Succs.push_back(B + 2);
        Here.If.emplace();
        Here.If->Deps = {{{}, EventId(Here.FirstEvent + 1)}};
      }
    }
    Line += 5;
  }
  return Unit;
}
