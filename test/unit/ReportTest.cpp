//===- ReportTest.cpp - the reports, without their wording ----------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SolveTestSupport.h"
#include "report/Audit.h"
#include "report/Baseline.h"
#include "report/Changed.h"
#include "report/CheckInfo.h"
#include "report/Fingerprint.h"
#include "report/Layout.h"
#include "report/Markup.h"
#include "report/Sarif.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"
#include <cmath>
#include <set>

using namespace concurrency;
using namespace concurrency::test;

namespace {

//===----------------------------------------------------------------------===//
// Changed lines
//===----------------------------------------------------------------------===//

std::string changedIn(llvm::StringRef Diff, llvm::StringRef File) {
  llvm::Expected<ChangedLines> Changed = ChangedLines::parse(Diff, "/repo");
  if (!Changed)
    return llvm::toString(Changed.takeError());
  std::string Lines;
  for (unsigned Line = 1; Line != 100; ++Line)
    if (Changed->contains(File, Line))
      Lines += (Lines.empty() ? "" : " ") + std::to_string(Line);
  return Lines;
}

TEST(Changed, AddedReplacedRemoved) {
  constexpr const char *Diff = "--- a/x.cpp\n+++ b/x.cpp\n"
                               "@@ -4,0 +5,2 @@ f\n+a\n+b\n"
                               "@@ -10 +12 @@ f\n-a\n+b\n"
                               "@@ -20,3 +21,0 @@ f\n-a\n-b\n-c\n";
  EXPECT_EQ(changedIn(Diff, "/repo/x.cpp"), "5 6 12 21 22");
  EXPECT_EQ(changedIn(Diff, "/repo/y.cpp"), "");
}

TEST(Changed, WithContext) {
  EXPECT_EQ(changedIn("--- a/x.cpp\n+++ b/x.cpp\n@@ -1,4 +1,4 @@\n a\n-b\n+c\n"
                      " d\n e\n@@ -11,3 +11,2 @@\n a\n-b\n c\n",
                      "/repo/x.cpp"),
            "2 11 12");
}

TEST(Changed, LinesThatLookLikeHeaders) {
  EXPECT_EQ(changedIn("--- a/x.sql\n+++ b/x.sql\n@@ -3,2 +3 @@\n--- old\n-- b\n"
                      "+++ new\n@@ -9 +8 @@\n-a\n+b\n",
                      "/repo/x.sql"),
            "3 8");
}

TEST(Changed, Names) {
  auto One = [](llvm::StringRef Old, llvm::StringRef New,
                llvm::StringRef File) {
    return changedIn(
        ("--- " + Old + "\n+++ " + New + "\n@@ -1 +1 @@\n-a\n+b\n").str(),
        File);
  };
  EXPECT_EQ(One("a/x.cpp", "b/x.cpp", "/repo/x.cpp"), "1");
  EXPECT_EQ(One("i/x.cpp", "w/x.cpp", "/repo/x.cpp"), "1");
  EXPECT_EQ(One("x.cpp", "x.cpp", "/repo/x.cpp"), "1");
  EXPECT_EQ(One("b/x.cpp", "b/x.cpp", "/repo/b/x.cpp"), "1");
  EXPECT_EQ(One("/dev/null", "b/x.cpp", "/repo/x.cpp"), "1");
  EXPECT_EQ(One("a/x.cpp", "/dev/null", "/repo/x.cpp"), "");
  EXPECT_EQ(One("a/x y.cpp\t2001", "b/x y.cpp\t2001", "/repo/x y.cpp"), "1");
  EXPECT_EQ(One("\"a/\\303\\274\\\".cpp\"", "\"b/\\303\\274\\\".cpp\"",
                "/repo/\xC3\xBC\".cpp"),
            "1");
}

TEST(Changed, Mistakes) {
  EXPECT_EQ(changedIn("+++ b/x\n@@ -1 +x @@\n", ""),
            "diff, line 2: not understood: @@ -1 +x @@");
  EXPECT_EQ(changedIn("+++ b/x\n@@ -1 +1,3 @@\n-a\n+b\ndiff\n", ""),
            "diff, line 5: the lines before are fewer than their '@@' line "
            "says");
}

//===----------------------------------------------------------------------===//
// Baselines
//===----------------------------------------------------------------------===//

Finding withPrint(llvm::StringRef Print) {
  Finding F;
  F.Fingerprint = Print.str();
  return F;
}

TEST(Baselines, CountWhatTheyCover) {
  std::vector<Finding> Old{withPrint("a"), withPrint("b"), withPrint("a"),
                           withPrint("c")};
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  writeBaseline(OS, Old, Sources({}, ""));
  llvm::Expected<Baseline> Known = Baseline::parse(Text, "x");
  ASSERT_TRUE(bool(Known)) << llvm::toString(Known.takeError());
  Baseline::Match M = Known->match(
      {withPrint("a"), withPrint("d"), withPrint("a"), withPrint("a")});
  EXPECT_EQ(M.Known, (std::vector<bool>{true, false, true, false}));
  EXPECT_EQ(M.Gone, 2u);
}

std::string mistake(llvm::StringRef Text) {
  llvm::Expected<Baseline> Known = Baseline::parse(Text, "x");
  return Known ? "" : llvm::toString(Known.takeError());
}

TEST(Baselines, Mistakes) {
  EXPECT_EQ(mistake("[]"),
            "baseline 'x': no 'version', so this is no baseline");
  EXPECT_EQ(mistake(R"({"version": 1})"), "baseline 'x': no list 'findings'");
  EXPECT_EQ(mistake(R"({"version": 1, "findings": [{}]})"),
            "baseline 'x': finding 1 has no 'fingerprint'");
  EXPECT_EQ(mistake(R"({"version": 1, "findings": [{"fingerprint": "a"},
                        {"fingerprint": "a", "count": 0}]})"),
            "baseline 'x': finding 2 has a 'count' that is no positive number");
  EXPECT_EQ(mistake(R"({"version": 1, "findings": [], "more": 1})"), "");
}

