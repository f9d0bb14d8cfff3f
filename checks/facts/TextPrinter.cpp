//===- TextPrinter.cpp - facts to text ------------------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// See Text.h for the grammar. Whoever debugs an extractor prints facts that
/// are not valid yet, so nothing here trusts an index.
///
//===----------------------------------------------------------------------===//

#include "facts/Names.h"
#include "facts/Symbols.h"
#include "facts/Text.h"
#include "facts/TextLexer.h"
#include "facts/Visit.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace concurrency;
using llvm::StringRef;

namespace {
class Printer {
public:
  Printer(llvm::raw_ostream &OS, const TranslationUnit &Unit)
      : OS(OS), Unit(Unit), Names(Unit) {}
  void unit();

private:
  // Pieces. Those that may be left out begin with a space.
  void quoted(StringRef Text);
  void plainOrQuoted(StringRef Name);
  void entityName(EntityId E, KindSet Kinds);
  void place(const Place &P);
  template <typename T> void flags(const T &Facts);
  template <typename E> void word(E Enumerator, E Default);
  template <typename E> void word(StringRef Key, E Enumerator, E Default);
  template <typename T, typename Fn> void list(const T &Items, Fn Print);

  void path(const Path &P);
  void field(EntityId Field, EntityId Record);
  void variableRef(llvm::ArrayRef<Variable> Variables, uint32_t Index);
  void value(const Value &V);
  void values(const std::vector<Value> &Vs);
  void dep(const Dep &D);
  void deps(const std::vector<Dep> &Deps);
  void type(const TypeFacts &T);
  void annotation(const Annotation &A);
  void variable(const Variable &V);

  // Statements.
  void entity(EntityId E);
  void function(const Function &F);
  void variables(StringRef Keyword, llvm::ArrayRef<Variable> Variables);
  void callable(uint32_t Index, const Callable &C);
  void blocks();
  void block(uint32_t Index, const Block &B);
  void events(uint32_t First, uint32_t End);
  void event(uint32_t Index);

  llvm::raw_ostream &OS;
  const TranslationUnit &Unit;
  Symbols Names;
  EntityId LastRecord;
  /// Whose `this`, parameters and locals the paths are about.
  EntityId Self;
  const Function *Frame = nullptr;
  FileId DefaultFile{0};
  /// Events of Frame that something refers to.
  std::vector<bool> Labelled;
};
} // namespace

//===----------------------------------------------------------------------===//
// Pieces
//===----------------------------------------------------------------------===//

void Printer::quoted(StringRef Text) {
  OS << '"';
  llvm::printEscapedString(Text, OS);
  OS << '"';
}

void Printer::plainOrQuoted(StringRef Name) {
  if (isPlainName(Name))
    OS << Name;
  else
    quoted(Name);
}

void Printer::entityName(EntityId E, KindSet Kinds) {
  if (!Names.has(E)) {
    OS << "none";
    return;
  }
  plainOrQuoted(Names[E].Name);
  auto Namesakes = Names.named(Names[E].Name, Kinds);
  if (Namesakes.size() > 1)
    OS << '!' << llvm::find(Namesakes, E) - Namesakes.begin() + 1;
}

void Printer::place(const Place &P) {
  if (P == Place())
    return;
  OS << " @" << P.Line << ':' << P.Column;
  if (!P.File.valid())
    OS << "/?";
  else if (P.File != DefaultFile)
    OS << '/' << P.File.index();
}

template <typename T> void Printer::flags(const T &Facts) {
  for (const Flag<T> &F : FlagsOf<T>::Of)
    if (Facts.*F.Member)
      OS << ' ' << F.Name;
}

template <typename E> void Printer::word(E Enumerator, E Default) {
  if (Enumerator != Default)
    OS << ' ' << nameOf(Enumerator);
}

template <typename E>
void Printer::word(StringRef Key, E Enumerator, E Default) {
  if (Enumerator != Default)
    OS << ' ' << Key << ' ' << nameOf(Enumerator);
}

template <typename T, typename Fn>
void Printer::list(const T &Items, Fn Print) {
  OS << '(';
  llvm::interleaveComma(Items, OS, Print);
  OS << ')';
}

void Printer::variableRef(llvm::ArrayRef<Variable> Variables, uint32_t Index) {
  if (Index < Variables.size() && isPlainName(Variables[Index].Name) &&
      variableNamed(Variables, Variables[Index].Name) == Index)
    OS << Variables[Index].Name;
  else
    OS << Index;
}

