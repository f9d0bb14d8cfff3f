// RUN: %tidy -checks='-*,concurrency-check-then-act' %s -- -std=c11 2>&1 | %filecheck
// Two functions that lock by themselves, of an object or of what is global, in C.

#include <pthread.h>
#include <string.h>

struct item {
  struct item *next;
  int number;
};

struct queue {
  pthread_mutex_t mutex;
  struct item *head;
};

int queue_empty(struct queue *q) {
  pthread_mutex_lock(&q->mutex);
  int empty = q->head == NULL;
  pthread_mutex_unlock(&q->mutex);
  return empty;
}

void queue_push(struct queue *q, struct item *i) {
  pthread_mutex_lock(&q->mutex);
  i->next = q->head;
  q->head = i;
  pthread_mutex_unlock(&q->mutex);
}

struct item *queue_pop(struct queue *q) {
  pthread_mutex_lock(&q->mutex);
  struct item *i = q->head;
  q->head = i->next;
  pthread_mutex_unlock(&q->mutex);
  return i;
}

struct item *queue_try_pop(struct queue *q) {
  pthread_mutex_lock(&q->mutex);
  struct item *i = q->head;
  if (i)
    q->head = i->next;
  pthread_mutex_unlock(&q->mutex);
  return i;
}

int take_bad(struct queue *q) {
  if (!queue_empty(q))
    return queue_pop(q)->number;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'head' may have changed since it was tested; hold one lock across both
  return 0;
}

int drain_bad(struct queue *q) {
  int sum = 0;
  while (!queue_empty(q))
    sum += queue_pop(q)->number;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'head' may have changed since it was tested; hold one lock across both
  return sum;
}

int take_ok(struct queue *q) {
  struct item *i = queue_empty(q) ? NULL : queue_try_pop(q);
  return i ? i->number : 0;
}

int move_ok(struct queue *from, struct queue *to, struct item *i) {
  if (!queue_empty(from))
    queue_push(to, i);
  return 0;
}

static pthread_mutex_t names_mutex = PTHREAD_MUTEX_INITIALIZER;
static const char *names[100];
static int known;

static int name_find(const char *name) {
  int found = -1;
  pthread_mutex_lock(&names_mutex);
  for (int i = 0; i < known; ++i)
    if (!strcmp(names[i], name))
      found = i;
  pthread_mutex_unlock(&names_mutex);
  return found;
}

static int name_add(const char *name) {
  pthread_mutex_lock(&names_mutex);
  int number = known++;
  names[number] = name;
  pthread_mutex_unlock(&names_mutex);
  return number;
}

static int name_find_or_add(const char *name) {
  int found = -1;
  pthread_mutex_lock(&names_mutex);
  for (int i = 0; i < known; ++i)
    if (!strcmp(names[i], name))
      found = i;
  if (found < 0) {
    found = known++;
    names[found] = name;
  }
  pthread_mutex_unlock(&names_mutex);
  return found;
}

int name_bad(const char *name) {
  int number = name_find(name);
  if (number < 0)
    number = name_add(name);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}} may have changed since it was tested; hold one lock across both
  return number;
}

int name_ok(const char *name) {
  int number = name_find(name);
  if (number < 0)
    number = name_find_or_add(name);
  return number;
}

static pthread_mutex_t state_mutex = PTHREAD_MUTEX_INITIALIZER;
static int running;

static int is_running(void) {
  pthread_mutex_lock(&state_mutex);
  int now = running;
  pthread_mutex_unlock(&state_mutex);
  return now;
}

static void set_running(int now) {
  pthread_mutex_lock(&state_mutex);
  running = now;
  pthread_mutex_unlock(&state_mutex);
}

// Who stops what runs has the state machine in hand.
void stop_ok(void) {
  if (is_running())
    set_running(0);
}
