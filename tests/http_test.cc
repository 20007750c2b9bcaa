#include "pipeline/http.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>
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

  void send(const std::string& bytes) const {
    ASSERT_EQ(::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(bytes.size()));
  }
  std::string answer(const std::string& request) const {
    send(request + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
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
  EXPECT_TRUE(Client(server.port()).answer("GET /..%2fetc/passwd").starts_with("HTTP/1.1 404"));
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
  for (int i = 0; i < 60; i++) {
    half_open.push_back(std::make_unique<Client>(server.port()));
    half_open.back()->send("GET /metr");
  }

  EXPECT_TRUE(Client(server.port()).answer("GET /metrics").starts_with("HTTP/1.1 200"));
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
  EXPECT_FALSE(is_listen_address("127.0.0.1:99999"));
  EXPECT_FALSE(is_listen_address("example.org:80"));
  EXPECT_FALSE(is_listen_address(""));
}

}  // namespace
}  // namespace yuqing
