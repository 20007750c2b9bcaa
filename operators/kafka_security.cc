// See kafka_security.h.
#include "operators/kafka_security.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <optional>
#include <utility>

#include "pipeline/secret.h"

namespace yuqing {
namespace {

void read_tls(const Section& section, bool encrypted, KafkaProperties& into) {
  static const std::array<std::pair<const char*, const char*>, 3> files = {
      {{"ssl_ca", "ssl.ca.location"},
       {"ssl_certificate", "ssl.certificate.location"},
       {"ssl_key", "ssl.key.location"}}};
  for (const auto& [key, property] : files) {
    const std::filesystem::path file = section.path(key);
    if (file.empty()) {
      continue;
    }
    if (!encrypted) {
      section.complain(key, "is of no use without TLS; set protocol = \"ssl\" or \"sasl_ssl\"");
    }
    if (std::ifstream(file).good()) {
      into[property] = file.string();
    } else {
      section.complain(key, file.string() + " cannot be read; correct the path");
    }
  }
  if (const auto password = secret_of(section, "ssl_key_password")) {
    into["ssl.key.password"] = *password;
  }
}

void read_sasl(const Section& section, bool authenticated, KafkaProperties& into) {
  const std::string mechanism =
      section.choice("sasl_mechanism", "", {"PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "GSSAPI"});
  const std::string user = section.text("sasl_username");
  const std::optional<std::string> password = secret_of(section, "sasl_password");
  if (!authenticated) {
    if (!mechanism.empty() || !user.empty() || password) {
      section.complain("sasl_mechanism",
                       "SASL is of no use here; set protocol = \"sasl_ssl\" or remove it");
    }
    return;
  }
  if (mechanism.empty()) {
    section.complain("sasl_mechanism", "missing; write for example \"SCRAM-SHA-512\"");
    return;
  }
  into["sasl.mechanism"] = mechanism;
  if (mechanism == "GSSAPI") {
    return;
  }
  if (user.empty()) {
    section.complain("sasl_username", "missing; write the user's name");
  }
  if (!password && !section.has("sasl_password_file") && !section.has("sasl_password_env")) {
    section.complain("sasl_password_file",
                     "missing; write the path of a file that holds it, or "
                     "sasl_password_env with the name of a variable");
  }
  into["sasl.username"] = user.empty() ? "missing" : user;  // already complained of
  into["sasl.password"] = password.value_or("missing");
}

bool is_loopback(std::string_view broker) {
  const std::size_t scheme = broker.find("://");
  if (scheme != std::string_view::npos) {
    broker.remove_prefix(scheme + 3);
  }
  return broker.starts_with("127.") || broker.starts_with("localhost") ||
         broker.starts_with("[::1]");
}

bool all_loopback(std::string_view brokers) {
  while (!brokers.empty()) {
    const std::size_t comma = std::min(brokers.find(','), brokers.size());
    const std::string_view broker = brokers.substr(0, comma);
    const std::size_t start = std::min(broker.find_first_not_of(' '), broker.size());
    if (!is_loopback(broker.substr(start))) {
      return false;
    }
    brokers.remove_prefix(std::min(comma + 1, brokers.size()));
  }
  return true;
}

}  // namespace

void read_kafka_security(const Section& section, KafkaProperties& into) {
  const std::string protocol =
      section.choice("protocol", "plaintext", {"plaintext", "ssl", "sasl_plaintext", "sasl_ssl"});
  into["security.protocol"] = protocol;
  read_tls(section, protocol == "ssl" || protocol == "sasl_ssl", into);
  read_sasl(section, protocol.starts_with("sasl_"), into);
}

void warn_of_clear_link(std::string_view section, const KafkaProperties& properties) {
  const auto value = [&properties](const std::string& name) {
    const auto found = properties.find(name);
    return found == properties.end() ? std::string() : found->second;
  };
  const std::string protocol = value("security.protocol");
  const bool clear = protocol.empty() || protocol.ends_with("plaintext");
  if (clear && !all_loopback(value("bootstrap.servers"))) {
    spdlog::warn("{}: the link to {} is not encrypted; set protocol = \"ssl\" or \"sasl_ssl\"",
                 section, value("bootstrap.servers"));
  }
}

}  // namespace yuqing