void Printer::field(EntityId Field, EntityId Record) {
  if (Names.has(Field)) {
    const Entity &E = Names[Field];
    for (StringRef Name : {E.shortName(), StringRef(E.Name)})
      if (Names.field(Name, Record) == Field)
        return plainOrQuoted(Name);
  }
  entityName(Field, kindSet(EntityKind::Field));
}

void Printer::path(const Path &P) {
  const llvm::ArrayRef<Variable> NoVariables;
  switch (P.Root) {
  case RootKind::Unknown:
    OS << '?';
    break;
  case RootKind::This:
    OS << "this";
    break;
  case RootKind::Param:
    OS << '$';
    variableRef(Frame ? llvm::ArrayRef(Frame->Params) : NoVariables, P.Index);
    break;
  case RootKind::Local:
    OS << '%';
    variableRef(Frame ? llvm::ArrayRef(Frame->Locals) : NoVariables, P.Index);
    break;
  case RootKind::Global:
    OS << "::";
    entityName(EntityId(P.Index), kindSet(EntityKind::Global));
    break;
  case RootKind::Result:
    OS << '#' << P.Index;
    break;
  }
  RecordTracker Tracker(Names, Self, Frame);
  EntityId Record = Tracker.atRoot(P.Root, P.Index);
  for (const Step &S : P.Steps) {
    switch (S.Kind) {
    case StepKind::Field:
      OS << '.';
      field(S.entity(), Record);
      break;
    case StepKind::Deref:
      OS << '*';
      break;
    case StepKind::Element:
      OS << '[';
      if (S.Index >= ConstantElements)
        OS << elementLetters(S.Index);
      else if (S.Index)
        OS << S.Index - 1;
      OS << ']';
      break;
    }
    Record = Tracker.after(Record, S);
  }
}

void Printer::value(const Value &V) {
  switch (V.Kind) {
  case ValueKind::Unknown:
    OS << '?';
    break;
  case ValueKind::Copy:
    path(V.P);
    break;
  case ValueKind::Address:
    OS << (V.P.known() ? "&" : "");
    path(V.P);
    break;
  case ValueKind::Callable:
    OS << '^' << V.Callable.index();
    break;
  case ValueKind::Fresh:
    OS << "new";
    break;
  case ValueKind::Constant:
    OS << V.Number;
    break;
  }
}

void Printer::values(const std::vector<Value> &Vs) {
  list(Vs, [&](const Value &V) { value(V); });
}

void Printer::dep(const Dep &D) {
  if (D.Result.valid()) {
    OS << '#' << D.Result.index();
    if (!D.P.known())
      return;
    OS << " of ";
  } else if (D.P.Root == RootKind::Result && D.P.Steps.empty()) {
    OS << '='; // Or else it would read as the event.
  }
  path(D.P);
}

void Printer::deps(const std::vector<Dep> &Deps) {
  if (Deps.empty())
    return;
  OS << " deps";
  list(Deps, [&](const Dep &D) { dep(D); });
}

void Printer::type(const TypeFacts &T) {
  std::string Words;
  llvm::raw_string_ostream Out(Words);
  if (T.Role == TypeRole::Lock && T.Reentrant != Reentrancy::Unknown)
    Out << (T.Reentrant == Reentrancy::No ? " mutex" : " recursive_mutex");
  else {
    if (T.Role != TypeRole::Plain)
      Out << ' ' << nameOf(T.Role);
    if (T.Reentrant != Reentrancy::Unknown)
      Out << ' ' << nameOf(T.Reentrant);
  }
  for (const Flag<TypeFacts> &F : FlagsOf<TypeFacts>::Of)
    if (T.*F.Member)
      Out << ' ' << F.Name;
  if (!Words.empty() || T.Record.valid())
    OS << " :" << Words;
  if (T.Record.valid()) {
    OS << " of ";
    entityName(T.Record, kindSet(EntityKind::Record));
  }
}

void Printer::annotation(const Annotation &A) {
  OS << ' ' << nameOf(A.Kind);
  const Annotation Bare{A.Kind, {}};
  if (A.Mode == Bare.Mode && A.Success == Bare.Success && !A.Lock.known())
    return;
  OS << '(';
  llvm::ListSeparator Space(" ");
  if (A.Mode != Bare.Mode)
    OS << Space << nameOf(A.Mode);
  if (A.Success != Bare.Success)
    OS << Space << "false";
  if (A.Lock.known()) {
    OS << Space;
    path(A.Lock);
  }
  OS << ')';
}

void Printer::variable(const Variable &V) {
  plainOrQuoted(V.Name);
  flags(V);
  place(V.Where);
  type(V.Type);
}

//===----------------------------------------------------------------------===//
// Statements
//===----------------------------------------------------------------------===//

