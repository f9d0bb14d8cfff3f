//===- QuietScanTest.cpp - files without any concurrency ------------------===//
//
// Part of clang-concurrency, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "extract/Extract.h"
#include "model/Model.h"
#include "clang/Frontend/ASTUnit.h"
#include "clang/Tooling/Tooling.h"
#include "gtest/gtest.h"

using namespace concurrency;

namespace {

constexpr llvm::StringRef Declarations = R"c(
typedef struct { int x; } pthread_mutex_t;
typedef unsigned long pthread_t;
int pthread_mutex_lock(pthread_mutex_t *);
int pthread_mutex_unlock(pthread_mutex_t *);
int pthread_create(pthread_t *, const void *, void *(*)(void *), void *);
int access(const char *, int);
int open(const char *, int, ...);
int printf(const char *, ...);
void *malloc(unsigned long);
void qsort(void *, unsigned long, unsigned long,
           int (*)(const void *, const void *));
)c";

/// Nothing is read of a file that is looked at by itself.
bool isQuiet(llvm::StringRef Code, llvm::StringRef FileName = "input.c") {
  auto Unit = clang::tooling::buildASTFromCodeWithArgs(
      (Declarations + Code).str(), {}, FileName);
  EXPECT_FALSE(Unit->getDiagnostics().hasErrorOccurred()) << Code.str();
  std::unique_ptr<Model> M = Model::createDefault();
  ExtractStats Stats;
  ExtractOptions Alone;
  Alone.Alone = true;
  return extract(Unit->getASTContext(), *M, Alone, Stats).Functions.empty();
}

TEST(QuietScan, PassesByWhatHasNothingToDoWithThreads) {
  EXPECT_TRUE(isQuiet("static int n; void f(int *p) { if (n) *p = n++; }"));
  EXPECT_TRUE(isQuiet("void g(void); void f(void) { printf(\"x\"); g(); }"));
  EXPECT_TRUE(isQuiet("void f(const char *p) { open(p, 0); }"));
  EXPECT_TRUE(isQuiet("int less(const void *, const void *);"
                      "void f(int *p) { qsort(p, 2, 4, less); }"));
  // Of an atomic that is only read nothing is to be decided.
  EXPECT_TRUE(isQuiet("_Atomic int a; int f(void) { return a ? a : 1; }"));
}

TEST(QuietScan, ReadsWhatCallsALibrarysLockOrThread) {
  EXPECT_FALSE(isQuiet("pthread_mutex_t m; int n; void f(void) {"
                       " pthread_mutex_lock(&m); n++; }"));
  EXPECT_FALSE(isQuiet("void f(void *(*b)(void *)) {"
                       " pthread_t t; pthread_create(&t, 0, b, 0); }"));
  // A call is enough, wherever it stands.
  EXPECT_FALSE(isQuiet("static void g(pthread_mutex_t *m) {"
                       " if (m) do { pthread_mutex_lock(m); } while (0); }"
                       "void f(pthread_mutex_t *m) { g(m); }"));
  EXPECT_FALSE(isQuiet("int (*p)(pthread_mutex_t *);"
                       "void f(void) { p = pthread_mutex_lock; }"));
  EXPECT_FALSE(isQuiet(
      "void end(pthread_mutex_t **m);"
      "void release(int *p) { pthread_mutex_unlock((void *)p); }"
      "void f(void) { __attribute__((cleanup(release))) int x = 0; (void)x; }"));
}

TEST(QuietScan, ReadsWhatTestsAFile) {
  EXPECT_FALSE(isQuiet("void f(const char *p) { if (access(p, 0)) open(p, 0); }"));
}

TEST(QuietScan, ReadsWhatChangesAtomics) {
  EXPECT_FALSE(isQuiet("_Atomic int a; void f(void) { if (!a) a = 1; }"));
  EXPECT_FALSE(isQuiet("_Atomic int a; void f(void) { a++; }"));
  EXPECT_FALSE(isQuiet("_Atomic int a; void f(void) { a += 2; }"));
  EXPECT_FALSE(isQuiet("int a; int f(void) { return __atomic_load_n(&a, 0); }"));
  EXPECT_FALSE(isQuiet("int a; void f(void) { __sync_fetch_and_add(&a, 1); }"));
}

TEST(QuietScan, ReadsWhatIsAnnotated) {
  EXPECT_FALSE(isQuiet("struct __attribute__((capability(\"mutex\"))) M { int x; };"
                       "struct M m; int n __attribute__((guarded_by(m)));"
                       "void f(void) { n = 1; }"));
  EXPECT_FALSE(isQuiet("struct __attribute__((capability(\"mutex\"))) M { int x; };"
                       "struct M m;"
                       "void f(void) __attribute__((requires_capability(m)));"
                       "void f(void) { printf(\"x\"); }"));
}

TEST(QuietScan, ReadsCPlusPlus) {
  EXPECT_FALSE(isQuiet("static int n; void f(int *p) { if (n) *p = n++; }",
                       "input.cpp"));
}

} // namespace
