// Who may ask the HTTP port, and under which name.
//
// A page that a stranger wrote may have a browser ask the loopback under a name of his own, which
// he lets point there (DNS rebinding), and read the answer. The name stands in the request's Host.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace yuqing {

struct HttpAccess {
  std::string user = {};  // empty: everybody
  std::string password = {};
  // Names beside addresses and localhost. Empty on an address that others can reach: any name.
  std::vector<std::string> hosts = {};
};

// Whether a request may come under this Host. An address is no name that anybody could let point
// elsewhere, and who sends no Host is no browser.
bool is_expected_host(std::string_view host, bool on_loopback, const HttpAccess& access);

// Takes as long for a wrong secret as for the right one.
bool is_same_secret(std::string_view given, std::string_view secret);

}  // namespace yuqing
