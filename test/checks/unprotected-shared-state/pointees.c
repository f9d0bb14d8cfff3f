// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// RUN: %confirm %s
// Memory that two threads reach through pointers, where it is certainly the same.

#include <pthread.h>
#include <stdlib.h>

struct job {
  int steps;
  int result;
};

static int *cell; // set once, before the thread
static int plain;

static void *globalBad(void *unused) {
  *cell = 8;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'cell' is written here and used in another thread with no common lock [concurrency-unprotected-shared-state]
  return unused;
}
static void *givenBad(void *arg) {
  int *p = arg;
  ++*p;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'plain' is written here and used in another thread with no common lock [concurrency-unprotected-shared-state]
  return arg;
}
static void *heapBad(void *arg) {
  struct job *job = arg;
  job->steps++;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'steps' is written here and used in another thread with no common lock [concurrency-unprotected-shared-state]
  return arg;
}
static void *ownOk(void *arg) {
  struct job *job = arg;
  job->result++;
  free(job);
  return NULL;
}

int main(void) {
  pthread_t thread;

  cell = malloc(sizeof *cell);
  pthread_create(&thread, NULL, globalBad, NULL);
  *cell = 9;
  pthread_join(thread, NULL);

  pthread_t given;
  pthread_create(&given, NULL, givenBad, &plain);
  ++plain;
  pthread_join(given, NULL);

  pthread_t heap;
  struct job *job = malloc(sizeof *job);
  job->steps = 0; // nobody else has it yet
  pthread_create(&heap, NULL, heapBad, job);
  job->steps++;
  pthread_join(heap, NULL);
  job->steps++;
  free(job);

  // Each turn makes an object for one thread.
  pthread_t own[4];
  for (int i = 0; i < 4; ++i) {
    struct job *each = malloc(sizeof *each);
    each->result = i;
    pthread_create(&own[i], NULL, ownOk, each);
  }
  for (int i = 0; i < 4; ++i)
    pthread_join(own[i], NULL);
  return 0;
}
