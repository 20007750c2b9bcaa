// See victoria.h.
#include "operators/victoria.h"

#include <fmt/format.h>
#include <httplib.h>
#include <spdlog/spdlog.h>

#include <csignal>

#include "pipeline/errors.h"

namespace yuqing {
namespace {

constexpr std::chrono::seconds kConnecting{10};
constexpr std::chrono::seconds kSilence{60};  // an answer may take so long
constexpr std::size_t kShown = 200;           // bytes of an answer that a message shows

struct Address {
  std::string server;  // scheme, host and port: what messages name
  std::string user;
  std::string password;
  std::string path;  // before the API; without the last slash
};

// "http://user:password@host:8428/path"; throws ConfigError.
Address address_of(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos ||
      (url.substr(0, scheme) != "http" && url.substr(0, scheme) != "https")) {
    throw ConfigError("--victoria: no URL of HTTP; write, for example, http://127.0.0.1:8428");
  }
  std::string_view rest = url.substr(scheme + 3);
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  Address address;
  address.path = rest.substr(slash, rest.find_last_not_of('/') + 1 - slash);
  rest = rest.substr(0, slash);
  if (const std::size_t at = rest.rfind('@'); at != std::string_view::npos) {
    const std::string_view account = rest.substr(0, at);
    const std::size_t colon = std::min(account.find(':'), account.size());
    address.user = account.substr(0, colon);
    address.password = account.substr(std::min(colon + 1, account.size()));
    rest.remove_prefix(at + 1);
  }
  if (rest.empty()) {
    throw ConfigError("--victoria: no host; write, for example, http://127.0.0.1:8428");
  }
  address.server = fmt::format("{}://{}", url.substr(0, scheme), rest);
  return address;
}

// What went wrong; empty if nothing did.
std::string fault_of(const httplib::Result& result) {
  if (!result) {
    switch (result.error()) {
      case httplib::Error::Connection:
      case httplib::Error::ConnectionTimeout:
        return "cannot be reached";
      case httplib::Error::SSLConnection:
      case httplib::Error::SSLLoadingCerts:
      case httplib::Error::SSLServerVerification:
        return "its certificate is not trusted, or it speaks no TLS";
      default:
        return "broke the connection off, or does not answer";
    }
  }
  if (result->status / 100 == 2) {
    return {};
  }
  const std::string begin = result->body.substr(0, kShown);
  return fmt::format("answered {}{}{}", result->status, begin.empty() ? "" : ": ",
                     begin.substr(0, begin.find('\n')));
}

}  // namespace

struct Victoria::State {
  explicit State(Address parsed) : address(std::move(parsed)), client(address.server) {
    if (!client.is_valid()) {
      throw ConfigError("--victoria " + address.server +
                        ": no host; write, for example, http://127.0.0.1:8428");
    }
    client.set_connection_timeout(kConnecting);
    client.set_read_timeout(kSilence);
    client.set_write_timeout(kSilence);
    client.set_keep_alive(true);
    if (!address.user.empty()) {
      client.set_basic_auth(address.user, address.password);
    }
    // The library writes into connections that the other side may have closed.
    std::signal(SIGPIPE, SIG_IGN);
  }

  const Address address;
  httplib::Client client;
};

Victoria::Victoria(const std::string& url) : state_(std::make_unique<State>(address_of(url))) {}
Victoria::~Victoria() = default;

void Victoria::import_lines(std::string_view lines) {
  const std::string fault =
      fault_of(state_->client.Post(state_->address.path + "/api/v1/import/prometheus", lines.data(),
                                   lines.size(), "text/plain"));
  if (!fault.empty()) {
    throw SinkError(fmt::format("VictoriaMetrics at {} {}", state_->address.server, fault));
  }
}

void Victoria::reset_cache() {
  const std::string fault =
      fault_of(state_->client.Get(state_->address.path + "/internal/resetRollupResultCache"));
  if (!fault.empty()) {
    spdlog::warn("VictoriaMetrics at {} {}: it may still give answers from before the import",
                 state_->address.server, fault);
  }
}

}  // namespace yuqing
