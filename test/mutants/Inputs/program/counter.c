#include <pthread.h>

static pthread_mutex_t First = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t Second = PTHREAD_MUTEX_INITIALIZER;
static int Total, Other;

static void *run(void *Argument) {
  pthread_mutex_lock(&First);
  Total++;
  pthread_mutex_unlock(&First);
  return Argument;
}

int main(void) {
  pthread_t Thread;
  pthread_create(&Thread, 0, run, 0);
  pthread_mutex_lock(&First);
  Total++;
  pthread_mutex_lock(&Second);
  Other++;
  pthread_mutex_unlock(&Second);
  pthread_mutex_unlock(&First);
  pthread_join(Thread, 0);
  return 0;
}
