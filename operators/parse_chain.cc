// The chain of a canonical post, as Weibo writes it behind the own text: "//@name:text".
//
// Names in a canonical post may hold anything, and a name that is none would hide where the quoted
// text begins, so a stand-in is written: nobody reads the names of a chain.
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
void append_part(std::string_view written, std::vector<char>& texts) {
  texts.insert(texts.end(), kAddress.begin(), kAddress.end());
  append_unescaped(written, texts);
}

}  // namespace

void append_chain(const Value& chain, std::vector<char>& texts) {
  if (chain.type != Type::array) {
    return;
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
        append_part(string, texts);
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
}

}  // namespace yuqing::parsing
