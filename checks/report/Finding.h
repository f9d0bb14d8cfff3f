//===- Finding.h - one bug, as every host reports it ------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A finding is a value. It knows nothing of the host that prints it, nor of
/// the compiler.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_REPORT_FINDING_H
#define CONCURRENCY_REPORT_FINDING_H

#include "detect/Bug.h"
#include <string>
#include <tuple>
#include <vector>

namespace concurrency {

/// What a note is to the finding.
enum class NoteRole : uint8_t {
  Step,     ///< something that a thread does on the way to the bug
  Heading,  ///< says what the steps of another thread amount to
  Evidence, ///< something elsewhere that makes it a bug
};

struct Note {
  std::string Text;
  Place Where;
  NoteRole Role = NoteRole::Step;
  /// Whose step it is: 0 is the thread that the finding is about.
  unsigned Thread = 0;
  /// How many calls below the thread's first step.
  unsigned Depth = 0;

  friend bool operator==(const Note &, const Note &) = default;
};

/// Replaces the text from Begin up to, not including, End.
struct Fix {
  Place Begin;
  Place End;
  std::string Text;

  friend bool operator==(const Fix &, const Fix &) = default;
};

struct Finding {
  FindingKind Kind = FindingKind::UnprotectedSharedState;
  Pattern What = Pattern::WrittenWithoutLock;
  Confidence Sure = Confidence::Likely;
  std::string Message;
  Place Where;
  std::vector<Note> Notes;
  std::vector<Fix> Fixes;
  /// Identity over edits elsewhere; see report/Fingerprint.h.
  std::string Fingerprint;
  /// I/O under lock: what kind of blocking, and whether the lock serves to
  /// serialise the very handle, for the options of that check.
  BlockKind Blocks = BlockKind::File;
  bool SerializesHandle = false;

  friend bool operator==(const Finding &, const Finding &) = default;
  friend bool operator<(const Finding &A, const Finding &B) {
    return std::tie(A.Where, A.Kind, A.Message) <
           std::tie(B.Where, B.Kind, B.Message);
  }
};

} // namespace concurrency

#endif // CONCURRENCY_REPORT_FINDING_H
