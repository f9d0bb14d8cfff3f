// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// RUN: %confirm %s
// A pointer holds first what was found and then what is made: the new object is nobody else's yet, the found one is.

#include <pthread.h>
#include <stdlib.h>

struct neighbour {
  struct neighbour *next;
  int key;
  int mac;
  int uses;
};
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct neighbour *all;

static struct neighbour *find__(int key) {
  for (struct neighbour *n = all; n; n = n->next)
    if (n->key == key)
      return n;
  return NULL;
}

// An entry is replaced, never changed: `mac` may be read without the lock.
void learnOk(int key, int mac) {
  struct neighbour *n;
  pthread_mutex_lock(&mutex);
  n = find__(key);
  if (n) {
    if (n->mac == mac) {
      n->uses++;
      pthread_mutex_unlock(&mutex);
      return;
    }
    n->key = -1;
  }
  n = malloc(sizeof *n);
  n->key = key;
  n->mac = mac;
  n->uses = 0;
  n->next = all;
  all = n;
  pthread_mutex_unlock(&mutex);
}
int macOfOk(const struct neighbour *n) { return n->mac; }
int usesOfBad(const struct neighbour *n) {
  return n->uses; // what was found is counted on
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'uses' is read without 'mutex'{{.*}}[concurrency-unprotected-shared-state]
}
void use(struct neighbour *n) {
  pthread_mutex_lock(&mutex);
  n->uses++;
  pthread_mutex_unlock(&mutex);
}
void unuse(struct neighbour *n) {
  pthread_mutex_lock(&mutex);
  n->uses--;
  pthread_mutex_unlock(&mutex);
}
int sum(void) {
  int macs = 0;
  pthread_mutex_lock(&mutex);
  for (struct neighbour *n = all; n; n = n->next)
    macs += n->mac * n->uses;
  pthread_mutex_unlock(&mutex);
  return macs;
}

#ifdef CONFIRM
static _Thread_local volatile int seen;
static void *run(void *one) {
  for (int i = 0; i < 20000; ++i) {
    use(one);
    unuse(one);
    seen = usesOfBad(one);
    seen = macOfOk(one);
    if (i < 10)
      learnOk(i % 7, i);
  }
  return NULL;
}
int main(void) {
  static struct neighbour one;
  pthread_t a, b;
  pthread_create(&a, NULL, run, &one);
  pthread_create(&b, NULL, run, &one);
  pthread_join(a, NULL);
  pthread_join(b, NULL);
  return sum() == 1;
}
#endif
