// See kafka_properties.h.
#include "operators/kafka_properties.h"

#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <array>

#include "operators/kafka_security.h"
#include "pipeline/errors.h"

namespace yuqing {
namespace {

// Settings that exact counting or a checked link rests on.
const KafkaProperties kPinnedForAll = {
    {"enable.sasl.oauthbearer.unsecure.jwt", "false"},
    {"enable.ssl.certificate.verification", "true"},
    {"ssl.endpoint.identification.algorithm", "https"},
};
const KafkaProperties kPinnedForConsumer = {
    {"allow.auto.create.topics", "false"},  // a typing mistake must not make a topic
    {"auto.offset.reset", "error"},         // else librdkafka skips without a word
    {"check.crcs", "true"},
    {"enable.auto.commit", "false"},  // a commit follows a durable snapshot
    {"enable.auto.offset.store", "false"},
    {"enable.partition.eof", "true"},  // tells no data from no answer
    {"isolation.level", "read_committed"},
    // Eager: everything is revoked and read again, so nothing can be lost half-way. librdkafka
    // 2.0.2 loses positions and hangs with cooperative-sticky.
    {"partition.assignment.strategy", "range"},
    {"statistics.interval.ms", "1000"},  // they tell that a broker is back
};
const KafkaProperties kPinnedForProducer = {
    {"acks", "all"},
    {"enable.idempotence", "false"},    // turns fatal after errors that are none in 2.0.2
    {"partitioner", "murmur2_random"},  // where Java's producers put the same key
};

const KafkaProperties kDefaultsForAll = {
    {"socket.keepalive.enable", "true"},
    {"socket.nagle.disable", "true"},
    {"reconnect.backoff.max.ms", "2000"},
};
const KafkaProperties kDefaultsForConsumer = {
    {"fetch.max.bytes", "8388608"},
    {"fetch.message.max.bytes", "1048576"},
    {"fetch.wait.max.ms", "100"},
    {"heartbeat.interval.ms", "3000"},
    {"max.poll.interval.ms", "120000"},  // above the longest drain, snapshot and sink deadline
    {"queued.max.messages.kbytes", "65536"},
    {"queued.min.messages", "100000"},
    {"receive.message.max.bytes", "16777216"},
    {"session.timeout.ms", "10000"},
    {"topic.metadata.refresh.interval.ms", "10000"},  // how soon a new topic is seen
};
const KafkaProperties kDefaultsForProducer = {
    {"compression.type", "lz4"},
    {"linger.ms", "5"},
    {"message.max.bytes", "4000000"},
    {"message.timeout.ms", "60000"},
};

// Properties that keys of the section stand for.
const std::map<std::string, std::string, std::less<>> kKeyFor = {
    {"bootstrap.servers", "brokers"},
    {"group.id", "group"},
    {"group.instance.id", "group_instance_id"},
    {"metadata.broker.list", "brokers"},
    {"sasl.mechanism", "sasl_mechanism"},
    {"sasl.mechanisms", "sasl_mechanism"},
    {"sasl.password", "sasl_password_file"},
    {"sasl.username", "sasl_username"},
    {"security.protocol", "protocol"},
    {"ssl.ca.location", "ssl_ca"},
    {"ssl.certificate.location", "ssl_certificate"},
    {"ssl.key.location", "ssl_key"},
    {"ssl.key.password", "ssl_key_password_file"},
    {"ssl.key.pem", "ssl_key"},
};
// Secrets that no key stands for.
constexpr std::array kSecrets = {"sasl.oauthbearer.client.secret", "sasl.oauthbearer.config",
                                 "ssl.keystore.password"};

const KafkaProperties& pinned_for(KafkaRole role) {
  return role == KafkaRole::consumer ? kPinnedForConsumer : kPinnedForProducer;
}

// The other name under which librdkafka knows a property.
std::string canonical(const std::string& name) {
  static const KafkaProperties names = {{"request.required.acks", "acks"},
                                        {"max.partition.fetch.bytes", "fetch.message.max.bytes"},
                                        {"compression.codec", "compression.type"},
                                        {"queue.buffering.max.ms", "linger.ms"},
                                        {"delivery.timeout.ms", "message.timeout.ms"}};
  const auto found = names.find(name);
  return found == names.end() ? name : found->second;
}

// Why librdkafka does not take a property; empty when it does.
std::string objection(rd_kafka_conf_t* conf, const std::string& name, const std::string& value) {
  std::array<char, 512> why = {};
  if (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), why.data(), why.size()) ==
      RD_KAFKA_CONF_OK) {
    return {};
  }
  return why.data();
}

