// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// RUN: %confirm %s
// What main has filled before it starts threads, they find filled.

#include <pthread.h>
#include <stddef.h>

static int seeded, pool[4];

static int drawOk(int at) {
  if (!seeded) {
    for (int i = 0; i != 4; ++i)
      pool[i] = i * i;
    seeded = 1;
  }
  return pool[at];
}

// The other way round.
static int first_time = 1, group;

static int groupOk(void) {
  if (first_time) {
    group = 7;
    first_time = 0;
  }
  return group;
}

// Only the threads come here.
static int loaded, table[4];

static int look_upBad(int at) {
  if (!loaded) {
    for (int i = 0; i != 4; ++i)
      table[i] = i + 1;
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'table'{{.*}}[concurrency-unprotected-shared-state]
    loaded = 1;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'loaded'{{.*}}[concurrency-unprotected-shared-state]
  }
  return table[at];
}

// Not only the first time.
static int opened, opens;

static int openBad(void) {
  if (!opened)
    opens++;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'opens'{{.*}}[concurrency-unprotected-shared-state]
  return opens;
}

// Somebody puts it back.
static int cached, cache;

static void forgetBad(void) { cached = 0; }
// CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'cached'{{.*}}[concurrency-unprotected-shared-state]

static int recallBad(void) {
  if (!cached) {
    cache = 5;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'cache'{{.*}}[concurrency-unprotected-shared-state]
    cached = 1;
  }
  return cache;
}

// Also for another reason.
static int ready, lookups;

static int look_againBad(int force) {
  if (force || !ready) {
    lookups++;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'lookups'{{.*}}[concurrency-unprotected-shared-state]
    ready = 1;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'ready'{{.*}}[concurrency-unprotected-shared-state]
  }
  return lookups;
}

// Each thread has a flag of its own.
static _Thread_local int known;
static int threads;

static void registerBad(void) {
  if (!known) {
    threads++;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'threads'{{.*}}[concurrency-unprotected-shared-state]
    known = 1;
  }
}

static void *run(void *argument) {
  drawOk(1);
  recallBad();
  forgetBad();
  look_againBad(1);
  registerBad();
  groupOk();
  look_upBad(2);
  openBad();
  return argument;
}

int main(void) {
  drawOk(0);
  groupOk();
  openBad();
  recallBad();
  look_againBad(0);
  registerBad();
  pthread_t one, two;
  pthread_create(&one, NULL, run, NULL);
  pthread_create(&two, NULL, run, NULL);
  pthread_join(one, NULL);
  pthread_join(two, NULL);
  return 0;
}
