// RUN: %analyze %s 2>&1 | %filecheck
// A function of another file that is given the lock, or the struct around it, releases it by its name.

#include <pthread.h>

void cleanup_lock(void *lock);
void cleanup_task(void *task);

struct mutex_lock {
  pthread_mutex_t mutex;
  int waiters;
};
struct vectors {
  struct mutex_lock lock;
  int paths;
};

static void take(struct mutex_lock *l) { pthread_mutex_lock(&l->mutex); }

int checkOk(struct vectors *vecs) {
  void (*routine)(void *) = cleanup_lock;
  void *arg = &vecs->lock;
  take(&vecs->lock);
  int paths = vecs->paths;
  routine(arg);
  take(&vecs->lock);
  vecs->paths = 0;
  pthread_mutex_unlock(&vecs->lock.mutex);
  return paths;
}

int checkBad(struct vectors *vecs) {
  void (*routine)(void *) = cleanup_task;
  void *arg = &vecs->paths;
  take(&vecs->lock);
  int paths = vecs->paths;
  routine(arg);
  take(&vecs->lock);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'take' acquires {{.*}}which is already held by this thread
  vecs->paths = 0;
  pthread_mutex_unlock(&vecs->lock.mutex);
  return paths;
}
