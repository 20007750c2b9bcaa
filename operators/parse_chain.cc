// The chain of a canonical post, as Weibo writes it behind the own text: "//@name:text".
//
// Names in a canonical post may hold anything, and a name that is none would hide where the quoted
// text begins, so a stand-in is written: nobody reads the names of a chain.
#include "operators/parse_chain.h"

#include <algorithm>

#include "operators/parse_json.h"

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
char* append_part(std::string_view written, char* to, bool& is_repaired) {
  return unescape(written, std::ranges::copy(kAddress, to).out, is_repaired);
}

// The bracket that closes the checked array that starts here.
const char* end_of(const char* at) {
  int depth = 0;
  do {
    if (*at == '"') {
      const std::string_view string = string_at(at);
      at = string.data() + string.size();
    } else if (*at == '[' || *at == '{') {
      depth++;
    } else if (*at == ']' || *at == '}') {
      depth--;
    }
    at++;
  } while (depth > 0);
  return at;
}

char* append_chain(const Value& chain, char* to, bool& is_repaired) {
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
        to = append_part(string, to, is_repaired);
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

}  // namespace

std::string_view with_chain(std::string_view own, const Value& chain, Pen& pen) {
  if (chain.type != Type::array || own.data() == nullptr) {
    return own;
  }
  const auto written = static_cast<std::size_t>(end_of(chain.begin) - chain.begin);
  char* const room = pen.texts().room(own.size() + written);
  bool is_repaired = false;
  const char* const end = append_chain(chain, std::ranges::copy(own, room).out, is_repaired);
  if (is_repaired) {
    pen.repaired();
  }
  return pen.texts().keep(end);
}

}  // namespace yuqing::parsing
