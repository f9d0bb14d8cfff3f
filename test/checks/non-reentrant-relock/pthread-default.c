// RUN: %tidy -checks='-*,concurrency-non-reentrant-relock' %s -- -std=c11 2>&1 | %filecheck
// RUN: %configured-tidy -checks='-*,concurrency-non-reentrant-relock' --config='{CheckOptions: {concurrency-non-reentrant-relock.MinConfidence: definite}}' %s -- -std=c11 2>&1 | %filecheck --check-prefix=SURE
// RUN: %confirm --hang %s
// A pthread mutex of which no initialisation is seen is of the default kind. If
// nobody else can have made another of it, that is certain.

#include <pthread.h>

struct log {
  pthread_mutex_t log_mu;
  int lines;
};

void log_rotate(struct log *l) {
  pthread_mutex_lock(&l->log_mu);
  l->lines = 0;
  pthread_mutex_unlock(&l->log_mu);
}

void log_writeBad(struct log *l) {
  pthread_mutex_lock(&l->log_mu);
  if (++l->lines > 0)
    log_rotate(l);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'log_mu'{{.*}}held{{.*}}[concurrency-non-reentrant-relock]
  pthread_mutex_unlock(&l->log_mu);
}

static pthread_mutex_t slots[4];

void slotBad(int i) {
  pthread_mutex_lock(&slots[i]);
  pthread_mutex_lock(&slots[i]);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'slots'{{.*}}held{{.*}}[concurrency-non-reentrant-relock]
  // SURE: :[[@LINE-2]]:{{[0-9]+}}: warning: 'slots'{{.*}}held{{.*}}[concurrency-non-reentrant-relock]
  pthread_mutex_unlock(&slots[i]);
  pthread_mutex_unlock(&slots[i]);
}

void nextSlotOk(int i) {
  pthread_mutex_lock(&slots[i]);
  i++;
  pthread_mutex_lock(&slots[i]); /* the next one */
  pthread_mutex_unlock(&slots[i]);
  pthread_mutex_unlock(&slots[i - 1]);
}

void otherSlotOk(void) {
  pthread_mutex_lock(&slots[0]);
  pthread_mutex_lock(&slots[1]);
  pthread_mutex_unlock(&slots[1]);
  pthread_mutex_unlock(&slots[0]);
}

struct node {
  pthread_mutex_t node_mu;
  struct node *next;
  int value;
};

int sumOk(struct node *n) { /* hand over hand */
  int sum = 0;
  pthread_mutex_lock(&n->node_mu);
  while (n->next) {
    struct node *next = n->next;
    pthread_mutex_lock(&next->node_mu);
    pthread_mutex_unlock(&n->node_mu);
    n = next;
    sum += n->value;
  }
  pthread_mutex_unlock(&n->node_mu);
  return sum;
}

void giveBack(pthread_mutex_t *mu); /* elsewhere; perhaps it unlocks */

void givenOk(struct log *l) {
  pthread_mutex_lock(&l->log_mu);
  giveBack(&l->log_mu);
  pthread_mutex_lock(&l->log_mu);
  pthread_mutex_unlock(&l->log_mu);
}

#ifdef CONFIRM
void giveBack(pthread_mutex_t *mu) { pthread_mutex_unlock(mu); }

int main(void) {
  static struct log l = {PTHREAD_MUTEX_INITIALIZER, 0};
  givenOk(&l);
  log_writeBad(&l);
}
#endif