//===----------------------------------------------------------------------===//
// Fingerprints
//===----------------------------------------------------------------------===//

std::set<std::string> prints(std::initializer_list<llvm::StringRef> Texts) {
  Solved S(Texts);
  std::set<std::string> All;
  for (const Finding &F : report(S.solution(), detectAll(S.solution())))
    All.insert(F.Fingerprint);
  return All;
}

constexpr const char *Locks = "global a : mutex\nglobal b : mutex\n";

std::string nested(const char *Function, const char *Outer, const char *Inner,
                   unsigned Line) {
  return llvm::formatv("function {0} @{3}:1\n acquire ::{1} @{3}:5\n acquire "
                       "::{2} @{4}:1\n release ::{2}\n release ::{1}\n",
                       Function, Outer, Inner, Line, Line + 1);
}

TEST(Fingerprints, ACycleIsTheSameFromEitherSide) {
  auto First =
      prints({Locks + nested("f", "a", "b", 10) + nested("g", "b", "a", 20)});
  auto Second =
      prints({Locks + nested("f", "a", "b", 40) + nested("g", "b", "a", 20)});
  EXPECT_EQ(First.size(), 1u);
  EXPECT_EQ(First, Second);
}

TEST(Fingerprints, PrivateFunctionsOfTwoFiles) {
  auto Relock = [](const char *File) {
    return std::string("main \"/p/") + File + "\"\nfile \"/p/" + File +
           "\"\nglobal mu internal : mutex\nfunction f internal @1:1\n"
           " acquire ::mu @2:1\n acquire ::mu @3:1\n";
  };
  EXPECT_EQ(prints({Relock("x.cpp"), Relock("y.cpp")}).size(), 2u);
  EXPECT_EQ(prints({Relock("x.cpp")}), prints({Relock("q/x.cpp")}));
}

TEST(Fingerprints, EveryPatternHasAName) {
  std::set<llvm::StringRef> Names;
  unsigned Count = unsigned(Pattern::CallBlocksUnderLock) + 1;
  for (unsigned I = 0; I != Count; ++I)
    Names.insert(patternName(Pattern(I)));
  EXPECT_EQ(Names.size(), Count);
  EXPECT_FALSE(Names.count(""));
}

//===----------------------------------------------------------------------===//
// Files
//===----------------------------------------------------------------------===//

