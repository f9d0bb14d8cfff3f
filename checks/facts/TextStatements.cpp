//===- TextStatements.cpp - text to facts: the statements -----------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "facts/Text.h"
#include "facts/TextParser.h"
#include "facts/Validate.h"

using namespace concurrency;
using llvm::StringRef;

/// Statements that end the body of a function.
static bool isTopLevel(const Token &T) {
  return T.isWord("function") || T.isWord("file") || T.isWord("main") ||
         (T.is(Token::Word) && enumeratorNamed<EntityKind>(T.Text));
}

/// Statements that are events, but for labels.
static bool isVerb(const Token &T) {
  return T.is(Token::Word) && (enumeratorNamed<EventKind>(T.Text) ||
                               enumeratorNamed<AccessKind>(T.Text));
}

llvm::Expected<TranslationUnit> concurrency::parseText(StringRef Text) {
  llvm::Expected<std::vector<Token>> Tokens = tokenize(Text);
  if (!Tokens)
    return Tokens.takeError();
  return TextParser(std::move(*Tokens)).run();
}

llvm::Expected<TranslationUnit> TextParser::run() {
  if (namesOfEntities() || allEntities() || allAnnotations() || allFunctions())
    return llvm::createStringError(Failure);
  if (llvm::Error Invalid = validate(Unit))
    return std::move(Invalid);
  return std::move(Unit);
}

//===----------------------------------------------------------------------===//
// Entities
//===----------------------------------------------------------------------===//

EntityId TextParser::add(EntityKind Kind, StringRef Name, EntityId Parent) {
  EntityId Id(Unit.Entities.size());
  Entity &E = Unit.Entities.emplace_back();
  E.Kind = Kind;
  E.Name = Name.str();
  E.Parent = Parent;
  Names.add(Id);
  return Id;
}

bool TextParser::namesOfEntities() {
  std::vector<size_t> Functions;
  EntityId LastRecord;
  std::optional<std::string> Main;
  Next = 0;
  while (!atEnd()) {
    const Token &First = peek();
    bool Inside = !isTopLevel(First);
    if (Inside && Functions.empty())
      return error("expected a file, an entity or a function");
    ++Next;
    if (First.isWord("file") && !Inside) {
      if (string(Unit.Files.emplace_back()) || expectNewline())
        return true;
    } else if (First.isWord("main")) {
      if (string(Main.emplace()) || expectNewline())
        return true;
    } else {
      if (First.isWord("function")) {
        Functions.push_back(Next);
      } else if (!Inside) {
        EntityKind Kind = *enumeratorNamed<EntityKind>(First.Text);
        if (nameOfEntity(Kind, LastRecord))
          return true;
        if (Kind == EntityKind::Record)
          LastRecord = EntityId(Unit.Entities.size() - 1);
      }
      skipStatement();
    }
  }
  for (size_t At : Functions) {
    Next = At;
    if (!peek().isName())
      return error("expected the name of a function");
    if (Names.named(peek().Text, kindSet(EntityKind::Function)).empty())
      Undeclared.push_back(add(EntityKind::Function, peek().Text, EntityId()));
  }
  for (Entity &E : Unit.Entities)
    if (!E.Parent.valid())
      E.Parent = Names.parentByName(E.Name);
  if (Main)
    Unit.MainFile = *Main;
  else if (!Unit.Files.empty())
    Unit.MainFile = Unit.Files.front();
  return false;
}

bool TextParser::nameOfEntity(EntityKind Kind, EntityId LastRecord) {
  size_t At = Next;
  bool Unqualified = eatPunct("::");
  if (!peek().isName())
    return error("expected a name");
  StringRef Name = peek().Text;
  if (Kind == EntityKind::Field && LastRecord.valid() && !Unqualified &&
      !Name.contains("::"))
    Stated[At] =
        add(Kind, Names[LastRecord].Name + "::" + Name.str(), LastRecord);
  else
    Stated[At] = add(Kind, Name, EntityId());
  return false;
}

