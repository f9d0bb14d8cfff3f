// Said to be wrong, but it is not: must not be confirmed, as a race or as a hang.
#include <pthread.h>
#include <stddef.h>

static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
static int value;

static void *addBad(void *unused) {
  pthread_mutex_lock(&mu);
  ++value;
  pthread_mutex_unlock(&mu);
  return unused;
}

int main(void) {
  pthread_t other;
  pthread_create(&other, NULL, addBad, NULL);
  addBad(NULL);
  pthread_join(other, NULL);
}
