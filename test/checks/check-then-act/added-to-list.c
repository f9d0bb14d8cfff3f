// RUN: %tidy -checks='-*,concurrency-check-then-act' %s -- -std=c11 2>&1 | %filecheck
// Looked for in one critical section, and added in the next: somebody else may have added it meanwhile.

#include <pthread.h>
#include <stdlib.h>

struct node { struct node *next; int key; };
struct table { pthread_mutex_t lock; struct node *heads[16]; };
void *expensive(int key);

static struct node *find(struct table *t, int key) {
  struct node *n = t->heads[key % 16];
  while (n && n->key != key)
    n = n->next;
  return n;
}

struct node *get_bad(struct table *t, int key) {
  pthread_mutex_lock(&t->lock);
  struct node *n = find(t, key);
  pthread_mutex_unlock(&t->lock);
  if (n)
    return n;
  struct node *made = calloc(1, sizeof *made);
  made->key = key;
  expensive(key);
  pthread_mutex_lock(&t->lock);
  made->next = t->heads[key % 16];
  t->heads[key % 16] = made;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'heads' may have changed since it was tested
  pthread_mutex_unlock(&t->lock);
  return made;
}

struct node *get_ok(struct table *t, int key) {
  pthread_mutex_lock(&t->lock);
  struct node *n = find(t, key);
  pthread_mutex_unlock(&t->lock);
  if (n)
    return n;
  struct node *made = calloc(1, sizeof *made);
  made->key = key;
  expensive(key);
  pthread_mutex_lock(&t->lock);
  n = find(t, key);
  if (!n) {
    made->next = t->heads[key % 16];
    t->heads[key % 16] = made;
    n = made;
    made = NULL;
  }
  pthread_mutex_unlock(&t->lock);
  free(made);
  return n;
}
// CHECK-NOT: warning:
