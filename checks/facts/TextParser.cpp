//===- TextParser.cpp - text to facts: the pieces -------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "facts/TextParser.h"

using namespace concurrency;
using llvm::StringRef;

//===----------------------------------------------------------------------===//
// Tokens
//===----------------------------------------------------------------------===//

bool TextParser::error(const Token &At, const llvm::Twine &Message) {
  if (Failure.empty())
    Failure = llvm::toString(errorAt(At, Message));
  return true;
}

bool TextParser::eatPunct(StringRef P) {
  if (!peek().isPunct(P))
    return false;
  ++Next;
  return true;
}

bool TextParser::eatWord(StringRef W) {
  if (!peek().isWord(W))
    return false;
  ++Next;
  return true;
}

bool TextParser::expectPunct(StringRef P) {
  return !eatPunct(P) && error("expected '" + P + "'");
}

bool TextParser::expectNewline() {
  if (!peek().is(Token::Newline))
    return error("unexpected '" + peek().Text + "'");
  ++Next;
  return false;
}

void TextParser::skipStatement() {
  while (!atEnd() && !peek().is(Token::Newline))
    ++Next;
  if (!atEnd())
    ++Next;
}

/// Skips a parenthesised list, if one is next.
bool TextParser::skipParens() {
  if (!peek().isPunct("("))
    return false;
  const Token &Open = peek();
  for (unsigned Depth = 0; !atEnd(); ++Next) {
    if (peek().isPunct("("))
      ++Depth;
    if (peek().isPunct(")") && --Depth == 0) {
      ++Next;
      return false;
    }
  }
  return error(Open, "expected ')'");
}

bool TextParser::string(std::string &S) {
  if (!peek().is(Token::String))
    return error("expected a string");
  S = peek().Text;
  ++Next;
  return false;
}

bool TextParser::list(llvm::function_ref<bool()> Item) {
  if (expectPunct("("))
    return true;
  if (eatPunct(")"))
    return false;
  do
    if (Item())
      return true;
  while (eatPunct(","));
  return expectPunct(")");
}

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

/// Chooses among entities of one name, which `!2` may follow.
bool TextParser::pick(const Token &Name, llvm::ArrayRef<EntityId> Namesakes,
                      EntityId &E, StringRef What) {
  if (Namesakes.empty())
    return error(Name, "no " + What + " '" + Name.Text + "'");
  if (eatPunct("!")) {
    uint32_t Which = 0;
    const Token &At = peek();
    if (number(Which))
      return true;
    if (Which == 0 || Which > Namesakes.size())
      return error(At, "there are " + llvm::Twine(Namesakes.size()) + " '" +
                           Name.Text + "'");
    E = Namesakes[Which - 1];
    return false;
  }
  if (Namesakes.size() > 1)
    return error(Name, "there are several '" + Name.Text +
                           "'; say which, as in " + Name.Text + "!1");
  E = Namesakes.front();
  return false;
}

bool TextParser::entityName(EntityId &E, KindSet Kinds, StringRef What) {
  const Token &Name = peek();
  if (!Name.isName())
    return error("expected the name of a " + What);
  ++Next;
  return pick(Name, Names.named(Name.Text, Kinds), E, What);
}

bool TextParser::entities(List<EntityId> &Es, KindSet Kinds,
                          StringRef What) {
  Es.clear();
  return list([&] {
    EntityId E;
    if (entityName(E, Kinds, What))
      return true;
    Es.push_back(E);
    return false;
  });
}

bool TextParser::variableRef(llvm::ArrayRef<Variable> Variables,
                             uint32_t &Index, StringRef What) {
  const Token &Name = peek();
  if (Name.is(Token::Number)) {
    if (number(Index))
      return true;
    // In an annotation, nothing is known of the parameters.
    if (Frame && Index >= Variables.size())
      return error(Name, "no " + What + " " + Name.Text);
    return false;
  }
  if (!Name.isName())
    return error("expected the name or number of a " + What);
  std::optional<uint32_t> Found = variableNamed(Variables, Name.Text);
  if (!Found)
    return error("no " + What + " '" + Name.Text +
                 "', or several; say which by its number");
  Index = *Found;
  ++Next;
  return false;
}

bool TextParser::eventRef(EventId &E) {
  const Token &Name = peek();
  if (Name.is(Token::Number)) {
    uint32_t Index = 0;
    if (number(Index))
      return true;
    if (Index >= NumEvents)
      return error(Name, "no event " + Name.Text);
    E = EventId(Index);
    return false;
  }
  auto It = Name.isName() ? Labels.find(Name.Text) : Labels.end();
  if (It == Labels.end())
    return error("no event with label '" + Name.Text + "'");
  E = It->second;
  ++Next;
  return false;
}

bool TextParser::callableRef(CallableId &C) {
  const Token &At = peek();
  uint32_t Index = 0;
  if (number(Index))
    return true;
  CallableRefs.push_back({At, Index});
  C = CallableId(Index);
  return false;
}

//===----------------------------------------------------------------------===//
// Places, paths, values
//===----------------------------------------------------------------------===//

/// After the `@`.
bool TextParser::place(Place &P) {
  P.File = DefaultFile;
  if (number(P.Line) || expectPunct(":") || number(P.Column))
    return true;
  if (!eatPunct("/")) {
    NeedsFile |= P.File == FileId(0);
    return false;
  }
  if (eatPunct("?")) {
    P.File = FileId();
    return false;
  }
  const Token &At = peek();
  uint32_t File = 0;
  if (number(File))
    return true;
  if (File >= Unit.Files.size())
    return error(At, "no file " + At.Text);
  P.File = FileId(File);
  return false;
}

