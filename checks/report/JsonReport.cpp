//===- JsonReport.cpp - findings as plain JSON ----------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "report/JsonReport.h"
#include "report/CheckInfo.h"
#include "report/Fingerprint.h"
#include "report/Message.h"
#include "llvm/Support/JSON.h"

using namespace concurrency;
using llvm::json::OStream;

static constexpr int FormatVersion = 1;

static void writePlace(OStream &J, const Sources &Files, const Place &Where) {
  J.attribute("file", Files.shown(Where.File));
  J.attribute("line", Where.Line);
  J.attribute("column", Where.Column);
}

static llvm::StringRef roleName(NoteRole Role) {
  switch (Role) {
  case NoteRole::Step:
    return "step";
  case NoteRole::Heading:
    return "heading";
  case NoteRole::Evidence:
    return "evidence";
  }
  return "";
}

static void writeFinding(OStream &J, const Finding &F, const Sources &Files) {
  const CheckInfo &Check = checkInfo(F.Kind);
  J.attribute("check", Check.Name);
  J.attribute("pattern", patternName(F.What));
  J.attribute("confidence", confidenceName(F.Sure));
  J.attribute("message", utf8(F.Message));
  writePlace(J, Files, F.Where);
  J.attribute("fingerprint", F.Fingerprint);
  J.attributeArray("cwe", [&] {
    for (llvm::StringRef Weakness : Check.weaknesses())
      J.value(Weakness);
  });
  if (F.Kind == FindingKind::IoUnderLock) {
    J.attribute("blocking", blockKindName(F.Blocks));
    J.attribute("serializesHandle", F.SerializesHandle);
  }
  J.attributeArray("notes", [&] {
    for (const Note &Step : F.Notes)
      J.object([&] {
        J.attribute("message", utf8(Step.Text));
        writePlace(J, Files, Step.Where);
        J.attribute("role", roleName(Step.Role));
        J.attribute("thread", Step.Thread);
        J.attribute("depth", Step.Depth);
      });
  });
  J.attributeArray("fixes", [&] {
    for (const Fix &Change : F.Fixes)
      J.object([&] {
        writePlace(J, Files, Change.Begin);
        J.attribute("endLine", Change.End.Line);
        J.attribute("endColumn", Change.End.Column);
        J.attribute("text", utf8(Change.Text));
      });
  });
}

void concurrency::writeJson(llvm::raw_ostream &OS,
                            llvm::ArrayRef<Finding> Findings,
                            const Sources &Files,
                            llvm::ArrayRef<std::string> NotAnalysed) {
  OStream J(OS, /*IndentSize=*/1);
  J.object([&] {
    J.attribute("version", FormatVersion);
    J.attributeArray("findings", [&] {
      for (const Finding &F : Findings)
        J.object([&] { writeFinding(J, F, Files); });
    });
    J.attributeArray("notAnalysed", [&] {
      for (const std::string &File : NotAnalysed)
        J.value(utf8(File));
    });
  });
  OS << '\n';
}
