//===- TextParserEntities.cpp - text to facts: entities -------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "facts/Text.h"
#include "facts/TextParser.h"
#include "facts/Validate.h"

using namespace concurrency;
using llvm::StringRef;

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

bool TextParser::isTopLevel(const Token &T) {
  return T.isWord("function") || T.isWord("file") || T.isWord("main") ||
         (T.is(Token::Word) && enumeratorNamed<EntityKind>(T.Text));
}

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
  bool InBody = false;
  Next = 0;
  while (!atEnd()) {
    const Token &First = peek();
    InBody &= !isTopLevel(First);
    ++Next;
    if (First.isWord("file")) {
      if (string(Unit.Files.emplace_back()) || expectNewline())
        return true;
      continue;
    }
    if (First.isWord("main")) {
      if (string(Main.emplace()) || expectNewline())
        return true;
      continue;
    }
    std::optional<EntityKind> Kind = enumeratorNamed<EntityKind>(First.Text);
    if (First.isWord("function")) {
      Functions.push_back(Next);
      InBody = true;
    } else if (First.is(Token::Word) && Kind) {
      if (nameOfEntity(*Kind, LastRecord))
        return true;
      if (*Kind == EntityKind::Record)
        LastRecord = EntityId(Unit.Entities.size() - 1);
    } else if (!InBody) {
      return error(First, "expected a file, an entity or a function");
    }
    skipStatement();
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
