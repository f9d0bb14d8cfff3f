// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// A function that forgets to release its lock on one way, which nothing tells from
// the others: what its callers do afterwards is not what the lock is for.

#include <pthread.h>
#include <stdlib.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int options, copies, pages, rows;

int create(char **copy) {
  int status = 1;
  pthread_mutex_lock(&mutex);
  ++copies;
  *copy = malloc(options);
  if (!*copy)
    goto failed;
  pthread_mutex_unlock(&mutex);
  status = rand();
failed:
  return status;
}

int firstGood(char **copy) {
  create(copy);
  return ++pages;
}
int secondGood(char **copy) {
  create(copy);
  return ++pages;
}
int thirdGood(void) { return ++pages; }

// What is done between, in other functions as well, is what it is for.
int add(void) {
  pthread_mutex_lock(&mutex);
  int row = ++rows;
  pthread_mutex_unlock(&mutex);
  return row;
}
int removeOne(void) {
  pthread_mutex_lock(&mutex);
  int row = --rows;
  pthread_mutex_unlock(&mutex);
  return row;
}
int count(void) {
  pthread_mutex_lock(&mutex);
  int row = rows;
  pthread_mutex_unlock(&mutex);
  return row;
}
int nextBad(void) {
  return ++rows;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'rows' is written without 'mutex'{{.*}}[concurrency-unprotected-shared-state]
}

// The same by rule: who gets no error has the lock, and releases it.
static int checked, ready;
int lockChecked(void) {
  pthread_mutex_lock(&mutex);
  int status = ready ? 0 : rand();
  if (status)
    pthread_mutex_unlock(&mutex);
  return status;
}
int setOne(void) {
  if (lockChecked())
    return 0;
  checked = 1;
  pthread_mutex_unlock(&mutex);
  return 1;
}
int setTwo(void) {
  if (lockChecked())
    return 0;
  checked = 2;
  pthread_mutex_unlock(&mutex);
  return 1;
}
int setThree(void) {
  if (lockChecked())
    return 0;
  checked = 3;
  pthread_mutex_unlock(&mutex);
  return 1;
}
void setBad(void) {
  checked = 4;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'checked' is written without 'mutex'{{.*}}[concurrency-unprotected-shared-state]
}

// Likewise, by functions of the program's own.
static void take(pthread_mutex_t *lock) { pthread_mutex_lock(lock); }
static void give(pthread_mutex_t *lock) { pthread_mutex_unlock(lock); }
static int kinds, tables;

int createTable(char **copy) {
  take(&mutex);
  ++kinds;
  *copy = malloc(options);
  if (!*copy)
    goto failed;
  give(&mutex);
  return rand();
failed:
  return rand() + 1;
}
int tableOneGood(char **copy) {
  createTable(copy);
  return ++tables;
}
int tableTwoGood(char **copy) {
  createTable(copy);
  return ++tables;
}
int tableThreeGood(char **copy) {
  createTable(copy);
  return ++tables;
}
int tableFourGood(void) { return ++tables; }

// One error of several leaves it locked. A table of handlers hands nobody a lock
// for that, so that who reads without it needs no caller who has it.
struct link { struct link *next; const char *name; };
static pthread_mutex_t links_lock = PTHREAD_MUTEX_INITIALIZER;
static struct link *links;

static int change(const char *name) {
  pthread_mutex_lock(&links_lock);
  if (!name) {
    pthread_mutex_unlock(&links_lock);
    return -1;
  }
  struct link *added = malloc(sizeof *added);
  if (!added)
    return -1;
  added->name = name;
  added->next = links;
  links = added;
  pthread_mutex_unlock(&links_lock);
  return 0;
}
static int handle(const char *name) { return change(name); }
int (*const handler)(const char *) = handle;
static int size(void) {
  int n = 0;
  pthread_mutex_lock(&links_lock);
  for (struct link *l = links; l; l = l->next)
    ++n;
  pthread_mutex_unlock(&links_lock);
  return n;
}
static int first(void) {
  return links != NULL;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'links' is read without 'links_lock'{{.*}}[concurrency-unprotected-shared-state]
}
int (*const sizes)(void) = size, (*const firsts)(void) = first;