// Why the properties do not go together; empty when they do. Builds a client that has no broker
// and therefore connects to nothing.
std::string disagreement(KafkaRole role, KafkaProperties properties) {
  properties.erase("bootstrap.servers");
  rd_kafka_conf_t* conf = make_kafka_conf(properties);
  const auto silent = [](const rd_kafka_t*, int, const char*, const char*) {};
  rd_kafka_conf_set_log_cb(conf, silent);
  std::array<char, 512> why = {};
  const auto type = role == KafkaRole::consumer ? RD_KAFKA_CONSUMER : RD_KAFKA_PRODUCER;
  rd_kafka_t* client = rd_kafka_new(type, conf, why.data(), why.size());
  if (client == nullptr) {
    rd_kafka_conf_destroy(conf);
    return why.data();
  }
  rd_kafka_destroy_flags(client, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
  return {};
}

// Why a user may not set a property by hand; empty when he may.
std::string refusal(KafkaRole role, const std::string& name) {
  const auto key = kKeyFor.find(name);
  if (key != kKeyFor.end()) {
    return "has a key of its own; use '" + key->second + "' in the section above";
  }
  if (std::ranges::find(kSecrets, name) != kSecrets.end()) {
    return "a secret may not stand in the configuration; use TLS certificates or a SASL user";
  }
  if (pinned_for(role).contains(canonical(name)) || kPinnedForAll.contains(name)) {
    return "is fixed, because counting exactly or trusting the broker rests on it; remove it";
  }
  return {};
}

void read_pass_through(const Section& section, KafkaRole role, KafkaProperties& into) {
  rd_kafka_conf_t* scratch = rd_kafka_conf_new();
  const Section table = section.table("librdkafka");
  for (const auto& [name, value] : section.pairs("librdkafka")) {
    const std::string refused = refusal(role, name);
    if (!refused.empty()) {
      table.complain(name, refused);
      continue;
    }
    const std::string why = objection(scratch, name, value);
    if (!why.empty()) {
      table.complain(name, why + "; see librdkafka's CONFIGURATION.md");
      continue;
    }
    into[canonical(name)] = value;
  }
  rd_kafka_conf_destroy(scratch);
}

}  // namespace

KafkaProperties completed(KafkaRole role, KafkaProperties given) {
  given.insert(kDefaultsForAll.begin(), kDefaultsForAll.end());
  const auto& defaults = role == KafkaRole::consumer ? kDefaultsForConsumer : kDefaultsForProducer;
  given.insert(defaults.begin(), defaults.end());
  for (const KafkaProperties* pinned : {&kPinnedForAll, &pinned_for(role)}) {
    for (const auto& [name, value] : *pinned) {
      given[name] = value;
    }
  }
  return given;
}

KafkaProperties read_kafka_properties(const Section& section, KafkaRole role,
                                      const KafkaProperties& own) {
  KafkaProperties given = own;
  const std::string brokers = section.text("brokers");
  if (brokers.empty()) {
    section.complain("brokers", "missing; write for example \"127.0.0.1:9092\"");
  }
  given["bootstrap.servers"] = brokers;
  read_kafka_security(section, given);
  read_pass_through(section, role, given);
  KafkaProperties properties = completed(role, std::move(given));
  const std::string why = disagreement(role, properties);
  if (!why.empty()) {
    section.complain("librdkafka", "librdkafka refuses: " + why);
  }
  return properties;
}

rd_kafka_conf_s* make_kafka_conf(const KafkaProperties& properties) {
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  for (const auto& [name, value] : properties) {
    const std::string why = objection(conf, name, value);
    if (!why.empty()) {
      rd_kafka_conf_destroy(conf);
      throw ConfigError("librdkafka: " + why);
    }
  }
  return conf;
}

}  // namespace yuqing
