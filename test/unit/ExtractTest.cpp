//===- ExtractTest.cpp - from the AST to facts ----------------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "extract/Extract.h"
#include "facts/Text.h"
#include "model/Model.h"
#include "clang/AST/ASTContext.h"
#include "clang/Frontend/ASTUnit.h"
#include "clang/Tooling/Tooling.h"
#include "llvm/Support/Regex.h"
#include "llvm/Support/raw_ostream.h"
#include "gtest/gtest.h"

using namespace concurrency;
using llvm::StringRef;

namespace {

/// As much of the standard library as is needed, in a system header.
constexpr StringRef Std = R"cpp(
typedef struct { int x; } pthread_mutex_t;
extern "C" int pthread_mutex_lock(pthread_mutex_t *);
extern "C" int pthread_mutex_trylock(pthread_mutex_t *);
extern "C" int pthread_mutex_unlock(pthread_mutex_t *);
extern "C" void *memset(void *, int, unsigned long);
extern "C" int read(int, void *, unsigned long);
extern "C" unsigned sleep(unsigned);
extern "C" [[noreturn]] void abort();
namespace std {
template <class T> struct remove_reference { typedef T type; };
template <class T> struct remove_reference<T &> { typedef T type; };
template <class T> struct remove_reference<T &&> { typedef T type; };
template <class T>
constexpr typename remove_reference<T>::type &&move(T &&t) noexcept {
  return static_cast<typename remove_reference<T>::type &&>(t);
}
template <class T> struct reference_wrapper { T *p; operator T &() const; };
template <class T> reference_wrapper<T> ref(T &);
namespace detail {
struct mutex_base { void lock(); bool try_lock(); void unlock(); };
} // namespace detail
struct mutex : detail::mutex_base {};
struct recursive_mutex { void lock(); void unlock(); };
struct adopt_lock_t {}; struct defer_lock_t {}; struct try_to_lock_t {};
inline constexpr adopt_lock_t adopt_lock{};
inline constexpr defer_lock_t defer_lock{};
inline constexpr try_to_lock_t try_to_lock{};
template <class M> struct lock_guard {
  explicit lock_guard(M &); lock_guard(M &, adopt_lock_t); ~lock_guard();
  lock_guard(const lock_guard &) = delete;
};
template <class... M> struct scoped_lock { scoped_lock(M &...); ~scoped_lock(); };
template <class M> struct unique_lock {
  unique_lock(); explicit unique_lock(M &); unique_lock(M &, defer_lock_t);
  unique_lock(M &, try_to_lock_t);
  unique_lock(unique_lock &&); unique_lock &operator=(unique_lock &&);
  ~unique_lock();
  void lock(); bool try_lock(); void unlock(); M *release();
  bool owns_lock() const; explicit operator bool() const;
};
template <class L1, class L2> void lock(L1 &, L2 &);
struct condition_variable {
  template <class P> void wait(unique_lock<mutex> &, P); void notify_one();
};
template <class F> struct function;
template <class R, class... A> struct function<R(A...)> {
  function(); template <class F> function(F); function(const function &);
  template <class F> function &operator=(F); R operator()(A...) const;
};
struct thread {
  thread(); template <class F, class... A> explicit thread(F &&, A &&...);
  thread(thread &&); thread &operator=(thread &&); ~thread(); void join();
};
template <class T> struct allocator {};
template <class T, class A = allocator<T>> struct vector {
  vector(); ~vector(); T *begin(); T *end(); bool empty() const;
  T &operator[](unsigned long); void push_back(const T &); void push_back(T &&);
  template <class... B> T &emplace_back(B &&...);
};
template <class T> struct unique_ptr {
  unique_ptr(); explicit unique_ptr(T *); unique_ptr(unique_ptr &&); ~unique_ptr();
  T *get() const; T *operator->() const; T &operator*() const;
};
template <class T, class... A> unique_ptr<T> make_unique(A &&...);
template <class T> struct atomic {
  operator T() const; T operator=(T); T fetch_add(T); T load() const;
};
template <class I, class F> void for_each(I, I, F);
} // namespace std
)cpp";

