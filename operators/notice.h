// Notices: what a platform shows in the place of a post that is deleted, hidden or banned.
//
// They are nobody's opinion, and "抱歉" in them is nobody's regret.
#pragma once

#include <string_view>

namespace yuqing {

// Whether a normal form is a notice and nothing else. Thread-safe.
bool is_notice(std::u16string_view normal_form);

}  // namespace yuqing
