// RUN: %tidy -checks='-*,concurrency-non-reentrant-relock' %s -- -std=c17 2>&1 | %filecheck
// RUN: %confirm --hang %s
// Functions behind tables, and behind pointers in structures.

#include <pthread.h>
#include <stdlib.h>

static pthread_mutex_t store_mu = PTHREAD_MUTEX_INITIALIZER;
static int stored, flushed;

struct backend {
  const char *name;
  void (*flush)(int);
  int (*size)(void);
};

static void disk_flush(int upto) {
  pthread_mutex_lock(&store_mu);
  flushed = upto;
  pthread_mutex_unlock(&store_mu);
}
static int disk_size(void) { return 1; }

static const struct backend disk = {
    .name = "disk", .flush = disk_flush, .size = disk_size};

void syncBad(const struct backend *b) {
  pthread_mutex_lock(&store_mu);
  b->flush(stored);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'disk_flush' acquires 'store_mu'{{.*}}held{{.*}}[concurrency-non-reentrant-relock]
  pthread_mutex_unlock(&store_mu);
}

void syncOk(const struct backend *b) {
  pthread_mutex_lock(&store_mu);
  int upto = stored + b->size();
  pthread_mutex_unlock(&store_mu);
  b->flush(upto);
}

// Any entry may be meant.
static void cmd_get(void) {}
static void cmd_sync(void) { disk_flush(0); }
static void (*const commands[])(void) = {cmd_get, cmd_sync};

void runBad(unsigned which) {
  pthread_mutex_lock(&store_mu);
  commands[which % 2]();
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'cmd_sync' acquires 'store_mu'{{.*}}held{{.*}}[concurrency-non-reentrant-relock]
  pthread_mutex_unlock(&store_mu);
}

// One entry is.
void runFirstOk(void) {
  pthread_mutex_lock(&store_mu);
  commands[0]();
  pthread_mutex_unlock(&store_mu);
}

// A list of timers, each with the function that it was armed with.
struct timer {
  struct timer *next;
  void (*fire)(void *);
  void *arg;
};
static pthread_mutex_t timers_mu = PTHREAD_MUTEX_INITIALIZER;
static struct timer *timers;

void timer_arm(void (*fire)(void *), void *arg) {
  struct timer *t = malloc(sizeof *t);
  t->fire = fire;
  t->arg = arg;
  pthread_mutex_lock(&timers_mu);
  t->next = timers;
  timers = t;
  pthread_mutex_unlock(&timers_mu);
}

static void on_tick(void *arg) { timer_arm(on_tick, arg); }
void start(void) { timer_arm(on_tick, 0); }

void timersRunBad(void) {
  pthread_mutex_lock(&timers_mu);
  for (struct timer *t = timers; t; t = t->next)
    t->fire(t->arg);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'on_tick' acquires 'timers_mu'{{.*}}held{{.*}}[concurrency-non-reentrant-relock]
  pthread_mutex_unlock(&timers_mu);
}

void timersRunOk(void) {
  pthread_mutex_lock(&timers_mu);
  struct timer *all = timers;
  timers = 0;
  pthread_mutex_unlock(&timers_mu);
  for (struct timer *t = all; t; t = t->next)
    t->fire(t->arg);
}

// Two operations of one name: which one it is, the object knows.
struct sink {
  void (*write)(int);
};
static void write_locked(int x) { stored = x; }
static void write_alone(int x) {
  pthread_mutex_lock(&store_mu);
  stored = x;
  pthread_mutex_unlock(&store_mu);
}
static const struct sink inner = {write_locked}, outer = {write_alone};
void putOk(const struct sink *s, int x) {
  pthread_mutex_lock(&store_mu);
  s->write(x);
  pthread_mutex_unlock(&store_mu);
}
void use_sinks(void) {
  putOk(&inner, 1);
  outer.write(2);
}

// What each of them takes belongs to the object that is handed over.
struct device {
  pthread_mutex_t lock;
  struct device *parent;
  const struct device_ops *ops;
  int users;
};
struct device_ops {
  void (*suspend)(struct device *);
  void (*resume)(struct device *);
};
static void put_user(struct device *d) {
  pthread_mutex_lock(&d->lock);
  --d->users;
  pthread_mutex_unlock(&d->lock);
}
static void hub_suspend(struct device *d) { d->users = 0; }
static void camera_suspend(struct device *d) { put_user(d); }
static void any_resume(struct device *d) { d->users = 1; }
static void camera_resume(struct device *d) { put_user(d->parent); }
static const struct device_ops hub_ops = {hub_suspend, any_resume};
static const struct device_ops camera_ops = {camera_suspend, camera_resume};

void suspendBad(struct device *d) {
  pthread_mutex_lock(&d->lock);
  d->ops->suspend(d);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'camera_suspend' acquires 'lock'{{.*}}held{{.*}}[concurrency-non-reentrant-relock]
  pthread_mutex_unlock(&d->lock);
}
void resumeOk(struct device *d) {
  pthread_mutex_lock(&d->lock);
  d->ops->resume(d);
  pthread_mutex_unlock(&d->lock);
}
struct device hub = {PTHREAD_MUTEX_INITIALIZER, 0, &hub_ops, 0};
struct device camera = {PTHREAD_MUTEX_INITIALIZER, &hub, &camera_ops, 0};

#ifdef CONFIRM
int main(void) {
  resumeOk(&camera);
  syncOk(&disk);
  runFirstOk();
  use_sinks();
  start();
  timersRunOk();
  start();
  timersRunBad();
}
#endif
