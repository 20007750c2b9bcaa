// The import API of VictoriaMetrics: samples of any time, as lines over HTTP.
#pragma once

#include <string>
#include <string_view>

#include "operators/http_client.h"

namespace yuqing {

class Victoria {
 public:
  // `url` is that of the server, "http://127.0.0.1:8428", with a path before the API if it has one.
  // Connects to nothing. Throws ConfigError when it is no URL.
  explicit Victoria(const std::string& url);

  // Returns when the server has taken the lines, see SeriesFormat::bare. Throws SinkError.
  void import_lines(std::string_view lines);
  // Makes the server forget answers from before the import. One that does not is no error.
  void reset_cache();

 private:
  HttpClient client_;
};

}  // namespace yuqing
