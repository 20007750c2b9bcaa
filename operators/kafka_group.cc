// See kafka_group.h.
#include "operators/kafka_group.h"

#include <cstdlib>

namespace yuqing {
namespace {

// Processes that share one configuration have their names from the environment.
std::string instance_of(const Section& section) {
  const std::string variable = section.text("group_instance_id_env");
  std::string instance = section.text("group_instance_id");
  if (variable.empty()) {
    return instance;
  }
  if (!instance.empty()) {
    section.complain("group_instance_id_env", "there is group_instance_id too; keep one of them");
  }
  const char* name = std::getenv(variable.c_str());
  if (name == nullptr || *name == '\0') {
    section.complain("group_instance_id_env",
                     "the environment has no variable '" + variable + "'; export it");
    return {};
  }
  return name;
}

}  // namespace

KafkaProperties group_properties(const Section& section, const std::string& group) {
  KafkaProperties properties = {{"group.id", group}};
  if (std::string instance = instance_of(section); !instance.empty()) {
    properties["group.instance.id"] = std::move(instance);
  }
  return properties;
}

}  // namespace yuqing
