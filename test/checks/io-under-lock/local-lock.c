// RUN: %tidy -checks='-*,concurrency-io-under-lock' %s -- -std=c11 2>&1 | %filecheck
// Of several locks that are held, the one that others can wait for is named.

#include <pthread.h>
#include <unistd.h>

struct job {
  pthread_mutex_t lock;
  int done;
};

static pthread_mutex_t queue_lock = PTHREAD_MUTEX_INITIALIZER;
void start(struct job *j);

void both_bad(int fd) {
  struct job own;
  pthread_mutex_init(&own.lock, NULL);
  start(&own);
  pthread_mutex_lock(&queue_lock);
  pthread_mutex_lock(&own.lock);
  fsync(fd);
  // CHECK: :[[@LINE-1]]:3: warning: 'fsync' (file) is called while 'queue_lock' is held
  // CHECK: note: 'queue_lock' is acquired here
  pthread_mutex_unlock(&own.lock);
  pthread_mutex_unlock(&queue_lock);
}

// The innermost of those.
void pointed_bad(struct job *j, int fd) {
  pthread_mutex_lock(&queue_lock);
  pthread_mutex_lock(&j->lock);
  fsync(fd);
  // CHECK: :[[@LINE-1]]:3: warning: 'fsync' (file) is called while 'lock' is held
  pthread_mutex_unlock(&j->lock);
  pthread_mutex_unlock(&queue_lock);
}

// If there is no other, it is the one.
void own_bad(int fd) {
  struct job own;
  pthread_mutex_init(&own.lock, NULL);
  start(&own);
  pthread_mutex_lock(&own.lock);
  fsync(fd);
  // CHECK: :[[@LINE-1]]:3: warning: 'fsync' (file) is called while 'lock' is held
  pthread_mutex_unlock(&own.lock);
}