TranslationUnit extracted(StringRef Code, const std::string &Name = "input.cpp",
                          ExtractStats *Stats = nullptr,
                          std::vector<std::string> Args = {"-std=c++20"},
                          ExtractOptions Options = {}) {
  static const std::unique_ptr<Model> M =
      Model::createDefault();
  Args.push_back("-w");
  Args.push_back("-ferror-limit=0");
  Args.push_back("-isystem/sys");
  std::string Text = Code.str();
  if (Name == "input.c")
    Args[0] = "-std=c17";
  else
    Text = "#include <std.h>\n" + Text;
  clang::IgnoringDiagConsumer Silent;
  std::unique_ptr<clang::ASTUnit> Unit =
      clang::tooling::buildASTFromCodeWithArgs(
          Text, Args, Name, "test",
          std::make_shared<clang::PCHContainerOperations>(),
          clang::tooling::getClangStripDependencyFileAdjuster(),
          {{"/sys/std.h", Std.str()}}, &Silent);
  ExtractStats Own;
  return extract(Unit->getASTContext(), *M, Options, Stats ? *Stats : Own);
}

std::string printed(const TranslationUnit &Unit) {
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  print(OS, Unit);
  return Text;
}

/// The events of a function, without places, a line each.
std::string events(StringRef Code, StringRef Function,
                   const std::string &Name = "input.cpp") {
  std::string Text = printed(extracted(Code, Name));
  std::string Result;
  bool Within = false;
  llvm::Regex At(" @[0-9]+:[0-9]+(/[0-9]+)?");
  llvm::SmallVector<StringRef, 0> Lines;
  StringRef(Text).split(Lines, '\n');
  for (StringRef Line : Lines) {
    if (Line.starts_with("function ")) {
      Within = Line.drop_front(9).ltrim('"').starts_with(Function);
      continue;
    }
    Line = Line.trim();
    if (!Within || Line.empty() || Line.starts_with("params") ||
        Line.starts_with("locals") || Line.starts_with("captures") ||
        Line.starts_with("callable"))
      continue;
    std::string Clean = Line.str();
    while (At.match(Clean))
      Clean = At.sub("", Clean);
    Result += Clean + "\n";
  }
  return Result;
}

std::string lines(std::initializer_list<StringRef> All) {
  std::string Result;
  for (StringRef Line : All)
    Result += Line.str() + "\n";
  return Result;
}

//===----------------------------------------------------------------------===//
// Locks and guards
//===----------------------------------------------------------------------===//

TEST(ExtractLocks, FoundThroughABaseOfTheReceiver) {
  EXPECT_EQ(events("std::mutex m; int x;"
                   "void f() { m.lock(); x = 1; m.unlock(); }",
                   "f"),
            lines({"acquire ::m nonreentrant \"lock\"", "write ::x (1)",
                   "release ::m nonreentrant \"unlock\""}));
}

TEST(ExtractLocks, GuardsEndOnEveryPath) {
  EXPECT_EQ(
      events("struct S { std::mutex m; int x; int f() {"
             "  std::lock_guard<std::mutex> l(m); return x; } };"
             "S s; int g() { return s.f(); }",
             "S::f"),
      lines({"guard_init %l (&this.m) nonreentrant \"lock_guard\"",
             "read this.x", "return = this.x deps(this.x)", "guard_end %l"}));
}

TEST(ExtractLocks, TagsAndGroups) {
  StringRef Code =
      "std::mutex a, b;"
      "void f() { std::lock(a, b); std::lock_guard l(a, std::adopt_lock); }"
      "void g() { std::scoped_lock l(a, b); }"
      "void h() { std::unique_lock l(a, std::defer_lock); l.lock(); }";
  EXPECT_EQ(events(Code, "f"),
            lines({"acquire ::a nonreentrant group 1 \"lock\"",
                   "acquire ::b nonreentrant group 1 \"lock\"",
                   "guard_init %l (&::a) nonreentrant adopted \"lock_guard\"",
                   "guard_end %l"}));
  EXPECT_EQ(events(Code, "g"),
            lines({"guard_init %l (&::a, &::b) nonreentrant group 1 "
                   "\"scoped_lock\"",
                   "guard_end %l"}));
  EXPECT_EQ(events(Code, "h"),
            lines({"guard_init %l (&::a) nonreentrant deferred \"unique_lock\"",
                   "guard_lock %l \"lock\"", "guard_end %l"}));
}

