// See http_client.h. The only file that knows cpp-httplib.
#include "operators/http_client.h"

#include <fmt/format.h>
#include <httplib.h>

#include <csignal>

#include "pipeline/errors.h"

namespace yuqing {
namespace {

constexpr std::size_t kShown = 200;  // bytes of an answer that a message shows

struct Address {
  std::string server;
  std::string user;
  std::string password;
  std::string path;  // before what is asked for; without the last slash
};

Address address_of(std::string_view url, const HttpClient::Wishes& wishes) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos ||
      (url.substr(0, scheme) != "http" && url.substr(0, scheme) != "https")) {
    throw ConfigError(
        fmt::format("{}: no URL of HTTP; write, for example, {}", wishes.option, wishes.example));
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
    throw ConfigError(
        fmt::format("{}: no host; write, for example, {}", wishes.option, wishes.example));
  }
  address.server = fmt::format("{}://{}", url.substr(0, scheme), rest);
  return address;
}

HttpAnswer answer_of(httplib::Result result) {
  if (!result) {
    switch (result.error()) {
      case httplib::Error::Connection:
      case httplib::Error::ConnectionTimeout:
        return {.fault = "cannot be reached"};
      case httplib::Error::SSLConnection:
      case httplib::Error::SSLLoadingCerts:
      case httplib::Error::SSLServerVerification:
        return {.fault = "its certificate is not trusted, or it speaks no TLS"};
      default:
        return {.fault = "broke the connection off, or does not answer"};
    }
  }
  if (result->status / 100 == 2) {
    return {.status = result->status, .body = std::move(result->body)};
  }
  const std::string begin = result->body.substr(0, kShown);
  return {.status = result->status,
          .fault = fmt::format("answered {}{}{}", result->status, begin.empty() ? "" : ": ",
                               begin.substr(0, begin.find('\n')))};
}

}  // namespace

struct HttpClient::State {
  State(Address parsed, const Wishes& wishes) : address(std::move(parsed)), client(address.server) {
    if (!client.is_valid()) {
      throw ConfigError(fmt::format("{} {}: no host; write, for example, {}", wishes.option,
                                    address.server, wishes.example));
    }
    client.set_connection_timeout(wishes.connecting);
    client.set_read_timeout(wishes.silence);
    client.set_write_timeout(wishes.silence);
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

HttpClient::HttpClient(std::string_view url, const Wishes& wishes)
    : state_(std::make_unique<State>(address_of(url, wishes), wishes)) {}
HttpClient::~HttpClient() = default;

HttpAnswer HttpClient::get(std::string_view path) {
  return answer_of(state_->client.Get(fmt::format("{}{}", state_->address.path, path)));
}

HttpAnswer HttpClient::post(std::string_view path, std::string_view body, const std::string& type) {
  return answer_of(state_->client.Post(fmt::format("{}{}", state_->address.path, path), body.data(),
                                       body.size(), type));
}

const std::string& HttpClient::server() const {
  return state_->address.server;
}

}  // namespace yuqing
