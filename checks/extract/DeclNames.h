//===- DeclNames.h - names of declarations ----------------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Names as a programmer writes them, by which models are asked and which
/// messages show; and keys, by which files agree on a declaration.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_EXTRACT_DECLNAMES_H
#define CONCURRENCY_EXTRACT_DECLNAMES_H

#include "llvm/ADT/StringRef.h"
#include <string>

namespace clang {
class FunctionDecl;
class NamedDecl;
} // namespace clang

namespace concurrency {

/// The qualified name without template arguments, inline and unnamed
/// namespaces.
std::string qualifiedName(const clang::NamedDecl &D);

/// The unqualified name; "operator*", "operator bool", "(lambda)".
std::string plainName(const clang::NamedDecl &D);

/// By this name models know a method: "(constructor)", "(destructor)".
std::string modelMethodName(const clang::FunctionDecl &F);

/// True where another file cannot name the declaration, so that an equal key
/// there is another entity.
bool isInternal(const clang::NamedDecl &D);
/// Of a function that is not internal: it is the file's own all the same, and a
/// `static` was left out. No header declares it, nor does anything say that it is
/// meant for others.
bool isUnannounced(const clang::FunctionDecl &F);

/// The identity of a declaration across files. \p MainFile tells internal
/// entities of different files apart.
std::string entityKey(const clang::NamedDecl &D, llvm::StringRef MainFile);

} // namespace concurrency

#endif // CONCURRENCY_EXTRACT_DECLNAMES_H