TEST(ExtractLocks, GuardsMoveAndAreReturned) {
  StringRef Code =
      "std::mutex m; int x; using L = std::unique_lock<std::mutex>;"
      "L f() { L l(m); return l; }"
      "L g() { return L(m); }"
      "void h() { auto l = f(); x = 1; L k(std::move(l)); }";
  EXPECT_EQ(events(Code, "f"),
            lines({"guard_init %l (&::m) nonreentrant \"unique_lock\"",
                   "return = &%l deps(%l)"}));
  EXPECT_EQ(events(Code, "g"),
            lines({"guard_init %0 (&::m) nonreentrant \"unique_lock\"",
                   "return = &%0"}));
  EXPECT_EQ(events(Code, "h"),
            lines({"#0 = call f \"f\"", "guard_move %l (&#0)", "write ::x (1)",
                   "guard_move %k (&%l)", "guard_end %k", "guard_end %l"}));
}

TEST(ExtractLocks, GuardsBehindPointersAndAsMembers) {
  StringRef Code =
      "std::mutex m; struct H { std::lock_guard<std::mutex> g;"
      "  H(std::mutex &x) : g(x) {} };"
      "void f() { H h(m); }"
      "void g() { auto p = std::make_unique<std::lock_guard<std::mutex>>(m); }";
  EXPECT_EQ(events(Code, "H::H"),
            lines({"guard_init this.g (&$x*) nonreentrant \"lock_guard\""}));
  EXPECT_EQ(events(Code, "H::~H"), lines({"guard_end this.g"}));
  EXPECT_EQ(events(Code, "f"), lines({"call H::H(&::m) on %h \"H\"",
                                      "call H::~H on %h destructor \"~H\""}));
  EXPECT_EQ(events(Code, "g"),
            lines({"guard_init %p* (&::m) nonreentrant \"lock_guard\"",
                   "assign %p = new", "guard_end %p*"}));
}

TEST(ExtractLocks, UnknownClassesByTheirMethods) {
  StringRef Code = "struct Mutex { void Lock(); void Unlock(); };"
                   "struct Hold { Hold(Mutex *m); ~Hold(); };"
                   "Mutex m; void f() { Hold h(&m); } void g() { m.Lock(); }";
  EXPECT_EQ(events(Code, "f"), lines({"call Hold::Hold(&::m) on %h hint guard "
                                      "\"Hold\"",
                                      "call Hold::~Hold on %h destructor "
                                      "\"~Hold\""}));
  EXPECT_EQ(events(Code, "g"),
            lines({"call Mutex::Lock on ::m unlikely_reentrant hint acquire "
                   "\"Lock\""}));
}

//===----------------------------------------------------------------------===//
// Branches
//===----------------------------------------------------------------------===//

TEST(ExtractBranches, TryLockInAllSpellings) {
  StringRef Code = "std::mutex m; pthread_mutex_t p; int x;"
                   "void a() { if (m.try_lock()) x = 1; }"
                   "void b() { if (!m.try_lock()) return; x = 1; }"
                   "void c() { int rc = pthread_mutex_trylock(&p); if (rc != "
                   "0) return; x = 1; }"
                   "void d() { std::unique_lock l(m, std::try_to_lock); if "
                   "(!l) return; x = 1; }"
                   "void e() { if (x && m.try_lock()) x = 1; }"
                   "bool r() { return pthread_mutex_trylock(&p) == 0; }";
  EXPECT_NE(events(Code, "a").find("block 0 -> 1, 2 if #0 deps(#0)"),
            std::string::npos);
  EXPECT_NE(events(Code, "b").find("if not #0 deps(#0)"), std::string::npos);
  EXPECT_NE(events(Code, "c").find("if #0 deps(%rc)"), std::string::npos)
      << events(Code, "c");
  EXPECT_NE(events(Code, "d").find("if not owns %l"), std::string::npos);
  EXPECT_NE(events(Code, "e").find("if #1 deps(#1)"), std::string::npos);
  EXPECT_NE(events(Code, "r").find("return = #0 if_zero"), std::string::npos);
}