TEST(SourceNames, RelativeToTheRoot) {
  std::vector<std::string> Names{"/p/src/a.cpp", "/pq/a.cpp",
                                 "/p/src/../inc/a.h", "b.cpp"};
  Sources Files(Names, "/p/");
  EXPECT_EQ(Files.shown(FileId(0)), "src/a.cpp");
  EXPECT_EQ(Files.shown(FileId(1)), "/pq/a.cpp");
  EXPECT_EQ(Files.shown(FileId(2)), "inc/a.h");
  EXPECT_EQ(Files.absolute(FileId(3)), "/p/b.cpp");
  EXPECT_EQ(Files.belowRoot(FileId(1)), "");
  EXPECT_EQ(Files.line(FileId(0), 1), "");
  Sources Full(Names, "/p", /*ShowAbsolute=*/true);
  EXPECT_EQ(Full.shown(FileId(2)), "/p/inc/a.h");
}

TEST(Text, EscapedForMarkup) {
  EXPECT_EQ(escaped("a<b>&\"'\x01\xFF"),
            "a&lt;b&gt;&amp;&quot;&apos;?\xEF\xBF\xBD");
}

//===----------------------------------------------------------------------===//
// SARIF
//===----------------------------------------------------------------------===//

TEST(Sarif, LimitsAndFixes) {
  std::vector<std::string> Names{"/p/a b.cpp"};
  Sources Files(Names, "/p");
  Finding F;
  F.Kind = FindingKind::NonReentrantRelock;
  F.Where = {FileId(0), 3, 1};
  F.Message = std::string(5000, 'x');
  for (unsigned I = 0; I != 3000; ++I)
    F.Notes.push_back(
        {"step", {FileId(0), I + 1, 1}, NoteRole::Step, I % 2, 0});
  F.Fixes.push_back({{FileId(0), 1, 1}, {FileId(0), 1, 4}, "new"});
  Finding Likely = F;
  Likely.Sure = Confidence::Likely;
  F.Sure = Confidence::Definite;
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  SarifOptions Options;
  Options.MaxResults = 1;
  writeSarif(OS, {Likely, F}, Files, Options);

  llvm::Expected<llvm::json::Value> Log = llvm::json::parse(Text);
  ASSERT_TRUE(bool(Log)) << llvm::toString(Log.takeError());
  const llvm::json::Object *Run =
      (*Log->getAsObject()->getArray("runs"))[0].getAsObject();
  const llvm::json::Array *Results = Run->getArray("results");
  ASSERT_EQ(Results->size(), 1u);
  const llvm::json::Object *Result = (*Results)[0].getAsObject();
  EXPECT_EQ(Result->getString("level"), "error");
  EXPECT_EQ(Result->getArray("relatedLocations")->size(), 100u);
  EXPECT_EQ(Result->getObject("message")->getString("text")->size(), 1000u);
  const llvm::json::Array *Threads =
      (*Result->getArray("codeFlows"))[0].getAsObject()->getArray(
          "threadFlows");
  ASSERT_EQ(Threads->size(), 2u);
  for (const llvm::json::Value &Thread : *Threads)
    EXPECT_EQ(Thread.getAsObject()->getArray("locations")->size(), 500u);
  const llvm::json::Object *Change =
      (*(*Result->getArray("fixes"))[0].getAsObject()->getArray(
          "artifactChanges"))[0]
          .getAsObject();
  EXPECT_EQ(Change->getObject("artifactLocation")->getString("uri"),
            "a%20b.cpp");
}

//===----------------------------------------------------------------------===//
// Audit
//===----------------------------------------------------------------------===//

