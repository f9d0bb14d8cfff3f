// RUN: %tidy -checks='-*,concurrency-check-then-act' %s -- -std=c11 2>&1 | %filecheck
// C11 atomics: load then store, and an increment in two steps.

#include <stdatomic.h>
#include <stdbool.h>

static atomic_int owner;
static _Atomic long jobs;
static atomic_flag busy = ATOMIC_FLAG_INIT;

bool claimBad(int worker) {
  if (atomic_load(&owner) != 0)
    return false;
  atomic_store(&owner, worker); /* two workers may both have seen 0 */
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'owner'{{.*}}changed{{.*}}[concurrency-check-then-act]
  return true;
}

void countBad(void) {
  jobs = jobs + 1;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'jobs'{{.*}}two{{.*}}[concurrency-check-then-act]
}

bool claimOk(int worker) {
  int none = 0;
  return atomic_compare_exchange_strong(&owner, &none, worker);
}

void releaseOk(void) { atomic_store(&owner, 0); }

void countOk(void) {
  jobs += 1; /* one step */
  atomic_fetch_add(&jobs, 1);
}

bool beginOk(void) { return !atomic_flag_test_and_set(&busy); }
void endOk(void) { atomic_flag_clear(&busy); }
