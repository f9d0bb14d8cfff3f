// RUN: %tidy -checks='-*,concurrency-*,-concurrency-mt-unsafe,-concurrency-thread-canceltype-asynchronous' %s -- -std=c11 2>&1 | %filecheck
// OpenSSL: its locks, and connections under a lock.

#include <pthread.h>
#include <stddef.h>

// Declarations in the shape of OpenSSL's.
typedef void CRYPTO_RWLOCK;
typedef pthread_once_t CRYPTO_ONCE;
typedef struct ssl_st SSL;
typedef struct bio_st BIO;
typedef struct bio_method_st BIO_METHOD;
#define BIO_CTRL_FLUSH 11
#define BIO_CTRL_PENDING 10
#define BIO_flush(b) (int)BIO_ctrl(b, BIO_CTRL_FLUSH, 0, NULL)
#define BIO_pending(b) (int)BIO_ctrl(b, BIO_CTRL_PENDING, 0, NULL)
CRYPTO_RWLOCK *CRYPTO_THREAD_lock_new(void);
int CRYPTO_THREAD_read_lock(CRYPTO_RWLOCK *lock);
int CRYPTO_THREAD_write_lock(CRYPTO_RWLOCK *lock);
int CRYPTO_THREAD_unlock(CRYPTO_RWLOCK *lock);
int CRYPTO_THREAD_run_once(CRYPTO_ONCE *once, void (*init)(void));
int CRYPTO_atomic_add(int *value, int amount, int *result, CRYPTO_RWLOCK *lock);
int SSL_read(SSL *ssl, void *to, int size);
int SSL_write(SSL *ssl, const void *from, int size);
int SSL_connect(SSL *ssl);
int SSL_pending(const SSL *ssl);
const BIO_METHOD *BIO_s_mem(void);
BIO *BIO_new(const BIO_METHOD *method);
int BIO_write(BIO *bio, const void *from, int size);
long BIO_ctrl(BIO *bio, int command, long number, void *pointer);

struct store {
  CRYPTO_RWLOCK *lock;
  CRYPTO_RWLOCK *index_lock;
  int keys;
  int index;
  int references;
};

int store_countOk(struct store *s) {
  if (!CRYPTO_THREAD_read_lock(s->lock))
    return -1;
  int n = s->keys;
  CRYPTO_THREAD_unlock(s->lock);
  return n;
}

void store_addOk(struct store *s) {
  CRYPTO_THREAD_write_lock(s->lock);
  s->keys++;
  CRYPTO_THREAD_unlock(s->lock);
}

void store_addTwiceBad(struct store *s) {
  CRYPTO_THREAD_write_lock(s->lock);
  store_addOk(s);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'lock'{{.*}}held{{.*}}[concurrency-non-reentrant-relock]
  CRYPTO_THREAD_unlock(s->lock);
}

void store_addBad(struct store *s) {
  CRYPTO_THREAD_read_lock(s->lock);
  s->keys++;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'keys'{{.*}}'lock'{{.*}}reading{{.*}}[concurrency-unprotected-shared-state]
  CRYPTO_THREAD_unlock(s->lock);
}

void store_clearBad(struct store *s) {
  s->keys = 0;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'keys'{{.*}}'lock'{{.*}}[concurrency-unprotected-shared-state]
}

void store_refOk(struct store *s) {
  int after;
  CRYPTO_atomic_add(&s->references, 1, &after, s->lock);
}

void store_indexBad(struct store *s) {
  CRYPTO_THREAD_write_lock(s->lock);
  CRYPTO_THREAD_write_lock(s->index_lock);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}index_lock'{{.*}}lock'{{.*}}[concurrency-lock-order-inversion]
  s->index = s->keys;
  CRYPTO_THREAD_unlock(s->index_lock);
  CRYPTO_THREAD_unlock(s->lock);
}

void store_resetBad(struct store *s) {
  CRYPTO_THREAD_write_lock(s->index_lock);
  CRYPTO_THREAD_write_lock(s->lock);
  s->index = s->keys = 0;
  CRYPTO_THREAD_unlock(s->lock);
  CRYPTO_THREAD_unlock(s->index_lock);
}

/* Connections. */
struct peer {
  pthread_mutex_t mutex;
  char state[64];
  int received;
};

void peer_resetOk(struct peer *p) {
  pthread_mutex_lock(&p->mutex);
  p->received = 0;
  pthread_mutex_unlock(&p->mutex);
}

void peer_readBad(struct peer *p, SSL *ssl) {
  pthread_mutex_lock(&p->mutex);
  p->received += SSL_read(ssl, p->state, sizeof p->state);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}network{{.*}}'mutex'{{.*}}[concurrency-io-under-lock]
  pthread_mutex_unlock(&p->mutex);
}

void peer_readOk(struct peer *p, SSL *ssl) {
  char state[64];
  int n = SSL_read(ssl, state, sizeof state);
  pthread_mutex_lock(&p->mutex);
  p->received += n;
  pthread_mutex_unlock(&p->mutex);
}

void peer_connectBad(struct peer *p, SSL *ssl) {
  pthread_mutex_lock(&p->mutex);
  if (SSL_connect(ssl) == 1)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}network{{.*}}'mutex'{{.*}}[concurrency-io-under-lock]
    p->received = 0;
  pthread_mutex_unlock(&p->mutex);
}

void peer_lookOk(struct peer *p, SSL *ssl, BIO *bio) {
  pthread_mutex_lock(&p->mutex);
  p->received += SSL_pending(ssl) + BIO_pending(bio);
  pthread_mutex_unlock(&p->mutex);
}

void peer_flushBad(struct peer *p, BIO *bio) {
  pthread_mutex_lock(&p->mutex);
  BIO_flush(bio);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}network{{.*}}'mutex'{{.*}}[concurrency-io-under-lock]
  p->received = 0;
  pthread_mutex_unlock(&p->mutex);
}

/* Nothing waits for memory. */
BIO *peer_printOk(struct peer *p) {
  BIO *bio = BIO_new(BIO_s_mem());
  pthread_mutex_lock(&p->mutex);
  BIO_write(bio, p->state, sizeof p->state);
  p->received = 0;
  pthread_mutex_unlock(&p->mutex);
  return bio;
}

/* Whose this is nobody sees: memory, most likely. */
void peer_serialiseOk(struct peer *p, BIO *bio) {
  pthread_mutex_lock(&p->mutex);
  BIO_write(bio, p->state, sizeof p->state);
  p->received = 0;
  pthread_mutex_unlock(&p->mutex);
}

/* A connection is for one thread at a time; a lock for just it is right. */
struct channel {
  pthread_mutex_t mutex;
  SSL *ssl;
};

int channel_sendOk(struct channel *c, const char *text, int size) {
  pthread_mutex_lock(&c->mutex);
  int n = SSL_write(c->ssl, text, size);
  pthread_mutex_unlock(&c->mutex);
  return n;
}

static CRYPTO_ONCE once = PTHREAD_ONCE_INIT;
static CRYPTO_RWLOCK *global_lock;

static void make(void) { global_lock = CRYPTO_THREAD_lock_new(); }

int enterOk(void) {
  CRYPTO_THREAD_run_once(&once, make);
  return CRYPTO_THREAD_write_lock(global_lock);
}
