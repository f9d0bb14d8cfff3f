//===- Extract.h - from the AST to facts ------------------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The door of this room: one call reads the AST, once, and writes facts.
/// Nothing after it sees a Clang declaration.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_EXTRACT_EXTRACT_H
#define CONCURRENCY_EXTRACT_EXTRACT_H

#include "facts/Facts.h"

namespace clang {
class ASTContext;
class FileID;
class SourceManager;
} // namespace clang

namespace concurrency {

class Model;

/// Bounds, so that no function costs more than it is worth. A function beyond
/// them is truncated or left out, and counted.
struct ExtractOptions {
  /// Larger control-flow graphs are left out.
  unsigned MaxBlocks = 20000;
  /// More events of one function are cut off.
  unsigned MaxEvents = 50000;
  /// Bodies with more statements and expressions are left out.
  unsigned MaxNodes = 1000000;
  /// Bodies nested more deeply are left out: building a CFG recurses.
  unsigned MaxDepth = 1500;
  /// More functions of one file (instantiations, mostly) are left out.
  unsigned MaxFunctions = 200000;
  /// The file will be looked at by itself: its entities need no keys, and of one
  /// in which no check can find anything nothing is read. (Among other files
  /// it may matter: they may lock what it uses.)
  bool Alone = false;
  /// The files beside it will be looked at as well: what is theirs, too, or of
  /// use to nobody, is left out (see Prune.h).
  bool Sparse = false;
};

struct ExtractStats {
  unsigned Functions = 0; ///< written
  unsigned Dropped = 0;   ///< without any event
  unsigned Skipped = 0;   ///< broken, or beyond a bound
  unsigned Truncated = 0;
  unsigned Blocks = 0;
  unsigned Events = 0;
  unsigned Entities = 0;
};

/// What TranslationUnit::MainFile will be.
std::string mainFile(const clang::ASTContext &Ctx);
/// The name that a file has in facts; empty for what is no file.
std::string fileName(const clang::SourceManager &SM, clang::FileID File);

/// The facts of the translation unit, of which only the traversal scope is
/// walked: in clangd, the declarations of the main file. Bodies elsewhere,
/// outside system headers, follow where something reached calls them.
TranslationUnit extract(clang::ASTContext &Ctx, const Model &M,
                        const ExtractOptions &Options, ExtractStats &Stats);

} // namespace concurrency

#endif // CONCURRENCY_EXTRACT_EXTRACT_H
