//===- HtmlPage.h - the parts of the audit's page ---------------*- C++ -*-===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The sections of the page, for those who write it.
///
//===----------------------------------------------------------------------===//

#ifndef CONCURRENCY_REPORT_HTMLPAGE_H
#define CONCURRENCY_REPORT_HTMLPAGE_H

#include "report/Html.h"
#include "llvm/Support/raw_ostream.h"

namespace concurrency {

/// Style sheet and script, from report/page.
extern const char *const PageStyle;
extern const char *const PageScript;

class HtmlPage {
public:
  HtmlPage(llvm::raw_ostream &OS, llvm::ArrayRef<Finding> Findings,
           const Audit &A, Sources &Files, const HtmlOptions &Options)
      : OS(OS), Findings(Findings), A(A), Files(Files), Options(Options) {}

  void write();

private:
  void header();
  void tile(size_t Number, llvm::StringRef What, llvm::StringRef More,
            const char *Section);

  // HtmlFindings.cpp
  void findings();
  void filters();
  void finding(const Finding &F, size_t Index);
  void notes(const Finding &F);
  void thread(llvm::StringRef Heading, llvm::ArrayRef<const Note *> Notes);
  void note(const Note &N);
  /// Lines around a place, the place marked.
  void source(const Place &Where, unsigned Around);
  void sourceLine(const Place &Where, unsigned Line, bool Indent);

  // HtmlAudit.cpp
  void graph();
  void edge(const AuditEdge &E, size_t Index);
  void locks();
  void lockDetails(const AuditLock &L, size_t Index);
  void states();
  void threads();
  void chain(llvm::ArrayRef<AuditStep> Steps);
  void accesses(llvm::StringRef Heading, const Some<AuditAccess> &List);
  void lockLinks(llvm::StringRef Heading, const Some<unsigned> &List);
  void stateLinks(llvm::StringRef Heading, const Some<unsigned> &List);
  void threadLinks(llvm::StringRef Heading, const Some<unsigned> &List);
  void more(size_t LeftOut, llvm::StringRef What = "more");
  std::string lockLink(unsigned Lock) const;
  std::string threadName(const AuditThread &T) const;
  std::string place(const Place &Where) const;
  void rows(const char *Id, llvm::ArrayRef<llvm::StringRef> Columns,
            size_t LeftOut, llvm::function_ref<void()> Body);

  llvm::raw_ostream &OS;
  llvm::ArrayRef<Finding> Findings;
  const Audit &A;
  Sources &Files;
  const HtmlOptions &Options;
};

} // namespace concurrency

#endif // CONCURRENCY_REPORT_HTMLPAGE_H
