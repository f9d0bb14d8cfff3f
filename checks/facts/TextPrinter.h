//===- TextPrinter.h - facts to text ----------------------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// See Text.h for the grammar. Whoever debugs an extractor prints facts that
/// are not valid yet, so nothing here trusts an index.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_FACTS_TEXTPRINTER_H
#define CONCURRENCY_FACTS_TEXTPRINTER_H

#include "facts/Names.h"
#include "facts/Symbols.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/raw_ostream.h"

namespace concurrency {

class TextPrinter {
public:
  TextPrinter(llvm::raw_ostream &OS, const TranslationUnit &Unit)
      : OS(OS), Unit(Unit), Names(Unit) {}
  void unit();

private:
  //===--- Pieces (TextPrinter.cpp) ---===//
  // Those that may be left out begin with a space.
  void quoted(llvm::StringRef Text);
  void plainOrQuoted(llvm::StringRef Name);
  void entityName(EntityId E, KindSet Kinds);
  void place(const Place &P);
  template <typename T> void flags(const T &Facts);
  template <typename E> void word(E Enumerator, E Default);
  template <typename E> void word(llvm::StringRef Key, E Enumerator, E Default);
  template <typename T, typename Fn> void list(const T &Items, Fn Print);

  void path(const Path &P);
  void field(EntityId Field, EntityId Record);
  void variableRef(llvm::ArrayRef<Variable> Variables, uint32_t Index);
  void value(const Value &V);
  void values(const List<Value> &Vs);
  void dep(const Dep &D);
  void deps(const List<Dep> &Deps);
  void type(const TypeFacts &T);
  void annotation(const Annotation &A);
  void variable(const Variable &V);

  //===--- Statements (TextPrinterStatements.cpp) ---===//
  void entity(EntityId E);
  void function(const Function &F);
  void subscript(const Subscript &X);
  void elementSource(const ElementSource &X);
  void variableElement(const Step &S);
  void variables(llvm::StringRef Keyword, llvm::ArrayRef<Variable> Variables);
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

template <typename T> void TextPrinter::flags(const T &Facts) {
  for (const Flag<T> &F : FlagsOf<T>::Of)
    if (Facts.*F.Member)
      OS << ' ' << F.Name;
}

template <typename E> void TextPrinter::word(E Enumerator, E Default) {
  if (Enumerator != Default)
    OS << ' ' << nameOf(Enumerator);
}

template <typename E>
void TextPrinter::word(llvm::StringRef Key, E Enumerator, E Default) {
  if (Enumerator != Default)
    OS << ' ' << Key << ' ' << nameOf(Enumerator);
}

template <typename T, typename Fn>
void TextPrinter::list(const T &Items, Fn Print) {
  OS << '(';
  llvm::interleaveComma(Items, OS, Print);
  OS << ')';
}

} // namespace concurrency

#endif // CONCURRENCY_FACTS_TEXTPRINTER_H
