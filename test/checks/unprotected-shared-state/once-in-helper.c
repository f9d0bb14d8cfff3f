// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// RUN: %confirm %s
// What pthread_once has run is done, though a function that is called "init" calls it.

#include <pthread.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int table[10], entries;
static int reloads;

static void add(int value) { table[entries++] = value; }
static void load(void) {
  add(1);
  add(2);
}
static void init(void) { pthread_once(&once, load); }

static int find(int value) {
  init();
  for (int i = 0; i < entries; i++)
    if (table[i] == value)
      return i;
  return -1;
}

static void *clientBad(void *unused) {
  find(2);
  reloads++;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'reloads' is written here and used in another thread{{.*}}[concurrency-unprotected-shared-state]
  return unused;
}

int main(void) {
  pthread_t a, b;
  pthread_create(&a, 0, clientBad, 0);
  pthread_create(&b, 0, clientBad, 0);
  pthread_join(a, 0);
  pthread_join(b, 0);
  return 0;
}
