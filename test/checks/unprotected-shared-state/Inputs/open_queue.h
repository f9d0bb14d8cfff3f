#ifndef OPEN_QUEUE_H
#define OPEN_QUEUE_H

// Everybody can take the lock.
#include <pthread.h>

struct Queue {
  pthread_mutex_t Lock;
  struct Queue *Next;
  int Length;
  int Ready;
};

#endif