TEST(ExtractBranches, NothingReturnsFromNoReturn) {
  std::string Text =
      events("int x; void f() { if (x) { x = 2; abort(); } x = 1; }", "f");
  EXPECT_NE(Text.find("noreturn"), std::string::npos) << Text;
  // Nothing happens before an assertion fails, so it is no branch either.
  EXPECT_EQ(events("int x; void f() { if (x) abort(); x = 1; }", "f"),
            lines({"read ::x asserts", "write ::x (1)"}));
}

TEST(ExtractBranches, ConstantConditionsTakeOneSide) {
  EXPECT_EQ(events("int x; void f() { do { x = 1; } while (0); }", "f"),
            lines({"write ::x (1)"}));
}

TEST(ExtractBranches, HandlersStartWhereTheirTryDoes) {
  EXPECT_EQ(
      events("std::mutex m; int x; void f() { try {"
             "  std::lock_guard l(m); throw 1; } catch (...) { x = 1; } }",
             "f"),
      lines({"block 0 -> 1, 2", "block 1 noreturn throws",
             "guard_init %l (&::m) nonreentrant \"lock_guard\"", "block 2",
             "write ::x (1)"}));
}

//===----------------------------------------------------------------------===//
// Paths
//===----------------------------------------------------------------------===//

TEST(ExtractPaths, ReferencesPointersAndGetters) {
  StringRef Code =
      "struct I { std::mutex m; int v; };"
      "struct S { I i; std::unique_ptr<I> p; I &get() { return i; }"
      "  I *ptr() { return p.get(); }"
      "  void a() { I &r = i; r.v = 1; I *q = &r; q->v = 2; }"
      "  void b() { get().v = 1; ptr()->v = 2; }"
      "  void c() { std::lock_guard l(p->m); } };"
      "void f(S &s) { s.a(); s.b(); s.c(); }";
  EXPECT_EQ(events(Code, "S::a"),
            lines({"write this.i.v (1)", "write this.i.v (2)"}));
  EXPECT_EQ(events(Code, "S::b"),
            lines({"call S::get on this \"get\"", "write this.i.v (1)",
                   "call S::ptr on this \"ptr\"", "write this.p*.v (2)"}));
  EXPECT_EQ(events(Code, "S::c"),
            lines({"read this.p",
                   "guard_init %l (&this.p*.m) nonreentrant \"lock_guard\"",
                   "guard_end %l"}));
}

TEST(ExtractPaths, ElementsOfContainersAndArrays) {
  StringRef Code = "struct I { int v; }; std::vector<I> c; I a[4];"
                   "void f() { for (auto &x : c) x.v = 1; }"
                   "void g(int i) { a[2].v = 1; a[i].v = 2; a[i].v = 3; }";
  EXPECT_NE(events(Code, "f").find("write ::c[].v (1)"), std::string::npos);
  EXPECT_EQ(events(Code, "g"),
            lines({"write ::a[2].v (1)", "write ::a[given a].v (2)",
                   "write ::a[given a].v (3)", "element given a of($i)"}));
}

TEST(ExtractPaths, WhatSubscriptsAreMadeOf) {
  StringRef Code = "int n[64]; extern int rest;"
                   "void f(int i) { n[2 * i + 3] = 1; n[i % 2] = 2; n[i + rest] = 3; }"
                   "void g() { for (int k = 0; k < 4; ++k) n[k] = 1; }";
  std::string F = events(Code, "f");
  EXPECT_NE(F.find("element a of($i times 2) offset 3"), std::string::npos) << F;
  EXPECT_EQ(F.find("element around"), std::string::npos) << F;
  EXPECT_NE(F.find("of($i) with_rest"), std::string::npos) << F;
  // Nothing that was handed in leads there.
  EXPECT_EQ(events(Code, "g").find("element"), std::string::npos);
}

TEST(ExtractPaths, ElementsOfTheThread) {
  StringRef Code = "thread_local unsigned me; int n[4];"
                   "void f(unsigned i) { n[me] = 1; n[me + 1] = 2; }";
  EXPECT_EQ(events(Code, "f"), lines({"read ::me", "write ::n[@] (1)",
                                      "read ::me", "write ::n[a] (2)"}));
}

