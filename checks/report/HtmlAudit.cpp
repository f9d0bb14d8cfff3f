//===- HtmlAudit.cpp - the tables of the audit's page ---------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "report/HtmlPage.h"
#include "report/Markup.h"
#include "report/Message.h"
#include "llvm/ADT/STLExtras.h"

using namespace concurrency;

//===----------------------------------------------------------------------===//
// Small parts
//===----------------------------------------------------------------------===//

std::string HtmlPage::place(const Place &Where) const {
  return "<code class=\"place\">" + shownPlace(Files, Where) + "</code>";
}

std::string HtmlPage::lockLink(unsigned Lock) const {
  return "<a href=\"#lock-" + std::to_string(Lock) + "\"><code>" +
         escaped(A.Locks[Lock].Name) + "</code></a>";
}

std::string HtmlPage::threadName(const AuditThread &T) const {
  return T.Outside ? "outside of the threads" : escaped(T.Name);
}

void HtmlPage::more(size_t LeftOut, llvm::StringRef What) {
  if (LeftOut)
    OS << "<p class=\"left\">and " << LeftOut << ' ' << What << "</p>\n";
}

void HtmlPage::chain(llvm::ArrayRef<AuditStep> Steps) {
  OS << "<ol>";
  for (const AuditStep &Step : Steps) {
    OS << "<li><p>" << escaped(Step.Text) << ' ' << place(Step.Where) << "</p>";
    source(Step.Where, 0);
    OS << "</li>";
  }
  OS << "</ol>";
}

void HtmlPage::accesses(llvm::StringRef Heading,
                        const Some<AuditAccess> &List) {
  if (List.All == 0)
    return;
  OS << "<h4>" << Heading << "</h4><ul>";
  for (const AuditAccess &Access : List.First)
    OS << "<li><code>" << escaped(Access.Function) << "</code> "
       << (Access.Write ? "writes " : "") << place(Access.Where) << "</li>";
  OS << "</ul>";
  more(List.leftOut());
}

void HtmlPage::lockLinks(llvm::StringRef Heading, const Some<unsigned> &List) {
  if (List.All == 0)
    return;
  OS << "<h4>" << Heading << "</h4><ul>";
  for (unsigned Lock : List.First)
    OS << "<li>" << lockLink(Lock) << "</li>";
  OS << "</ul>";
  more(List.leftOut());
}

void HtmlPage::stateLinks(llvm::StringRef Heading, const Some<unsigned> &List) {
  if (List.All == 0)
    return;
  OS << "<h4>" << Heading << "</h4><ul>";
  for (unsigned State : List.First) {
    const AuditState &T = A.States[State];
    OS << "<li><a href=\"#state-" << State << "\"><code>" << escaped(T.Name)
       << "</code></a>";
    if (T.Total)
      OS << ' ' << T.Guarded << " of " << T.Total;
    OS << "</li>";
  }
  OS << "</ul>";
  more(List.leftOut());
}

void HtmlPage::threadLinks(llvm::StringRef Heading,
                           const Some<unsigned> &List) {
  if (List.All == 0)
    return;
  OS << "<h4>" << Heading << "</h4><ul>";
  for (unsigned Thread : List.First)
    OS << "<li><a href=\"#thread-" << Thread << "\">"
       << threadName(A.Threads[Thread]) << "</a></li>";
  OS << "</ul>";
  more(List.leftOut());
}

/// A column with a `-` before its name is left out on narrow screens.
void HtmlPage::rows(const char *Id, llvm::ArrayRef<llvm::StringRef> Columns,
                    size_t LeftOut, llvm::function_ref<void()> Body) {
  OS << "<div class=\"scroll\"><table id=\"" << Id << "\"><thead><tr>";
  for (llvm::StringRef Column : Columns) {
    bool Optional = Column.consume_front("-");
    OS << (Optional ? "<th class=\"opt\">" : "<th>") << Column << "</th>";
  }
  OS << "</tr></thead>\n";
  Body();
  OS << "</table></div>\n";
  more(LeftOut);
}

//===----------------------------------------------------------------------===//
// The lock graph
//===----------------------------------------------------------------------===//

