#include "pipeline/http.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <set>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

namespace yuqing {
namespace {

class Client {
 public:
  explicit Client(int port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
      throw std::runtime_error("cannot connect");
    }
  }
  ~Client() { ::close(socket_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  void send_if_open(char c) const { static_cast<void>(::send(socket_, &c, 1, MSG_NOSIGNAL)); }
  void send(const std::string& bytes) const {
    ASSERT_EQ(::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(bytes.size()));
  }
  // `headers` end with a line end each.
  std::string answer(const std::string& request,
                     const std::string& headers = "Host: localhost\r\n") const {
    return raw(request + " HTTP/1.1\r\n" + headers + "Connection: close\r\n\r\n");
  }
  // What comes back until the server closes. It may close before it has read everything.
  std::string raw(const std::string& bytes) const {
    static_cast<void>(::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL));
    return rest();
  }
  std::string rest() const {
    std::string all;
    std::vector<char> block(4096);
    for (ssize_t got = 1; got > 0;) {
      got = ::recv(socket_, block.data(), block.size(), 0);
      all.append(block.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    }
    return all;
  }

 private:
  int socket_;
};

TEST(Http, AnswersKnownPagesAndOnlyThose) {
  const HttpServer server("127.0.0.1:0", {{"/metrics", [] { return Page{.body = "up 1\n"}; }}});

  EXPECT_TRUE(Client(server.port()).answer("GET /metrics").starts_with("HTTP/1.1 200"));
  EXPECT_TRUE(Client(server.port()).answer("GET /metrics").ends_with("\r\n\r\nup 1\n"));
  EXPECT_TRUE(Client(server.port()).answer("GET /other").starts_with("HTTP/1.1 404"));
  EXPECT_TRUE(Client(server.port()).answer("DELETE /metrics").starts_with("HTTP/1.1 405"));
}

TEST(Http, SendsThePolicyOfAPageThatHasOneAndTellsItsAddress) {
  const HttpServer server("127.0.0.1:0",
                          {{"/", [] { return Page{.policy = "default-src 'none'"}; }},
                           {"/plain", [] { return Page{}; }}});

  const std::string answer = Client(server.port()).answer("GET /");

  EXPECT_NE(answer.find("Content-Security-Policy: default-src 'none'\r\n"), std::string::npos);
  EXPECT_EQ(Client(server.port()).answer("GET /plain").find("Content-Security"), std::string::npos);
  EXPECT_EQ(server.address(), "127.0.0.1:" + std::to_string(server.port()));
}

TEST(Http, AnswersWhileHalfOpenConnectionsWait) {
  const HttpServer server("127.0.0.1:0", {{"/metrics", [] { return Page{.body = "up 1\n"}; }}});
  std::vector<std::unique_ptr<Client>> half_open;
  for (int i = 0; i < 50; i++) {
    half_open.push_back(std::make_unique<Client>(server.port()));
    half_open.back()->send("GET /metr");
  }
  std::vector<double> took;
  for (int i = 0; i < 200; i++) {
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_TRUE(Client(server.port()).answer("GET /metrics").starts_with("HTTP/1.1 200"));
    took.push_back(
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
            .count());
  }
  std::ranges::sort(took);

  std::printf("p99 of 200 scrapes beside 50 half-open connections: %.2f ms\n", took[197]);
  EXPECT_LT(took.back(), 30'000);
}

// What a server says to one request on a connection of its own.
struct Port {
  explicit Port(HttpAccess access = {}, const std::string& listen = "127.0.0.1:0",
                std::chrono::milliseconds patience = std::chrono::seconds(10))
      : server(listen,
               {{"/metrics", [] { return Page{.body = "up 1\n"}; }},
                {"/livez", [] { return Page{.body = "live\n"}; }}},
               std::move(access), patience) {}

  int status(const std::string& request, const std::string& headers = "Host: localhost\r\n") const {
    return status_in(Client(server.port()).answer(request, headers));
  }
  static int status_in(const std::string& answer) {
    return answer.size() < 12 ? 0 : std::stoi(answer.substr(9, 3));
  }

  HttpServer server;
};

TEST(Http, KnowsNoPathButItsOwn) {
  const Port port;
  for (const std::string path :
       {"//metrics", "/metrics/", "/./metrics", "/../metrics", "/..%2fmetrics", "/%6detrics",
        "/metrics%00", "/metrics%00.html", "/%2e%2e/etc/passwd", "/\xFF", "/metrics\xFF",
        "http://localhost/metrics", "*", "/metrics;a=b"}) {
    EXPECT_EQ(port.status("GET " + path), 404) << path;
  }
  EXPECT_EQ(port.status("GET /metrics?a=/../b"), 200);
}

TEST(Http, TakesNoOtherMethod) {
  const Port port;
  for (const std::string method : {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH",
                                   "get", "BREW", "PROPFIND"}) {
    EXPECT_EQ(port.status(method + " /metrics"), 405) << method;
  }
  EXPECT_EQ(port.status("HEAD /metrics"), 200);
}

TEST(Http, OutlivesRequestsThatAreNone) {
  const Port port;
  const std::string nul(1, '\0');
  const std::string long_path = "GET /" + std::string(std::size_t{1} << 20, 'a');
  const std::string host = "Host: localhost\r\n";
  const std::vector<std::pair<std::string, std::set<int>>> requests = {
      // 0: the connection was closed without an answer, as it may be.
      {long_path + " HTTP/1.1\r\n" + host + "\r\n", {0, 400, 413, 414, 431}},
      {"GET /metrics HTTP/1.1\r\n" + host + "A: " + std::string(100'000, 'a') + "\r\n\r\n",
       {0, 400, 413, 431}},
      // A path ends at a NUL for whoever compares it, also for who asks whether it is open to all.
      {"GET /metrics" + nul + " HTTP/1.1\r\n" + host + "\r\n", {0, 200, 400, 404}},
      {"GET /metrics HTTP/9.9\r\n" + host + "\r\n", {0, 400, 505}},
      {"GET /metrics HTTP/1.1\r\n\r\n", {400}},
      {"POST /metrics HTTP/1.1\r\n" + host + "Content-Length: -1\r\n\r\n", {0, 400}},
      {"POST /metrics HTTP/1.1\r\n" + host + "Content-Length: 99999999999999999999\r\n\r\n",
       {0, 400, 413}},
      {"\r\n\r\n\x16\x03\x01\xff\xff", {0, 400}},
      {std::string(5000, '\xFF') + "\r\n\r\n", {0, 400, 404, 405, 414, 431, 505}}};

  for (const auto& [request, good] : requests) {
    const Client client(port.server.port());
    EXPECT_TRUE(good.contains(Port::status_in(client.raw(request + "\r\n"))))
        << request.substr(0, 60);
  }

  EXPECT_EQ(port.status("GET /metrics"), 200);
}

TEST(Http, AnswersWhatStandsBeforeGarbage) {
  const Port port;
  const Client client(port.server.port());

  const std::string answer = client.raw("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n" +
                                        std::string(3000, '\x01') + "\r\n\r\n");

  EXPECT_EQ(Port::status_in(answer), 200);
  EXPECT_EQ(port.status("GET /metrics"), 200);
}

TEST(Http, ClosesAConnectionThatTricklesForTooLong) {
  const Port port({}, "127.0.0.1:0", std::chrono::milliseconds(300));
  const Client slow(port.server.port());
  const auto begin = std::chrono::steady_clock::now();
  const std::jthread trickle([&slow](const std::stop_token& stop) {
    for (const char c : "GET /metrics HTTP/1.1\r\nX: " + std::string(10'000, 'a')) {
      if (stop.stop_requested()) {
        return;
      }
      slow.send_if_open(c);
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  });

  EXPECT_EQ(slow.rest(), "");

  // Of 5 s in which it is never silent.
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(4));
}

TEST(Http, DoesNotWaitForABodyThatIsSlow) {
  const Port port;
  const Client client(port.server.port());

  EXPECT_EQ(Port::status_in(client.raw("POST /metrics HTTP/1.1\r\nHost: localhost\r\n"
                                       "Content-Length: 1000000\r\n\r\nabc")),
            405);
}

TEST(Http, LetsInWhoHasThePasswordAndEverybodyToTheProbes) {
  const Port port({.user = "prometheus", .password = "s3cret:=", .hosts = {}});
  const std::string host = "Host: localhost\r\n";

  EXPECT_EQ(port.status("GET /livez"), 200);
  EXPECT_EQ(port.status("GET /metrics"), 401);
  EXPECT_EQ(port.status("GET /other"), 401);
  // prometheus:s3cret:=
  EXPECT_EQ(
      port.status("GET /metrics", host + "Authorization: Basic cHJvbWV0aGV1czpzM2NyZXQ6PQ==\r\n"),
      200);
  for (const std::string wrong :
       {"Basic cHJvbWV0aGV1czp3cm9uZw==",  // prometheus:wrong
        "Basic cHJvbWV0aGV1czpzM2NyZXQ6",  // prometheus:s3cret:
        "Basic cHJvbWV0aGV1czo=",          // prometheus:
        "Basic cm9vdDpzM2NyZXQ6PQ==",      // root:s3cret:=
        "Basic cHJvbWV0aGV1cw==",          // prometheus
        "Basic", "Basic ====", "Basic \xFF", "Bearer cHJvbWV0aGV1czpzM2NyZXQ6PQ=="}) {
    EXPECT_EQ(port.status("GET /metrics", host + "Authorization: " + wrong + "\r\n"), 401) << wrong;
  }
  EXPECT_NE(Client(port.server.port()).answer("GET /metrics").find("WWW-Authenticate: Basic"),
            std::string::npos);
}

TEST(Http, AnswersOnTheLoopbackOnlyUnderNamesThatNobodyCanLetPointThere) {
  const Port port({.user = {}, .password = {}, .hosts = {"yuqing.example.org"}});
  for (const std::string name :
       {"localhost", "LocalHost:9464", "localhost.", "127.0.0.1:9464", "127.0.0.2", "[::1]:9464",
        "yuqing.example.org", "YUQING.example.org:80"}) {
    EXPECT_EQ(port.status("GET /metrics", "Host: " + name + "\r\n"), 200) << name;
  }
  for (const std::string name : {"evil.example", "localhost.evil.example", "127.0.0.1.evil.example",
                                 "yuqing.example.org.evil.example", "[", ":9464", "x"}) {
    EXPECT_EQ(port.status("GET /metrics", "Host: " + name + "\r\n"), 421) << name;
    EXPECT_EQ(port.status("GET /livez", "Host: " + name + "\r\n"), 200) << name;
  }
}

TEST(Http, AnswersElsewhereUnderAnyNameUnlessThereIsAList) {
  const Port open({}, "0.0.0.0:0");
  const Port listed({.user = {}, .password = {}, .hosts = {"yuqing"}}, "0.0.0.0:0");

  EXPECT_EQ(open.status("GET /metrics", "Host: pod-7.yuqing.svc:9464\r\n"), 200);
  EXPECT_EQ(listed.status("GET /metrics", "Host: pod-7.yuqing.svc:9464\r\n"), 421);
  EXPECT_EQ(listed.status("GET /metrics", "Host: yuqing:9464\r\n"), 200);
  EXPECT_EQ(listed.status("GET /metrics", "Host: 10.1.2.3:9464\r\n"), 200);
}

TEST(Http, ForbidsOtherSitesToShowOrReadAnAnswer) {
  const Port port;

  const std::string answer = Client(port.server.port()).answer("GET /metrics");

  for (const std::string header :
       {"X-Content-Type-Options: nosniff", "X-Frame-Options: SAMEORIGIN",
        "Cross-Origin-Resource-Policy: same-origin", "Referrer-Policy: no-referrer"}) {
    EXPECT_NE(answer.find(header + "\r\n"), std::string::npos) << header;
  }
}

TEST(Http, ComparesSecretsWhole) {
  EXPECT_TRUE(is_same_secret("abc", "abc"));
  EXPECT_TRUE(is_same_secret("", ""));
  for (const std::string wrong : {"", "ab", "abcd", "abcabc", "Abc", "abd"}) {
    EXPECT_FALSE(is_same_secret(wrong, "abc")) << wrong;
  }
}

TEST(Http, SaysWhyItCannotListen) {
  const HttpServer server("127.0.0.1:0", {});

  EXPECT_THROW(HttpServer("127.0.0.1:" + std::to_string(server.port()), {}), std::runtime_error);
  EXPECT_THROW(HttpServer("nowhere", {}), std::runtime_error);
}

TEST(Http, KnowsAnAddressToListenOn) {
  EXPECT_TRUE(is_listen_address("127.0.0.1:9464"));
  EXPECT_TRUE(is_listen_address("localhost:0"));
  EXPECT_FALSE(is_listen_address("127.0.0.1"));
  EXPECT_TRUE(is_loopback_address("localhost:1"));
  EXPECT_TRUE(is_loopback_address("127.1.2.3:1"));
  EXPECT_FALSE(is_loopback_address("0.0.0.0:1"));
  EXPECT_FALSE(is_loopback_address("10.0.0.1:1"));
  EXPECT_FALSE(is_listen_address("127.0.0.1:99999"));
  EXPECT_FALSE(is_listen_address("example.org:80"));
  EXPECT_FALSE(is_listen_address(""));
}

}  // namespace
}  // namespace yuqing
