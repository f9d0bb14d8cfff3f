// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// RUN: %confirm %s
// What reaches a variable without its name: the whole struct, a pointer to a function, scanf.

#include <pthread.h>
#include <stdio.h>

struct pair {
  int first;
  int second;
};
static struct pair pair, other;
static int number;

static int one(void) { return 1; }
static int two(void) { return 2; }
static int (*chosen)(void) = one;
static int (*fixed)(void) = one;

static void *workBad(void *unused) {
  pair.first = 1;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'first' is written here and used in another thread with no common lock [concurrency-unprotected-shared-state]
  other.first = 1;
  number++;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'number' is written here and used in another thread with no common lock [concurrency-unprotected-shared-state]
  chosen = two;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'chosen' is written here and used in another thread with no common lock [concurrency-unprotected-shared-state]
  return fixed() ? unused : NULL;
}

int main(void) {
  pthread_t thread;
  struct pair zero = {0, 0};
  pthread_create(&thread, NULL, workBad, NULL);
  pair = zero;
  other.second = 2; // the other half
  if (scanf("%d", &number) != 1)
    puts("none");
  int sum = chosen() + fixed();
  pthread_join(thread, NULL);
  return sum == 0;
}
