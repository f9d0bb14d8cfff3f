// RUN: %tidy -checks='-*,concurrency-check-then-act' %s -- -std=c11 2>&1 | %filecheck
// As counted-down.cpp, in C.

#include <pthread.h>
#include <stdlib.h>

struct block {
  _Atomic(int) users;
  char *bytes;
};
void putBad(struct block *b) {
  b->users -= 1;
  if (b->users == 0)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'users' may have changed since it was counted down
    free(b);
}
void put(struct block *b) {
  if ((b->users -= 1) == 0)
    free(b);
}
// A limit, and a wait.
void trim(struct block *b);
void hold(struct block *b) {
  b->users += 1;
  if (b->users > 1000)
    free(b->bytes);
}
void last(struct block *b) {
  b->users -= 1;
  while (b->users != 0)
    ;
  free(b);
}
// CHECK-NOT: warning:
