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

void HtmlPage::sourceLine(const Place &Where, unsigned Line, bool Indent) {
  std::string Text = Files.line(Where.File, Line);
  bool Here = Line == Where.Line;
  OS << "<span class=\"" << (Here ? "line here" : "line") << "\"><i>" << Line
     << "</i>";
  llvm::StringRef Rest = Text;
  if (!Here || Where.Column == 0 || Where.Column > Rest.size()) {
    OS << escaped(Rest.take_front(MaxLine)) << "</span>";
    return;
  }
  llvm::StringRef Before = Rest.take_front(Where.Column - 1);
  Rest = Rest.drop_front(Before.size());
  llvm::StringRef Word = Rest.take_while(
      [](char C) { return llvm::isAlnum(C) || C == '_' || (C & 0x80); });
  if (Word.empty())
    Word = Rest.take_front(1);
  if (!Indent)
    Before = Before.ltrim();
  OS << escaped(Before.take_back(MaxLine)) << "<mark>" << escaped(Word)
     << "</mark>" << escaped(Rest.drop_front(Word.size()).take_front(MaxLine))
     << "</span>";
}

void HtmlPage::source(const Place &Where, unsigned Around) {
  if (Files.line(Where.File, Where.Line).empty())
    return;
  unsigned First = Where.Line > Around ? Where.Line - Around : 1;
  OS << "<pre>";
  for (unsigned Line = First; Line <= Where.Line + Around; ++Line)
    sourceLine(Where, Line, /*Indent=*/Around != 0);
  OS << "</pre>\n";
}

void HtmlPage::note(const Note &N) {
  OS << "<li style=\"--depth:" << std::min(N.Depth, 12u) << "\"><p>"
     << escaped(N.Text) << ' ' << place(N.Where) << "</p>";
  source(N.Where, 0);
  OS << "</li>\n";
}

void HtmlPage::thread(llvm::StringRef Heading,
                      llvm::ArrayRef<const Note *> Notes) {
  OS << "<div class=\"thread\"><h4>" << Heading << "</h4>";
  for (const Note *N : Notes)
    if (N->Role == NoteRole::Heading)
      OS << "<p>" << escaped(N->Text) << ' ' << place(N->Where) << "</p>";
  OS << "<ol>\n";
  for (const Note *N : Notes)
    if (N->Role != NoteRole::Heading)
      note(*N);
  OS << "</ol></div>\n";
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
  OS << "<div class=\"threads\">\n";
  for (const auto &[Thread, Notes] : ByThread) {
    std::string Heading = "steps";
    if (Thread)
      Heading = ByThread.size() > 2 ? "thread " + std::to_string(Thread + 1)
                                    : "another thread";
    else if (ByThread.size() > 1)
      Heading = ByThread.size() > 2 ? "thread 1" : "one thread";
    thread(Heading, Notes);
  }
  OS << "</div>\n";
  if (!Evidence.empty())
    thread("elsewhere", Evidence);
}

void HtmlPage::finding(const Finding &F, size_t Index) {
  const CheckInfo &Check = checkInfo(F.Kind);
  llvm::StringRef Sure = confidenceName(F.Sure);
  OS << "<article class=\"finding " << Sure << "\" id=\"finding-" << Index
     << "\" data-check=\"" << Check.Name << "\" data-sure=\"" << Sure
     << "\">\n<h3>" << escaped(F.Message)
     << "</h3>\n<p class=\"where\"><span class=\"badge\">" << Sure << "</span> "
     << place(F.Where) << " <span class=\"check\" title=\""
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