bool TextParser::allEntities() {
  OwnFields.assign(Unit.Entities.size(), false);
  llvm::StringMap<EntityId> Keys;
  for (Next = 0; !atEnd();) {
    ++Next;
    auto It = Stated.find(Next);
    if (It == Stated.end() || It->second == EntityId()) {
      --Next;
      skipStatement();
      continue;
    }
    const Token &Name = peek();
    if (entity(It->second) || expectNewline())
      return true;
    if (!Keys.try_emplace(Names[It->second].Key).second)
      return error(Name, "'" + Names[It->second].Key +
                             "' is declared twice; give one another key");
  }
  for (EntityId E : Undeclared)
    Unit.Entities[E.index()].Key =
        defaultKey(Unit.Entities[E.index()], Unit.MainFile);
  for (uint32_t I = 0; I < Unit.Entities.size(); ++I)
    if (Unit.Entities[I].Kind == EntityKind::Record && !OwnFields[I])
      Unit.Entities[I].Fields = Names.fieldsOf(EntityId(I));
  return false;
}

bool TextParser::entity(EntityId Id) {
  Entity &E = Unit.Entities[Id.index()];
  eatPunct("::");
  ++Next; // The name.
  bool HasKey = false;
  while (!peek().is(Token::Newline)) {
    if (eatWord("key")) {
      HasKey = true;
      if (string(E.Key))
        return true;
    } else if (eatWord("in")) {
      if (eatWord("none"))
        E.Parent = EntityId();
      else if (entityName(E.Parent, AnyKind, "entity"))
        return true;
    } else if (eatWord("bases")) {
      if (entities(E.Bases, kindSet(EntityKind::Record), "record"))
        return true;
    } else if (eatWord("fields")) {
      OwnFields[Id.index()] = true;
      if (entities(E.Fields, kindSet(EntityKind::Field), "field"))
        return true;
    } else if (eatPunct(":")) {
      if (type(E.Type))
        return true;
    } else if (eatPunct("@")) {
      if (place(E.Where))
        return true;
    } else if (peek().is(Token::Word) &&
               enumeratorNamed<AnnotationKind>(peek().Text)) {
      Annotations.push_back({Id, Next++});
      if (skipParens())
        return true;
    } else if (!eatEnum(E.Access) && !eatFlag(E)) {
      return error("unexpected '" + peek().Text + "'");
    }
  }
  if (!HasKey)
    E.Key = defaultKey(E, Unit.MainFile);
  return false;
}

bool TextParser::allAnnotations() {
  for (const Postponed &P : Annotations) {
    Next = P.At;
    Self = P.On;
    if (annotation(Unit.Entities[P.On.index()].Annotations.emplace_back(
            Annotation{AnnotationKind::GuardedBy, {}})))
      return true;
  }
  return false;
}

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

bool TextParser::allFunctions() {
  for (Next = 0; !atEnd();) {
    if (!eatWord("function"))
      skipStatement();
    else if (function())
      return true;
  }
  if (NeedsFile && Unit.Files.empty()) {
    // Spare short tests the statement.
    Unit.Files.push_back("input.cc");
    if (Unit.MainFile.empty())
      Unit.MainFile = Unit.Files.front();
  }
  return false;
}

bool TextParser::function() {
  Function F;
  if (entityName(F.Self, kindSet(EntityKind::Function), "function"))
    return true;
  Self = F.Self;
  Frame = &F;
  F.Kind = Names.kindByName(F.Self);
  BlockRefs.clear();
  CallableRefs.clear();
  BlockSeen.clear();
  Where = In::Nothing;
  if (labels())
    return true;
  // The first line goes by itself, as it may well begin with `main`.
  if (headers() || expectNewline())
    return true;
  while (!atEnd() && !isTopLevel(peek())) {
    if (headers())
      return true;
    if (peek().is(Token::Newline)) {
      ++Next;
      continue;
    }
    bool Failed = eatWord("callable") ? callable()
                  : eatWord("block")  ? block()
                                      : event();
    if (Failed || expectNewline())
      return true;
  }
  if (endFunction())
    return true;
  if (llvm::is_contained(Undeclared, F.Self)) {
    Entity &E = Unit.Entities[F.Self.index()];
    E.Access = F.Access;
    E.Internal = F.Internal;
    E.Where = F.Where;
    E.Key = defaultKey(E, Unit.MainFile);
  }
  Frame = nullptr;
  DefaultFile = FileId(0);
  Unit.Functions.push_back(std::move(F));
  return false;
}

