// RUN: %tidy -checks='-*,concurrency-lock-order-inversion' %s -- -std=c11 2>&1 | %filecheck
// C11 mutexes in structures, through a helper.

#include <threads.h>

struct device {
  mtx_t dev_lock;
  int users;
};

struct bus {
  mtx_t bus_lock;
  int active;
};

static void device_get(struct device *dev) {
  mtx_lock(&dev->dev_lock);
  dev->users++;
  mtx_unlock(&dev->dev_lock);
}

void bus_probeBad(struct bus *bus, struct device *dev) {
  mtx_lock(&bus->bus_lock);
  device_get(dev); /* bus_lock, then dev_lock */
  bus->active++;
  mtx_unlock(&bus->bus_lock);
}

void device_resetBad(struct bus *bus, struct device *dev) {
  mtx_lock(&dev->dev_lock);
  dev->users = 0;
  mtx_lock(&bus->bus_lock); /* dev_lock, then bus_lock */
  bus->active--;
  mtx_unlock(&bus->bus_lock);
  mtx_unlock(&dev->dev_lock);
}
// CHECK: warning: {{.*}}{{(dev_lock'.*bus_lock'|bus_lock'.*dev_lock')}}{{.*}}[concurrency-lock-order-inversion]

struct disk {
  mtx_t disk_lock;
  int reads;
};

struct raid {
  mtx_t raid_lock;
  int degraded;
};

void raid_readOk(struct raid *raid, struct disk *disk) {
  mtx_lock(&raid->raid_lock);
  mtx_lock(&disk->disk_lock);
  disk->reads++;
  mtx_unlock(&disk->disk_lock);
  mtx_unlock(&raid->raid_lock);
}

void disk_failOk(struct raid *raid, struct disk *disk) {
  mtx_lock(&disk->disk_lock);
  disk->reads = 0;
  mtx_unlock(&disk->disk_lock);
  mtx_lock(&raid->raid_lock); /* not nested */
  raid->degraded = 1;
  mtx_unlock(&raid->raid_lock);
}
