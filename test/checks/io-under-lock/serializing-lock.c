// RUN: %tidy -checks='-*,concurrency-io-under-lock' %s -- -std=c11 2>&1 | %filecheck
// C: a mutex for one log file, and a mutex for the counters beside it.

#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static pthread_mutex_t log_mu = PTHREAD_MUTEX_INITIALIZER;
static FILE *log_file;

void log_openOk(FILE *file) {
  pthread_mutex_lock(&log_mu);
  log_file = file;
  pthread_mutex_unlock(&log_mu);
}

void log_lineOk(const char *text) {
  pthread_mutex_lock(&log_mu);
  if (log_file) {
    fputs(text, log_file); /* log_mu guards log_file */
    fflush(log_file);
  }
  pthread_mutex_unlock(&log_mu);
}

static pthread_mutex_t counters_mu = PTHREAD_MUTEX_INITIALIZER;
static long hits, misses;

void counters_saveBad(FILE *report) {
  pthread_mutex_lock(&counters_mu);
  fprintf(report, "%ld %ld\n", hits, misses);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}file{{.*}}'counters_mu'{{.*}}[concurrency-io-under-lock]
  pthread_mutex_unlock(&counters_mu);
}

void counters_saveOk(FILE *report) {
  pthread_mutex_lock(&counters_mu);
  long seen = hits, missed = misses;
  pthread_mutex_unlock(&counters_mu);
  fprintf(report, "%ld %ld\n", seen, missed);
}

void counters_hitOk(int hit) {
  pthread_mutex_lock(&counters_mu);
  if (hit)
    ++hits;
  else
    ++misses;
  pthread_mutex_unlock(&counters_mu);
}

void counters_waitBad(void) {
  pthread_mutex_lock(&counters_mu);
  hits = misses = 0;
  usleep(1000); /* everybody waits */
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}sleep{{.*}}'counters_mu'{{.*}}[concurrency-io-under-lock]
  pthread_mutex_unlock(&counters_mu);
}
