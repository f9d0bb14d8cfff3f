// RUN: %tidy -checks='-*,concurrency-check-then-act' %s -- -std=gnu11 2>&1 | %filecheck
// To set a bit that somebody else has set meanwhile changes nothing; what is done besides is another matter.

#include <stdatomic.h>

#define CLAIMED 4u

void start(void);

struct job {
  unsigned flags;
  atomic_uint state;
  atomic_int users;
};

void markOk(struct job *j) {
  if (!(__atomic_load_n(&j->flags, __ATOMIC_SEQ_CST) & CLAIMED))
    __atomic_or_fetch(&j->flags, CLAIMED, __ATOMIC_SEQ_CST);
}
void clearOk(struct job *j) {
  if (atomic_load(&j->state) & CLAIMED)
    atomic_fetch_and(&j->state, ~CLAIMED);
}
void claimBad(struct job *j) {
  if (!(__atomic_load_n(&j->flags, __ATOMIC_SEQ_CST) & CLAIMED)) {
    __atomic_or_fetch(&j->flags, CLAIMED, __ATOMIC_SEQ_CST);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'flags' may have changed since it was loaded
    start();
  }
}
void dropBad(struct job *j) {
  if (atomic_load(&j->users) > 0)
    atomic_fetch_sub(&j->users, 1);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'users' may have changed since it was loaded
}