/// Finds the labels of all events, so that a block's branch, which stands
/// before them, can name them.
bool TextParser::labels() {
  Labels.clear();
  NumEvents = 0;
  size_t Start = Next;
  for (skipStatement(); !atEnd() && !isTopLevel(peek()); skipStatement()) {
    if (eatPunct("#")) {
      if (peek().isName() &&
          !Labels.try_emplace(peek().Text, EventId(NumEvents)).second)
        return error("two events with label '" + peek().Text + "'");
      ++NumEvents;
    } else if (isVerb(peek())) {
      ++NumEvents;
    }
  }
  Next = Start;
  return false;
}

bool TextParser::headers() {
  bool Taken = true;
  while (Taken)
    if (header(Taken))
      return true;
  return false;
}

/// One part of a function's header, if one is next.
bool TextParser::header(bool &Taken) {
  Taken = true;
  if (eatEnum(Frame->Kind) || eatEnum(Frame->Access) || eatFlag(*Frame))
    return false;
  if (peek().isWord("params")) {
    if (Frame->NumParams != Frame->Params.size())
      return error("parameters after captures");
    ++Next;
    if (variables(Frame->Params))
      return true;
    Frame->NumParams = Frame->Params.size();
    return false;
  }
  if (eatWord("captures"))
    return variables(Frame->Params);
  if (eatWord("locals"))
    return variables(Frame->Locals);
  if (eatPunct("@")) {
    if (place(Frame->Where))
      return true;
    if (Frame->Where.File.valid())
      DefaultFile = Frame->Where.File;
    return false;
  }
  if (peek().is(Token::Word) && enumeratorNamed<AnnotationKind>(peek().Text))
    return annotation(Unit.Entities[Self.index()].Annotations.emplace_back(
        Annotation{AnnotationKind::GuardedBy, {}}));
  Taken = false;
  return false;
}

bool TextParser::variables(std::vector<Variable> &Vars) {
  return list([&] {
    if (!peek().isName())
      return error("expected the name of a variable");
    Variable &V = Vars.emplace_back();
    V.Name = peek().Text;
    ++Next;
    while (true) {
      if (eatPunct(":")) {
        if (type(V.Type))
          return true;
      } else if (eatPunct("@")) {
        if (place(V.Where))
          return true;
      } else if (!eatFlag(V)) {
        return false;
      }
    }
  });
}

bool TextParser::callable() {
  const Token &At = peek();
  uint32_t Index = 0;
  if (number(Index))
    return true;
  if (Index != Frame->Callables.size())
    return error(At, "callables are numbered in order; this is number " +
                         llvm::Twine(Frame->Callables.size()));
  Callable C;
  if (peek().isName() && !peek().isWord("in") && !peek().isWord("on") &&
      !peek().isWord("bound") && !peek().isWord("captures") &&
      entityName(C.Target, kindSet(EntityKind::Function), "function"))
    return true;
  while (!peek().is(Token::Newline)) {
    bool Failed = eatWord("in")      ? path(C.Holder)
                  : eatWord("on")    ? value(C.This)
                  : eatWord("bound") ? values(C.Bound)
                  : eatWord("captures")
                      ? values(C.Captures)
                      : error("unexpected '" + peek().Text + "'");
    if (Failed)
      return true;
  }
  Frame->Callables.push_back(std::move(C));
  return false;
}

//===----------------------------------------------------------------------===//
// Blocks
//===----------------------------------------------------------------------===//

void TextParser::endBlock() {
  if (Where == In::Stated || Where == In::Implied)
    Frame->Blocks[CurrentBlock].EndEvent = Frame->Events.size();
}

