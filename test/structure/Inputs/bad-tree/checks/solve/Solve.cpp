#include "facts/Facts.h"
#include "clang/AST/Decl.h"
