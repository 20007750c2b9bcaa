// See http.h. The only file that knows libmicrohttpd.
#include "pipeline/http.h"

#include <arpa/inet.h>
#include <microhttpd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <optional>
#include <stdexcept>

#include "pipeline/http_patience.h"

namespace yuqing {
namespace {

constexpr unsigned kMostConnections = 256;
constexpr unsigned kIdleSeconds = 5;
constexpr std::size_t kConnectionBytes = std::size_t{16} << 10;  // for all headers of a request

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

// Of one server; the daemon's threads read it.
struct Hall {
  Pages pages;
  HttpAccess access;
  bool on_loopback = false;
  HttpPatience patience;
};

struct Header {
  const char* name;
  const char* value;
};
// No other site may show or read an answer, and nothing but its type says what it is.
constexpr std::array kHeaders = {
    Header{"Cache-Control", "no-cache"}, Header{"Cross-Origin-Resource-Policy", "same-origin"},
    Header{"Referrer-Policy", "no-referrer"}, Header{"X-Content-Type-Options", "nosniff"},
    Header{"X-Frame-Options", "SAMEORIGIN"}};

MHD_Result respond(MHD_Connection* connection, const Page& page) {
  // libmicrohttpd copies the body and does not change it, though it asks for a void*.
  MHD_Response* const response = MHD_create_response_from_buffer(
      page.body.size(), const_cast<char*>(page.body.data()), MHD_RESPMEM_MUST_COPY);
  MHD_add_response_header(response, "Content-Type", page.type.c_str());
  for (const Header& header : kHeaders) {
    MHD_add_response_header(response, header.name, header.value);
  }
  if (!page.policy.empty()) {
    MHD_add_response_header(response, "Content-Security-Policy", page.policy.c_str());
  }
  if (page.status == MHD_HTTP_METHOD_NOT_ALLOWED) {
    MHD_add_response_header(response, "Allow", "GET, HEAD");
  }
  if (page.status == MHD_HTTP_UNAUTHORIZED) {
    MHD_add_response_header(response, "WWW-Authenticate", "Basic realm=\"yuqing\"");
  }
  const MHD_Result queued =
      MHD_queue_response(connection, static_cast<unsigned>(page.status), response);
  MHD_destroy_response(response);
  return queued;
}

struct MemoryFreed {
  void operator()(char* text) const { MHD_free(text); }
};
using Text = std::unique_ptr<char, MemoryFreed>;

bool may_ask(MHD_Connection* connection, const HttpAccess& access) {
  if (access.user.empty()) {
    return true;
  }
  char* secret = nullptr;
  const Text user(MHD_basic_auth_get_username_password(connection, &secret));
  const Text password(secret);
  // Both are compared, whatever comes of the first.
  const bool same_user = is_same_secret(user ? user.get() : "", access.user);
  const bool same_password = is_same_secret(password ? password.get() : "", access.password);
  return user && password && same_user && same_password;
}

std::string_view host_of(MHD_Connection* connection) {
  const char* const host =
      MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_HOST);
  return host == nullptr ? "" : host;
}

// A page of the status and what it says, unless the answer is a page of ours.
std::optional<Page> refusal(MHD_Connection* connection, const Hall& hall, std::string_view path) {
  const bool for_all = path == "/livez" || path == "/readyz";
  if (!for_all && !is_expected_host(host_of(connection), hall.on_loopback, hall.access)) {
    return Page{.status = MHD_HTTP_MISDIRECTED_REQUEST,
                .body = "not asked for by a name that http.allowed_hosts lists\n"};
  }
  if (!for_all && !may_ask(connection, hall.access)) {
    return Page{.status = MHD_HTTP_UNAUTHORIZED, .body = "user and password, please\n"};
  }
  return std::nullopt;
}

int socket_of(MHD_Connection* connection) {
  return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
}

// Called by libmicrohttpd, which names the parameters, when the headers of a request are complete.
// NOLINTNEXTLINE(readability-function-size)
MHD_Result answer(void* closure, MHD_Connection* connection, const char* url, const char* method,
                  const char*, const char*, std::size_t*, void**) {
  Hall& hall = *static_cast<Hall*>(closure);
  hall.patience.begin(socket_of(connection));
  const std::string_view verb = method;
  if (verb != "GET" && verb != "HEAD") {
    return respond(connection, {.status = MHD_HTTP_METHOD_NOT_ALLOWED, .body = "GET or HEAD\n"});
  }
  if (const std::optional<Page> refused = refusal(connection, hall, url)) {
    return respond(connection, *refused);
  }
  const auto found = hall.pages.find(std::string_view(url));
  if (found == hall.pages.end()) {
    return respond(connection, {.status = MHD_HTTP_NOT_FOUND, .body = "no such page; see /\n"});
  }
  return respond(connection, found->second());
}

void notice(void* closure, MHD_Connection* connection, void**,
            MHD_ConnectionNotificationCode code) {
  HttpPatience& patience = static_cast<Hall*>(closure)->patience;
  if (code == MHD_CONNECTION_NOTIFY_STARTED) {
    patience.begin(socket_of(connection));
  } else {
    patience.end(socket_of(connection));
  }
}

// No path of ours has anything to decode, and a decoded NUL would end one.
std::size_t leave_as_it_is(void*, MHD_Connection*, char* text) {
  return std::strlen(text);
}

}  // namespace

struct HttpServer::State {
  State(const std::string& listen, Pages pages, HttpAccess access, std::chrono::milliseconds most)
      : hall{.pages = std::move(pages),
             .access = std::move(access),
             .on_loopback = is_loopback_address(listen),
             .patience = HttpPatience(most)},
        host(listen.substr(0, listen.rfind(':'))) {}

  Hall hall;
  const std::string host;
  MHD_Daemon* daemon = nullptr;
};

HttpServer::HttpServer(const std::string& listen, Pages pages, HttpAccess access,
                       std::chrono::milliseconds patience)
    : state_(std::make_unique<State>(listen, std::move(pages), std::move(access), patience)) {
  const std::optional<sockaddr_in> address = address_of(listen);
  if (!address) {
    throw std::runtime_error("http.listen: '" + listen + "' is no HOST:PORT with an IPv4 host");
  }
  errno = 0;
  Hall* const hall = &state_->hall;
  state_->daemon = MHD_start_daemon(
      MHD_USE_EPOLL_INTERNAL_THREAD, 0, nullptr, nullptr, &answer, hall, MHD_OPTION_SOCK_ADDR,
      &*address, MHD_OPTION_CONNECTION_LIMIT, kMostConnections, MHD_OPTION_CONNECTION_TIMEOUT,
      kIdleSeconds, MHD_OPTION_CONNECTION_MEMORY_LIMIT, kConnectionBytes,
      MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_UNESCAPE_CALLBACK, &leave_as_it_is, nullptr,
      MHD_OPTION_NOTIFY_CONNECTION, &notice, hall, MHD_OPTION_END);
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

bool is_loopback_address(const std::string& listen) {
  const std::optional<sockaddr_in> address = address_of(listen);
  return address && ntohl(address->sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
}

}  // namespace yuqing
