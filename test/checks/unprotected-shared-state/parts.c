// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=gnu11 2>&1 | %filecheck
// Members of an embedded object: what guards the one says nothing of another.

#include <pthread.h>

struct owner {
  pthread_mutex_t Lock;
  struct {
    int Kind;
    int Uses;
    int Errors;
  } Info;
};

void useOk(struct owner *O) {
  pthread_mutex_lock(&O->Lock);
  O->Info.Uses++;
  O->Info.Errors = 0;
  pthread_mutex_unlock(&O->Lock);
}

void unuseOk(struct owner *O) {
  pthread_mutex_lock(&O->Lock);
  O->Info.Uses--;
  O->Info.Errors++;
  pthread_mutex_unlock(&O->Lock);
}

int kindOk(struct owner *O) { return O->Info.Kind; }

int usesBad(struct owner *O) {
  return O->Info.Uses;
  // CHECK: :[[@LINE-1]]:18: warning: 'Info.Uses' is read without 'Lock'{{.*}}[concurrency-unprotected-shared-state]
}
