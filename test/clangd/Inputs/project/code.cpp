#include <pthread.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int count;

void add() {
  pthread_mutex_lock(&lock);
  ++count;
  sleep(1);
  pthread_mutex_unlock(&lock);
}

void take() {
  pthread_mutex_lock(&lock);
  --count;
  pthread_mutex_unlock(&lock);
}

void forget() { count = 0; }

double half() { return count / 2; }

void again() {
  pthread_mutex_lock(&lock);
  add();
  pthread_mutex_unlock(&lock);
}
