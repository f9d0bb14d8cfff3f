// RUN: %tidy -checks='-*,concurrency-*,-concurrency-mt-unsafe,-concurrency-thread-canceltype-asynchronous' %s -- -std=c11 -I%S/Inputs 2>&1 | %filecheck
// The locks of the Linux kernel, and functions of the same names with other types.

#include "kernel.h"

struct device {
  struct mutex lock;
  spinlock_t irq_lock;
  int users;
  int pending;
  atomic_t resets;
  struct semaphore slots;
  struct completion ready;
};

void device_openOk(struct device *dev) {
  mutex_lock(&dev->lock);
  dev->users++;
  mutex_unlock(&dev->lock);
}

int device_closeOk(struct device *dev) {
  if (mutex_lock_interruptible(&dev->lock))
    return -1;
  dev->users--;
  mutex_unlock(&dev->lock);
  return 0;
}

int device_tryOk(struct device *dev) {
  if (!mutex_trylock(&dev->lock))
    return -1;
  int users = dev->users;
  mutex_unlock(&dev->lock);
  return users;
}

int device_usersBad(struct device *dev) {
  return dev->users;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'users'{{.*}}'lock'{{.*}}[concurrency-unprotected-shared-state]
}

void device_reopenBad(struct device *dev) {
  mutex_lock(&dev->lock);
  device_openOk(dev);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'lock'{{.*}}held{{.*}}[concurrency-non-reentrant-relock]
  mutex_unlock(&dev->lock);
}

void device_interruptOk(struct device *dev) {
  unsigned long flags = 0;
  spin_lock_irqsave(&dev->irq_lock, flags);
  dev->pending++;
  spin_unlock_irqrestore(&dev->irq_lock, flags);
}

void device_pollOk(struct device *dev) {
  spin_lock_bh(&dev->irq_lock);
  dev->pending--;
  spin_unlock_bh(&dev->irq_lock);
}

void device_clearBad(struct device *dev) {
  dev->pending = 0;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'pending'{{.*}}'irq_lock'{{.*}}[concurrency-unprotected-shared-state]
}

void device_flushBad(struct device *dev) {
  mutex_lock(&dev->lock);
  spin_lock(&dev->irq_lock);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}irq_lock'{{.*}}lock'{{.*}}[concurrency-lock-order-inversion]
  dev->pending = 0;
  spin_unlock(&dev->irq_lock);
  mutex_unlock(&dev->lock);
}

void device_shutBad(struct device *dev) {
  spin_lock(&dev->irq_lock);
  mutex_lock(&dev->lock);
  dev->users = 0;
  mutex_unlock(&dev->lock);
  spin_unlock(&dev->irq_lock);
}

void device_resetBad(struct device *dev) {
  spin_lock(&dev->irq_lock);
  msleep(10);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}sleep{{.*}}'irq_lock'{{.*}}[concurrency-io-under-lock]
  wait_for_completion(&dev->ready);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}wait{{.*}}'irq_lock'{{.*}}[concurrency-io-under-lock]
  spin_unlock(&dev->irq_lock);
  atomic_inc(&dev->resets);
}

void device_takeBad(struct device *dev) {
  mutex_lock(&dev->lock);
  down(&dev->slots);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}wait{{.*}}'lock'{{.*}}[concurrency-io-under-lock]
  mutex_unlock(&dev->lock);
}

void device_resetOk(struct device *dev) {
  down(&dev->slots);
  wait_for_completion(&dev->ready);
  spin_lock(&dev->irq_lock);
  dev->pending = 0;
  spin_unlock(&dev->irq_lock);
  up(&dev->slots);
  msleep(10);
  atomic_add(2, &dev->resets);
}

int device_resetsOk(struct device *dev) { return atomic_read(&dev->resets); }

/* Readers and writers. */
static rwlock_t route_lock;
static int routes;

int routes_countOk(void) {
  read_lock(&route_lock);
  int n = routes;
  read_unlock(&route_lock);
  return n;
}

void routes_addOk(void) {
  write_lock(&route_lock);
  routes++;
  write_unlock(&route_lock);
}

void routes_addBad(void) {
  read_lock(&route_lock);
  routes++;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'routes'{{.*}}'route_lock'{{.*}}reading{{.*}}[concurrency-unprotected-shared-state]
  read_unlock(&route_lock);
}

struct map {
  struct rw_semaphore sem;
  int areas;
};

void map_addOk(struct map *map) {
  down_write(&map->sem);
  map->areas++;
  downgrade_write(&map->sem);
  int n = map->areas;
  up_read(&map->sem);
  (void)n;
}

int map_countOk(struct map *map) {
  down_read(&map->sem);
  int n = map->areas;
  up_read(&map->sem);
  return n;
}

void map_lateBad(struct map *map) {
  down_write(&map->sem);
  downgrade_write(&map->sem);
  map->areas = 0;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'areas'{{.*}}'sem'{{.*}}reading{{.*}}[concurrency-unprotected-shared-state]
  up_read(&map->sem);
}

/* A thread. */
static int ticks;
static int last;

static int tick(void *data) {
  ticks++;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'ticks'{{.*}}thread{{.*}}[concurrency-unprotected-shared-state]
  last = 1;
  return 0;
}

int run_ticksBad(void) {
  struct task_struct *task = kthread_run(tick, NULL, "ticks");
  int seen = ticks;
  kthread_stop(task);
  return seen + last;
}

/* The same names with other types are other functions. */
struct elevator { int floor; };
struct page { int pins; };
void lock_page(struct page *page);
void write_lock_bh(struct page *page);
void write_unlock_bh(struct page *page);
void atomic_set(struct page *page, int value);

void page_pinOk(struct page *page) {
  write_lock_bh(page);
  msleep(10);
  write_unlock_bh(page);
  atomic_set(page, page->pins);
}