TEST(ExtractPaths, PlainLocalsAreSilent) {
  EXPECT_EQ(events("int g(int); int f(int n) { int x = n; x += 2; "
                   "  for (int i = 0; i < n; ++i) x++; return x; }",
                   "f")
                .find("read"),
            std::string::npos);
}

//===----------------------------------------------------------------------===//
// Callables and threads
//===----------------------------------------------------------------------===//

TEST(ExtractCallables, LambdasCaptureAndRun) {
  StringRef Code = "struct S { int x; std::function<void()> cb; void f() {"
                   "  int n = 0; auto l = [&n, this] { n++; x++; }; l(); }"
                   "  void g() { cb = [this] { x = 1; }; cb(); } };"
                   "void u(S &s) { s.f(); s.g(); }";
  EXPECT_NE(events(Code, "S::f").find("call ? ^0"), std::string::npos);
  EXPECT_EQ(events(Code, "S::f::(lambda)"),
            lines({"update $n*", "update this.x"}));
  std::string G = events(Code, "S::g");
  EXPECT_NE(G.find("assign this.cb = ^0"), std::string::npos) << G;
  EXPECT_NE(G.find("call ? ^1"), std::string::npos) << G;
}

TEST(ExtractCallables, ThreadsAndTheirHandles) {
  StringRef Code =
      "int x; struct W { std::thread t; std::vector<std::thread> v; void run();"
      "  void a() { t = std::thread(&W::run, this); t.join(); }"
      "  void b() { for (int i = 0; i < 4; i++) v.emplace_back([] { x++; }); }"
      "  void c() { v.push_back(std::thread([] { x++; })); } };"
      "void u(W &w) { w.a(); w.b(); w.c(); }";
  EXPECT_EQ(events(Code, "W::a"), lines({"spawn this.t ^1 \"thread\"",
                                         "blocks this.t thread_wait \"join\"",
                                         "join this.t \"join\""}));
  EXPECT_NE(events(Code, "W::b").find("spawn this.v[] ^1 many"),
            std::string::npos)
      << events(Code, "W::b");
  EXPECT_NE(events(Code, "W::c").find("spawn this.v[]"), std::string::npos)
      << events(Code, "W::c");
}

TEST(ExtractCallables, RunAtOnceAndWaits) {
  StringRef Code =
      "std::mutex m; std::condition_variable cv; bool ready; std::vector<int> "
      "v;"
      "void f() { std::unique_lock l(m); cv.wait(l, [] { return ready; }); }"
      "void g() { std::for_each(v.begin(), v.end(), [](int) { ready = true; "
      "}); }";
  EXPECT_NE(events(Code, "f").find("wait ::cv (&%l) ^0 \"wait\""),
            std::string::npos);
  EXPECT_NE(events(Code, "g").find("call ? ^0 \"for_each\""),
            std::string::npos);
}

//===----------------------------------------------------------------------===//
// Data
//===----------------------------------------------------------------------===//

TEST(ExtractAccesses, AtomicsAndLibraryFunctions) {
  StringRef Code =
      "std::atomic<int> a; struct S { char b[8]; int fd; }; S s;"
      "void f() { a = a + 1; a.fetch_add(1); }"
      "void g() { memset(s.b, 0, 8); read(s.fd, &s, 1); sleep(1); }";
  EXPECT_NE(events(Code, "f").find("op split_update atomic"),
            std::string::npos);
  EXPECT_NE(events(Code, "f").find("op fetch_modify atomic"),
            std::string::npos);
  EXPECT_EQ(events(Code, "g"), lines({"update ::s.b[0]", "read ::s.fd",
                                      "blocks ::s.fd file \"read\"",
                                      "update ::s", "blocks sleep \"sleep\""}));
}

TEST(ExtractAccesses, CIsUnderstoodToo) {
  StringRef Code = "typedef struct { int x; } pthread_mutex_t;"
                   "int pthread_mutex_lock(pthread_mutex_t *);"
                   "struct c { pthread_mutex_t lock; struct { int n; } in; };"
                   "static _Atomic int at;"
                   "void f(struct c *p) { pthread_mutex_lock(&p->lock);"
                   "  p->in.n++; at = at + 1; }";
  EXPECT_EQ(events(Code, "f", "input.c"),
            lines({"acquire $p*.lock unlikely_reentrant if_zero \"pthread_mutex_lock\"",
                   "update $p*.in.n", "#2 = read ::at op load atomic",
                   "write ::at (?) op split_update atomic deps(#2)"}));
}

