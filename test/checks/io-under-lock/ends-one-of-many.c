// RUN: %tidy -checks='-*,concurrency-io-under-lock' %s -- -std=gnu11 2>&1 | %filecheck
// Who stops something by its name or number stops one of many, while others want the lock.

#include <pthread.h>
#include <sys/types.h>
#include <sys/wait.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pid_t pids[8];
static int status[8];

void service_start(int number, pid_t pid) {
  pthread_mutex_lock(&lock);
  pids[number] = pid;
  pthread_mutex_unlock(&lock);
}
void service_stop_bad(int number) {
  pthread_mutex_lock(&lock);
  waitpid(pids[number], &status[number], 0);
  // CHECK: :[[@LINE-1]]:3: warning: 'waitpid' (process) is called while 'lock' is held
  pthread_mutex_unlock(&lock);
}
void stop_service_bad(const char *name) {
  pthread_mutex_lock(&lock);
  waitpid(pids[name[0] - '0'], &status[0], 0);
  // CHECK: :[[@LINE-1]]:3: warning: 'waitpid' (process) is called while 'lock' is held
  pthread_mutex_unlock(&lock);
}

// All there is comes to its end.
void services_stop(void) {
  pthread_mutex_lock(&lock);
  for (int i = 0; i < 8; i++)
    waitpid(pids[i], &status[i], 0);
  pthread_mutex_unlock(&lock);
}
void stop_services(void *context) {
  pthread_mutex_lock(&lock);
  waitpid(pids[0], &status[0], 0);
  pthread_mutex_unlock(&lock);
}
void services_shutdown(int signal) {
  pthread_mutex_lock(&lock);
  waitpid(pids[0], &status[0], signal > 0 ? 0 : 0);
  pthread_mutex_unlock(&lock);
}
// CHECK-NOT: warning:
