// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// RUN: %confirm %s
// To delete what has a key is no end of the table; and the lock of one bucket
// guards nothing that all of them share.

#include <pthread.h>
#include <stdlib.h>

enum { Buckets = 4 };

struct item {
  struct item *next;
  int key;
};

struct bucket {
  pthread_mutex_t lock;
  struct item *first;
};

struct table {
  struct bucket buckets[Buckets];
  pthread_mutex_t count_lock;
  long count;
};

static struct table table;

static struct bucket *bucketOf(struct table *t, int key) {
  return &t->buckets[key % Buckets];
}

static void table_insert(struct table *t, int key) {
  struct bucket *b = bucketOf(t, key);
  struct item *made = malloc(sizeof *made);
  if (!made)
    return;
  made->key = key;
  pthread_mutex_lock(&b->lock);
  made->next = b->first;
  b->first = made;
  pthread_mutex_lock(&t->count_lock);
  t->count++;
  pthread_mutex_unlock(&t->count_lock);
  pthread_mutex_unlock(&b->lock);
}

static void table_deleteBad(struct table *t, int key) {
  struct bucket *b = bucketOf(t, key);
  pthread_mutex_lock(&b->lock);
  struct item *first = b->first;
  if (first && first->key == key) {
    b->first = first->next;
    t->count--;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'count' is written without 'count_lock', which is held at 2 of its 3 accesses [concurrency-unprotected-shared-state]
  } else {
    first = NULL;
  }
  pthread_mutex_unlock(&b->lock);
  free(first);
}

static long table_count(struct table *t) {
  pthread_mutex_lock(&t->count_lock);
  long n = t->count;
  pthread_mutex_unlock(&t->count_lock);
  return n;
}

// This is the end.
static void table_destroy(struct table *t) {
  for (int i = 0; i != Buckets; ++i)
    free(t->buckets[i].first);
  t->count = 0;
}

static void *churn(void *key) {
  int from = (int)(long)key;
  for (int i = 0; i < 1000; ++i) {
    table_insert(&table, from);
    table_deleteBad(&table, from);
  }
  return NULL;
}

int main(void) {
  for (int i = 0; i != Buckets; ++i)
    pthread_mutex_init(&table.buckets[i].lock, NULL);
  pthread_mutex_init(&table.count_lock, NULL);
  pthread_t one, other;
  pthread_create(&one, NULL, churn, (void *)1L);
  pthread_create(&other, NULL, churn, (void *)2L);
  long n = table_count(&table);
  pthread_join(one, NULL);
  pthread_join(other, NULL);
  table_destroy(&table);
  return n < 0;
}
