#ifndef JOB_QUEUE_H
#define JOB_QUEUE_H

#include <pthread.h>
#include <stddef.h>

struct job {
  struct job *next;
};

struct queue {
  pthread_mutex_t lock;
  struct job *first;
  long length;
};

#endif