bool TextParser::startsPath() const {
  if (peek().isWord("this"))
    return true;
  if (!peek().is(Token::Punct))
    return false;
  StringRef P = peek().Text;
  return P == "$" || P == "%" || P == "::" || P == "#" || P == "?";
}

bool TextParser::path(Path &P) {
  P = Path();
  if (eatPunct("?"))
    return false;
  if (eatWord("this")) {
    P.Root = RootKind::This;
  } else if (eatPunct("$")) {
    P.Root = RootKind::Param;
    if (variableRef(params(), P.Index, "parameter"))
      return true;
  } else if (eatPunct("%")) {
    P.Root = RootKind::Local;
    if (variableRef(locals(), P.Index, "local"))
      return true;
  } else if (eatPunct("::")) {
    EntityId E;
    if (entityName(E, kindSet(EntityKind::Global), "global"))
      return true;
    P = Path::global(E);
  } else if (eatPunct("#")) {
    EventId E;
    if (eventRef(E))
      return true;
    P = Path::result(E);
  } else {
    return error("expected a path");
  }
  return steps(P);
}

bool TextParser::variableElement(Step &S) {
  const SubscriptKind What = eatWord("given")    ? SubscriptKind::Given
                             : eatWord("around") ? SubscriptKind::Around
                                                 : SubscriptKind::Plain;
  std::optional<uint32_t> Number = subscriptNumber(peek().Text);
  if (!Number)
    return error("expected a number or lower-case letters");
  S = Step::element(Step::variableKey(*Number, What));
  ++Next;
  return false;
}

bool TextParser::steps(Path &P) {
  RecordTracker Tracker(Names, Self, Frame);
  EntityId Record = Tracker.atRoot(P.Root, P.Index);
  while (true) {
    const Token &At = peek();
    Step S;
    if (eatPunct("*")) {
      S = Step::deref();
    } else if (eatPunct("[")) {
      S = Step::element(0);
      if (eatPunct("@")) {
        S = Step::element(OwnElement);
      } else if (peek().is(Token::Number)) {
        uint32_t Constant = 0;
        if (number(Constant))
          return true;
        if (Constant >= OwnElement - 1)
          return error(At, "constant subscript is too large");
        S = Step::element(Constant + 1);
      } else if (peek().is(Token::Word)) {
        if (variableElement(S))
          return true;
      }
      if (expectPunct("]"))
        return true;
    } else if (eatPunct(".")) {
      const Token &Name = peek();
      if (!Name.isName())
        return error("expected the name of a field");
      ++Next;
      EntityId Field = Names.field(Name.Text, Record);
      if (!Field.valid() || peek().isPunct("!")) {
        auto Namesakes = Names.named(Name.Text, kindSet(EntityKind::Field));
        if (pick(Name, Namesakes, Field, "field"))
          return true;
      }
      S = Step::field(Field);
    } else {
      return false;
    }
    if (P.Steps.size() == Path::MaxSteps)
      return error(At, "path is too long");
    P.Steps.push_back(S);
    Record = Tracker.after(Record, S);
  }
}

bool TextParser::value(Value &V) {
  if (eatPunct("&")) {
    Path P;
    if (path(P))
      return true;
    V = Value::address(std::move(P));
    return false;
  }
  if (eatPunct("^")) {
    CallableId C;
    if (callableRef(C))
      return true;
    V = Value::callable(C);
    return false;
  }
  if (eatWord("new")) {
    V = Value::fresh();
    return false;
  }
  if (peek().is(Token::Number)) {
    int64_t N = 0;
    if (number(N))
      return true;
    V = Value::constant(N);
    return false;
  }
  Path P;
  if (path(P))
    return true;
  V = Value::copy(std::move(P));
  return false;
}

bool TextParser::values(List<Value> &Vs) {
  return list([&] { return value(Vs.emplace_back()); });
}

bool TextParser::dep(Dep &D) {
  if (eatPunct("="))
    return path(D.P);
  if (!eatPunct("#"))
    return path(D.P);
  if (eventRef(D.Result))
    return true;
  if (eatWord("of"))
    return path(D.P);
  Path P = Path::result(D.Result);
  if (steps(P))
    return true;
  if (!P.Steps.empty())
    D = {std::move(P), EventId()};
  return false;
}

bool TextParser::deps(List<Dep> &Ds) {
  return list([&] { return dep(Ds.emplace_back()); });
}

//===----------------------------------------------------------------------===//
// Types and annotations
//===----------------------------------------------------------------------===//

/// After the `:`.
bool TextParser::type(TypeFacts &T) {
  while (true) {
    if (eatWord("of")) {
      if (entityName(T.Record, kindSet(EntityKind::Record), "record"))
        return true;
    } else if (eatWord("mutex")) {
      T.Role = TypeRole::Lock;
      T.Reentrant = Reentrancy::No;
    } else if (eatWord("recursive_mutex")) {
      T.Role = TypeRole::Lock;
      T.Reentrant = Reentrancy::Yes;
    } else if (!eatEnum(T.Role) && !eatEnum(T.Reentrant) && !eatFlag(T)) {
      return false;
    }
  }
}

bool TextParser::annotation(Annotation &A) {
  if (!eatEnum(A.Kind))
    return error("expected an annotation");
  if (!eatPunct("("))
    return false;
  eatEnum(A.Mode);
  if (eatWord("false"))
    A.Success = false;
  if (startsPath() && path(A.Lock))
    return true;
  return expectPunct(")");
}
