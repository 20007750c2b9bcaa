#include "operators/json_members.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace yuqing {
namespace {

using Members = std::vector<std::pair<std::string, std::string>>;

// Nothing where the text is no object.
std::optional<Members> members_of(std::string_view text) {
  Members found;
  JsonMembers members(text);
  while (const std::optional<JsonMember> member = members.next()) {
    found.emplace_back(member->name, member->value);
  }
  return members.sound() ? std::optional(found) : std::nullopt;
}

TEST(JsonMembers, GivesNamesAndValuesAsWritten) {
  EXPECT_EQ(members_of(R"( {"a":1, "b" : "x,\"}","c":{"d":[1,2]},"e":null} )"),
            (Members{{"a", "1"}, {"b", R"("x,\"}")"}, {"c", R"({"d":[1,2]})"}, {"e", "null"}}));
  EXPECT_EQ(members_of("{}"), Members{});
}

TEST(JsonMembers, IsNotSoundWhereTheTextIsNoWholeObject) {
  for (const std::string_view text :
       {"", "[]", "{", R"({"a")", R"({"a":)", R"({"a":1)", R"({"a":1 "b":2})", R"({"a":1}x)",
        R"({"a":"b})", R"({a:1})", R"({"a":1,)"}) {
    EXPECT_FALSE(members_of(text)) << text;
  }
}

TEST(JsonElements, AreGivenAsWritten) {
  const auto elements_of = [](std::string_view text) {
    std::vector<std::string> found;
    JsonElements elements(text);
    while (const std::optional<std::string_view> element = elements.next()) {
      found.emplace_back(*element);
    }
    return found;
  };

  EXPECT_EQ(elements_of(R"( [1, "a,]" ,{"b":[2,3]},[], null ] )"),
            (std::vector<std::string>{"1", R"("a,]")", R"({"b":[2,3]})", "[]", "null"}));
  for (const std::string_view text : {"", "[]", "{}", "[", "1"}) {
    EXPECT_TRUE(elements_of(text).empty()) << text;
  }
}

TEST(JsonText, GivesWhatAStringStandsFor) {
  EXPECT_EQ(json_text(R"("a\"\\\n\u0041\u5fae\ud83d\ude00微")"), "a\"\\\nA微😀微");
  EXPECT_FALSE(json_text("null"));
  EXPECT_FALSE(json_text(R"("\x")"));
  EXPECT_FALSE(json_text(R"("\u12")"));
}

}  // namespace
}  // namespace yuqing
