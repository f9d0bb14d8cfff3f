// Findings reach whatever the analyzer can write.

// RUN: %clang --analyze --analyzer-no-default-checks -fplugin=%compiler-plugin \
// RUN:   -Xclang -analyzer-checker=concurrency -Xclang -analyzer-output=plist \
// RUN:   -o %t.plist %s 2>&1 | %llvm/FileCheck %s --check-prefix=TEXT
// RUN: %llvm/FileCheck %s --check-prefix=PLIST <%t.plist
// RUN: %clang --analyze --analyzer-no-default-checks -fplugin=%compiler-plugin \
// RUN:   -Xclang -analyzer-checker=concurrency -Xclang -analyzer-output=sarif \
// RUN:   -o %t.sarif %s 2>/dev/null
// RUN: python3 -c "import json, sys; \
// RUN:   run = json.load(open(sys.argv[1]))['runs'][0]; \
// RUN:   r = run['results'][0]; print(r['ruleId'], r['message']['text'], \
// RUN:   r['locations'][0]['physicalLocation']['region']['startLine'], \
// RUN:   len(r['codeFlows'][0]['threadFlows'][0]['locations']))" %t.sarif \
// RUN:   | %llvm/FileCheck %s --check-prefix=SARIF
// RUN: %clang -Xclang -load -Xclang %compiler-plugin --analyze \
// RUN:   -Xclang -analyzer-checker=concurrency -Xclang -analyzer-output=text \
// RUN:   %s 2>&1 | %llvm/FileCheck %s --check-prefix=TEXT
// RUN: %clang -cc1 -load %compiler-plugin -analyzer-checker-help \
// RUN:   | %llvm/FileCheck %s --check-prefix=HELP

#include <pthread.h>

static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
static int n;

static void add(void) {
  pthread_mutex_lock(&mu);
  n++;
  pthread_mutex_unlock(&mu);
}

void addTwice(void) {
  pthread_mutex_lock(&mu);
  add();
  pthread_mutex_unlock(&mu);
}

// TEXT: outputs.c:35:3: warning: 'add' acquires 'mu', which is already held by this thread [concurrency.NonReentrantRelock]

// PLIST: <string>&apos;mu&apos; is acquired here</string>
// PLIST: <key>description</key><string>&apos;add&apos; acquires &apos;mu&apos;, which is already held by this thread</string>
// PLIST: <key>check_name</key><string>concurrency.NonReentrantRelock</string>

// SARIF: concurrency.NonReentrantRelock 'add' acquires 'mu', which is already held by this thread 35 {{[2-9]}}

// HELP-DAG: concurrency.CheckThenAct
// HELP-DAG: concurrency.IoUnderLock
// HELP-DAG: concurrency.LockOrderInversion
// HELP-DAG: concurrency.NonReentrantRelock
// HELP-DAG: concurrency.UnprotectedSharedState
