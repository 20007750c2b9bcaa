// Nanoseconds per post of the parsing stage.
#include <benchmark/benchmark.h>
