// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// RUN: %confirm %s
// Lists, counters and points have helpers of their own, which see them without what they are part of: the lock
// belongs to the whole, and votes are on the whole.

#include <pthread.h>
#include <stddef.h>

struct node {
  struct node *next, *prev;
};
static void node_insert(struct node *at, struct node *n) {
  n->prev = at->prev;
  n->next = at;
  at->prev->next = n;
  at->prev = n;
}
static void node_remove(struct node *n) {
  n->prev->next = n->next;
  n->next->prev = n->prev;
}
static int node_empty(const struct node *n) { return n->next == n; }

static pthread_mutex_t jobs_mutex = PTHREAD_MUTEX_INITIALIZER;
static struct node jobs = {&jobs, &jobs};
struct job {
  struct node in_jobs;
  struct node of_owner;
};
void submit(struct job *j) {
  pthread_mutex_lock(&jobs_mutex);
  node_insert(&jobs, &j->in_jobs);
  pthread_mutex_unlock(&jobs_mutex);
}
void withdraw(struct job *j) {
  pthread_mutex_lock(&jobs_mutex);
  node_remove(&j->in_jobs);
  pthread_mutex_unlock(&jobs_mutex);
}
int idle(void) {
  pthread_mutex_lock(&jobs_mutex);
  int empty = node_empty(&jobs);
  pthread_mutex_unlock(&jobs_mutex);
  return empty;
}
int busy(void) {
  pthread_mutex_lock(&jobs_mutex);
  int empty = node_empty(&jobs);
  pthread_mutex_unlock(&jobs_mutex);
  return !empty;
}
int idleBad(void) {
  return node_empty(&jobs);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'jobs' is read without 'jobs_mutex', which is held at 3 of its 4 accesses [concurrency-unprotected-shared-state]
}

// Near miss: lists that belong to one thread are nobody's business, whatever goes through the same helpers.
struct owner {
  struct node mine;
};
void adopt(struct owner *o, struct job *j) { node_insert(&o->mine, &j->of_owner); }
int hasNone(struct owner *o) { return node_empty(&o->mine); }

static void *worker(void *unused) {
  struct job j;
  struct owner o = {{&o.mine, &o.mine}};
  adopt(&o, &j);
  submit(&j);
  withdraw(&j);
  return hasNone(&o) || idleBad() ? unused : NULL;
}
int main(void) {
  pthread_t other;
  pthread_create(&other, NULL, worker, NULL);
  worker(NULL);
  pthread_join(other, NULL);
  return idle();
}
