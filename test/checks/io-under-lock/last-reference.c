// RUN: %tidy -checks='-*,concurrency-io-under-lock' %s -- -std=gnu11 2>&1 | %filecheck
// Who gives up a reference has hardly ever the last one: what happens to an object that nobody has any more, its users' locks keep
// nobody waiting for.

#include <pthread.h>

struct ref;
unsigned Release(struct ref *);
void AddRef(struct ref *);

struct sock {
  struct ref *ref;
  int refs;
  pthread_t reader;
};
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct sock *current;

static void cleanup(struct sock *s) { pthread_join(s->reader, NULL); }
static void release(struct sock *s) {
  if (Release(s->ref) == 0)
    cleanup(s);
}
static void put(struct sock *s) {
  if (--s->refs == 0)
    cleanup(s);
}

void replaceOk(struct sock *s) {
  AddRef(s->ref);
  pthread_mutex_lock(&lock);
  release(current);
  current = s;
  pthread_mutex_unlock(&lock);
}
void leaveOk(void) {
  pthread_mutex_lock(&lock);
  put(current);
  pthread_mutex_unlock(&lock);
}
void changeBad(void) {
  pthread_mutex_lock(&lock);
  cleanup(current);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'cleanup' leads to a wait for another thread (thread-wait, 'pthread_join') while 'lock' is held
  current = NULL;
  pthread_mutex_unlock(&lock);
}

// Not how many there are is asked, but whether it went well.
int Send(struct ref *);
static void sendOrStop(struct sock *s) {
  if (Send(s->ref) == 0)
    cleanup(s);
}
void sendBad(void) {
  pthread_mutex_lock(&lock);
  sendOrStop(current);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'sendOrStop' leads to a wait for another thread (thread-wait, 'pthread_join') while 'lock' is held
  pthread_mutex_unlock(&lock);
}
