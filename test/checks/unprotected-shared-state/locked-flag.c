// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state,concurrency-non-reentrant-relock' %s -- -std=c11 2>&1 | %filecheck
// A local flag says that the lock was taken, and whether it has to be given back: the caller does not hold it afterwards.

#include <pthread.h>

struct file {
  pthread_mutex_t mutex;
  int errors;
  int batch;
};
int prepare(struct file *f);

static int reportOk(struct file *f) {
  int result = 0, locked = 0;
  if (prepare(f)) {
    result = -1;
    goto done;
  }
  pthread_mutex_lock(&f->mutex);
  locked = 1;
  if (++f->errors > 5)
    result = -2;
done:
  if (locked)
    pthread_mutex_unlock(&f->mutex);
  return result;
}
int sendOk(struct file *f) {
  reportOk(f);
  return f->batch++; // not under the lock, nor is it elsewhere
}
int resendOk(struct file *f) {
  reportOk(f);
  f->batch--;
  return reportOk(f);
}
int cancelOk(struct file *f) { return f->batch = 0; }

// Here it is given back for certain only where the flag says otherwise.
static void reportBad(struct file *f) {
  int locked = 0;
  if (!prepare(f)) {
    pthread_mutex_lock(&f->mutex);
    locked = 1;
  }
  if (locked) {
    f->errors++;
    pthread_mutex_lock(&f->mutex);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'mutex' is already held by this thread and cannot be acquired again [concurrency-non-reentrant-relock]
    pthread_mutex_unlock(&f->mutex);
  }
}
void use(struct file *f) { reportBad(f); }
