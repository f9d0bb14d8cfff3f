// RUN: %analyze %s 2>&1 | %filecheck
// A static with a lock of its file.

#include <pthread.h>

static pthread_mutex_t stats_mu = PTHREAD_MUTEX_INITIALIZER;
static int hits;
static int threaded;

void hit(void) {
  pthread_mutex_lock(&stats_mu);
  hits++;
  pthread_mutex_unlock(&stats_mu);
}

void clear(void) {
  pthread_mutex_lock(&stats_mu);
  hits = 0;
  pthread_mutex_unlock(&stats_mu);
}

int current(void) {
  pthread_mutex_lock(&stats_mu);
  int n = hits;
  pthread_mutex_unlock(&stats_mu);
  return n;
}

void addBad(int n, int locked) {
  if (!locked)
    pthread_mutex_trylock(&stats_mu); /* may fail */
  hits += n;
  // CHECK: :[[@LINE-1]]:3: warning: 'hits' is written without 'stats_mu', which is held at 3 of its 4 accesses [concurrency.UnprotectedSharedState]
  // CHECK: note: 'hits' is written under 'stats_mu' here
  // CHECK: note: 'hits' is written without
  pthread_mutex_unlock(&stats_mu);
}

struct table {
  pthread_rwlock_t rw;
  long reads;
};
struct answer {
  int size;
};

/* Chosen once, asked twice. */
long readOk(struct table *t, int reset) {
  if (reset)
    pthread_rwlock_wrlock(&t->rw);
  else
    pthread_rwlock_rdlock(&t->rw);
  long n = t->reads;
  if (reset)
    t->reads = 0;
  pthread_rwlock_unlock(&t->rw);
  return n;
}

long readBad(struct table *t, int reset, int again) {
  if (reset)
    pthread_rwlock_wrlock(&t->rw);
  else
    pthread_rwlock_rdlock(&t->rw);
  long n = t->reads;
  if (again)
    t->reads = 0;
  // CHECK: :[[@LINE-1]]:8: warning: 'reads' is written while 'rw' is held only for reading
  // CHECK: note: Assuming 'reset' is 0
  // CHECK: note: 'rw' is acquired here
  // CHECK: note: Assuming 'again' is not equal to 0
  // CHECK: note: 'reads' is written while
  pthread_rwlock_unlock(&t->rw);
  return n;
}

/* What is filled in is the caller's own. */
void fillOk(struct table *t, struct answer *a) {
  pthread_rwlock_rdlock(&t->rw);
  a->size = t->reads > 4;
  pthread_rwlock_unlock(&t->rw);
}
void growOk(struct table *t, struct answer *a) {
  pthread_rwlock_wrlock(&t->rw);
  a->size = 0;
  t->reads++;
  pthread_rwlock_unlock(&t->rw);
}

static pthread_mutex_t log_mu = PTHREAD_MUTEX_INITIALIZER;
static int lines, marks;

// Others may call it too, but those who are seen hold the lock.
void lineOk(int n) {
  lines += n;
}
void linesOk(void) {
  pthread_mutex_lock(&log_mu);
  lineOk(1);
  lineOk(2);
  lines++;
  pthread_mutex_unlock(&log_mu);
}
void lineAtOk(int n) {
  pthread_mutex_lock(&log_mu);
  lineOk(n);
  pthread_mutex_unlock(&log_mu);
}

// Where the others hold the lock of a helper, the call without it is at fault.
static void mark(int n) {
  marks += n;
}
void markOne(void) {
  pthread_mutex_lock(&log_mu);
  mark(1);
  pthread_mutex_unlock(&log_mu);
}
void markTwo(void) {
  pthread_mutex_lock(&log_mu);
  mark(2);
  pthread_mutex_unlock(&log_mu);
}
void markThree(void) {
  pthread_mutex_lock(&log_mu);
  mark(3);
  mark(4);
  pthread_mutex_unlock(&log_mu);
}
void markBad(void) {
  if (threaded)
    pthread_mutex_lock(&log_mu);
  mark(5);
  // CHECK: :[[@LINE-1]]:3: warning: 'marks' is written by 'mark' without 'log_mu', which is held at
  // CHECK: note: Assuming 'threaded' is 0
  if (threaded)
    pthread_mutex_unlock(&log_mu);
}

/* Members of an embedded object: what guards the one says nothing of another. */
struct sink {
  pthread_mutex_t mu;
  struct {
    const char *path;
    char *buffer;
  } file;
};

void sink_setOk(struct sink *s, char *buffer) {
  pthread_mutex_lock(&s->mu);
  s->file.buffer = buffer;
  pthread_mutex_unlock(&s->mu);
}

void sink_addOk(struct sink *s) {
  pthread_mutex_lock(&s->mu);
  s->file.buffer++;
  pthread_mutex_unlock(&s->mu);
}

const char *sink_pathOk(struct sink *s) { return s->file.path; }

char *sink_bufferBad(struct sink *s) {
  return s->file.buffer;
  // CHECK: :[[@LINE-1]]:18: warning: 'file.buffer' is read without 'mu'
  // CHECK: note: 'file.buffer' is written under 'mu' here
  // CHECK: note: 'file.buffer' is read without
}

/* A number that is read without the lock is old at worst, unless others get there
   with the lock. */
struct gauge {
  pthread_mutex_t mu;
  int level;
};

void gauge_setOk(struct gauge *g, int level) {
  pthread_mutex_lock(&g->mu);
  g->level = level;
  pthread_mutex_unlock(&g->mu);
}

void gauge_addOk(struct gauge *g, int n) {
  pthread_mutex_lock(&g->mu);
  g->level += n;
  pthread_mutex_unlock(&g->mu);
}

int gauge_levelOk(struct gauge *g) { return g->level; }

int gauge_levelBad(struct gauge *g, int wait) {
  int got = 1;
  if (wait)
    pthread_mutex_lock(&g->mu);
  else
    got = pthread_mutex_trylock(&g->mu) == 0;
  int level = g->level;
  // CHECK: :[[@LINE-1]]:18: warning: 'level' is read without 'mu'
  // CHECK: note: 'level' is written under 'mu' here
  // CHECK: note: 'level' is read without
  if (got)
    pthread_mutex_unlock(&g->mu);
  return level;
}

/* The threads are over by then, unless they are in view. */
struct dial {
  pthread_mutex_t mu;
  int at;
};

void dial_setOk(struct dial *d, int at) {
  pthread_mutex_lock(&d->mu);
  d->at = at;
  pthread_mutex_unlock(&d->mu);
}

void dial_turnOk(struct dial *d, int by) {
  pthread_mutex_lock(&d->mu);
  d->at += by;
  pthread_mutex_unlock(&d->mu);
}

void dial_clickOk(struct dial *d) {
  pthread_mutex_lock(&d->mu);
  d->at++;
  pthread_mutex_unlock(&d->mu);
}

void dial_stop(struct dial *d) { d->at = 0; }

void dial_resetBad(struct dial *d) {
  d->at = 0;
  // CHECK: :[[@LINE-1]]:6: warning: 'at' is written without 'mu'
  // CHECK: note: 'at' is written under 'mu' here
  // CHECK: note: 'at' is written without
}