TEST(ExtractEntities, InternalOnesBelongToTheirFile) {
  TranslationUnit Unit =
      extracted("static std::mutex m; namespace { int n; }"
                "void f() { static int s; m.lock(); n = s++; }");
  unsigned Internal = 0;
  for (const Entity &E : Unit.Entities)
    if (E.Kind == EntityKind::Global) {
      EXPECT_EQ(E.Internal, StringRef(E.Key).contains("input.cpp|")) << E.Key;
      Internal += E.Internal;
    }
  EXPECT_EQ(3u, Internal);
}

TEST(ExtractEntities, AnnotationsInTheFrameOfTheirEntity) {
  std::string Text = printed(extracted(
      "struct __attribute__((capability(\"mutex\"))) Mu { void lock(); };"
      "struct S { Mu mu; int x __attribute__((guarded_by(mu)));"
      "  void f() __attribute__((requires_capability(mu))) { x = 1; } };"
      "void g(S &s) { s.f(); }"));
  EXPECT_NE(Text.find("guarded_by(this.mu)"), std::string::npos) << Text;
  EXPECT_NE(Text.find("requires(this.mu)"), std::string::npos) << Text;
}

//===----------------------------------------------------------------------===//
// Bounds and broken code
//===----------------------------------------------------------------------===//

TEST(ExtractBounds, BrokenCodeIsPassedBy) {
  ExtractStats Stats;
  extracted(
      "struct U; int x; void f() { x = undeclared; }"
      "void g() { U u; x = 1; } template <class T> void h(T t) { t.a(); }"
      "void i() { h(1); x = 2; } int j( { } struct K { K(int) : y(1) {} };",
      "input.cpp", &Stats);
  EXPECT_NE(0u, Stats.Skipped);
}

TEST(ExtractBounds, DeepNestingIsLeftOut) {
  std::string Sum = "int x; int f() { return x";
  for (int I = 0; I != 5000; ++I)
    Sum += "+x";
  ExtractStats Stats;
  extracted(Sum + "; }", "input.cpp", &Stats);
  EXPECT_EQ(1u, Stats.Skipped);
  std::string Lambdas = "int x; void f() { ";
  for (int I = 0; I != 50; ++I)
    Lambdas += "auto l" + std::to_string(I) + " = [&] { x++; ";
  for (int I = 50; I-- != 0;)
    Lambdas += "}; l" + std::to_string(I) + "(); ";
  ExtractStats Deep;
  extracted(Lambdas + "}", "input.cpp", &Deep);
  EXPECT_EQ(51u, Deep.Functions);
}

TEST(ExtractBounds, LongFunctionsAreCutOff) {
  std::string Code = "int x; void f() { ";
  for (int I = 0; I != 300; ++I)
    Code += "x++; ";
  ExtractStats Stats;
  ExtractOptions Options;
  Options.MaxEvents = 100;
  TranslationUnit Unit =
      extracted(Code + "}", "input.cpp", &Stats, {"-std=c++20"}, Options);
  EXPECT_EQ(1u, Stats.Truncated);
  ASSERT_EQ(1u, Unit.Functions.size());
  EXPECT_TRUE(Unit.Functions[0].Truncated);
  EXPECT_EQ(100u, Unit.Functions[0].Events.size());
}

TEST(ExtractBounds, WhatIsWrittenReadsBack) {
  TranslationUnit Unit = extracted(
      "std::mutex m; int x; struct S { int n; void f() { std::lock_guard l(m);"
      "  if (x > 1) n = x; auto k = [&] { n++; }; k(); } };"
      "void g(S *s) { std::thread t(&S::f, s); t.join(); }");
  std::string Text = printed(Unit);
  llvm::Expected<TranslationUnit> Read = parseText(Text);
  ASSERT_TRUE(static_cast<bool>(Read)) << llvm::toString(Read.takeError());
  EXPECT_EQ(Text, printed(*Read));
}

} // namespace
