// RUN: %tidy -checks='-*,concurrency-lock-order-inversion' %s -- -std=c11 2>&1 | %filecheck
// RUN: %confirm %s
// Two instances of one class: ordered by an id, or always the same two in one
// order.

#include <pthread.h>

struct account {
  int id;
  long balance;
  pthread_mutex_t mu;
};

static struct account savings = {1, 100, PTHREAD_MUTEX_INITIALIZER};
static struct account giro = {2, 100, PTHREAD_MUTEX_INITIALIZER};

static void transferBad(struct account *from, struct account *to) {
  pthread_mutex_lock(&from->mu);
  pthread_mutex_lock(&to->mu);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'account::mu'{{.*}}[concurrency-lock-order-inversion]
  from->balance--;
  to->balance++;
  pthread_mutex_unlock(&to->mu);
  pthread_mutex_unlock(&from->mu);
}

static void byIdOk(struct account *from, struct account *to) {
  if (from->id < to->id) {
    pthread_mutex_lock(&from->mu);
    pthread_mutex_lock(&to->mu);
  } else {
    pthread_mutex_lock(&to->mu);
    pthread_mutex_lock(&from->mu);
  }
  from->balance--;
  to->balance++;
  pthread_mutex_unlock(&to->mu);
  pthread_mutex_unlock(&from->mu);
}

static void saveOk(struct account *from, struct account *to) {
  pthread_mutex_lock(&from->mu);
  pthread_mutex_lock(&to->mu); /* giro, then savings, whoever calls */
  from->balance--;
  to->balance++;
  pthread_mutex_unlock(&to->mu);
  pthread_mutex_unlock(&from->mu);
}

int main(void) {
  transferBad(&savings, &giro);
  transferBad(&giro, &savings);
  byIdOk(&savings, &giro);
  byIdOk(&giro, &savings);
  saveOk(&giro, &savings);
  saveOk(&giro, &savings);
}
