// The HTTP port: a few pages, each made afresh when it is asked for.
//
// One event loop serves all connections, so a half-open one holds nobody up; it is closed after
// some seconds, as is one that trickles. Only GET and HEAD are answered, request bodies are never
// read, and paths are compared as they come: nothing in them is decoded. /livez and /readyz are for
// everybody; the rest for whom HttpAccess lets in.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "pipeline/http_access.h"

namespace yuqing {

struct Page {
  int status = 200;
  std::string type = "text/plain; charset=utf-8";
  std::string body = {};
  std::string policy = {};  // Content-Security-Policy; none where empty
};

// By path. Called on the server's own thread; must not throw.
using Pages = std::map<std::string, std::function<Page()>, std::less<>>;

class HttpServer {
 public:
  // Listens on "HOST:PORT" at once; HOST is an IPv4 address or localhost, port 0 is any free one.
  // Throws std::runtime_error when it cannot.
  // `patience` is for each request and each answer.
  HttpServer(const std::string& listen, Pages pages, HttpAccess access = {},
             std::chrono::milliseconds patience = std::chrono::seconds(10));
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  int port() const;
  // "HOST:PORT" with the port that it really is.
  std::string address() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Whether "HOST:PORT" can be understood, and whether only this machine can reach it.
bool is_listen_address(const std::string& listen);
bool is_loopback_address(const std::string& listen);

}  // namespace yuqing
