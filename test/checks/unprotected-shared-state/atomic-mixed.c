// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// RUN: %confirm %s
// The compiler's atomic builtins on a plain object that is also read plainly.

#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>

static long packets;
static long frames;

static void *count_packets(void *unused) {
  for (int i = 0; i < 1000; ++i)
    __atomic_add_fetch(&packets, 1, __ATOMIC_RELAXED);
  return unused;
}

void watch_packetsBad(void) {
  pthread_t counter;
  pthread_create(&counter, NULL, count_packets, NULL);
  printf("%ld\n", packets); /* a plain read beside atomic writes */
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'packets'{{.*}}[concurrency-unprotected-shared-state]
  pthread_join(counter, NULL);
}

static void *count_frames(void *unused) {
  for (int i = 0; i < 1000; ++i)
    __atomic_add_fetch(&frames, 1, __ATOMIC_RELAXED);
  return unused;
}

void watch_framesOk(void) {
  pthread_t counter;
  pthread_create(&counter, NULL, count_frames, NULL);
  printf("%ld\n", __atomic_load_n(&frames, __ATOMIC_RELAXED));
  pthread_join(counter, NULL);
}

#ifdef CONFIRM
int main(void) {
  watch_packetsBad();
  watch_framesOk();
}
#endif
