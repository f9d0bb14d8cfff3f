// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// RUN: %confirm %s
// A function looks something up under the lock and returns a pointer into it, or null; or it returns what it has just made.

#include <pthread.h>
#include <stdlib.h>

struct sample {
  long time;
  double value;
};

struct history {
  pthread_mutex_t mutex;
  struct sample ring[16];
  unsigned head, count;
};

static struct history history = {.mutex = PTHREAD_MUTEX_INITIALIZER};

void add(struct history *h, double value) {
  struct sample *s;
  pthread_mutex_lock(&h->mutex);
  s = &h->ring[h->head];
  s->time = (long)value;
  s->value = value;
  h->head = (h->head + 1) % 16;
  if (h->count < 16)
    ++h->count;
  pthread_mutex_unlock(&h->mutex);
}

static const struct sample *last_in(struct history *h) {
  const struct sample *s = NULL;
  pthread_mutex_lock(&h->mutex);
  if (h->count > 0)
    s = &h->ring[(h->head + 15) % 16];
  pthread_mutex_unlock(&h->mutex);
  return s;
}

static struct sample *copy_of_last(struct history *h) {
  struct sample *copy = malloc(sizeof *copy);
  if (!copy)
    return NULL;
  pthread_mutex_lock(&h->mutex);
  *copy = h->ring[(h->head + 15) % 16];
  pthread_mutex_unlock(&h->mutex);
  return copy;
}

double valueBad(void) {
  const struct sample *s = last_in(&history);
  return s ? s->value : 0;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'ring' is read without 'mutex', which is held at {{[0-9]+}} of its {{[0-9]+}} accesses [concurrency-unprotected-shared-state]
}

double valueOk(void) {
  struct sample *s = copy_of_last(&history);
  double value = 0;
  if (s) {
    s->time = 0;
    value = s->value;
  }
  free(s);
  return value;
}

#ifdef CONFIRM
static void *fill(void *arg) {
  for (int i = 0; i < 10000; ++i)
    add(&history, i);
  return arg;
}

int main(void) {
  pthread_t thread;
  double sum = 0;
  pthread_create(&thread, NULL, fill, NULL);
  for (int i = 0; i < 10000; ++i)
    sum += valueBad() + valueOk();
  pthread_join(thread, NULL);
  return sum < 0;
}
#endif