bool TextParser::block() {
  if (Where == In::Implied)
    return error("there are events before the first block");
  endBlock();
  if (eatWord("none")) {
    Where = In::Orphans;
    return false;
  }
  Where = In::Stated;
  const Token &At = peek();
  if (number(CurrentBlock))
    return true;
  // Blocks are numbered without gaps, so there cannot be more than tokens.
  if (CurrentBlock >= Tokens.size())
    return error(At, "there are not so many blocks");
  if (CurrentBlock >= Frame->Blocks.size()) {
    Frame->Blocks.resize(CurrentBlock + 1);
    BlockSeen.resize(CurrentBlock + 1);
  }
  if (BlockSeen[CurrentBlock])
    return error(At, "block " + At.Text + " is there already");
  BlockSeen[CurrentBlock] = true;
  Block &B = Frame->Blocks[CurrentBlock];
  B.FirstEvent = B.EndEvent = Frame->Events.size();
  if (eatPunct("->"))
    do {
      BlockRefs.push_back({peek(), 0});
      if (number(BlockRefs.back().Index))
        return true;
      B.Succs.push_back(BlockRefs.back().Index);
    } while (eatPunct(","));
  while (eatFlag(B))
    ;
  return eatWord("if") && branch(B);
}

/// After the `if`.
bool TextParser::branch(Block &B) {
  B.HasBranch = true;
  while (!peek().is(Token::Newline)) {
    if (eatFlag(B.If))
      continue;
    bool Failed = eatPunct("#")     ? eventRef(B.If.Result)
                  : eatWord("owns") ? path(B.If.P)
                  : eatWord("deps") ? deps(B.If.Deps)
                  : eatPunct("@")   ? place(B.If.Where)
                                    : error("unexpected '" + peek().Text + "'");
    if (Failed)
      return true;
  }
  return false;
}

bool TextParser::endFunction() {
  endBlock();
  for (const Forward &F : BlockRefs)
    if (F.Index >= Frame->Blocks.size())
      return error(F.At, "no block " + F.At.Text);
  for (const Forward &F : CallableRefs)
    if (F.Index >= Frame->Callables.size())
      return error(F.At, "no callable " + F.At.Text);
  for (uint32_t I = 0; I < BlockSeen.size(); ++I)
    if (!BlockSeen[I])
      return error("block " + llvm::Twine(I) + " is missing above");
  return false;
}

//===----------------------------------------------------------------------===//
// Events
//===----------------------------------------------------------------------===//

bool TextParser::event() {
  if (Where == In::Nothing) {
    Where = In::Implied;
    CurrentBlock = 0;
    Frame->Blocks.emplace_back();
  }
  if (eatPunct("#")) {
    if (peek().is(Token::Number)) {
      const Token &At = peek();
      uint32_t Index = 0;
      if (number(Index))
        return true;
      if (Index != Frame->Events.size())
        return error(At, "this is event " + llvm::Twine(Frame->Events.size()));
    } else if (peek().isName()) {
      ++Next;
    }
    if (expectPunct("="))
      return true;
  }
  Event E;
  if (eatEnum(E.Rw))
    E.Kind = EventKind::Access;
  else if (!eatEnum(E.Kind))
    return error("unexpected '" + peek().Text + "'");
  if (E.Kind == EventKind::Call) {
    if (!eatPunct("?") &&
        entityName(E.Callee, kindSet(EntityKind::Function), "function"))
      return true;
  } else if (startsPath() && path(E.Target)) {
    return true;
  }
  while (!peek().is(Token::Newline))
    if (eventAttribute(E))
      return true;
  Frame->Events.push_back(std::move(E));
  return false;
}

bool TextParser::eventAttribute(Event &E) {
  if (eatEnum(E.Mode) || eatEnum(E.Reentrant) || eatEnum(E.Guard) ||
      eatEnum(E.Sense) || eatEnum(E.Blocks) || eatFlag(E))
    return false;
  if (peek().is(Token::String))
    return string(E.Text);
  if (peek().isPunct("("))
    return values(E.Args);
  if (eatPunct("="))
    return value(E.Args.emplace_back());
  if (eatPunct("^"))
    return callableRef(E.Callable);
  if (eatPunct("@"))
    return place(E.Where);
  if (eatWord("on"))
    return path(E.Target);
  if (eatWord("calls"))
    return entityName(E.Callee, kindSet(EntityKind::Function), "function");
  if (eatWord("deps"))
    return deps(E.Deps);
  if (eatWord("group"))
    return number(E.Group);
  if (eatWord("op"))
    return keyed("op", E.Op);
  if (eatWord("hint"))
    return keyed("hint", E.Hint);
  if (eatWord("rw"))
    return keyed("rw", E.Rw);
  return error("unexpected '" + peek().Text + "'");
}
