// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=gnu11 2>&1 | %filecheck
// RUN: %confirm %s
// A thread needs no lock for what others change before it starts and after its end, though they
// have one. What says whether to wait for it is its handle, or a flag of those who start it.

#include <pthread.h>
#include <stdlib.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int *plan_ok, *plan_bad, *other_plan_bad;
static pthread_t worker_ok, worker_bad, other_bad;
static int started_ok, started_bad, quick, other_started;

static void *workOk(void *unused) {
  (void)unused;
  return plan_ok;
}
int startOk(void) {
  pthread_mutex_lock(&lock);
  if (!plan_ok) {
    plan_ok = malloc(sizeof *plan_ok);
    pthread_create(&worker_ok, NULL, workOk, NULL);
    started_ok = 1;
  }
  pthread_mutex_unlock(&lock);
  return 0;
}
void stopOk(void) {
  pthread_mutex_lock(&lock);
  if (plan_ok && started_ok) {
    pthread_mutex_unlock(&lock);
    pthread_join(worker_ok, NULL);
    pthread_mutex_lock(&lock);
    started_ok = 0;
  }
  if (plan_ok)
    free(plan_ok);
  plan_ok = NULL;
  pthread_mutex_unlock(&lock);
}

// That there is no hurry says nothing of the thread.
static void *workBad(void *unused) {
  (void)unused;
  int *plan = plan_bad;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'plan_bad' is read without 'lock', which is held at {{[0-9]+}} of its {{[0-9]+}} accesses [concurrency-unprotected-shared-state]
  return plan;
}
int startBad(void) {
  pthread_mutex_lock(&lock);
  if (!plan_bad) {
    plan_bad = malloc(sizeof *plan_bad);
    pthread_create(&worker_bad, NULL, workBad, NULL);
    started_bad = 1;
  }
  pthread_mutex_unlock(&lock);
  return 0;
}
void setHurry(int to) { quick = to; }
void stopBad(void) {
  pthread_mutex_lock(&lock);
  if (!quick) {
    pthread_mutex_unlock(&lock);
    pthread_join(worker_bad, NULL);
    pthread_mutex_lock(&lock);
    started_bad = 0;
  }
  if (plan_bad)
    free(plan_bad);
  plan_bad = NULL;
  pthread_mutex_unlock(&lock);
}

// The flag is set by somebody else as well.
static void *otherBad(void *unused) {
  (void)unused;
  int *plan = other_plan_bad;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'other_plan_bad' is read without 'lock', which is held at {{[0-9]+}} of its {{[0-9]+}} accesses [concurrency-unprotected-shared-state]
  return plan;
}
int startOtherBad(void) {
  pthread_mutex_lock(&lock);
  if (!other_plan_bad) {
    other_plan_bad = malloc(sizeof *other_plan_bad);
    pthread_create(&other_bad, NULL, otherBad, NULL);
    other_started = 1;
  }
  pthread_mutex_unlock(&lock);
  return 0;
}
void resume(int started) { other_started = started; }
void stopOtherBad(void) {
  pthread_mutex_lock(&lock);
  if (other_started) {
    pthread_mutex_unlock(&lock);
    pthread_join(other_bad, NULL);
    pthread_mutex_lock(&lock);
  }
  if (other_plan_bad)
    free(other_plan_bad);
  other_plan_bad = NULL;
  pthread_mutex_unlock(&lock);
}

#ifdef CONFIRM
int main(void) {
  startOk();
  stopOk();
  startBad();
  setHurry(1);
  stopBad();
  startOtherBad();
  resume(0);
  stopOtherBad();
  pthread_join(worker_bad, NULL);
  pthread_join(other_bad, NULL);
  return 0;
}
#endif
