// RUN: %tidy -checks='-*,concurrency-unprotected-shared-state' %s -- -std=c11 2>&1 | %filecheck
// What is made once, under the lock, by who finds that it is missing, stays: whoever has been through the critical section
// may go on with it. Not so what is made anew elsewhere, nor without having been there.

#include <pthread.h>
#include <stdlib.h>

struct message {
  pthread_mutex_t mutex;
  char *date;
  int size;
};
char *format_date(void);
int measure(struct message *m);

char *dateOk(struct message *m) {
  pthread_mutex_lock(&m->mutex);
  if (m->date == NULL)
    m->date = format_date();
  pthread_mutex_unlock(&m->mutex);
  return m->date;
}
int hasDateOk(struct message *m) {
  pthread_mutex_lock(&m->mutex);
  int has = m->date != NULL;
  pthread_mutex_unlock(&m->mutex);
  return has;
}
int hasDayOk(struct message *m) {
  pthread_mutex_lock(&m->mutex);
  int has = m->date != NULL && m->date[0];
  pthread_mutex_unlock(&m->mutex);
  return has;
}
static char dayBad(struct message *m, char day[3]) {
  day[1] = day[2] = 0;
  return day[0] = *m->date;
  // CHECK-DAG: :[[@LINE-1]]:{{[0-9]+}}: warning: 'date' is read without 'mutex'{{.*}}[concurrency-unprotected-shared-state]
}

void showDay(struct message *m, char day[3]) { dayBad(m, day); }

int sizeBad(struct message *m) {
  pthread_mutex_lock(&m->mutex);
  if (m->size < 0)
    m->size = measure(m);
  pthread_mutex_unlock(&m->mutex);
  return m->size;
  // CHECK-DAG: :[[@LINE-1]]:{{[0-9]+}}: warning: 'size' is read without 'mutex'{{.*}}[concurrency-unprotected-shared-state]
}
void growOk(struct message *m) {
  pthread_mutex_lock(&m->mutex);
  m->size++;
  pthread_mutex_unlock(&m->mutex);
}
