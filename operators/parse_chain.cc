// The chain of a canonical post, as Weibo writes it behind the own text: "//@name:text".
//
// Names in a canonical post may hold anything, and a name that is none would hide where the quoted
// text begins, so a stand-in is written: nobody reads the names of a chain.
#include <algorithm>

#include "operators/parse_json.h"
#include "operators/parse_post.h"

namespace yuqing::parsing {
namespace {

constexpr std::string_view kAddress = "//@_:";

// What stands between the quotes of the checked string that starts here.
std::string_view string_at(const char* quote) {
  const char* end = quote + 1;
  while (*end != '"') {
    end += *end == '\\' ? 2 : 1;
  }
  return {quote + 1, static_cast<std::size_t>(end - quote - 1)};
}

bool is_key(const char* behind) {
  while (*behind == ' ' || *behind == '\t' || *behind == '\n' || *behind == '\r') {
    behind++;
  }
  return *behind == ':';
}

// {"text":""} takes more bytes than what is written for it, so there is room.
char* append_part(std::string_view written, char* to) {
  return unescape(written, std::ranges::copy(kAddress, to).out);
}

}  // namespace

char* append_chain(const Value& chain, char* to) {
  if (chain.type != Type::array) {
    return to;
  }
  constexpr int kInsideObject = 2;
  int depth = 0;
  bool is_text = false;  // the value that comes next
  const char* at = chain.begin;
  do {
    if (*at == '"') {
      const std::string_view string = string_at(at);
      at = string.data() + string.size();
      if (is_key(at + 1)) {
        is_text = depth == kInsideObject && string == "text";
      } else if (is_text) {
        to = append_part(string, to);
        is_text = false;
      }
    } else if (*at == '[' || *at == '{') {
      depth++;
      is_text = false;
    } else if (*at == ']' || *at == '}') {
      depth--;
    }
    at++;
  } while (depth > 0);
  return to;
}

}  // namespace yuqing::parsing
