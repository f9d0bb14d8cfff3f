#ifndef DEVICE_H
#define DEVICE_H

#include <pthread.h>

struct device {
  pthread_mutex_t mutex;
  int speed;
  int changes;
};
struct device *device_from_name(const char *name);

#endif
