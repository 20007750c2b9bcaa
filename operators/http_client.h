// Asking a server over HTTP.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

namespace yuqing {

struct HttpAnswer {
  int status = 0;         // 0: there is no answer
  std::string body = {};  // of a good answer
  std::string fault =
      {};  // what went wrong, to be put behind the server's name; empty if nothing did
};

class HttpClient {
 public:
  struct Wishes {
    std::string_view option;   // that named the server: what messages begin with
    std::string_view example;  // of what to write there
    std::chrono::seconds connecting{10};
    std::chrono::seconds silence{60};  // an answer may take so long
  };

  // `url` is "http://user:password@host:8428/path". Connects to nothing. Throws ConfigError when it
  // is no URL.
  HttpClient(std::string_view url, const Wishes& wishes);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  // `path` comes behind that of the URL.
  HttpAnswer get(std::string_view path);
  HttpAnswer post(std::string_view path, std::string_view body, const std::string& type);

  const std::string& server() const;  // scheme, host and port: what messages name

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace yuqing
