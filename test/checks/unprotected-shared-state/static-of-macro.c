// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=gnu11 2>&1 | %filecheck

// A static variable in a macro belongs to the place where the macro stands: a
// log that is looked up once. One that is written out is as shared as any.

#include <pthread.h>
#include <stdlib.h>

struct log;
struct log *find_log(const char *name);
void print(struct log *, const char *what);

#define LOG(What)                                                              \
  do {                                                                         \
    static struct log *found = NULL;                                           \
    if (!found)                                                                \
      found = find_log(__FILE__);                                              \
    print(found, What);                                                        \
  } while (0)

static void *run(void *arg) {
  LOG("runs"); // Ok
  static struct log *mine;
  if (!mine)
    mine = find_log("mine"); // Bad
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'mine' is written here and used in another thread with no common lock [concurrency-unprotected-shared-state]
  print(mine, "runs");
  return arg;
}

int main(void) {
  pthread_t threads[4];
  for (int i = 0; i < 4; i++)
    pthread_create(&threads[i], NULL, run, NULL);
  for (int i = 0; i < 4; i++)
    pthread_join(threads[i], NULL);
  return 0;
}
