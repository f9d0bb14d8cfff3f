// RUN: %tidy -checks='-*,concurrency-*,-concurrency-mt-unsafe,-concurrency-thread-canceltype-asynchronous' %s -- -std=c11 -I%S/Inputs 2>&1 | %filecheck
// GLib: its locks, threads, queues and tables, and what waits.

#include "glib.h"

typedef struct {
  GMutex lock;
  GHashTable *names;
  gint hits;
} Registry;

void registry_addOk(Registry *self, gchar *name, gpointer value) {
  g_mutex_lock(&self->lock);
  g_hash_table_insert(self->names, name, value);
  self->hits++;
  g_mutex_unlock(&self->lock);
}

gboolean registry_hasOk(Registry *self, const gchar *name) {
  g_mutex_lock(&self->lock);
  gboolean found = g_hash_table_contains(self->names, name);
  self->hits++;
  g_mutex_unlock(&self->lock);
  return found;
}

guint registry_sizeBad(Registry *self) {
  return g_hash_table_size(self->names);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'names'{{.*}}'lock'{{.*}}[concurrency-unprotected-shared-state]
}

void registry_resetBad(Registry *self) {
  self->hits = 0;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'hits'{{.*}}'lock'{{.*}}[concurrency-unprotected-shared-state]
}

void registry_addTwiceBad(Registry *self, gchar *name) {
  g_mutex_lock(&self->lock);
  registry_addOk(self, name, NULL);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'lock'{{.*}}held{{.*}}[concurrency-non-reentrant-relock]
  g_mutex_unlock(&self->lock);
}

void registry_tryOk(Registry *self) {
  if (!g_mutex_trylock(&self->lock))
    return;
  self->hits = 0;
  g_mutex_unlock(&self->lock);
}

static void count_entry(gpointer key, gpointer value, gpointer data) {
  g_usleep(1000);
}

void registry_visitBad(Registry *self) {
  g_mutex_lock(&self->lock);
  g_hash_table_foreach(self->names, count_entry, self);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}sleep{{.*}}'lock'{{.*}}[concurrency-io-under-lock]
  g_mutex_unlock(&self->lock);
}

/* A GRecMutex may be taken again. */
typedef struct {
  GRecMutex lock;
  gint depth;
} Tree;

void tree_touchOk(Tree *self) {
  g_rec_mutex_lock(&self->lock);
  self->depth++;
  g_rec_mutex_unlock(&self->lock);
}

void tree_growOk(Tree *self) {
  g_rec_mutex_lock(&self->lock);
  tree_touchOk(self);
  g_rec_mutex_unlock(&self->lock);
}

/* Readers and writers. */
typedef struct {
  GRWLock lock;
  gint level;
} Settings;

gint settings_getOk(Settings *self) {
  g_rw_lock_reader_lock(&self->lock);
  gint level = self->level;
  g_rw_lock_reader_unlock(&self->lock);
  return level;
}

void settings_setOk(Settings *self, gint level) {
  g_rw_lock_writer_lock(&self->lock);
  self->level = level;
  g_rw_lock_writer_unlock(&self->lock);
}

void settings_raiseBad(Settings *self) {
  g_rw_lock_reader_lock(&self->lock);
  self->level++;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'level'{{.*}}'lock'{{.*}}reading{{.*}}[concurrency-unprotected-shared-state]
  g_rw_lock_reader_unlock(&self->lock);
}

/* G_LOCK and a GStaticMutex, in both orders. */
G_LOCK_DEFINE_STATIC(table);
static GStaticMutex log_lock;
static gint entries;

void enterBad(void) {
  G_LOCK(table);
  g_static_mutex_lock(&log_lock);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'log_lock'{{.*}}'g__table_lock'{{.*}}[concurrency-lock-order-inversion]
  entries++;
  g_static_mutex_unlock(&log_lock);
  G_UNLOCK(table);
}

void leaveBad(void) {
  g_static_mutex_lock(&log_lock);
  G_LOCK(table);
  entries--;
  G_UNLOCK(table);
  g_static_mutex_unlock(&log_lock);
}

/* What waits. */
typedef struct {
  GMutex lock;
  GCond filled;
  GQueue jobs;
  gchar *text;
  gsize size;
} Loader;

void loader_readBad(Loader *self, const gchar *path) {
  g_mutex_lock(&self->lock);
  g_file_get_contents(path, &self->text, &self->size, NULL);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}file{{.*}}'lock'{{.*}}[concurrency-io-under-lock]
  g_mutex_unlock(&self->lock);
}

