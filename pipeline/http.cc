// See http.h. The only file that knows libmicrohttpd.
#include "pipeline/http.h"

#include <arpa/inet.h>
#include <microhttpd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <optional>
#include <stdexcept>

namespace yuqing {
namespace {

constexpr unsigned kMostConnections = 256;
constexpr unsigned kIdleSeconds = 5;

std::optional<sockaddr_in> address_of(const std::string& listen) {
  const std::size_t colon = listen.rfind(':');
  if (colon == std::string::npos) {
    return std::nullopt;
  }
  std::string host = listen.substr(0, colon);
  host = host == "localhost" ? "127.0.0.1" : host;
  std::uint16_t port = 0;
  const char* const end = listen.data() + listen.size();
  const auto [rest, error] = std::from_chars(listen.data() + colon + 1, end, port);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  if (error != std::errc() || rest != end ||
      inet_pton(AF_INET, host.c_str(), &address.sin_addr) != 1) {
    return std::nullopt;
  }
  return address;
}

MHD_Result respond(MHD_Connection* connection, const Page& page) {
  // libmicrohttpd copies the body and does not change it, though it asks for a void*.
  MHD_Response* const response = MHD_create_response_from_buffer(
      page.body.size(), const_cast<char*>(page.body.data()), MHD_RESPMEM_MUST_COPY);
  MHD_add_response_header(response, "Content-Type", page.type.c_str());
  MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
  MHD_add_response_header(response, "Cache-Control", "no-cache");
  if (!page.policy.empty()) {
    MHD_add_response_header(response, "Content-Security-Policy", page.policy.c_str());
  }
  if (page.status == MHD_HTTP_METHOD_NOT_ALLOWED) {
    MHD_add_response_header(response, "Allow", "GET, HEAD");
  }
  const MHD_Result queued =
      MHD_queue_response(connection, static_cast<unsigned>(page.status), response);
  MHD_destroy_response(response);
  return queued;
}

// Called by libmicrohttpd, which names the parameters, when the headers of a request are complete.
// NOLINTNEXTLINE(readability-function-size)
MHD_Result answer(void* pages, MHD_Connection* connection, const char* url, const char* method,
                  const char*, const char*, std::size_t*, void**) {
  const std::string_view verb = method;
  if (verb != "GET" && verb != "HEAD") {
    return respond(connection, {.status = MHD_HTTP_METHOD_NOT_ALLOWED, .body = "GET or HEAD\n"});
  }
  const Pages& known = *static_cast<const Pages*>(pages);
  const auto found = known.find(std::string_view(url));
  if (found == known.end()) {
    return respond(connection, {.status = MHD_HTTP_NOT_FOUND, .body = "no such page; see /\n"});
  }
  return respond(connection, found->second());
}

}  // namespace

struct HttpServer::State {
  Pages pages;
  std::string host;
  MHD_Daemon* daemon = nullptr;
};

HttpServer::HttpServer(const std::string& listen, Pages pages)
    : state_(std::make_unique<State>(
          State{.pages = std::move(pages), .host = listen.substr(0, listen.rfind(':'))})) {
  const std::optional<sockaddr_in> address = address_of(listen);
  if (!address) {
    throw std::runtime_error("http.listen: '" + listen + "' is no HOST:PORT with an IPv4 host");
  }
  errno = 0;
  state_->daemon = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, 0, nullptr, nullptr, &answer,
                                    &state_->pages, MHD_OPTION_SOCK_ADDR, &*address,
                                    MHD_OPTION_CONNECTION_LIMIT, kMostConnections,
                                    MHD_OPTION_CONNECTION_TIMEOUT, kIdleSeconds, MHD_OPTION_END);
  if (state_->daemon == nullptr) {
    const std::string why = errno != 0 ? std::strerror(errno) : "no reason given";
    throw std::runtime_error("cannot listen on " + listen + ": " + why +
                             "; choose another address with http.listen");
  }
}

HttpServer::~HttpServer() {
  if (state_->daemon != nullptr) {
    MHD_stop_daemon(state_->daemon);
  }
}

int HttpServer::port() const {
  return MHD_get_daemon_info(state_->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
}

std::string HttpServer::address() const {
  return state_->host + ":" + std::to_string(port());
}

bool is_listen_address(const std::string& listen) {
  return address_of(listen).has_value();
}

}  // namespace yuqing
