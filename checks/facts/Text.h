//===- Text.h - facts as text -----------------------------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM
// Exceptions. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The text form of facts, for tests and debugging. What is printed reads back
/// as equal facts, and it is meant to be written by hand as well:
///
/// \code
///   file "bank.cpp"
///   record Account
///     field balance_ : scalar
///     field mu_ private : mutex
///   global g_count internal : scalar
///
///   function Account::deposit
///     params(amount : scalar)
///     block 0 -> 1, 2 if deps($amount)
///     block 1 -> 2
///       acquire this.mu_ @12:3
///       write this.balance_ @13:3
///       release this.mu_
///     block 2
///       return = this.balance_
/// \endcode
///
/// A statement ends with its line, or with `;`. Indentation means nothing, nor
/// does a line's end within parentheses. `//` begins a comment. What is left
/// out has its default, so does what would be most likely:
///
/// \code
///   unit   := { `main` STRING | `file` STRING | entity | function }
///   entity := (`record`|`field`|`global`|`declare`) NAME { item }
///   item   := `key` STRING          (the name; `main#name` if internal)
///           | `in` (NAME|`none`)    (the entity that qualifies the name)
///           | `public` ... | `internal` `mutable` `lock_like` ...
///           | `bases`(NAME, ...) | `fields`(NAME, ...)  (those in it)
///           | `:` type | annotation | place
///   annotation := (`guarded_by` `requires` ...) [([`shared`] [`false`] path)]
///   type   := { `lock` `atomic` ... | `mutex` | `recursive_mutex`
///           | `scalar` `const` `indirect` | `reentrant` ... | `of` NAME }
///
///   function := `function` NAME header { header | callable | block | event
///                                      | subscript | element }
///   header := { `method` ... | `private` ... | `static` `internal` ...
///           | `params`(var, ...) | `captures`(var, ...) | `locals`(var, ...)
///           | annotation | place }
///   var    := NAME { `ref` `in_loop` ... } [place] [`:` type]
///   callable := `callable` N [NAME] [`in` path] [`on` value]
///             [`bound`(value, ...)] [`captures`(value, ...)]
///   block  := `block` (N|`none`) [`->` N, ...] [`noreturn`] [`if` branch]
///   branch := { `not` | `#`EVENT | `owns` path | `deps`(dep, ...)
///           | `tests` path | `mask` N | `number` N | `above` path | `limit` N
///           | `compares_addresses` | place }
///   subscript := `subscript` `#`EVENT { `loop` N | `nest` N | `stride` N
///           | `offset` N | `rest` N | `ranges` | `bounded` | `last` N }
///   element := `element` letters `of`(path [`times` N], ...)
///           { `offset` N | `with_rest` }
///   event  := [`#`EVENT `=`] verb [path] { attr }
///           | [`#`EVENT `=`] `call` (NAME|`?`) { attr }
///   verb   := `acquire` ... | `read` | `write` | `update`
///   attr   := (value, ...) | `=` value | `on` path | `calls` NAME | `^`N
///           | `deps`(dep, ...) | STRING | `group` N | `op` WORD | `hint` WORD
///           | `shared` | `reentrant` | `deferred` | `if_zero` | `network`
///           | `atomic` `many` ... | `rw` WORD | place
///
///   dep    := `#`EVENT [`of` path] | [`=`] path
///   value  := path | `&`path | `^`N | `new` | NUMBER | `?`
///   path   := root { `.`NAME | `*` | `[`N`]` | `[`letters`]` | `[@]` | `[]` }
///   root   := `this` | `$`PARAM | `%`LOCAL | `::`NAME | `#`EVENT | `?`
///   place  := `@`LINE:COLUMN [`/`FILE]  (the function's file, or file 0)
/// \endcode
///
/// A NAME that is not one word is put in quotes, and `NAME!2` is the second
/// entity so named. `record R` lends its name to the unqualified fields after
/// it; `::x` is unqualified nevertheless. A step `.x` takes the field x of the
/// record at hand, or the only field x there is. Parameters and locals go by
/// name or number, events by number or by a word that labels one: with
/// `#got = call f`, `#got` is what f returned. A captured variable is a `$`
/// like a parameter.
///
/// A function needs no `declare`, and a single block without successors no
/// `block`. `^0` is callable 0. In `[i]` the letters stand for a subscript that
/// is not constant; `[@]` is the thread's own element. A field's or method's
/// parent is found by its name, and so is a method's kind.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_FACTS_TEXT_H
#define CONCURRENCY_FACTS_TEXT_H

#include "facts/Facts.h"
#include "llvm/Support/Error.h"

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace concurrency {

void print(llvm::raw_ostream &OS, const TranslationUnit &Unit);

/// Reads what `print` wrote. An error names line and column, as in
/// `3:14: no field 'mu'`.
llvm::Expected<TranslationUnit> parseText(llvm::StringRef Text);

} // namespace concurrency

#endif // CONCURRENCY_FACTS_TEXT_H
