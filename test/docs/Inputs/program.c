#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int hits;

void hit(void) {
  pthread_mutex_lock(&lock);
  ++hits;
  pthread_mutex_unlock(&lock);
}
