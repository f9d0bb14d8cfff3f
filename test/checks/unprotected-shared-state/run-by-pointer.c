// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// RUN: %confirm %s
// A callback's callers could have its lock; but here they are seen.

#include <pthread.h>
#include <stdlib.h>

struct timer {
  struct timer *next;
  void (*run)(void *);
  void *of;
};

static pthread_mutex_t timers_lock = PTHREAD_MUTEX_INITIALIZER;
static struct timer *timers;
static int over;

static void arm(struct timer *t, void (*run)(void *), void *of) {
  t->run = run;
  t->of = of;
  pthread_mutex_lock(&timers_lock);
  t->next = timers;
  timers = t;
  pthread_mutex_unlock(&timers_lock);
}

static void *fire(void *unused) {
  for (;;) {
    pthread_mutex_lock(&timers_lock);
    int last = over;
    struct timer *t = timers;
    if (t)
      timers = t->next;
    pthread_mutex_unlock(&timers_lock);
    if (t) {
      t->run(t->of);
      free(t);
    } else if (last) {
      return unused;
    }
  }
}

struct session {
  pthread_mutex_t lock;
  int idle, expiries;
};

static void expireBad(void *of) {
  struct session *s = of;
  s->expiries++;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'expiries' is written without 'lock'{{.*}}[concurrency-unprotected-shared-state]
}

static void idleGood(void *of) {
  struct session *s = of;
  pthread_mutex_lock(&s->lock);
  s->idle = 1;
  pthread_mutex_unlock(&s->lock);
}

static void touch(struct session *s) {
  struct timer *first = malloc(sizeof *first), *second = malloc(sizeof *second);
  pthread_mutex_lock(&s->lock);
  s->idle = 0;
  s->expiries = 0;
  pthread_mutex_unlock(&s->lock);
  if (first)
    arm(first, expireBad, s);
  if (second)
    arm(second, idleGood, s);
}

static int count(struct session *s) {
  pthread_mutex_lock(&s->lock);
  int n = s->expiries + s->idle;
  pthread_mutex_unlock(&s->lock);
  return n;
}

// Whoever keeps this one, takes the lock for it.
struct job {
  pthread_mutex_t lock;
  void (*step)(struct job *);
  int steps;
};

static void stepGood(struct job *j) { j->steps++; }

static void job_init(struct job *j) { j->step = stepGood; }

static void job_run(struct job *j) {
  pthread_mutex_lock(&j->lock);
  j->step(j);
  pthread_mutex_unlock(&j->lock);
}

static int job_steps(struct job *j) {
  pthread_mutex_lock(&j->lock);
  int n = j->steps;
  pthread_mutex_unlock(&j->lock);
  return n;
}

static void job_reset(struct job *j) {
  pthread_mutex_lock(&j->lock);
  j->steps = 0;
  pthread_mutex_unlock(&j->lock);
}

static struct session only = {.lock = PTHREAD_MUTEX_INITIALIZER};
static struct job work = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void *labour(void *unused) {
  for (int i = 0; i < 100; ++i)
    job_run(&work);
  return unused;
}

int main(void) {
  pthread_t clock, worker;
  job_init(&work);
  pthread_create(&clock, NULL, fire, NULL);
  pthread_create(&worker, NULL, labour, NULL);
  int sum = 0;
  for (int i = 0; i < 1000; ++i) {
    touch(&only);
    sum += count(&only) + job_steps(&work);
  }
  job_reset(&work);
  pthread_mutex_lock(&timers_lock);
  over = 1;
  pthread_mutex_unlock(&timers_lock);
  pthread_join(worker, NULL);
  pthread_join(clock, NULL);
  return sum < 0;
}
