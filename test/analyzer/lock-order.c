// RUN: %analyze %s 2>&1 | %filecheck
// C, with locks of the file, and a gate.

#include <pthread.h>

static pthread_mutex_t names_mu = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t sizes_mu = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t gate_mu = PTHREAD_MUTEX_INITIALIZER;
static int names, sizes, colours;

void add(int with_size) {
  pthread_mutex_lock(&names_mu);
  names++;
  if (with_size) {
    pthread_mutex_lock(&sizes_mu);
    // CHECK: :[[@LINE-1]]:5: warning: 'sizes_mu' is acquired while 'names_mu' is held, but the other order is taken elsewhere; this can deadlock [concurrency.LockOrderInversion]
    // CHECK: :{{[0-9]+}}:3: note: 'sizes_mu' is acquired first here
    // CHECK: :{{[0-9]+}}:3: note: the other order: 'names_mu' is acquired here while 'sizes_mu' is held
    // CHECK: note: 'names_mu' is acquired here
    // CHECK: note: 'sizes_mu' is acquired while
    sizes++;
    pthread_mutex_unlock(&sizes_mu);
  }
  pthread_mutex_unlock(&names_mu);
}

void clear(void) {
  pthread_mutex_lock(&sizes_mu);
  pthread_mutex_lock(&names_mu);
  names = sizes = 0;
  pthread_mutex_unlock(&names_mu);
  pthread_mutex_unlock(&sizes_mu);
}

static pthread_mutex_t a_mu = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t b_mu = PTHREAD_MUTEX_INITIALIZER;

void gatedOk(int first) {
  pthread_mutex_lock(&gate_mu);
  pthread_mutex_lock(first ? &a_mu : &b_mu);
  pthread_mutex_lock(first ? &b_mu : &a_mu);
  colours++;
  pthread_mutex_unlock(&a_mu);
  pthread_mutex_unlock(&b_mu);
  pthread_mutex_unlock(&gate_mu);
}

struct user {
  struct auth *auth;
  pthread_mutex_t mu;
  int count;
};
static pthread_mutex_t users_mu = PTHREAD_MUTEX_INITIALIZER;
void destroy(struct auth *auth);

// Where the last one is gone, so is the lock, says destroy() elsewhere.
static void unref(struct user *u) {
  pthread_mutex_lock(&u->mu);
  if (--u->count == 0) {
    destroy(u->auth);
    return;
  }
  pthread_mutex_unlock(&u->mu);
}

void unrefAllOk(struct user **all, int n) {
  for (int i = 0; i < n; ++i) {
    pthread_mutex_lock(&users_mu);
    unref(all[i]);
    pthread_mutex_unlock(&users_mu);
  }
}
