//===- AnnotationReader.h - Clang's own attributes --------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Reads the attributes of Clang's thread-safety analysis and of function
/// effects. Where a programmer has written them, they settle the matter.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_EXTRACT_ANNOTATIONREADER_H
#define CONCURRENCY_EXTRACT_ANNOTATIONREADER_H

#include "facts/Facts.h"

namespace clang {
class Decl;
class NamedDecl;
} // namespace clang

namespace concurrency {

class EntityTable;

List<Annotation> readAnnotations(const clang::NamedDecl &D,
                                        EntityTable &Entities);
/// Whether some annotation speaks of locks.
bool isAnnotated(const clang::Decl &D);

} // namespace concurrency

#endif // CONCURRENCY_EXTRACT_ANNOTATIONREADER_H
