// Two races, one of them in code said to be right.
#include <pthread.h>
#include <stddef.h>

static int wrong, right;

static void *addBad(void *unused) {
  ++wrong;
  return unused;
}

static void *addOk(void *unused) {
  ++right;
  return unused;
}

static void twice(void *(*add)(void *)) {
  pthread_t a, b;
  pthread_create(&a, NULL, add, NULL);
  pthread_create(&b, NULL, add, NULL);
  pthread_join(a, NULL);
  pthread_join(b, NULL);
}

int main(void) {
  twice(addBad);
  twice(addOk);
}
