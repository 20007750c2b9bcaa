// See kafka_told.h.
#include "operators/kafka_told.h"

#include <librdkafka/rdkafka.h>
#include <spdlog/spdlog.h>

namespace yuqing {
namespace {

void log_detail(const rd_kafka_t* /*client*/, int /*level*/, const char* facility,
                const char* text) {
  spdlog::debug("librdkafka: {}: {}", facility, text);
}

}  // namespace

void log_details(rd_kafka_conf_t* conf) {
  rd_kafka_conf_set_log_cb(conf, log_detail);
}

void told_error(KafkaLink& link, int code, std::string_view why) {
  switch (code) {
    case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
      link.lost(std::chrono::system_clock::now());
      break;
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR__SSL:
    case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
      link.refused(why);
      break;
    default:
      spdlog::debug("librdkafka: {}", why);
  }
}

void told_statistics(KafkaLink& link, std::string_view json) {
  if (json.find("\"state\":\"UP\"") != std::string_view::npos) {
    link.reached();
  } else {
    link.lost(std::chrono::system_clock::now());
  }
}

}  // namespace yuqing
