// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// RUN: %confirm %s
// Each thread has an element of its own, which its starter looks at before it has ended.

#include <pthread.h>
#include <stdio.h>

struct part { long sum; int from; };

static void *sumBad(void *arg) {
  struct part *p = arg;
  for (int i = 0; i < 1000; i++)
    p->sum += p->from + i;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'parts' is written here and used in another thread with no common lock
  return 0;
}
static void early_Bad(void) {
  struct part parts[4];
  pthread_t threads[4];
  for (int i = 0; i < 4; i++) {
    parts[i].sum = 0;
    parts[i].from = i;
    pthread_create(&threads[i], 0, sumBad, &parts[i]);
  }
  for (int i = 0; i < 4; i++) {
    printf("%ld\n", parts[i].sum);
    pthread_join(threads[i], 0);
  }
}

static void *sum(void *arg) {
  struct part *p = arg;
  for (int i = 0; i < 1000; i++)
    p->sum += p->from + i;
  return 0;
}
static void joined(void) {
  struct part parts[4];
  pthread_t threads[4];
  for (int i = 0; i < 4; i++) {
    parts[i].sum = 0;
    parts[i].from = i;
    pthread_create(&threads[i], 0, sum, &parts[i]);
  }
  for (int i = 0; i < 4; i++) {
    pthread_join(threads[i], 0);
    printf("%ld\n", parts[i].sum);
  }
}
// The last part is the starter's own.
static void shared_out(void) {
  struct part parts[4];
  pthread_t threads[3];
  for (int i = 0; i < 4; i++) {
    parts[i].sum = 0;
    parts[i].from = i;
    if (i < 3)
      pthread_create(&threads[i], 0, sum, &parts[i]);
  }
  sum(&parts[3]);
  for (int i = 0; i < 3; i++)
    pthread_join(threads[i], 0);
}
// CHECK-NOT: warning:

int main(void) {
  early_Bad();
  joined();
  shared_out();
}
