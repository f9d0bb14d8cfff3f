// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// RUN: %confirm %s
// What was found under the lock is still there when the lock is given up, and
// others who find it change it under the lock.

#include <pthread.h>
#include <stdlib.h>

struct session {
  struct session *next;
  int id, in, out;
};

static struct {
  pthread_mutex_t lock;
  struct session *first;
} sessions = {.lock = PTHREAD_MUTEX_INITIALIZER};

static struct session *find(int id) {
  for (struct session *s = sessions.first; s; s = s->next)
    if (s->id == id)
      return s;
  return NULL;
}

static void add(int id) {
  struct session *s = calloc(1, sizeof *s);
  if (!s)
    return;
  s->id = id;
  pthread_mutex_lock(&sessions.lock);
  s->next = sessions.first;
  sessions.first = s;
  pthread_mutex_unlock(&sessions.lock);
}

static struct session *lookUp(int id) {
  pthread_mutex_lock(&sessions.lock);
  struct session *s = find(id);
  pthread_mutex_unlock(&sessions.lock);
  return s;
}

static void receiveBad(int id, int length) {
  struct session *s = lookUp(id);
  if (s)
    s->in += length;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'in' is written without 'lock'{{.*}}[concurrency-unprotected-shared-state]
}

static void sendGood(int id, int length) {
  pthread_mutex_lock(&sessions.lock);
  struct session *s = find(id);
  if (s)
    s->out += length;
  pthread_mutex_unlock(&sessions.lock);
}

static int sum(void) {
  int all = 0;
  pthread_mutex_lock(&sessions.lock);
  for (struct session *s = sessions.first; s; s = s->next) {
    all += s->in + s->out;
    s->in = s->out = 0;
  }
  pthread_mutex_unlock(&sessions.lock);
  return all;
}

// Taken out, it is nobody else's.
struct packet {
  struct packet *next;
  int length;
};

static struct {
  pthread_mutex_t lock;
  struct packet *first;
} packets = {.lock = PTHREAD_MUTEX_INITIALIZER};

static struct packet *take(void) {
  pthread_mutex_lock(&packets.lock);
  struct packet *p = packets.first;
  if (p)
    packets.first = p->next;
  pthread_mutex_unlock(&packets.lock);
  return p;
}

static void put(struct packet *p) {
  pthread_mutex_lock(&packets.lock);
  p->next = packets.first;
  packets.first = p;
  pthread_mutex_unlock(&packets.lock);
}

static int waiting(void) {
  int all = 0;
  pthread_mutex_lock(&packets.lock);
  for (struct packet *p = packets.first; p; p = p->next)
    all += p->length;
  pthread_mutex_unlock(&packets.lock);
  return all;
}

static void growGood(void) {
  struct packet *p = take();
  if (!p)
    return;
  p->length++;
  put(p);
}

// A helper of the look-up takes it out.
static void unlink_(struct packet *p) {
  packets.first = p->next;
}

static struct packet *takeByHelper(void) {
  pthread_mutex_lock(&packets.lock);
  struct packet *p = packets.first;
  if (p)
    unlink_(p);
  pthread_mutex_unlock(&packets.lock);
  return p;
}

static void shrinkGood(void) {
  struct packet *p = takeByHelper();
  if (!p)
    return;
  p->length--;
  put(p);
}

static void *tunnel(void *unused) {
  for (int i = 0; i < 1000; ++i) {
    receiveBad(i % 3, i);
    sendGood(i % 3, i);
    growGood();
    shrinkGood();
  }
  return unused;
}

int main(void) {
  for (int i = 0; i < 3; ++i) {
    add(i);
    struct packet *p = calloc(1, sizeof *p);
    if (p)
      put(p);
  }
  pthread_t one, other;
  pthread_create(&one, NULL, tunnel, NULL);
  pthread_create(&other, NULL, tunnel, NULL);
  int all = 0;
  for (int i = 0; i < 100; ++i)
    all += sum() + waiting();
  pthread_join(one, NULL);
  pthread_join(other, NULL);
  return all < 0;
}
