// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=gnu11 2>&1 | %filecheck
// The elements of a variable are as well known as the variable.

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct target { const char *name; char *pattern; };
static struct target targets[3] = {{"console", 0}, {"syslog", 0}, {"file", 0}};
static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;

static void replace(struct target *t, const char *pattern) {
  pthread_rwlock_wrlock(&lock);
  free(t->pattern);
  t->pattern = strdup(pattern);
  pthread_rwlock_unlock(&lock);
}
void set_pattern(int number, const char *pattern) { replace(&targets[number], pattern); }
void show(void (*out)(const char *)) {
  pthread_rwlock_rdlock(&lock);
  for (int i = 0; i < 3; i++) {
    const char *name = targets[i].name;
    out(name);
    out(targets[i].pattern ? targets[i].pattern : "none");
  }
  pthread_rwlock_unlock(&lock);
}
void list_bad(void (*out)(const char *)) {
  for (int i = 0; i < 3; i++)
    out(targets[i].pattern);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'targets' is read without 'lock'
}
// What is never changed needs no lock.
void names(void (*out)(const char *)) {
  for (int i = 0; i < 3; i++)
    out(targets[i].name);
}
// CHECK-NOT: warning:
