// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=gnu11 2>&1 | %filecheck

// A function of another file whose name says that it starts something starts a
// thread, if it is handed one to fill in: what that thread alone has to do with
// needs no lock.

#include <pthread.h>
#include <stdlib.h>

typedef struct os_handle *os_handle_t;
int os_clone(os_handle_t *, void *(*)(void *), void *, int);
void os_join(os_handle_t, void **);

struct decoder {
  pthread_mutex_t lock;
  int table[16]; // of the thread
  int picture, done;
  os_handle_t thread;
};

static void put(struct decoder *d, int i) { d->picture = d->table[i]; }

static void *decodeOk(void *data) {
  struct decoder *d = data;
  for (int i = 0; i < 16; i++) {
    d->table[i] = i;
    pthread_mutex_lock(&d->lock);
    if (d->done) {
      pthread_mutex_unlock(&d->lock);
      break;
    }
    put(d, i);
    d->picture += d->table[2];
    pthread_mutex_unlock(&d->lock);
  }
  return NULL;
}

int decoder_start(struct decoder *d) {
  return os_clone(&d->thread, decodeOk, d, 0);
}
int decoder_picture(struct decoder *d) {
  pthread_mutex_lock(&d->lock);
  int p = d->picture;
  pthread_mutex_unlock(&d->lock);
  return p;
}
void decoder_stop(struct decoder *d) {
  pthread_mutex_lock(&d->lock);
  d->done = 1;
  pthread_mutex_unlock(&d->lock);
  os_join(d->thread, NULL);
}

// Of which no thread is to be seen.
struct copier {
  pthread_mutex_t lock;
  int table[16];
  int picture;
  os_handle_t copy;
};

static void putCopy(struct copier *c, int i) { c->picture = c->table[i]; }

void *copyBad(void *data) {
  struct copier *c = data;
  for (int i = 0; i < 16; i++) {
    c->table[i] = i;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'table' is written without 'lock', which is held at 2 of its 3 accesses [concurrency-unprotected-shared-state]
    pthread_mutex_lock(&c->lock);
    putCopy(c, i);
    c->picture += c->table[2];
    pthread_mutex_unlock(&c->lock);
  }
  return NULL;
}
int copier_start(struct copier *c) { return os_clone(&c->copy, copyBad, c, 0); }
int copier_picture(struct copier *c) {
  pthread_mutex_lock(&c->lock);
  int p = c->picture;
  pthread_mutex_unlock(&c->lock);
  return p;
}

// What is made for all threads of a pool is no thread, and who compares is none.
struct pool {
  pthread_mutex_t lock;
  int busy, freed;
  struct list *threads;
};
struct list *list_create(struct list **, void (*)(void *), void *);
static int released;
static void releaseOk(void *item) {
  released++;
  free(item);
}
void pool_start(struct pool *p) {
  p->threads = list_create(&p->threads, releaseOk, p);
  released = 0;
}
