// RUN: %tidy -checks='-*,concurrency-lock-order-inversion' %s -- -std=c11 2>&1 | %filecheck
// Each takes its own lock and then its neighbour's, and the last one's neighbour is
// the first: if all hold one, nobody goes on.

#include <pthread.h>
#include <semaphore.h>

enum { seats = 5 };
static pthread_mutex_t forks[seats];
static int meals[seats];
static sem_t room;

void *dineBad(void *arg) {
  const int self = *(int *)arg;
  int left = self, right;
  right = (self + 1) % seats;
  pthread_mutex_lock(&forks[left]);
  pthread_mutex_lock(&forks[right]);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'forks' is acquired while 'forks', its neighbour in a ring, is held{{.*}}[concurrency-lock-order-inversion]
  meals[self]++;
  pthread_mutex_unlock(&forks[right]);
  pthread_mutex_unlock(&forks[left]);
  return 0;
}

void stealBad(int self) {
  pthread_mutex_lock(&forks[self == 0 ? seats - 1 : self - 1]);
  pthread_mutex_unlock(&forks[self == 0 ? seats - 1 : self - 1]);
  pthread_mutex_lock(&forks[self + 1 == seats ? 0 : self + 1]);
  pthread_mutex_lock(&forks[self]);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'forks' is acquired while 'forks', its neighbour in a ring, is held{{.*}}[concurrency-lock-order-inversion]
  pthread_mutex_unlock(&forks[self]);
  pthread_mutex_unlock(&forks[self + 1 == seats ? 0 : self + 1]);
}

// One of them goes the other way round.
void dineInTurn(int self) {
  const int next = (self + 1) % seats;
  if (self == seats - 1) {
    pthread_mutex_lock(&forks[next]);
    pthread_mutex_lock(&forks[self]);
  } else {
    pthread_mutex_lock(&forks[self]);
    pthread_mutex_lock(&forks[next]);
  }
  meals[self]++;
  pthread_mutex_unlock(&forks[next]);
  pthread_mutex_unlock(&forks[self]);
}

// One less than there are forks gets in.
void dineWithWaiter(int self) {
  const int next = (self + 1) % seats;
  sem_wait(&room);
  pthread_mutex_lock(&forks[self]);
  pthread_mutex_lock(&forks[next]);
  meals[self]++;
  pthread_mutex_unlock(&forks[next]);
  pthread_mutex_unlock(&forks[self]);
  sem_post(&room);
}

// Along a line, nobody comes round.
void shiftAlongLine(int self) {
  pthread_mutex_lock(&forks[self]);
  pthread_mutex_lock(&forks[self + 1]);
  meals[self + 1] += meals[self];
  pthread_mutex_unlock(&forks[self + 1]);
  pthread_mutex_unlock(&forks[self]);
}
