// See http_access.h.
#include "pipeline/http_access.h"

#include <arpa/inet.h>

#include <algorithm>

namespace yuqing {
namespace {

std::string lower(std::string_view text) {
  std::string low(text);
  std::ranges::transform(low, low.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return low;
}

// Without the port and the dot of the root.
std::string name_of(std::string_view host) {
  if (host.starts_with('[')) {
    return std::string(host.substr(1, std::min(host.find(']'), host.size()) - 1));
  }
  std::string name = lower(host.substr(0, host.find(':')));
  if (name.ends_with('.')) {
    name.pop_back();
  }
  return name;
}

bool is_address(const std::string& name) {
  in6_addr room{};
  return inet_pton(AF_INET, name.c_str(), &room) == 1 ||
         inet_pton(AF_INET6, name.c_str(), &room) == 1;
}

}  // namespace

bool is_expected_host(std::string_view host, bool on_loopback, const HttpAccess& access) {
  if (host.empty() || (!on_loopback && access.hosts.empty())) {
    return true;
  }
  const std::string name = name_of(host);
  return name == "localhost" || is_address(name) ||
         std::ranges::any_of(access.hosts,
                             [&name](const std::string& known) { return lower(known) == name; });
}

bool is_same_secret(std::string_view given, std::string_view secret) {
  std::size_t different = given.size() ^ secret.size();
  for (std::size_t i = 0; i < given.size(); i++) {
    const char known = secret.empty() ? '\0' : secret[i % secret.size()];
    different |= static_cast<std::size_t>(static_cast<unsigned char>(given[i] ^ known));
  }
  return different == 0;
}

}  // namespace yuqing
