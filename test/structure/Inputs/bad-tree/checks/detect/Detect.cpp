#include <vector>
  #  include <extract/Extract.h>
#if LLVM_VERSION_MAJOR > 20
#endif
