// PARAM: --set ana.activated[+] deadlock
#include <goblint.h>
#include <pthread.h>

int Total;
// int Other; // RACE!
int Plain, Missed;
pthread_mutex_t First = PTHREAD_MUTEX_INITIALIZER;
pthread_mutex_t Second = PTHREAD_MUTEX_INITIALIZER;

static void *run(void *Argument) {
  __goblint_check(1);
  pthread_mutex_lock(&First);
  Total = Total + 1; // NORACE
  pthread_mutex_unlock(&First);
  Plain = Plain + 1; // RACE!
  return 0;
}

int main(void) {
  pthread_t Thread;
  pthread_create(&Thread, 0, run, 0);
  pthread_mutex_lock(&First);
  Total = Total + 1; // NORACE
  pthread_mutex_unlock(&First);
  Plain = Plain + 1; // RACE!
  Missed = 1;        // TODO RACE!
  pthread_join(Thread, 0);
  return 0;
}
