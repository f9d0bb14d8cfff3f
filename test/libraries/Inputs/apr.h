// Declarations in the shape of APR's, as far as the test calls them.

#include <stddef.h>

typedef int apr_status_t;
typedef long long apr_interval_time_t;
typedef unsigned int apr_uint32_t;
typedef struct apr_pool_t apr_pool_t;
typedef struct apr_thread_mutex_t apr_thread_mutex_t;
typedef struct apr_thread_rwlock_t apr_thread_rwlock_t;
typedef struct apr_thread_cond_t apr_thread_cond_t;
typedef struct apr_proc_mutex_t apr_proc_mutex_t;
typedef struct apr_thread_t apr_thread_t;
typedef struct apr_threadattr_t apr_threadattr_t;
typedef struct apr_file_t apr_file_t;
typedef struct apr_socket_t apr_socket_t;
typedef struct apr_queue_t apr_queue_t;
typedef struct apr_hash_t apr_hash_t;
typedef void *(*apr_thread_start_t)(apr_thread_t *, void *);
#define APR_SUCCESS 0
#define APR_READ 1
#define APR_HASH_KEY_STRING (-1)
#define APR_THREAD_MUTEX_NESTED 1
#define APR_THREAD_MUTEX_UNNESTED 2

apr_status_t apr_thread_mutex_create(apr_thread_mutex_t **mutex, unsigned flags, apr_pool_t *pool);
apr_status_t apr_thread_mutex_lock(apr_thread_mutex_t *mutex);
apr_status_t apr_thread_mutex_trylock(apr_thread_mutex_t *mutex);
apr_status_t apr_thread_mutex_unlock(apr_thread_mutex_t *mutex);
apr_status_t apr_thread_rwlock_rdlock(apr_thread_rwlock_t *lock);
apr_status_t apr_thread_rwlock_wrlock(apr_thread_rwlock_t *lock);
apr_status_t apr_thread_rwlock_unlock(apr_thread_rwlock_t *lock);
apr_status_t apr_thread_cond_wait(apr_thread_cond_t *cond, apr_thread_mutex_t *mutex);
apr_status_t apr_thread_cond_signal(apr_thread_cond_t *cond);
apr_status_t apr_proc_mutex_lock(apr_proc_mutex_t *mutex);
apr_status_t apr_proc_mutex_unlock(apr_proc_mutex_t *mutex);
apr_status_t apr_thread_create(apr_thread_t **thread, apr_threadattr_t *attr, apr_thread_start_t func, void *data, apr_pool_t *pool);
apr_status_t apr_thread_join(apr_status_t *result, apr_thread_t *thread);
apr_uint32_t apr_atomic_inc32(volatile apr_uint32_t *value);
apr_status_t apr_queue_pop(apr_queue_t *queue, void **data);
apr_status_t apr_queue_trypop(apr_queue_t *queue, void **data);
void *apr_hash_get(apr_hash_t *table, const void *key, long size);
void apr_hash_set(apr_hash_t *table, const void *key, long size, const void *value);
unsigned apr_hash_count(apr_hash_t *table);
apr_status_t apr_file_open(apr_file_t **file, const char *name, int flags, int perms, apr_pool_t *pool);
apr_status_t apr_file_read(apr_file_t *file, void *to, size_t *size);
apr_status_t apr_socket_recv(apr_socket_t *socket, char *to, size_t *size);
apr_status_t apr_socket_timeout_set(apr_socket_t *socket, apr_interval_time_t timeout);
void *apr_palloc(apr_pool_t *pool, size_t size);
void apr_sleep(apr_interval_time_t time);