void HtmlPage::edge(const AuditEdge &E, size_t Index) {
  OS << "<details class=\"way" << (E.OnCycle ? " cycle" : "") << "\" id=\"edge-"
     << Index << "\"><summary>" << lockLink(E.From)
     << " <span class=\"arrow\">&rarr;</span> " << lockLink(E.To);
  if (E.OnCycle)
    OS << " <span class=\"badge\">cycle</span>";
  if (E.Ways.All > 1)
    OS << " <small>" << E.Ways.All << " places</small>";
  OS << "</summary>\n";
  for (const AuditWay &Way : E.Ways.First) {
    OS << "<h4><code>" << escaped(Way.Function) << "</code> "
       << place(Way.Where) << "</h4><div class=\"threads\">"
       << "<div class=\"thread\"><h4>held</h4>";
    chain(Way.Held);
    OS << "</div><div class=\"thread\"><h4>then taken</h4>";
    chain(Way.Taken);
    OS << "</div></div>\n";
  }
  more(E.Ways.leftOut(), "more places");
  OS << "</details>\n";
}

void HtmlPage::graph() {
  OS << "<section id=\"graph\"><h2>Lock graph</h2>\n";
  if (A.Edges.empty()) {
    OS << "<p>No lock is taken while another is held.</p></section>\n";
    return;
  }
  OS << "<p>An arrow leads from a lock to one that is taken while it is held. "
        "Cycles that can deadlock are <span class=\"red\">red</span>. An arrow "
        "opens the calls that make it.</p>\n<div class=\"scroll picture\">";
  size_t Drawn = writePicture(OS, A, Files, Options.Graph);
  OS << "</div>\n";
  if (Drawn < A.AllEdges)
    OS << "<p class=\"left\">" << Drawn << " of " << A.AllEdges
       << " orders are in the picture.</p>\n";
  for (const auto &[I, E] : llvm::enumerate(A.Edges))
    edge(E, I);
  more(A.AllEdges - A.Edges.size());
  OS << "</section>\n";
}

//===----------------------------------------------------------------------===//
// Locks
//===----------------------------------------------------------------------===//

void HtmlPage::lockDetails(const AuditLock &L, size_t Index) {
  OS << "<div class=\"cards\">";
  if (L.Takers.All) {
    OS << "<div><h4>Taken by</h4><ul>";
    for (const AuditSection &T : L.Takers.First)
      OS << "<li><code>" << escaped(T.Function) << "</code> " << place(T.Begin)
         << "</li>";
    OS << "</ul>";
    more(L.Takers.leftOut());
    OS << "</div>";
    OS << "<div><h4>Longest critical sections</h4><ul>";
    for (const AuditSection &T : llvm::ArrayRef(L.Longest.First).take_front(5))
      OS << "<li>" << T.Lines << (T.Lines == 1 ? " line, " : " lines, ")
         << T.Events << (T.Events == 1 ? " event" : " events") << " in <code>"
         << escaped(T.Function) << "</code> " << place(T.Begin) << "</li>";
    OS << "</ul></div>";
  }
  if (L.Blocks.All) {
    OS << "<div><h4>Blocks while held</h4><ul>";
    for (const AuditBlock &B : L.Blocks.First) {
      OS << "<li><span class=\"badge\">" << blockKindName(B.Kind)
         << "</span> <code>" << escaped(B.What) << "</code> in <code>"
         << escaped(B.Function) << "</code> " << place(B.Where);
      if (B.Chain.size() > 1)
        chain(B.Chain);
      OS << "</li>";
    }
    OS << "</ul>";
    more(L.Blocks.leftOut());
    OS << "</div>";
  }
  OS << "<div>";
  stateLinks("Guards", L.Guards);
  threadLinks("Threads that meet here", L.Threads);
  OS << "</div>";
  std::string Orders;
  llvm::raw_string_ostream Out(Orders);
  for (const auto &[I, E] : llvm::enumerate(A.Edges))
    if (E.From == Index || E.To == Index)
      Out << "<li><a href=\"#edge-" << I << "\">"
          << escaped(A.Locks[E.From].Name) << " &rarr; "
          << escaped(A.Locks[E.To].Name) << "</a></li>";
  if (!Orders.empty())
    OS << "<div><h4>Order</h4><ul>" << Orders << "</ul></div>";
  OS << "</div>";
}

static llvm::StringRef reentrancyName(Reentrancy R) {
  switch (R) {
  case Reentrancy::Yes:
    return " (recursive)";
  case Reentrancy::No:
  case Reentrancy::Unlikely:
  case Reentrancy::Unknown:
    return "";
  }
  return "";
}

