// RUN: %tidy -checks='-*,concurrency-*,-concurrency-mt-unsafe' %s 2>&1 -- | %filecheck
// Wrappers that lock and unlock under a condition, the same one in both.

#include <pthread.h>
#include <stddef.h>

enum kind { Server, Client };
struct context {
  pthread_mutex_t mu;
  enum kind kind;
  int sessions;
};
struct unit {
  pthread_mutex_t mu;
  int jobs;
};
struct connection {
  struct context *ctx;
  struct unit *unit;
  int closing, sent;
};

void lockContext(struct context *ctx) {
  if (ctx && ctx->kind == Server)
    pthread_mutex_lock(&ctx->mu);
}
void unlockContext(struct context *ctx) {
  if (ctx && ctx->kind == Server)
    pthread_mutex_unlock(&ctx->mu);
}

int lockUnit(struct unit *unit) {
  if (unit == NULL)
    return -1;
  pthread_mutex_lock(&unit->mu);
  return 0;
}
int unlockUnit(struct unit *unit) {
  if (unit == NULL)
    return -1;
  pthread_mutex_unlock(&unit->mu);
  return 0;
}

// What comes after them is under no lock.
void openOk(struct connection *c) {
  lockContext(c->ctx);
  c->ctx->sessions++;
  unlockContext(c->ctx);
  c->sent = 0;
  c->closing = 0;
}
void sendOk(struct connection *c, int n) {
  lockContext(c->ctx);
  c->ctx->sessions++;
  unlockContext(c->ctx);
  c->sent += n;
}
void closeOk(struct connection *c) { c->closing = 1; }
void resetOk(struct connection *c) { c->sent = 0; }

// Without a unit there is no lock: with one, it is held for certain.
void addOk(struct connection *c) {
  lockUnit(c->unit);
  c->unit->jobs++;
  unlockUnit(c->unit);
}
void addTwiceOk(struct connection *c) {
  addOk(c);
  addOk(c);
}
void addAgainBad(struct unit *unit) {
  lockUnit(unit);
  lockUnit(unit);
  // CHECK: :[[@LINE-1]]:3: warning: 'lockUnit' acquires 'mu', which is already held
  unit->jobs++;
  unlockUnit(unit);
}