TEST(Audits, BoundedAndCounted) {
  std::string Text;
  for (unsigned I = 0; I != 6; ++I)
    Text += llvm::formatv("global mu{0} : mutex\nglobal n{0} : scalar\n", I);
  for (unsigned I = 0; I != 5; ++I)
    Text += nested(llvm::formatv("f{0}", I).str().c_str(),
                   llvm::formatv("mu{0}", I).str().c_str(),
                   llvm::formatv("mu{0}", I + 1).str().c_str(), 10 * I + 1);
  for (unsigned I = 0; I != 6; ++I)
    Text +=
        llvm::formatv("function g{0}\n acquire ::mu0 @{1}:1\n update ::n{0} "
                      "@{2}:1\n release ::mu0 @{2}:9\n",
                      I, 100 + 10 * I, 102 + 10 * I);
  Solved S(Text);
  Evidence Known(S.solution());
  Audit Full = audit(Known, detectAll(Known));
  EXPECT_EQ(Full.Locks.size(), 6u);
  EXPECT_EQ(Full.Edges.size(), 5u);
  EXPECT_EQ(Full.States.size(), 6u);
  EXPECT_EQ(Full.Locks[0].Name, "mu0");
  EXPECT_EQ(Full.Locks[0].Sections, 7u);
  EXPECT_EQ(Full.Locks[0].Longest.First.front().Lines, 3u);
  EXPECT_EQ(Full.Locks[0].Guards.All, 6u);

  AuditLimits Few;
  Few.Locks = 3;
  Few.Edges = 1;
  Few.States = 2;
  Few.Items = 1;
  Audit Cut = audit(Known, detectAll(Known), Few);
  EXPECT_EQ(Cut.Locks.size(), 3u);
  EXPECT_EQ(Cut.AllLocks, 6u);
  EXPECT_EQ(Cut.Edges.size(), 1u);
  EXPECT_EQ(Cut.AllEdges, 5u);
  EXPECT_EQ(Cut.States.size(), 2u);
  EXPECT_EQ(Cut.Locks[0].Guards.First.size(), 1u);
  EXPECT_EQ(Cut.Locks[0].Guards.All, 6u);
  EXPECT_EQ(Cut.Locks[0].Guards.leftOut(), 5u);
}

//===----------------------------------------------------------------------===//
// Layouts
//===----------------------------------------------------------------------===//

Layout sample() {
  Layout L;
  for (unsigned I = 0; I != 12; ++I)
    L.Nodes.push_back({60.0 + 5 * I, 30, {}});
  for (unsigned I = 0; I != 12; ++I) {
    L.Edges.push_back({I, (I * 5 + 3) % 12, {}});
    L.Edges.push_back({I, (I + 1) % 12, {}});
  }
  L.Edges.push_back({4, 4, {}});
  return L;
}

void expectSound(const Layout &L) {
  auto Apart = [](const Layout::Node &A, const Layout::Node &B) {
    return std::abs(A.Centre.first - B.Centre.first) >=
               (A.Width + B.Width) / 2 ||
           std::abs(A.Centre.second - B.Centre.second) >=
               (A.Height + B.Height) / 2;
  };
  for (size_t I = 0; I != L.Nodes.size(); ++I) {
    const Layout::Node &N = L.Nodes[I];
    // Graphviz writes four digits.
    EXPECT_GE(N.Centre.first, N.Width / 2 - 1);
    EXPECT_LE(N.Centre.first + N.Width / 2, L.Width + 1);
    EXPECT_GE(N.Centre.second, N.Height / 2 - 1);
    EXPECT_LE(N.Centre.second + N.Height / 2, L.Height + 1);
    for (size_t J = I + 1; J != L.Nodes.size(); ++J)
      EXPECT_TRUE(Apart(N, L.Nodes[J])) << I << " lies on " << J;
  }
  auto Touches = [&](unsigned Node, Layout::Point P) {
    const Layout::Node &N = L.Nodes[Node];
    return std::abs(P.first - N.Centre.first) <= N.Width / 2 + 2 &&
           std::abs(P.second - N.Centre.second) <= N.Height / 2 + 2;
  };
  for (const Layout::Edge &E : L.Edges) {
    ASSERT_EQ(E.Curve.size() % 3, 1u);
    ASSERT_GE(E.Curve.size(), 4u);
    EXPECT_TRUE(Touches(E.From, E.Curve.front()));
    EXPECT_TRUE(Touches(E.To, E.Curve.back()));
  }
}

TEST(Layouts, InLayers) {
  Layout L = sample();
  layoutInLayers(L);
  expectSound(L);
}

TEST(Layouts, ByGraphviz) {
  Layout L = sample();
  if (!layoutByGraphviz(L))
    GTEST_SKIP() << "no dot";
  expectSound(L);
}

} // namespace
