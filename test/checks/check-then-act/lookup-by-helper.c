// RUN: %tidy -checks='-*,concurrency-check-then-act' %s -- -std=c11 2>&1 | %filecheck
// A helper looks something up under the lock of its caller; it is not there, and
// the next critical section puts it there.

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct font {
  struct font *next;
  char name[16];
  int users;
};

static pthread_mutex_t fonts_lock = PTHREAD_MUTEX_INITIALIZER;
static struct font *fonts;

static struct font *find(const char *name) {
  for (struct font *f = fonts; f; f = f->next)
    if (strcmp(f->name, name) == 0)
      return f;
  return NULL;
}

static struct font *load(const char *name) {
  struct font *f = calloc(1, sizeof *f);
  if (f)
    strncpy(f->name, name, sizeof f->name - 1);
  return f;
}

struct font *getBad(const char *name) {
  pthread_mutex_lock(&fonts_lock);
  struct font *f = find(name);
  if (f)
    f->users++;
  pthread_mutex_unlock(&fonts_lock);
  if (f)
    return f;

  struct font *made = load(name);
  if (!made)
    return NULL;
  pthread_mutex_lock(&fonts_lock);
  made->next = fonts;
  fonts = made;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'fonts' may have changed since it was tested{{.*}}[concurrency-check-then-act]
  pthread_mutex_unlock(&fonts_lock);
  return made;
}

// It is looked for again.
struct font *getGood(const char *name) {
  pthread_mutex_lock(&fonts_lock);
  struct font *f = find(name);
  pthread_mutex_unlock(&fonts_lock);
  if (f)
    return f;

  struct font *made = load(name);
  if (!made)
    return NULL;
  pthread_mutex_lock(&fonts_lock);
  struct font *other = find(name);
  if (other) {
    pthread_mutex_unlock(&fonts_lock);
    free(made);
    return other;
  }
  made->next = fonts;
  fonts = made;
  pthread_mutex_unlock(&fonts_lock);
  return made;
}

// One critical section.
struct font *getSlowly(const char *name) {
  pthread_mutex_lock(&fonts_lock);
  struct font *f = find(name);
  if (!f && (f = load(name))) {
    f->next = fonts;
    fonts = f;
  }
  pthread_mutex_unlock(&fonts_lock);
  return f;
}
