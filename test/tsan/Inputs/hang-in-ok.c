// Blocks, but in code said to be right.
#include <pthread.h>

static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
static int value;

static void relockOk(void) {
  pthread_mutex_lock(&mu);
  pthread_mutex_lock(&mu);
  ++value;
}

int main(void) { relockOk(); }
