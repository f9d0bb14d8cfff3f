#include <pthread.h>

static pthread_mutex_t Mutex = PTHREAD_MUTEX_INITIALIZER;
static int Total;

static void inner(void) {
  pthread_mutex_lock(&Mutex);
  pthread_mutex_lock(&Mutex);
  Total++;
  pthread_mutex_unlock(&Mutex);
  pthread_mutex_unlock(&Mutex);
}

void outer(void) { inner(); }

void harmless(void) {
  pthread_mutex_lock(&Mutex);
  Total++;
  pthread_mutex_unlock(&Mutex);
}
