// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// RUN: %confirm %s
// A helper that leaves the locking to its callers, and the caller that forgot. No piece of state alone says so.

#include <pthread.h>
#include <stddef.h>

struct table {
  pthread_mutex_t mutex;
  long used, free;
};
static struct table *shared;

static long *slot(struct table *t, int which) {
  return which ? &t->used : &t->free;
}
static void move__(struct table *t, long n) {
  t->used += n;
  t->free -= n;
}
void take(struct table *t) {
  pthread_mutex_lock(&t->mutex);
  move__(t, 1);
  pthread_mutex_unlock(&t->mutex);
}
void give(struct table *t) {
  pthread_mutex_lock(&t->mutex);
  move__(t, -1);
  pthread_mutex_unlock(&t->mutex);
}
void takeTwoBad(struct table *t) {
  move__(t, 2);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'used' is written by 'move__' without 'mutex', which is held at 3 of its 4 accesses [concurrency-unprotected-shared-state]
  // CHECK: note: 'free' is accessed without 'mutex', too
}

// One does not know what the callers of a public function hold, but these take the lock of the file.
static pthread_mutex_t list_mutex = PTHREAD_MUTEX_INITIALIZER;
static long head, tail;

static long length__(void) { return head - tail; }
static long room__(void) { return 100 - length__(); }
long length(void) {
  pthread_mutex_lock(&list_mutex);
  long n = length__();
  pthread_mutex_unlock(&list_mutex);
  return n;
}
void push(void) {
  pthread_mutex_lock(&list_mutex);
  head++;
  pthread_mutex_unlock(&list_mutex);
}
long roomBad(void) {
  return room__();
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'head' is read by 'room__' without 'list_mutex', which is held at 3 of its 4 accesses [concurrency-unprotected-shared-state]
}
long room(void) {
  pthread_mutex_lock(&list_mutex);
  long n = room__();
  pthread_mutex_unlock(&list_mutex);
  return n;
}
long roomOfTwo(void) {
  pthread_mutex_lock(&list_mutex);
  long n = room__() / 2;
  pthread_mutex_unlock(&list_mutex);
  return n;
}

// So many look without the lock that no vote on the state comes out; but who changes it holds it.
static pthread_mutex_t size_mutex = PTHREAD_MUTEX_INITIALIZER;
static long size;

long lookA(void) { return size; }
long lookB(void) { return size + 1; }
long lookC(void) { return size + 2; }
static void resize__(long n) { size = n; }
void grow(void) {
  pthread_mutex_lock(&size_mutex);
  resize__(1);
  pthread_mutex_unlock(&size_mutex);
}
void shrink(void) {
  pthread_mutex_lock(&size_mutex);
  resize__(0);
  pthread_mutex_unlock(&size_mutex);
}
void reset(void) {
  pthread_mutex_lock(&size_mutex);
  resize__(2);
  pthread_mutex_unlock(&size_mutex);
}
void doubleBad(void) {
  resize__(4);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'resize__' is called without 'size_mutex', which is held at 3 of its 4 calls [concurrency-unprotected-shared-state]
}

// Near misses: set-up, objects that nobody else has, and names that promise the lock.
void table_init(struct table *t) {
  pthread_mutex_init(&t->mutex, NULL);
  move__(t, -100);
}
long copied(const struct table *from) {
  struct table mine;
  mine.used = mine.free = 0;
  move__(&mine, *slot((struct table *)from, 0));
  return mine.used;
}
// Who locks the object that it is given looks after itself.
struct sock {
  pthread_mutex_t own;
  int open;
};
static pthread_mutex_t socks_mutex = PTHREAD_MUTEX_INITIALIZER;
static int socks_closed;
static void sock_close(struct sock *s) {
  pthread_mutex_lock(&s->own);
  if (s->open)
    socks_closed++;
  s->open = 0;
  pthread_mutex_unlock(&s->own);
}
void closeTwo(struct sock *a, struct sock *b) {
  pthread_mutex_lock(&socks_mutex);
  sock_close(a);
  sock_close(b);
  pthread_mutex_unlock(&socks_mutex);
}
void closeFirst(struct sock *a) {
  pthread_mutex_lock(&socks_mutex);
  sock_close(a);
  pthread_mutex_unlock(&socks_mutex);
}
void closeAnother(struct sock *a) {
  pthread_mutex_lock(&socks_mutex);
  sock_close(a);
  pthread_mutex_unlock(&socks_mutex);
}
void closeAlone(struct sock *a) { sock_close(a); }

static void takeLocked(struct table *t) { move__(t, 1); }
void takeThree(struct table *t) {
  pthread_mutex_lock(&t->mutex);
  takeLocked(t);
  takeLocked(t);
  takeLocked(t);
  pthread_mutex_unlock(&t->mutex);
}

static void *worker(void *unused) {
  take(shared);
  takeThree(shared);
  push();
  roomBad();
  takeTwoBad(shared);
  return unused;
}
int main(void) {
  static struct table all;
  shared = &all;
  table_init(&all);
  pthread_t other;
  pthread_create(&other, NULL, worker, NULL);
  worker(NULL);
  give(shared);
  pthread_join(other, NULL);
  return length() + room() + roomOfTwo() + copied(shared) == 0;
}
