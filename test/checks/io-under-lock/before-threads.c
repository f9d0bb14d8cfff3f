// RUN: %tidy -checks='-*,concurrency-io-under-lock' %s -- -std=c11 2>&1 | %filecheck
// A program that reads its rules before it starts its threads keeps nobody waiting;
// one that reads them again does.

#include <pthread.h>
#include <stdio.h>

static pthread_mutex_t rulesLock = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t namesLock = PTHREAD_MUTEX_INITIALIZER;
static int rules, names;

static void readRules(const char *path) {
  char line[80];
  pthread_mutex_lock(&rulesLock);
  FILE *file = fopen(path, "r");
  while (file && fgets(line, sizeof line, file))
    rules++;
  if (file)
    fclose(file);
  pthread_mutex_unlock(&rulesLock);
}

static void readNamesBad(const char *path) {
  char line[80];
  pthread_mutex_lock(&namesLock);
  FILE *file = fopen(path, "r");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'fopen' (file) is called while 'namesLock' is held{{.*}}[concurrency-io-under-lock]
  while (file && fgets(line, sizeof line, file))
    names++;
  if (file)
    fclose(file);
  pthread_mutex_unlock(&namesLock);
}

static void *check(void *unused) {
  pthread_mutex_lock(&rulesLock);
  int known = rules;
  pthread_mutex_unlock(&rulesLock);
  pthread_mutex_lock(&namesLock);
  known += names;
  pthread_mutex_unlock(&namesLock);
  return known ? unused : NULL;
}

int main(int argc, char **argv) {
  pthread_t thread;
  if (argc < 2)
    return 1;
  readRules(argv[1]);
  readNamesBad(argv[1]);
  if (pthread_create(&thread, NULL, check, argv[1]))
    return 1;
  readNamesBad(argv[1]);
  pthread_join(thread, NULL);
  return 0;
}
