#include "solve/Program.h"
