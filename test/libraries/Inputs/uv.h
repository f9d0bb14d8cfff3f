// Declarations in the shape of libuv's, as far as the test calls them.

#include <stddef.h>
#include <stdint.h>

typedef struct { int kind; long owner; } uv_mutex_t;
typedef struct { int readers; } uv_rwlock_t;
typedef struct { int waiters; } uv_cond_t;
typedef struct { int count; } uv_sem_t;
typedef struct { int count; } uv_barrier_t;
typedef unsigned long uv_thread_t;
typedef int uv_once_t;
typedef int uv_file;
typedef struct uv_loop_s { void *data; } uv_loop_t;
typedef struct uv_fs_s { void *data; long result; } uv_fs_t;
typedef struct uv_work_s { void *data; } uv_work_t;
typedef struct uv_timer_s { void *data; } uv_timer_t;
typedef struct uv_getaddrinfo_s { void *data; } uv_getaddrinfo_t;
typedef struct { char *base; size_t len; } uv_buf_t;
typedef enum { UV_RUN_DEFAULT, UV_RUN_ONCE, UV_RUN_NOWAIT } uv_run_mode;
typedef void (*uv_thread_cb)(void *arg);
typedef void (*uv_fs_cb)(uv_fs_t *req);
typedef void (*uv_work_cb)(uv_work_t *req);
typedef void (*uv_after_work_cb)(uv_work_t *req, int status);
typedef void (*uv_timer_cb)(uv_timer_t *handle);
struct addrinfo;
typedef void (*uv_getaddrinfo_cb)(uv_getaddrinfo_t *req, int status, struct addrinfo *found);

int uv_mutex_init(uv_mutex_t *mutex);
int uv_mutex_init_recursive(uv_mutex_t *mutex);
void uv_mutex_lock(uv_mutex_t *mutex);
int uv_mutex_trylock(uv_mutex_t *mutex);
void uv_mutex_unlock(uv_mutex_t *mutex);
void uv_rwlock_rdlock(uv_rwlock_t *lock);
void uv_rwlock_rdunlock(uv_rwlock_t *lock);
void uv_rwlock_wrlock(uv_rwlock_t *lock);
void uv_rwlock_wrunlock(uv_rwlock_t *lock);
void uv_cond_wait(uv_cond_t *cond, uv_mutex_t *mutex);
void uv_cond_signal(uv_cond_t *cond);
void uv_sem_wait(uv_sem_t *sem);
void uv_once(uv_once_t *guard, void (*callback)(void));
int uv_thread_create(uv_thread_t *id, uv_thread_cb entry, void *arg);
int uv_thread_join(uv_thread_t *id);
int uv_queue_work(uv_loop_t *loop, uv_work_t *req, uv_work_cb work, uv_after_work_cb after);
int uv_timer_start(uv_timer_t *handle, uv_timer_cb cb, uint64_t timeout, uint64_t repeat);
int uv_run(uv_loop_t *loop, uv_run_mode mode);
int uv_fs_open(uv_loop_t *loop, uv_fs_t *req, const char *path, int flags, int mode, uv_fs_cb cb);
int uv_fs_write(uv_loop_t *loop, uv_fs_t *req, uv_file file, const uv_buf_t bufs[], unsigned int n, int64_t at, uv_fs_cb cb);
int uv_getaddrinfo(uv_loop_t *loop, uv_getaddrinfo_t *req, uv_getaddrinfo_cb cb, const char *node, const char *service, const struct addrinfo *hints);
void uv_sleep(unsigned int milliseconds);
