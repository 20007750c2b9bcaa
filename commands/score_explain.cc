// See score_explain.h.
#include "commands/score_explain.h"

#include <fmt/format.h>

#include <algorithm>

#include "operators/json_rows.h"
#include "operators/utf8.h"

namespace yuqing {
namespace {

// Of valid UTF-8; bytes that begin no character count as one each or with the one before.
std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char byte) { return !is_continuation(byte); }));
}

void append_causes(std::string& line, std::string_view key, const std::vector<Cause>& causes,
                   std::string_view text) {
  line += fmt::format(R"(,"{}":[)", key);
  for (std::size_t i = 0; i < causes.size(); i++) {
    const auto [begin, end, share] = causes[i];
    line += fmt::format(R"({}{{"bytes":[{},{}],"characters":[{},{}],"share":{},"text":)",
                        i == 0 ? "" : ",", begin, end, characters(text.substr(0, begin)),
                        characters(text.substr(0, end)), share);
    append_json_string(line, text.substr(begin, end - begin));
    line += "}";
  }
  line += "]";
}

}  // namespace

void append_explanation(std::string& line, const Explanation& why, std::string_view text) {
  line += fmt::format(R"(,"explain":{{"margin":{},"bias":{},"other":{})", why.margin, why.bias,
                      why.other);
  append_causes(line, "causes", why.causes, text);
  append_causes(line, "negators", why.negators, text);
  append_causes(line, "emoticons", why.emoticons, text);
  line += "}";
}

}  // namespace yuqing
