// The chain of a canonical post, behind its own text.
#pragma once

#include <string_view>

#include "operators/parse_pen.h"

namespace yuqing::parsing {

// The own text, then the texts of an array of {"user","text"}, nearest first, each as
// "//@name:text". What is no such array adds nothing.
std::string_view with_chain(std::string_view own, const Value& chain, Pen& pen);

}  // namespace yuqing::parsing
