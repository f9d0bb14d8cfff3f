// RUN: %tidy -checks='-*,concurrency-*,-concurrency-mt-unsafe' %s 2>&1 -- | %filecheck
// Whether a function locks is for its caller to say, by a constant.

#include <pthread.h>
#include <stddef.h>

struct index {
  pthread_mutex_t mu;
  int entries, run;
  struct index *parent;
};

static int add(struct index *x, int lock) {
  if (lock)
    pthread_mutex_lock(&x->mu);
  int now = ++x->entries;
  if (lock)
    pthread_mutex_unlock(&x->mu);
  return now;
}

void addOneOk(struct index *x) { add(x, 1); }

void addTwoOk(struct index *x) {
  pthread_mutex_lock(&x->mu);
  add(x, 0);
  add(x, 0);
  pthread_mutex_unlock(&x->mu);
}

void addTwoBad(struct index *x) {
  pthread_mutex_lock(&x->mu);
  add(x, 0);
  add(x, 1);
  // CHECK: :[[@LINE-1]]:3: warning: 'add' acquires 'mu', which is already held
  pthread_mutex_unlock(&x->mu);
}

void addNoneBad(struct index *x) { add(x, 0); }
// CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'entries' is written by 'add' without 'mu'

// One constant is handed on, another is one bit of several.
enum { Quiet = 1, Locked = 2 };

static void insert(struct index *x, int flags) {
  if (!(flags & Locked))
    pthread_mutex_lock(&x->mu);
  x->run++;
  if (!(flags & Locked))
    pthread_mutex_unlock(&x->mu);
}
static void insertQuietly(struct index *x, int flags) { insert(x, flags); }

void insertOk(struct index *x) {
  pthread_mutex_lock(&x->mu);
  insertQuietly(x, Quiet | Locked);
  pthread_mutex_unlock(&x->mu);
}

void insertBad(struct index *x) {
  pthread_mutex_lock(&x->mu);
  insertQuietly(x, Quiet);
  // CHECK: :[[@LINE-1]]:3: warning: 'insertQuietly' acquires 'mu', which is already held
  // CHECK: note: 'insert' is called here
  pthread_mutex_unlock(&x->mu);
}

// Handed over with both locks held, or with none.
static void reschedule(struct index *x, int handover) {
  if (!handover)
    pthread_mutex_lock(&x->mu);
  if (x->run) {
    pthread_mutex_unlock(&x->mu);
    return;
  }
  x->entries = 0;
  pthread_mutex_unlock(&x->mu);
}

void stopOk(struct index *x) {
  pthread_mutex_lock(&x->mu);
  x->run = 0;
  reschedule(x, 1);
}
void startOk(struct index *x) { reschedule(x, 0); }

void stopBad(struct index *x) {
  pthread_mutex_lock(&x->mu);
  x->run = 0;
  reschedule(x, 0);
  // CHECK: :[[@LINE-1]]:3: warning: 'reschedule' acquires 'mu', which is already held
}

// A null pointer is as good a constant, and so is an address that is none.
static void touch(struct index *x, struct index *parent) {
  if (parent)
    pthread_mutex_lock(&parent->mu);
  x->parent = parent;
  if (parent)
    pthread_mutex_unlock(&parent->mu);
}

static struct index root;

void detachOk(struct index *x) {
  pthread_mutex_lock(&root.mu);
  root.entries--;
  touch(x, NULL);
  pthread_mutex_unlock(&root.mu);
}

void attachBad(struct index *x) {
  pthread_mutex_lock(&root.mu);
  root.entries++;
  touch(x, &root);
  // CHECK: :[[@LINE-1]]:3: warning: 'touch' acquires 'mu', which is already held
  pthread_mutex_unlock(&root.mu);
}
