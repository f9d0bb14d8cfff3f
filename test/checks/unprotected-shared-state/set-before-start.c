// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=gnu11 2>&1 | %filecheck

// A list that is only filled at the start, if under a lock, may be
// looked at without one later; not so what others change at any time.

#include <pthread.h>
#include <stddef.h>

struct entry {
  struct entry *next;
  int value;
};
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct entry *allowed;
static int seen;
static pthread_t thread;

static void allow(struct entry *e) {
  pthread_mutex_lock(&lock);
  e->next = allowed;
  allowed = e;
  pthread_mutex_unlock(&lock);
}
static int isAllowedOk(int value) {
  if (allowed == NULL)
    return 1;
  pthread_mutex_lock(&lock);
  struct entry *e = allowed;
  while (e && e->value != value)
    e = e->next;
  pthread_mutex_unlock(&lock);
  return e != NULL;
}

void see(int value) {
  pthread_mutex_lock(&lock);
  seen += value;
  pthread_mutex_unlock(&lock);
}
static int wasSeenBad(int value) {
  return seen > value;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'seen' is read without 'lock'{{.*}}[concurrency-unprotected-shared-state]
}
void forget(void) {
  pthread_mutex_lock(&lock);
  seen = 0;
  pthread_mutex_unlock(&lock);
}

static void *serve(void *arg) {
  for (int i = 0; i < 3; i++)
    if (isAllowedOk(i) && wasSeenBad(i))
      return arg;
  return NULL;
}

int server_init(struct entry *all, struct entry *more) {
  allow(all);
  allow(more);
  return pthread_create(&thread, NULL, serve, NULL);
}