void HtmlPage::locks() {
  OS << "<section id=\"locks\"><h2>Locks</h2>\n";
  if (A.Locks.empty()) {
    OS << "<p>None.</p></section>\n";
    return;
  }
  rows("lock-table",
       {"Lock", "Sections", "-Median lines", "Longest", "-Taken by", "Guards",
        "Blocks", "-Threads"},
       A.AllLocks - A.Locks.size(), [&] {
         for (const auto &[I, L] : llvm::enumerate(A.Locks)) {
           unsigned Longest =
               L.Longest.First.empty() ? 0 : L.Longest.First.front().Lines;
           OS << "<tbody id=\"lock-" << I << "\"><tr class=\"entry"
              << (L.OnCycle ? " cycle" : "") << "\"><td><code>"
              << escaped(L.Name) << "</code>" << reentrancyName(L.Reentrant)
              << ' ' << place(L.Where) << "</td><td>" << L.Sections
              << "</td><td class=\"opt\">" << L.MedianLines << "</td><td>"
              << Longest << "</td><td class=\"opt\">" << L.Takers.All
              << "</td><td>" << L.Guards.All << "</td><td"
              << (L.Blocks.All ? " class=\"warn\">" : ">") << L.Blocks.All
              << "</td><td class=\"opt\">" << L.Threads.All
              << "</td></tr>\n<tr class=\"details\"><td colspan=\"8\">";
           lockDetails(L, I);
           OS << "</td></tr></tbody>\n";
         }
       });
  OS << "</section>\n";
}

//===----------------------------------------------------------------------===//
// Shared state and threads
//===----------------------------------------------------------------------===//

void HtmlPage::states() {
  OS << "<section id=\"state\"><h2>Shared state</h2>\n";
  if (A.States.empty()) {
    OS << "<p>None.</p></section>\n";
    return;
  }
  OS << "<p>Fields and globals that a lock guards, or that several threads "
        "use. The vote is how many accesses hold the guard; objects that "
        "nobody "
        "else knows yet do not count.</p>\n";
  rows("state-table",
       {"State", "Guard", "Vote", "-Reads", "-Writes", "-Threads"},
       A.AllStates - A.States.size(), [&] {
         for (const auto &[I, T] : llvm::enumerate(A.States)) {
           OS << "<tbody id=\"state-" << I
              << "\"><tr class=\"entry\"><td><code>" << escaped(T.Name)
              << "</code> " << place(T.Where) << "</td><td>";
           if (T.Guard != AuditState::NoLock)
             OS << lockLink(T.Guard) << (T.Annotated ? " (declared)" : "");
           else
             OS << "none";
           OS << "</td><td class=\"vote\">";
           if (T.Total)
             OS << "<meter min=\"0\" max=\"" << T.Total << "\" value=\""
                << T.Guarded << "\"></meter> " << T.Guarded << " of "
                << T.Total;
           OS << "</td><td class=\"opt\">" << T.Reads
              << "</td><td class=\"opt\">" << T.Writes
              << "</td><td class=\"opt\">" << T.Threads.All
              << "</td></tr>\n<tr class=\"details\"><td colspan=\"6\">"
                 "<div class=\"cards\"><div>";
           accesses(T.Guard != AuditState::NoLock ? "Without the guard"
                                                  : "Accesses",
                    T.Odd);
           OS << "</div><div>";
           threadLinks("Threads", T.Threads);
           OS << "</div>";
           OS << "<div><h4>Accesses</h4><p>" << T.Reads << " read, " << T.Writes
              << " write, " << T.Unshared
              << " before it is shared</p></div></div></td></tr></tbody>\n";
         }
       });
  OS << "</section>\n";
}

void HtmlPage::threads() {
  OS << "<section id=\"threads\"><h2>Threads</h2>\n";
  rows("thread-table",
       {"Runs", "-Starts", "Several at once", "-Functions", "Locks",
        "Shared state"},
       A.AllThreads + 1 - A.Threads.size(), [&] {
         for (const auto &[I, T] : llvm::enumerate(A.Threads)) {
           OS << "<tbody id=\"thread-" << I << "\"><tr class=\"entry\"><td>"
              << (T.Outside ? "" : "<code>") << threadName(T)
              << (T.Outside ? "" : "</code> " + place(T.Where))
              << "</td><td class=\"opt\">" << T.Starts.All << "</td><td>"
              << (T.Many      ? "yes"
                  : T.Outside ? ""
                              : "no")
              << "</td><td class=\"opt\">" << T.Functions << "</td><td>"
              << T.Locks.All << "</td><td>" << T.States.All
              << "</td></tr>\n<tr class=\"details\"><td colspan=\"6\">"
                 "<div class=\"cards\"><div>";
           accesses("Started by", T.Starts);
           OS << "</div><div>";
           lockLinks("Locks it takes", T.Locks);
           OS << "</div><div>";
           stateLinks("Shared state it touches", T.States);
           OS << "</div></div></td></tr></tbody>\n";
         }
       });
  OS << "</section>\n";
}
