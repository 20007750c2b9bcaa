// Comparing patterns: which one stands wherever another does.
#pragma once

#include <string>

#include "operators/topic_query.h"

namespace yuqing {

// Both find the same.
bool same(const Pattern& a, const Pattern& b);

// Of terms: wherever `whole` stands, `part` does.
bool implies(const Pattern& whole, const Pattern& part);

// Why a term is too short to be left alone; empty when it is long enough.
std::string shortness(const Pattern& pattern);

}  // namespace yuqing
