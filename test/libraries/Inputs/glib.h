// Declarations in the shape of GLib's and GIO's, as far as the test calls them.

#include <stddef.h>

typedef int gboolean;
typedef int gint;
typedef unsigned int guint;
typedef unsigned long gsize;
typedef unsigned long gulong;
typedef long gssize;
typedef void *gpointer;
typedef const void *gconstpointer;
typedef char gchar;
#define TRUE 1
#define FALSE 0
#define G_SOURCE_REMOVE FALSE

typedef union _GMutex { gpointer p; guint i[2]; } GMutex;
typedef struct _GRecMutex { gpointer p; guint i[2]; } GRecMutex;
typedef struct _GRWLock { gpointer p; guint i[2]; } GRWLock;
typedef struct _GCond { gpointer p; guint i[2]; } GCond;
typedef struct _GOnce { volatile int status; volatile gpointer retval; } GOnce;
typedef struct _GThread GThread;
typedef struct _GThreadPool GThreadPool;
typedef struct _GAsyncQueue GAsyncQueue;
typedef struct _GHashTable GHashTable;
typedef struct _GError GError;
typedef struct _GCancellable GCancellable;
typedef struct _GInputStream GInputStream;
typedef struct _GSocket GSocket;
typedef struct _GResolver GResolver;
typedef struct _GDBusConnection GDBusConnection;
typedef struct _GQueue { gpointer head, tail; guint length; } GQueue;
typedef struct _GList GList;
typedef struct { GMutex *mutex; GMutex real; } GStaticMutex;
typedef gpointer (*GThreadFunc)(gpointer data);
typedef void (*GFunc)(gpointer data, gpointer user_data);
typedef gboolean (*GSourceFunc)(gpointer user_data);
typedef void (*GHFunc)(gpointer key, gpointer value, gpointer user_data);

void g_mutex_init(GMutex *mutex);
void g_mutex_lock(GMutex *mutex);
gboolean g_mutex_trylock(GMutex *mutex);
void g_mutex_unlock(GMutex *mutex);
void g_rec_mutex_lock(GRecMutex *mutex);
void g_rec_mutex_unlock(GRecMutex *mutex);
void g_rw_lock_writer_lock(GRWLock *lock);
void g_rw_lock_writer_unlock(GRWLock *lock);
void g_rw_lock_reader_lock(GRWLock *lock);
void g_rw_lock_reader_unlock(GRWLock *lock);
GMutex *g_static_mutex_get_mutex_impl(GStaticMutex *mutex);
#define g_static_mutex_lock(m) g_mutex_lock(g_static_mutex_get_mutex_impl(m))
#define g_static_mutex_unlock(m) g_mutex_unlock(g_static_mutex_get_mutex_impl(m))
#define G_LOCK_NAME(name) g__##name##_lock
#define G_LOCK_DEFINE_STATIC(name) static GMutex G_LOCK_NAME(name)
#define G_LOCK(name) g_mutex_lock(&G_LOCK_NAME(name))
#define G_UNLOCK(name) g_mutex_unlock(&G_LOCK_NAME(name))
void g_cond_wait(GCond *cond, GMutex *mutex);
void g_cond_signal(GCond *cond);
GThread *g_thread_new(const gchar *name, GThreadFunc func, gpointer data);
gpointer g_thread_join(GThread *thread);
GThreadPool *g_thread_pool_new(GFunc func, gpointer data, gint threads, gboolean exclusive, GError **error);
gboolean g_thread_pool_push(GThreadPool *pool, gpointer data, GError **error);
gpointer g_once_impl(GOnce *once, GThreadFunc func, gpointer arg);
gint (g_atomic_int_get)(const volatile gint *atomic);
void (g_atomic_int_set)(volatile gint *atomic, gint value);
void (g_atomic_int_inc)(gint *atomic);
void g_async_queue_push(GAsyncQueue *queue, gpointer data);
gpointer g_async_queue_pop(GAsyncQueue *queue);
gint g_async_queue_length(GAsyncQueue *queue);
guint g_idle_add(GSourceFunc function, gpointer data);
guint g_timeout_add(guint interval, GSourceFunc function, gpointer data);
gboolean g_hash_table_contains(GHashTable *table, gconstpointer key);
gpointer g_hash_table_lookup(GHashTable *table, gconstpointer key);
gboolean g_hash_table_insert(GHashTable *table, gpointer key, gpointer value);
void g_hash_table_foreach(GHashTable *table, GHFunc func, gpointer user_data);
guint g_hash_table_size(GHashTable *table);
void g_queue_push_tail(GQueue *queue, gpointer data);
gpointer g_queue_pop_head(GQueue *queue);
gboolean g_queue_is_empty(GQueue *queue);
GList *g_list_prepend(GList *list, gpointer data);
guint g_list_length(GList *list);
void g_usleep(gulong microseconds);
void g_print(const gchar *format, ...);
gboolean g_file_get_contents(const gchar *name, gchar **contents, gsize *length, GError **error);
gssize g_input_stream_read(GInputStream *s, void *to, gsize n, GCancellable *c, GError **error);
gssize g_socket_receive_with_blocking(GSocket *s, gchar *to, gsize n, gboolean blocking, GCancellable *c, GError **error);
GList *g_resolver_lookup_by_name(GResolver *r, const gchar *name, GCancellable *c, GError **error);
gboolean g_dbus_connection_flush_sync(GDBusConnection *bus, GCancellable *c, GError **error);
gboolean g_spawn_command_line_sync(const gchar *line, gchar **out, gchar **err, gint *status, GError **error);
