// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=gnu11 2>&1 | %filecheck
// A thread that could not be started does nothing: no handle, or an error, says so.

#include <stddef.h>

typedef void *HANDLE;
typedef unsigned long DWORD;
HANDLE CreateThread(void *, size_t, DWORD (*)(void *), void *, DWORD, DWORD *);
typedef struct _GThread GThread;
typedef struct _GError GError;
GThread *g_thread_try_new(const char *, void *(*)(void *), void *, GError **);

struct plugin {
  HANDLE thread;
  GThread *worker;
  void *stop, *queue;
  int open;
};
void *make(void);
void print(const char *, ...);

static DWORD run(void *data) {
  struct plugin *p = data;
  return p->stop != NULL && p->queue != NULL;
}
static void *work(void *data) {
  struct plugin *p = data;
  return p->stop;
}

int startOk(struct plugin *p) {
  p->stop = make();
  p->thread = CreateThread(NULL, 0, run, p, 0, NULL);
  if (!p->thread) {
    print("no thread");
    p->stop = NULL;
    return 1;
  }
  p->open = 1;
  return 0;
}

int startAtOnceOk(struct plugin *p) {
  if (!(p->thread = CreateThread(NULL, 0, run, p, 0, NULL))) {
    p->stop = NULL;
    return 1;
  }
  return 0;
}

int startOrLeaveOk(struct plugin *p) {
  if (!p->open)
    goto fail;
  p->thread = CreateThread(NULL, 0, run, p, 0, NULL);
  if (p->thread == NULL)
    goto fail;
  return 0;
fail:
  p->stop = NULL;
  return 1;
}

int workOk(struct plugin *p) {
  GError *error = NULL;
  p->worker = g_thread_try_new("work", work, p, &error);
  if (error != NULL) {
    p->stop = NULL;
    return 1;
  }
  return 0;
}

int startBad(struct plugin *p) {
  if (!(p->thread = CreateThread(NULL, 0, run, p, 0, NULL)))
    return 1;
  p->queue = make();
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'queue' is written here and used in another thread with no common lock [concurrency-unprotected-shared-state]
  return 0;
}

// Not the thread's error.
void connect_to(struct plugin *p, GError **error);
int connectBad(struct plugin *p) {
  GError *error = NULL;
  p->worker = g_thread_try_new("work", work, p, NULL);
  connect_to(p, &error);
  if (error != NULL) {
    p->stop = NULL;
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'stop' is written here and used in another thread with no common lock [concurrency-unprotected-shared-state]
    return 1;
  }
  return 0;
}
