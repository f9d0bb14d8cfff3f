// RUN: %tidy -checks='-*,concurrency-io-under-lock' %s -- -std=c11 2>&1 | %filecheck
// A lock may be there to keep what is sent to one peer together. Under that of a
// table of peers, the slowest of them makes all who want the table wait.

#include <pthread.h>
#include <stddef.h>
#include <sys/socket.h>

struct room {
  pthread_mutex_t lock;
  int count;
  int peers[64];
};

void room_join(struct room *r, int peer) {
  pthread_mutex_lock(&r->lock);
  if (r->count < 64)
    r->peers[r->count++] = peer;
  pthread_mutex_unlock(&r->lock);
}

void room_say(struct room *r, const char *text, size_t length) {
  pthread_mutex_lock(&r->lock);
  for (int i = 0; i < r->count; ++i)
    send(r->peers[i], text, length, 0);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'send' (network) is called while 'lock' is held{{.*}}[concurrency-io-under-lock]
  pthread_mutex_unlock(&r->lock);
}

void room_sayAtOnce(struct room *r, const char *text, size_t length) {
  pthread_mutex_lock(&r->lock);
  for (int i = 0; i < r->count; ++i)
    send(r->peers[i], text, length, MSG_DONTWAIT);
  pthread_mutex_unlock(&r->lock);
}

struct peer {
  pthread_mutex_t lock;
  int socket;
};

void peer_say(struct peer *p, const char *text, size_t length) {
  pthread_mutex_lock(&p->lock);
  while (length) {
    ssize_t sent = send(p->socket, text, length, 0);
    if (sent <= 0)
      break;
    text += sent;
    length -= (size_t)sent;
  }
  pthread_mutex_unlock(&p->lock);
}

// One of many, until it has all of it.
struct table {
  pthread_mutex_t lock;
  int peers[64];
};

void table_sayAll(struct table *t, int to, const char *text, size_t length) {
  pthread_mutex_lock(&t->lock);
  while (length) {
    ssize_t sent = send(t->peers[to], text, length, 0);
    if (sent <= 0)
      break;
    text += sent;
    length -= (size_t)sent;
  }
  pthread_mutex_unlock(&t->lock);
}
