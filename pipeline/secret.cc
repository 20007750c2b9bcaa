// See secret.h.
#include "pipeline/secret.h"

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace yuqing {
namespace {

std::optional<std::string> from_file(const Section& section, const std::string& key) {
  std::ifstream in(section.path(key), std::ios::binary);
  std::ostringstream text;
  if (!in || !(text << in.rdbuf())) {
    section.complain(key,
                     "the file cannot be read or is empty; put the secret into it and let "
                     "yuqing's user read it");
    return std::nullopt;
  }
  std::string secret = text.str();
  while (!secret.empty() && (secret.back() == '\n' || secret.back() == '\r')) {
    secret.pop_back();
  }
  if (secret.empty()) {
    section.complain(key, "the file holds nothing but a line end; put the secret into it");
    return std::nullopt;
  }
  return secret;
}

std::optional<std::string> from_environment(const Section& section, const std::string& key) {
  const std::string name = section.text(key);
  const char* secret = std::getenv(name.c_str());
  if (secret == nullptr || *secret == '\0') {
    section.complain(key, "the environment has no variable '" + name + "'; export it");
    return std::nullopt;
  }
  return secret;
}

}  // namespace

std::optional<std::string> secret_of(const Section& section, const std::string& name) {
  const std::string file_key = name + "_file";
  const std::string env_key = name + "_env";
  const bool has_file = !section.text(file_key).empty();
  const bool has_env = !section.text(env_key).empty();
  if (has_file && has_env) {
    section.complain(env_key, "there is " + file_key + " too; keep one of them");
    return std::nullopt;
  }
  if (has_file) {
    return from_file(section, file_key);
  }
  return has_env ? from_environment(section, env_key) : std::nullopt;
}

}  // namespace yuqing
