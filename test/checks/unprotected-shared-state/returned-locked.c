// RUN: %tidy -checks='-*,concurrency-*,-concurrency-mt-unsafe' %s 2>&1 -- | %filecheck
// A function finds an object and returns it locked.

#include <pthread.h>
#include <stddef.h>

struct zone {
  pthread_mutex_t mu;
  int key, records, queries;
  struct zone *next;
};

static pthread_mutex_t tableMu = PTHREAD_MUTEX_INITIALIZER;
static struct zone *table;

static struct zone *lookup(int key) {
  struct zone *z;
  pthread_mutex_lock(&tableMu);
  for (z = table; z; z = z->next)
    if (z->key == key)
      break;
  if (!z) {
    pthread_mutex_unlock(&tableMu);
    return NULL;
  }
  pthread_mutex_lock(&z->mu);
  pthread_mutex_unlock(&tableMu);
  return z;
}

// Handed on.
struct zone *enter(int key) {
  struct zone *z = lookup(key);
  if (!z)
    return NULL;
  z->queries++;
  return z;
}

void addOk(int key) {
  struct zone *z;
  if (!(z = enter(key)))
    return;
  z->records++;
  pthread_mutex_unlock(&z->mu);
}

int countOk(int key) {
  struct zone *z = enter(key);
  if (z == NULL)
    return 0;
  int n = z->records;
  pthread_mutex_unlock(&z->mu);
  return n;
}

void dropOk(int key) {
  struct zone *z;
  z = enter(key);
  if (z) {
    z->records = 0;
    pthread_mutex_unlock(&z->mu);
  }
}

void addTwiceBad(int key) {
  struct zone *z = enter(key);
  if (!z)
    return;
  pthread_mutex_lock(&z->mu);
  // CHECK: :[[@LINE-1]]:3: warning: 'mu' is already held by this thread
  z->records += 2;
  pthread_mutex_unlock(&z->mu);
}
