// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// RUN: %confirm %s

// Who locks one of two queues that he is given may have the other from a caller
// that holds its lock.

#include "Inputs/job_queue.h"

void queue_put(struct queue *q, struct job *j) {
  pthread_mutex_lock(&q->lock);
  j->next = q->first;
  q->first = j;
  q->length++;
  pthread_mutex_unlock(&q->lock);
}

struct job *queue_get(struct queue *q) {
  pthread_mutex_lock(&q->lock);
  struct job *j = q->first;
  if (j) {
    q->first = j->next;
    q->length--;
  }
  pthread_mutex_unlock(&q->lock);
  return j;
}

struct job *queue_take_all(struct queue *q) {
  pthread_mutex_lock(&q->lock);
  struct job *all = q->first;
  q->first = NULL;
  q->length = 0;
  pthread_mutex_unlock(&q->lock);
  return all;
}

void queue_push(struct queue *q, struct job *j) {
  pthread_mutex_lock(&q->lock);
  j->next = NULL;
  struct job **last = &q->first;
  while (*last)
    last = &(*last)->next;
  *last = j;
  q->length++;
  pthread_mutex_unlock(&q->lock);
}

long queue_length(struct queue *q) {
  pthread_mutex_lock(&q->lock);
  long n = q->length;
  pthread_mutex_unlock(&q->lock);
  return n;
}

int queue_is_long(struct queue *q) {
  pthread_mutex_lock(&q->lock);
  int is_long = q->length > 100;
  pthread_mutex_unlock(&q->lock);
  return is_long;
}

void queue_append(struct queue *to, struct queue *from) {
  pthread_mutex_lock(&to->lock);
  to->length += from->length;
  struct job **last = &to->first;
  while (*last)
    last = &(*last)->next;
  *last = from->first;
  pthread_mutex_unlock(&to->lock);
  from->first = NULL;
}

void queue_count_againBad(struct queue *q, struct queue *like) {
  pthread_mutex_lock(&q->lock);
  struct job *j = q->first;
  pthread_mutex_unlock(&q->lock);
  long n = 0;
  for (; j; j = j->next)
    ++n;
  // CHECK: :[[@LINE+1]]:6: warning: 'length' is written without 'lock', which is held at {{[0-9]+}} of its {{[0-9]+}} accesses [concurrency-unprotected-shared-state]
  q->length = n;
  if (queue_is_long(like))
    queue_append(q, like);
}

#ifdef CONFIRM
static struct queue shared = {PTHREAD_MUTEX_INITIALIZER, NULL, 0};

static void *put(void *unused) {
  static struct job jobs[100];
  (void)unused;
  for (int i = 0; i < 100; ++i)
    queue_put(&shared, &jobs[i]);
  return NULL;
}

int main(void) {
  pthread_t t;
  struct queue mine = {PTHREAD_MUTEX_INITIALIZER, NULL, 0};
  pthread_create(&t, NULL, put, NULL);
  for (int i = 0; i < 1000; ++i)
    queue_count_againBad(&shared, &mine);
  pthread_join(t, NULL);
  return 0;
}
#endif
