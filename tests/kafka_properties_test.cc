#include "operators/kafka_properties.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>

#include "operators/catalogue.h"

namespace yuqing {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// What a section of these lines gives, and every complaint about it.
struct Reading {
  explicit Reading(const std::string& lines, KafkaRole role = KafkaRole::consumer)
      : file("a.toml", "[kafka]\nbrokers = \"127.0.0.1:9\"\n" + lines),
        properties(read_kafka_properties(file.root().table("kafka"), role, {{"group.id", "g"}})) {
    if (role == KafkaRole::producer) {
      properties.erase("group.id");
    }
    complaints = file.complaints();
  }

  File file;
  KafkaProperties properties;
  std::vector<std::string> complaints;
};

TEST(KafkaProperties, PinWhatExactCountingRestsOn) {
  const Reading reading("");

  EXPECT_THAT(reading.complaints, IsEmpty());
  EXPECT_EQ(reading.properties.at("enable.auto.commit"), "false");
  EXPECT_EQ(reading.properties.at("enable.auto.offset.store"), "false");
  EXPECT_EQ(reading.properties.at("auto.offset.reset"), "error");
  EXPECT_EQ(reading.properties.at("partition.assignment.strategy"), "range");
  EXPECT_EQ(reading.properties.at("isolation.level"), "read_committed");
  EXPECT_EQ(reading.properties.at("check.crcs"), "true");
  EXPECT_EQ(reading.properties.at("allow.auto.create.topics"), "false");
}

TEST(KafkaProperties, PassOtherPropertiesThrough) {
  const Reading reading("[kafka.librdkafka]\n\"fetch.wait.max.ms\" = 7\n");

  EXPECT_THAT(reading.complaints, IsEmpty());
  EXPECT_EQ(reading.properties.at("fetch.wait.max.ms"), "7");
}

TEST(KafkaProperties, RefuseToChangeWhatIsPinnedAlsoUnderItsOtherName) {
  const Reading consumer("[kafka.librdkafka]\n\"enable.auto.commit\" = true\n");
  const Reading producer("[kafka.librdkafka]\n\"request.required.acks\" = 1\n",
                         KafkaRole::producer);

  EXPECT_THAT(consumer.complaints,
              ElementsAre(HasSubstr("a.toml:4: kafka.librdkafka.enable.auto.commit: is fixed")));
  EXPECT_EQ(consumer.properties.at("enable.auto.commit"), "false");
  EXPECT_THAT(producer.complaints, ElementsAre(HasSubstr("request.required.acks: is fixed")));
}

TEST(KafkaProperties, NameTheKeyThatStandsForAProperty) {
  const Reading reading("[kafka.librdkafka]\n\"bootstrap.servers\" = \"b:1\"\n");

  EXPECT_THAT(reading.complaints, ElementsAre(HasSubstr("use 'brokers' in the section above")));
}

TEST(KafkaProperties, TellUnknownPropertiesAndBadValues) {
  const Reading reading(
      "[kafka.librdkafka]\n\"fetch.wiat.max.ms\" = 7\n\"fetch.min.bytes\" = \"few\"\n");

  EXPECT_THAT(reading.complaints, ElementsAre(HasSubstr("a.toml:4: "), HasSubstr("a.toml:5: ")));
}

TEST(KafkaProperties, TellPropertiesThatDoNotGoTogether) {
  const Reading reading("[kafka.librdkafka]\n\"max.poll.interval.ms\" = 5000\n");

  EXPECT_THAT(reading.complaints, ElementsAre(HasSubstr("librdkafka refuses: ")));
}

TEST(KafkaProperties, RefuseSecretsInTheConfigurationWithoutRepeatingThem) {
  const Reading reading(
      "[kafka.librdkafka]\n\"sasl.password\" = \"canary\"\n\"ssl.key.pem\" = \"canary\"\n"
      "\"ssl.keystore.password\" = \"canary\"\n");

  ASSERT_EQ(reading.complaints.size(), 3u);
  for (const std::string& complaint : reading.complaints) {
    EXPECT_THAT(complaint, testing::Not(HasSubstr("canary")));
  }
}

TEST(KafkaProperties, TakeSecretsFromTheEnvironmentOrAFile) {
  setenv("YUQING_TEST_SECRET", "from the environment", 1);
  const std::string path = testing::TempDir() + "yuqing_test_secret";
  std::ofstream(path) << "from a file\n";
  const std::string sasl =
      "protocol = \"sasl_ssl\"\nsasl_mechanism = \"PLAIN\"\nsasl_username = \"u\"\n";

  const Reading environment(sasl + "sasl_password_env = \"YUQING_TEST_SECRET\"\n");
  const Reading file(sasl + "sasl_password_file = \"" + path + "\"\n");

  EXPECT_THAT(environment.complaints, IsEmpty());
  EXPECT_EQ(environment.properties.at("sasl.password"), "from the environment");
  EXPECT_THAT(file.complaints, IsEmpty());
  EXPECT_EQ(file.properties.at("sasl.password"), "from a file");
  std::filesystem::remove(path);
}

TEST(KafkaProperties, TellEverythingThatIsMissingForALink) {
  const Reading reading(
      "protocol = \"sasl_ssl\"\nssl_ca = \"/nowhere/ca.pem\"\nsasl_mechanism = \"PLAIN\"\n");

  EXPECT_THAT(reading.complaints,
              testing::UnorderedElementsAre(HasSubstr("/nowhere/ca.pem cannot be read"),
                                            HasSubstr("kafka.sasl_username: missing"),
                                            HasSubstr("kafka.sasl_password_file: missing")));
}

TEST(KafkaProperties, TellSecurityThatTheProtocolMakesUseless) {
  const Reading reading("sasl_mechanism = \"PLAIN\"\n");

  EXPECT_THAT(reading.complaints, ElementsAre(HasSubstr("SASL is of no use here")));
}

TEST(KafkaProperties, AskForBrokersAndTopic) {
  File file("a.toml", "[source_kafka]\n");
  Health health;

  make_source_kafka(file.root().table("source_kafka"), health, 1, 1);

  EXPECT_THAT(file.complaints(),
              testing::UnorderedElementsAre(HasSubstr("source_kafka.brokers: missing"),
                                            HasSubstr("source_kafka.topic: missing")));
}

}  // namespace
}  // namespace yuqing