void Printer::unit() {
  for (uint32_t I = 0; I < Unit.Entities.size(); ++I)
    Names.add(EntityId(I));
  if (Unit.MainFile != (Unit.Files.empty() ? "" : Unit.Files.front())) {
    OS << "main ";
    quoted(Unit.MainFile);
    OS << '\n';
  }
  for (const std::string &File : Unit.Files) {
    OS << "file ";
    quoted(File);
    OS << '\n';
  }
  for (uint32_t I = 0; I < Unit.Entities.size(); ++I)
    entity(EntityId(I));
  for (const Function &F : Unit.Functions)
    function(F);
}

void Printer::entity(EntityId Id) {
  const Entity &E = Names[Id];
  const Entity Defaults;
  StringRef Name = E.Name;
  EntityId Parent = Names.parentByName(Name);
  bool InLastRecord = false;
  if (E.Kind == EntityKind::Field && LastRecord.valid()) {
    StringRef Short = Name;
    InLastRecord = Short.consume_front(Names[LastRecord].Name) &&
                   Short.consume_front("::") && !Short.contains("::");
    if (InLastRecord) {
      Name = Short;
      Parent = LastRecord;
    }
  }
  OS << (InLastRecord ? "  " : "") << nameOf(E.Kind) << ' ';
  // Spare a name without qualifiers from getting those of the last record.
  if (E.Kind == EntityKind::Field && !InLastRecord && LastRecord.valid() &&
      !Name.contains("::"))
    OS << "::";
  plainOrQuoted(Name);
  if (E.Key != defaultKey(E, Unit.MainFile)) {
    OS << " key ";
    quoted(E.Key);
  }
  if (E.Parent != Parent) {
    OS << " in ";
    entityName(E.Parent, AnyKind);
  }
  word(E.Access, Defaults.Access);
  flags(E);
  type(E.Type);
  if (!E.Bases.empty()) {
    OS << " bases";
    list(E.Bases,
         [&](EntityId B) { entityName(B, kindSet(EntityKind::Record)); });
  }
  if (E.Fields != (E.Kind == EntityKind::Record ? Names.fieldsOf(Id)
                                                : std::vector<EntityId>())) {
    OS << " fields";
    list(E.Fields,
         [&](EntityId F) { entityName(F, kindSet(EntityKind::Field)); });
  }
  Self = Id;
  for (const Annotation &A : E.Annotations)
    annotation(A);
  place(E.Where);
  OS << '\n';
  if (E.Kind == EntityKind::Record)
    LastRecord = Id;
}

void Printer::variables(StringRef Keyword, llvm::ArrayRef<Variable> Variables) {
  if (Variables.empty())
    return;
  OS << "  " << Keyword;
  list(Variables, [&](const Variable &V) { variable(V); });
  OS << '\n';
}

void Printer::function(const Function &F) {
  const Function Defaults;
  Self = F.Self;
  Frame = &F;
  Labelled.assign(F.Events.size(), false);
  auto Label = [&](EventId E) {
    if (E.index() < Labelled.size())
      Labelled[E.index()] = true;
  };
  visitRefs(F, Overloaded{Label,
                          [&](const Path &P) {
                            if (P.Root == RootKind::Result)
                              Label(EventId(P.Index));
                          },
                          [](const auto &) {}});

  OS << "\nfunction ";
  entityName(F.Self, kindSet(EntityKind::Function));
  word(F.Kind, Names.kindByName(F.Self));
  word(F.Access, Defaults.Access);
  flags(F);
  place(F.Where);
  OS << '\n';
  if (F.Where.File.valid())
    DefaultFile = F.Where.File;
  llvm::ArrayRef<Variable> Params = F.Params;
  size_t NumParams = std::min<size_t>(F.NumParams, Params.size());
  variables("params", Params.take_front(NumParams));
  variables("captures", Params.drop_front(NumParams));
  variables("locals", F.Locals);
  for (auto [I, C] : llvm::enumerate(F.Callables))
    callable(I, C);
  blocks();
  Frame = nullptr;
  DefaultFile = FileId(0);
}

void Printer::callable(uint32_t Index, const Callable &C) {
  OS << "  callable " << Index;
  if (C.Target.valid()) {
    OS << ' ';
    entityName(C.Target, kindSet(EntityKind::Function));
  }
  if (C.Holder.known()) {
    OS << " in ";
    path(C.Holder);
  }
  if (C.This.Kind != ValueKind::Unknown) {
    OS << " on ";
    value(C.This);
  }
  if (!C.Bound.empty()) {
    OS << " bound";
    values(C.Bound);
  }
  if (!C.Captures.empty()) {
    OS << " captures";
    values(C.Captures);
  }
  OS << '\n';
}

