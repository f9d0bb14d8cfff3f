//===- Dot.cpp - the lock graph for Graphviz ------------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "report/Dot.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace concurrency;

static std::string quoted(llvm::StringRef Text) {
  std::string Out = "\"";
  for (char C : utf8(Text)) {
    if (C == '"' || C == '\\')
      Out += '\\';
    Out += static_cast<unsigned char>(C) < 0x20 ? ' ' : C;
  }
  return Out + '"';
}

static std::string place(const Sources &Files, const Place &Where) {
  if (!Where.valid())
    return "";
  return (Files.shown(Where.File) + ":" + llvm::Twine(Where.Line)).str();
}

void concurrency::writeDot(llvm::raw_ostream &OS, const Audit &A,
                           const Sources &Files) {
  OS << "digraph locks {\n"
        "  // An arrow leads from a lock to one that is taken while it is "
        "held.\n"
        "  node [shape=box, style=rounded, fontname=\"sans-serif\"];\n"
        "  edge [fontname=\"sans-serif\", fontsize=10];\n";
  std::vector<bool> Linked(A.Locks.size());
  for (const AuditEdge &E : A.Edges)
    Linked[E.From] = Linked[E.To] = true;
  for (size_t I = 0; I != A.Locks.size(); ++I) {
    const AuditLock &L = A.Locks[I];
    if (!Linked[I])
      continue;
    OS << "  lock" << I << " [label=" << quoted(L.Name)
       << ", tooltip=" << quoted(place(Files, L.Where));
    if (L.OnCycle)
      OS << ", color=red";
    OS << "];\n";
  }
  for (const AuditEdge &E : A.Edges) {
    std::string Where;
    if (!E.Ways.First.empty())
      Where = E.Ways.First.front().Function + " " +
              place(Files, E.Ways.First.front().Where);
    OS << "  lock" << E.From << " -> lock" << E.To
       << " [tooltip=" << quoted(Where);
    if (E.Ways.All > 1)
      OS << ", label=\"" << E.Ways.All << '"';
    if (E.OnCycle)
      OS << ", color=red, penwidth=2";
    OS << "];\n";
  }
  OS << "}\n";
}
