//===- TextPrinter.cpp - facts to text: the pieces ------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "facts/TextPrinter.h"
#include "facts/TextLexer.h"
#include "llvm/ADT/StringExtras.h"

using namespace concurrency;
using llvm::StringRef;

void TextPrinter::quoted(StringRef Text) {
  OS << '"';
  llvm::printEscapedString(Text, OS);
  OS << '"';
}

void TextPrinter::plainOrQuoted(StringRef Name) {
  if (isPlainName(Name))
    OS << Name;
  else
    quoted(Name);
}

void TextPrinter::entityName(EntityId E, KindSet Kinds) {
  if (!Names.has(E)) {
    OS << "none";
    return;
  }
  plainOrQuoted(Names[E].Name);
  auto Namesakes = Names.named(Names[E].Name, Kinds);
  if (Namesakes.size() > 1)
    OS << '!' << llvm::find(Namesakes, E) - Namesakes.begin() + 1;
}

void TextPrinter::place(const Place &P) {
  if (P == Place())
    return;
  OS << " @" << P.Line << ':' << P.Column;
  if (!P.File.valid())
    OS << "/?";
  else if (P.File != DefaultFile)
    OS << '/' << P.File.index();
}

void TextPrinter::variableRef(llvm::ArrayRef<Variable> Variables,
                              uint32_t Index) {
  if (Index < Variables.size() && isPlainName(Variables[Index].Name) &&
      variableNamed(Variables, Variables[Index].Name) == Index)
    OS << Variables[Index].Name;
  else
    OS << Index;
}

void TextPrinter::field(EntityId Field, EntityId Record) {
  if (Names.has(Field)) {
    const Entity &E = Names[Field];
    for (StringRef Name : {E.shortName(), StringRef(E.Name)})
      if (Names.field(Name, Record) == Field)
        return plainOrQuoted(Name);
  }
  entityName(Field, kindSet(EntityKind::Field));
}

static llvm::StringRef wordFor(SubscriptKind K) {
  return K == SubscriptKind::Given    ? "given "
         : K == SubscriptKind::Around ? "around "
                                      : "";
}

void TextPrinter::variableElement(const Step &S) {
  OS << wordFor(S.subscript()) << subscriptLetters(S.subscriptNumber());
}

void TextPrinter::path(const Path &P) {
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
    variableRef(Frame ? llvm::ArrayRef<Variable>(Frame->Params) : NoVariables, P.Index);
    break;
  case RootKind::Local:
    OS << '%';
    variableRef(Frame ? llvm::ArrayRef<Variable>(Frame->Locals) : NoVariables, P.Index);
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
      if (S.isVariableElement())
        variableElement(S);
      else if (S.Index == OwnElement)
        OS << '@';
      else if (S.Index)
        OS << S.Index - 1;
      OS << ']';
      break;
    }
    Record = Tracker.after(Record, S);
  }
}

void TextPrinter::value(const Value &V) {
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

void TextPrinter::values(const List<Value> &Vs) {
  list(Vs, [&](const Value &V) { value(V); });
}

void TextPrinter::dep(const Dep &D) {
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

void TextPrinter::deps(const List<Dep> &Deps) {
  if (Deps.empty())
    return;
  OS << " deps";
  list(Deps, [&](const Dep &D) { dep(D); });
}

void TextPrinter::type(const TypeFacts &T) {
  std::string Words;
  llvm::raw_string_ostream Out(Words);
  if (T.Role == TypeRole::Lock && isSettled(T.Reentrant))
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

void TextPrinter::annotation(const Annotation &A) {
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

void TextPrinter::variable(const Variable &V) {
  plainOrQuoted(V.Name);
  flags(V);
  type(V.Type);
}