/// Prints blocks in the order of their events, which need not be that of their
/// numbers.
void Printer::blocks() {
  llvm::ArrayRef<Block> Blocks = Frame->Blocks;
  uint32_t NumEvents = Frame->Events.size();
  if (Blocks.size() == 1 && NumEvents && Blocks[0].FirstEvent == 0 &&
      Blocks[0].EndEvent == NumEvents && Blocks[0].Succs.empty() &&
      !Blocks[0].HasBranch && !Blocks[0].NoReturn)
    return events(0, NumEvents);

  auto Order =
      llvm::to_vector_of<uint32_t>(llvm::seq<uint32_t>(0, Blocks.size()));
  llvm::sort(Order, [&](uint32_t A, uint32_t B) {
    return std::tuple(Blocks[A].FirstEvent, Blocks[A].EndEvent, A) <
           std::tuple(Blocks[B].FirstEvent, Blocks[B].EndEvent, B);
  });
  uint32_t Next = 0;
  auto Orphans = [&](uint32_t End) {
    if (Next >= End)
      return;
    OS << "  block none\n";
    events(Next, End);
    Next = End;
  };
  for (uint32_t I : Order) {
    Orphans(std::min(Blocks[I].FirstEvent, NumEvents));
    block(I, Blocks[I]);
    uint32_t End = std::min(Blocks[I].EndEvent, NumEvents);
    events(Next, End);
    Next = std::max(Next, End);
  }
  Orphans(NumEvents);
}

void Printer::block(uint32_t Index, const Block &B) {
  OS << "  block " << Index;
  if (!B.Succs.empty()) {
    OS << " -> ";
    llvm::interleaveComma(B.Succs, OS);
  }
  flags(B);
  if (B.HasBranch) {
    OS << " if";
    flags(B.If);
    if (B.If.Result.valid())
      OS << " #" << B.If.Result.index();
    if (B.If.P.known()) {
      OS << " owns ";
      path(B.If.P);
    }
    deps(B.If.Deps);
    place(B.If.Where);
  }
  OS << '\n';
}

void Printer::events(uint32_t First, uint32_t End) {
  for (uint32_t I = First; I < End; ++I)
    event(I);
}

void Printer::event(uint32_t Index) {
  const Event &E = Frame->Events[Index];
  const Event Defaults;
  bool IsAccess = E.Kind == EventKind::Access;
  bool IsCall = E.Kind == EventKind::Call;
  OS << "    ";
  if (Labelled[Index])
    OS << '#' << Index << " = ";
  OS << (IsAccess ? nameOf(E.Rw) : nameOf(E.Kind));

  if (IsCall && E.Callee.valid()) {
    OS << ' ';
    entityName(E.Callee, kindSet(EntityKind::Function));
  } else if (IsCall) {
    OS << " ?";
  } else if (E.Target.known()) {
    OS << ' ';
    path(E.Target);
  }
  bool TakesOne = E.Kind == EventKind::Assign || E.Kind == EventKind::Return ||
                  E.Kind == EventKind::Escape;
  if (TakesOne && E.Args.size() == 1) {
    OS << " = ";
    value(E.Args.front());
  } else if (!E.Args.empty()) {
    OS << (IsCall ? "" : " ");
    values(E.Args);
  }
  if (IsCall && E.Target.known()) {
    OS << " on ";
    path(E.Target);
  }

  if (E.Callable.valid())
    OS << " ^" << E.Callable.index();
  if (!IsCall && E.Callee.valid()) {
    OS << " calls ";
    entityName(E.Callee, kindSet(EntityKind::Function));
  }
  word(E.Mode, Defaults.Mode);
  word(E.Reentrant, Defaults.Reentrant);
  word(E.Guard, Defaults.Guard);
  word(E.Sense, Defaults.Sense);
  if (E.Kind == EventKind::Block)
    OS << ' ' << nameOf(E.Blocks);
  else
    word(E.Blocks, Defaults.Blocks);
  if (!IsAccess)
    word("rw", E.Rw, Defaults.Rw);
  word("op", E.Op, Defaults.Op);
  word("hint", E.Hint, Defaults.Hint);
  flags(E);
  if (E.Group)
    OS << " group " << E.Group;
  if (!E.Text.empty()) {
    OS << ' ';
    quoted(E.Text);
  }
  deps(E.Deps);
  place(E.Where);
  OS << '\n';
}

void concurrency::print(llvm::raw_ostream &OS, const TranslationUnit &Unit) {
  Printer(OS, Unit).unit();
}
