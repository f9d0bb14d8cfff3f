//===- Html.cpp - the audit as one page -----------------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "report/Html.h"
#include "report/HtmlPage.h"
#include "report/Markup.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

void HtmlPage::tile(size_t Number, llvm::StringRef What, llvm::StringRef More,
                    const char *Section) {
  OS << "<a class=\"tile\" href=\"#" << Section << "\"><b>" << Number << "</b> "
     << What << "<small>" << escaped(More) << "</small></a>\n";
}

void HtmlPage::header() {
  std::string Title = "Concurrency audit";
  OS << "<header><div class=\"bar\"><h1>" << Title;
  if (!Options.Title.empty())
    OS << " <span>" << escaped(Options.Title) << "</span>";
  OS << "</h1><button id=\"theme\" type=\"button\">dark / "
        "light</button></div>\n"
        "<nav>\n";
  auto Count = [](size_t N, const char *What) {
    return std::to_string(N) + What;
  };
  size_t Definite = llvm::count_if(Findings, [](const Finding &F) {
    return F.Sure == Confidence::Definite;
  });
  tile(Findings.size(), Findings.size() == 1 ? "finding" : "findings",
       Count(Definite, " definite"), "findings");
  size_t OnCycle =
      llvm::count_if(A.Edges, [](const AuditEdge &E) { return E.OnCycle; });
  tile(A.AllEdges, A.AllEdges == 1 ? "lock order" : "lock orders",
       Count(OnCycle, " on cycles"), "graph");
  size_t Blocking = llvm::count_if(
      A.Locks, [](const AuditLock &L) { return L.Blocks.All != 0; });
  tile(A.AllLocks, A.AllLocks == 1 ? "lock" : "locks",
       Count(Blocking, " held while blocking"), "locks");
  size_t Guarded = llvm::count_if(A.States, [](const AuditState &T) {
    return T.Guard != AuditState::NoLock;
  });
  tile(A.AllStates, A.AllStates == 1 ? "shared variable" : "shared variables",
       Count(Guarded, " with a guard"), "state");
  size_t Many =
      llvm::count_if(A.Threads, [](const AuditThread &T) { return T.Many; });
  tile(A.AllThreads, A.AllThreads == 1 ? "thread" : "threads",
       Count(Many, " run by several"), "threads");
  OS << "</nav></header>\n";
}

void HtmlPage::write() {
  OS << "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta "
        "charset=\"utf-8\">\n"
        // Whatever a source may have in its text, nothing is loaded.
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
        "'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, "
        "initial-scale=1\">\n<title>Concurrency audit";
  if (!Options.Title.empty())
    OS << ": " << escaped(Options.Title);
  OS << "</title>\n<style>\n" << PageStyle << "</style>\n</head>\n<body>\n";
  header();
  OS << "<main>\n";
  findings();
  graph();
  locks();
  states();
  threads();
  OS << "</main>\n<script>\n" << PageScript << "</script>\n</body>\n</html>\n";
}

void concurrency::writeHtml(llvm::raw_ostream &OS,
                            llvm::ArrayRef<Finding> Findings, const Audit &A,
                            Sources &Files, const HtmlOptions &Options) {
  HtmlPage(OS, Findings, A, Files, Options).write();
}
