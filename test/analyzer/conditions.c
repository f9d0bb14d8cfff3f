// RUN: %analyze %s 2>&1 | %filecheck
// Locking under a condition that is tested again later.

#include <pthread.h>
#include <unistd.h>

struct module {
  int needs_lock;
  void (*run)(struct module *);
};

static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
extern struct module *current;

/* The call may change it for all that can be seen; nobody means that. */
void stepOk(int fd) {
  if (current->needs_lock)
    pthread_mutex_lock(&mu);
  current->run(current);
  if (current->needs_lock)
    pthread_mutex_unlock(&mu);
  fsync(fd);
}

void stepBad(int fd, int again) {
  if (current->needs_lock)
    pthread_mutex_lock(&mu);
  current->run(current);
  if (again)
    pthread_mutex_unlock(&mu); /* another condition */
  else
    fsync(fd);
  // CHECK: :[[@LINE-1]]:5: warning: 'fsync' (file) is called while 'mu' is held
  // CHECK: note: 'mu' is acquired here
  // CHECK: note: Assuming 'again' is 0
  // CHECK: note: 'fsync' (file)
}

/* Released early or late. */
void earlyOk(int fd) {
  pthread_mutex_lock(&mu);
  if (!current->needs_lock)
    pthread_mutex_unlock(&mu);
  current->run(current);
  if (current->needs_lock)
    pthread_mutex_unlock(&mu);
  fsync(fd);
}

/* Assigned in between. */
void onceOk(int locked, int fd) {
  if (!locked) {
    pthread_mutex_lock(&mu);
    locked = 1;
  }
  current->run(current);
  if (locked)
    pthread_mutex_unlock(&mu);
  fsync(fd);
}
