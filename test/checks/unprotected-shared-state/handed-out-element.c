// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// What a function looks up under the lock, or adds where there is none, stays in the list; who gets it has no lock for it any more.

#include <pthread.h>
#include <stdlib.h>

struct peer { struct peer *next; int id; long seen; };
static struct { pthread_mutex_t lock; struct peer *all; } peers = {PTHREAD_MUTEX_INITIALIZER, 0};

static struct peer *peer_get(int id) {
  pthread_mutex_lock(&peers.lock);
  struct peer *p = peers.all;
  while (p && p->id != id)
    p = p->next;
  if (!p) {
    p = calloc(1, sizeof *p);
    p->id = id;
    p->next = peers.all;
    peers.all = p;
  }
  pthread_mutex_unlock(&peers.lock);
  return p;
}
void peer_heard_bad(int id, long now) {
  struct peer *p = peer_get(id);
  p->seen = now;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'seen' is written without 'lock'
}
int peers_silent(long since) {
  int n = 0;
  pthread_mutex_lock(&peers.lock);
  for (struct peer *p = peers.all; p; p = p->next)
    n += p->seen < since;
  pthread_mutex_unlock(&peers.lock);
  return n;
}

// Who takes it out has it alone.
struct job { struct job *next; int state; };
static struct { pthread_mutex_t lock; struct job *first; } jobs = {PTHREAD_MUTEX_INITIALIZER, 0};
static struct job *job_take(void) {
  pthread_mutex_lock(&jobs.lock);
  struct job *j = jobs.first;
  if (j)
    jobs.first = j->next;
  pthread_mutex_unlock(&jobs.lock);
  return j;
}
void job_run(void) {
  struct job *j = job_take();
  j->state = 1;
}
int jobs_waiting(void) {
  int n = 0;
  pthread_mutex_lock(&jobs.lock);
  for (struct job *j = jobs.first; j; j = j->next)
    n += j->state == 0;
  pthread_mutex_unlock(&jobs.lock);
  return n;
}

// Who claims it has it alone.
struct line { struct line *next; int busy; long used; };
static struct { pthread_mutex_t lock; struct line *all; } lines = {PTHREAD_MUTEX_INITIALIZER, 0};
static struct line *line_acquire(void) {
  pthread_mutex_lock(&lines.lock);
  struct line *l = lines.all;
  while (l && l->busy)
    l = l->next;
  if (!l) {
    l = calloc(1, sizeof *l);
    l->next = lines.all;
    lines.all = l;
  }
  l->busy = 1;
  pthread_mutex_unlock(&lines.lock);
  return l;
}
void line_use(long now) {
  struct line *l = line_acquire();
  l->used = now;
}
int lines_idle(long since) {
  int n = 0;
  pthread_mutex_lock(&lines.lock);
  for (struct line *l = lines.all; l; l = l->next)
    n += !l->busy && l->used < since;
  pthread_mutex_unlock(&lines.lock);
  return n;
}
// CHECK-NOT: warning:
