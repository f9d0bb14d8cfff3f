//===- report-dump.cpp - every report of textual facts --------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Links, solves and reports a program of textual facts, so that tests of the
/// reports need no compiler.
///
//===----------------------------------------------------------------------===//

#include "detect/Detect.h"
#include "facts/Text.h"
#include "facts/Validate.h"
#include "report/Baseline.h"
#include "report/Changed.h"
#include "report/Dot.h"
#include "report/Html.h"
#include "report/JsonReport.h"
#include "report/Message.h"
#include "report/Sarif.h"
#include "report/TextReport.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

using namespace concurrency;
namespace cl = llvm::cl;

enum class Format { Text, Json, Sarif, Html, Dot, Baseline };

static cl::list<std::string> Inputs(cl::Positional, cl::OneOrMore,
                                    cl::desc("<textual facts>..."));
static cl::opt<Format>
    As("format", cl::desc("What to write to stdout"), cl::init(Format::Text),
       cl::values(clEnumValN(Format::Text, "text", ""),
                  clEnumValN(Format::Json, "json", ""),
                  clEnumValN(Format::Sarif, "sarif", ""),
                  clEnumValN(Format::Html, "html", ""),
                  clEnumValN(Format::Dot, "dot", ""),
                  clEnumValN(Format::Baseline, "baseline", "")));
static cl::opt<std::string> Root("root", cl::desc("The project's folder"));
static cl::opt<std::string> Known("baseline",
                                  cl::desc("Leave out what is in it"));
static cl::opt<std::string> Diff("diff", cl::desc("Only what it touches"));
static cl::opt<bool> Absolute("absolute", cl::desc("Show absolute paths"));
static cl::opt<bool> Color("in-color", cl::desc("Colour in text"));
static cl::opt<bool> NoGraphviz("no-graphviz", cl::desc("Our own layout"));
static cl::opt<unsigned> MaxResults("max-results", cl::init(25000),
                                    cl::desc("Of SARIF"));
static cl::opt<std::string> HelpBase("help-base", cl::desc("Of SARIF"));

static llvm::ExitOnError ExitOnErr("report-dump: ");

static std::string contents(llvm::StringRef File) {
  return ExitOnErr(llvm::errorOrToExpected(llvm::MemoryBuffer::getFile(File)))
      ->getBuffer()
      .str();
}

/// The findings whose flag is \p Keep.
static std::vector<Finding> chosen(std::vector<Finding> All,
                                   const std::vector<bool> &Flags, bool Keep) {
  std::vector<Finding> Left;
  for (size_t I = 0; I != All.size(); ++I)
    if (Flags[I] == Keep)
      Left.push_back(std::move(All[I]));
  return Left;
}

int main(int Argc, const char **Argv) {
  cl::ParseCommandLineOptions(Argc, Argv, "Reports on textual facts\n");
  std::vector<TranslationUnit> Units;
  for (const std::string &File : Inputs) {
    Units.push_back(ExitOnErr(parseText(contents(File))));
    ExitOnErr(validate(Units.back()));
  }
  Program Linked(std::move(Units));
  std::unique_ptr<Solution> Solved = solve(Linked);
  Evidence Evidence(*Solved);
  Bugs Found = detectAll(Evidence);
  std::vector<Finding> Findings = report(*Solved, Found);
  Sources Files(Linked.files(), Root, Absolute);

  if (!Known.empty()) {
    Baseline::Match Match = ExitOnErr(Baseline::read(Known)).match(Findings);
    Findings = chosen(std::move(Findings), Match.Known, false);
    llvm::errs() << Match.Gone << " gone\n";
  }
  if (!Diff.empty()) {
    ChangedLines Changed = ExitOnErr(ChangedLines::parse(contents(Diff), Root));
    std::vector<bool> Touched;
    for (const Finding &F : Findings)
      Touched.push_back(Changed.touches(F, Files));
    Findings = chosen(std::move(Findings), Touched, true);
  }

  switch (As) {
  case Format::Text: {
    TextOptions Options;
    Options.Color = Color;
    writeText(llvm::outs(), Findings, Files, Options);
    break;
  }
  case Format::Json:
    writeJson(llvm::outs(), Findings, Files);
    break;
  case Format::Sarif: {
    SarifOptions Options;
    Options.ToolVersion = "1.2.3";
    Options.MaxResults = MaxResults;
    Options.HelpBase = HelpBase;
    writeSarif(llvm::outs(), Findings, Files, Options);
    break;
  }
  case Format::Html: {
    HtmlOptions Options;
    Options.Title = "report-dump";
    Options.Graph.Graphviz = !NoGraphviz;
    writeHtml(llvm::outs(), Findings, audit(Evidence, Found), Files, Options);
    break;
  }
  case Format::Dot:
    writeDot(llvm::outs(), audit(Evidence, Found), Files);
    break;
  case Format::Baseline:
    writeBaseline(llvm::outs(), Findings, Files);
    break;
  }
  return 0;
}
