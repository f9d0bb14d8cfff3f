// RUN: %analyze %s 2>&1 | %filecheck

#include <pthread.h>

struct ring {
  pthread_mutex_t mu;
  int used;
};

static int ring_used(struct ring *r) {
  pthread_mutex_lock(&r->mu);
  int n = r->used;
  pthread_mutex_unlock(&r->mu);
  return n;
}

int ring_putBad(struct ring *r) {
  if (ring_used(r) >= 16)
    return -1;
  pthread_mutex_lock(&r->mu);
  r->used++; /* may become 17 */
  // CHECK: :[[@LINE-1]]:6: warning: 'used' may have changed since it was tested; hold one lock across both, or use one operation that does both [concurrency.CheckThenAct]
  // CHECK: note: 'used' is tested here
  // CHECK: note: 'used' may have changed
  pthread_mutex_unlock(&r->mu);
  return 0;
}

int ring_putOk(struct ring *r) {
  pthread_mutex_lock(&r->mu);
  if (r->used >= 16) {
    pthread_mutex_unlock(&r->mu);
    return -1;
  }
  r->used++;
  pthread_mutex_unlock(&r->mu);
  return 0;
}

void ring_drainOk(struct ring *r) {
  for (;;) {
    pthread_mutex_lock(&r->mu);
    if (r->used == 0) {
      pthread_mutex_unlock(&r->mu);
      return;
    }
    r->used--;
    pthread_mutex_unlock(&r->mu);
  }
}

/* What was decided in the last turn decides nothing in this one. */
void ring_pollOk(struct ring *r, int (*ready)(void)) {
  while (1) {
    pthread_mutex_lock(&r->mu);
    if (ready() && r->used > 8)
      ready();
    else if (ready())
      r->used = 0;
    pthread_mutex_unlock(&r->mu);
  }
}

/* The place is claimed under the lock of the test, and given back later. */
int ring_fillOk(struct ring *r, int (*fill)(void)) {
  pthread_mutex_lock(&r->mu);
  if (r->used >= 16) {
    pthread_mutex_unlock(&r->mu);
    return -1;
  }
  r->used++;
  pthread_mutex_unlock(&r->mu);
  int failed = fill();
  if (failed) {
    pthread_mutex_lock(&r->mu);
    r->used--;
    pthread_mutex_unlock(&r->mu);
  }
  return failed;
}

int ring_fillBad(struct ring *r, int (*fill)(void)) {
  pthread_mutex_lock(&r->mu);
  int full = r->used >= 16;
  pthread_mutex_unlock(&r->mu);
  if (full)
    return -1;
  int failed = fill();
  if (!failed) {
    pthread_mutex_lock(&r->mu);
    r->used++;
    // CHECK: :[[@LINE-1]]:8: warning: 'used' may have changed since it was tested
    // CHECK: note: 'used' is tested here
    // CHECK: note: 'used' may have changed
    pthread_mutex_unlock(&r->mu);
  }
  return failed;
}

/* A number that was drawn in the section of the test is its owner's. */
void ring_lastOk(struct ring *r) {
  pthread_mutex_lock(&r->mu);
  int n = r->used;
  if (n == 16) {
    pthread_mutex_unlock(&r->mu);
    return;
  }
  r->used = ++n;
  pthread_mutex_unlock(&r->mu);
  pthread_mutex_lock(&r->mu);
  if (n == 16)
    r->used = 0;
  pthread_mutex_unlock(&r->mu);
}

struct lane {
  int have, want;
};
struct tunnel {
  pthread_mutex_t mu;
  struct lane lane;
};
int fetch(int n);

void tunnel_want(struct tunnel *t) {
  pthread_mutex_lock(&t->mu);
  t->lane.want = 1;
  t->lane.have = 0;
  pthread_mutex_unlock(&t->mu);
}

/* One member decides, another one changes. */
void tunnel_readOk(struct tunnel *t) {
  struct lane *lane = &t->lane;
  pthread_mutex_lock(&t->mu);
  int n = lane->want;
  pthread_mutex_unlock(&t->mu);
  if (n == 0)
    return;
  n = fetch(n);
  pthread_mutex_lock(&t->mu);
  lane->have = n;
  pthread_mutex_unlock(&t->mu);
}

void tunnel_readBad(struct tunnel *t) {
  struct lane *lane = &t->lane;
  pthread_mutex_lock(&t->mu);
  int n = lane->have;
  pthread_mutex_unlock(&t->mu);
  if (n != 0)
    return;
  pthread_mutex_lock(&t->mu);
  lane->have = 1;
  // CHECK: :[[@LINE-1]]:9: warning: 'lane{{.*}}' may have changed since it was tested
  // CHECK: note: 'lane{{.*}}' is tested here
  pthread_mutex_unlock(&t->mu);
}

/* The only thread that takes off, and one of two. */
static pthread_mutex_t queue_mu = PTHREAD_MUTEX_INITIALIZER;
static int queue_own, queue_both;
void serve(void);

static void *takeOwn(void *arg) {
  pthread_mutex_lock(&queue_mu);
  int n = queue_own;
  pthread_mutex_unlock(&queue_mu);
  if (n == 0) {
    serve();
    pthread_mutex_lock(&queue_mu);
    queue_own = 8;
    pthread_mutex_unlock(&queue_mu);
  }
  return arg;
}

static void *takeBothBad(void *arg) {
  pthread_mutex_lock(&queue_mu);
  int n = queue_both;
  pthread_mutex_unlock(&queue_mu);
  if (n == 0) {
    serve();
    pthread_mutex_lock(&queue_mu);
    queue_both = 8;
    // CHECK: :[[@LINE-1]]:5: warning: 'queue_both' may have changed since it was tested
    // CHECK: note: 'queue_both' is tested here
    pthread_mutex_unlock(&queue_mu);
  }
  return arg;
}

int queue_start(pthread_t *threads) {
  return pthread_create(&threads[0], 0, takeOwn, 0) ||
         pthread_create(&threads[1], 0, takeBothBad, 0) ||
         pthread_create(&threads[2], 0, takeBothBad, 0);
}

int queue_length(void) {
  pthread_mutex_lock(&queue_mu);
  int n = queue_own + queue_both;
  pthread_mutex_unlock(&queue_mu);
  return n;
}

// The other way round.
struct lazy {
  pthread_mutex_t mu;
  int made;
};

int lazy_made(struct lazy *l) {
  pthread_mutex_lock(&l->mu);
  int made = l->made;
  pthread_mutex_unlock(&l->mu);
  return made;
}

int make(void);

void lazy_makeBad(struct lazy *l) {
  pthread_mutex_lock(&l->mu);
  int made = l->made;
  pthread_mutex_unlock(&l->mu);
  if (!made) {
    pthread_mutex_lock(&l->mu);
    l->made = make();
    // CHECK: :[[@LINE-1]]:8: warning: 'made' may have changed since it was tested
    // CHECK: note: 'made' is tested here
    // CHECK: note: 'made' may have changed
    pthread_mutex_unlock(&l->mu);
  }
}

void lazy_makeOk(struct lazy *l) {
  pthread_mutex_lock(&l->mu);
  int made = l->made;
  pthread_mutex_unlock(&l->mu);
  if (!made) {
    pthread_mutex_lock(&l->mu);
    if (!l->made)
      l->made = make();
    pthread_mutex_unlock(&l->mu);
  }
}
