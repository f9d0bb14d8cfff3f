// PARAM: --set kernel true
#include <linux/module.h>
#include <linux/spinlock.h>

static int Total;
static DEFINE_SPINLOCK(Lock);

static int __init run(void) {
  spin_lock(&Lock);
  Total++; // NORACE
  spin_unlock(&Lock);
  return 0;
}
module_init(run);
