//===- TextParser.h - text to facts -----------------------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// See Text.h for the grammar. Names may be used before their statement, so the
/// parser goes over the tokens several times: for the names of all entities,
/// for what is said of them, for annotations (whose paths depend on both), and
/// for bodies.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_FACTS_TEXTPARSER_H
#define CONCURRENCY_FACTS_TEXTPARSER_H

#include "facts/Names.h"
#include "facts/Symbols.h"
#include "facts/TextLexer.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace concurrency {

/// As in LLVM's parsers, functions return true after an error.
class TextParser {
public:
  explicit TextParser(std::vector<Token> Tokens)
      : Tokens(std::move(Tokens)), Names(Unit) {}
  llvm::Expected<TranslationUnit> run();

private:
  //===--- Tokens ---===//
  const Token &peek(unsigned Ahead = 0) const {
    return Tokens[std::min<size_t>(Next + Ahead, Tokens.size() - 1)];
  }
  bool atEnd() const { return peek().is(Token::End); }
  bool error(const Token &At, const llvm::Twine &Message);
  bool error(const llvm::Twine &Message) { return error(peek(), Message); }
  bool eatPunct(llvm::StringRef P);
  bool eatWord(llvm::StringRef W);
  bool expectPunct(llvm::StringRef P);
  bool expectNewline();
  void skipStatement();
  bool skipParens();
  template <typename Int> bool number(Int &N);
  bool string(std::string &S);
  /// `( item, ... )`, without items if \p OrEmpty.
  bool list(llvm::function_ref<bool()> Item);

  //===--- Words ---===//
  /// Takes a word of the enumeration, if one is next and not the default.
  template <typename E> bool eatEnum(E &Enumerator);
  template <typename T> bool eatFlag(T &Facts);
  /// After `Key`, where an enumerator must follow.
  template <typename E> bool keyed(llvm::StringRef Key, E &Enumerator);

  //===--- Pieces (TextParser.cpp) ---===//
  bool entityName(EntityId &E, KindSet Kinds, llvm::StringRef What);
  bool entities(List<EntityId> &Es, KindSet Kinds, llvm::StringRef What);
  bool pick(const Token &Name, llvm::ArrayRef<EntityId> Namesakes, EntityId &E,
            llvm::StringRef What);
  bool place(Place &P);
  bool startsPath() const;
  bool path(Path &P);
  bool steps(Path &P);
  llvm::ArrayRef<Variable> params() const {
    return Frame ? llvm::ArrayRef<Variable>(Frame->Params) : llvm::ArrayRef<Variable>();
  }
  llvm::ArrayRef<Variable> locals() const {
    return Frame ? llvm::ArrayRef<Variable>(Frame->Locals) : llvm::ArrayRef<Variable>();
  }
  bool variableRef(llvm::ArrayRef<Variable> Variables, uint32_t &Index,
                   llvm::StringRef What);
  bool eventRef(EventId &E);
  bool callableRef(CallableId &C);
  bool value(Value &V);
  bool values(List<Value> &Vs);
  bool dep(Dep &D);
  bool deps(List<Dep> &Ds);
  bool type(TypeFacts &T);
  bool annotation(Annotation &A);

  //===--- Entities (TextParserEntities.cpp) ---===//
  /// Statements that end the body of a function.
  static bool isTopLevel(const Token &T);
  bool namesOfEntities();
  bool nameOfEntity(EntityKind Kind, EntityId LastRecord);
  bool nameOfFunction();
  EntityId add(EntityKind Kind, llvm::StringRef Name, EntityId Parent);
  bool allEntities();
  bool entity(EntityId Id);
  bool allAnnotations();

  //===--- Functions (TextParserFunctions.cpp) ---===//
  bool allFunctions();
  bool function();
  bool headers();
  bool header(bool &Taken);
  bool variables(List<Variable> &Vars);
  bool labels();
  bool callable();
  bool subscript();
  bool elementSource();
  bool term(Term &T);
  bool variableElement(Step &S);
  bool block();
  bool branch(Block &B);
  bool event();
  bool eventAttribute(Event &E);
  bool endFunction();
  void endBlock();

  std::vector<Token> Tokens;
  size_t Next = 0;
  std::string Failure; ///< the first

  TranslationUnit Unit;
  Symbols Names;
  /// The entity that the statement at a token is about.
  llvm::DenseMap<unsigned, EntityId> Stated;
  /// Annotations are parsed when everything else is known of all entities.
  struct Postponed {
    EntityId On;
    size_t At;
  };
  std::vector<Postponed> Annotations;
  std::vector<bool> OwnFields;      ///< by entity: `fields` was said
  List<EntityId> Undeclared; ///< known from their bodies alone

  /// What paths are about.
  EntityId Self;
  Function *Frame = nullptr;
  FileId DefaultFile{0};
  bool NeedsFile = false; ///< a place was given

  // Of the function at hand.
  llvm::StringMap<EventId> Labels;
  uint32_t NumEvents = 0;
  struct Forward {
    Token At;
    uint32_t Index;
  };
  /// References to blocks and callables, checked at the function's end.
  std::vector<Forward> BlockRefs, CallableRefs;
  /// Where the block of the next event is in Function::Blocks.
  enum class In { Nothing, Implied, Orphans, Stated } Where = In::Nothing;
  uint32_t CurrentBlock = 0;
  std::vector<bool> BlockSeen;
};

template <typename Int> bool TextParser::number(Int &N) {
  if (!peek().is(Token::Number) ||
      llvm::StringRef(peek().Text).getAsInteger(10, N))
    return error("expected a number");
  ++Next;
  return false;
}

template <typename E> bool TextParser::eatEnum(E &Enumerator) {
  if (!peek().is(Token::Word))
    return false;
  std::optional<E> Named = enumeratorNamed<E>(peek().Text);
  if (!Named)
    return false;
  Enumerator = *Named;
  ++Next;
  return true;
}

template <typename T> bool TextParser::eatFlag(T &Facts) {
  if (!peek().is(Token::Word))
    return false;
  const Flag<T> *F = flagNamed<T>(peek().Text);
  if (!F)
    return false;
  Facts.*F->Member = true;
  ++Next;
  return true;
}

template <typename E>
bool TextParser::keyed(llvm::StringRef Key, E &Enumerator) {
  return !eatEnum(Enumerator) && error("'" + Key + "' of what?");
}

} // namespace concurrency

#endif // CONCURRENCY_FACTS_TEXTPARSER_H
