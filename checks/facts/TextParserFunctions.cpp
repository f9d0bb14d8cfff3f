//===- TextParserFunctions.cpp - text to facts: bodies --------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "facts/TextParser.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

/// Statements that are events, but for labels.
static bool isVerb(const Token &T) {
  return T.is(Token::Word) && (enumeratorNamed<EventKind>(T.Text) ||
                               enumeratorNamed<AccessKind>(T.Text));
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
    bool Failed = eatWord("callable")    ? callable()
                  : eatWord("block")     ? block()
                  : eatWord("subscript") ? subscript()
                  : eatWord("element")   ? elementSource()
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

bool TextParser::variables(List<Variable> &Vars) {
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

bool TextParser::subscript() {
  Subscript X;
  if (expectPunct("#") || eventRef(X.At))
    return true;
  while (!peek().is(Token::Newline)) {
    if (eatFlag(X))
      continue;
    bool Failed = eatWord("loop")     ? number(X.Loop)
                  : eatWord("nest")   ? number(X.Nest)
                  : eatWord("stride") ? number(X.Stride)
                  : eatWord("offset") ? number(X.Offset)
                  : eatWord("rest")   ? number(X.Rest)
                  : eatWord("last") ? number(X.Last)
                                    : error("unexpected '" + peek().Text + "'");
    if (Failed)
      return true;
  }
  Frame->Subscripts.push_back(X);
  return false;
}

bool TextParser::term(Term &T) {
  return path(T.Of) || (eatWord("times") && number(T.Scale));
}

bool TextParser::elementSource() {
  ElementSource X;
  Step S;
  if (variableElement(S))
    return true;
  X.Element = S.Index;
  while (!peek().is(Token::Newline)) {
    if (eatFlag(X))
      continue;
    bool Failed =
        eatWord("of")       ? list([&] { return term(X.Terms.emplace_back()); })
        : eatWord("offset") ? number(X.Offset)
                            : error("unexpected '" + peek().Text + "'");
    if (Failed)
      return true;
  }
  Frame->Elements.push_back(std::move(X));
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
  B.If.emplace();
  while (!peek().is(Token::Newline)) {
    if (eatFlag(*B.If))
      continue;
    bool Failed = eatPunct("#")     ? eventRef(B.If->Result)
                  : eatWord("owns") ? path(B.If->P)
                  : eatWord("tests")  ? path(B.If->Tested)
                  : eatWord("mask")   ? number(B.If->Mask)
                  : eatWord("number") ? number(B.If->Number)
                  : eatWord("above")  ? path(B.If->Compared)
                  : eatWord("limit")  ? number(B.If->Limit)
                  : eatWord("deps") ? deps(B.If->Deps)
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
