//===- TextPrinterStatements.cpp - facts to text: the statements ----------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "facts/Text.h"
#include "facts/TextPrinter.h"
#include "facts/Visit.h"
#include "llvm/ADT/Sequence.h"

using namespace concurrency;
using llvm::StringRef;

void TextPrinter::unit() {
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

void TextPrinter::entity(EntityId Id) {
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
                                                : List<EntityId>())) {
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

void TextPrinter::variables(StringRef Keyword,
                            llvm::ArrayRef<Variable> Variables) {
  if (Variables.empty())
    return;
  OS << "  " << Keyword;
  list(Variables, [&](const Variable &V) { variable(V); });
  OS << '\n';
}

void TextPrinter::function(const Function &F) {
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
  for (const Subscript &X : F.Subscripts)
    subscript(X);
  for (const ElementSource &X : F.Elements)
    elementSource(X);
  Frame = nullptr;
  DefaultFile = FileId(0);
}

void TextPrinter::subscript(const Subscript &X) {
  OS << "  subscript #" << X.At.index();
  auto Part = [&](StringRef Keyword, int64_t Number) {
    if (Number)
      OS << ' ' << Keyword << ' ' << Number;
  };
  Part("loop", X.Loop);
  Part("nest", X.Nest);
  Part("stride", X.Stride);
  Part("offset", X.Offset);
  Part("rest", X.Rest);
  flags(X);
  Part("last", X.Last);
  OS << '\n';
}

void TextPrinter::elementSource(const ElementSource &X) {
  OS << "  element ";
  variableElement(Step::element(X.Element));
  OS << " of(";
  llvm::interleaveComma(X.Terms, OS, [&](const Term &T) {
    path(T.Of);
    if (T.Scale != 1)
      OS << " times " << T.Scale;
  });
  OS << ')';
  if (X.Offset)
    OS << " offset " << X.Offset;
  flags(X);
  OS << '\n';
}

void TextPrinter::callable(uint32_t Index, const Callable &C) {
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
void TextPrinter::blocks() {
  llvm::ArrayRef<Block> Blocks = Frame->Blocks;
  uint32_t NumEvents = Frame->Events.size();
  if (Blocks.size() == 1 && NumEvents && Blocks[0].FirstEvent == 0 &&
      Blocks[0].EndEvent == NumEvents && Blocks[0].Succs.empty() &&
      !Blocks[0].If && !Blocks[0].NoReturn)
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

void TextPrinter::block(uint32_t Index, const Block &B) {
  OS << "  block " << Index;
  if (!B.Succs.empty()) {
    OS << " -> ";
    llvm::interleaveComma(B.Succs, OS);
  }
  flags(B);
  if (B.If) {
    OS << " if";
    flags(*B.If);
    if (B.If->Result.valid())
      OS << " #" << B.If->Result.index();
    if (B.If->P.known()) {
      OS << " owns ";
      path(B.If->P);
    }
    if (B.If->Tested.known()) {
      OS << " tests ";
      path(B.If->Tested);
      if (B.If->Mask != -1)
        OS << " mask " << B.If->Mask;
      if (B.If->Number)
        OS << " number " << B.If->Number;
    }
    if (B.If->Compared.known()) {
      OS << " above ";
      path(B.If->Compared);
      if (B.If->Limit)
        OS << " limit " << B.If->Limit;
    }
    deps(B.If->Deps);
  }
  OS << '\n';
}

void TextPrinter::events(uint32_t First, uint32_t End) {
  for (uint32_t I = First; I < End; ++I)
    event(I);
}

void TextPrinter::event(uint32_t Index) {
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
  TextPrinter(OS, Unit).unit();
}
