// Bytes as text: base64 of RFC 4648, with padding.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace yuqing {

void append_base64(std::string& out, std::string_view bytes);
// Nothing when the text is no base64.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace yuqing
