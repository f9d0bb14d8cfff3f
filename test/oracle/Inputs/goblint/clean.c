#include <pthread.h>

int Total;
pthread_mutex_t Mutex = PTHREAD_MUTEX_INITIALIZER;

static void *run(void *Argument) {
  pthread_mutex_lock(&Mutex); // NODEADLOCK
  Total = Total + 1; // NORACE
  pthread_mutex_unlock(&Mutex);
  return 0;
}

int main(void) {
  pthread_t Thread;
  pthread_create(&Thread, 0, run, 0);
  pthread_join(Thread, 0);
  return 0;
}
