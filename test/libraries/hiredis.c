// RUN: %tidy -checks='-*,concurrency-*,-concurrency-mt-unsafe,-concurrency-thread-canceltype-asynchronous' %s -- -std=c11 2>&1 | %filecheck
// hiredis: synchronous commands under a lock, and callbacks of asynchronous ones.

#include <pthread.h>

// Declarations in the shape of hiredis's.
typedef struct redisContext redisContext;
typedef struct redisAsyncContext redisAsyncContext;
typedef void redisCallbackFn(redisAsyncContext *context, void *reply, void *data);
redisContext *redisConnect(const char *ip, int port);
redisContext *redisConnectNonBlock(const char *ip, int port);
void *redisCommand(redisContext *context, const char *format, ...);
int redisAppendCommand(redisContext *context, const char *format, ...);
int redisGetReply(redisContext *context, void **reply);
int redisBufferWrite(redisContext *context, int *done);
int redisAsyncCommand(redisAsyncContext *context, redisCallbackFn *fn, void *data, const char *format, ...);

struct counter {
  pthread_mutex_t mutex;
  int hits;
  void *reply;
};

void counter_hitOk(struct counter *c) {
  pthread_mutex_lock(&c->mutex);
  c->hits++;
  pthread_mutex_unlock(&c->mutex);
}

void counter_storeBad(struct counter *c, redisContext *redis) {
  pthread_mutex_lock(&c->mutex);
  c->reply = redisCommand(redis, "SET hits %d", c->hits);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}database{{.*}}'mutex'{{.*}}[concurrency-io-under-lock]
  c->hits = 0;
  pthread_mutex_unlock(&c->mutex);
}

void counter_storeOk(struct counter *c, redisContext *redis) {
  pthread_mutex_lock(&c->mutex);
  int hits = c->hits;
  c->hits = 0;
  pthread_mutex_unlock(&c->mutex);
  redisCommand(redis, "SET hits %d", hits);
}

redisContext *counter_connectBad(struct counter *c) {
  pthread_mutex_lock(&c->mutex);
  redisContext *redis = redisConnect("127.0.0.1", 6379);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}database{{.*}}'mutex'{{.*}}[concurrency-io-under-lock]
  c->hits = 0;
  pthread_mutex_unlock(&c->mutex);
  return redis;
}

/* Appended now, sent later. */
void counter_appendOk(struct counter *c, redisContext *redis) {
  pthread_mutex_lock(&c->mutex);
  redisAppendCommand(redis, "INCRBY hits %d", c->hits);
  c->hits = 0;
  pthread_mutex_unlock(&c->mutex);
}

void counter_receiveBad(struct counter *c, redisContext *redis) {
  pthread_mutex_lock(&c->mutex);
  redisGetReply(redis, &c->reply);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}database{{.*}}'mutex'{{.*}}[concurrency-io-under-lock]
  c->hits = 0;
  pthread_mutex_unlock(&c->mutex);
}

int counter_flushOk(struct counter *c) {
  redisContext *redis = redisConnectNonBlock("127.0.0.1", 6379);
  int done = 0;
  pthread_mutex_lock(&c->mutex);
  redisAppendCommand(redis, "SET hits %d", c->hits);
  redisBufferWrite(redis, &done); /* writes what can be written */
  c->hits = 0;
  pthread_mutex_unlock(&c->mutex);
  return done;
}

/* The reply comes when the lock is free again. */
static void on_reply(redisAsyncContext *context, void *reply, void *data) {
  counter_hitOk(data);
}

void counter_askOk(struct counter *c, redisAsyncContext *redis) {
  pthread_mutex_lock(&c->mutex);
  redisAsyncCommand(redis, on_reply, c, "GET hits");
  c->hits = 0;
  pthread_mutex_unlock(&c->mutex);
}
