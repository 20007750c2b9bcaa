// A temporary folder for each process of unit tests, so that several may run side by side.
//
// testing::TempDir() is there; the folder goes when the tests have ended.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>

namespace yuqing {
namespace {

class TemporaryFolder final : public testing::Environment {
 public:
  void SetUp() override {
    std::string folder = (std::filesystem::temp_directory_path() / "yuqing_XXXXXX").string();
    ASSERT_NE(mkdtemp(folder.data()), nullptr);
    folder_ = folder;
    setenv("TEST_TMPDIR", (folder + "/").c_str(), 1);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

 private:
  std::filesystem::path folder_;
};

[[maybe_unused]] const testing::Environment* const kTemporaryFolder =
    testing::AddGlobalTestEnvironment(new TemporaryFolder);

}  // namespace
}  // namespace yuqing
