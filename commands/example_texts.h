// Texts of the posts that stand as examples for what is being said now.
//
// Posts are personal data, so this is for who asks for it by [page] examples = "texts", and it goes
// no further than memory: bounded, in no snapshot and no log, forgotten as soon as the windows are
// old or the post is taken back.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "commands/now_json.h"
#include "pipeline/lanes.h"
#include "pipeline/witness.h"

namespace yuqing {

class ExampleTexts final : public Witness {
 public:
  static constexpr std::size_t kMostCharacters = 140;
  static constexpr std::size_t kMostTexts = 20'000;
  static constexpr std::int64_t kWindows = 3;  // behind the newest one

  // `lanes` are those of the fold that it watches, and outlive it.
  explicit ExampleTexts(const Lanes& lanes) : lanes_(lanes) {}

  void see(const Post& post, const Record& record, Fate fate, const Batch& batch) override;

  // As it is shown; nothing where it is not held. Thread-safe.
  std::optional<std::string> text_of(std::uint64_t id) const;
  std::size_t size() const;

 private:
  bool is_example(const Lane& lane, std::int64_t start, const Post& post, const Batch& batch) const;
  void forget_old(const Lane& lane);
  void forget(std::uint64_t id);

  const Lanes& lanes_;
  std::int64_t newest_ = kNoTime;  // start of the newest window of all lanes
  mutable std::mutex mutex_;       // guards texts_; taken for examples only
  std::map<std::int64_t, std::unordered_map<std::uint64_t, std::string>> texts_;  // by window
};

// Null where nobody asks for texts. `lanes` outlive it.
std::unique_ptr<ExampleTexts> make_example_texts(ShownExamples shown, const Lanes& lanes);
// What answers with the texts that are held; nothing for null. `texts` outlive it.
ExampleText teller_of(const ExampleTexts* texts);

}  // namespace yuqing