void loader_readOk(Loader *self, const gchar *path) {
  gchar *text = NULL;
  gsize size = 0;
  g_file_get_contents(path, &text, &size, NULL);
  g_mutex_lock(&self->lock);
  self->text = text;
  self->size = size;
  g_mutex_unlock(&self->lock);
}

void loader_othersBad(Loader *self, GResolver *resolver, GDBusConnection *bus) {
  g_mutex_lock(&self->lock);
  g_resolver_lookup_by_name(resolver, "example.org", NULL, NULL);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}name-lookup{{.*}}[concurrency-io-under-lock]
  g_dbus_connection_flush_sync(bus, NULL, NULL);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}network{{.*}}[concurrency-io-under-lock]
  g_spawn_command_line_sync("sync", NULL, NULL, NULL, NULL);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}process{{.*}}[concurrency-io-under-lock]
  g_print("%lu\n", self->size);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}console{{.*}}[concurrency-io-under-lock]
  g_mutex_unlock(&self->lock);
}

void loader_receiveBad(Loader *self, GSocket *socket, gchar *to) {
  g_mutex_lock(&self->lock);
  g_socket_receive_with_blocking(socket, to, self->size, TRUE, NULL, NULL);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}network{{.*}}[concurrency-io-under-lock]
  g_mutex_unlock(&self->lock);
}

void loader_receiveOk(Loader *self, GSocket *socket, gchar *to) {
  g_mutex_lock(&self->lock);
  g_socket_receive_with_blocking(socket, to, self->size, FALSE, NULL, NULL);
  g_usleep(0);
  g_mutex_unlock(&self->lock);
}

void loader_putOk(Loader *self, gpointer job) {
  g_mutex_lock(&self->lock);
  g_queue_push_tail(&self->jobs, job);
  g_cond_signal(&self->filled);
  g_mutex_unlock(&self->lock);
}

gpointer loader_takeOk(Loader *self) {
  g_mutex_lock(&self->lock);
  while (g_queue_is_empty(&self->jobs))
    g_cond_wait(&self->filled, &self->lock);
  gpointer job = g_queue_pop_head(&self->jobs);
  g_mutex_unlock(&self->lock);
  return job;
}

gpointer loader_takeFromBad(Loader *self, GAsyncQueue *queue) {
  g_mutex_lock(&self->lock);
  gpointer job = g_async_queue_pop(queue);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}wait{{.*}}'lock'{{.*}}[concurrency-io-under-lock]
  g_queue_push_tail(&self->jobs, job);
  g_mutex_unlock(&self->lock);
  return job;
}

/* Threads. */
static gint progress;
static gint done;

static gpointer work(gpointer data) {
  progress++;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'progress'{{.*}}thread{{.*}}[concurrency-unprotected-shared-state]
  done = 1;
  return data;
}

gint run_workBad(void) {
  GThread *thread = g_thread_new("worker", work, NULL);
  gint seen = progress;
  g_thread_join(thread);
  return seen + done;
}

static gint handled;
static gint counted;

static void handle(gpointer job, gpointer data) {
  handled++;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'handled'{{.*}}[concurrency-unprotected-shared-state]
}

static void count(gpointer job, gpointer data) {
  g_atomic_int_inc(&counted);
}

GThreadPool *start_counting(void) {
  return g_thread_pool_new(count, NULL, 4, FALSE, NULL);
}

GThreadPool *start_pool(void) {
  return g_thread_pool_new(handle, NULL, 4, FALSE, NULL);
}

/* A callback of the main loop does not run under the lock of whoever adds it. */
static gboolean on_idle(gpointer data) {
  registry_addOk(data, "idle", NULL);
  return G_SOURCE_REMOVE;
}

void registry_laterOk(Registry *self) {
  g_mutex_lock(&self->lock);
  g_idle_add(on_idle, self);
  g_timeout_add(100, on_idle, self);
  g_mutex_unlock(&self->lock);
}

// A queue that synchronises itself, by a pointer that is set once.
static GAsyncQueue *jobs;
static gpointer takeJobs(gpointer data) {
  while (g_async_queue_length(jobs))
    g_async_queue_pop(jobs);
  return data;
}
void jobs_startOk(GAsyncQueue *queue) {
  jobs = queue;
  g_thread_new("jobs", takeJobs, NULL);
}
void jobs_putOk(gpointer job) { g_async_queue_push(jobs, job); }
