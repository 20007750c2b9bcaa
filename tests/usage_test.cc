#include "commands/usage.h"

#include <gmock/gmock.h>

namespace yuqing {
namespace {

using testing::AllOf;
using testing::HasSubstr;

// What is said about a command line, with the exit code in front.
std::string said(const std::string& line) {
  CLI::App app("", "yuqing");
  app.require_subcommand(1);
  CLI::App* const replay = app.add_subcommand("replay");
  replay->add_option("--config")->required();
  replay->add_option("--speed");
  CLI::App* const topics = app.add_subcommand("topics");
  topics->require_subcommand(1);
  topics->add_subcommand("check");
  testing::internal::CaptureStderr();
  testing::internal::CaptureStdout();
  int code = 0;
  try {
    app.parse(line, false);
  } catch (const CLI::ParseError& error) {
    code = explain_usage(app, error);
  }
  testing::internal::GetCapturedStdout();
  return std::to_string(code) + " " + testing::internal::GetCapturedStderr();
}

TEST(Usage, NamesAWordThatIsNoVerbAndTheOneThatIsMeant) {
  EXPECT_THAT(said("repaly"), AllOf(HasSubstr("2 yuqing: there is no verb 'repaly'"),
                                    HasSubstr("did you mean 'replay'?")));
  EXPECT_THAT(said("topics chek"), HasSubstr("2 yuqing topics: there is no verb 'chek'; did you "
                                             "mean 'check'?"));
}

TEST(Usage, NamesAWrongOptionThoughARequiredOneIsMissing) {
  EXPECT_THAT(said("replay --sped=10x"), HasSubstr("there is no option '--sped=10x'; did you mean "
                                                   "'--speed'?"));
}

TEST(Usage, NamesWhatIsMissing) {
  EXPECT_THAT(said("replay"), HasSubstr("2 yuqing replay: --config is required"));
}

TEST(Usage, GuessesNothingThatIsFarFromEveryName) {
  EXPECT_THAT(said("zzzzzzzz"), Not(HasSubstr("did you mean")));
}

TEST(Usage, HelpIsNoMistake) {
  EXPECT_EQ(said("--help"), "0 ");
}

}  // namespace
}  // namespace yuqing
