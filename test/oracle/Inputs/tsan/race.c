// RUN: %clang_tsan -O1 %s -o %t && %deflake %run %t | FileCheck %s
#include "sanitizer_common/print_address.h"
#include <pthread.h>

int Total;

static void *run(void *Argument) {
  Total = 1;
  return 0;
}

int main(void) {
  pthread_t Thread;
  pthread_create(&Thread, 0, run, 0);
  Total = 2;
  pthread_join(Thread, 0);
  return 0;
}

// CHECK: WARNING: ThreadSanitizer: data race
