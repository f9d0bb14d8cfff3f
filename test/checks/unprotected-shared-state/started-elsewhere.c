// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// No lock, no atomic, no function that a model knows: the names say that threads are
// started, and which functions are the locks'.

typedef struct _osThread *osThread;
typedef struct _osLock *osLock;
int osThreadCreate(void (*run)(void *), void *arg, osThread *thread);
int osThreadJoin(osThread thread);
int osLockCreate(osLock *lock);
void osLockAcquire(osLock lock);
void osLockRelease(osLock lock);

static int bad, good;
static osLock lock;

static void countBad(void *unused) {
  for (int i = 0; i < 1000; i++)
    bad = bad + 1;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'bad' is written here and used in another thread{{.*}}[concurrency-unprotected-shared-state]
}

static void countGood(void *unused) {
  osLockAcquire(lock);
  for (int i = 0; i < 1000; i++)
    good = good + 1;
  osLockRelease(lock);
}

void runTwice(void (*run)(void *)) {
  osThread a = 0, b = 0;
  if (!osThreadCreate(countBad, 0, &a))
    a = 0;
  if (!osThreadCreate(countBad, 0, &b))
    b = 0;
  if (a)
    osThreadJoin(a);
  if (b)
    osThreadJoin(b);
}

void runGood(void) {
  osThread a = 0, b = 0;
  osLockCreate(&lock);
  osThreadCreate(countGood, 0, &a);
  osThreadCreate(countGood, 0, &b);
  osThreadJoin(a);
  osThreadJoin(b);
}
