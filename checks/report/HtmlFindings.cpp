//===- HtmlFindings.cpp - the findings of the audit's page ----------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "report/CheckInfo.h"
#include "report/HtmlPage.h"
#include "report/Markup.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <map>

using namespace concurrency;

static constexpr size_t MaxLine = 400;

void HtmlPage::sourceLine(const Place &Where, unsigned Line) {
  std::string Text = Files.line(Where.File, Line);
  bool Here = Line == Where.Line;
  OS << "<span class=\"" << (Here ? "line here" : "line") << "\"><i>" << Line
     << "</i>";
  llvm::StringRef Rest = Text;
  if (!Here || Where.Column == 0 || Where.Column > Rest.size()) {
    OS << escaped(Rest.take_front(MaxLine)) << "</span>\n";
    return;
  }
  llvm::StringRef Before = Rest.take_front(Where.Column - 1);
  Rest = Rest.drop_front(Before.size());
  llvm::StringRef Word = Rest.take_while(
      [](char C) { return llvm::isAlnum(C) || C == '_' || (C & 0x80); });
  if (Word.empty())
    Word = Rest.take_front(1);
  OS << escaped(Before.take_back(MaxLine)) << "<mark>" << escaped(Word)
     << "</mark>"
     << escaped(Rest.drop_front(Word.size()).take_front(MaxLine))
     << "</span>\n";
}

void HtmlPage::source(const Place &Where, unsigned Around) {
  if (Files.line(Where.File, Where.Line).empty())
    return;
  unsigned First = Where.Line > Around ? Where.Line - Around : 1;
  OS << "<pre>";
  for (unsigned Line = First; Line <= Where.Line + Around; ++Line)
    sourceLine(Where, Line);
  OS << "</pre>\n";
}

void HtmlPage::note(const Note &N) {
  OS << "<li style=\"--depth:" << std::min(N.Depth, 12u) << "\"><p>"
     << escaped(N.Text) << ' ' << place(N.Where) << "</p>";
  source(N.Where, 0);
  OS << "</li>\n";
}

/// A column a thread, and below them what else matters.
void HtmlPage::notes(const Finding &F) {
  std::map<unsigned, std::vector<const Note *>> ByThread;
  std::vector<const Note *> Evidence;
  for (const Note &N : F.Notes)
    if (N.Role == NoteRole::Evidence)
      Evidence.push_back(&N);
    else
      ByThread[N.Thread].push_back(&N);
  if (ByThread.size() > 1 || (ByThread.size() == 1 && !ByThread.count(0)))
    OS << "<div class=\"threads\">\n";
  else
    OS << "<div>\n";
  unsigned Number = 1;
  for (const auto &[Thread, Steps] : ByThread) {
    OS << "<div class=\"thread\">";
    if (Thread)
      OS << "<h4>another thread" << (ByThread.size() > 2 ? " (" : "")
         << (ByThread.size() > 2 ? std::to_string(Number) + ")" : "")
         << "</h4>";
    else if (ByThread.size() > 1)
      OS << "<h4>one thread</h4>";
    OS << "<ol>\n";
    for (const Note *N : Steps)
      note(*N);
    OS << "</ol></div>\n";
    ++Number;
  }
  OS << "</div>\n";
  if (Evidence.empty())
    return;
  OS << "<div class=\"thread\"><h4>elsewhere</h4><ol>\n";
  for (const Note *N : Evidence)
    note(*N);
  OS << "</ol></div>\n";
}

void HtmlPage::finding(const Finding &F, size_t Index) {
  const CheckInfo &Check = checkInfo(F.Kind);
  llvm::StringRef Sure = confidenceName(F.Sure);
  OS << "<article class=\"finding " << Sure << "\" id=\"finding-" << Index
     << "\" data-check=\"" << Check.Name << "\" data-sure=\"" << Sure
     << "\">\n<h3>" << escaped(F.Message)
     << "</h3>\n<p class=\"where\"><span class=\"badge\">" << Sure
     << "</span> " << place(F.Where) << " <span class=\"check\" title=\""
     << escaped(Check.Sentence) << "\">" << Check.Name << "</span></p>\n";
  source(F.Where, 2);
  notes(F);
  OS << "<p class=\"help\">" << escaped(Check.Help) << "</p>\n</article>\n";
}

void HtmlPage::filters() {
  OS << "<form id=\"filters\" hidden>\n";
  for (const CheckInfo &Check : allChecks()) {
    size_t Count = llvm::count_if(
        Findings, [&](const Finding &F) { return F.Kind == Check.Kind; });
    if (Count == 0)
      continue;
    llvm::StringRef Short = Check.Name;
    Short.consume_front("concurrency-");
    OS << "<label title=\"" << escaped(Check.Sentence)
       << "\"><input type=\"checkbox\" checked value=\"" << Check.Name << "\"> "
       << Short << " <b>" << Count << "</b></label>\n";
  }
  OS << "<label><input type=\"checkbox\" id=\"only-definite\"> only definite"
        "</label>\n<input type=\"search\" id=\"search\" "
        "placeholder=\"file, name or words\" aria-label=\"Search the "
        "findings\">\n<output id=\"shown\"></output>\n</form>\n";
}

void HtmlPage::findings() {
  OS << "<section id=\"findings\"><h2>Findings</h2>\n";
  if (Findings.empty())
    OS << "<p>None.</p>\n";
  else
    filters();
  for (const auto &[I, F] :
       llvm::enumerate(Findings.take_front(Options.MaxFindings)))
    finding(F, I);
  more(Findings.size() - std::min(Findings.size(), Options.MaxFindings),
       "more findings, which the other formats have");
  OS << "</section>\n";
}
