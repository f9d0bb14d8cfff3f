#include <not-there.h>
int Total; // RACE!
